package figure

import (
	"slices"
	"strings"
	"testing"

	"waybill/digest"
)

// truce is an article of the kind that a digest is made of.
const truce = `CARLOW HARBOUR (Tidings) - Norland's president and the prime minister of the Osten Union spoke for 75 minutes on Thursday and agreed to go on with trade talks, two officials said.

The call was their first since January. It follows a truce struck in Porto Lindo last month, under which both sides lowered punitive tariffs for 120 days. Norland had put duties of 135 percent on Osten goods, and the union answered with 115 percent tariffs on Norland machinery, which stopped trade worth $48.6 billion a year. Under the truce the duties fell to 20 percent.

Exports of lithium from the union dropped 31 percent in May to 5,400 tonnes, from 7,800 tonnes in April. Eleven carmakers have said that they may run out of magnets within six weeks.

The Norland share index closed 0.4% higher at 8,415.20 points. A 24-page text is to be ready by the end of the month.`

// keys are the words of the key figures of an article, in order.
func keys(found []digest.Figure, text string) []string {
	var out []string
	for _, f := range found {
		if f.Key {
			out = append(out, f.At.In(text))
		}
	}
	return out
}

func TestKeyFiguresAreWhatTheArticleIsAbout(t *testing.T) {
	d := Doc{Title: "Norland and Osten Union agree to resume trade talks", Text: truce, Sentences: sentences(truce)}
	found := Find(d)
	got := keys(found, truce)
	if len(got) == 0 || len(got) > 4 {
		t.Fatalf("key figures %q, want one to four", got)
	}
	for _, want := range []string{"135 percent", "115 percent", "$48.6 billion"} {
		if !slices.Contains(got, want) {
			t.Errorf("key figures %q lack %q", got, want)
		}
	}
	for _, f := range found {
		if words := f.At.In(truce); f.Fit && (words == "75 minutes" || words == "two officials" || words == "24-page" || words == "six weeks") {
			t.Errorf("%q is fit for a digest", words)
		}
	}
}

func TestFiguresComeMostImportantFirst(t *testing.T) {
	d := Doc{Title: "Norland and Osten Union cut tariffs on machinery", Text: wire, Sentences: sentences(wire)}
	found := Find(d)
	fit := 0
	for i, f := range found {
		if f.Key && !f.Fit {
			t.Errorf("%q is key but not fit", f.At.In(wire))
		}
		if f.Fit {
			if fit < i {
				t.Errorf("fit figure %q comes after one that is not", f.At.In(wire))
			}
			fit++
		}
		if i > 0 && f.Fit && found[i-1].Score < f.Score {
			t.Errorf("%q with %.2f comes after %.2f", f.At.In(wire), f.Score, found[i-1].Score)
		}
	}
	if got := keys(found, wire); len(got) > 4 {
		t.Errorf("key figures %q, want at most four", got)
	}
}

func TestNoFigureTwiceAmongTheKeys(t *testing.T) {
	text := "The deficit was $170 billion. A deficit of $170 billion is no joke, the minister said. Exports fell 12 percent."
	got := keys(Find(Doc{Title: "Deficit at $170 billion", Text: text, Sentences: sentences(text)}), text)
	if n := strings.Count(strings.Join(got, "\n"), "$170 billion"); n != 1 {
		t.Errorf("key figures %q name the deficit %d times", got, n)
	}
}

func TestVagueAndLooseFiguresAreNotFit(t *testing.T) {
	for _, text := range []string{
		"Trade worth hundreds of billions of dollars is at stake.",
		"A 50-year-old man waited two days.",
		"The two sides met for three hours.",
	} {
		for _, f := range find(text) {
			if f.Fit {
				t.Errorf("%q of %q is fit for a digest", f.At.In(text), text)
			}
		}
	}
}

func TestLengthOfTalksIsFit(t *testing.T) {
	const text = "The ministers of Norland and Osten held a 45-minute phone call on Monday. The flight from Osten takes six hours."
	for _, f := range Find(Doc{Title: "Ministers speak on tin tariffs", Text: text, Sentences: sentences(text)}) {
		if words := f.At.In(text); f.Kind == durationKind && f.Fit != (words == "45-minute") {
			t.Errorf("%q measures %q and is fit: %v", words, f.Measures, f.Fit)
		} else if f.Fit && f.Actor != "ministers of Norland and Osten" {
			t.Errorf("%q is of %q", words, f.Actor)
		}
	}
}
