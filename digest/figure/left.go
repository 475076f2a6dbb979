package figure

// leftOf is the noun group that q is said of, from what stands before it; a
// pronoun is none.
func (w *work) leftOf(q, prev *quantity) group {
	g := w.before(q, prev)
	if !g.empty() && w.atom(g.from).tag == pronTag {
		return group{}
	}
	return g
}

func (w *work) before(q, prev *quantity) group {
	if w.multiplies(q) {
		return w.trim(w.subject(q.from)) // exports doubled
	}
	l := q.lead
	if l >= 0 && w.at(l) < 0 {
		if t := w.timeBack(l); t < l {
			l = w.back(t) // bookings rose last year 76 percent
		} else if w.atom(l).is(timeNoun) && w.atom(l-1).tag == detTag {
			l = w.back(l - 2) // ended the year 30 percent higher
		}
	}
	if l < 0 {
		return group{}
	}
	a := w.atom(l)
	switch {
	case w.at(l) >= 0 && prev != nil: // triple the 7 bn
		return w.leftOfList(q, prev, l)
	case w.isAny(l, "up", "down") && l > 1 && (w.atom(l-1).mark == ',' || w.atom(l-1).mark == '('):
		if v := w.verbLeft(l - 2); v >= 0 && w.atom(l-1).mark == ',' && w.at(l-2) < 0 {
			if s := w.trim(w.subject(v)); !s.empty() && !w.agentive(s) {
				return s
			}
		}
		return w.trim(w.antecedent(w.back(l - 2)))
	case a.mark == ':' && prev != nil && w.bracketTime(l) > 0:
		return prev.left // 3.1 bn (2025: 4.0 bn)
	case a.mark == '(' || a.mark == ':':
		return w.trim(w.antecedent(l - 1))
	case a.mark == ',' && prev != nil && w.inBracket(prev, l):
		q.inside = true
		return prev.left
	case a.is(copulaLike) && a.tag != nounTag || w.isAny(l, "worth"):
		return w.leftOfVerb(q, w.back(l-1))
	case a.tag == prepTag || w.isAny(l, "to", "than", "of"):
		return w.leftOfPrep(q, l)
	case a.tag == verbTag || a.tag == auxTag || a.tag == modalTag || a.tag == ingTag || a.tag == participleTag || a.tag == advTag:
		return w.leftOfVerb(q, w.back(l))
	case a.tag == conjTag || a.mark == ',':
		if prev != nil && prev.kind == durationKind && q.kind != durationKind {
			prev = nil // in the first two months imports, without oil, were
		}
		return w.leftOfList(q, prev, l)
	case a.tag == nounTag || a.tag == nameTag:
		return w.leftOfNoun(q, l)
	case a.tag == pronTag && l > 0 && w.atom(l-1).tag == verbTag: // tariffs cost it
		return w.leftOfVerb(q, l-1)
	case a.tag == adjTag:
		return w.leftOfVerb(q, w.back(l-1))
	}
	return group{}
}

// bracketTime is where the phrase of time begins that stands in a bracket before
// the colon at atom l, 0 if none does.
func (w *work) bracketTime(l int) int {
	if t := w.timeBack(l - 1); t < l-1 && w.atom(t).mark == '(' {
		return t + 1
	}
	return 0
}

// multiplies reports whether q is itself the verb: "doubled", not "double the".
func (w *work) multiplies(q *quantity) bool {
	return q.kind == ratioKind && w.atom(q.from).is(verb|past|participle|gerund) && !(w.determined(q.to) && !w.atom(q.to).is(possessive) && w.at(w.next(q.to)) >= 0)
}

// inBracket reports whether prev stands in the bracket that is still open at
// atom l: "Ann Lee (15.3 ppg, 7.4 rpg".
func (w *work) inBracket(prev *quantity, l int) bool {
	return prev.lead >= 0 && l <= prev.to && (w.atom(prev.lead).mark == '(' || w.atom(prev.lead).mark == ',' && prev.inside)
}

// leftOfList is what the second figure of a list is said of: the same as the
// first, unless its own clause says otherwise.
func (w *work) leftOfList(q, prev *quantity, l int) group {
	if prev != nil {
		if prev.left.empty() || !prev.head.empty() {
			return prev.head
		}
		return prev.left
	}
	if w.atom(l).mark == ',' {
		k := w.back(l - 1)
		if k > 0 && w.atom(k).mark == ',' {
			k = w.back(k - 1) // was, on average, 2.1 degrees
		}
		return w.leftOfVerb(q, k)
	}
	return group{}
}

