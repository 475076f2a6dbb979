package figure

import "strings"

// link finds the earlier values of changes among the quantities of the
// sentence: "from 10 to 25 percent", "2.73 billion from 2.02 billion", "5.5%
// compared with 5.4%".
func (w *work) link() {
	for k := 1; k < len(w.quants); k++ {
		p, q := &w.quants[k-1], &w.quants[k]
		if k > 1 && q.unit != p.unit && w.quants[k-2].unit == q.unit && p.kind == durationKind {
			p = &w.quants[k-2] // 2.73 billion in the first two months from 2.02 billion
		}
		if !comparableUnits(p, q) || p.vague || q.vague || !near(p, q) || p.kind == durationKind || q.ranged && !p.ranged {
			continue
		}
		switch {
		case w.isWord(q.lead, "to") && w.isWord(p.lead, "from") && q.lead-p.to < 14 && !p.old && w.openBetween(p.to, q.lead):
			pair(q, p)
			q.follows = true
		case w.isWord(q.lead, "to") && w.isWord(p.lead, "of") && w.risesFrom(p, q):
			pair(q, p)
		case w.isWord(q.lead, "to") && w.kept(p) && w.openBetween(p.to, q.lead):
			pair(q, p)
		case w.earlier(q) && !p.hasWas && !w.changed(p) && (w.openBetween(p.to, q.lead) || w.wasSo(p, q)):
			pair(p, q)
			q.follows, q.change = true, ""
		}
	}
}

// kept reports whether p is what somebody raises or cuts: "cut a planned 44%
// tariff to 20%".
func (w *work) kept(p *quantity) bool {
	i := p.lead
	if w.atom(i).tag == detTag {
		i--
	}
	t := w.atom(p.to).tag
	return p.kind == percentKind && (t == nounTag || t == adjTag) && w.atom(i).tag == verbTag && w.atom(i).is(raiseVerb|cutVerb)
}

// commaIn reports whether a comma stands among the atoms [i, j).
func (w *work) commaIn(i, j int) bool {
	for ; i < j; i++ {
		if w.atom(i).mark == ',' {
			return true
		}
	}
	return false
}

// risesFrom reports whether nothing but a verb of change stands between p and q:
// "the quota of 500,000 tonnes will rise to 1.3m tonnes".
func (w *work) risesFrom(p, q *quantity) bool {
	v := q.lead - 1
	if !w.atom(v).is(upVerb|downVerb|raiseVerb|cutVerb) || w.atom(v).tag != verbTag {
		return false
	}
	for v--; v >= p.to; v-- {
		if t := w.atom(v).tag; t != auxTag && t != modalTag && t != advTag && t != toTag {
			return false
		}
	}
	return true
}

// comparableUnits reports whether p and q count in the same, where one may leave
// out what a price goes by: "56.3 rubles per ton from 248.1 rubles".
func comparableUnits(p, q *quantity) bool {
	return p.unit == q.unit || p.kind == moneyKind && q.kind == moneyKind &&
		(strings.HasPrefix(p.unit, q.unit+"/") || strings.HasPrefix(q.unit, p.unit+"/"))
}

// pair makes p and q the new and the old value of one change, in either order.
func pair(latest, old *quantity) {
	latest.hasWas, latest.was, latest.change = true, old.value, "from-to"
	old.old = true
	if len(latest.unit) > len(old.unit) {
		old.unit = latest.unit
	} else {
		latest.unit = old.unit
	}
}

// earlier reports whether the words before q say that it is what something
// was: from, compared with, against, instead of.
func (w *work) earlier(q *quantity) bool {
	i := q.lead
	switch {
	case w.isWord(i, "from"), w.isAny(i, "against", "versus", "vs"), w.isWord(i, "of") && w.isWord(i-1, "instead"):
		return true
	}
	return w.isAny(i, "with", "to") && w.isAny(i-1, "compared", "compares", "comparing")
}

