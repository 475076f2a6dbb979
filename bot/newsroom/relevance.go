package newsroom

import (
	"slices"

	"waybill/digest"
	"waybill/digest/compose"
	"waybill/digest/place"
	"waybill/digest/token"
	"waybill/digest/topic"
)

// A unit is one thing that a question asks about: a word, or two that name one
// thing together, with what else goes by its name.
type unit struct {
	names  [][]string // stems of its words, then of each other name
	places []string   // codes
	weight float64
}

// A question is its units, to be looked for in many articles.
type question struct {
	units []unit
	heads map[string][]name // by the first stem
}

// A name is one of a unit's.
type name struct{ unit, name int }

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

// question takes a question apart.
func (r *Room) question(u topic.Query) question {
	q := question{heads: map[string][]name{}}
	for i := 0; i < len(u.Must); i++ {
		words, known := u.Must[i], r.Topics.Understand(u.Must[i])
		if i+1 < len(u.Must) {
			pair := words + " " + u.Must[i+1]
			if both := r.Topics.Understand(pair); compound(both) && !compound(known) && !compound(r.Topics.Understand(u.Must[i+1])) {
				words, known = pair, both
				i++
			}
		}
		q.units = append(q.units, newUnit(words, known))
	}
	for i, u := range q.units {
		for k, stems := range u.names {
			if len(stems) > 0 {
				q.heads[stems[0]] = append(q.heads[stems[0]], name{i, k})
			}
		}
	}
	return q
}

// compound reports whether words name something that is known.
func compound(q topic.Query) bool { return len(q.Topics)+len(q.Places) > 0 || len(q.Also) > 0 }

func newUnit(words string, q topic.Query) unit {
	u := unit{names: [][]string{token.Stems(words)}, places: q.Places}
	for _, s := range u.names[0] {
		u.weight = max(u.weight, token.IDF(s))
	}
	if len(u.places) > 0 {
		u.weight *= placeWeight
		return u // its other names are found as places
	}
	for _, a := range q.Also {
		u.names = append(u.names, token.Stems(a))
	}
	return u
}

// relevance is the share of a question that an article answers, from 0 to 1.
func (q question) relevance(t compose.Telling) float64 {
	lead := t.Article.Headline + "\n" + opening(t)
	front := token.Stems(lead)
	text := append(front, token.Stems(t.Article.Text[len(opening(t)):])...)
	named := q.named(text, len(front))
	var there []place.Mention
	sum, all, missing := 0.0, 0.0, 0.0
	share := 1.0
	for i, u := range q.units {
		got := named[i]
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

// named is how much a text is about each unit, by where it names it. The first
// stems of the text are its lead.
func (q question) named(text []string, lead int) []float64 {
	named := make([]float64, len(q.units))
	times := map[name]int{}
	for at, stem := range text {
		for _, n := range q.heads[stem] {
			stems := q.units[n.unit].names[n.name]
			end := at + len(stems)
			if end > len(text) || !slices.Equal(stems, text[at:end]) {
				continue
			}
			times[n]++
			got := mentioned
			if end <= lead {
				got = inLead
			} else if times[n] >= oftenTimes {
				got = often
			}
			if n.name > 0 {
				got *= byAnother
			}
			named[n.unit] = max(named[n.unit], got)
		}
	}
	return named
}

// answering are the tellings of a story that answer the question, the newest
// so many, and how relevant the story is by them. None answer if none is about
// it.
func (q question) answering(tellings []compose.Telling, most int) (kept []compose.Telling, best float64) {
	for _, t := range slices.Backward(tellings) {
		if len(kept) == most {
			break
		}
		if r := q.relevance(t); r >= floor {
			kept, best = append(kept, t), max(best, r)
		}
	}
	slices.Reverse(kept)
	return kept, best
}
