package figure

import (
	"strings"

	"waybill/digest/token"
)

// quantities finds the numbers of the sentence with their units.
func (w *work) quantities() {
	for i := 0; i < len(w.atoms); {
		if !w.opens(i) {
			i++
			continue
		}
		q, ok := w.quantityAt(i)
		if ok {
			w.quants = append(w.quants, q)
		}
		i = max(i+1, q.to)
	}
}

// quantityAt reads the quantity that begins at atom i. If there is none, q.to
// says how far to skip.
func (w *work) quantityAt(i int) (q quantity, ok bool) {
	if q, ok = w.times(i); ok {
		return q, true
	}
	if q, ok = w.tagged(i); ok {
		return q, true
	}
	if q, ok = w.vague(i); ok {
		return q, true
	}
	n, ok := w.numeral(i)
	if !ok {
		return quantity{}, false
	}
	if w.identity(&n) {
		return quantity{to: n.to}, false
	}
	q = quantity{from: n.from, to: n.to, num: n, value: n.value}
	w.minus(&q)
	if w.unit(&q) || w.age(&q) || w.tick(&q) {
		return q, true
	}
	q.weak = w.unfit(&q)
	return q, true
}

// opens reports whether a quantity can begin at atom i, judged by its word and
// the next one.
func (w *work) opens(i int) bool {
	a := w.atom(i)
	switch a.kind {
	case token.Number:
		return true
	case token.Mark:
		return a.symbol != 0 || a.value > 0
	}
	if a.is(smallNumber | scaleWord | fractionWord | vagueWord | multiple) {
		return true
	}
	next := w.atom(i + 1)
	if next.kind == token.Number || next.symbol != 0 || next.mark == '.' && w.numberAt(i+2) || next.mark == '=' || next.is(smallNumber) {
		return true
	}
	if a.is(determiner) {
		return next.is(scaleWord | fractionWord)
	}
	word := a.in(w.text)
	return len(word) > 5 && (strings.HasSuffix(word, "fold") || w.isWord(i, "couple"))
}

// numbered reports whether the sentence can hold a quantity at all.
func (w *work) numbered() bool {
	for i := range w.atoms {
		if w.opens(i) {
			return true
		}
	}
	return false
}

// minus takes in a minus before the number.
func (w *work) minus(q *quantity) {
	i := q.from - 1
	if i < 0 || q.num.words && !w.isWord(i, "minus") {
		return
	}
	a := w.atom(i)
	free := a.mark == '-' && w.atom(q.from).glued && !a.glued
	if free && w.atom(i-1).kind == token.Number {
		free = w.atom(i-2).tag == nameTag && w.atom(q.num.to).mark == '%' // not 3 -4, but Stoxx 50 -1.3%
	}
	if free || w.isWord(i, "minus") {
		q.from, q.value = i, -q.value
	}
	if w.isWord(i, "plus") && w.isAny(i-1, "and", "to") {
		q.from = i
	}
}

// numberAt reports whether atom i is a number in digits.
func (w *work) numberAt(i int) bool { return w.atom(i).kind == token.Number }

// owned reports whether atom i is a possessor: 20 people's.
func (w *work) owned(i int) bool { return w.atom(i).owner }
