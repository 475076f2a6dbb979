package figure

import "waybill/digest/token"

// identity reports whether the numeral names something instead of stating an
// amount: a year, a date, a clock time, an ordinal, an identifier, a score.
func (w *work) identity(n *numeral) bool {
	if n.words {
		return w.wordIdentity(n)
	}
	return w.glued(n) || w.clock(n) || w.date(n) || w.year(n) || w.labelled(n) || w.score(n) || w.known(n) || w.model(n.from)
}

// glued: what is joined to letters or further digits: 22nd, 1980s, 5G,
// 24703L202, 192.168.1.2.
func (w *work) glued(n *numeral) bool {
	j := n.to
	if w.atom(j).glued {
		a := w.atom(j)
		word := a.in(w.text)
		switch {
		case a.kind == token.Word && len(word) < 3 && (equalFold(word, "st") || equalFold(word, "nd") || equalFold(word, "rd") || equalFold(word, "th") || word == "s" || word == "G" || word == "D"):
			return true
		case a.kind == token.Word && len(a.lex.units) == 0 && !a.is(currencyWord) && tags[word] == 0 && gluedScales[word] == 0:
			return true
		case a.kind == token.Word && w.numberAt(j+1) && w.atom(j+1).glued:
			return true
		case a.mark == '\'' && w.isWord(j+1, "s") && w.atom(j+1).glued:
			return true
		case a.mark == '.' && w.numberAt(j+1) && w.atom(j+1).glued:
			return true
		}
	}
	i := n.from - 1
	if w.atom(i).mark == '*' || w.atom(i).mark == '-' && w.atom(i).glued && w.atom(i-2).mark == '*' || w.atom(j).mark == '*' && w.atom(j).glued { // 1.99×10−30
		return true
	}
	return i > 0 && w.atom(n.from).glued && w.atom(i).mark == '.' && w.atom(i).glued && w.atom(i-1).kind == token.Number
}

// clock: 9:01, 5 p.m., 0401 GMT, 12.30pm.
func (w *work) clock(n *numeral) bool {
	i, j := n.from-1, n.to
	if w.atom(j).mark == ':' && w.atom(j).glued && w.numberAt(j+1) && w.atom(j+1).glued {
		return true
	}
	if n.value <= 2400 && w.isAny(j, "pm", "am", "p.m.", "a.m.", "p.m", "a.m", "gmt", "utc", "edt", "est", "bst", "cet", "o'clock", "o’clock", "hrs") {
		return !w.isWord(j, "hrs") || n.digits == 4
	}
	return i > 0 && w.atom(i).mark == ':' && w.atom(i).glued && w.atom(n.from).glued && w.atom(i-1).kind == token.Number
}

// date: 10 July, July 4, Aug. 20 to 23, 2018-07-06, 7/6/2018.
func (w *work) date(n *numeral) bool {
	if n.places > 0 || n.scale > 1 || n.grouped || n.fraction {
		return false
	}
	i, j := n.from-1, n.to
	if n.value >= 1 && n.value <= 31 && (!w.unitAhead(j) || w.wordAt(j, currencyWord) && currencies[w.atom(j).lex.symbol].unsure) {
		k := i
		if w.atom(k).mark == '.' {
			k--
		}
		switch {
		case w.month(k) && !w.atom(k).owner, w.month(j),
			j+1 < len(w.atoms) && w.atom(j).mark == '-' && w.month(j+1),
			w.isWord(j, "of") && w.month(j+1),
			w.dayRange(n):
			return true
		}
	}
	slash := func(k int) bool { return w.atom(k).mark == '/' && w.atom(k).glued }
	if slash(j) && w.numberAt(j+1) && n.value <= 31 {
		day := w.atom(j + 1)
		if slash(j+2) || n.value <= 12 && n.digits <= 2 && day.value <= 31 && day.digits == 2 && day.places == 0 {
			return true
		}
	}
	return slash(i) && w.atom(i-1).kind == token.Number && (slash(i-2) || w.atom(i-1).value <= 12 && n.digits == 2 && n.value <= 31 && w.atom(i-1).digits <= 2)
}

// unitAhead reports whether a percent sign, a unit of money or of measure, but
// no noun, stands at atom j.
func (w *work) unitAhead(j int) bool {
	if j >= len(w.atoms) {
		return false
	}
	a := w.atom(j)
	if a.mark == '%' || a.symbol != 0 && a.kind == token.Mark || a.is(currencyWord) || a.is(nationWord) && w.wordAt(j+1, currencyWord) {
		return true
	}
	u, _ := w.unitAt(j)
	return u != nil && u.kind != countKind
}

// dayRange: the days of "Aug. 20 to 23", "March 5 and 23", "16-27 May".
func (w *work) dayRange(n *numeral) bool {
	i, j := n.from-1, n.to
	if j+2 < len(w.atoms) && (w.atom(j).mark == '-' || w.isAny(j, "to", "and", "or")) && w.numberAt(j+1) && w.atom(j+1).value <= 31 && w.month(j+2) {
		return true
	}
	if i < 2 || !(w.atom(i).mark == '-' || w.isAny(i, "to", "and", "or", "through")) {
		return false
	}
	if w.atom(i-1).kind != token.Number || w.atom(i-1).value > 31 || w.atom(i-1).places > 0 {
		return false
	}
	k := i - 2
	if w.atom(k).mark == '.' && k > 0 {
		k--
	}
	return w.month(k)
}

// month reports whether atom i is a month, as printed with a capital.
func (w *work) month(i int) bool {
	return w.atom(i).is(monthName) && w.atom(i).upper
}

// year: 1987, 2018-19, 1985/86, '87. A number that could be a year is one
// unless a unit follows, or it is round and counts a plural.
func (w *work) year(n *numeral) bool {
	i, j := n.from-1, n.to
	if w.isAny(i, "a.d.", "b.c.", "ad", "bc") || w.isAny(i, "and", "to", "-") && w.isAny(i-2, "a.d.", "b.c.") || w.isAny(j, "a.d.", "b.c.") {
		return n.scale == 1 && n.places == 0
	}
	if w.yearLike(n.from) && n.to == n.from+1 {
		if w.unitAhead(j) && !w.isAny(j, "quarter", "quarters", "point", "points") {
			return false
		}
		if int(n.value)%100 == 0 && w.atom(j).kind == token.Word && w.plural(j) && w.atom(j).tag == nounTag && !w.timeBefore(i) {
			return false
		}
		return true
	}
	if i > 0 && w.atom(n.from).glued && w.atom(i).glued && w.yearLike(i-1) && n.places == 0 {
		if w.atom(i).mark == '/' || w.atom(i).mark == '-' && n.digits <= 2 {
			return true
		}
	}
	return w.atom(i).mark == '\'' && w.atom(n.from).glued && n.digits == 2 && !w.atom(i).glued
}

// yearLike reports whether atom i is four digits between 1700 and 2150.
func (w *work) yearLike(i int) bool {
	if i >= len(w.atoms) {
		return false
	}
	a := w.atom(i)
	return a.kind == token.Number && a.digits == 4 && a.places == 0 && !a.grouped && a.value >= 1700 && a.value <= 2150
}

// timeBefore reports whether atom i places an event in time.
func (w *work) timeBefore(i int) bool {
	return w.isAny(i, "in", "since", "of", "by", "year", "the", "until", "before", "after", "during") || w.month(i)
}
