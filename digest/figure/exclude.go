package figure

import "waybill/digest/token"

// identity reports whether the numeral names something instead of stating an
// amount: a year, a date, a clock time, an ordinal, an identifier, a score.
func (w *work) identity(n *numeral) bool {
	if n.words {
		return w.wordIdentity(n)
	}
	return w.ordinal(n) || w.clock(n) || w.date(n) || w.year(n) || w.labelled(n) || w.score(n)
}

// ordinal: 22nd, 1980s, 5G, 24703L202.
func (w *work) ordinal(n *numeral) bool {
	j := n.to
	if j < len(w.atoms) && w.atoms[j].glued && w.atoms[j].kind == token.Word {
		switch w.atoms[j].in(w.text) {
		case "st", "nd", "rd", "th", "ST", "ND", "RD", "TH", "s", "′s", "'s", "G", "D", "K":
			return true
		}
		if u, _ := w.unitAt(j); u == nil && !w.atoms[j].is(currencyWord) && tags[w.atoms[j].in(w.text)] == 0 && gluedScales[w.atoms[j].in(w.text)] == 0 {
			return true
		}
		if j+1 < len(w.atoms) && w.atoms[j+1].glued && w.atoms[j+1].kind == token.Number {
			return true
		}
	}
	if j+1 < len(w.atoms) && (w.atoms[j].mark == '\'') && w.atoms[j].glued && w.isWord(j+1, "s") {
		return true
	}
	// part of a chain: 192.168.1.2, 1.2.3
	if j+1 < len(w.atoms) && w.atoms[j].glued && (w.atoms[j].mark == '.' || w.atoms[j].mark == ',') && w.atoms[j+1].glued && w.atoms[j+1].kind == token.Number {
		return w.atoms[j].mark == '.'
	}
	if i := n.from - 1; i > 0 && w.atoms[n.from].glued && w.atoms[i].mark == '.' && w.atoms[i].glued && w.atoms[i-1].kind == token.Number {
		return true
	}
	return false
}

// clock: 9:01, 5 p.m., 0401 GMT, 12.30pm.
func (w *work) clock(n *numeral) bool {
	j := n.to
	if j < len(w.atoms) {
		a := &w.atoms[j]
		if a.mark == ':' && a.glued && w.numberAt(j+1) && w.atoms[j+1].glued {
			return true
		}
		if n.value <= 2400 && (w.isWord(j, "pm") && (a.glued || !w.picometre(j)) || w.isWord(j, "am") || w.isWord(j, "p.m.") || w.isWord(j, "a.m.") || w.isWord(j, "p.m") || w.isWord(j, "a.m") || w.isWord(j, "gmt") || w.isWord(j, "utc") || w.isWord(j, "edt") || w.isWord(j, "est") || w.isWord(j, "bst") || w.isWord(j, "cet") || w.isWord(j, "o'clock") || w.isWord(j, "o’clock") || w.isWord(j, "noon")) {
			return true
		}
	}
	i := n.from - 1
	return i > 0 && w.atoms[i].mark == ':' && w.atoms[i].glued && w.atoms[n.from].glued && w.atoms[i-1].kind == token.Number
}

func (w *work) picometre(int) bool { return false }

// date: 10 July, July 4, Aug. 20 to 23, 2018-07-06, 7/6/2018.
func (w *work) date(n *numeral) bool {
	if n.places > 0 || n.scale > 1 || n.grouped || n.fraction {
		return false
	}
	i, j := n.from-1, n.to
	if n.value >= 1 && n.value <= 31 {
		if j < len(w.atoms) && w.month(j) {
			return true
		}
		if j+1 < len(w.atoms) && w.atoms[j].mark == '-' && w.month(j+1) {
			return true
		}
		k := i
		if k >= 0 && w.atoms[k].mark == '.' {
			k--
		}
		if k >= 0 && w.month(k) {
			return true
		}
		if w.dayRange(n) {
			return true
		}
	}
	slash := func(k int) bool { return k >= 0 && k < len(w.atoms) && w.atoms[k].mark == '/' }
	if slash(j) && w.atoms[j].glued && w.numberAt(j+1) && n.value <= 31 && (slash(j+2) || w.atoms[j+1].value <= 31 && w.atoms[j+1].digits == 2 && w.atoms[j+1].places == 0 && n.value <= 12 && n.digits <= 2) {
		return true
	}
	return slash(i) && i > 0 && w.atoms[i-1].kind == token.Number && slash(i-2)
}

