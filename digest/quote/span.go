package quote

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A span is a stretch of text between quotation marks.
type span struct {
	open, close int  // the marks: text[open:start] opens, text[end:close] closes, but for white space
	start, end  int  // the words between the marks, trimmed
	unclosed    bool // no closing mark was printed
	resumed     bool // its paragraph takes up a quote that the paragraph before left open
}

// maxUnclosed is the longest quote in bytes that is believed without its
// closing mark: a long paragraph of speech.
const maxUnclosed = 2500

// mostQuotes is how many quotes of one text are looked at. The longest of 280
// labelled articles has 79; more than this is no article.
const mostQuotes = 1000

// A mark is one quotation mark, however it is printed.
type mark struct {
	at, end int
	side    side
}

// A side says which side of a quote a mark can be on, by its neighbours.
type side uint8

const (
	either side = iota
	opens
	closes
)

// quoted finds the stretches of text between quotation marks, in order and
// without overlap: a quote within a quote is part of the outer one. Double
// marks count in every style (“ ” „ " “ ” « »); single ones only in a text
// that has no double ones.
func quoted(text string, paras []paragraph) []span {
	q := quoter{text: text, next: double}
	q.run(paras)
	if len(q.spans) == 0 {
		q = quoter{text: text, next: single}
		q.run(paras)
	}
	return q.spans
}

// A quoter pairs marks, paragraph by paragraph.
type quoter struct {
	text  string
	next  func(text string, from, to int) (mark, bool)
	spans []span
	marks []mark
	owed  bool // the paragraph before left a quote open
}

func (q *quoter) run(paras []paragraph) {
	for _, p := range paras {
		if len(q.spans) >= mostQuotes {
			return
		}
		q.marks = q.marks[:0]
		for at := p.start; at < p.end; {
			m, ok := q.next(q.text, at, p.end)
			if !ok {
				break
			}
			q.marks = append(q.marks, m)
			at = m.end
		}
		q.pair(p)
	}
}

// pair turns the marks of one paragraph into spans.
func (q *quoter) pair(p paragraph) {
	owed := q.owed
	q.owed = false
	for i := 0; i < len(q.marks); i++ {
		m := q.marks[i]
		if m.side == closes {
			if owed && i == 0 { // the paragraph goes on with the open quote, without a mark of its own
				q.add(span{open: p.start, start: p.start, end: m.at, close: m.end, resumed: true})
			}
			continue
		}
		j, last := q.closing(i)
		if j < 0 {
			q.unclosed(m, p, last, owed && i == 0 && m.at <= p.start+2)
			return
		}
		q.add(span{open: m.at, start: m.end, end: q.marks[j].at, close: q.marks[j].end, resumed: owed && i == 0 && m.at <= p.start+2})
		i = j
	}
}

// closing is the index of the mark that closes the one at i, and -1 if it is
// never closed; then next is where the quote must end at the latest.
func (q *quoter) closing(i int) (j, next int) {
	depth := 1
	for j := i + 1; j < len(q.marks); j++ {
		switch q.marks[j].side {
		case opens:
			if q.opensAnew(j) {
				return -1, q.marks[j].at
			}
			depth++
		case closes:
			depth--
		default:
			depth = 0
		}
		if depth <= 0 {
			return j, 0
		}
	}
	return -1, -1
}

// opensAnew reports whether the opening mark at j, met inside a quote, starts
// a quote of its own, since the marks after it close only one.
func (q *quoter) opensAnew(j int) bool {
	depth := 2
	for _, m := range q.marks[j+1:] {
		switch m.side {
		case opens:
			return true
		default:
			depth--
		}
		if depth == 0 {
			return false
		}
	}
	return true
}

// unclosed adds the quote that starts at m and has no closing mark. It ends
// with the paragraph, or with the sentence before the mark at limit.
func (q *quoter) unclosed(m mark, p paragraph, limit int, resumed bool) {
	end := p.end
	if limit >= 0 {
		end = limit
	}
	if end-m.end > maxUnclosed {
		return
	}
	first := m.at <= p.start+2
	if !first && limit < 0 && strings.ContainsAny(q.text[m.end:end], ".?!") && !introduced(q.text[p.start:m.at]) {
		// A stray mark inside a paragraph: only the rest of its sentence is sure.
		if e := strings.IndexAny(q.text[m.end:end], ".?!"); e >= 0 {
			end = m.end + pastInner(q.text[m.end:end], e+1)
		}
	}
	q.add(span{open: m.at, start: m.end, end: end, close: end, unclosed: true, resumed: resumed})
	q.owed = limit < 0
}

