package figure

import (
	"strings"

	"waybill/digest/token"
)

// measure finds the words that say what the quantity q measures. prev is the
// quantity before it in the sentence, nil if it is the first.
func (w *work) measure(q, prev *quantity) {
	if prev != nil && (q.follows || q.paired && q.kind != percentKind && q.kind != ratioKind) {
		q.left, q.right, q.link, q.head, q.verb, q.measures = prev.left, prev.right, prev.link, prev.head, prev.verb, prev.measures
		return
	}
	right, link := w.rightOf(q)
	if q.kind == ratioKind && w.atom(q.from).is(verb|past|participle|gerund) {
		right = group{}
	}
	q.left = w.leftOf(q, prev)
	if link == "" && !right.empty() && w.direct(q) {
		q.left = group{} // impose 25 pct duties: who does so is not measured
	}
	left := q.left
	q.right, q.link = right, link
	if p := w.leadPrep(q); p != "" && link != "on" {
		q.link = p
	}
	if link == "" && !right.empty() {
		q.head = w.cut(right)
	}
	switch {
	case w.headlined(q):
		q.measures = w.words(w.trim(w.rightGroup(q.to + 1)))
	case w.isSubject(q):
		q.measures = joinWords(w.words(w.fronted(q)), "", joinWords(w.words(right), "", w.predicate(q)))
	case q.kind == durationKind && link != "of":
		q.measures = joinWords(w.words(left), link, w.words(right))
		if link == "" && !right.empty() {
			q.measures = w.words(right)
		}
	case link == "of" && (q.kind == percentKind || q.unit == fractionUnit):
		q.measures = "share of " + w.words(right)
		if right.empty() {
			q.measures = w.words(left)
		}
	case q.kind == countKind && !left.empty() && w.told(q):
		q.measures = w.words(left)
	case q.kind == countKind && !right.empty():
		if right.to > q.to || w.leadPrep(q) != "" || w.doing(q, right) != "" {
			q.measures = w.words(right) // else the unit says it all
		}
		if p := w.doing(q, right); p != "" {
			q.measures += " " + p
		}
		if p := w.leadPrep(q); p != "" {
			q.measures = ""
			if !left.empty() {
				q.measures = joinWords(w.words(left), p, w.words(right))
			}
		}
	case link == "" && !right.empty():
		q.measures = w.words(right)
		if q.lead >= 0 && (w.atom(q.lead).mark == '(' || q.inside) {
			q.measures = joinWords(w.words(left), "", q.measures)
		}
		if w.bare(right) && !left.empty() && w.leadPrep(q) == "" {
			q.measures = joinWords(w.words(left), "", q.measures)
		}
	case link == "of" && !right.empty():
		p := w.leadPrep(q)
		if p == "" {
			p = "of"
		}
		q.measures = joinWords(w.words(left), p, w.words(right))
	case !left.empty() && !right.empty() && link == "in" && w.nameOnly(left):
		q.measures = w.words(right) // has given Israel 25 billion dlrs in aid
	case !left.empty() && !right.empty():
		q.measures = joinWords(w.words(left), link, w.words(right))
	case !left.empty():
		q.measures = w.words(left)
	default:
		q.measures = w.words(right)
	}
	if w.nameOnly(left) && !left.empty() && q.measures == w.words(left) && q.kind != indexKind {
		_, isPlace := w.placeAt(left.from)
		if l := w.nominal(q.verb); l != "" && (isPlace || !w.atom(q.verb).is(upVerb|downVerb)) {
			q.measures = l // Hungary would devalue by
		}
	}
	if q.stands != "" {
		q.measures = joinWords(q.measures, "", q.stands)
	}
	if q.measures == "" && q.kind != countKind {
		q.measures = w.nominal(q.verb)
	}
	if q.measures == "" && prev != nil && q.kind != countKind {
		q.measures = prev.measures
	}
	if q.measures == "" && q.kind != countKind && q.verb < 0 {
		q.measures = w.words(w.opening0())
	}
}