// dayRange: the second day of "Aug. 20 to 23", "March 5 and 23", "16-27 May".
func (w *work) dayRange(n *numeral) bool {
	i := n.from - 1
	if i < 2 || !(w.atoms[i].mark == '-' || w.isWord(i, "to") || w.isWord(i, "and") || w.isWord(i, "through") || w.atoms[i].mark == ',') {
		j := n.to
		return j+2 < len(w.atoms) && (w.atoms[j].mark == '-' || w.isWord(j, "to") || w.isWord(j, "and")) && w.numberAt(j+1) && w.atoms[j+1].value <= 31 && w.month(j+2)
	}
	if w.atoms[i-1].kind != token.Number || w.atoms[i-1].value > 31 || w.atoms[i-1].places > 0 {
		return false
	}
	k := i - 2
	if w.atoms[k].mark == '.' && k > 0 {
		k--
	}
	if !w.month(k) {
		return false
	}
	j := n.to
	if w.atoms[i].mark == ',' || w.isWord(i, "and") || w.isWord(i, "to") { // May 5, 12 people; from March 5 to 23 pct
		if u, _ := w.unitAt(j); u != nil || w.wordAt(j, currencyWord) {
			return false
		}
		return w.atoms[i].mark != ','
	}
	return true
}

// month reports whether atom i is a month, as printed with a capital.
func (w *work) month(i int) bool {
	a := &w.atoms[i]
	return a.kind == token.Word && a.is(monthName) && a.upper
}

// year: 1987, 2018-19, 1985/86; also the two digits after the dash. A number
// that could be a year is one unless something says that it counts.
func (w *work) year(n *numeral) bool {
	i, j := n.from-1, n.to
	if w.yearLike(n.from) && n.to == n.from+1 {
		if j < len(w.atoms) && w.atoms[j].kind == token.Mark && (w.atoms[j].mark == '%' || w.atoms[j].symbol != 0) {
			return false
		}
		if u, _ := w.unitAt(j); u != nil && !(w.isWord(j, "quarter") || w.isWord(j, "quarters")) {
			return false
		}
		if w.wordAt(j, currencyWord) || w.wordAt(j, nationWord) && w.wordAt(j+1, currencyWord) {
			return false
		}
		round := int(n.value)%100 == 0
		if round && j < len(w.atoms) && w.plural(j) && !w.atoms[j].is(verbS) && !w.timeBefore(i) {
			return false
		}
		return true
	}
	if i > 0 && w.atoms[n.from].glued && (w.atoms[i].mark == '-' || w.atoms[i].mark == '/') && w.atoms[i].glued && w.yearLike(i-1) && n.digits <= 4 && n.places == 0 {
		if w.atoms[i].mark == '/' || n.digits <= 2 || w.yearLike(n.from) {
			return true
		}
	}
	if i >= 0 && (w.atoms[i].mark == '\'') && w.atoms[n.from].glued && n.digits == 2 && !w.atoms[i].glued { // '87
		return true
	}
	return false
}

// yearLike reports whether atom i is four digits between 1500 and 2150.
func (w *work) yearLike(i int) bool {
	a := &w.atoms[i]
	return a.kind == token.Number && a.digits == 4 && a.places == 0 && !a.grouped && a.value >= 1700 && a.value <= 2150 && a.symbol == 0
}

// timeBefore reports whether atom i places an event in time.
func (w *work) timeBefore(i int) bool {
	return i >= 0 && (w.isWord(i, "in") || w.isWord(i, "since") || w.isWord(i, "of") || w.isWord(i, "by") || w.isWord(i, "year") || w.month(i))
}

