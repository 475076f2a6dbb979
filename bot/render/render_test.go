package render

import (
	"strings"
	"testing"
	"time"

	"waybill/bot"
	"waybill/digest"
)

const steel = "Norland raised its steel tariff to 25 percent from 10 percent on Monday. “We will answer in kind,” said Mira Okafor, the trade minister of Sundia."

func at(words string) digest.Passage {
	i := strings.Index(steel, words)
	return digest.Passage{Article: "a1", At: digest.Span{Start: i, End: i + len(words)}, Words: words}
}

func edition() digest.Digest {
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	return digest.Digest{
		From: noon.Add(-24 * time.Hour), To: noon,
		Items: []digest.Item{{
			Headline: "Norland raises steel tariff", URL: "https://courier.example/steel", Tellings: 2,
			Sources: []digest.Link{{Source: "Courier", URL: "https://courier.example/steel"}, {Source: "Harbour News", URL: "https://harbour.example/1"}},
			Summary: []digest.Passage{at("Norland raised its steel tariff to 25 percent from 10 percent on Monday.")},
			Figures: []digest.Fact{{
				Figure: digest.Figure{Measures: "steel tariff", Actor: "Norland"}, Passage: at("25 percent"),
				Earlier: &digest.Fact{Passage: at("10 percent")},
			}},
			Quotes: []digest.Said{{Quote: digest.Quote{Kind: digest.Full, Speaker: "Mira Okafor", Role: "trade minister of Sundia"}, Passage: at("We will answer in kind,")}},
		}},
		More: 3, Read: digest.Reading{Sources: 42, Failing: 2, Articles: 310},
		Checked: digest.Check{Figures: 2, FiguresFound: 2, Quotes: 1, QuotesFound: 1},
	}
}

// flat is a message as lines of plain text.
func flat(m bot.Message) string {
	var b strings.Builder
	lines := func(all []bot.Line) {
		for _, l := range all {
			b.WriteString(l.Plain() + "\n")
		}
	}
	b.WriteString(m.Title + "\n")
	lines(m.Intro)
	for _, s := range m.Sections {
		lines([]bot.Line{s.Heading})
		lines(s.Body)
		lines(s.Figures)
		lines(s.Quotes)
		lines(s.Context)
		for _, button := range s.Buttons {
			b.WriteString("[" + button.Label + ": " + button.Say + "] ")
		}
		if len(s.Buttons) > 0 {
			b.WriteString("\n")
		}
	}
	lines(m.Footer)
	return b.String()
}

func TestDigest(t *testing.T) {
	slot := time.Date(2026, 3, 2, 13, 0, 0, 0, time.UTC)
	got := flat(Digest(edition(), Edition{ID: 118, Topics: []string{"tariffs", "steel"}, Zone: "America/Toronto", Slot: slot, Next: slot.Add(24 * time.Hour), Late: true}))
	want := `Trade digest · tariffs, steel · Mon 2 Mar 2026, 08:00 Toronto
Late: this digest was due Mon 2 Mar 2026, 08:00 Toronto. It covers Sun 1 Mar 2026, 07:00 Toronto to Mon 2 Mar 2026, 07:00 Toronto.
1. Norland raises steel tariff (2 sources)
Norland raised its steel tariff to 25 percent from 10 percent on Monday.
25 percent steel tariff · Norland (was 10 percent)
“We will answer in kind,” — Mira Okafor, trade minister of Sundia
Courier · Harbour News
[More: more 1 of 118] [Mute story: mute 1 of 118] [Less like this: less 1 of 118] [Sources: sources story 1 of 118] 
3 more stories · 2 of 2 figures and 1 of 1 quote found in their sources · 42 sources read, 2 failing · next: Tue 3 Mar 2026, 08:00 Toronto
`
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestQuietDayIsOneLine(t *testing.T) {
	d := edition()
	d.Items = nil
	got := flat(Digest(d, Edition{Topics: []string{"tariffs"}, Zone: "UTC", Slot: d.To}))
	want := "\nNothing new on tariffs since Sun 1 Mar 2026, 12:00 UTC: 310 articles read from 42 sources, 2 of them failing.\n"
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestProveLeavesOutWhatCannotBeShown(t *testing.T) {
	m := Digest(edition(), Edition{Topics: []string{"steel"}, Zone: "UTC"})
	same := func(string) (string, bool) { return steel, true }
	if got, lost := Prove(m, same); lost != 0 || flat(got) != flat(m) {
		t.Errorf("%d runs lost although all stand in the article", lost)
	}
	revised := strings.Replace(steel, "25 percent", "20 percent", 1)
	got, lost := Prove(m, func(string) (string, bool) { return revised, true })
	text := flat(got)
	if lost != 2 || strings.Contains(text, "25 percent") {
		t.Errorf("lost %d, and the message says:\n%s", lost, text)
	}
	if !strings.Contains(text, "We will answer in kind") {
		t.Errorf("the quote still stands in the article, but the message says:\n%s", text)
	}
	if got, _ := Prove(m, func(string) (string, bool) { return "", false }); strings.Contains(flat(got), "kind") {
		t.Error("an article that is gone proves nothing")
	}
	m.Sections[0].Figures[0][0].Text = "52 percent"
	if got, lost := Prove(m, same); lost != 1 || strings.Contains(flat(got), "52") {
		t.Error("shown text that differs from its passage was kept")
	}
}

// Where sources disagree, every value is shown in its sentence, in the story
// and in its digest; a brief digest has the values only.
func TestConflictsInTheirSentences(t *testing.T) {
	fact := func(source, words, sentence string) digest.Fact {
		return digest.Fact{
			Figure: digest.Figure{Measures: "rice exports"}, Sources: []string{source},
			Passage: digest.Passage{Article: source, Words: words}, Sentence: digest.Passage{Article: source, Words: sentence},
		}
	}
	conflicts := []digest.Conflict{{Facts: []digest.Fact{
		fact("Courier", "31 percent", "Rice exports fell 31 percent, customs said."),
		fact("Gazette", "34 percent", "Rice exports fell 34 percent, the port said."),
	}}}
	d := digest.Digest{Items: []digest.Item{{Headline: "Rice exports fall", Conflicts: conflicts}}}
	for name, c := range map[string]struct {
		message   bot.Message
		sentences bool
	}{
		"story": {Whole(digest.Story{
			Headline: "Rice exports fall", Articles: []*digest.Article{{ID: "Courier", Source: "Courier"}, {ID: "Gazette", Source: "Gazette"}}, Conflicts: conflicts,
		}, "UTC"), true},
		"digest": {Digest(d, Edition{Zone: "UTC", Length: bot.Full}), true},
		"brief":  {Digest(d, Edition{Zone: "UTC", Length: bot.Brief}), false},
	} {
		got := flat(c.message)
		if want := "31 percent (Courier); 34 percent (Gazette)"; !strings.Contains(got, want) {
			t.Errorf("%s lacks %q:\n%s", name, want, got)
		}
		for _, want := range []string{"Rice exports fell 31 percent, customs said. (Courier)", "Rice exports fell 34 percent, the port said. (Gazette)"} {
			if strings.Contains(got, want) != c.sentences {
				t.Errorf("%s: %q is there: %v, want %v:\n%s", name, want, !c.sentences, c.sentences, got)
			}
		}
	}
}
