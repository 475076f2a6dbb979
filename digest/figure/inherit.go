package figure

import (
	"math"
	"strings"
)

// inherit gives bare numbers the unit of the figure that they are set beside:
// "to 2.73 billion dlrs from 2.02 billion", "100 of the 160 sub-sectors".
func (w *work) inherit() {
	for i := range w.quants {
		q := &w.quants[i]
		if q.kind != numberKind || q.unit != "" || q.num.fraction {
			continue
		}
		switch {
		case w.ofNoun(i), w.orTwo(q), w.rateOf(i), w.hanging(i), w.beforeTo(i), w.numberOf(i), w.beside(i), w.crossRate(q), w.level(i), w.exchange(i):
		case q.num.scale >= 1e6 && w.prices.money != "" && !w.ofPeople(q) && !w.headcount(q):
			q.take(w.prices.money, moneyKind)
		}
	}
}

// take gives q a unit and with it a standing of its own.
func (q *quantity) take(unit, kind string) {
	q.unit, q.kind, q.weak = unit, kind, false
}

// ofPeople reports whether a plural after q says that it counts things and no
// money: "2 million users", but "a 6.85 billion surplus".
func (w *work) ofPeople(q *quantity) bool {
	j := q.to
	if headcounts[w.atom(j).lower(w.text)] {
		return true // its 1.4 billion population
	}
	return w.atom(j).tag == nounTag && !w.atom(j).is(timeNoun) && w.plural(j)
}

// headcount reports whether the words just before q count people or trips and
// no money: "visits surpassed 10 million", "a turnover of 100 million passengers".
func (w *work) headcount(q *quantity) bool {
	for i := q.from - 1; i >= 0 && i > q.from-9; i-- {
		if w.boundary(i) || w.atom(i).mark == ',' {
			return false
		}
		if headcounts[w.atom(i).lower(w.text)] {
			return true
		}
	}
	return false
}

// headcounts are nouns whose number in millions is no money.
var headcounts = map[string]bool{
	"exchanges": true, "visits": true, "visitors": true, "tourists": true, "passengers": true, "passenger": true, "arrivals": true, "population": true, "people": true, "users": true,
	"customers": true, "subscribers": true, "workers": true, "employees": true, "workforce": true, "jobs": true, "migrants": true, "travellers": true, "travelers": true, "trips": true, "audience": true,
	"members": true, "voters": true, "households": true, "vehicles": true, "cars": true, "units": true, "phones": true, "downloads": true, "homes": true, "cases": true, "deaths": true, "parcels": true, "packages": true, "livestock": true,
}

// ofNoun gives "100 of the WTO's 160 sub-sectors" the noun of the whole.
func (w *work) ofNoun(i int) bool {
	q := &w.quants[i]
	if i+1 >= len(w.quants) || !w.isWord(q.to, "of") {
		return false
	}
	p := &w.quants[i+1]
	if p.from > q.to+4 || p.unit == "" || p.value <= q.value || p.kind != countKind && p.num.scale != q.num.scale && q.num.scale == 1 {
		return false
	}
	q.take(p.unit, p.kind)
	return true
}

// rateOf gives the average in "22 ships, against an average of 50 a day" what
// the figure before it counts.
func (w *work) rateOf(i int) bool {
	q := &w.quants[i]
	if i == 0 || !w.isAny(q.to, "per", "a", "an") || !w.wordAt(q.to+1, timeNoun) {
		return false
	}
	p := &w.quants[i-1]
	if p.kind != countKind || p.form || !near(p, q) {
		return false
	}
	unit, _, _ := strings.Cut(p.unit, " per ")
	q.take(unit+" per "+strings.ToLower(singular(w.atom(q.to+1).in(w.text))), countKind)
	q.to += 2
	return true
}

// orTwo gives "another day or two" its noun.
func (w *work) orTwo(q *quantity) bool {
	i := q.from - 1
	if !w.isWord(i, "or") || !q.num.words || q.value > 3 || !w.isAny(i-2, "a", "an", "another", "one") || w.atom(i-1).tag != nounTag {
		return false
	}
	if u, _ := w.unitAt(i - 1); u != nil {
		q.take(u.name, u.kind)
	} else {
		q.take(w.single(i-1), countKind)
	}
	return true
}