// opening0 is the first noun group of the sentence.
func (w *work) opening0() group {
	for i := range w.atoms {
		if w.at(i) >= 0 || i > 8 {
			break
		}
		switch w.atom(i).tag {
		case nounTag, nameTag, adjTag, detTag:
			return w.trim(w.rightGroup(i))
		}
	}
	return group{}
}

func joinWords(left, link, right string) string {
	switch {
	case left == "":
		return right
	case right == "":
		return left
	case link == "":
		return left + " " + right
	}
	return left + " " + link + " " + right
}

// leadPrep is the preposition before q that makes what q counts the object of
// the words before it: "tariffs on $16 billion of exports", "delegates from 23
// countries".
func (w *work) leadPrep(q *quantity) string {
	if q.lead < 0 || w.atom(q.lead).tag != prepTag {
		return ""
	}
	if w.isAny(q.lead, "on", "against") || q.kind == countKind && w.isAny(q.lead, "for", "from", "of", "with", "among", "between", "in", "under") && !q.hasWas {
		return strings.ToLower(w.atom(q.lead).in(w.text))
	}
	return ""
}

// headlined reports whether q opens a sentence before its subject: "At 2.6%,
// inflation remains".
func (w *work) headlined(q *quantity) bool {
	return q.lead == 0 && w.isAny(0, "at", "with") && w.atom(q.to).mark == ','
}

// nameOnly reports whether a group is nothing but a name.
func (w *work) nameOnly(g group) bool {
	for i := g.from; i < g.to; i++ {
		if t := w.atom(i).tag; t != nameTag && t != detTag && t != verbTag {
			return false
		}
	}
	return true
}

// bare reports whether a group is one noun of change that says nothing alone:
// "a 5 pct rise".
func (w *work) bare(g group) bool {
	return g.to == g.from+1 && w.wordAt(g.from, upVerb|downVerb|cutVerb|raiseVerb)
}

// cut is the first part of a group, up to its first preposition.
func (w *work) cut(g group) group {
	for j := g.from; j < g.to; j++ {
		if w.atom(j).tag == prepTag || w.atom(j).tag == participleTag {
			return group{g.from, j}
		}
	}
	return g
}

// told reports whether a verb says of something else that it has the number
// that q counts: "employment grew by 125,600 positions".
func (w *work) told(q *quantity) bool {
	return w.atom(q.verb).is(upVerb|downVerb|reachVerb|beVerb) && !w.atom(q.verb).is(countVerb|raiseVerb) && w.leadPrep(q) == ""
}

// doing is what is done to, or by, the things that q counts: "jobs added" of
// "added 337,000 jobs", "countries attending talks".
func (w *work) doing(q *quantity, right group) string {
	j := right.to
	j = w.pastTime(j)
	if j < len(w.atoms) && (w.atom(j).tag == auxTag || w.atom(j).tag == modalTag || w.atom(j).tag == verbTag) && !w.atom(j).is(interjection) {
		return w.predicateAt(j)
	}
	if v := q.lead; right.to == q.to && w.atom(v).tag == verbTag && w.atom(v).is(participle) && !(w.atom(v).is(interjection) && !w.atom(v).is(upVerb|raiseVerb)) {
		return w.words(group{v, v + 1})
	}
	return ""
}

// nominals name what a verb says, where its own form would not do.
var nominals = map[string]string{
	"spend": "spending", "devalue": "devaluation", "revalue": "revaluation", "grow": "growth", "invest": "investment", "lend": "lending", "loan": "loans", "export": "exports", "import": "imports",
	"produce": "production", "buy": "purchases", "purchase": "purchases", "sell": "sales", "lose": "loss", "gain": "gain", "pay": "payment", "earn": "earnings", "borrow": "borrowing", "consume": "consumption",
	"contract": "contraction", "shrink": "contraction", "expand": "expansion", "save": "savings", "cost": "cost", "owe": "debt", "employ": "employment", "fall": "fall", "rise": "rise", "drop": "drop",
	"decline": "decline", "increase": "increase", "receive": "receipts", "raise": "funds raised", "offer": "offer", "donate": "donation", "pledge": "pledge", "fine": "fine",
}

