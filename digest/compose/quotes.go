package compose

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"waybill/digest"
	"waybill/digest/place"
	"waybill/digest/quote/person"
	"waybill/digest/token"
)

// quotes merges what people said over the articles: the same words are one
// quote with all their sources; a speaker gets the fullest name and role that
// any article gives. Nobody speaks twice before all have spoken.
func quotes(own, all []Telling, lead Telling) []digest.Said {
	var said []digest.Said
	var words []string // of each, see letters
	for _, t := range own {
		for _, q := range t.Analysis.Quotes {
			if showable(q) {
				said, words = mergeSaid(said, words, digest.Said{
					Quote: q, Passage: passage(t.Article, bare(t.Article.Text, q.At)), Sentence: passage(t.Article, q.Sentence), Sources: sources(t, all),
				})
			}
		}
	}
	name(said, own)
	return takeTurns(said, lead)
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
func mergeSaid(said []digest.Said, words []string, q digest.Said) ([]digest.Said, []string) {
	its := letters(q.Passage.Words)
	for i := range said {
		if !sameWords(words[i], its) {
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
			*have, words[i] = q, its
		}
		return said, words
	}
	return append(said, q), append(words, its)
}

// sameWords reports whether one utterance holds the other, by their letters.
func sameWords(a, b string) bool {
	return a == b || len(a) > 20 && len(b) > 20 && (strings.Contains(a, b) || strings.Contains(b, a))
}

// letters are the stems of an utterance's words without marks and articles: what
// two translations of a sentence have alike.
func letters(s string) string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return strings.ContainsRune(" \t\n\r.,;:!?-–—'’‘\"“”", r)
	})
	stems := words[:0]
	for _, w := range words {
		if !articles[w] {
			stems = append(stems, token.Stem(w))
		}
	}
	return strings.Join(stems, " ")
}

var articles = set("a an the to")

// name gives every speaker the fullest name and role of the story.
func name(said []digest.Said, own []Telling) {
	type speaker struct {
		person.Name
		*digest.Quote
	}
	var all []speaker
	for _, t := range own {
		for i := range t.Analysis.Quotes {
			if q := &t.Analysis.Quotes[i]; q.Speaker != "" && q.Confidence != digest.Low {
				all = append(all, speaker{person.Parse(q.Speaker), q})
			}
		}
	}
	for i := range said {
		q := &said[i].Quote
		called := person.Parse(q.Speaker)
		for _, other := range all {
			if !called.Same(other.Name) {
				continue
			}
			if longer(other.Speaker, q.Speaker) {
				q.Speaker, called = other.Speaker, other.Name
			}
			if q.Role == "" || longer(other.Role, q.Role) && !strings.Contains(q.Role, " ") {
				q.Role = other.Role
			}
		}
	}
}

// longer reports whether a has more words than b.
func longer(a, b string) bool { return len(strings.Fields(a)) > len(strings.Fields(b)) }

// takeTurns orders quotes by how much they tell, each speaker's second after
// every speaker's first, and those without a name last.
func takeTurns(said []digest.Said, lead Telling) []digest.Said {
	slices.SortStableFunc(said, func(a, b digest.Said) int { return cmp.Compare(telling(b, lead), telling(a, lead)) })
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
	ordered := slices.Concat(turns...)
	slices.SortStableFunc(ordered, func(a, b digest.Said) int { return unnamed(a) - unnamed(b) })
	return ordered
}

// telling is how much a quote tells: a fragment less than an utterance,
// somebody without a name less than anybody with one, what the leading article
// has not less than what it has.
func telling(q digest.Said, lead Telling) float64 {
	s := q.Quote.Score + 0.5*float64(len(q.Sources)-1)
	if q.Quote.Kind == digest.Fragment {
		s--
	}
	if r, _ := utf8.DecodeRuneInString(q.Passage.Words); unicode.IsLower(r) {
		s -= 0.7 // the end of a sentence
	}
	if q.Quote.Role == "" {
		s -= 0.3
	}
	if !named(q.Quote.Speaker) {
		s -= 3
	}
	if q.Passage.Article == lead.Article.ID {
		s += 0.7
	}
	return s
}

// named reports whether a speaker has a name: "a senior official" has none.
func named(speaker string) bool {
	words := strings.Fields(speaker)
	if len(words) == 0 || words[0] == "A" || words[0] == "An" {
		return false
	}
	r, _ := utf8.DecodeRuneInString(words[len(words)-1])
	return !unicode.IsLower(r)
}

func unnamed(q digest.Said) int {
	if named(q.Quote.Speaker) {
		return 0
	}
	return 1
}

// speakersOf are all who are quoted by name.
func speakersOf(own []Telling) []person.Name {
	var all []person.Name
	known := map[string]bool{}
	for _, t := range own {
		for _, q := range t.Analysis.Quotes {
			if !named(q.Speaker) || known[q.Speaker] {
				continue
			}
			known[q.Speaker] = true
			if _, _, ok := place.Lookup(q.Speaker); !ok {
				all = append(all, person.Parse(q.Speaker))
			}
		}
	}
	return all
}
