package figure

import "waybill/digest/token"

// back passes leftwards over what may stand between a figure and the words
// that govern it: other figures with their prepositions, phrases of time,
// adverbs and brackets. It returns the atom it stops at, or -1.
func (w *work) back(i int) int {
	for first := i; i >= 0 && i > first-farBack; {
		if k := w.at(i); k >= 0 {
			i = w.quants[k].lead
			if w.atom(max(i, 0)).tag == prepTag || w.isAny(i, "to") {
				i--
			}
			continue
		}
		a := w.atom(i)
		switch {
		case a.mark == ')':
			i = w.opening(i)
			continue
		case a.mark == '-' && !a.glued:
			j := w.dashBack(i)
			if j == i {
				return i
			}
			i = j
			continue
		case w.isAny(i, "faster", "slower", "higher", "lower"):
		case w.isWord(i, "average") && w.isWord(i-1, "on"):
			i--
		case a.tag == advTag && !w.isAny(i, "up", "down"), a.mark == '"':
		case a.is(timeNoun) && w.isAny(i-1, "a", "an", "per", "each") && w.at(i-2) >= 0:
			i-- // by $10 bn a year
		case w.timeBack(i) < i:
			i = w.timeBack(i)
			continue
		default:
			return i
		}
		i--
	}
	return i
}

// farBack bounds how far to the left the words that govern a figure are looked
// for, in atoms.
const farBack = 60

// opening is the atom before the bracket that closes at i.
func (w *work) opening(i int) int {
	for j := i - 1; j >= 0 && j > i-40; j-- {
		if w.atom(j).mark == '(' {
			return j - 1
		}
	}
	return i - 1
}

// dashBack is the atom before the insertion that the dash at i closes, or i.
func (w *work) dashBack(i int) int {
	for j := i - 1; j > 0 && j > i-30; j-- {
		if a := w.atom(j); (a.mark == '-' || a.mark == '_') && !a.glued {
			return j - 1
		}
		if w.boundary(j) {
			break
		}
	}
	return i
}

// timeBack is the atom before the phrase of time that ends at atom i, or i.
func (w *work) timeBack(i int) int {
	if a := w.atom(i); a.kind == token.Mark || a.kind == token.Word && !a.is(monthName|weekday|timeNoun|timeWord|fractionWord) && !w.isAny(i, "ago", "earlier", "before", "later", "date", "s") {
		return i // nothing that ends one
	}
	for j := max(0, i-8); j <= i; j++ {
		if w.at(j) >= 0 {
			continue
		}
		if w.timeEnd(j) == i+1 {
			return j - 1
		}
	}
	return i
}

// boundary reports whether a clause ends at atom i.
func (w *work) boundary(i int) bool {
	if i < 0 {
		return true
	}
	a := w.atom(i)
	if a.kind == token.Mark {
		return !w.inner(i) && a.mark != ',' && a.mark != ')' && a.mark != '(' && a.symbol == 0 && a.mark != '%'
	}
	return a.tag == subTag
}

// verbLeft is the verb that governs what begins after atom i, looking
// leftwards within the clause; -1 if there is none.
func (w *work) verbLeft(i int) int {
	for j := i; j >= 0 && j > i-40; j-- {
		if w.boundary(j) {
			return -1
		}
		switch w.atom(j).tag {
		case verbTag, auxTag, modalTag:
			return j
		case participleTag, ingTag:
			if j == i || w.atom(j+1).tag != nounTag {
				return j
			}
		}
	}
	return -1
}

// subject is the noun group that does what the verb at v says.
func (w *work) subject(v int) group {
	for hops := 0; v >= 0 && hops < 6; hops++ {
		j := w.verbChain(v)
		if j < 0 {
			return group{}
		}
		if w.isWord(v, "having") || v > 0 && w.isWord(v-1, "having") {
			v = w.verbBefore(j) // hit a record, having increased
			continue
		}
		a := w.atom(j)
		switch {
		case a.tag == ingTag && j > 0 && (w.atom(j-1).tag == nounTag || w.atom(j-1).tag == nameTag):
			return w.leftGroup(j - 1)
		case (a.tag == nounTag || a.tag == nameTag || a.tag == numTag) && !w.measured(j) && !w.apposed(j) || (a.tag == participleTag || a.tag == ingTag) && j > 0 && (w.atom(j-1).tag == nounTag || w.atom(j-1).tag == nameTag):
			return w.besides(w.leftGroup(j))
		case w.at(j) >= 0:
			l := w.quants[w.at(j)].lead
			if l > 0 && (w.atom(l).is(copulaLike) || w.isWord(l, "of") && w.atom(l-1).tag == nounTag) {
				return w.leftGroup(l - 1) // the market worth over 2 bn is growing
			}
			v = w.verbBefore(l)
		case a.mark == ')':
			return w.antecedent(j)
		case a.tag == adjTag && j > 0 && (w.atom(j-1).tag == nameTag || w.atom(j-1).tag == nounTag):
			return w.leftGroup(j) // Brent crude
		case a.tag == pronTag || a.tag == detTag:
			return group{j, j + 1}
		case a.tag == relTag:
			return w.antecedent(j - 1)
		case a.tag == conjTag:
			if m := w.modalBefore(j - 1); m >= 0 && w.atom(v).is(verb) && !w.atom(v).is(past|participle) {
				v = m // would face a duty and invest
			} else {
				if v = w.verbBefore(j - 1); v < 0 {
					v = w.verbLeft(j - 1) // Toyota expects a loss and cut
				}
			}
		case a.mark == '-' || a.mark == '_':
			k := w.dashBack(j)
			if k == j || k < 0 {
				return group{}
			}
			v = k + 1
		case a.mark == ',':
			if g := w.acrossComma(j, v); !g.empty() {
				return g
			}
			v = w.verbBefore(j - 1)
		case a.tag == prepTag && v > j+1 && w.timeAt(j+1): // for all of last year
			v = j
			for v > 0 && (w.atom(v).tag == prepTag || w.atom(v).tag == detTag) {
				v--
			}
			v++
		case a.tag == prepTag: // after shrinking
			v = w.verbBefore(j - 1)
		default:
			return group{}
		}
	}
	return group{}
}