// wasSo reports whether q, at the end of the clause of p, says what p was: "78
// pct will be paid in cash, up from 50 pct".
func (w *work) wasSo(p, q *quantity) bool {
	if p.unit != q.unit || !w.isAny(q.lead-1, "up", "down", "compared") || q.lead-p.to > 24 {
		return false
	}
	for i := p.to; i < q.lead-1; i++ {
		if w.boundary(i) || w.atom(i).tag == conjTag && w.clauseAfter(i) {
			return false
		}
	}
	return true
}

// openBetween reports whether atoms [i, j) hold no verb and no end of a clause,
// so that what stands before and after belongs together.
func (w *work) openBetween(i, j int) bool {
	if j-i > 24 {
		return false
	}
	for ; i < j; i++ {
		a := w.atom(i)
		if w.boundary(i) || a.tag == verbTag && !w.isAny(i, "compared", "revised") || a.tag == auxTag || a.tag == modalTag || a.tag == relTag || a.tag == conjTag && w.clauseAfter(i) {
			return false
		}
	}
	return true
}

// gapped reports whether q goes on with the verb of p, of something else: "A
// fell by 2.3%, B by 2.6%", "exports rose 5 pct and imports 3 pct".
func (w *work) gapped(p, q *quantity) bool {
	if p.change != "up" && p.change != "down" || p.unit != q.unit || p.hasWas || q.lead < p.to || q.lead-p.to > 12 {
		return false
	}
	p1 := w.pastTime(p.to)
	i := p1
	if w.atom(i).mark == ',' {
		i++
	}
	if w.atom(i).tag == conjTag && !w.isAny(i, "but", "or") || w.isWord(i, "while") {
		i++
	}
	if q.lead == p1 && w.atom(q.lead).tag == conjTag && !w.isWord(q.to, "of") {
		return true // rose 0.3 pct month on month and 2.1 pct year on year
	}
	if i == p1 {
		return false
	}
	last := q.lead
	if w.isWord(last, "by") {
		last--
	}
	if t := w.atom(last).tag; t != nounTag && t != nameTag || w.atom(last).is(timeNoun|monthName) || i > last {
		return false
	}
	for ; i <= last; i++ {
		switch w.atom(i).tag {
		case nounTag, nameTag, adjTag, detTag, prepTag, conjTag:
		default:
			if !w.inner(i) {
				return false
			}
		}
	}
	return true
}

// paired lets a figure that restates the one before it share what is said of
// that one: "lost 190 points, or 0.6%", "$671.7bn (£484bn)".
func (w *work) paired(p, q *quantity) bool {
	j := p.to
	if w.atom(j).mark == '(' && (q.from == j+1 || q.from == j+2) && p.kind == q.kind && p.unit != q.unit && (q.kind == moneyKind || q.kind == quantityKind) {
		if q.modifier == "" {
			q.modifier = p.modifier
		}
		q.change = p.change
		return true
	}
	if w.atom(j).mark == ',' {
		j++
	}
	if p.paired && j < len(w.atoms) && (w.atom(j).mark == ';' || w.atom(j).mark == ',') && q.from == j+1 && p.kind == moneyKind && q.kind == moneyKind && q.unit != p.unit {
		return true // ($445bn; £227bn; 331bn euros)
	}
	if q.change == "" && w.gapped(p, q) {
		q.change = p.change
		return false
	}
	if w.isWord(q.lead, "or") && w.atom(q.lead-1).mark == ',' && q.kind != p.kind && q.kind != durationKind && q.lead-j < 9 && w.openBetween(j, q.lead) && !w.commaIn(j, q.lead-1) {
		if q.change == "" && q.kind == percentKind {
			q.change = p.change // lost 190 points, or 0.6%
		}
		return true // 40% of the island's coffee, or 1.2 million kilograms
	}
	if w.isWord(j, "or") && q.kind != p.kind && q.from <= j+5 {
		if q.change == "" {
			q.change = p.change
		}
		return true
	}
	return false
}
