package figure

import "waybill/digest/token"

// The words of digest.Figure.Modifier.
const (
	aboutMod    = "about"
	moreThanMod = "more than"
	atLeastMod  = "at least"
	lessThanMod = "less than"
	upToMod     = "up to"
)

// modify reads what the words around a quantity say of it: about, more than,
// up, down.
func (w *work) modify(q *quantity) {
	i := w.modifier(q)
	q.lead = i
	w.direction(q, i)
	w.after(q)
	if q.kind == percentKind && q.change == "" {
		switch {
		case w.isAny(q.to, "more", "higher", "above") && w.isAny(q.to+1, "than", "the", "last"):
			q.change = "up"
		case w.isAny(q.to, "less", "lower", "fewer", "below") && w.isAny(q.to+1, "than", "the", "last"):
			q.change = "down"
		}
	}
	if rate := q.kind == percentKind; (rate || q.kind == moneyKind || q.kind == indexKind) && q.change == "" && !w.nounish(q.to+1) && !w.isAny(q.to+1, "to", "of") {
		switch { // was 5% up in May, $12 lower
		case w.isWord(q.to, "higher"), rate && w.isWord(q.to, "up"):
			q.change = "up"
		case w.isWord(q.to, "lower"), rate && w.isWord(q.to, "down"):
			q.change = "down"
		}
	}
	if q.value < 0 && q.kind == percentKind && q.change == "" {
		q.change = "down"
	}
}

// modifier sets the limit words before q and returns the atom before them.
func (w *work) modifier(q *quantity) int {
	i, article := q.from-1, false
	for ; i >= 0; i-- {
		m, n := w.limit(i, q)
		if m == "" || article && m != "-" { // around the 37m statue
			break
		}
		article = article || w.isWord(i, "the")
		if m != "-" && q.modifier == "" {
			q.modifier = m
		}
		i -= n - 1
	}
	if t := w.ownTime(i); t <= i {
		return t - 1 // from January's 129 mln
	}
	return i
}

// ownTime is the start of the phrase of time that ends at atom i and owns what
// follows: "last year's". It is beyond i if there is none.
func (w *work) ownTime(i int) int {
	if w.isWord(i, "s") && w.atom(i).glued && w.yearLike(max(i-2, 0)) && w.numberAt(i-2) {
		return i - 2 // 1986's
	}
	if i < 0 || !w.atom(i).owner || !w.atom(i).is(monthName|weekday|timeNoun) {
		return i + 1
	}
	for j := max(0, i-4); j <= i; j++ {
		if !w.atom(j).is(timePrep) && w.timeGroup(j) == i+1 {
			return j
		}
	}
	return i + 1
}

