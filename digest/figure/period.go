package figure

import "waybill/digest/token"

// period is the phrase of time that the figure is stated for: after it, after
// its words, or before its clause.
func (w *work) period(q, prev *quantity) {
	if q.kind == durationKind {
		return
	}
	if j := q.lead + 1; j < q.from {
		if w.yearLike(max(j, 0)) && w.isWord(j+2, "s") && w.atom(j+2).glued {
			q.period = w.words(group{j, j + 1}) // 1986's record
			return
		}
		if end := w.timeGroup(j); end > j && end <= q.from && w.atom(end-1).owner {
			q.period = unowned(w.words(group{j, end}))
			return
		}
	}
	if j := w.bracketTime(q.lead); j > 0 && w.atom(q.lead).mark == ':' && w.setPeriod(q, j) {
		return
	}
	abroad := q.to
	if w.atom(abroad).tag == advTag {
		abroad++ // bought 5 tonnes abroad last year
	}
	for _, j := range [...]int{q.to, w.skipOwn(q.to), q.right.to, abroad} {
		if w.setPeriod(q, j) {
			return
		}
	}
	for j := q.from - 1; j >= 0 && j > q.from-12; j-- {
		if w.at(j) >= 0 || w.boundary(j) || w.atom(j).mark == ',' && w.isWord(j+1, "as") {
			break
		}
		if w.timeEnd(j) > j && w.timeEnd(j) <= q.from && !w.isAny(j, "of", "for", "from") && (w.wordAt(j, preposition) || w.wordAt(j-1, verb|past|auxiliary|noun) || j == 0) {
			if w.setPeriod(q, j) {
				return
			}
		}
	}
	if w.setPeriod(q, 0) {
		return
	}
	if prev != nil && (q.paired || w.sharesVerb(q, prev)) {
		q.period = prev.period
	}
}

// sharesVerb reports whether q has no verb of its own but that of prev: "exports
// should total $22 billion this year and imports $14 billion".
func (w *work) sharesVerb(q, prev *quantity) bool {
	return q.verb < 0 && q.unit == prev.unit && !q.left.empty() && q.left.from > prev.to && w.atom(q.left.from-1).tag == conjTag && w.atom(q.left.to).tag != prepTag
}

// effective gives the date on which a rate is to change to its new value: "to
// 130 percent from 60 percent on June 15".
func (w *work) effective(q, prev *quantity) {
	if prev == nil || !q.follows || prev.period != "" || !q.onPolicy || q.period == "" || !w.isAny(q.to, "on", "from", "effective", "starting", "by") {
		return
	}
	prev.period, q.period = q.period, ""
}

// setPeriod takes the phrase of time at atom j.
func (w *work) setPeriod(q *quantity, j int) bool {
	if j >= len(w.atoms) {
		return false
	}
	if w.isAny(j, "a", "per", "each") && w.wordAt(j+1, timeNoun) && !w.isAny(j+2, "earlier", "ago", "before") {
		q.period = w.words(group{j, j + 2})
		return true
	}
	end := w.timeEnd(j)
	if end == j+1 && w.atom(j).is(monthName) && w.nounish(end) {
		return false // December wheat
	}
	if w.isAny(j, "start", "end") && w.isAny(j+1, "a", "an") {
		return false // leaders start a two-day visit
	}
	if end <= j || w.atom(end-1).owner || w.isWord(j, "since") && w.superlative(j-1) {
		return false
	}
	if w.isAny(j, "from", "to") && end-j < 4 && w.isAny(end-1, "earlier", "ago", "before") {
		q.period = w.words(group{j + 1, end})
		return true
	}
	start := j
	for start < end-1 && w.isAny(start, "in", "on", "for", "during", "at", "from", "to", "of") {
		start++
	}
	for start < end-1 && (w.isWord(start, "the") || w.wordAt(start, possessive)) {
		start++
	}
	q.period = w.words(group{start, end})
	return true
}

// superlative reports whether the words that end at atom i compare with the
// past: "the steepest drop" since 2020, "the most" since 1988.
func (w *work) superlative(i int) bool {
	for k := i; k >= 0 && k > i-5 && w.atom(k).kind == token.Word; k-- {
		if s := w.atom(k).in(w.text); w.isAny(k, "most", "least", "best", "worst", "first", "record", "high", "low") || len(s) > 5 && s[len(s)-3:] == "est" {
			return true
		}
	}
	return false
}

// setting notes whether the words around q speak of the past.
func (w *work) setting(q *quantity) {
	for i := max(0, q.from-8); i < min(len(w.atoms), q.to+6); i++ {
		if w.boundary(i) && i > q.from {
			return
		}
		if w.atom(i).is(backCue) && !w.isAny(i, "last", "old", "prior", "once") {
			q.bygone = true
		}
	}
}
