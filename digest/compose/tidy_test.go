package compose

import (
	"testing"

	"waybill/digest"
	"waybill/digest/quote/person"
)

// What a figure measures reads well beside it, or is not shown.
func TestMeasure(t *testing.T) {
	for _, c := range []struct{ measures, sentence, want string }{
		{"steel tariff", "", "steel tariff"},
		{"Exports of copper", "Exports of copper fell 3 percent.", "exports of copper"},
		{"Norland exports", "Norland exports fell 3 percent.", "Norland exports"},
		{"the Tile Board set provisional duties on tiles", "", "provisional duties on tiles"},
		{"trade surplus with Sundia rose", "", "trade surplus with Sundia"},
		{"top of a countervailing duty", "", "countervailing duty"},
		{"duties on films over \"theft of", "", "duties on films"},
		{"tariffs on tin in the wake of a decision by the council", "", "tariffs on tin"},
		{"levies on goods which the ministry", "", "levies on goods"},
		{"average of", "", "average"},
		{"", "", ""},
		{"plan of the council of ministers for a fund of the ports of the northern coast and islands", "", "plan of the council of ministers for a fund"},
	} {
		if got := measure(c.measures, c.sentence); got != c.want {
			t.Errorf("measure(%q) = %q, want %q", c.measures, got, c.want)
		}
	}
}

// Whose a figure is is said only by a name that stands with it.
func TestActor(t *testing.T) {
	for _, c := range []struct{ name, sentence, headline, want string }{
		{"Japan", "Japanese exports rose 3 percent.", "", "Japan"},
		{"Japan", "Exports rose 3 percent.", "Japan sells more", "Japan"},
		{"Japan", "Exports rose 3 percent.", "Chile sells more", ""},
		{"producers", "The producers sold 3 percent more.", "", ""},
		{"Oriel Line", "Oriel Line raised its rates by 3 percent.", "", "Oriel Line"},
		{"We'll", "We'll pay 3 percent.", "", ""},
	} {
		if got := actor(c.name, c.sentence, c.headline); got != c.want {
			t.Errorf("actor(%q, %q) = %q, want %q", c.name, c.sentence, got, c.want)
		}
	}
}

// A figure of which nothing readable is left is not fit for a digest.
func TestTidyLeavesNonsenseOut(t *testing.T) {
	for _, c := range []struct {
		kind, unit, measures, printed string
		fit                           bool
	}{
		{"percent", "%", "share of rice", "40 percent", true},
		{"percent", "%", "share of 2,000", "40 percent", false},
		{"percent", "%", "Japan wants", "40 percent", false},
		{"money", "USD", "", "$3 million", false},
		{"count", "product", "", "310 products", true},
		{"count", "dl", "", "30 mln", false},
		{"quantity", "foot", "container", "40-foot", false},
		{"ratio", "time", "border", "seven times", false},
	} {
		f := digest.Fact{Figure: digest.Figure{Kind: c.kind, Unit: c.unit, Measures: c.measures, Fit: true}, Passage: digest.Passage{Words: c.printed}}
		if tidy(&f, "", nil); f.Figure.Fit != c.fit {
			t.Errorf("%s %s: fit %t, want %t", c.printed, c.measures, f.Figure.Fit, c.fit)
		}
	}
}

// A headline that shouts is read as the text spells its words.
func TestCalm(t *testing.T) {
	text := "ALBEN, March 2 - The EEC said that Mr Okafor, of the U.S. trade office, and Japan spoke of beef quotas. The talks go on."
	for shouted, want := range map[string]string{
		"OKAFOR, EEC TALK ON BEEF QUOTAS":          "Okafor, EEC talk on beef quotas",
		"U.S./JAPAN BEEF TALKS GO ON":              "U.S./Japan beef talks go on",
		"ANTI-U.S. MOOD IN TALKS - OKAFOR":         "Anti-U.S. mood in talks - Okafor",
		"UK'S QUOTA OPPOSED, CANADA SAYS":          "UK's quota opposed, Canada says",
		"JAPAN'S BEEF QUOTA AND U.S.PROTECTIONISM": "Japan's beef quota and U.S.Protectionism",
	} {
		if got := calm(shouted, text); got != want {
			t.Errorf("calm(%q) = %q, want %q", shouted, got, want)
		}
	}
}

// Labels of a wire go, the words of the news stay.
func TestUnlabelled(t *testing.T) {
	for head, want := range map[string]string{
		"UPDATE 1-Norland cuts its copper duty":     "Norland cuts its copper duty",
		"WRAPUP 3: Norland cuts its copper duty":    "Norland cuts its copper duty",
		"BREAKING | Norland cuts its copper duty":   "Norland cuts its copper duty",
		"Live cattle exports banned by Norland":     "Live cattle exports banned by Norland",
		"Lead smelters in Norland face export duty": "Lead smelters in Norland face export duty",
		"Update: short": "Update: short",
	} {
		if got := unlabelled(head); got != want {
			t.Errorf("unlabelled(%q) = %q, want %q", head, got, want)
		}
	}
}

// What says itself that it is no report is none.
func TestOpinion(t *testing.T) {
	for head, want := range map[string]bool{
		"Op-ed: The wrong duty":                      true,
		"Market Insight: The wrong duty":             true,
		"Duty on copper is wrong, says minister":     false,
		"Norland: comment period on duties extended": false,
	} {
		if got := opinion(Telling{Article: &digest.Article{Headline: head}}); got != want {
			t.Errorf("opinion(%q) = %t", head, got)
		}
	}
	sermon := "We must not pay. Our ports should be open, and we should say so."
	if !opinion(Telling{Article: &digest.Article{Headline: "The wrong duty", Text: sermon}}) {
		t.Error("a text that only wishes is an opinion")
	}
	if opinion(Telling{Article: &digest.Article{Headline: "The wrong duty", Text: sermon + " So the minister said."}}) {
		t.Error("a text that says who said it is a report")
	}
}

// Nothing that others wrote makes a panic, and a headline never grows.
func FuzzWords(f *testing.F) {
	f.Add("UPDATE 1-U.S./JAPAN TALKS ON EC'S DUTIES", "the board set duties on tin", "40 tins", "Tin. The tin fell.")
	f.Add("", "", "", "")
	f.Add("...", "\"", " ", "“The")
	f.Fuzz(func(t *testing.T, head, measures, printed, text string) {
		for _, kind := range []string{"count", "percent", "ratio", "quantity"} {
			fact := digest.Fact{
				Figure:  digest.Figure{Kind: kind, Unit: printed, Measures: measures, Actor: head, Period: measures, Fit: true},
				Passage: digest.Passage{Words: printed}, Sentence: digest.Passage{Words: text},
			}
			tidy(&fact, head, []person.Name{person.Parse(measures)})
		}
		a := digest.Analysis{Sentences: []digest.Span{{Start: 0, End: len(text)}}, Summary: []digest.Span{{Start: 0, End: len(text)}}}
		s := Story("s", []Telling{{Article: &digest.Article{ID: "a", Headline: head, Text: text}, Analysis: &a}})
		if n := len([]rune(s.Headline)); n > len([]rune(head))+1 {
			t.Errorf("%q became %q", head, s.Headline)
		}
	})
}
