package figure

import (
	"strings"

	"waybill/digest/token"
)

// multiples are the words that state a factor.
var multiples = map[string]struct {
	value float64
	down  bool
	open  bool // an adjective too: stands only as a verb or before a determiner
}{
	"double": {2, false, true}, "doubled": {2, false, false}, "doubles": {2, false, true}, "doubling": {2, false, false},
	"triple": {3, false, true}, "tripled": {3, false, false}, "triples": {3, false, true}, "tripling": {3, false, false},
	"treble": {3, false, true}, "trebled": {3, false, false}, "trebling": {3, false, false},
	"quadruple": {4, false, true}, "quadrupled": {4, false, false}, "quadrupling": {4, false, false},
	"quintupled": {5, false, false}, "twice": {2, false, true}, "thrice": {3, false, true},
	"halve": {.5, true, false}, "halved": {.5, true, false}, "halving": {.5, true, false},
}

// times reads a factor: doubled, twice the, fivefold, three-fold, halved.
func (w *work) times(i int) (quantity, bool) {
	a := w.atom(i)
	if a.kind != token.Word {
		return quantity{}, false
	}
	word := a.in(w.text)
	if n := len(word); n > 5 && word[n-1] == 'd' && strings.HasSuffix(word, "fold") {
		e := lookup(strings.TrimSuffix(word[:n-4], "-"))
		if e.class&smallNumber == 0 {
			return quantity{}, false
		}
		return quantity{from: i, to: i + 1, value: e.value, unit: multipleUnit, kind: ratioKind, num: numeral{words: true, scale: 1}}, true
	}
	if !a.is(multiple) {
		return quantity{}, false
	}
	m := multiples[strings.ToLower(word)]
	if m.open && !w.factor(i) || a.glued || w.atom(i+1).mark == '-' && w.atom(i+1).glued {
		return quantity{}, false
	}
	q := quantity{from: i, to: i + 1, value: m.value, unit: multipleUnit, kind: ratioKind, num: numeral{words: true, scale: 1}}
	if word != "twice" && word != "thrice" {
		q.change = "up"
	}
	if m.down {
		q.unit, q.change = fractionUnit, "down"
	}
	return q, true
}

// factor reports whether the word at i multiplies something: "must double",
// "twice the", "double that"; not "double taxation".
func (w *work) factor(i int) bool {
	if w.isWord(i, "twice") || w.isWord(i, "thrice") {
		return w.isWord(i+1, "as") || w.wordAt(i+1, determiner) && !w.isWord(i+1, "a")
	}
	if w.wordAt(i+1, determiner) && !w.isWord(i+1, "a") {
		return true
	}
	if i == 0 {
		return false
	}
	switch w.atom(i - 1).tag {
	case toTag, modalTag, pronTag:
		return true
	}
	return w.isWord(i-1, "than") || w.atom(i-1).is(auxiliary) || w.isWord(i-1, "to") || w.auxBefore(i)
}

// outOf reads a share in words: "one in five companies", "nine out of ten".
func (w *work) outOf(q *quantity, j int) bool {
	if q.num.scale > 1 || q.num.places > 0 || q.value < 1 {
		return false
	}
	k := j + 1
	switch {
	case w.isWord(j, "out") && w.isWord(j+1, "of"):
		k = j + 2
	case !w.isWord(j, "in") || !q.num.words:
		return false
	}
	if k >= len(w.atoms) || w.atom(k).is(determiner) {
		return false
	}
	n, ok := w.numeral(k)
	if !ok || n.value <= q.value || n.value > 100 || n.scale > 1 || n.fraction || n.places > 0 || n.words != q.num.words || w.wordAt(n.to, timeNoun) {
		return false
	}
	q.value /= n.value
	q.unit, q.kind, q.to = fractionUnit, ratioKind, n.to
	return true
}

func addMultiples(at func(string) *entry) {
	for word := range multiples {
		at(word).class |= multiple
	}
}
