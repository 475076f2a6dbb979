package figure

import "waybill/digest/token"

// pastTag tells a finite past from a participle.
func (w *work) pastTag(i int, prev tag, finite, nounNext bool) tag {
	a := w.atom(i)
	switch {
	case prev == auxTag || prev == modalTag:
		return verbTag
	case a.lex.class&participle == 0, prev == numTag && w.namedNumber(i-1) && a.is(upVerb|downVerb|reachVerb): // rose; the S&P 500 climbed
		return verbTag
	case a.glued && w.atom(i-1).mark == '-': // export-led
		return adjTag
	case prev == detTag || prev == adjTag:
		return adjTag
	case prev == prepTag || prev == numTag:
		if nounNext || w.atomNumber(w.next(i)) {
			return adjTag
		}
		return participleTag
	case prev == advTag:
		if w.auxBefore(i) {
			return verbTag
		}
		if i > 1 && w.atom(i-2).tag == detTag {
			return adjTag // a downwardly revised 5.6 bn
		}
		if nounNext && i > 1 && (w.atom(i-2).tag == detTag || w.atom(i-2).tag == numTag || w.atom(i-2).tag == adjTag) {
			return adjTag // newly imposed tariffs
		}
	case prev == conjTag && nounNext && !w.determined(w.next(i)) && !finite:
		if bidding[a.lex.base] && w.class(w.next(w.next(i)))&infinitive != 0 {
			return verbTag // and asked members to cut
		}
		return adjTag
	}
	nc := w.class(w.next(i))
	switch {
	case prev == markTag && !finite && nc&preposition != 0 && w.atom(i-1).mark == ',':
		return participleTag
	case prev != nounTag && prev != nameTag:
		return verbTag
	case a.is(interjection) && !a.is(upVerb|raiseVerb):
		return verbTag
	case finite && nc&(preposition|infinitive|adverb) != 0:
		return participleTag
	case !finite && nc&(preposition|adverb) != 0 && w.verbLater(i):
		return participleTag
	}
	return verbTag
}

// bidding are verbs that make somebody do something.
var bidding = map[string]bool{
	"ask": true, "urge": true, "order": true, "force": true, "allow": true, "invite": true, "require": true, "tell": true, "warn": true, "press": true, "permit": true, "enable": true,
}

// namedNumber reports whether the number at atom i is the end of a name: the
// S&P 500, the TA-125.
func (w *work) namedNumber(i int) bool {
	if w.atom(i).glued && w.atom(i-1).mark == '-' {
		i--
	}
	return w.atom(i-1).tag == nameTag
}

// auxBefore reports whether an auxiliary stands before atom i, adverbs passed
// over.
func (w *work) auxBefore(i int) bool {
	for j := i - 1; j >= 0 && j > i-4; j-- {
		switch w.atom(j).tag {
		case advTag:
		case auxTag, modalTag:
			return true
		default:
			return false
		}
	}
	return false
}

// verbLater reports whether the clause of atom i has a finite verb after it.
func (w *work) verbLater(i int) bool {
	for j := i + 1; j < len(w.atoms) && j < i+14; j++ {
		a := w.atom(j)
		switch c := a.lex.class; {
		case a.mark == ',' || a.mark == ';' || a.mark == ':' || a.mark == '"' || a.mark == '(':
			return false
		case c&(conjunction|relative|subordinator) != 0 && c&preposition == 0:
			return false
		case c&(auxiliary|modal) != 0 && !a.upper:
			return true
		case c&past != 0 && c&participle == 0, c&(interjection|upVerb|downVerb|reachVerb) != 0 && c&past != 0:
			return true
		}
	}
	return false
}

// tradeNoun reports whether the word at atom i pairs with its opposite, which
// stands before it as a noun: exports … and imports.
func (w *work) tradeNoun(i int) bool {
	other := "exports"
	switch {
	case w.isWord(i, "imports"):
	case w.isWord(i, "exports"):
		other = "imports"
	default:
		return false
	}
	for j := i - 1; j >= 0 && j > i-farBack; j-- {
		if w.isWord(j, other) {
			return w.atom(j).tag == nounTag
		}
	}
	return false
}

// percentAt reports whether a percentage in digits stands at atom i.
func (w *work) percentAt(i int) bool {
	if w.atom(i).kind != token.Number {
		return false
	}
	u, _ := w.unitAt(i + 1)
	return u != nil && u.name == percent
}