// leftOfNoun is the group that ends just before q: "lifted interest rates
// 0.25%", "loaned Indonesia 10.7 billion dlrs".
func (w *work) leftOfNoun(q *quantity, l int) group {
	g := w.leftGroup(l)
	v := g.from - 1
	if v >= 0 && (w.atom(v).tag == verbTag || w.atom(v).tag == ingTag) {
		q.verb = v
		if !w.atom(v).is(raiseVerb|cutVerb|reachVerb|interjection) && w.nameOnly(g) {
			q.dative = g // granted Indonesia a loan
			return group{}
		}
	}
	return w.trim(g)
}

// leftOfPrep is what a figure after a preposition at l is said of.
func (w *work) leftOfPrep(q *quantity, l int) group {
	if p := w.at(l - 1); p >= 0 && w.quants[p].kind == countKind && w.quants[p].num.to < l {
		return w.trim(group{w.quants[p].num.to, l}) // 1,000 products in 15 categories
	}
	k := w.back(l - 1)
	if k < 0 {
		return group{}
	}
	if w.atom(k).tag == prepTag && w.atom(k-1).tag == verbTag && w.isAny(k, "in", "on", "off", "through", "over") {
		return w.leftOfVerb(q, k-1) // imports came in at
	}
	switch w.atom(k).tag {
	case nounTag, nameTag, numTag:
		if idle[w.atom(k).lower(w.text)] { // kept rates on hold at
			for k > 0 && w.atom(k).tag != prepTag {
				k--
			}
			if k = w.back(k - 1); k >= 0 && (w.atom(k).tag == nounTag || w.atom(k).tag == nameTag) {
				return w.trim(w.leftGroup(k))
			}
			return w.leftOfVerb(q, k)
		}
		if w.isAny(k, "place", "effect", "shape") && w.atom(k-1).lex.base == "take" {
			return w.leftOfVerb(q, k-1) // talks take place over two days
		}
		if w.isWord(k, "zero") {
			return w.leftOfVerb(q, w.back(k-2))
		}
		g := w.leftGroup(k)
		if p := g.from - 1; p > 2 && w.atom(p).tag == prepTag && w.atom(p-1).tag == participleTag && w.atom(p-2).mark == ',' {
			return w.trim(w.antecedent(p - 2))
		}
		if p := w.prepBefore(g.from); p > 0 && !w.isWord(l, "of") && (w.at(p-1) >= 0 || w.atom(g.to-1).is(currencyWord) && w.isAny(p, "against", "versus", "vs")) {
			return w.leftOfVerb(q, w.back(p-1)) // rose 0.7% against the dollar to
		}
		if g.from > 1 && w.atom(g.from).tag == participleTag && w.atom(g.from-1).mark == ',' {
			return w.trim(w.antecedent(g.from - 1)) // reserves, swollen by surpluses to
		}
		if w.isWord(l, "of") {
			if p := w.apposition(q, g); p != nil {
				return p.left // 360 bn, an increase of 6 pct
			}
			g = w.withPart(g)
		}
		return w.widen(q, w.trim(g))
	case verbTag, auxTag, participleTag, ingTag, advTag, adjTag:
		if w.wordAt(k, adjective|noun) && w.isAny(k, "high", "low", "record", "total", "average", "maximum", "minimum") {
			return w.widen(q, w.trim(w.leftGroup(k)))
		}
		return w.leftOfVerb(q, k)
	}
	return group{}
}

// apposition is the quantity that group g, before q, says the change of: "came
// in at 360 bn yuan, an increase of"; nil if it says none.
func (w *work) apposition(q *quantity, g group) *quantity {
	if g.to != g.from+2 && g.to != g.from+3 || !w.isAny(g.from, "a", "an") || w.atom(g.from-1).mark != ',' || !w.wordAt(g.to-1, upVerb|downVerb) || q.kind != percentKind {
		return nil
	}
	i := g.from - 2
	if t := w.timeBack(i); t < i {
		i = t
	}
	k := w.at(i)
	if k < 0 || w.quants[k].left.empty() {
		return nil
	}
	q.change = "up"
	if w.wordAt(g.to-1, downVerb) {
		q.change = "down"
	}
	return &w.quants[k]
}

