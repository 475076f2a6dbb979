package figure

import "waybill/digest/token"

// timeAt reports whether a phrase of time begins at atom i: "last year", "in
// 2017", "since September", "a year earlier", "between March 5 and 23".
func (w *work) timeAt(i int) bool { return w.timeEnd(i) > i }

// timeEnd is the end of the phrase of time that begins at atom i, or i.
func (w *work) timeEnd(i int) int {
	if i >= len(w.atoms) || w.atom(i).kind == token.Mark {
		return i
	}
	if w.wordAt(i, timeNoun) {
		if k := w.onYear(i); k > i {
			return k
		}
	}
	j := i
	if w.atom(i).is(timePrep) {
		if w.isWord(j, "up") && !w.isWord(j+1, "to") {
			return i
		}
		if w.isWord(j, "as") && !w.isWord(j+1, "of") {
			return i
		}
		if w.isAny(j, "up", "as") {
			j++
		}
		j++
	}
	k := w.timeGroup(j)
	if k == j+2 && j == i && w.isAny(j, "the", "a", "an") && !w.isAny(k, "ago", "earlier", "before", "later") && !w.atom(j+1).is(weekday|monthName|timeWord) {
		return i // ended the day; a year
	}
	if k == j || w.isWord(i, "of") && !w.yearLike(k-1) && !w.month(k-1) {
		return i
	}
	for k < len(w.atoms) {
		a := w.atom(k)
		if w.isWord(k, "to") && w.isWord(k+1, "date") {
			return k + 2
		}
		if a.mark == ',' && w.yearLike(k+1) {
			k += 2
			continue
		}
		if a.is(adverb) && w.isAny(k, "ago", "earlier", "before", "later") {
			return k + 1
		}
		if !(a.mark == '-' && !a.glued || a.is(timePrep|conjunction) && w.isAny(k, "of", "in", "to", "and", "from", "until", "on", "through", "before")) {
			return k
		}
		if w.isWord(k, "on") && w.wordAt(k-1, timeNoun) {
			return k // the second quarter on Wednesday
		}
		m := w.timeGroup(k + 1)
		if m == k+1 {
			if a.is(adverb|preposition) && w.isWord(k, "before") {
				return k + 1
			}
			return k
		}
		if w.atom(m - 1).owner {
			return k // in May from April's
		}
		k = m
	}
	return k
}

// onYear is the end of "year on year", "month-over-month" at atom i, or i.
func (w *work) onYear(i int) int {
	j := i + 1
	hyphen := w.atom(j).mark == '-'
	if hyphen {
		j++
	}
	if !w.isAny(j, "on", "over", "to") {
		return i
	}
	if j++; hyphen && w.atom(j).mark == '-' {
		j++
	}
	if w.wordAt(j, timeNoun) {
		return j + 1
	}
	return i
}

// pastTime is the atom after a phrase of time, or a rate of one ("a year"), at
// atom j.
func (w *work) pastTime(j int) int {
	if t := w.timeEnd(j); t > j {
		return t
	}
	if w.isAny(j, "a", "per", "each") && w.wordAt(j+1, timeNoun) {
		return j + 2
	}
	return j
}

// timely are the classes of words that can open a group of time.
const timely = monthName | weekday | timeNoun | timeWord | timeAdjective | determiner | smallNumber | ordinalWord

// timeGroup is the end of the bare noun group of time at atom i, or i: "the
// first two months", "March 5", "2017", "yesterday", "the third quarter".
func (w *work) timeGroup(i int) int {
	if a := w.atom(i); a.kind != token.Number && !a.is(timely) {
		return i
	}
	j, core := i, false
	for j < len(w.atoms) && j < i+9 {
		a := w.atom(j)
		switch {
		case a.kind == token.Word && w.timeWordAt(j, j > i, core):
			core = true
		case a.kind == token.Number && (w.yearLike(j) || core && a.value <= 31 && a.places == 0 && w.monthBefore(j) || w.month(j+1) && a.value <= 31):
			core = true
		case a.kind == token.Number && !core && a.value <= 99 && a.places == 0 && w.wordAt(j+1, timeNoun):
		case core && a.glued && w.isWord(j, "s") && w.yearLike(j-1): // the 1960s
		case a.kind == token.Number && core && a.glued && (w.atom(j-1).mark == '/' || w.atom(j-1).mark == '-'):
		case (a.mark == '/' || a.mark == '-') && a.glued && (core || j > i) && j+1 < len(w.atoms) && (w.numberAt(j+1) || w.month(j+1) || w.wordAt(j+1, timeNoun)):
		case a.mark == '.' && core && w.month(j-1) && w.numberAt(j+1):
		case !core && a.kind == token.Word && a.is(determiner|smallNumber|ordinalWord|timeAdjective):
		default:
			if core {
				return j
			}
			return i
		}
		j++
	}
	if core {
		return j
	}
	return i
}

// monthBefore reports whether a month, or another day after one, precedes
// atom j.
func (w *work) monthBefore(j int) bool {
	return w.month(j-1) || j > 1 && w.atom(j-1).mark == '.' && w.month(j-2)
}

// timeWordAt reports whether atom j is the noun of a phrase of time; led says
// that words of the phrase stand before it, core that its noun does.
func (w *work) timeWordAt(j int, led, core bool) bool {
	a := w.atom(j)
	c := a.lex.class
	switch {
	case c&(monthName|weekday|timeNoun|timeWord) == 0:
		return w.isWord(j, "half") && led && w.wordAt(j-1, ordinalWord|timeAdjective)
	case c&(monthName|weekday) != 0 && a.upper:
		return true
	case c&timeWord != 0:
		return c&adverb == 0 || !w.nounish(w.next(j)) || w.isAny(j, "today", "yesterday", "tomorrow")
	case c&timeNoun == 0 || w.isAny(j, "second", "seconds", "calendar"):
		return false
	case core:
		return w.wordAt(j-1, timeAdjective)
	case w.isWord(j+1, "of") && w.isAny(j, "time", "period"):
		return false
	}
	return led
}