// hanging gives the numbers of "four-, five- and six-cylinder" and of "eight
// or nine euros" the unit of the last.
func (w *work) hanging(i int) bool {
	if i+1 >= len(w.quants) {
		return false
	}
	q := &w.quants[i]
	hyphen := w.atom(q.to).mark == '-' && w.atom(q.to).glued && !w.atom(q.to+1).glued || w.atom(q.to).mark == '-' && w.atom(q.to+1).mark == ','
	list := w.isAny(q.to, "and", "or") || w.atom(q.to).mark == ','
	for k := i + 1; k < len(w.quants) && k < i+4; k++ {
		p := &w.quants[k]
		list = list && p.from == w.quants[k-1].to+1 && (w.isAny(p.from-1, "and", "or") || w.atom(p.from-1).mark == ',')
		if p.unit != "" {
			if list && (p.kind == percentKind || p.kind == quantityKind) && p.num.scale == q.num.scale && near(q, p) && w.isAny(p.from-1, "and", "or") {
				q.take(p.unit, p.kind) // duties of 10 and 25 percent
				return true
			}
			if (hyphen || w.isWord(q.to, "or") && p.from == q.to+1 && p.kind == moneyKind) && p.from-q.to < 14 && near(q, p) {
				q.take(p.unit, p.kind)
				return true
			}
			return false
		}
	}
	return false
}

// beforeTo gives the first number of "from 15 to 25 member states" the unit of
// the second.
func (w *work) beforeTo(i int) bool {
	if i+1 >= len(w.quants) {
		return false
	}
	q, p := &w.quants[i], &w.quants[i+1]
	if p.unit == "" || !w.isWord(q.from-1, "from") || !w.isWord(p.from-1, "to") || p.from-q.to > 6 || !near(q, p) {
		return false
	}
	q.take(p.unit, p.kind)
	return true
}

// numberOf gives a count its noun from "the number of jobs … to 139,000".
func (w *work) numberOf(i int) bool {
	q := &w.quants[i]
	if q.num.places > 0 || !w.introduced(q.from-1) {
		return false
	}
	for j := q.from - 2; j > 0 && j > q.from-24; j-- {
		if w.isWord(j, "of") && w.isWord(j-1, "number") {
			if name, _ := w.counted(j+1, false); name != "" {
				q.take(name, countKind)
				return true
			}
		}
	}
	return false
}

// beside looks for the figure that q is compared with, before it in the
// sentence.
func (w *work) beside(i int) bool {
	q := &w.quants[i]
	for k := i - 1; k >= 0 && k >= i-4; k-- {
		p := &w.quants[k]
		if p.unit == "" || p.kind == durationKind || p.unit == fractionUnit || p.kind == ageKind || p.kind == ratioKind {
			continue
		}
		if p.kind == moneyKind && (headcounts[w.atom(q.to).lower(w.text)] || w.headcount(q)) {
			continue
		}
		if near(q, p) && w.comparable(q, p) {
			q.take(p.unit, p.kind)
			return true
		}
	}
	return false
}

// near reports whether two values are of the same order: within a factor of
// a hundred, either way.
func near(a, b *quantity) bool {
	x, y := math.Abs(a.value), math.Abs(b.value)
	return x > 0 && y > 0 && x/y < 100 && y/x < 100
}

// comparable reports whether the bare number q is set beside p.
func (w *work) comparable(q, p *quantity) bool {
	if (q.num.scale > 1) != (p.num.scale > 1) {
		return false
	}
	i := q.from - 1
	for i > p.to && (w.atom(i).tag == detTag || w.atom(i).tag == advTag || w.atom(i).is(adjective|approximate)) {
		i--
	}
	adjacent := i <= p.to
	link := w.wordAt(i, preposition|infinitive|conjunction|copulaLike|auxiliary) || w.atom(i).tag == verbTag
	switch {
	case q.num.scale > 1:
		return true
	case w.isWord(i, "to") && adjacent && w.changed(p):
		return false // rose 8.15% to 3.65
	case p.kind == percentKind, p.kind == moneyKind:
		return link && (q.num.places > 0 || q.num.grouped && p.kind == moneyKind)
	case p.kind == indexKind:
		return link && (q.num.places > 0 || q.num.grouped)
	}
	return w.isAny(i, "from", "than", "against", "with", "figure", "figures", "of", "twice", "was", "were") || q.num.grouped && w.isWord(i, "to")
}

// changed reports whether p is by how much something rose or fell.
func (w *work) changed(p *quantity) bool {
	i := p.from - 1
	if w.isWord(i, "by") {
		i--
	}
	return w.atom(i).is(upVerb | downVerb | raiseVerb | cutVerb)
}

// level gives the value of an index its points.
func (w *work) level(i int) bool {
	q := &w.quants[i]
	if q.num.scale > 1 || q.num.places == 0 && !q.num.grouped || !w.introduced(q.from-1) {
		return false
	}
	for k := max(0, i-6); k < min(len(w.quants), i+6); k++ {
		if p := &w.quants[k]; p.kind == indexKind && p.unit == point {
			q.take(point, indexKind)
			return true
		}
	}
	for j := q.from - 2; j >= 0 && j > q.from-16; j-- {
		if w.isAny(j, "index", "gauge", "pmi", "barometer") {
			q.take(point, indexKind)
			return true
		}
	}
	return false
}
