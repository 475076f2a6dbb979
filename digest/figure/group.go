package figure

import (
	"strings"

	"waybill/digest/token"
)

// A group is a stretch of atoms, [from, to): a noun with what belongs to it.
// It is empty if to <= from.
type group struct{ from, to int }

func (g group) empty() bool { return g.to <= g.from }

// longestGroup bounds the atoms of one group, so that work stays linear and
// measures stay readable.
const longestGroup = 18

// at is the index of the quantity that covers atom i, or -1.
func (w *work) at(i int) int {
	if i < 0 || i >= len(w.cover) {
		return -1
	}
	return int(w.cover[i]) - 1
}

// covers notes which quantity covers which atom.
func (w *work) covers() {
	w.cover = w.cover[:0]
	for range w.atoms {
		w.cover = append(w.cover, 0)
	}
	for k := range w.quants {
		for i := w.quants[k].from; i < w.quants[k].to && k < 0x7fff; i++ {
			w.cover[i] = int16(k + 1)
		}
	}
}

// inner reports whether the mark at i stands inside a group: a hyphen, an
// apostrophe, a quotation mark, a full stop of an abbreviation.
func (w *work) inner(i int) bool {
	a := w.atom(i)
	switch a.mark {
	case '-', '/', '&':
		return a.glued
	case '\'', '"':
		return true
	case '.':
		return a.glued && (w.atom(i+1).glued || w.isAny(i-1, "co", "corp", "inc", "ltd", "bros") && (w.atom(i+1).mark == ',' || w.atom(i+1).kind == token.Word))
	}
	return false
}

// linking prepositions join nouns into one group.
func (w *work) linking(i int) bool {
	if w.isWord(i, "before") {
		return w.atom(i).tag == prepTag && w.isAny(i+1, "interest", "tax", "taxes", "items") // earnings before tax
	}
	if w.isAny(i, "above", "below", "beyond", "outside", "inside", "without", "through") && w.atom(i).tag == prepTag {
		return w.bounded(i) || w.atom(i-1).tag == participleTag // steel above quota, goods shipped through Tarn
	}
	return w.atom(i).tag == prepTag && w.isAny(i, "of", "on", "in", "for", "from", "to", "with", "against", "between", "by", "under", "at", "into", "among", "over", "per", "as", "within", "across", "toward", "towards", "via")
}

// bounded reports whether the preposition at i sets goods apart by a bound that
// a rule draws: "above the quota".
func (w *work) bounded(i int) bool {
	j := i + 1
	for j < len(w.atoms) && j < i+4 && (w.atom(j).tag == detTag || w.atom(j).tag == adjTag) {
		j++
	}
	return j < len(w.atoms) && bounds[w.atom(j).lower(w.text)]
}

// bounds are nouns for where other rules begin.
var bounds = map[string]bool{
	"quota": true, "quotas": true, "ceiling": true, "limit": true, "limits": true, "threshold": true, "thresholds": true, "cap": true, "caps": true, "allowance": true, "allowances": true,
}

// rightGroup collects the noun group that begins at atom i, with what hangs on
// it by prepositions and participles.
func (w *work) rightGroup(i int) group {
	g := group{i, i}
	end, noun := i, false
	for j := i; j < len(w.atoms) && j < i+longestGroup; j++ {
		a := w.atom(j)
		if a.kind == token.Mark {
			if k := w.shortForm(j); k > j && noun {
				j = k
				continue
			}
			if k := w.listEnd(j, false); k > j && noun {
				j, end = k-1, k
				continue
			}
			if !w.inner(j) || j == i && a.mark != '"' {
				break
			}
			continue
		}
		if w.at(j) >= 0 {
			q := &w.quants[w.at(j)]
			if q.kind != countKind && q.kind != numberKind || !noun && j > i && w.atom(j-1).tag != prepTag && w.atom(j-1).tag != detTag {
				break
			}
			end, noun = j+1, true
			continue
		}
		if noun && w.timeAt(j) && !(a.is(monthName) && w.nounish(j+1)) {
			break
		}
		stop := false
		switch a.tag {
		case nounTag, nameTag:
			end, noun = j+1, true
		case numTag:
			if noun {
				end = j + 1
			}
		case adjTag, detTag:
			if a.tag == detTag && noun && w.atom(j-1).tag != prepTag && w.atom(j-1).tag != participleTag {
				stop = true
			}
		case participleTag, ingTag:
			if noun && a.tag == ingTag && !w.nounAhead(j) && !w.linkAfter(j) {
				stop = true
			}
			if noun && a.tag == participleTag {
				end = j + 1
			}
		case advTag:
			stop = noun && !w.nounAhead(j) && !w.linkAfter(j)
		case prepTag:
			stop = !w.linking(j) || j == i && !w.isWord(j, "of") || w.byAt(j)
		case conjTag:
			stop = !noun || !w.sameKindAfter(j) && !(w.atom(j-1).tag == nameTag && w.atom(j+1).tag == nameTag)
		default:
			stop = true
		}
		if stop {
			break
		}
	}
	g.to = end
	return g
}

// linkAfter reports whether a linking preposition or a noun follows atom j.
func (w *work) linkAfter(j int) bool {
	k := j + 1
	return k < len(w.atoms) && (w.linking(k) || w.atom(k).tag == nounTag || w.atom(k).tag == nameTag || w.atom(k).tag == participleTag || w.atom(k).tag == detTag)
}

