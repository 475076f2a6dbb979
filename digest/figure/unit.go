package figure

import (
	"strings"

	"waybill/digest/token"
)

// The kinds of figures, as digest.Figure names them.
const (
	percentKind  = "percent"
	moneyKind    = "money"
	quantityKind = "quantity"
	countKind    = "count"
	durationKind = "duration"
	ratioKind    = "ratio"
	indexKind    = "index"
	ageKind      = "age"
	numberKind   = "number"
)

// Names of units that rules refer to.
const (
	percent      = "%"
	percentPoint = "percentage point"
	basisPoint   = "basis point"
	point        = "point"
	multipleUnit = "time"
	fractionUnit = "fraction"
	yearOld      = "year-old"
)

// A phrase is one way to write a unit, from its second word on.
type phrase struct {
	rest []string
	unit *unit
}

// A unit is a unit of measure with its singular name.
type unit struct {
	name string
	kind string
	sign bool // only glued to the number or right after digits: kg, m, p
}

// percentEntry is what the sign % looks up.
var percentEntry = &entry{class: unitSign, units: []phrase{{unit: &unit{name: percent, kind: percentKind, sign: true}}}}

func addUnits(at func(string) *entry) {
	for _, t := range unitTable {
		long, signs, _ := strings.Cut(t.forms, ";")
		addForms(at, &unit{name: t.name, kind: t.kind}, long)
		addForms(at, &unit{name: t.name, kind: t.kind, sign: true}, signs)
	}
}

func addForms(at func(string) *entry, u *unit, forms string) {
	for _, f := range strings.Split(forms, ",") {
		words := strings.FieldsFunc(strings.ToLower(f), func(r rune) bool { return r == ' ' || r == '-' || r == '/' })
		if len(words) == 0 {
			continue
		}
		e := at(words[0])
		e.units = append(e.units, phrase{words[1:], u})
		if len(words) == 1 && u.sign {
			e.class |= unitSign
		}
	}
}

// unitAt finds the longest unit written at atom i, and where it ends. Hyphens
// and slashes between its words are passed over.
func (w *work) unitAt(i int) (u *unit, to int) {
	if i >= len(w.atoms) {
		return nil, i
	}
	for _, p := range w.atom(i).lex.units {
		j, ok := i+1, true
		for _, word := range p.rest {
			if w.atom(j).glued && (w.atom(j).mark == '-' || w.atom(j).mark == '/') {
				j++
			}
			if w.atom(j).mark == '.' { // sq. m
				j++
			}
			if !w.isWord(j, word) {
				ok = false
				break
			}
			j++
		}
		if ok && (u == nil || j > to) {
			u, to = p.unit, j
		}
	}
	return u, max(to, i)
}

// exactSigns are the short signs as they are printed; in other cases the same
// letters mean something else.
var exactSigns = buildExactSigns()

func buildExactSigns() map[string]bool {
	m := map[string]bool{}
	for _, t := range unitTable {
		_, signs, _ := strings.Cut(t.forms, ";")
		for _, s := range strings.Split(signs, ",") {
			m[strings.TrimSpace(s)] = true
		}
	}
	return m
}

// looseUnit settles a letter that may scale or measure: 37m, 5t.
func (w *work) looseUnit(q *quantity) bool {
	if !q.num.loose {
		return false
	}
	a := w.atom(q.to - 1)
	if w.currencyAfter(&quantity{num: q.num}, q.to) {
		return false
	}
	if u, _ := w.unitAt(q.to); u != nil && !w.isWord(q.to, "in") {
		return false // 13.8m TEU
	}
	switch a.in(w.text) {
	case "m":
		if name, _ := w.counted(q.to, false); name != "" && !w.isWord(q.to, "long") {
			return false // 1.3m cars
		}
		q.unit = "metre"
	case "t":
		q.unit = "tonne"
	default:
		return false
	}
	q.value /= q.num.scale
	q.num.scale = 1
	q.kind = quantityKind
	return true
}

// bracketed reads a unit in brackets: 20 (kg).
func (w *work) bracketed(q *quantity) bool {
	j := q.to
	if j+2 >= len(w.atoms) {
		return false
	}
	switch w.atom(j).mark {
	case '(', '[', '{', '<':
	default:
		return false
	}
	u, to := w.unitAt(j + 1)
	if u == nil || to >= len(w.atoms) || w.atom(to).kind != token.Mark || w.atom(j+1).is(timeNoun) {
		return false
	}
	q.unit, q.kind, q.to = u.name, u.kind, to+1
	return true
}

