package summary

import (
	"testing"

	"waybill/digest"
)

func TestLead(t *testing.T) {
	for whole, want := range map[string]string{
		"OSLO (NW) – Norland raised its tin duty.":                         "Norland raised its tin duty.",
		"GENEVA, May 12 (Norwire) - The panel ruled.":                      "The panel ruled.",
		"BRUSSELS, July 27 (Norwire) -- Ministers met.":                    "Ministers met.",
		"(NWN) -- Two ships sank.":                                         "Two ships sank.",
		"(The Harbour Post)Stan Ferry, the broker, quit.":                  "Stan Ferry, the broker, quit.",
		"Hong Kong (NWN) -- Tin rose.":                                     "Tin rose.",
		"NEW PORT, Norland (NW) — “It is over,” he said.":                  "“It is over,” he said.",
		"OSLO/GENEVA (Norwire) - Talks failed.":                            "Talks failed.",
		"LOS AMIGOS, Oct. 26 -- A forum was held.":                         "A forum was held.",
		"NEW PORT — Ministers met.":                                        "Ministers met.",
		"TOKYO, 3 March 2018 — Ministers met.":                             "Ministers met.",
		"New Port — the largest harbour — closed.":                         "New Port — the largest harbour — closed.",
		"Ministers of Norland (NW) said so.":                               "Ministers of Norland (NW) said so.",
		"USTR - the trade office - said so.":                               "USTR - the trade office - said so.",
		"The duty: twelve percent.":                                        "The duty: twelve percent.",
		"OSLO, April 28, 2021 The duty ends.":                              "The duty ends.",
		"OSLO, April 28 The duty ends.":                                    "OSLO, April 28 The duty ends.",
		"OSLO-- The duty ends.":                                            "The duty ends.",
		"May 3, 2021 The duty ends.":                                       "The duty ends.",
		"Published May 5, 2021 at 9:30 am The duty ends.":                  "The duty ends.",
		"On May 5, 2021 the duty ends.":                                    "On May 5, 2021 the duty ends.",
		"In 2021 Norland left.":                                            "In 2021 Norland left.",
		"May 3 Tin":                                                        "May 3 Tin",
		"(Norwire)":                                                        "(Norwire)",
		"Tin rose.":                                                        "Tin rose.",
		"SUMMARY: The Department ruled.":                                   "The Department ruled.",
		"SUPPLEMENTARY INFORMATION: The Department ruled.":                 "The Department ruled.",
		"3. The quota was 92,400 tonnes.":                                  "The quota was 92,400 tonnes.",
		"3.5 percent is the duty.":                                         "3.5 percent is the duty.",
		"TIN: The duty ends.":                                              "TIN: The duty ends.",
		"WTO (World Trade Organization) members met.":                      "WTO (World Trade Organization) members met.",
		"USTR (Office of the Trade Representative) Lighthill said nothing": "USTR (Office of the Trade Representative) Lighthill said nothing",
		"EU-US (Transatlantic) Council met.":                               "EU-US (Transatlantic) Council met.",
	} {
		if got := Lead(whole, digest.Span{End: len(whole)}).In(whole); got != want {
			t.Errorf("Lead(%q) = %q, want %q", whole, got, want)
		}
	}
}

func FuzzLead(f *testing.F) {
	f.Add("OSLO, May 5 (NW) — Tin rose.")
	f.Add("(\xff) - É")
	f.Fuzz(func(t *testing.T, text string) {
		s := digest.Span{End: len(text)}
		if got := Lead(text, s); got.End != s.End || got.Start < 0 || got.Start > s.End || text != "" && got.Len() == 0 {
			t.Errorf("Lead(%q) = %v", text, got)
		}
	})
}
