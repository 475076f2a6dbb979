package compose

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"waybill/digest"
	"waybill/digest/figure"
	"waybill/digest/quote/person"
)

// news says what a story has that was not in it when it was shown last, ""
// for nothing that is worth showing it again, and gives the new figures that
// it names.
func news(s *digest.Story, before *digest.Item) (string, []digest.Fact) {
	var fresh []digest.Fact
	for _, f := range s.Figures {
		changed := f.Earlier != nil && stated(*f.Earlier, before)
		if f.Stated.After(before.Last) && (f.Figure.Key || changed) && f.Figure.Fit && !stated(f, before) && len(fresh) < newFigures {
			fresh = append(fresh, f)
		}
	}
	var parts []string
	for _, f := range fresh {
		parts = append(parts, figureNews(f))
	}
	voices := 0
	for _, q := range s.Quotes {
		if !heard(q, before) && q.Quote.Confidence == digest.High {
			voices++
		}
	}
	sources := 0
	for _, a := range s.Articles {
		if a.At().After(before.Last) && !slices.ContainsFunc(before.Sources, func(l digest.Link) bool { return l.Source == a.Source }) {
			sources++
		}
	}
	if len(parts) == 0 && !(voices > 0 && s.Last.After(before.Last.Add(materially))) {
		return "", nil
	}
	if voices > 0 {
		parts = append(parts, plural(voices, "new quote", "new quotes"))
	}
	if sources > 0 {
		parts = append(parts, plural(sources, "more source", "more sources"))
	}
	return strings.Join(parts, newsBetween), fresh
}

// newFigures is how many new figures are named.
const newFigures = 2

// newsBetween stands between the parts of what is new.
const newsBetween = "; "

// materially is how much later an article must be to bring a story back for
// its quotes alone.
const materially = 6 * time.Hour

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func figureNews(f digest.Fact) string {
	words := folded(f.Passage.Words)
	if f.Figure.Measures != "" {
		words += " " + f.Figure.Measures
	}
	if f.Earlier != nil {
		words += " (was " + folded(f.Earlier.Passage.Words) + ")"
	}
	return words
}

func folded(s string) string { return strings.Join(strings.Fields(s), " ") }

// provenNews is what is new without the figures that are not among the facts any
// more.
func provenNews(news string, facts []digest.Fact) string {
	var kept []string
	for part := range strings.SplitSeq(news, newsBetween) {
		if otherNews.MatchString(part) || slices.ContainsFunc(facts, func(f digest.Fact) bool { return figureNews(f) == part }) {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, newsBetween)
}

// otherNews is what is new besides figures.
var otherNews = regexp.MustCompile(`^\d+ (new quotes?|more sources?)$`)

// stated reports whether a figure was in the item.
func stated(f digest.Fact, before *digest.Item) bool {
	same := func(g digest.Fact) bool { return figure.Same(f.Figure, g.Figure) }
	if slices.ContainsFunc(before.Figures, same) {
		return true
	}
	return slices.ContainsFunc(before.Conflicts, func(c digest.Conflict) bool { return slices.ContainsFunc(c.Facts, same) })
}

// heard reports whether the speaker was in the item.
func heard(q digest.Said, before *digest.Item) bool {
	return slices.ContainsFunc(before.Quotes, func(b digest.Said) bool { return person.SamePerson(b.Quote.Speaker, q.Quote.Speaker) })
}