// nominal is the noun for what the verb at v says, "" if there is none.
func (w *work) nominal(v int) string {
	if v < 0 {
		return ""
	}
	for v+1 < len(w.atoms) && (w.atom(v).tag == auxTag || w.atom(v).tag == modalTag || w.atom(v).tag == advTag) && (w.atom(v+1).tag == verbTag || w.atom(v+1).tag == auxTag || w.atom(v+1).tag == advTag) {
		v++
	}
	return nominals[w.atom(v).lex.base]
}

// isSubject reports whether q is what the next verb speaks of: "90 percent
// opposed the tariffs".
func (w *work) isSubject(q *quantity) bool {
	if q.kind == durationKind || q.kind == countKind {
		return false
	}
	j := w.skipOwn(q.to)
	if w.isWord(j, "worth") {
		j++
	}
	j = w.pastTime(j)
	if j >= len(w.atoms) {
		return false
	}
	switch w.atom(j).tag {
	case verbTag, auxTag, modalTag:
	default:
		return false
	}
	if q.lead < 0 {
		return true
	}
	a := w.atom(q.lead)
	return a.kind == token.Mark && a.mark != ')' || a.tag == subTag || a.tag == conjTag || a.tag == verbTag && a.is(interjection) || a.tag == relTag
}

// fronted is the group of "Of the tariffs on these goods," at the start of the
// sentence whose subject is q.
func (w *work) fronted(q *quantity) group {
	if len(w.atoms) < 4 || q.lead < 2 || w.atom(q.lead).mark != ',' || !w.isAny(0, "of", "among") {
		return group{}
	}
	g := w.trim(w.rightGroup(1))
	if g.to > q.lead {
		return group{}
	}
	return g
}

// predicate is what the verb after q says, without its auxiliaries.
func (w *work) predicate(q *quantity) string {
	j := w.skipOwn(q.to)
	if w.isWord(j, "worth") {
		j++
	}
	j = w.pastTime(j)
	return w.predicateAt(j)
}

// predicateAt is what the verb group at atom j says, without its auxiliaries.
func (w *work) predicateAt(j int) string {
	for j < len(w.atoms) && (w.atom(j).tag == auxTag || w.atom(j).tag == modalTag || w.atom(j).tag == advTag) {
		j++
	}
	if j >= len(w.atoms) || w.atom(j).kind == token.Mark {
		return ""
	}
	end := j + 1
	k := j + 1
	for k < len(w.atoms) && w.timeEnd(k) > k {
		k = w.timeEnd(k)
	}
	if k < len(w.atoms) && w.linking(k) && !w.timeAt(k) {
		k++
	}
	if g := w.trim(w.rightGroup(k)); !g.empty() {
		if k == j+1 || k == j+2 {
			end = g.to
		} else {
			return joinWords(w.words(group{j, j + 1}), "", w.words(group{k - 1, g.to}))
		}
	}
	return w.words(group{j, end})
}