// limit reads the limit word that ends at atom i; n is how many atoms it takes.
// "-" stands for a word that is passed over.
func (w *work) limit(i int, q *quantity) (string, int) {
	a := w.atom(i)
	if a.kind != token.Word {
		switch a.mark {
		case '~':
			return aboutMod, 1
		case '>':
			return moreThanMod, 1
		case '<':
			return lessThanMod, 1
		case '-':
			if w.isWord(i-1, "sub") && a.glued {
				return lessThanMod, 2
			}
			if a.glued && (w.isWord(i-1, "mid") || w.isWord(i-1, "to")) {
				return "-", 1
			}
		}
		return "", 0
	}
	prev := func(s string) bool { return w.isWord(i-1, s) }
	switch {
	case a.is(approximate) && !w.isWord(i, "estimated"):
		return aboutMod, 1
	case w.isWord(i, "estimated") && a.tag != verbTag, w.isWord(i, "averaging"), w.isWord(i, "averaged"):
		return aboutMod, 1
	case w.isWord(i, "to") && prev("close"):
		return aboutMod, 2
	case w.isWord(i, "to") && prev("up") && i > 1 && (w.moves(i-2) || w.atom(i-2).tag == nounTag && w.moves(w.leftGroup(i-2).from-1)):
		return "", 0 // went up to 5.5%
	case w.isWord(i, "to") && prev("up"), w.isWord(i, "most") && prev("at"), w.isWord(i, "of") && (prev("maximum") || prev("ceiling")):
		return upToMod, 2
	case w.isWord(i, "as") && (prev("much") || prev("many") || prev("high")):
		return upToMod, 3
	case w.isWord(i, "than"):
		return w.than(i)
	case w.isWord(i, "of") && prev("age") && w.isWord(i-2, "the") && w.isAny(i-3, "under", "below"):
		return lessThanMod, 4
	case w.isWord(i, "of") && prev("age") && w.isWord(i-2, "the") && w.isAny(i-3, "over", "above"):
		return moreThanMod, 4
	case w.isWord(i, "of") && prev("excess"):
		return moreThanMod, 3
	case w.isWord(i, "of") && (prev("upwards") || prev("upward")):
		return moreThanMod, 2
	case w.isWord(i, "least") && prev("at"), w.isWord(i, "of") && prev("minimum"):
		return atLeastMod, 2
	case w.isWord(i, "over"), w.isWord(i, "above"):
		if q.kind == durationKind && !prev("for") && !prev("of") && !prev("well") && !prev("just") && !prev("after") && !prev("in") {
			return "", 0
		}
		if q.kind == countKind && i > 0 && (w.atom(i-1).tag == nounTag || w.at(i-1) >= 0) {
			return "", 0 // a dispute over 30 products
		}
		if prev("well") || prev("just") || prev("slightly") {
			return moreThanMod, 2
		}
		return moreThanMod, 1
	case w.isWord(i, "under"), w.isWord(i, "below"):
		if q.kind == countKind && i > 0 && (w.atom(i-1).tag == nounTag || w.at(i-1) >= 0) {
			return "", 0
		}
		if prev("just") || prev("well") || prev("slightly") {
			return lessThanMod, 2
		}
		return lessThanMod, 1
	case a.tag == advTag && w.atom(i+1).tag == adjTag && w.atom(i+1).is(participle) && w.determined(i-1):
		return "-", 1 // a downwardly revised 5.6 bn
	case a.tag == adjTag && a.is(adjective) && !a.upper && (w.determined(i-1) || a.is(participle) && w.atom(i-1).tag == advTag || i > 0 && (w.atom(i-1).tag == prepTag || w.atom(i-1).tag == adjTag)):
		return "-", 1 // a provisional 376 mln stg
	case a.lex.base == "exceed" || a.lex.base == "surpass":
		q.modifier = moreThanMod
		if w.negated(i) {
			q.modifier = upToMod
		}
		return "", 0
	case w.isWord(i, "between"), w.isWord(i, "another"), w.isWord(i, "a"), w.isWord(i, "an"), w.isWord(i, "only"), w.isWord(i, "just"), w.isWord(i, "the") && q.kind != countKind, w.isWord(i, "record"), w.isWord(i, "further"), w.isWord(i, "additional"), w.isWord(i, "total") && q.kind != countKind:
		return "-", 1
	}
	return "", 0
}

// negated reports whether the verb group that ends at atom i says not.
func (w *work) negated(i int) bool {
	for j := i - 1; j >= 0 && j > i-4; j-- {
		if w.wordAt(j, negation) {
			return true
		}
		if w.atom(j).tag != auxTag && w.atom(j).tag != modalTag && w.atom(j).tag != advTag {
			return false
		}
	}
	return false
}

// than reads more than, less than, no less than.
func (w *work) than(i int) (string, int) {
	no := w.isWord(i-2, "no") || w.isWord(i-2, "not")
	switch {
	case w.isWord(i-1, "more"), w.isWord(i-1, "greater"), w.isWord(i-1, "higher"), w.isWord(i-1, "bigger"), w.isWord(i-1, "longer"):
		if no {
			return upToMod, 3
		}
		return moreThanMod, 2
	case w.isWord(i-1, "less"), w.isWord(i-1, "fewer"), w.isWord(i-1, "lower"), w.isWord(i-1, "smaller"), w.isWord(i-1, "shorter"):
		if no {
			return atLeastMod, 3
		}
		return lessThanMod, 2
	case w.isWord(i-1, "over"): // over than: a slip seen in print
		return moreThanMod, 2
	}
	return "", 0
}

