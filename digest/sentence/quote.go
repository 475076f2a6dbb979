package sentence

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"waybill/digest"
)

// A quotation or parenthesis longer than this, in bytes, was most likely
// never closed where it seems to be, and protects nothing.
const (
	maxQuote  = 900
	maxParens = 400
)

// A bracket is an opening mark that waits for its closing one.
type bracket struct {
	mark rune // the closing mark
	at   int
}

// enclose finds the quotations and parentheses of the paragraph that close
// within it, and keeps the outermost ones in s.shut.
func (s *splitter) enclose() {
	s.open, s.shut = s.open[:0], s.shut[:0]
	for i := s.at; i < s.end; {
		if !marks[s.text[i]] {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s.text[i:s.end])
		if want, opens := s.opening(r, i, n); opens {
			s.push(want, i)
		} else if s.closing(r, i, n) {
			s.pop(r, i+n)
		}
		i += n
	}
}

// push notes an opening mark. A double mark that opens while one of its kind
// is open shows that the earlier one was never closed.
func (s *splitter) push(want rune, at int) {
	if want != ')' && want != ']' {
		for k := len(s.open) - 1; k >= 0 && k >= len(s.open)-4; k-- {
			if s.open[k].mark == want {
				s.open = s.open[:k]
				break
			}
		}
	}
	if len(s.open) >= 8 {
		s.open = append(s.open[:0], s.open[4:]...)
	}
	s.open = append(s.open, bracket{want, at})
}

// pop closes the nearest open mark that waits for r.
func (s *splitter) pop(r rune, end int) {
	for k := len(s.open) - 1; k >= 0; k-- {
		if s.open[k].mark != r {
			continue
		}
		at := s.open[k].at
		s.open = s.open[:k]
		limit := maxQuote
		if r == ')' || r == ']' {
			limit = maxParens
		}
		if end-at > limit {
			return
		}
		for n := len(s.shut); n > 0 && s.shut[n-1].Start >= at; n = len(s.shut) {
			s.shut = s.shut[:n-1]
		}
		if n := len(s.shut); n == 0 || s.shut[n-1].End <= at {
			s.shut = append(s.shut, digest.Span{Start: at, End: end})
		}
		return
	}
}

// opening reports whether the mark r at i opens something, and which mark
// closes it.
func (s *splitter) opening(r rune, i, n int) (rune, bool) {
	switch r {
	case '(':
		return ')', true
	case '[':
		return ']', true
	case '“', '„':
		return '”', true
	case '«':
		return '»', true
	case '‘':
		return '’', letterOrDigit(s.text, i+n, s.end)
	case '`':
		return '\'', i+1 < s.end && s.text[i+1] == '`'
	case '"':
		return '"', s.opensStraight(i)
	case '\'':
		return '\'', s.before(i) && letterOrDigit(s.text, i+1, s.end) && !clipped(s.text[i+1:s.end])
	}
	return 0, false
}

// closing reports whether the mark r at i can close something.
func (s *splitter) closing(r rune, i, n int) bool {
	switch r {
	case '’', '\'':
		if letterOrDigit(s.text, i+n, s.end) {
			// said.'The
			return i > s.at && strings.IndexByte(".,?!", s.text[i-1]) >= 0
		}
		return i > s.at && !s.before(i) && !s.possessive(i, n)
	}
	return true
}

// possessive reports whether the apostrophe at i ends a plural's genitive:
// an s before it and a lower-case word after it.
func (s *splitter) possessive(i, n int) bool {
	if s.text[i-1] != 's' || i+n+1 >= s.end || s.text[i+n] != ' ' {
		return false
	}
	b := s.text[i+n+1]
	return 'a' <= b && b <= 'z'
}

// opensStraight tells an opening " from a closing one by its neighbours, and
// by whether one is open where they do not say.
func (s *splitter) opensStraight(i int) bool {
	before := s.before(i)
	after := i+1 >= s.end || space(s.text, i+1, s.end) || strings.IndexByte(".,;:?!)]", s.text[i+1]) >= 0
	switch {
	case before && !after:
		return true
	case after && !before:
		return false
	}
	for k := len(s.open) - 1; k >= 0; k-- {
		if s.open[k].mark == '"' {
			return false
		}
	}
	return true
}

// before reports whether a word could start at i: the paragraph starts there,
// or white space, an opening bracket, another opening mark or a dash stands
// before it.
func (s *splitter) before(i int) bool {
	if i <= s.at {
		return true
	}
	r, _ := utf8.DecodeLastRuneInString(s.text[s.at:i])
	return unicode.IsSpace(r) || strings.ContainsRune("([“‘\"—–-/", r)
}

// clipped reports whether the apostrophe before s stands for left-out letters:
// '90s, 'em, 'til.
func clipped(s string) bool {
	if len(s) >= 3 && isDigit(s[0]) && isDigit(s[1]) && (s[2] == 's' || s[2] == ' ') {
		return true
	}
	for _, w := range []string{"em ", "em.", "em,", "til ", "tis ", "twas ", "cause ", "n "} {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}

// lastStop is the place of the stop that ends the text before i, apart from
// closing marks; -1 if that text ends in no stop. Some sites set a space
// before the closing mark: `It is over. "`.
func (s *splitter) lastStop(i int) int {
	for i > s.at {
		r, n := utf8.DecodeLastRuneInString(s.text[s.at:i])
		i -= n
		if isStop(r) {
			return i
		}
		if r == ' ' && (s.text[i+1] == '"' || s.text[i+1] == '\'') {
			continue
		}
		if !closes(r) {
			return -1
		}
	}
	return -1
}

func closes(r rune) bool {
	switch r {
	case '”', '"', '’', '\'', ')', ']', '»', '*':
		return true
	}
	return false
}
