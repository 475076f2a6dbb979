package render

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"waybill/bot"
	"waybill/digest"
)

// again is an edition whose story was shown before.
func again() digest.Digest {
	d := edition()
	item := &d.Items[0]
	item.New = "25 percent steel tariff (was 10 percent); 1 new quote"
	item.Figures[0].Sentence = item.Summary[0]
	item.Figures[0].Figure.Change = "up"
	item.Conflicts = []digest.Conflict{{Facts: []digest.Fact{
		{Figure: digest.Figure{Measures: "steel tariff"}, Passage: at("25 percent"), Sources: []string{"Courier"}},
		{Figure: digest.Figure{Measures: "steel tariff"}, Passage: at("10 percent"), Sources: []string{"Harbour News"}},
	}}}
	return d
}

// runs visits every run of a message.
func runs(m bot.Message, visit func(bot.Run)) {
	lines := func(all ...[]bot.Line) {
		for _, list := range all {
			for _, l := range list {
				for _, r := range l {
					visit(r)
				}
			}
		}
	}
	lines(m.Intro, m.Footer)
	for _, s := range m.Sections {
		lines([]bot.Line{s.Heading}, s.Body, s.Figures, s.Quotes, s.Context)
	}
}

// Every run with a proof shows its passage, to the letter but for white space,
// and every figure and quote has a proof.
func TestEveryRunWithAProofIsASlice(t *testing.T) {
	for _, length := range []bot.Length{bot.Full, bot.Brief} {
		m := Digest(again(), Edition{Topics: []string{"steel"}, Zone: "UTC", Length: length})
		proofs := 0
		runs(m, func(r bot.Run) {
			if r.From == nil {
				if strings.Contains(r.Text, "percent") && !r.Bold {
					t.Errorf("%q has no proof", r.Text)
				}
				return
			}
			proofs++
			if got := strings.Join(strings.Fields(r.From.At.In(steel)), " "); got != r.Text {
				t.Errorf("shows %q, its passage is %q", r.Text, got)
			}
		})
		if proofs < 5 {
			t.Errorf("%s: only %d runs have a proof", length, proofs)
		}
	}
}

// Whatever becomes of the article and of the message, Prove leaves nothing that
// does not stand in the article, and no half of a line about a figure.
func TestProveLeavesNothingUnproven(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		m := Digest(again(), Edition{Topics: []string{"steel"}, Zone: "UTC"})
		text := steel
		for range random.IntN(4) {
			i := random.IntN(len(text))
			switch random.IntN(3) {
			case 0:
				text = text[:i] + "9" + text[i+1:]
			case 1:
				text = text[:i] + " " + text[i:]
			case 2:
				text = text[:i+1]
			}
		}
		for s := range m.Sections {
			for _, lines := range [][]bot.Line{m.Sections[s].Body, m.Sections[s].Figures, m.Sections[s].Quotes} {
				for _, l := range lines {
					for k := range l {
						if l[k].From != nil && random.IntN(8) == 0 {
							l[k].Text += fmt.Sprint(random.IntN(10))
						}
					}
				}
			}
		}
		got, lost := Prove(m, func(string) (string, bool) { return text, true })
		left := 0
		runs(got, func(r bot.Run) {
			if r.From == nil {
				return
			}
			left++
			if strings.Join(strings.Fields(r.From.Words), " ") != r.Text || !strings.Contains(text, r.From.Words) {
				t.Fatalf("%q was left, the article says %q", r.Text, text)
			}
		})
		all := 0
		runs(m, func(r bot.Run) {
			if r.From != nil {
				all++
			}
		})
		if left+lost > all || lost == 0 && left != all {
			t.Fatalf("%d of %d runs were left, and %d lost", left, all, lost)
		}
		for _, l := range got.Sections[0].Figures {
			if p := l.Plain(); strings.Contains(p, "( ") || strings.Contains(p, " )") || strings.HasSuffix(p, ": ") {
				t.Fatalf("half a line was left: %q", p)
			}
		}
	}
}

// A brief digest has one sentence and two figures a story, and no quotes.
func TestBrief(t *testing.T) {
	d := edition()
	item := &d.Items[0]
	item.Summary = append(item.Summary, at("“We will answer in kind,” said Mira Okafor, the trade minister of Sundia."))
	item.Figures = append(item.Figures, item.Figures[0], item.Figures[0])
	brief := Digest(d, Edition{Topics: []string{"steel"}, Zone: "UTC", Length: bot.Brief}).Sections[0]
	full := Digest(d, Edition{Topics: []string{"steel"}, Zone: "UTC", Length: bot.Full}).Sections[0]
	if strings.Contains(brief.Body[0].Plain(), "Okafor") || len(brief.Figures) != 2 || len(brief.Quotes) != 0 {
		t.Errorf("brief: %+v", brief)
	}
	if !strings.Contains(full.Body[0].Plain(), "Okafor") || len(full.Figures) != 3 || len(full.Quotes) != 1 {
		t.Errorf("full: %+v", full)
	}
}

// A change within a sentence says where it came from; a value that replaces an
// earlier article's says what was.
func TestEarlierValues(t *testing.T) {
	d := again()
	f := d.Items[0].Figures[0]
	earlier := *f.Earlier
	earlier.Sentence, f.Earlier = f.Sentence, &earlier
	if got := figure(f).Plain(); got != "↑ 25 percent steel tariff · Norland (from 10 percent)" {
		t.Errorf("got %q", got)
	}
	earlier.Sentence.Article = "a0"
	if got := figure(f).Plain(); got != "↑ 25 percent steel tariff · Norland (was 10 percent)" {
		t.Errorf("got %q", got)
	}
	if got := novelty(d.Items[0]).Plain(); got != "New: 25 percent steel tariff (was 10 percent); 1 new quote" {
		t.Errorf("got %q", got)
	}
}

// A count names what it counts; what else it measures is set apart, unless it
// goes on from there.
func TestCounts(t *testing.T) {
	for measures, want := range map[string]string{
		"tariff cuts":         "310 goods · tariff cuts",
		"waiting at the port": "310 goods waiting at the port",
		"of two sorts":        "310 goods of two sorts",
		"":                    "310 goods",
	} {
		f := digest.Fact{Figure: digest.Figure{Kind: "count", Measures: measures}, Passage: digest.Passage{Words: "310 goods"}}
		if got := figure(f).Plain(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// What is left out of a message is not counted as found in its footer.
func TestFooterCountsWhatIsLeft(t *testing.T) {
	m := Digest(edition(), Edition{Topics: []string{"steel"}, Zone: "UTC", Length: bot.Full})
	footer := func(m bot.Message) string { return m.Footer[len(m.Footer)-1].Plain() }
	whole, lost := Prove(m, func(string) (string, bool) { return steel, true })
	if lost > 0 || !strings.Contains(footer(whole), "2 of 2 figures and 1 of 1 quote found") {
		t.Fatalf("%d runs lost, the footer is %q", lost, footer(whole))
	}
	left, lost := Prove(m, func(string) (string, bool) { return strings.Replace(steel, "25 percent", "26 percent", 1), true })
	if lost == 0 || !strings.Contains(footer(left), "1 of 2 figures and 1 of 1 quote found") {
		t.Errorf("%d runs lost, the footer is %q", lost, footer(left))
	}
	if !strings.Contains(footer(m), "2 of 2 figures") {
		t.Errorf("the message itself was changed: %q", footer(m))
	}
}
