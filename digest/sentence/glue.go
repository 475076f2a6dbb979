package sentence

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"waybill/digest"
)

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
	short := words < 3 && chars < 14 || chars < 10
	if words < 2 || short && !asks[s.wordAt(from)] || !s.capitalised(s.skipOpening(next)) || strings.IndexByte(",;-", s.text[end-1]) >= 0 {
		return start
	}
	*out = append(*out, digest.Span{Start: from, End: end})
	return next
}

// asks are words that a heading of two short words begins with: "THE VOTE",
// "WHAT NEXT".
var asks = set("THE WHAT WHO WHY HOW WHEN WHERE")

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
		if !glued(w) || !s.lowerAfter(i) && !s.numberAfter(i) || s.inside(i) {
			continue
		}
		if w != "A" || !lettered[s.wordBefore(i-1)] && !lettered[s.wordAt(i+2)] {
			return i
		}
	}
	return -1
}

// numberAfter reports whether a year or another number follows the preposition
// at i: "By 2030".
func (s *splitter) numberAfter(i int) bool {
	w := s.wordAt(i)
	return len(w) == 2 && w != "He" && w != "It" && w != "An" && i+3 < s.end && s.text[i+2] == ' ' && isDigit(s.text[i+3])
}

// inside reports whether i lies in a quotation or parenthesis.
func (s *splitter) inside(i int) bool {
	k := sort.Search(len(s.shut), func(k int) bool { return s.shut[k].End > i })
	return k < len(s.shut) && s.shut[k].Start <= i
}
