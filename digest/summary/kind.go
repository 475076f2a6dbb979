package summary

import (
	"strings"
	"unicode"

	"waybill/digest/token"
)

// A kind says what sort of sentence one is.
type kind struct {
	unfit     bool    // can't stand in a digest
	furniture bool    // belongs to the page
	caption   bool    // describes a picture
	leans     bool    // can't stand without the line before it
	ended     bool    // ends in a stop
	asks      bool    // is a question
	personal  bool    // speaks in the first person, outside quotation marks
	open      bool    // has a quotation that only begins or only ends in it
	keyed     bool    // holds a key figure
	quoted    float64 // share of its words inside quotation marks
}

// A line with fewer words says too little, one with more is no sentence but
// several run together.
const fewest, longest = 6, 70

// kindOf tells the kind of l, whose tokens are in a.tokens.
func (a *article) kindOf(l *line) kind {
	text := l.at.In(a.text)
	k := kind{furniture: Furniture(text), caption: caption(text), leans: leans(text) || a.saysWho(), ended: ends(text)}
	words := a.count(&k)
	k.asks = strings.HasSuffix(strings.TrimRight(text, closing), "?")
	k.unfit = words < fewest || words > longest || k.furniture || k.caption || k.quoted > 0.5 || k.open || k.asks ||
		!strings.ContainsFunc(text, unicode.IsLower) || !k.ended && titled(text)
	return k
}

// count counts the words among a.tokens, and notes what their quotation marks
// say of k.
func (a *article) count(k *kind) (words int) {
	open, double, quoted := false, 0, 0
	for i, t := range a.tokens {
		m := t.In(a.text)
		if t.Kind != token.Mark {
			words++
			if open {
				quoted++
			} else if firstPerson(m) {
				k.personal = true
			}
			continue
		}
		switch m {
		case "“", "”", "\"":
			double++
			if m == "”" && !open {
				k.open = true
			}
			open = m == "“" || m == "\"" && !open
		case "‘", "'", "’":
			if !open {
				open = m == "‘" || m == "'" && i+1 < len(a.tokens) && a.tokens[i+1].Start == t.End && (i == 0 || a.tokens[i-1].End < t.Start)
			} else {
				open = m == "‘" || double%2 == 1
			}
		}
	}
	k.open = k.open || double%2 == 1
	if words > 0 {
		k.quoted = float64(quoted) / float64(words)
	}
	return words
}

// firstPerson reports whether w is a pronoun of the first person.
func firstPerson(w string) bool {
	switch w {
	case "I", "I'm", "I’m", "I've", "I’ve", "I'd", "I’d", "I'll", "I’ll", "we", "We", "we're", "we’re", "we've", "we’ve", "We've", "We’ve", "We're", "We’re", "our", "Our", "my", "My", "me":
		return true
	}
	return false
}

// titled reports whether most words of s have a capital, as in a heading.
func titled(s string) bool {
	words, capitals := 0, 0
	for w := range strings.FieldsSeq(s) {
		if len(w) > 3 {
			words++
			if 'A' <= w[0] && w[0] <= 'Z' {
				capitals++
			}
		}
	}
	return capitals*4 >= words*3
}

// closing are the marks that may stand behind a stop.
const closing = "\"”’')]»"

// ends reports whether s ends in a stop, closing marks aside. A stop that
// stands alone is a lost line break, not an end.
func ends(s string) bool {
	s = strings.TrimRight(s, closing)
	if s == "" {
		return false
	}
	switch s[len(s)-1] {
	case '.':
		return len(s) < 2 || s[len(s)-2] != ' '
	case '!', '?':
		return true
	}
	return strings.HasSuffix(s, "…")
}

func set(list string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(list) {
		m[w] = true
	}
	return m
}