// sameKindAfter reports whether the conjunction at j joins nouns and not
// clauses or figures.
func (w *work) sameKindAfter(j int) bool {
	if w.isAny(j, "but", "yet") || w.clauseAfter(j) {
		return false
	}
	for k := j + 1; k < len(w.atoms) && k < j+5; k++ {
		if w.at(k) >= 0 {
			return false
		}
		switch w.atom(k).tag {
		case nounTag, nameTag:
			return true
		case adjTag, detTag:
		case participleTag:
			if !w.nounAhead(k) {
				return false
			}
		default:
			if w.atom(k).kind != token.Mark || !w.inner(k) {
				return false
			}
		}
	}
	return false
}

// leftGroup collects the noun group that ends with atom i.
func (w *work) leftGroup(i int) group {
	g := group{i + 1, i + 1}
	start := i + 1
	for j := i; j >= 0 && j > i-longestGroup; j-- {
		a := w.atom(j)
		if a.kind == token.Mark {
			if j > 1 && a.mark == ')' && w.shortForm(j-2) == j {
				j -= 2
				continue
			}
			if !w.inner(j) && w.listEnd(j, true) != i+1 {
				break
			}
			continue
		}
		if k := w.at(j); k >= 0 {
			q := &w.quants[k]
			if q.kind == countKind || w.describes(q) && start <= i {
				start = j
				continue
			}
			break
		}
		stop := false
		if start <= i && w.timeEdge(j) && !w.isAny(j+1, "delivery", "contract", "contracts", "futures", "shipment") {
			break // in 1986 Israeli exports
		}
		switch a.tag {
		case nounTag, nameTag, adjTag, numTag:
			start = j
		case detTag:
			start = j
			stop = j == 0 || w.atom(j-1).tag != prepTag && w.atom(j-1).tag != detTag
		case ingTag:
			stop = true
		case participleTag:
			if j > 0 && (w.atom(j-1).tag == nounTag || w.atom(j-1).tag == nameTag || w.atom(j-1).tag == detTag || w.atom(j-1).tag == adjTag) {
				start = j
			} else {
				stop = true
			}
		case advTag:
			stop = start > i
		case prepTag:
			stop = !w.linking(j) || start > i || j == 0 || !w.nounBefore(j)
		case conjTag:
			stop = start > i || j == 0 || w.isAny(j, "but", "yet") || w.atom(j-1).is(timeNoun) || !w.nounBefore(j) || w.atom(j+1).tag == detTag && !w.isAny(j+1, "the", "its", "their")
		default:
			stop = true
		}
		if stop {
			break
		}
	}
	g.from = start
	return g
}

// describes reports whether q is a length of time joined by a hyphen, which
// describes a noun: the 10-year note.
func (w *work) describes(q *quantity) bool {
	return q.kind == durationKind && w.atom(q.num.to).mark == '-' && w.atom(q.num.to).glued
}

// timeEdge reports whether a phrase of time that stands by itself ends at
// atom j.
func (w *work) timeEdge(j int) bool {
	if w.isWord(j, "date") && w.isWord(j-1, "to") {
		return true
	}
	if !w.atom(j).is(timeNoun|monthName) && w.atom(j).kind != token.Number {
		return false
	}
	k := w.timeBack(j)
	return k < j && (w.wordAt(k+1, preposition|determiner) || w.isAny(k+1, "last", "next", "this"))
}

// nounBefore reports whether a noun, or a participle after one, stands just
// before atom j.
func (w *work) nounBefore(j int) bool {
	for k := j - 1; k >= 0 && k > j-3; k-- {
		if w.at(k) >= 0 {
			return w.quants[w.at(k)].kind == countKind
		}
		if w.standsFor(k) {
			return true
		}
		switch w.atom(k).tag {
		case nounTag, nameTag, participleTag:
			return true
		case advTag, numTag:
		default:
			if w.atom(k).kind != token.Mark || !w.inner(k) {
				return false
			}
		}
	}
	return false
}

// standsFor reports whether atom i is the pronoun of "those to America", which
// stands for the noun that its sentence began with.
func (w *work) standsFor(i int) bool {
	return w.isAny(i, "those", "that") && w.atom(i).tag == detTag && w.isAny(i+1, "to", "from", "of", "in", "on", "for")
}

// trim drops articles from the start of a group, and from its end times and
// words that lead nowhere.
func (w *work) trim(g group) group {
	for !g.empty() && !w.standsFor(g.from) {
		a := w.atom(g.from)
		if w.atom(g.from+1).mark == '-' && w.atom(g.from+1).glued && w.atom(g.from+2).glued {
			break // the most-active contract
		}
		if a.tag == detTag || a.is(multiple) && g.to-g.from > 1 || a.tag == prepTag || a.tag == conjTag || a.tag == advTag || a.kind == token.Mark && a.mark != '"' {
			g.from++
			continue
		}
		break
	}
	for j := g.from + 1; j < g.to; j++ {
		if t := w.timeEnd(j); t > j && (t >= g.to || w.atom(j).tag == prepTag) {
			g.to = j
		}
	}
	for !g.empty() {
		a := w.atom(g.to - 1)
		switch {
		case a.kind == token.Mark && a.mark != '"', a.tag == prepTag, a.tag == conjTag, a.tag == detTag, a.tag == advTag, a.tag == toTag:
			g.to--
			continue
		}
		break
	}
	if g.to == g.from+1 && w.isAny(g.from, "past", "next", "last", "coming", "following", "previous") {
		return group{} // over the past 17 years
	}
	return g
}

// words is the text of a group, white space folded.
func (w *work) words(g group) string {
	if g.empty() {
		return ""
	}
	s := w.text[w.atom(g.from).start:w.atom(g.to-1).end]
	if strings.ContainsAny(s, "\n\t\r") || strings.Contains(s, "  ") {
		s = strings.Join(strings.Fields(s), " ")
	}
	return s
}
