package figure

import (
	"strings"

	"waybill/digest/token"
)

// rightOf is the noun group after q, and the preposition that links it.
func (w *work) rightOf(q *quantity) (group, string) {
	j := q.to
	if w.atom(q.from).mark == '-' && (w.atom(q.from-1).tag == nameTag || w.numberAt(q.from-1)) {
		return group{}, "" // CAC -1.7% DAX -1.6%
	}
	if q.kind == countKind && q.num.to > q.from && q.num.to < q.to {
		j = q.num.to
		if w.atom(j).mark == '-' {
			j++
		}
		if strings.Contains(q.unit, " per ") {
			return w.trim(group{j, q.to - 2}), "" // vessels a day
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
	if k := w.at(j); k >= 0 && w.quants[k].kind == durationKind && w.atom(w.quants[k].num.to).mark == '-' {
		j = w.quants[k].to // a $1.5 trillion ten-year tax cut
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
	case w.isWord(j, "of") && q.unit == percentPoint && w.at(j+2) >= 0: // 24 percentage points of the 34% duty
		return w.trim(w.rightGroup(w.quants[w.at(j+2)].to)), "of"
	case w.isWord(j, "of") && (w.timeAt(j+1) || q.kind == durationKind && w.isAny(j+1, "the", "this", "each") && w.wordAt(j+2, timeNoun)): // $7.8bn of a year earlier
		return group{}, ""
	case w.isWord(j, "of"):
		return w.trim(w.rightGroup(j + 1)), "of"
	case a.tag == prepTag && w.timeAt(j):
		return group{}, ""
	case a.tag == prepTag && w.isAny(j, "on", "in", "for", "against", "from", "to", "with", "between", "among"):
		if w.at(j+1) >= 0 && w.quants[w.at(j+1)].kind != countKind {
			return group{}, ""
		}
		g := w.rightGroup(j + 1)
		if w.isWord(j, "with") && w.doingIn(group{g.from, g.to + 1}) {
			return group{}, "" // is growing 5% a year, with customers looking
		}
		if w.at(g.to) >= 0 || w.isWord(g.to, "of") && w.at(g.to+1) >= 0 || !g.empty() && idle[w.atom(w.cut(w.trim(g)).to-1).lower(w.text)] {
			return group{}, "" // from a surplus of 295 mln; in response to
		}
		return w.trim(g), strings.ToLower(a.in(w.text))
	case a.tag == nounTag || a.tag == nameTag || a.tag == adjTag && w.nounAhead(j) || (a.tag == ingTag || a.tag == participleTag) && w.nounAhead(j):
		return w.trim(w.contact(w.rightGroup(j))), ""
	}
	return group{}, ""
}

// doingIn reports whether a group holds a verb in -ing.
func (w *work) doingIn(g group) bool {
	for i := g.from; i < g.to; i++ {
		if w.atom(i).tag == ingTag {
			return true
		}
	}
	return false
}

// idle are the nouns of phrases that say nothing of what is measured: "in
// response to", "on average".
var idle = map[string]bool{
	"light": true, "response": true, "line": true, "accordance": true, "retaliation": true, "favour": true, "favor": true, "terms": true, "addition": true, "order": true, "case": true,
	"grounds": true, "hold": true, "basis": true, "average": true, "top": true, "track": true, "record": true, "return": true, "exchange": true, "part": true, "all": true, "total": true, "time": true,
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
		return w.unmeasured(group{j, h.to}, to)
	}
	return group{j, max(to, min(k, to+1))}
}

// unmeasured cuts from group g the phrase whose amount comes next: "children
// under the age" of 5, "plants with a capacity" of 3 GW. The group keeps what
// stands before atom to.
func (w *work) unmeasured(g group, to int) group {
	if !w.isWord(g.to, "of") || w.at(g.to+1) < 0 {
		return g
	}
	for k := g.to - 1; k >= to; k-- {
		if w.atom(k).tag == prepTag {
			return group{g.from, k}
		}
	}
	return g
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
