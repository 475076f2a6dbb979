package compose

import (
	"cmp"
	"slices"
	"strings"

	"waybill/digest"
	"waybill/digest/quote/person"
)

// quotes merges what people said over the articles: the same words are one
// quote with all their sources; a speaker gets the fullest name and role that
// any article gives. Nobody speaks twice before all have spoken.
func quotes(own, all []Telling) []digest.Said {
	var said []digest.Said
	for _, t := range own {
		for _, q := range t.Analysis.Quotes {
			if showable(q) {
				said = mergeSaid(said, digest.Said{
					Quote: q, Passage: passage(t.Article, bare(t.Article.Text, q.At)), Sentence: passage(t.Article, q.Sentence), Sources: sources(t, all),
				})
			}
		}
	}
	name(said, own)
	return takeTurns(said)
}

// bare is the span of a quote without the comma that joins it to its reporting
// clause.
func bare(text string, at digest.Span) digest.Span {
	at.End -= len(at.In(text)) - len(strings.TrimRight(at.In(text), ", \n"))
	return at
}

// showable reports whether a quote's speaker is sure enough to be printed.
func showable(q digest.Quote) bool {
	return q.Speaker != "" && (q.Confidence == digest.High || q.Confidence == digest.Medium && strings.Contains(q.Speaker, " "))
}

// mergeSaid adds a quote, or its sources to the one with the same words.
func mergeSaid(said []digest.Said, q digest.Said) []digest.Said {
	for i := range said {
		if !sameWords(said[i].Passage.Words, q.Passage.Words) {
			continue
		}
		have := &said[i]
		for _, s := range q.Sources {
			if !slices.Contains(have.Sources, s) {
				have.Sources = append(have.Sources, s)
			}
		}
		if len(q.Passage.Words) > len(have.Passage.Words) {
			q.Sources = have.Sources
			*have = q
		}
		return said
	}
	return append(said, q)
}

// sameWords reports whether one utterance holds the other, whatever the marks
// and white space.
func sameWords(a, b string) bool {
	a, b = letters(a), letters(b)
	return a == b || len(a) > 20 && len(b) > 20 && (strings.Contains(a, b) || strings.Contains(b, a))
}

func letters(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return strings.ContainsRune(" \t\n\r.,;:!?-–—'’‘\"“”", r)
	}), " ")
}

// name gives every speaker the fullest name and role of the story.
func name(said []digest.Said, own []Telling) {
	for i := range said {
		q := &said[i].Quote
		for _, t := range own {
			for _, other := range t.Analysis.Quotes {
				if other.Speaker == "" || other.Confidence == digest.Low || !person.SamePerson(q.Speaker, other.Speaker) {
					continue
				}
				if len(strings.Fields(other.Speaker)) > len(strings.Fields(q.Speaker)) {
					q.Speaker = other.Speaker
				}
				if q.Role == "" {
					q.Role = other.Role
				}
			}
		}
	}
}

// takeTurns orders quotes by how much they tell, each speaker's second after
// every speaker's first.
func takeTurns(said []digest.Said) []digest.Said {
	slices.SortStableFunc(said, func(a, b digest.Said) int { return cmp.Compare(telling(b), telling(a)) })
	var turns [][]digest.Said
	count := map[string]int{}
	for _, q := range said {
		who := strings.ToLower(person.Surname(q.Quote.Speaker))
		n := count[who]
		count[who]++
		for len(turns) <= n {
			turns = append(turns, nil)
		}
		turns[n] = append(turns[n], q)
	}
	return slices.Concat(turns...)
}

// telling is how much a quote tells: a fragment less than an utterance.
func telling(q digest.Said) float64 {
	s := q.Quote.Score + 0.5*float64(len(q.Sources)-1)
	if q.Quote.Kind == digest.Fragment {
		s--
	}
	return s
}
