package quote

import (
	"strings"
	"unicode"
)

// A paragraph is the byte range of one paragraph, without white space at its
// ends.
type paragraph struct {
	start, end int
	headline   bool // capitalised throughout: its capitals tell no names
}

// paragraphs cuts a text at blank lines, and at every line's end unless the
// text is hard-wrapped as agencies used to send it.
func paragraphs(text string) []paragraph {
	wrapped := hardWrapped(text)
	var out []paragraph
	start := 0
	cut := func(end int) {
		s := text[start:end]
		from := start + len(s) - len(strings.TrimLeftFunc(s, unicode.IsSpace))
		if to := from + len(strings.TrimSpace(s)); from < to {
			out = append(out, paragraph{start: from, end: to})
		}
		start = end
	}
	for i := 0; i < len(text); i++ {
		if text[i] != '\n' {
			continue
		}
		next := i + 1
		for next < len(text) && (text[next] == ' ' || text[next] == '\t' || text[next] == '\r') {
			next++
		}
		if !wrapped || next > i+2 || next < len(text) && text[next] == '\n' {
			cut(i)
		}
	}
	cut(len(text))
	return out
}

// hardWrapped reports whether lines end for want of room and not of words:
// most lines that have a successor without a blank between them are between
// 40 and 90 bytes long.
func hardWrapped(text string) bool {
	wrapped, lines := 0, 0
	for at := 0; at < len(text); {
		n := strings.IndexByte(text[at:], '\n')
		if n < 0 {
			break
		}
		if at+n+1 < len(text) && text[at+n+1] != '\n' && n > 0 {
			lines++
			if n >= 40 && n <= 90 {
				wrapped++
			}
		}
		at += n + 1
	}
	return lines >= 3 && wrapped*4 >= lines*3
}