// rightOf is the noun group after q, and the preposition that links it.
func (w *work) rightOf(q *quantity) (group, string) {
	j := q.to
	if q.kind == countKind && q.num.to > q.from && q.num.to < q.to {
		j = q.num.to
		if w.atom(j).mark == '-' {
			j++
		}
		return w.trim(w.rightCounted(j, q.to)), ""
	}
	j = w.skipOwn(j)
	if j < len(w.atoms) && w.isWord(j, "worth") {
		j++
		if !w.isWord(j, "of") {
			return group{}, ""
		}
	}
	t := w.pastTime(j)
	later := t > j
	j = t
	if j >= len(w.atoms) || w.at(j) >= 0 {
		return group{}, ""
	}
	a := w.atom(j)
	switch {
	case later && a.tag != prepTag: // in 2019 a great performance
		return group{}, ""
	case w.isWord(j, "of"):
		return w.trim(w.rightGroup(j + 1)), "of"
	case a.tag == prepTag && w.isAny(j, "on", "in", "for", "against", "from", "to", "with", "between", "among"):
		if w.at(j+1) >= 0 && w.quants[w.at(j+1)].kind != countKind {
			return group{}, ""
		}
		g := w.rightGroup(j + 1)
		if w.at(g.to) >= 0 || w.isWord(g.to, "of") && w.at(g.to+1) >= 0 || !g.empty() && idle[w.atom(w.cut(w.trim(g)).to-1).lower(w.text)] {
			return group{}, "" // from a surplus of 295 mln; in response to
		}
		return w.trim(g), strings.ToLower(a.in(w.text))
	case a.tag == nounTag || a.tag == nameTag || a.tag == adjTag && w.nounAhead(j) || (a.tag == ingTag || a.tag == participleTag) && w.nounAhead(j):
		return w.trim(w.contact(w.rightGroup(j))), ""
	}
	return group{}, ""
}

// idle are the nouns of phrases that say nothing of what is measured: "in
// response to", "on average".
var idle = map[string]bool{
	"light": true, "response": true, "line": true, "accordance": true, "retaliation": true, "favour": true, "favor": true, "terms": true, "addition": true, "order": true, "case": true,
	"grounds": true, "hold": true, "basis": true, "average": true, "top": true, "track": true, "record": true, "return": true, "exchange": true, "part": true, "all": true, "total": true,
}

// skipOwn passes over what still belongs to the figure: a closing quotation
// mark, a bracket with its equivalent.
func (w *work) skipOwn(j int) int {
	for j < len(w.atoms) && (w.atom(j).mark == '"' || w.atom(j).mark == '\'' || w.atom(j).mark == '-' && w.atom(j).glued) {
		j++
	}
	if j+1 < len(w.atoms) && w.atom(j).mark == '(' && w.at(j+1) >= 0 {
		for k := j; k < len(w.atoms) && k < j+10; k++ {
			if w.atom(k).mark == ')' {
				return k + 1
			}
		}
	}
	return j
}

// rightCounted is the group of what is counted, from atom j, with what follows
// the noun that ends before atom to.
func (w *work) rightCounted(j, to int) group {
	if to >= len(w.atoms) || w.timeAt(to) {
		return group{j, to}
	}
	k := to
	if t := w.atom(k).tag; t == participleTag || t == ingTag {
		k++
	}
	if k < len(w.atoms) && (w.linking(k) || w.atom(k).tag == toTag) && !w.timeAt(k) {
		k++
	}
	if k == to && w.atom(to).tag != nounTag && w.atom(to).tag != conjTag && w.atom(to).tag != adjTag {
		return group{j, to}
	}
	if k < len(w.atoms) && w.at(k) >= 0 {
		return group{j, to}
	}
	if k > to+1 && w.timeAt(to+1) {
		return group{j, to + 1}
	}
	if h := w.rightGroup(k); !h.empty() {
		return group{j, h.to}
	}
	return group{j, max(to, min(k, to+1))}
}

// contact adds the clause of "the 15 pct duty the U.S. imposed on lumber".
func (w *work) contact(g group) group {
	j := g.to
	if g.empty() || j >= len(w.atoms) {
		return g
	}
	for k := j; k < len(w.atoms) && k < j+6; k++ {
		a := w.atom(k)
		switch {
		case a.kind == token.Mark && !w.inner(k), k == j && a.tag != detTag && a.tag != nameTag && a.tag != relTag:
			return g
		case (a.tag == verbTag || a.tag == participleTag) && k > j:
			if k+1 < len(w.atoms) && w.linking(k+1) {
				if h := w.rightGroup(k + 2); !h.empty() {
					return group{g.from, h.to}
				}
			}
			return g
		}
	}
	return g
}