// verbOrNoun tells a verb from a noun of the same form.
func (w *work) verbOrNoun(i int, c class, prev tag, nc class, finite bool) tag {
	a := w.atom(i)
	n := w.next(i)
	if c&noun == 0 {
		switch prev {
		case detTag, adjTag:
			if c&adjective != 0 {
				return adjTag
			}
			return nounTag
		case prepTag:
			if !w.nounish(n) {
				return nounTag
			}
			if c&adjective != 0 {
				return adjTag
			}
		}
		if c&adjective != 0 && prev != toTag && prev != modalTag && prev != pronTag && w.nounish(n) {
			return adjTag
		}
		return verbTag
	}
	if c&(upVerb|downVerb|reachVerb|past) == 0 && w.percentAt(n) {
		return nounTag // barley exports 9%; imports 3 pct
	}
	if prev == conjTag && w.tradeNoun(i) {
		return nounTag // exports totalled 22 billion and imports 12 billion
	}
	if nc&(adverb|approximate) != 0 && w.class(w.next(n))&(past|multiple) != 0 && w.class(w.next(n))&noun == 0 {
		return nounTag // gold imports nearly tripled
	}
	if prev == adjTag && !finite && c&verbS != 0 && c&(upVerb|downVerb|reachVerb) != 0 && nc&infinitive != 0 && w.atomNumber(w.next(n)) {
		return verbTag // the cap on crude falls to $47
	}
	switch prev {
	case toTag, modalTag, pronTag, relTag:
		return verbTag
	case detTag, adjTag, prepTag, numTag, ingTag, markTag, auxTag, conjTag, participleTag:
		if prev == auxTag && c&(past|participle) != 0 {
			return verbTag
		}
		if prev == numTag && nc&determiner != 0 && !w.wordAt(w.next(n), timeNoun) {
			return verbTag // $1 million stay an average of
		}
		if prev == conjTag && nc&(infinitive|preposition) != 0 && w.atomNumber(w.next(n)) && c&(verbS|upVerb|downVerb|reachVerb) != 0 {
			return verbTag // and climb to 250 per cent
		}
		if prev == conjTag && (nc&determiner != 0 || w.atomNumber(n)) && c&(verbS|past) != 0 {
			return verbTag
		}
		if a.is(past) && !a.glued && prev == markTag && w.determined(n) {
			return verbTag
		}
		return nounTag
	case advTag:
		if w.auxBefore(i) || nc&determiner != 0 || c&verbS != 0 && c&interjection != 0 {
			return verbTag
		}
		return nounTag
	}
	if prev == nameTag && !finite && w.nounish(n) && (c&past != 0 || c&verbS != 0 && (c&interjection != 0 || !w.verbLater(i))) {
		return verbTag // India cut import duties
	}
	if !finite && prev == nounTag && c&past != 0 && w.plural(n) && !w.plural(i-1) && !w.verbLater(i) {
		return verbTag // the bank cut rates
	}
	if !finite && c&verbS != 0 && nc&infinitive != 0 && !w.plural(i-1) && w.class(w.next(n))&verb != 0 && !w.verbLater(n) {
		return verbTag // the company plans to hire
	}
	switch { // after a noun or a name
	case prev == verbTag && w.atomNumber(n) && w.atom(i-1).is(participle) && !w.auxBefore(i-1):
		return verbTag // goods deemed dumped face 40 per cent
	case finite && prev == nounTag && c&interjection != 0 && (w.atomNumber(n) || nc&infinitive != 0), w.atom(i - 1).owner:
		return nounTag // cut its profit forecast 16%; the EU's list
	case nc&(auxiliary|modal) != 0 || nc&past != 0 && nc&noun == 0:
		return nounTag
	case c&past != 0 && (nc&(determiner|preposition|adverb) != 0 || w.atomNumber(n)): // cut, hit
		return verbTag
	case c&verbS != 0 || w.plural(i-1):
		if nc&(determiner|possessive|adverb|pronoun|approximate) != 0 && (nc&preposition == 0 || nc&approximate != 0) && !w.isWord(n, "that") || w.atomNumber(n) {
			return verbTag
		}
	}
	return nounTag
}
