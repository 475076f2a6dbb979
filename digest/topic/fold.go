package topic

import (
	"strings"
	"unicode"

	"waybill/digest/token"
)

// A word is a token made ready for comparing.
type word struct {
	fold  string // lower case, singular
	exact string // lower case
	upper bool   // as printed all in capitals, at least two
	stop  bool   // punctuation stands before it that no phrase goes across
	start int    // byte offset
	end   int
}

// words lists the words of text[start:end]. Hyphens part words: "anti-dumping"
// is two.
func words(text string, start, end int) []word {
	var c cutter
	return c.words(text, start, end)
}

// A cutter cuts sentence after sentence into words in the same memory.
type cutter struct {
	tokens []token.Token
	list   []word
}

// words lists the words of text[start:end] until the next call.
func (c *cutter) words(text string, start, end int) []word {
	c.tokens = token.Scan(c.tokens[:0], text, start, end)
	c.list = c.list[:0]
	stop := false
	for _, t := range c.tokens {
		if t.Kind == token.Mark {
			stop = stop || strings.ContainsAny(t.In(text), ".,;:!?()[]—–|")
			continue
		}
		for at := t.Start; at < t.End; {
			cut := t.End
			if i := strings.IndexByte(text[at:t.End], '-'); i >= 0 {
				cut = at + i
			}
			if cut > at {
				w := fold(text[at:cut])
				w.start, w.end, w.stop = at, cut, stop
				c.list = append(c.list, w)
				stop = false
			}
			at = cut + 1
		}
	}
	return c.list
}

// fold makes a printed word comparable: without possessive, full stops and
// plural.
func fold(printed string) word {
	w := printed
	for _, tail := range []string{"'s", "’s", "'S", "’S"} {
		w = strings.TrimSuffix(w, tail)
	}
	if strings.IndexByte(w, '.') >= 0 && !unicode.IsDigit(rune(w[0])) {
		w = strings.ReplaceAll(w, ".", "")
	}
	lower := strings.ToLower(w)
	return word{fold: singular(lower), exact: lower, upper: capitals(w)}
}

// singular undoes an English plural. It knows no exceptions but the common
// endings: both sides of every comparison go through it, so that what matters
// is that different words stay different.
func singular(w string) string {
	n := len(w)
	switch {
	case n < 4 || w[n-1] != 's' || strings.HasSuffix(w, "ss") || strings.HasSuffix(w, "us") || strings.HasSuffix(w, "is"):
		return w
	case n > 4 && strings.HasSuffix(w, "ies"):
		return w[:n-3] + "y"
	case n > 6 && strings.HasSuffix(w, "uses") && strings.IndexByte("lnrps", w[n-5]) >= 0: // surpluses, bonuses, viruses
		return w[:n-2]
	case strings.HasSuffix(w, "sses"), strings.HasSuffix(w, "shes"), strings.HasSuffix(w, "ches"), strings.HasSuffix(w, "xes"):
		return w[:n-2]
	}
	return w[:n-1]
}

// capitals reports whether w is all in capitals, and more than one.
func capitals(w string) bool {
	n := 0
	for _, r := range w {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			n++
		}
	}
	return n > 1
}

// foldPhrase is a phrase made comparable as a whole.
func foldPhrase(s string) string {
	var b strings.Builder
	for i, w := range words(s, 0, len(s)) {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w.fold)
	}
	return b.String()
}
