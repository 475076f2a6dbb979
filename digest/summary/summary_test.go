package summary

import (
	"slices"
	"strings"
	"testing"
	"time"

	"waybill/digest"
	"waybill/digest/sentence"
)

func pick(text string, n int) []string {
	var out []string
	for _, s := range Pick(Doc{Text: text, Sentences: sentence.Split(text)}, n) {
		out = append(out, s.In(text))
	}
	return out
}

const tinDuty = `By Lena Okafor

OSLO, March 3 (Norwire) — Norland will raise its duty on refined tin from 4 percent to 12 percent in May, the trade ministry said on Monday, in a move that exporters called the end of a decade of open markets.

Scroll down for video

Refined tin: a smelter worker in Orrin (left) checks ingots

The duty will apply to tin from all countries except the nine members of the Harbour Pact, the ministry said. It follows a complaint by two smelters in Orrin, which said that imports had doubled in two years.

"This is a sad day. We built our plants here because the rules were clear, and now they are not," said Marta Lindqvist of the importers' federation.

But the smelters welcomed the step. Importers have thirty days to object to the duty before it becomes law.

Click here to read more about tin.`

// A digest shows no byline, dateline, caption, bare quotation or page
// furniture, and nothing that points back at what is not shown.
func TestPickShowsOnlyWhatCanStandAlone(t *testing.T) {
	for n := range 12 {
		got := pick(tinDuty, n)
		if len(got) > n {
			t.Errorf("Pick of %d gave %d sentences", n, len(got))
		}
		all := strings.Join(got, "\n")
		for _, bad := range []string{"Okafor", "OSLO", "Scroll", "(left)", "sad day", "Click"} {
			if strings.Contains(all, bad) {
				t.Errorf("Pick of %d shows %q:\n%s", n, bad, all)
			}
		}
		for i, s := range got {
			if strings.HasPrefix(s, "It follows") && (i == 0 || !strings.HasPrefix(got[i-1], "The duty will")) {
				t.Errorf("Pick of %d shows %q without the sentence it points back at:\n%s", n, s, all)
			}
		}
	}
	if got := pick(tinDuty, 2); !strings.HasPrefix(got[0], "Norland will raise") {
		t.Errorf("Pick of 2 = %q, want the lead first", got)
	}
}

func TestPickOfLittle(t *testing.T) {
	for text, want := range map[string][]string{
		"":                       nil,
		"Tin.":                   nil,
		"12,345.6 7 8 9 10 11":   nil,
		"TIN QUOTA TALKS FAILED": nil,
		"Ministers of nine countries agreed on a quota for tin.": {"Ministers of nine countries agreed on a quota for tin."},
		"It rose by a third in the year to March, ministers said.": {
			"It rose by a third in the year to March, ministers said.",
		},
	} {
		if got := pick(text, 3); !slices.Equal(got, want) {
			t.Errorf("Pick(%q) = %q, want %q", text, got, want)
		}
	}
	if got := Pick(Doc{Text: "Tin rose by a third last year.", Sentences: []digest.Span{{Start: 0, End: 30}}}, -1); got != nil {
		t.Errorf("Pick of -1 = %v", got)
	}
}

// What only looks like page furniture, a caption or a question is news.
func TestPickKeepsNews(t *testing.T) {
	for _, s := range []string{
		"For more than a decade Norland has sold its tin without a duty.",
		"Copyright rules are to be part of the pact between Norland and Sudmark.",
		"Exports of cookies and bread to Sudmark doubled in the year to March.",
		"Subscribers to the fibre network of Norland pay a new tax from May.",
		"Norland’s ministers call it “fair,” and Sudmark's call it a breach of the pact.",
		"Members of the pact: Norland, Sudmark and seven others signed on Monday.",
		"This year the quota for tin will be 80,000 tonnes, the secretariat said.",
	} {
		if got := pick(s, 3); !slices.Equal(got, []string{s}) {
			t.Errorf("Pick(%q) = %q", s, got)
		}
	}
}