// labelled: Section 301, No. 2, Boeing 737, the S&P 500, F-35, Covid-19.
func (w *work) labelled(n *numeral) bool {
	i := n.from - 1
	if i < 0 {
		return false
	}
	a := &w.atoms[i]
	first := &w.atoms[n.from]
	if a.mark == '#' {
		return true
	}
	if a.mark == '.' && i > 0 && w.isWord(i-1, "no") && w.atoms[i-1].upper || w.isWord(i, "nos") {
		return true
	}
	if a.mark == '.' && a.glued && i > 0 && w.atoms[i-1].is(identifier) && w.atoms[i-1].upper {
		return true
	}
	if a.mark == '-' && a.glued && first.glued && i > 0 && w.atoms[i-1].kind == token.Word {
		p := &w.atoms[i-1]
		return !p.is(smallNumber|preposition|infinitive|conjunction|unitSign|currencyWord|currencyTag) && !w.isWord(i-1, "sub") && !w.isWord(i-1, "mid") && !w.isWord(i-1, "a")
	}
	if a.kind != token.Word {
		return false
	}
	if first.glued { // CO2, Q2
		return tags[a.in(w.text)] == 0
	}
	if n.places > 0 || n.grouped || n.scale > 1 || n.fraction {
		return a.is(identifier) && n.scale == 1 && !n.grouped && !a.is(verb|past) && a.upper
	}
	if a.is(identifier) && !a.owner {
		if a.upper || w.isWord(i, "section") || w.isWord(i, "article") || w.isWord(i, "chapter") || w.isWord(i, "code") || w.isWord(i, "heading") || w.isWord(i, "phase") || w.isWord(i, "category") || w.isWord(i, "number") || w.isWord(i, "page") || w.isWord(i, "model") {
			return true
		}
	}
	return w.named(n, i)
}

// named reports whether the number is the end of a name: it follows a
// capitalised word and nothing that it could count or measure comes after.
func (w *work) named(n *numeral, i int) bool {
	a := &w.atoms[i]
	if !a.upper || a.owner || a.first && !a.caps || w.shouting || n.digits > 4 {
		return false
	}
	if a.is(monthName|weekday|preposition|conjunction|auxiliary|modal|determiner|adverb|approximate) && !a.caps || a.is(preposition|conjunction|auxiliary|determiner|infinitive) {
		return false
	}
	if u, _ := w.unitAt(n.to); u != nil {
		return false
	}
	if w.wordAt(n.to, currencyWord) || w.wordAt(n.to, nationWord) && w.wordAt(n.to+1, currencyWord) {
		return false
	}
	if n.to < len(w.atoms) && w.atoms[n.to].symbol != 0 && w.atoms[n.to].kind == token.Mark && w.atoms[n.to].glued {
		return false
	}
	if j := n.to; j < len(w.atoms) && w.atoms[j].kind == token.Word && w.plural(j) && !w.atoms[j].upper && !w.atoms[j].is(verbS) && a.is(nationWord) {
		return false // in Germany 300 people
	}
	return true
}

// score: 2-1, 89-89, 52-48.
func (w *work) score(n *numeral) bool {
	return false
}

// wordIdentity reports whether a number in words is no amount: "no one", "one
// of the reasons", "the third quarter", "number one".
func (w *work) wordIdentity(n *numeral) bool {
	i, j := n.from-1, n.to
	if n.fraction && n.to == n.from+1 {
		return !w.halfStands(n)
	}
	if n.article {
		return false
	}
	if w.isWord(i, "number") || w.isWord(i, "no") && n.value == 1 {
		return true
	}
	if j < len(w.atoms) && w.wordAt(j, ordinalWord) && !n.fraction || j+1 < len(w.atoms) && w.atoms[j].mark == '-' && w.atoms[j].glued && w.wordAt(j+1, ordinalWord) && !n.fraction {
		return true // twenty-first
	}
	if i >= 0 && w.atoms[i].mark == '-' && w.atoms[i].glued && w.atoms[n.from].glued && i > 0 && w.atoms[i-1].kind == token.Word && !w.atoms[i-1].is(smallNumber) && !w.isWord(i-1, "a") {
		return true // phase-one
	}
	if i >= 0 && w.atoms[i].is(identifier) && n.value < 20 && n.scale == 1 && (w.isWord(i, "phase") || w.isWord(i, "stage") || w.isWord(i, "section") || w.isWord(i, "article") || w.isWord(i, "chapter") || w.isWord(i, "group") || w.isWord(i, "day") || w.isWord(i, "part")) {
		return true
	}
	if n.value == 1 && n.scale == 1 && n.to == n.from+1 {
		return !w.oneCounts(n)
	}
	return false
}

