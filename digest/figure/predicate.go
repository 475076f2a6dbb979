package figure

import "waybill/digest/token"

// told reports whether a verb says of something else that it has the number
// that q counts: "employment grew by 125,600 positions".
func (w *work) told(q *quantity) bool {
	return w.atom(q.verb).is(upVerb|downVerb|reachVerb|beVerb) && !w.atom(q.verb).is(countVerb|raiseVerb) && !w.bears(q.verb) && !w.moved(q.verb) && w.leadPrep(q) == ""
}

// doing is what is done to, or by, the things that q counts: "jobs added" of
// "added 337,000 jobs", "countries attending talks".
func (w *work) doing(q *quantity, right group) string {
	j := right.to
	j = w.pastTime(j)
	object := q.verb >= 0 && !w.atom(q.verb).is(interjection) // what follows has another subject
	if j < len(w.atoms) && !object && (w.atom(j).tag == auxTag || w.atom(j).tag == modalTag || w.atom(j).tag == verbTag) && !w.atom(j).is(interjection) {
		return w.predicateAt(j)
	}
	if v := q.lead; right.to == q.to && !w.bears(v) && w.atom(v).tag == verbTag && w.atom(v).is(participle) && !(w.atom(v).is(interjection) && !w.atom(v).is(upVerb|raiseVerb)) {
		return w.words(group{v, v + 1})
	}
	return ""
}

// nominals name what a verb says, where its own form would not do.
var nominals = map[string]string{
	"spend": "spending", "ship": "shipments", "devalue": "devaluation", "revalue": "revaluation", "grow": "growth", "invest": "investment", "lend": "lending", "loan": "loans", "export": "exports", "import": "imports",
	"produce": "production", "buy": "purchases", "purchase": "purchases", "sell": "sales", "lose": "loss", "gain": "gain", "pay": "payment", "earn": "earnings", "borrow": "borrowing", "consume": "consumption",
	"contract": "contraction", "shrink": "contraction", "expand": "expansion", "save": "savings", "cost": "cost", "owe": "debt", "employ": "employment", "fall": "fall", "rise": "rise", "drop": "drop",
	"decline": "decline", "increase": "increase", "receive": "receipts", "raise": "funds raised", "offer": "offer", "donate": "donation", "pledge": "pledge", "fine": "fine", "handle": "handling", "contribute": "contribution", "process": "processing", "refine": "refining",
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
	if w.atom(j).is(adjective) { // 3 points lower
		return false
	}
	if q.lead < 0 {
		return true
	}
	a := w.atom(q.lead)
	if k := w.at(q.lead - 1); a.tag == conjTag && k >= 0 && w.quants[k].unit == q.unit && !w.quants[k].left.empty() {
		return false // duties of 10 and 25 percent will apply
	}
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
	from := j
	if w.isAny(j+1, "out", "up", "down", "off", "away", "back") && w.atom(j+1).tag == advTag {
		j++ // smuggled out
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
			return joinWords(w.words(group{from, j + 1}), "", w.words(group{k - 1, g.to}))
		}
	}
	return w.words(group{from, end})
}

// headlined reports whether q opens a sentence before its subject: "At 2.6%,
// inflation remains".
func (w *work) headlined(q *quantity) bool {
	return q.lead == 0 && w.isAny(0, "at", "with") && w.atom(q.to).mark == ','
}
