package extract

import (
	"bytes"
	"strings"
)

// What the HTML parser is given is bounded by what it would build of it, not
// only by its size. HTML has elements that format text be opened anew in every
// paragraph until they are closed, so 200 of them that never are make 200
// elements of each "<p>x" that follows; and the attributes of a second "<body>"
// are looked for among those of all before it.
// https://html.spec.whatwg.org/multipage/parsing.html#reconstruct-the-active-formatting-elements
const (
	maxTags    = 200_000 // of a page: some 60 MB of nodes; the longest rules of the Federal Register have half
	maxRebuilt = 500_000 // elements, or thrice as many attributes, that are opened anew
	maxTops    = 20      // <html> and <body>
)

// tame is a page without the tags of which the parser would build far more than
// the page holds: of those that format text, and of further beginnings of the
// page. It is the page itself but for those made to do harm. It answers false if
// there are too many tags of any kind.
func tame(page []byte) ([]byte, bool) {
	w := weigh(page)
	switch {
	case w.tags > maxTags:
		return nil, false
	case w.tags*w.link > maxRebuilt:
		return without(page, func(name string) bool { return name == "a" || formats[name] || tops[name] }), true
	case w.tags*(w.link+w.format) > maxRebuilt || w.tops > maxTops:
		return without(page, func(name string) bool { return formats[name] || tops[name] }), true
	}
	return page, true
}

// formats are the elements that are opened anew; of links, which are too, only
// one is open at a time.
var formats = map[string]bool{
	"b": true, "big": true, "code": true, "em": true, "font": true, "i": true, "nobr": true,
	"s": true, "small": true, "strike": true, "strong": true, "tt": true, "u": true,
}

var tops = map[string]bool{"html": true, "body": true}

// A weight is what a page can make of the parser: how many tags it has, and how
// many elements each may open anew.
type weight struct {
	tags, tops   int
	link, format int
}

// weigh looks at every "<" wherever it stands, in scripts and comments too: what
// is a tag to the parser is known only to the parser.
func weigh(page []byte) (w weight) {
	plain := map[string]int{} // without attributes: of equal ones three are open at most
	looked := 0
	for i := bytes.IndexByte(page, '<'); i >= 0; {
		w.tags++
		name := tagName(page[i+1:])
		switch {
		case tops[name]:
			w.tops++
		case name == "a" || formats[name]:
			end, attributes := tagEnd(page, i+1+len(name))
			if looked += end - i; looked > 4*len(page) { // tags in the attributes of tags
				w.link = maxRebuilt
				return w
			}
			own := 1 + attributes/3
			switch {
			case closedAtOnce(page[end:], name):
			case name == "a":
				w.link = max(w.link, own)
			case attributes > 0:
				w.format += own
			case plain[name] < 3:
				plain[name]++
				w.format++
			}
		}
		next := bytes.IndexByte(page[i+1:], '<')
		if next < 0 {
			break
		}
		i += 1 + next
	}
	return w
}

// tagName is the name of the element that a tag begins with, in lower case, ""
// if it is longer than those that matter here.
func tagName(s []byte) string {
	for i, c := range s[:min(len(s), 7)] {
		if c == '>' || c == '/' || c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' {
			return strings.ToLower(string(s[:i]))
		}
	}
	return ""
}

// tagEnd is where a tag ends whose attributes begin at i, and how many it has.
// https://html.spec.whatwg.org/multipage/parsing.html#before-attribute-name-state
func tagEnd(page []byte, i int) (end, attributes int) {
	const space = " \t\r\n\f"
	for i < len(page) {
		for i < len(page) && (page[i] == '/' || strings.IndexByte(space, page[i]) >= 0) {
			i++
		}
		if i < len(page) && page[i] == '>' {
			return i + 1, attributes
		}
		attributes++
		for i++; i < len(page) && page[i] != '=' && page[i] != '>' && page[i] != '/' && strings.IndexByte(space, page[i]) < 0; {
			i++
		}
		for i < len(page) && strings.IndexByte(space, page[i]) >= 0 {
			i++
		}
		if i >= len(page) || page[i] != '=' {
			continue
		}
		for i++; i < len(page) && strings.IndexByte(space, page[i]) >= 0; {
			i++
		}
		if i >= len(page) || page[i] == '>' {
			continue
		}
		if q := page[i]; q == '"' || q == '\'' {
			n := bytes.IndexByte(page[i+1:], q)
			if n < 0 {
				return len(page), attributes
			}
			i += n + 2
			continue
		}
		for i < len(page) && page[i] != '>' && strings.IndexByte(space, page[i]) < 0 {
			i++
		}
	}
	return len(page), attributes
}

// closedAtOnce reports whether nothing but text stands between a tag and the end
// of its element, so that it is open nowhere else.
func closedAtOnce(s []byte, name string) bool {
	i := bytes.IndexByte(s, '<')
	if i < 0 {
		return false
	}
	rest := s[i:]
	return len(rest) > len(name)+2 && rest[1] == '/' && rest[len(name)+2] == '>' && strings.EqualFold(string(rest[2:len(name)+2]), name)
}

// without is a page without the tags of some elements. Nothing becomes a tag by
// it that was none.
func without(page []byte, drop func(name string) bool) []byte {
	out := make([]byte, 0, len(page))
	inside := false // of what may be a tag
	for i := 0; i < len(page); {
		if page[i] != '<' {
			text := page[i:]
			if next := bytes.IndexByte(text, '<'); next >= 0 {
				text = text[:next]
			}
			inside = inside && bytes.IndexByte(text, '>') < 0
			out = append(out, text...)
			i += len(text)
			continue
		}
		name := tagName(bytes.TrimPrefix(page[i+1:], []byte("/")))
		if !drop(name) {
			inside = inside || i+1 < len(page) && (page[i+1] == '<' || page[i+1] == '/' || page[i+1]|0x20 >= 'a' && page[i+1]|0x20 <= 'z')
			out = append(out, '<')
			i++
			continue
		}
		if inside {
			out = append(out, '-')
		}
		i = dropped(page, i, i+1+len(name))
	}
	return out
}

// dropped is the end of a tag that begins at i and its attributes at from: where
// it ends to the parser, or before the next "<".
func dropped(page []byte, i, from int) int {
	next := bytes.IndexByte(page[i+1:], '<')
	if next < 0 {
		next = len(page) - i - 1
	}
	tag := page[:i+1+next]
	if end, _ := tagEnd(tag, from); tag[end-1] == '>' {
		return end
	}
	if end := bytes.IndexByte(tag[i:], '>'); end >= 0 {
		return i + end + 1
	}
	return len(tag)
}
