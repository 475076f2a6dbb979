package feed

import "bytes"

// maxJSONDepth is how deep arrays and objects lie in one another at most;
// encoding/json refuses more than 10,000.
const maxJSONDepth = 100

// shorten leaves out of every array of a JSON document what comes after its
// first maxItems elements: of "{},{},…" a parser makes two hundred times as many
// bytes. left is how many it left out of the document's own arrays, one of which
// is the list of items. It answers false for what is nested too deeply; what is
// no JSON it leaves to the parser to refuse.
func shorten(text []byte) (short []byte, left int, ok bool) {
	type level struct {
		array bool
		n     int // elements so far
		cut   int // where what is left out begins, 0 if nothing is
	}
	var (
		levels []level
		out    []byte // up to done; nil until something is left out
		done   int
	)
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '"':
			i = stringEnd(text, i)
		case '[', '{':
			if len(levels) == maxJSONDepth {
				return nil, 0, false
			}
			levels = append(levels, level{array: c == '['})
		case ',':
			if len(levels) == 0 {
				return text, 0, true
			}
			l := &levels[len(levels)-1]
			if l.n++; l.array && l.n == maxItems && l.cut == 0 {
				l.cut = i
			}
		case ']', '}':
			if len(levels) == 0 {
				return text, 0, true
			}
			l := levels[len(levels)-1]
			levels = levels[:len(levels)-1]
			if l.cut == 0 {
				continue
			}
			if l.cut >= done { // else it lies in what is left out
				out = append(append(out, text[done:l.cut]...), ']')
				done = i + 1
			}
			if len(levels) == 1 {
				left += l.n + 1 - maxItems
			}
		}
	}
	if out == nil {
		return text, 0, true
	}
	return append(out, text[done:]...), left, true
}

// stringEnd is where the string ends that begins at text[i].
func stringEnd(text []byte, i int) int {
	for i++; i < len(text); i++ {
		n := bytes.IndexAny(text[i:], `"\`)
		if n < 0 {
			return len(text)
		}
		if i += n; text[i] == '"' {
			return i
		}
		i++ // what is escaped
	}
	return i
}
