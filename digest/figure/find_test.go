package figure

import (
	"testing"

	"waybill/digest"
)

// find is what Find sees in one sentence, in order of appearance.
func find(text string) []digest.Figure {
	return Find(Doc{Text: text, Sentences: []digest.Span{{Start: 0, End: len(text)}}})
}

func FuzzFind(f *testing.F) {
	f.Add("Exports fell 1.2% to $64.86 a tonne, from $65-70 in 2017.")
	f.Add("two and a half mln dlrs, or 3-1/2 pct; 0.6858/63 U.S. Dlrs")
	f.Add("Rs. 1,00,000 crore -- US$4.5bn (£2.8bn), “a third” of 5.5m² – −5°C")
	f.Fuzz(func(t *testing.T, text string) {
		for _, g := range find(text) {
			if g.At.Start < 0 || g.At.End > len(text) || g.At.Start >= g.At.End {
				t.Fatalf("figure at %v in %q", g.At, text)
			}
		}
	})
}
