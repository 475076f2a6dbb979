package figure

import "waybill/digest/token"

// A tag is the part of speech that an atom plays in its sentence.
type tag uint8

const (
	markTag tag = iota
	nounTag
	nameTag
	adjTag
	advTag
	detTag
	prepTag
	toTag // the to of an infinitive
	conjTag
	pronTag
	auxTag
	modalTag
	verbTag       // a finite verb, or one after an auxiliary
	participleTag // imposed, after its noun or before it
	ingTag        // imposing, as a verb
	relTag        // which, who, that
	subTag        // while, because; that after a verb
	numTag
)

// parse tags the atoms of the sentence from left to right. It needs no more
// than a word to either side and whether the clause has its verb already.
func (w *work) parse() {
	finite := false // the clause has its verb
	prev := markTag // the tag before, hyphens and quotation marks passed over
	for i := range w.atoms {
		a := w.atom(i)
		a.tag = w.tagOf(i, prev, finite)
		switch a.tag {
		case markTag:
			if a.glued && (a.mark == '-' || a.mark == '/' || a.mark == '&') || a.mark == '"' || a.mark == '\'' || a.mark == '%' {
				continue
			}
			if a.mark != '$' && a.symbol == 0 {
				finite = false
			}
		case verbTag:
			finite = !a.is(interjection)
		case auxTag, modalTag:
			finite = true
		case relTag, subTag:
			finite = false
		case conjTag:
			if w.clauseAfter(i) {
				finite = false
			}
		}
		prev = a.tag
	}
}

// clauseAfter reports whether what follows the conjunction at i looks like a
// new clause: a verb soon after a noun group.
func (w *work) clauseAfter(i int) bool {
	for j := i + 1; j < len(w.atoms) && j < i+8; j++ {
		a := w.atom(j)
		switch {
		case a.kind == token.Mark && (!a.glued || a.mark == ','):
			return false
		case a.is(modal|auxiliary) && !a.upper, a.is(past|verbS) && !a.is(noun|adjective) && j > i:
			return true
		case a.is(preposition) && j > i+3:
			return false
		}
	}
	return false
}

// class is the class of atom i, none beyond the end.
func (w *work) class(i int) class {
	if i < 0 || i >= len(w.atoms) {
		return 0
	}
	return w.atom(i).lex.class
}

// next is the index of the word after atom i, hyphens and quotation marks
// passed over.
func (w *work) next(i int) int {
	i++
	for i < len(w.atoms) && (w.atom(i).mark == '"' || w.atom(i).mark == '-' && w.atom(i).glued) {
		i++
	}
	return i
}

// tagOf decides the tag of atom i.
func (w *work) tagOf(i int, prev tag, finite bool) tag {
	a := w.atom(i)
	switch a.kind {
	case token.Number:
		return numTag
	case token.Mark:
		return markTag
	}
	c := a.lex.class
	if a.caps && c&nationWord != 0 && !w.shouting {
		return nameTag // US, not us
	}
	if a.upper && !a.first && !w.shouting {
		if c&(determiner|conjunction|auxiliary|modal|pronoun|preposition|infinitive|relative|subordinator) == 0 || c&monthName != 0 {
			return nameTag
		}
	}
	if a.upper && a.first && !w.shouting && c&(determiner|preposition|pronoun) == 0 {
		if _, ok := w.placeAt(i); ok {
			return nameTag
		}
	}
	if c&(smallNumber|scaleWord) != 0 && c&currencyWord == 0 {
		return numTag
	}
	if t, ok := w.closed(i, c, prev, finite); ok {
		return t
	}
	return w.open(i, c, prev, finite)
}

