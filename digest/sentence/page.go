package sentence

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"waybill/digest"
)

// code is where the tail of a script begins that a page's text ends in, -1 if
// there is none.
func code(s string) int {
	if strings.IndexByte(s, '{') < 0 && !strings.Contains(s, ");") {
		return -1
	}
	for _, head := range []string{"var ", "window.", "document.", "(function", "function(", "function (", "$("} {
		for at := 0; ; {
			i := strings.Index(s[at:], head)
			if i < 0 {
				break
			}
			if i += at; (i == 0 || s[i-1] == ' ' || s[i-1] == '\n' || s[i-1] == ';') && statement(s[i:min(len(s), i+200)]) {
				return i
			}
			at = i + len(head)
		}
	}
	return -1
}

// statement reports whether s starts with a statement of a script.
func statement(s string) bool {
	i := strings.IndexAny(s, "=({")
	return i >= 0 && i < 60 && strings.ContainsAny(s[i:], ";}")
}

// chrome is the length of a phrase at the front of s that belongs to the page
// around the article; 0 if there is none.
func chrome(s string) int {
	if s == "" {
		return 0
	}
	switch s[0] {
	case 'S', 's':
		const scroll = "scroll down for "
		if len(s) < len(scroll)+5 || !strings.EqualFold(s[:len(scroll)], scroll) {
			return 0
		}
		n := len(scroll)
		for n < len(s) && s[n] != ' ' {
			n++
		}
		if strings.HasPrefix(s[n:], " .") {
			n += 2
		}
		return n
	case '[', '(':
		i := strings.IndexAny(s[:min(len(s), 80)], "])")
		if i > 0 && (strings.Contains(s[:i], "hoto") || strings.Contains(s[:i], "mage:")) {
			return i + 1
		}
	}
	return 0
}

// heading cuts a heading in capitals off the sentence that begins at start,
// and is where the sentence then begins.
func (s *splitter) heading(start int, out *[]digest.Span) int {
	from, _ := trim(s.text, start, s.end)
	if from+16 > s.end || !isUpper(s.text[from]) || isLower(s.text[from+1]) {
		return start
	}
	words, chars, end := 0, 0, from
	for i := from; i < s.end && i-from < 160; {
		to := i
		for to < s.end && to-from < 160 && !space(s.text, to, s.end) {
			to++
		}
		n := capitals(s.text[i:to])
		if n < 0 {
			break
		}
		words, chars, end = words+1, chars+n, to
		i = skipSpace(s.text, to, s.end)
	}
	next := skipSpace(s.text, end, s.end)
	if words < 2 || words < 3 && chars < 14 || chars < 10 || !s.capitalised(s.skipOpening(next)) || strings.IndexByte(",;-", s.text[end-1]) >= 0 {
		return start
	}
	*out = append(*out, digest.Span{Start: from, End: end})
	return next
}

// capitals counts the letters of w, -1 if one of them is in lower case or w
// is no word.
func capitals(w string) int {
	n := 0
	for _, r := range w {
		switch {
		case unicode.IsUpper(r):
			n++
		case unicode.IsDigit(r) || strings.ContainsRune(",&-'’:/", r):
		default:
			return -1
		}
	}
	return n
}

// capitalised reports whether a word with a capital and a lower-case letter,
// or the word "A", starts at i.
func (s *splitter) capitalised(i int) bool {
	if i >= s.end {
		return false
	}
	r, n := utf8.DecodeRuneInString(s.text[i:s.end])
	if !unicode.IsUpper(r) || i+n >= s.end {
		return false
	}
	r, _ = utf8.DecodeRuneInString(s.text[i+n : s.end])
	return unicode.IsLower(r)
}

// lost is where within the sentence text[from:to] the next one begins because
// the line break between them was lost; -1 if that is nowhere.
func (s *splitter) lost(from, to int) int {
	for i := from + 4; i+4 < to; i++ {
		if !isUpper(s.text[i]) || s.text[i-1] != ' ' || !isLower(s.text[i-2]) && s.text[i-2] != ')' {
			continue
		}
		w := s.wordAt(i)
		if !glued(w) || !s.lowerAfter(i) || s.inside(i) {
			continue
		}
		if w != "A" || !lettered[s.wordBefore(i-1)] && !lettered[s.wordAt(i+2)] {
			return i
		}
	}
	return -1
}

// inside reports whether i lies in a quotation or parenthesis.
func (s *splitter) inside(i int) bool {
	k := sort.Search(len(s.shut), func(k int) bool { return s.shut[k].End > i })
	return k < len(s.shut) && s.shut[k].Start <= i
}
