package figure

import "waybill/digest/token"

// identity reports whether the numeral names something instead of stating an
// amount: a year, a date, a clock time, an ordinal, an identifier, a score.
func (w *work) identity(n *numeral) bool {
	if n.words {
		return w.wordIdentity(n)
	}
	return w.glued(n) || w.clock(n) || w.date(n) || w.year(n) || w.labelled(n) || w.score(n) || w.known(n)
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
	if w.atom(i).mark == '*' || w.atom(j).mark == '*' && w.atom(j).glued { // 1.99×10−30
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
	if n.value >= 1 && n.value <= 31 && !w.unitAhead(j) {
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

// labelled: Section 301, No. 2, Boeing 737, the S&P 500, F-35, Covid-19.
func (w *work) labelled(n *numeral) bool {
	i := n.from - 1
	if i < 0 {
		return false
	}
	a, first := w.atom(i), w.atom(n.from)
	switch {
	case a.mark == '#':
		return true
	case a.mark == '.' && a.glued && i > 0 && (w.isAny(i-1, "no", "nos", "art", "sec", "ch", "vol", "fig", "para")):
		return w.label(n)
	case a.mark == '-' && i > 0 && first.glued && w.atom(i-1).kind == token.Word:
		p := w.atom(i - 1)
		if !a.glued { // COVID -19
			return p.caps && len(p.in(w.text)) > 3 && !w.unitAhead(n.to)
		}
		if p.caps || len(p.in(w.text)) == 1 && p.upper {
			return true
		}
		return !p.is(smallNumber|preposition|infinitive|conjunction|currencyWord|currencyTag|approximate) && !w.isAny(i-1, "sub", "mid", "a", "pre", "post", "per")
	case a.kind != token.Word:
		return false
	case first.glued: // CO2, Q2
		return tags[a.in(w.text)] == 0
	case w.isAny(i, "aged", "age", "ages"):
		return true
	case n.places > 0 || n.grouped || n.scale > 1 || n.fraction:
		return a.is(identifier) && n.scale == 1 && !n.grouped && !a.is(verb|past) && a.upper && w.label(n)
	case a.is(identifier) && !a.owner && (a.upper || w.isAny(i, "section", "article", "chapter", "code", "heading", "phase", "category", "number", "page", "model", "highway", "route", "no", "nos", "exit", "paragraph", "annex", "flight", "hs", "row", "level", "tier", "stage")):
		return w.label(n)
	case w.listed(i):
		return w.label(n)
	}
	return w.named(n, i)
}

// listed reports whether atom i joins a further number to a labelled one:
// "Sections 201 and 301".
func (w *work) listed(i int) bool {
	if w.isAny(i, "to", "and", "or") && i > 1 && w.atom(i-1).kind == token.Number && w.isAny(i-2, "aged", "ages", "age") {
		return true
	}
	return w.isAny(i, "and", "or") && i > 1 && w.atom(i-1).kind == token.Number && w.atom(i-2).is(identifier) && w.atom(i-2).upper && w.plural(i-2)
}

// label remembers the number of a name, so that "301 investigations" is known
// to be no count. It is always true.
func (w *work) label(n *numeral) bool {
	if n.value >= 100 && len(w.labels) < 16 {
		w.labels = append(w.labels, n.value)
	}
	return true
}

// known reports whether an earlier name of the article had this number.
func (w *work) known(n *numeral) bool {
	if n.scale > 1 || n.grouped || n.places > 0 || w.unitAhead(n.to) {
		return false
	}
	for _, v := range w.labels {
		if v == n.value {
			return true
		}
	}
	return false
}

// named reports whether the number is the end of a name: it follows a
// capitalised word, and no unit comes after that would make it an amount.
func (w *work) named(n *numeral, i int) bool {
	a := w.atom(i)
	if !a.upper || a.owner || a.first && !a.caps || w.shouting || n.digits > 4 || a.tag != nameTag || a.is(monthName|weekday) {
		return false
	}
	if w.unitAhead(n.to) && !w.isWord(n.to, "points") {
		return false
	}
	j := n.to
	counts := w.atom(j).kind == token.Word && w.atom(j).tag == nounTag && w.plural(j)
	return !(counts && a.is(nationWord)) // in Canada 300 people
}

// score: 2-1, 89-89, ISO 3888-2: whole numbers joined by a dash without a unit.
func (w *work) score(n *numeral) bool {
	if n.places > 0 || n.scale > 1 || n.grouped || n.fraction {
		return false
	}
	i, j := n.from-1, n.to
	dash := func(k int) bool {
		return k > 0 && k < len(w.atoms)-1 && w.atom(k).mark == '-' && w.atom(k).glued && w.atom(k+1).glued && w.atom(k-1).kind == token.Number && w.atom(k+1).kind == token.Number
	}
	whole := func(k int) bool { return w.atom(k).places == 0 && !w.atom(k).grouped }
	end := 0
	switch {
	case dash(j) && whole(j+1) && !(w.atom(n.from-1).symbol != 0):
		end = j + 2
	case i > 0 && dash(i) && whole(i-1) && !(w.atom(i-2).symbol != 0):
		end = j
	default:
		return false
	}
	if end >= len(w.atoms) {
		return true
	}
	a := w.atom(end)
	if a.kind == token.Word && (a.glued || a.tag == nounTag || a.tag == adjTag || a.is(scaleWord|currencyWord) || len(a.lex.units) > 0) || a.mark == '%' || a.symbol != 0 || a.mark == '-' && a.glued {
		return a.is(timeNoun) && !w.unitAhead(end) || a.is(preposition) && !a.glued
	}
	return true
}

// wordIdentity reports whether a number in words is no amount: "no one", "one
// of the reasons", "the third quarter", "number one".
func (w *work) wordIdentity(n *numeral) bool {
	i, j := n.from-1, n.to
	if n.fraction && (n.to == n.from+1 || n.article) {
		return !w.fractionStands(n)
	}
	if n.article {
		return false
	}
	k := j
	if w.atom(k).mark == '-' && w.atom(k).glued {
		k++
	}
	switch {
	case w.isWord(i, "number"), w.isWord(i, "no") && n.value == 1:
		return true
	case w.wordAt(k, ordinalWord) && !n.fraction: // twenty-first
		return true
	case i > 0 && w.atom(i).mark == '-' && w.atom(i).glued && w.atom(n.from).glued && w.atom(i-1).kind == token.Word && !w.atom(i-1).is(smallNumber) && !w.isAny(i-1, "a", "to", "sub"):
		return true // phase-one
	case n.value < 20 && n.scale == 1 && w.isAny(i, "phase", "stage", "section", "article", "chapter", "group", "day", "part", "tier", "category", "level"):
		return true
	case n.value == 0 && !w.unitAhead(j):
		return true
	case n.value == 1 && n.scale == 1 && n.to == n.from+1:
		return !w.oneCounts(n)
	}
	return false
}

// oneCounts reports whether "one" is a count and not a pronoun: "at only one
// counter", "has one solution", "one pct", "one to two years".
func (w *work) oneCounts(n *numeral) bool {
	i, j := n.from-1, n.to
	if j >= len(w.atoms) {
		return false
	}
	if w.unitAhead(j) && !w.isAny(j, "time", "day", "point", "minute") {
		return true
	}
	if w.atom(j).mark == '-' && w.atom(j).glued {
		return w.unitAhead(j+1) && !w.isWord(j+1, "time")
	}
	if w.isAny(j, "to", "or") && (w.wordAt(j+1, smallNumber) || w.numberAt(j+1)) || w.isWord(j, "in") && w.wordAt(j+1, smallNumber) || w.isWord(j, "out") && w.isWord(j+1, "of") {
		return true
	}
	if w.wordAt(j, abstract|preposition|auxiliary|modal|conjunction|relative|pronoun|adverb|determiner) || w.atom(j).kind != token.Word {
		return false
	}
	return w.isAny(i, "only", "just", "has", "have", "had", "with", "least", "for", "is")
}

// fractionStands reports whether a lone half, third or quarter is an amount
// and no part of a year or of a match.
func (w *work) fractionStands(n *numeral) bool {
	i, j := n.from-1, n.to
	quarter := w.isWord(n.to-1, "quarter")
	if n.article { // a third of, by a quarter
		switch {
		case w.isWord(n.to-1, "half"), w.unitAhead(j):
			return true
		case w.isWord(j, "of"):
			return !quarter || !w.yearLike(j+1) && !w.wordAt(j+1, timeNoun)
		case quarter:
			return w.isAny(i, "by", "nearly", "almost", "about")
		}
		return w.isWord(i, "by")
	}
	if w.atom(j).mark == '-' {
		j++
	}
	switch {
	case w.unitAhead(j) && !w.isAny(j, "time", "times", "year", "years"):
		return true
	case quarter:
		return false
	case w.wordAt(i, ordinalWord), w.isAny(i, "other", "latter", "first", "second", "final", "that", "this", "last", "opening", "closing"):
		return false
	case w.isAny(i, "in", "by", "over", "about", "almost", "nearly", "than", "only", "just", "around", "roughly", "least", "up", "under", "some", "one", "cut", "well"):
		return true
	}
	return w.isAny(j, "of", "the", "its", "their", "a", "an", "that", "his", "our")
}

// unfit reports whether a number without any unit says too little to be a
// figure of its own: a small whole number that nothing introduces.
func (w *work) unfit(q *quantity) bool {
	n := &q.num
	if n.fraction {
		q.unit, q.kind = fractionUnit, ratioKind
		return false
	}
	q.kind = numberKind
	if n.places > 0 || n.grouped || n.scale > 1 || n.digits >= 4 {
		return false
	}
	return !w.introduced(q.from - 1)
}

// introduced reports whether what stands before atom i+1 leads to an amount.
func (w *work) introduced(i int) bool {
	if i < 0 {
		return false
	}
	return w.isAny(i, "to", "from", "at", "by", "than", "about", "nearly", "almost", "over", "under", "around", "least", "most", "between", "or", "of", "was", "is", "were", "against", "only", "just", "totalled", "up") || w.atom(i).tag == verbTag
}

// isAny reports whether atom i is one of the lower-case words, in any case.
func (w *work) isAny(i int, words ...string) bool {
	if i < 0 || i >= len(w.atoms) || w.atom(i).kind != token.Word {
		return false
	}
	word := w.atom(i).in(w.text)
	for _, s := range words {
		if equalFold(word, s) {
			return true
		}
	}
	return false
}
