package series

import (
	"slices"
	"strings"

	"waybill/digest/place"
	"waybill/digest/token"
	"waybill/digest/topic"
)

// A Question is what a chart is asked of.
type Question struct {
	stems  []string
	places []string
	price  bool // what something costs
}

// Ask reads what a question asks for, as the topics understood it.
func Ask(u topic.Query) Question {
	q := Question{places: u.Places}
	naming := map[string]bool{}
	for _, code := range u.Places {
		for _, name := range place.Names(code) {
			for w := range strings.FieldsSeq(strings.ToLower(name)) {
				naming[w] = true
			}
		}
	}
	for _, m := range u.Must {
		for w := range strings.FieldsSeq(strings.ToLower(m)) {
			w = strings.Trim(unowned(w), "\"“”?!.,()")
			q.price = q.price || w == "price" || w == "prices"
			if p, _, ok := place.Lookup(w); w == "" || token.Stop(w) || asking[w] || naming[w] || ok && slices.Contains(u.Places, p.Code) {
				continue
			}
			if s := canonical(token.Stem(w)); !slices.Contains(q.stems, s) {
				q.stems = append(q.stems, s)
			}
		}
	}
	return q
}

// asking are words that ask for a chart, and not of what; and those for the
// number itself, which every thing that is measured has.
var asking = set("chart charts graph plot draw figure figures number numbers timeline history development evolution trend over time level levels rate rates price prices value values series changed change changes far")

// share is the part of a question that a thing answers, from 0 to 1: its words,
// its owner and its target hold what was asked for.
func (q Question) share(t thing) float64 {
	all, got := len(q.stems)+len(q.places), 0
	if all == 0 {
		return 0
	}
	if q.price {
		all++
	}
	if q.price && t.price {
		got++
	}
	for _, s := range q.stems {
		if slices.Contains(t.stems, s) {
			got++
		}
	}
	for _, c := range q.places {
		if slices.Contains(t.codes, c) {
			got++
		}
	}
	return float64(got) / float64(all)
}

// beyond counts what a thing says beyond the question.
func (q Question) beyond(t thing) int {
	n := 0
	for s := range strings.FieldsSeq(t.words) {
		if !slices.Contains(q.stems, s) {
			n++
		}
	}
	for c := range strings.FieldsSeq(t.places) {
		if !slices.Contains(q.places, c) {
			n++
		}
	}
	if t.scope != "" {
		n++
	}
	return n
}