// measureAfter reads a unit of measure at atom j.
func (w *work) measureAfter(q *quantity, j int) bool {
	u, to := w.unitAt(j)
	if u == nil {
		return false
	}
	if u.sign && q.num.words {
		return false
	}
	if u.sign && to == j+1 && w.atom(j).kind == token.Word && !w.signFits(j) {
		return false
	}
	if u.name == multipleUnit && w.isWord(j, "time") && q.value != 1 || u.sign && w.atom(to).mark == '-' && w.atom(to).glued && w.atom(to+1).glued {
		return false // 12 C-130 aircraft
	}
	q.unit, q.kind, q.to = u.name, u.kind, to
	q.form = u.kind == countKind && j > q.num.to
	if u.name == "tonne" && w.isWord(j, "metric") {
		w.metric = true
	} else if u.name == "ton" && w.metric {
		q.unit = "tonne" // 5,865 metric tons from 7,580 tons
	}
	if u.name == "year" && w.isWord(q.from-1, "of") && w.isWord(q.from-2, "age") {
		q.unit, q.kind = yearOld, ageKind
	}
	if u.name == "kilotonne" && u.sign && w.speedBefore(q.from) {
		q.unit = "knot"
	}
	if u.name == point && (w.isAny(to, "less", "more", "higher", "lower", "above", "below") || w.isWord(to, "from")) && q.value < 20 && w.percentBefore() {
		q.unit, q.kind = percentPoint, percentKind // growing 1.7%, 1.5 points less than
	}
	if u.name == point && q.num.fraction {
		q.unit, q.kind = percentPoint, percentKind
	}
	if w.owned(to-1) && u.kind == countKind {
		return false
	}
	return true
}

// percentBefore reports whether the figure before is a percentage.
func (w *work) percentBefore() bool {
	n := len(w.quants)
	return n > 0 && w.quants[n-1].unit == percent
}

// speedBefore reports whether speed is spoken of before atom i.
func (w *work) speedBefore(i int) bool {
	for k := i - 1; k >= 0 && k > i-9; k-- {
		if w.isAny(k, "speed", "speeds", "wind", "winds", "gusts", "gusting") {
			return true
		}
	}
	return false
}

// signFits reports whether the letters at atom j are the sign as printed.
func (w *work) signFits(j int) bool {
	a := w.atom(j)
	return exactSigns[a.in(w.text)] || len(a.in(w.text)) > 2 && a.upper
}

// ofUnit reads the unit in "a quarter of a percentage point", "half an hour".
func (w *work) ofUnit(q *quantity, j int) bool {
	if w.isWord(j, "of") {
		j++
	}
	if w.isWord(j, "a") || w.isWord(j, "an") || w.isWord(j, "one") {
		j++
	}
	if j == q.to {
		return false
	}
	u, to := w.unitAt(j)
	if u == nil || u.kind == countKind || to-1 < len(w.atoms) && w.plural(to-1) {
		return false
	}
	q.unit, q.kind, q.to = u.name, u.kind, to
	return true
}

// unit reads the unit after the numeral of q: a sign, a unit of measure, a
// currency or the noun that is counted.
func (w *work) unit(q *quantity) bool {
	j := q.to
	if w.atom(j).mark == '-' && w.atom(j).glued && w.atom(j+1).glued && w.atom(j+1).kind == token.Word {
		j++ // 25-page
	} else if j+1 < len(w.atoms) && w.atom(j).mark == '-' && w.unitAhead(j+1) && !w.atom(j+1).upper && w.text[w.atom(j+1).end-1] != 's' {
		j++ // 30 - year, as some texts are cut
	}
	if j > q.to && w.isAny(j, "odd", "ish", "something") { // 20-odd ships
		q.modifier, q.to = aboutMod, j+1
		j = q.to
	}
	if w.looseUnit(q) || w.bracketed(q) {
		return true
	}
	if w.currencyAfter(q, j) || w.measureAfter(q, j) {
		w.per(q)
		return true
	}
	if j < len(w.atoms) && w.isWord(j, "who") && q.num.places == 0 && (q.num.digits >= 3 || q.num.words) {
		q.unit, q.kind = "person", countKind
		return true
	}
	if w.outOf(q, j) || q.num.fraction && w.ofUnit(q, j) {
		return true
	}
	if j > q.to {
		return w.attributive(q, j)
	}
	if w.ofTheir(q, j) || w.compound(q, j) {
		return true
	}
	if name, to := w.counted(j, q.value == 1); name != "" && w.counts(q, j) {
		q.unit, q.to, q.kind = name, to, countKind
		w.countRate(q)
		return true
	}
	return false
}