// closed tags the words of the closed classes.
func (w *work) closed(i int, c class, prev tag, finite bool) (tag, bool) {
	a := w.atom(i)
	n := w.next(i)
	nc := w.class(n)
	switch {
	case c&(preposition|adverb|determiner|verb) != 0 && c&noun == 0 && a.kind == token.Word && w.atom(i+1).mark == '-' && w.atom(i+1).glued && w.atom(i+2).glued && !w.atom(i).glued:
		return adjTag, true // in-quota, off-season
	case w.isWord(i, "that"):
		switch {
		case prev == verbTag || prev == ingTag || prev == participleTag:
			return subTag, true
		case prev == nounTag || prev == nameTag || prev == pronTag:
			return relTag, true
		}
		return detTag, true
	case c&infinitive != 0:
		if nc&verb != 0 && nc&(upVerb|downVerb|reachVerb|raiseVerb|cutVerb) != 0 && w.class(w.next(n))&(preposition|infinitive) != 0 && !w.isWord(w.next(n), "in") && !w.isWord(w.next(n), "of") {
			return toTag, true // set to rise by
		}
		if nc&verb != 0 && (infinitival[w.atom(i-1).lex.base] || w.isAny(i-1, "likely", "ready", "able", "unable", "willing")) {
			return toTag, true // plans to cut duties
		}
		if nc&(determiner|noun|adjective) == 0 && w.bidden(i) {
			return toTag, true // enabled Tarn to accumulate
		}
		if nc&verb != 0 && nc&(raiseVerb|cutVerb) != 0 && w.nounish(w.next(n)) {
			return toTag, true // a vote to cut duties
		}
		if nc&verb != 0 && (nc&noun == 0 || w.class(w.next(n))&(determiner|possessive|adjective) != 0 || w.atomNumber(w.next(n))) || nc&beVerb != 0 || nc&adverb != 0 && w.class(w.next(n))&verb != 0 || w.isWord(n, "have") {
			return toTag, true
		}
		return prepTag, true
	case prev == modalTag && nc&(verb|auxiliary) != 0 && w.isAny(i, "likely", "well", "soon"):
		return advTag, true
	case c&determiner != 0:
		return detTag, true
	case c&auxiliary != 0:
		return auxTag, true
	case c&modal != 0:
		if c&monthName != 0 && a.upper && !finite && nc&(verb|auxiliary) == 0 {
			return nameTag, true
		}
		return modalTag, true
	case c&conjunction != 0:
		return conjTag, true
	case c&pronoun != 0:
		return pronTag, true
	case c&relative != 0:
		return relTag, true
	case c&subordinator != 0 && c&preposition == 0:
		return subTag, true
	case c&adverb != 0 && c&preposition != 0:
		if w.atomNumber(n) || c&(upVerb|downVerb) != 0 || nc&(preposition|adverb) != 0 {
			return advTag, true
		}
		return prepTag, true
	case c&preposition != 0 && c&(participle|gerund) != 0 && prev == auxTag:
		return verbTag, true // has given
	case c&preposition != 0:
		return prepTag, true
	case c&adverb != 0 && c&(noun|adjective|verb) == 0:
		return advTag, true
	}
	return 0, false
}

// infinitival are verbs after which "to" begins an infinitive.
var infinitival = map[string]bool{
	"plan": true, "aim": true, "want": true, "seek": true, "hope": true, "intend": true, "decide": true, "vow": true, "threaten": true, "propose": true, "promise": true,
	"need": true, "refuse": true, "manage": true, "fail": true, "try": true, "expect": true, "force": true, "urge": true, "allow": true, "wish": true,
}

// bidden reports whether a verb that makes somebody do something, and whom,
// stand before atom i.
func (w *work) bidden(i int) bool {
	for j := i - 1; j >= 0 && j > i-5; j-- {
		switch w.atom(j).tag {
		case nounTag, nameTag, adjTag, detTag:
		case verbTag, participleTag:
			return j < i-1 && bidding[w.atom(j).lex.base]
		default:
			return false
		}
	}
	return false
}

// atomNumber reports whether atom i begins a number.
func (w *work) atomNumber(i int) bool {
	if i >= len(w.atoms) {
		return false
	}
	a := w.atom(i)
	return a.kind == token.Number || a.is(smallNumber|scaleWord) || a.symbol != 0 && (a.kind == token.Mark || !a.is(currencyWord))
}