// withPart is what group g says after "with a": "brothers with a net worth" of
// so much is their worth.
func (w *work) withPart(g group) group {
	for i := g.to - 1; i > g.from; i-- {
		if w.isWord(i, "with") && w.isAny(i+1, "a", "an") {
			return group{i + 1, g.to}
		}
	}
	return g
}

// prepBefore is the preposition that stands before atom i, articles passed
// over, or -1.
func (w *work) prepBefore(i int) int {
	i--
	for w.atom(i).tag == detTag {
		i--
	}
	if w.atom(i).tag == prepTag {
		return i
	}
	return -1
}

// empties are nouns that say how a figure stands, not what it measures.
var empties = map[string]bool{
	"high": true, "low": true, "record": true, "total": true, "average": true, "peak": true, "level": true, "rate": true, "figure": true, "value": true, "amount": true,
	"deficit": true, "surplus": true, "balance": true, "time": true, "worth": true, "end": true, "sum": true, "maximum": true, "minimum": true, "tune": true, "close": true, "range": true,
	"rise": true, "fall": true, "increase": true, "decrease": true, "drop": true, "decline": true, "gain": true, "loss": true, "cut": true, "growth": true, "jump": true,
}

// widen puts the subject of the clause before a group that says too little by
// itself: "the trade balance fell into a deficit of", "hit a high of".
func (w *work) widen(q *quantity, g group) group {
	if g.empty() || g.to-g.from > 2 || !empties[w.atom(g.to-1).lower(w.text)] {
		return g
	}
	v := g.from - 1
	for v >= 0 && w.at(v) < 0 && (w.atom(v).tag == detTag || w.atom(v).tag == prepTag || w.atom(v).tag == adjTag || w.inner(v)) {
		v--
	}
	v = w.back(v)
	for v >= 0 && w.isAny(v, "up", "down") {
		v--
	}
	if v < 0 || !w.atom(v).is(upVerb|downVerb|reachVerb|beVerb) && w.atom(v).lex.base != "go" || w.atom(v).is(interjection) && !w.atom(v).is(upVerb) {
		return g
	}
	if t := w.atom(v).tag; t != verbTag && t != auxTag && t != ingTag && t != participleTag {
		return g
	}
	q.verb = v
	s := w.trim(w.subject(v))
	if s.empty() || w.atom(s.from).tag == pronTag || w.agentive(s) {
		return g
	}
	if w.isAny(g.to-1, "deficit", "surplus", "loss", "growth") {
		q.stands = w.words(g)
	}
	return s
}

// leftOfVerb is what the verb at v is said of: its subject.
func (w *work) leftOfVerb(q *quantity, v int) group {
	for v > 0 && (w.atom(v).tag == adjTag || w.atom(v).tag == advTag || w.isWord(v, "as")) {
		v--
	}
	if v < 0 {
		return group{}
	}
	if w.atom(v).is(timeNoun) { // ended the day up
		if v = w.verbLeft(v); v < 0 {
			return group{}
		}
	}
	switch w.atom(v).tag {
	case nounTag, nameTag:
		return w.trim(w.leftGroup(v))
	case verbTag, auxTag, modalTag:
	case ingTag, participleTag:
		if v > 0 && (w.atom(v-1).tag == nounTag || w.atom(v-1).tag == nameTag) {
			q.verb = v
			return w.trim(w.leftGroup(v - 1))
		}
		if w.atom(v-1).tag == verbTag && w.auxBefore(v-1) {
			q.verb = v // output is seen growing
			return w.trim(w.subject(v - 1))
		}
	default:
		return group{}
	}
	q.verb = v
	s := w.trim(w.subject(v))
	if w.atom(v).lex.base == "lose" && q.kind == moneyKind && w.agentive(s) {
		return group{} // farmers lost $7bn
	}
	if (w.atom(v).tag == verbTag || w.atom(v).tag == ingTag) && v >= q.lead-2 && !w.atom(v).is(upVerb|downVerb|reachVerb|beVerb) && w.agentive(s) {
		return group{} // the U.S. has spent 5 mln
	}
	return s
}