// measured reports whether atom i belongs to a figure with a unit of measure
// that says what it is of before: "the quota of 500,000 tonnes will".
func (w *work) measured(i int) bool {
	k := w.at(i)
	return k >= 0 && w.quants[k].kind != countKind && w.quants[k].lead > 0 && w.isWord(w.quants[k].lead, "of")
}

// apposed reports whether atom i ends a figure that describes the noun before
// it: "the market worth over 2 billion is".
func (w *work) apposed(i int) bool {
	k := w.at(i)
	return k >= 0 && w.quants[k].kind != countKind && w.quants[k].lead > 0 && w.atom(w.quants[k].lead).is(copulaLike)
}

// verbChain passes leftwards over a verb group: "is expected to reach". It
// returns the atom before it.
func (w *work) verbChain(v int) int {
	j := v - 1
	for j >= 0 {
		switch a := w.atom(j); {
		case a.tag == auxTag, a.tag == modalTag, a.tag == advTag, a.tag == toTag, a.tag == verbTag && !a.is(interjection), a.mark == '"' && a.glued:
		case a.tag == verbTag && a.is(interjection) && w.atom(j+1).tag == toTag, a.tag == participleTag && w.atom(j+1).tag == toTag, a.tag == adjTag && w.atom(j+1).tag == toTag:
		default:
			if t := w.timeBack(j); t < j && t >= 0 && w.at(j) < 0 {
				j = t
				continue
			}
			if j > 1 && w.isAny(j, "fact", "turn", "part", "average", "total", "general", "particular", "addition") && w.isAny(j-1, "in", "on") {
				j -= 2 // have in fact increased
				continue
			}
			return j
		}
		j--
	}
	return -1
}

// verbBefore is the last finite verb at or before atom i in the clause.
func (w *work) verbBefore(i int) int {
	for j := i; j >= 0 && j > i-40; j-- {
		if w.boundary(j) {
			return -1
		}
		if t := w.atom(j).tag; t == verbTag && !w.atom(j).is(interjection) || t == auxTag || t == modalTag {
			return j
		}
	}
	return -1
}

// modalBefore is the last modal before atom i in the sentence, or -1.
func (w *work) modalBefore(i int) int {
	for j := i; j >= 0 && j > i-40; j-- {
		if w.atom(j).tag == modalTag {
			return j
		}
		if w.boundary(j) {
			break
		}
	}
	return -1
}

// antecedent is the noun group that ends at atom i or before the comma there.
func (w *work) antecedent(i int) group {
	if w.atom(i).mark == ',' {
		i--
	}
	if w.atom(i).mark == ')' {
		i = w.opening(i)
	}
	if i < 0 || w.atom(i).tag == prepTag {
		return group{}
	}
	return w.leftGroup(i)
}

// besides is the noun before an insertion that ends with group g: "imports,
// excluding oil" totalled.
func (w *work) besides(g group) group {
	if i := g.from - 2; w.atom(i).mark == ',' && w.isAny(i+1, "excluding", "including", "except", "plus", "minus") {
		if h := w.leftGroup(i - 1); !h.empty() {
			return h
		}
	}
	return g
}

// overList is the comma that opens the relative clause whose verb governs the
// list of nouns that goes on at the comma at atom k, as in "Tarn, which borders
// Norland, Osten and Velor, is"; 0 if there is none.
func (w *work) overList(k int) int {
	i := k - 1
	for ; i > 0 && i > k-longestGroup; i-- {
		switch a := w.atom(i); {
		case a.tag == nounTag, a.tag == nameTag, a.tag == adjTag, a.tag == detTag, a.tag == conjTag, a.mark == ',' && w.atom(i+1).tag != relTag:
			continue
		}
		break
	}
	if w.atom(i).tag != verbTag || w.atom(i-1).tag != relTag || w.atom(i-2).mark != ',' {
		return 0
	}
	return i - 2
}

// acrossComma finds the subject before an inserted phrase: "Imports, which
// fell in May, rose"; or before a trailing participle: "…, reaching 5 mln".
func (w *work) acrossComma(j, v int) group {
	t := w.atom(v).tag
	if t == ingTag || t == participleTag {
		return group{}
	}
	for k := j - 1; k >= 0 && k > j-30; k-- {
		if w.boundary(k) && w.atom(k).mark != '-' && !(w.atom(k).tag == subTag && w.atom(k-1).mark == ',') {
			return group{} // but parcels, once duty-free, are
		}
		if w.atom(k).mark == ',' && k > 0 {
			if n := w.atom(k - 1); n.tag == nounTag || n.tag == nameTag {
				if r := w.overList(k); r > 0 {
					k = r
				}
				return w.leftGroup(k - 1)
			}
			return group{}
		}
	}
	return group{}
}