// pastInner is at, or where the quote within s that is open at at is closed.
func pastInner(s string, at int) int {
	if open := strings.LastIndex(s[:at], "‘"); open >= 0 && !strings.Contains(s[open:at], "’") {
		if n := strings.Index(s[at:], "’"); n >= 0 {
			return at + n + len("’")
		}
	}
	return at
}

// introduced reports whether what stands before a mark announces a quote.
func introduced(before string) bool {
	before = strings.TrimRightFunc(before, unicode.IsSpace)
	return strings.HasSuffix(before, ",") || strings.HasSuffix(before, ":")
}

// add trims a span and keeps it if it holds a letter.
func (q *quoter) add(s span) {
	inner := q.text[s.start:s.end]
	s.start += len(inner) - len(strings.TrimLeftFunc(inner, unicode.IsSpace))
	s.end = s.start + len(strings.TrimSpace(inner))
	if len(q.spans) < mostQuotes && s.start < s.end && strings.ContainsFunc(q.text[s.start:s.end], unicode.IsLetter) && !markup(q.text, s) {
		q.spans = append(q.spans, s)
	}
}

// markup reports whether the marks belong to code and not to speech:
// attr="value", {"key": value}, an address.
func markup(text string, s span) bool {
	if s.open > 0 {
		switch text[s.open-1] {
		case '=', '{', '[', '\\':
			if s.open < s.start && text[s.open] == '"' {
				return true
			}
		case ':':
			if s.open > 1 && text[s.open-2] == '"' {
				return true
			}
		}
	}
	if s.close < len(text) && text[s.close] == ':' && s.close+1 < len(text) && text[s.close+1] != ' ' {
		return true
	}
	inner := text[s.start:s.end]
	return strings.Contains(inner, "://") && !strings.Contains(inner, " ")
}

// double is the next double quotation mark in text[from:to].
func double(text string, from, to int) (mark, bool) {
	for i := from; i < to; {
		c := text[i]
		switch {
		case c == '"':
			return sided(text, i, i+1, either), true
		case (c == '\'' || c == '`') && i+1 < to && text[i+1] == c && !inWord(text, i, i+2):
			s := either
			if c == '`' {
				s = opens
			}
			return sided(text, i, i+2, s), true
		case c < utf8.RuneSelf:
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:to])
		switch r {
		case '“', '«', '„', '‟', '＂', '〝':
			return sided(text, i, i+n, opens), true
		case '”', '»', '〞':
			return sided(text, i, i+n, closes), true
		case '‘', '’':
			if strings.HasPrefix(text[i+n:to], text[i:i+n]) {
				s := opens
				if r == '’' {
					s = closes
				}
				return sided(text, i, i+2*n, s), true
			}
		}
		i += n
	}
	return mark{}, false
}

// single is the next single quotation mark in text[from:to] that is no
// apostrophe.
func single(text string, from, to int) (mark, bool) {
	for i := from; i < to; {
		r, n := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(text[i:to])
		}
		if r == '\'' || r == '‘' || r == '’' || r == '‹' || r == '›' {
			before, _ := utf8.DecodeLastRuneInString(text[:i])
			after, _ := utf8.DecodeRuneInString(text[i+n:])
			left, right := glued(before), glued(after)
			switch {
			case left && right: // an apostrophe inside a word
			case right && r != '’' && !glued(before) && unicode.IsLetter(after):
				return mark{i, i + n, opens}, true
			case !right && r != '‘' && (strings.ContainsRune(",.?!…", before) || left && before != 's'):
				return mark{i, i + n, closes}, true
			}
		}
		i += n
	}
	return mark{}, false
}

// inWord reports whether letters stand on both sides of text[at:end]: a
// doubled apostrophe.
func inWord(text string, at, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	after, _ := utf8.DecodeRuneInString(text[end:])
	return unicode.IsLetter(before) && unicode.IsLetter(after)
}

// glued reports whether a rune is part of a word.
func glued(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// sided decides the side of the mark text[at:end] by its neighbours, which
// speak louder than its shape: writers mistype marks, but seldom spaces.
func sided(text string, at, end int, shape side) mark {
	before, after := rune(' '), rune(' ')
	if at > 0 {
		before, _ = utf8.DecodeLastRuneInString(text[:at])
	}
	if end < len(text) {
		after, _ = utf8.DecodeRuneInString(text[end:])
	}
	left := unicode.IsSpace(before) || strings.ContainsRune("([{—–", before)
	right := unicode.IsSpace(after) || strings.ContainsRune(",.;:?!)]}—–", after)
	switch {
	case left && !right, at == 0, text[at-1] == '\n':
		return mark{at, end, opens}
	case right && !left:
		return mark{at, end, closes}
	}
	return mark{at, end, shape}
}