// open tags nouns, verbs and adjectives.
func (w *work) open(i int, c class, prev tag, finite bool) tag {
	a := w.atom(i)
	n := w.next(i)
	nc := w.class(n)
	nounNext := w.nounish(n)
	switch {
	case c&copulaLike != 0 && w.isWord(i-1, "net"):
		return nounTag
	case c&copulaLike != 0:
		return adjTag
	case c&gerund != 0:
		switch {
		case prev == auxTag:
			return verbTag
		case c&noun != 0 && !w.determined(n):
			return nounTag
		case c&adjective != 0 && nounNext:
			return adjTag
		case !finite && (prev == markTag || prev == conjTag || prev == adjTag) && nc&(past|verbS|auxiliary|modal) != 0 && nc&(noun|adjective) == 0 && !w.atom(n).upper:
			return nounTag // hiring rose
		case prev == detTag || prev == adjTag || prev == numTag || a.glued:
			if nounNext || prev == detTag && w.atomNumber(n) {
				return adjTag // the remaining 10%
			}
			return nounTag
		case prev == prepTag && nounNext && !w.determined(n) && c&(upVerb|downVerb) != 0:
			return adjTag // from rising prices
		}
		return ingTag
	case c&(past|participle) != 0 && c&(verb|noun) == 0 || c&(past|participle) != 0 && prev == auxTag:
		return w.pastTag(i, prev, finite, nounNext)
	case c&(verb|verbS) != 0:
		return w.verbOrNoun(i, c, prev, nc, finite)
	case c&adjective != 0:
		if c&adverb != 0 && !nounNext {
			return advTag
		}
		if nounNext || w.atomNumber(n) || c&noun == 0 && prev != detTag {
			return adjTag
		}
		return nounTag
	case c&adverb != 0:
		return advTag
	case prev == toTag && !a.upper && c == 0:
		return verbTag // to accumulate
	case (prev == modalTag || prev == pronTag && w.isAny(i-1, "it", "he", "she", "they", "we")) && !a.upper && c&(perNoun|timeNoun) == 0:
		return verbTag // will hand
	case c&noun != 0:
		return nounTag
	case a.upper && c&nationWord != 0 && !w.shouting:
		return nameTag
	case a.upper && a.first && c == 0 && !w.shouting && !w.plural(i) && nc&interjection != 0 && nc&(past|verbS) != 0:
		return nameTag // Ford warned
	case a.upper && a.first && !a.caps && c == 0 && !w.atom(n).upper && w.common(i):
		return nounTag
	case a.upper && (!a.first || a.caps || w.atom(n).upper || c == 0 && !w.shouting):
		return nameTag
	}
	return nounTag
}

// commonIDF is the background weight up to which a word that opens a sentence
// is taken for a common noun and not for a name: "Revenue" is 4, "Nvidia" above.
const commonIDF = 6

// common reports whether atom i is a word that the news uses often.
func (w *work) common(i int) bool {
	if _, ok := w.placeAt(i); ok {
		return false
	}
	return token.IDF(token.Stem(w.atom(i).lower(w.text))) <= commonIDF
}

// nounish reports whether atom i can go on a noun group.
func (w *work) nounish(i int) bool {
	if i >= len(w.atoms) || w.atom(i).kind != token.Word {
		return false
	}
	c := w.atom(i).lex.class
	if c&(determiner|preposition|conjunction|pronoun|auxiliary|modal|relative|subordinator|infinitive) != 0 {
		return false
	}
	if c&adverb != 0 && c&(noun|adjective) == 0 {
		return false
	}
	if c&participle != 0 && c&(noun|adjective) == 0 { // imported goods
		return w.nounAfter(i + 1)
	}
	return c&(past|verbS) == 0 || c&(noun|adjective) != 0
}

// nounAfter reports whether atom i is a noun by its word alone.
func (w *work) nounAfter(i int) bool {
	if i >= len(w.atoms) || w.atom(i).kind != token.Word {
		return false
	}
	c := w.atom(i).lex.class
	return c&noun != 0 || c&(determiner|preposition|conjunction|pronoun|auxiliary|modal|relative|subordinator|infinitive|adverb|verb|past) == 0
}

// determined reports whether atom i is a determiner.
func (w *work) determined(i int) bool { return w.class(i)&determiner != 0 }