// after reads limit words after q: or more, -plus, or so.
func (w *work) after(q *quantity) {
	j := q.to
	if w.atom(j).mark == '+' && w.atom(j).glued {
		q.modifier = atLeastMod
		return
	}
	if w.isWord(j, "plus") || w.atom(j).mark == '-' && w.isWord(j+1, "plus") {
		q.modifier = atLeastMod
		return
	}
	if !w.isWord(j, "or") {
		return
	}
	switch {
	case w.isWord(j+1, "more"), w.isWord(j+1, "above"), w.isWord(j+1, "higher"):
		q.modifier = atLeastMod
	case w.isWord(j+1, "less"), w.isWord(j+1, "fewer"), w.isWord(j+1, "below"), w.isWord(j+1, "lower"):
		q.modifier = upToMod
	case w.isWord(j+1, "so"):
		q.modifier = aboutMod
	}
}

// direction sets up or down if a verb or adverb of change governs q; i is the
// atom before its limit words.
func (w *work) direction(q *quantity, i int) {
	if q.change != "" || q.kind == durationKind {
		return
	}
	for i >= 0 && (w.isWord(i, "by") || w.atom(i).tag == advTag && !w.atom(i).is(upVerb|downVerb) && !w.isAny(i, "up", "down", "upward", "upwards", "downward", "downwards") || w.isAny(i, "another", "faster", "slower")) {
		i--
	}
	if i < 0 {
		return
	}
	a := w.atom(i)
	by := w.isWord(w.skipBack(q.lead), "by")
	switch {
	case (a.tag == nounTag || a.tag == nameTag) && (by || q.kind == percentKind):
		v := w.leftGroup(i).from - 1 // cut its forecast by 16%
		if t := w.atom(v).tag; (t == verbTag || t == ingTag) && (by || w.isWord(w.next(q.to-1), "to") || w.atom(q.to).mark == '.') {
			q.change = w.turned(v)
		}
	case by && a.tag == verbTag && w.turned(i) != "":
		q.change = w.turned(i) // was cut by
	case w.isAny(i, "up", "upward", "upwards"):
		if w.particle(i) {
			q.change = "up"
		}
	case w.isAny(i, "down", "downward", "downwards"):
		if w.particle(i) {
			q.change = "down"
		}
	case a.tag == verbTag || a.tag == ingTag || a.tag == participleTag:
		switch {
		case a.is(upVerb):
			q.change = "up"
		case a.is(downVerb):
			q.change = "down"
		}
	}
}

// skipBack passes over another, adverbs and such before a figure.
func (w *work) skipBack(i int) int {
	for i > 0 && (w.atom(i).tag == advTag || w.isWord(i, "another")) {
		i--
	}
	return i
}

// turned is which way the verb at v moves its object.
func (w *work) turned(v int) string {
	switch a := w.atom(v); {
	case a.is(raiseVerb):
		return "up"
	case a.is(cutVerb):
		return "down"
	}
	return ""
}

// particle reports whether up or down at atom i speaks of a change by itself:
// "was up 5 pct", ", down 30"; not "set up 20 zones".
func (w *work) particle(i int) bool {
	if i == 0 {
		return true
	}
	a := w.atom(i - 1)
	if a.tag != verbTag && a.tag != ingTag && a.tag != participleTag {
		return a.tag != modalTag
	}
	return w.moves(i-1) || a.is(upVerb|downVerb|beVerb)
}

// moves reports whether atom i is a verb to which up or down adds where.
func (w *work) moves(i int) bool {
	switch w.atom(i).lex.base {
	case "go", "rise", "climb", "edge", "move", "tick", "inch", "end", "close", "finish", "open", "trade", "push", "drive", "revise", "jump", "shoot", "head", "creep", "remain", "stay", "settle":
		return true
	}
	return false
}
