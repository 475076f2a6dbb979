package quote

import (
	"strings"

	"waybill/digest"
)

// kindOf tells a whole utterance from a fragment: it begins like a sentence,
// or it has a subject and a verb of its own.
func (c *cast) kindOf(q *quotation) digest.QuoteKind {
	switch {
	case q.count >= 4 && !q.lower, q.count >= 5 && c.clause(q):
		return digest.Full
	case q.count == 3 && !q.lower && q.ending != bare && c.speech(q): // "We will sign,"
		return digest.Full
	}
	return digest.Fragment
}

// clause reports whether the words of a quotation begin with a subject and its
// verb.
func (c *cast) clause(q *quotation) bool {
	n := 0
	for i := q.first; i < q.last && n < 8; i++ {
		w := c.words[i]
		if w.mark != 0 || w.number {
			continue
		}
		finite := w.is(aux|copula) || w.is(cue) && !w.is(noun|ing|base)
		switch s := c.text[w.start:w.end]; {
		case n == 0 && (finite || w.is(cue) || s == "to" || s == "that" || strings.HasSuffix(s, "ly")):
			return false
		case w.is(pronoun) && strings.ContainsAny(s, "'’"): // "it's"
			return true
		case finite:
			return true
		case s == "of" && n < 3, strings.HasPrefix(s, "wh") && w.is(conj|pronoun), s == "how", s == "to":
			return false
		}
		n++
	}
	return false
}
