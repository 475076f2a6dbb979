package figure

import (
	"math"
	"strings"

	"waybill/digest/token"
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
		case w.ofNoun(i), w.hanging(i), w.beforeTo(i), w.numberOf(i), w.beside(i), w.level(i), w.exchange(i):
		case q.num.scale >= 1e6 && w.prices.money != "" && !w.ofPeople(q):
			q.take(w.prices.money, moneyKind)
		}
	}
}

// take gives q a unit and with it a standing of its own.
func (q *quantity) take(unit, kind string) {
	q.unit, q.kind, q.weak = unit, kind, false
}

// ofPeople reports whether a noun after q says that it is no money.
func (w *work) ofPeople(q *quantity) bool {
	j := q.to
	return w.atom(j).tag == nounTag && !w.atom(j).is(timeNoun)
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

// hanging gives the numbers of "four-, five- and six-cylinder" and of "eight
// or nine euros" the unit of the last.
func (w *work) hanging(i int) bool {
	if i+1 >= len(w.quants) {
		return false
	}
	q := &w.quants[i]
	hyphen := w.atom(q.to).mark == '-' && w.atom(q.to).glued && !w.atom(q.to+1).glued || w.atom(q.to).mark == '-' && w.atom(q.to+1).mark == ','
	for k := i + 1; k < len(w.quants) && k < i+4; k++ {
		p := &w.quants[k]
		if p.unit != "" {
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

// exchange gives the price of a currency its money: "opened at 34.38 to the
// U.S. dollar" counts in the money that is the subject.
func (w *work) exchange(i int) bool {
	q := &w.quants[i]
	if q.num.scale > 1 || q.value > 20000 || !w.introduced(q.from-1) {
		return false
	}
	if w.isWord(q.to, "to") && w.isWord(q.to+1, "the") && q.num.places > 0 {
		for j := q.to + 2; j < q.to+5 && j < len(w.atoms); j++ {
			if w.atom(j).is(currencyWord) && w.prices.priced != "" && codeOf(w.atom(j).lex.symbol, "") != w.prices.priced {
				q.take(w.prices.priced, moneyKind)
				w.prices.rate = q.value
				w.prices.rateUnit = w.prices.priced
				return true
			}
		}
	}
	if w.prices.rate > 0 && w.prices.rate/q.value < 1.25 && q.value/w.prices.rate < 1.25 && w.isAny(q.from-1, "to", "at", "around", "of", "below", "above") {
		q.take(w.prices.rateUnit, moneyKind)
		return true
	}
	return false
}

// remember keeps what later sentences inherit.
func (w *work) remember() {
	for i := range w.quants {
		q := &w.quants[i]
		if q.kind != moneyKind {
			continue
		}
		switch {
		case q.num.scale >= 1e6:
			w.prices.money = q.unit
		case q.num.places >= 2 && len(q.unit) == 3:
			w.prices.rate, w.prices.rateUnit = q.value, q.unit
		}
	}
	for i := range w.atoms {
		if w.atom(i).is(currencyWord) && w.atom(i-1).kind == token.Word && w.wordAt(i-1, nationWord) && !w.numberBefore(i-1) {
			if a := w.atom(i - 1); a.upper && a.lex.nation != "us" {
				w.prices.priced = codeOf(w.atom(i).lex.symbol, a.lex.nation)
			}
		}
	}
}

// cents is the money that bare cents are a hundredth of: the one in which
// prices were last given; "" if none were.
func (c *context) cents() string {
	if c.rateUnit != "" && strings.HasSuffix(c.rateUnit, "D") {
		return c.rateUnit
	}
	if strings.HasSuffix(c.money, "D") {
		return c.money
	}
	return ""
}

// numberBefore reports whether an amount ends just before atom i.
func (w *work) numberBefore(i int) bool {
	return i > 0 && (w.atom(i-1).kind == token.Number || w.atom(i-1).is(scaleWord))
}

// localDollar is the dollar that an article means by "dlrs" when it names
// another nation's dollar and marks the American one as such: it counts at
// home.
func localDollar(text string) string {
	if !strings.Contains(text, "U.S. d") && !strings.Contains(text, "U.S. D") && !strings.Contains(text, "US d") && !strings.Contains(text, "US D") {
		return ""
	}
	head := text[:min(len(text), 600)]
	for _, d := range [...]struct{ name, code string }{
		{"Australian dollar", "AUD"}, {"New Zealand dollar", "NZD"}, {"Canadian dollar", "CAD"},
		{"Hong Kong dollar", "HKD"}, {"Singapore dollar", "SGD"},
	} {
		if strings.Contains(head, d.name) {
			return d.code
		}
	}
	return ""
}
