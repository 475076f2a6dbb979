package sentence

import (
	"slices"
	"strings"
	"testing"
	"time"

	"waybill/digest"
)

func words(text string, spans []digest.Span) []string {
	var out []string
	for _, s := range spans {
		out = append(out, strings.Join(strings.Fields(s.In(text)), " "))
	}
	return out
}

// In each case "¶" stands where the next sentence begins.
func TestSplit(t *testing.T) {
	for _, c := range []string{
		"Duties rose. ¶Exports fell.",
		"Mr. Odell met Gov. Hale on Jan. 5 in St. Pieter. ¶The talks failed.",
		"The pact binds the U.S. and Norland. ¶It starts in May.",
		"He flew to the U.S. ¶The talks resume there.",
		"Talks with the U.S. And Norland go on.",
		"The fee is owed to the U.S. Treasury.",
		"George W. Harlan signed. ¶J. P. Moraes did not.",
		"The plant of Orrin Corp. ¶Analysts expect a loss.",
		"Orrin Motor Co. Chairman Lee Vance resigned.",
		"Doors open at 5 p.m. ¶Talks resume on the quota.",
		"Doors open at 5 p.m. Monday in Oslo.",
		"Doors open at 5 p.m. GMT for all.",
		"Prices rose to 4.20 dlrs per kg. ¶Soy fell to 3.10.",
		"“Why now?” ¶“Because we can,” he said. ¶Nobody laughed.",
		"\"Who pays?\" Ms Adair asked. ¶Nobody answered.",
		"\"It is over. We lost the case,\" she said. ¶The ministry will appeal.",
		"\"It is over. We lost.\" ¶The ministry will appeal.",
		"The duty is gone, he said.¶The quota stays.",
		"He called it “fair.”¶The others left.",
		"He called it \"fair.\"¶The others left.",
		"It is over, he said.¶“We won.”",
		"See www.norland.gov. ¶It has the text.",
		"Write to Desk.Office@norland.example or see norland.example/Tariff.Schedule today.",
		"The rate is 3.5 pct. ¶It was 4.",
		"1. The duty ends. ¶2. The quota stays.",
		"Section 2. ¶The duty ends.",
		"Is it over? ¶Yes! ¶It is.",
		"He waited ... and then left. ¶Nobody came.",
		"The ship (it sank. nobody died.) was old. ¶It carried tin.",
		"OSLO, Jan. 5 (Norwire) -- Tin rose. ¶It fell later.",
		"OSLO, D.C. — Tin rose.",
		"MINISTERS AGREE ON TIN QUOTA ¶The ministers of nine countries agreed.",
		"NEW PORT (NW) — Ministers agreed.",
		"By . Lena Okafor . ¶The duty ends in May. ¶Scroll down for video . ¶Ministers cheer .",
		"Lena Okafor, one of nine ministers at the talks ¶The ministers agreed on a quota.",
		"Shift of tin policy ¶The launch of the exchange comes late.",
		"Holders of class A shares vote.",
		"\"It is over. \" ¶Nobody spoke.",
		"The mine in Orrin, Calif. ¶Growers bought it.",
		"The mine in Orrin, Calif. State Senator Hale asked.",
		"-- an end to the duty;",
		"At least . two ships sank.",
		"(Norwire/Lena Okafor) ¶OSLO, Oct. 26 -- A forum was held.",
		"It revised 190 rules at all levels ¶By 2010, tariffs had gone.",
		"Ministers agreed.¶[Photo: Norwire] ¶Experts doubt it.",
		"The duty ends.\n\n¶Exports\n\n¶Tin rose",
		"• Tin rose • ¶Zinc fell",
		"The duty ends. var stat = {\"on\":true};",
		"Norland's share was No. 2. ¶No. ¶It was not.",
		"iTin rose. ¶eZinc fell.",
		"It is 5 ft. ¶The other is six.",
		"By Lena Okafor | ¶OSLO — Tin rose.",
		"他说关税将取消。¶配额保留。",
		"THE VOTE ¶Nine in ten members voted.",
		"A crane idle at Orrin. ¶Photograph: Lena Okafor/AFP ¶Dockers at the port of Orrin voted.",
		"Photograph: Lena Okafor/Norwire Dockers voted.",
	} {
		text := strings.ReplaceAll(c, "¶", "")
		var want []string
		for _, w := range strings.Split(c, "¶") {
			w = strings.TrimSuffix(strings.Trim(w, " \n•-|"), " var stat = {\"on\":true};")
			want = append(want, w)
		}
		if got := words(text, Split(text)); !slices.Equal(got, want) {
			t.Errorf("Split(%q) =\n%s\nwant\n%s", text, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// What a page holds for programs belongs to no sentence.
func TestNoProse(t *testing.T) {
	for text, want := range map[string][]string{
		"<script>alert(\"5000 percent\")</script>Tin rose.":                  {"Tin rose."},
		"Tin rose. <style>p {}</style> <script>f()</script>Zinc fell.":       {"Tin rose.", "Zinc fell."},
		"Tin <b>rose</b>. <script>f()":                                       {"Tin <b>rose</b>.", "<script>f()"},
		"Tin rose.\n\n{\"@type\":\"Article\",\"headline\":\"Tin. Rose.\"}":   {"Tin rose."},
		"Tin rose.\nwindow.dataLayer = window.dataLayer || []; f({'a': 1});": {"Tin rose."},
	} {
		if got := words(text, Split(text)); !slices.Equal(got, want) {
			t.Errorf("Split(%q) = %q, want %q", text, got, want)
		}
	}
}

// What never closes must not cost more than its length: a quarter of a megabyte
// in the square of it takes minutes.
func TestSplitTakesLinearTime(t *testing.T) {
	for _, unit := range []string{"\"((1,000,", "“‘(", "a.b.", "A. ", ". \"", "'a ", "X.\"Y", "THE ", "var {;", "a\n", "…", "(a) \"b\" ", "?\" ", "Mr. ' ", "a The b ", ". \" ", "[Photo x] ", "<script>", "<style></style>", "<s", "THE A "} {
		text := strings.Repeat(unit, 1<<18/len(unit))
		begin := time.Now()
		Split(text)
		if took := time.Since(begin); took > 3*time.Second {
			t.Errorf("Split of 256 KB of %q took %v", unit, took)
		} else {
			t.Log(unit, took)
		}
	}
}

func FuzzSplit(f *testing.F) {
	f.Add("OSLO (NW) — “Why?” he asked. \"It is over. We lost,\" she said.\r\n• Tin rose to 4.5 p.m. U.S. And so")
	f.Add("a\xff.\"B (\xe2\x80 C. ‘d’ e.F G\n\nvar x = {};")
	f.Add("Tin rose . (")
	f.Fuzz(func(t *testing.T, text string) {
		for what, spans := range map[string][]digest.Span{"sentence": Split(text), "paragraph": Paragraphs(text)} {
			at := 0
			for _, s := range spans {
				if s.Start < at || s.End <= s.Start || s.End > len(text) {
					t.Fatalf("%s %v after %d in %q", what, s, at, text)
				}
				if in := s.In(text); strings.TrimSpace(in) != in {
					t.Fatalf("%s %q is not trimmed", what, in)
				}
				at = s.End
			}
		}
	})
}

func BenchmarkSplit(b *testing.B) {
	text := strings.Repeat("The ministry of Norland said on Friday that duties on tin would rise to 12.5 percent by Jan. 5. "+
		"“We had no choice. The talks failed,” Mr. Odell told reporters in Oslo (the capital). ", 16)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Split(text)
	}
}