// The summary and the figures of a digest speak of the same: a key figure makes
// its line dearer, once.
func TestKeyFigureMakesItsLineDearer(t *testing.T) {
	text := "Ministers of Norland met in Oslo. The duty on tin rises from 4 percent to 12 percent. Smelters cheered in Orrin."
	d := Doc{Text: text, Sentences: sentence.Split(text)}
	for _, f := range []string{"4 percent", "12 percent"} {
		at := strings.Index(text, f)
		d.Figures = append(d.Figures, digest.Figure{At: digest.Span{Start: at, End: at + len(f)}, Key: true})
	}
	a := read(d, newTerms(len(text)), &standard)
	a.score()
	for i := range a.lines {
		before := a.lines[i].prior
		want := before
		if i == 1 {
			want += standard.keyFigure
		}
		if a.prefer(d); a.lines[i].prior != want {
			t.Errorf("line %d is worth %v with its key figures and %v without, want %v", i, a.lines[i].prior, before, want)
		}
		a.score()
		for k := range a.lines {
			a.lines[k].keyed = false
		}
	}
}

// A report of a megabyte costs little more than an article.
func TestPickOfAReport(t *testing.T) {
	text := strings.Repeat("Norland and Sudmark agreed on a quota for tin after nine years of talks in Oslo. ", 13000)
	d := Doc{Text: text, Sentences: sentence.Split(text)}
	begin := time.Now()
	if got := Pick(d, 3); len(got) == 0 || time.Since(begin) > time.Second {
		t.Errorf("Pick of %d sentences gave %d in %v", len(d.Sentences), len(got), time.Since(begin))
	}
}

func FuzzPick(f *testing.F) {
	f.Add(tinDuty, "Norland raises tin duty", 3)
	f.Add("a\xff. \"B\n\nC", "\xff", 2)
	f.Fuzz(func(t *testing.T, text, title string, n int) {
		d := Doc{Title: title, Text: text, Sentences: sentence.Split(text)}
		got := Pick(d, min(n, 5))
		if len(got) > max(0, min(n, 5)) {
			t.Fatalf("Pick of %d gave %d", n, len(got))
		}
		at := 0
		for _, s := range got {
			if s.Start < at || s.End <= s.Start || s.End > len(text) {
				t.Fatalf("span %v after %d of %q", s, at, text)
			}
			at = s.End
		}
	})
}

func BenchmarkPick(b *testing.B) {
	var text strings.Builder
	words := strings.Fields(strings.NewReplacer("\"", "", "\n", " ").Replace(tinDuty))
	for i := range 25 {
		text.WriteString("The ")
		for k := range 18 {
			text.WriteString(words[(i*13+k*7)%len(words)] + " ")
		}
		text.WriteString("in May.\n\n")
	}
	d := Doc{Title: "Norland raises its duty on tin", Text: text.String()}
	d.Sentences = sentence.Split(d.Text)
	b.ReportAllocs()
	for b.Loop() {
		Pick(d, 3)
	}
	b.ReportMetric(float64(len(strings.Fields(d.Text))), "words")
}

// Headings, what an interview's speakers say, and what stands above the credit
// of a picture are no part of a running text.
func TestPickLeavesAsidesOut(t *testing.T) {
	text := `Smelters stay closed in Orrin

A smelter in Orrin on Monday evening. Photograph: Lena Okafor

Norland will raise its duty on refined tin to 12 percent in May, the trade ministry said.

Harbour Post: Minister, why will the duty on tin rise in May?

Ilona Hale: The smelters of Orrin asked for it. They have lost a third of their orders.

Harbour Post: Will the duty on tin stay for long?

Hale: It will stay for a year. Then ministers look at it again.

The smelters of Orrin have been closed since the autumn of 2024. Tin ||hidden|| for ever @all`
	got := strings.Join(pick(text, 9), "\n")
	want := "Norland will raise its duty on refined tin to 12 percent in May, the trade ministry said.\nThe smelters of Orrin have been closed since the autumn of 2024."
	if got != want {
		t.Errorf("Pick gives\n%s\nwant\n%s", got, want)
	}
}

// A line leans on the one before it where it names things by a word for them
// alone.
func TestLeans(t *testing.T) {
	for s, want := range map[string]bool{
		"The two open ones are said to be cars and drugs.": true,
		"The last one is in Orrin.":                        true,
		"The one-year truce ends.":                         false,
		"The two sides met in Oslo.":                       false,
		"It ends in May.":                                  true,
		"This year it ends.":                               false,
	} {
		if got := leans(s); got != want {
			t.Errorf("leans(%q) = %v, want %v", s, got, want)
		}
	}
}
