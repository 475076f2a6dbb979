package sentence

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"waybill/digest"
)

// Paragraphs returns the paragraphs of text in order, trimmed. Blank lines
// part them; a single line break does too, unless the text is wrapped at a
// fixed width, as old wires are, or the next line goes on in the middle of a
// sentence.
func Paragraphs(text string) []digest.Span {
	ls := lines(text)
	width := wrapped(text, ls)
	out := make([]digest.Span, 0, len(ls))
	for i, l := range ls {
		if l.blank() {
			continue
		}
		if n := len(out); n > 0 && !ls[i-1].blank() && joins(text, ls[i-1], l, width) {
			out[n-1].End = l.end
			continue
		}
		out = append(out, digest.Span{Start: l.start, End: l.end})
	}
	return out
}

// A line is text[start:end] without the white space around it.
type line struct {
	start, end int
	indent     bool // white space stands before it
	columns    int  // runes
}

func (l line) blank() bool { return l.start == l.end }

// lines cuts text at line feeds, carriage returns and the breaks of Unicode.
func lines(text string) []line {
	out := make([]line, 0, 1+strings.Count(text, "\n"))
	at := 0
	for i := 0; i < len(text); {
		n := breakAt(text, i)
		if n == 0 {
			i++
			continue
		}
		out = append(out, newLine(text, at, i))
		i += n
		at = i
	}
	return append(out, newLine(text, at, len(text)))
}

// breakAt is the length of the line break at i, 0 if none is there.
func breakAt(text string, i int) int {
	switch text[i] {
	case '\n', '\f', '\v':
		return 1
	case '\r':
		if i+1 < len(text) && text[i+1] == '\n' {
			return 2
		}
		return 1
	case 0xE2: // U+2028, U+2029
		if i+2 < len(text) && text[i+1] == 0x80 && (text[i+2] == 0xA8 || text[i+2] == 0xA9) {
			return 3
		}
	}
	return 0
}

func newLine(text string, from, to int) line {
	l := line{start: from, end: to}
	for l.start < l.end {
		r, n := utf8.DecodeRuneInString(text[l.start:l.end])
		if !unicode.IsSpace(r) {
			break
		}
		l.start += n
	}
	for l.start < l.end {
		r, n := utf8.DecodeLastRuneInString(text[l.start:l.end])
		if !unicode.IsSpace(r) {
			break
		}
		l.end -= n
	}
	l.indent = l.start-from >= 2 && !l.blank()
	l.columns = utf8.RuneCountInString(text[l.start:l.end])
	return l
}

// Wrapped text has lines of 40 to 120 columns; outside of that a line break
// was put there by somebody.
const minWidth, maxWidth = 40, 120

// wrapped is the column at which text is wrapped, 0 if it is not: at most
// line breaks inside paragraphs the next word would not have fitted.
func wrapped(text string, ls []line) int {
	width := 0
	for _, l := range ls {
		width = max(width, l.columns)
	}
	if width < minWidth || width > maxWidth {
		return 0
	}
	breaks, full := 0, 0
	for i := 1; i < len(ls); i++ {
		if ls[i-1].blank() || ls[i].blank() || ls[i].indent {
			continue
		}
		breaks++
		if filled(text, ls[i-1], ls[i], width) {
			full++
		}
	}
	if breaks < 3 || full*4 < breaks*3 {
		return 0
	}
	return width
}

// filled reports whether the first word of next would not have fitted on l,
// give or take a few columns.
func filled(text string, l, next line, width int) bool {
	const slack = 6
	word := next.columns
	if i := strings.IndexAny(text[next.start:next.end], " \t"); i >= 0 {
		word = i
	}
	return l.columns+1+word+slack > width
}

// joins reports whether the line next goes on with the paragraph of l.
func joins(text string, l, next line, width int) bool {
	head := text[next.start:next.end]
	full := width > 0 && !next.indent && filled(text, l, next, width)
	done := strings.IndexByte(".?!;:", text[l.end-1]) >= 0
	if marker(head) { // or a dash in running text that happens to begin a line
		return full && !done && !bullet(first(head))
	}
	if unicode.IsLower(first(head)) && !done {
		return width > 0 || prose(text, l) && prose(text, next)
	}
	return full
}

// prose reports whether l is long enough to be a line of running text.
func prose(text string, l line) bool {
	return l.columns >= 25 && strings.Count(text[l.start:l.end], " ") >= 4
}

// marker reports whether a line starts with a list marker: a bullet, a dash,
// an asterisk, or a number with a full stop or bracket.
func marker(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	switch {
	case bullet(r):
		return true
	case r == '-' || r == '*' || r == '–' || r == '—':
		return n < len(s) && s[n] == ' '
	}
	i := 0
	for i < len(s) && i < 2 && '0' <= s[i] && s[i] <= '9' {
		i++
	}
	return i > 0 && i+1 < len(s) && (s[i] == '.' || s[i] == ')') && s[i+1] == ' '
}
