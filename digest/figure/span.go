package figure

import "math"

// join makes ranges of pairs of quantities ("3 to 4 pct", "between 200 and
// 300 mln dlrs", "0.6858/63") and drops bare small numbers that joined none.
func (w *work) join() {
	out := w.quants[:0]
	for i := 0; i < len(w.quants); i++ {
		q := w.quants[i]
		for i+1 < len(w.quants) && w.ranges(&q, &w.quants[i+1]) {
			i++
		}
		out = append(out, q)
	}
	w.quants = out
	w.inherit()
	out = w.quants[:0]
	for i := range w.quants {
		if !w.quants[i].weak {
			out = append(out, w.quants[i])
		}
	}
	w.quants = out
}

// ranges merges b into a if the two are the ends of one range.
func (w *work) ranges(a, b *quantity) bool {
	if a.ranged || b.ranged {
		return false
	}
	if w.feet(a, b) {
		return true
	}
	if b.from <= a.to {
		return false
	}
	c := a.to // the connector
	dash := w.atom(c).mark == '-' && b.from == c+1
	switch {
	case w.atom(c).mark == '/' && w.atom(c).glued && b.from == c+1:
		return w.quote(a, b)
	case dash:
		if !w.dashed(a, b) {
			return false
		}
	case w.isWord(c, "to") && (b.from == c+1 || b.from == c+2 && w.atom(c+1).mark == '-'),
		w.atom(c).mark == '-' && w.isAny(c+1, "to", "or") && b.from == c+2 && a.unit == "", // 8- to 16-metre
		w.atom(c).mark == '-' && w.isWord(c+1, "to") && w.atom(c+2).mark == '-' && b.from == c+3,
		w.isWord(c, "up") && w.isWord(c+1, "to") && b.from == c+2 && w.isWord(a.from-1, "from"):
		if w.changes(a, b) {
			return false
		}
	case w.isWord(c, "and") && b.from == c+1:
		if !w.isWord(a.from-1, "between") {
			return false
		}
	case w.isWord(c, "or") && b.from == c+1:
		if a.unit != "" || a.value >= b.value || b.kind == moneyKind {
			return false // eight or nine euros are two prices
		}
	default:
		return false
	}
	return w.merge(a, b, dash)
}

// feet adds the inches of "5 feet 2 inches" to the feet.
func (w *work) feet(a, b *quantity) bool {
	if a.unit != "foot" || b.unit != "inch" || b.value >= 12 || b.from != a.to && !(w.isWord(a.to, "and") && b.from == a.to+1) {
		return false
	}
	a.value, a.to = math.Round((a.value+b.value/12)*1e4)/1e4, b.to
	return true
}

// merge makes a the range from a to b if their units allow it.
func (w *work) merge(a, b *quantity, dash bool) bool {
	switch {
	case a.unit == b.unit || a.unit == "" && b.kind != "":
	case b.unit == "" && dash && a.kind == moneyKind:
		b.unit, b.kind = a.unit, a.kind
	case len(b.unit) > len(a.unit) && b.unit[:len(a.unit)] == a.unit && b.unit[len(a.unit)] == '/':
	default:
		return false
	}
	low, high := a.value, b.value
	if a.num.scale == 1 && b.num.scale >= 1e3 && low < 1000 && !a.num.grouped && low <= high/b.num.scale {
		low *= b.num.scale
		a.num.scale = b.num.scale
	}
	if a.unit == "" && low > high && dash && !a.num.words {
		return false
	}
	a.low, a.high, a.ranged = low, high, true
	a.value = math.Round((low+high)/2*1e6) / 1e6
	a.unit, a.kind, a.to = b.unit, b.kind, b.to
	a.num.places = min(a.num.places, b.num.places)
	a.weak = false
	if a.kind == moneyKind && len(a.unit) == 3 {
		whole := a.value
		a.value = low
		w.per(a)
		a.value = whole
	}
	return true
}

// quote reads a dealer's pair of prices, 0.6858/63: the second gives only the
// digits that differ.
func (w *work) quote(a, b *quantity) bool {
	if a.num.places < 2 || b.num.places > 0 || b.num.digits > a.num.places || a.num.digits == 0 {
		return false
	}
	unit := math.Pow(10, -float64(a.num.places))
	span := math.Pow(10, float64(b.num.digits))
	units := math.Round(a.value / unit)
	high := (math.Floor(units/span)*span + b.num.value) * unit
	if high <= a.value {
		high += span * unit
	}
	p := math.Pow(10, float64(a.num.places))
	b.value, b.num.places = math.Round(high*p)/p, a.num.places
	return w.merge(a, b, false)
}

// dashed reports whether the dash between a and b stands for a range.
func (w *work) dashed(a, b *quantity) bool {
	if b.unit == "" && a.kind != moneyKind {
		return false
	}
	return !w.yearLike(b.from) || b.num.scale > 1 || b.kind == moneyKind
}

// changes reports whether "a to b" tells of a change and not of a range: "fell
// 1.2% to $64.86", "from 10 to 25 percent" after a verb of change.
func (w *work) changes(a, b *quantity) bool {
	if a.unit != "" && b.unit != a.unit && !(len(b.unit) > len(a.unit) && b.unit[:len(a.unit)] == a.unit) {
		return true
	}
	if b.unit == a.unit || a.unit == "" {
		if w.isWord(b.to, "to") && w.numberAt(b.to+1) && w.isAny(b.to+2, "to", "-") && w.numberAt(b.to+3) {
			return false // from 5 to 7 percent to 3 to 5 percent
		}
	}
	from := w.isWord(a.from-1, "from")
	v := w.changeVerb(a.from - 1)
	if from {
		return v || a.value > b.value && b.num.scale == a.num.scale && !w.rangeCue(a.from-2)
	}
	return v && a.unit != "" // rose 0.2% to 5.4%, but rose 3 to 4%
}

// rangeCue reports whether a word just before atom i+1 speaks of a range.
func (w *work) rangeCue(i int) bool {
	for k := i; k >= 0 && k > i-4; k-- {
		switch w.atom(k).lex.base {
		case "range", "vary", "run", "price", "start":
			return true
		}
	}
	return false
}

// changeVerb reports whether a verb or noun of change stands in the clause
// before atom i+1, with no other number between.
func (w *work) changeVerb(i int) bool {
	for k := i; k >= 0 && k > i-14; k-- {
		a := w.atom(k)
		switch {
		case w.boundary(k) || a.tag == relTag && k < i-1:
			return false
		case a.is(upVerb|downVerb|raiseVerb|cutVerb) && (a.tag == verbTag || a.tag == participleTag || a.tag == ingTag || a.tag == nounTag || a.tag == advTag):
			return true
		case a.lex.base == "go" || a.lex.base == "revise" || a.lex.base == "change" || w.isWord(k, "gone") || w.isWord(k, "going") || w.isWord(k, "went"):
			return true
		case w.isWord(k, "reduction") || w.isWord(k, "expansion"):
			return true
		}
	}
	return false
}