// oneCounts reports whether "one" is a count and not a pronoun: "at only one
// counter", "has one solution", "one pct".
func (w *work) oneCounts(n *numeral) bool {
	i, j := n.from-1, n.to
	if u, _ := w.unitAt(j); u != nil && !w.isWord(j, "time") && !w.isWord(j, "day") && !w.isWord(j, "point") {
		return true
	}
	if j < len(w.atoms) && (w.atoms[j].is(currencyWord) || w.atoms[j].mark == '%') {
		return true
	}
	if j+1 < len(w.atoms) && w.atoms[j].mark == '-' && w.atoms[j].glued {
		u, _ := w.unitAt(j + 1)
		return u != nil || w.atoms[j+1].is(currencyWord)
	}
	if i < 0 || j >= len(w.atoms) {
		return false
	}
	if w.wordAt(j, abstract|preposition|auxiliary|modal|conjunction|relative|pronoun|adverb|determiner) || w.atoms[j].kind != token.Word {
		return false
	}
	for _, word := range []string{"only", "just", "has", "have", "had", "with", "least", "for", "is"} {
		if w.isWord(i, word) {
			return true
		}
	}
	return false
}

// halfStands reports whether a lone half or quarter is an amount.
func (w *work) halfStands(n *numeral) bool {
	i, j := n.from-1, n.to
	if n.article { // a third of, by a quarter
		if w.isWord(n.to-1, "half") {
			return true
		}
		if w.isWord(j, "of") || w.unitWord(j) {
			if w.isWord(n.to-1, "quarter") && w.isWord(j, "of") && (w.yearLikeAt(j+1) || w.wordAt(j+1, timeNoun)) {
				return false
			}
			return true
		}
		if w.isWord(n.to-1, "quarter") {
			return w.isWord(i, "by") || w.isWord(i, "nearly") || w.isWord(i, "almost") || w.isWord(i, "about") || w.isWord(j, "point") || w.isWord(j, "percentage")
		}
		return w.isWord(i, "by")
	}
	if w.isWord(n.to-1, "quarter") {
		k := j
		if k < len(w.atoms) && w.atoms[k].mark == '-' {
			k++
		}
		return w.isWord(k, "point") || w.isWord(k, "percentage") || w.isWord(k, "pct") || w.isWord(k, "per") || w.isWord(k, "percent")
	}
	if i >= 0 && (w.atoms[i].is(ordinalWord) || w.isWord(i, "other") || w.isWord(i, "latter") || w.isWord(i, "first") || w.isWord(i, "second") || w.isWord(i, "final") || w.isWord(i, "that") || w.isWord(i, "this")) {
		return false
	}
	for _, word := range []string{"in", "by", "over", "about", "almost", "nearly", "than", "only", "just", "around", "roughly", "least", "up", "under", "some", "one", "cut", "well"} {
		if w.isWord(i, word) {
			return true
		}
	}
	if w.isWord(j, "of") || w.isWord(j, "the") || w.isWord(j, "its") || w.isWord(j, "their") || w.isWord(j, "a") || w.isWord(j, "an") || w.isWord(j, "that") {
		return true
	}
	if u, _ := w.unitAt(j); u != nil {
		return true
	}
	return j+1 < len(w.atoms) && w.atoms[j].mark == '-' && w.unitWord(j+1)
}

func (w *work) yearLikeAt(i int) bool { return i < len(w.atoms) && w.yearLike(i) }

// unfit reports whether a number without any unit says too little to be a
// figure: a small whole number that nothing introduces.
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
	for _, word := range []string{"to", "from", "at", "by", "than", "about", "nearly", "almost", "over", "under", "around", "least", "most", "between", "and", "or", "of", "was", "is", "were", "against", "only", "just", "totalled", "up"} {
		if w.isWord(i, word) {
			return true
		}
	}
	return w.atoms[i].tag == verbTag || w.atoms[i].mark == '-' || w.atoms[i].mark == '('
}
