package place

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"waybill/digest"
)

// Find lists the places named in text, longest names first where they
// overlap, in order of appearance; by whole words only. Datelines ("BEIJING,
// May 12 (Wire) —") name where a text was written, not what it is about, and
// are passed over.
func Find(text string) []Mention {
	t := table()
	var found []Mention
	weak := false
	for i := 0; i < len(text); {
		if i == 0 || text[i-1] == '\n' {
			i = dateline(text, i)
			if i >= len(text) {
				break
			}
		}
		if c := text[i]; c < utf8.RuneSelf && !letter[c] {
			i++
			continue
		}
		n, end := t.find(text, i)
		if end == 0 {
			i = skip(text, i)
			continue
		}
		if !n.other {
			found = append(found, Mention{digest.Span{Start: i, End: end}, t.places[n.place], n.form})
			weak = weak || n.weak
		}
		i = end
	}
	if weak {
		return t.proven(text, found)
	}
	return found
}

// find is the longest name at text[i:] and its end; 0 if there is none.
func (t *gazetteer) find(text string, i int) (name, int) {
	for _, n := range t.at(text, i) {
		if end, ok := n.fits(text, i); ok && free(text, i, end) && n.meant(text, i, end) {
			return n, end
		}
	}
	return name{}, 0
}

// fits compares the name with text[i:] and returns where it ends. White space
// is one space, and both apostrophes are one.
func (n name) fits(text string, i int) (int, bool) {
	for k := 0; k < len(n.words); k++ {
		if i >= len(text) {
			return 0, false
		}
		switch c := n.words[k]; {
		case c == text[i]:
			i++
			if c == ' ' {
				for i < len(text) && text[i] == ' ' {
					i++
				}
			}
		case c == ' ' && (text[i] == '\n' || text[i] == '\t') && i+1 < len(text) && text[i+1] != '\n':
			i++
		case c == ' ' && strings.HasPrefix(text[i:], "\u00a0"):
			i += len("\u00a0")
		case c == '\'' && strings.HasPrefix(text[i:], "’"):
			i += len("’")
		default:
			return 0, false
		}
	}
	if n.prefix && (i+1 >= len(text) || text[i] != '-' || wordEnd(text, i+1) == i+1) {
		return 0, false
	}
	return i, true
}

// free reports whether text[i:end] stands by itself: it is no part of a word,
// of an address ("china.example.org", "@china") or of a currency sign ("US$").
func free(text string, i, end int) bool {
	if i > 0 {
		r, _ := utf8.DecodeLastRuneInString(text[:i])
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '@' || r == '_' {
			return false
		}
	}
	r, n := utf8.DecodeRuneInString(text[end:])
	switch {
	case unicode.IsLetter(r), unicode.IsDigit(r), r == '$', r == '_', r == '@':
		return false
	case r == '.':
		return end+n >= len(text) || !unicode.IsLower(rune(text[end+n]))
	}
	return true
}

// meant reports whether a name that persons bear too stands for the place:
// there is no capitalised word beside it.
func (n name) meant(text string, i, end int) bool {
	if !n.person {
		return true
	}
	if end+1 < len(text) && text[end] == ' ' && isUpper(text[end+1:]) {
		return false
	}
	if i < 2 || text[i-1] != ' ' {
		return true
	}
	start := i - 1
	for start > 0 && (text[start-1] >= utf8.RuneSelf || letter[text[start-1]] || text[start-1] == '.') {
		start--
	}
	before := text[start : i-1]
	return !isUpper(before) || linking[strings.ToLower(before)]
}

// linking words may stand before a place at the start of a sentence.
var linking = map[string]bool{
	"in": true, "from": true, "to": true, "with": true, "and": true, "for": true,
	"while": true, "when": true, "as": true, "if": true, "but": true, "since": true,
	"after": true, "on": true, "why": true, "how": true, "will": true, "of": true,
}

// proven drops the weak names of places that the text does not also name in
// some surer way.
func (t *gazetteer) proven(text string, found []Mention) []Mention {
	sure := map[string]bool{}
	isWeak := func(m Mention) bool {
		n, _ := t.find(text, m.At.Start)
		return n.weak
	}
	for _, m := range found {
		if !isWeak(m) {
			sure[m.Place.Code] = true
		}
	}
	kept := found[:0]
	for _, m := range found {
		if sure[m.Place.Code] || !isWeak(m) {
			kept = append(kept, m)
		}
	}
	return kept
}

// skip is the start of the next word after the one at i.
func skip(text string, i int) int {
	if end := wordEnd(text, i); end > i {
		return end
	}
	_, n := utf8.DecodeRuneInString(text[i:])
	return i + n
}

func isUpper(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

// longestDateline is how far into a paragraph a dateline can reach.
const longestDateline = 70

// dateline is the end of the dateline that starts at i, or i if there is none:
// capitalised words, days and brackets, and then a dash.
func dateline(text string, i int) int {
	for at := i; at < len(text) && at < i+longestDateline; {
		r, n := utf8.DecodeRuneInString(text[at:])
		switch {
		case r == '—' || r == '–':
			return at + n
		case r == '-' && at > i && (text[at-1] == ' ' || text[at-1] == ')' || strings.HasPrefix(text[at:], "--")):
			return at + n
		case r == '(':
			end := strings.IndexByte(text[at:], ')')
			if end < 0 || end > longestDateline {
				return i
			}
			at += end + 1
		case unicode.IsUpper(r):
			at = skip(text, at)
		case unicode.IsDigit(r), r == ' ', r == ',', r == '.', r == '/', r == '\'', r == '’':
			at += n
		default:
			return i
		}
	}
	return i
}
