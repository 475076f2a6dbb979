package newsroom

import (
	"slices"
	"strings"

	"waybill/digest"
	"waybill/digest/compose"
	"waybill/digest/place"
	"waybill/digest/token"
	"waybill/digest/topic"
)

// A unit is one thing that a question asks about: a word, or two that name one
// thing together, with what else goes by its name.
type unit struct {
	stems  []string // of its words
	also   [][]string
	places []string // codes
	weight float64
}

// How much of a question an article answers by where it names a unit.
const (
	inLead    = 1.0 // in the headline or the first sentences
	often     = 0.7 // elsewhere, several times
	mentioned = 0.3 // once or twice: a mention
	byAnother = 0.9 // of it, if it goes by another name
)

const (
	leadSentences = 3
	oftenTimes    = 3
	placeWeight   = 0.6    // of a word's: where tells less than what
	elsewhere     = 0.5    // what is left if a place or a main part that is asked for is not named
	mainPart      = 1. / 3 // of a question, that an answer must mention at least
	// floor is the least relevance of an article that answers a question: at
	// least half of what was asked is in its lead.
	floor = 0.5
)

// units takes a question apart.
func (r *Room) units(u topic.Query) []unit {
	var all []unit
	for i := 0; i < len(u.Must); i++ {
		if i+1 < len(u.Must) {
			pair := u.Must[i] + " " + u.Must[i+1]
			if both := r.Topics.Understand(pair); compound(both) && !compound(r.Topics.Understand(u.Must[i])) && !compound(r.Topics.Understand(u.Must[i+1])) {
				all = append(all, newUnit(pair, both))
				i++
				continue
			}
		}
		all = append(all, newUnit(u.Must[i], r.Topics.Understand(u.Must[i])))
	}
	return all
}

// compound reports whether words name something that is known.
func compound(q topic.Query) bool { return len(q.Topics)+len(q.Places) > 0 || len(q.Also) > 0 }

func newUnit(words string, q topic.Query) unit {
	u := unit{stems: stemsOf(words), places: q.Places}
	for _, s := range u.stems {
		u.weight = max(u.weight, token.IDF(s))
	}
	if len(u.places) > 0 {
		u.weight *= placeWeight
		return u // its other names are found as places
	}
	for _, a := range q.Also {
		u.also = append(u.also, stemsOf(a))
	}
	return u
}

// stemsOf are the stems of the words of a text, small words too.
func stemsOf(s string) []string {
	var all []string
	for _, t := range token.Scan(nil, s, 0, len(s)) {
		if t.Kind != token.Mark {
			w := strings.ToLower(t.In(s))
			all = append(all, token.Stem(strings.TrimSuffix(strings.TrimSuffix(w, "'s"), "’s")))
		}
	}
	return all
}

// relevance is the share of a question that an article answers, from 0 to 1.
func relevance(units []unit, t compose.Telling) float64 {
	lead := t.Article.Headline + "\n" + opening(t)
	text := t.Article.Headline + "\n" + t.Article.Text
	front, body := stemsOf(lead), stemsOf(text)
	var there []place.Mention
	sum, all, missing := 0.0, 0.0, 0.0
	share := 1.0
	for _, u := range units {
		got := covered(u.stems, front, body)
		for _, a := range u.also {
			got = max(got, byAnother*covered(a, front, body))
		}
		if len(u.places) > 0 {
			if there == nil {
				there = place.Find(lead)
			}
			if slices.ContainsFunc(there, func(m place.Mention) bool { return slices.Contains(u.places, m.Place.Code) }) {
				got = inLead
			}
			if got <= mentioned {
				share = elsewhere
			}
		}
		sum += u.weight * got
		all += u.weight
		if got == 0 {
			missing = max(missing, u.weight)
		}
	}
	if all == 0 {
		return 1 // nothing but topics or times was asked for
	}
	if missing > mainPart*all {
		share = elsewhere
	}
	return share * sum / all
}

// opening is the text up to the end of the first sentences.
func opening(t compose.Telling) string {
	s := t.Analysis.Sentences
	if len(s) == 0 {
		return ""
	}
	return digest.Span{End: s[min(len(s), leadSentences)-1].End}.In(t.Article.Text)
}

// covered is how much an article is about a phrase.
func covered(phrase, front, body []string) float64 {
	if times(phrase, front) > 0 {
		return inLead
	}
	switch n := times(phrase, body); {
	case n >= oftenTimes:
		return often
	case n > 0:
		return mentioned
	}
	return 0
}

// times is how often a phrase stands in a text, both as stems.
func times(phrase, text []string) int {
	n := 0
	for i := 0; len(phrase) > 0 && i+len(phrase) <= len(text); i++ {
		if slices.Equal(phrase, text[i:i+len(phrase)]) {
			n++
		}
	}
	return n
}

// answering are the tellings of a story that answer the question, and how
// relevant the story is by them. None answer if none is about it.
func answering(units []unit, tellings []compose.Telling) (kept []compose.Telling, best float64) {
	for _, t := range tellings {
		if r := relevance(units, t); r >= floor {
			kept, best = append(kept, t), max(best, r)
		}
	}
	return kept, best
}
