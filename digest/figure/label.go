package figure

import "waybill/digest/token"

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
	case a.mark == '.' && a.glued && i > 0 && w.isAny(i-1, "no", "nos", "art", "sec", "ch", "vol", "fig", "para"):
		return w.label(n)
	case a.mark == '-' && i > 0 && first.glued && w.atom(i-1).kind == token.Word:
		p := w.atom(i - 1)
		if !a.glued { // COVID -19
			return p.caps && len(p.in(w.text)) > 3 && !w.unitAhead(n.to)
		}
		if p.caps || len(p.in(w.text)) == 1 && p.upper {
			return true
		}
		return !p.is(smallNumber|preposition|infinitive|conjunction|currencyWord|approximate) && !w.isAny(i-1, "sub", "mid", "a", "pre", "post", "per")
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
