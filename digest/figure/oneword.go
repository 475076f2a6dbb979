package figure

import "waybill/digest/token"

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
	case w.isAny(i, "past", "to") && w.isAny(i-1, "half", "quarter") && n.value <= 12 && n.scale == 1 && !w.unitAhead(j):
		return true // a quarter to eight
	case k > j && (figurative[w.atom(k).lower(w.text)] || w.isWord(k, "to") && w.atom(k+1).mark == '-' && w.wordAt(k+2, smallNumber) && !w.unitAhead(k+3)):
		return true // two-way, three-to-one
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
	if w.isAny(i, "to", "on") && w.isWord(j+1, "of") {
		return true // guilty to one count of fraud
	}
	return w.isAny(i, "only", "just", "has", "have", "had", "with", "least", "for", "is")
}

// fractionStands reports whether a lone half, third or quarter is an amount
// and no part of a year or of a match.
func (w *work) fractionStands(n *numeral) bool {
	i, j := n.from-1, n.to
	quarter := w.isWord(n.to-1, "quarter")
	if w.isAny(j, "past", "to") && w.wordAt(j+1, smallNumber) && !w.unitAhead(j+2) {
		return false // half past seven
	}
	if n.article && w.isWord(i, "and") && w.wordAt(i-1, timeNoun) {
		return false // the past year and a half
	}
	if n.article { // a third of, by a quarter
		switch {
		case w.isWord(n.to-1, "half"), w.unitAhead(j):
			return true
		case w.isWord(j, "of"):
			return !quarter || !w.yearLike(j+1) && !w.wordAt(j+1, timeNoun)
		case quarter:
			return w.isAny(i, "by", "nearly", "almost", "about")
		}
		return w.isWord(i, "by") || w.isAny(i, "nearly", "almost", "about", "roughly", "around", "than") && w.isWord(j, "in")
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
