package feed

import (
	"bytes"
	"slices"
)

// Kinds of markup.
const (
	startTag = iota
	endTag
	emptyTag
	declaration // <!DOCTYPE …>
	other       // a comment, an instruction, CDATA
	stray       // a '<' that begins nothing
)

// A markup is one tag or the like: text[start:end].
type markup struct{ kind, start, end int }

// name is the name of a tag's element.
func (m markup) name(text []byte) []byte {
	s := bytes.TrimLeft(text[m.start:m.end], "</")
	if i := bytes.IndexAny(s, " \t\r\n/>"); i >= 0 {
		s = s[:i]
	}
	return s
}

// markupAt reads the markup that begins at text[i], which is '<'.
func markupAt(text []byte, i int) markup {
	rest := text[i:]
	until := func(kind int, mark string, from int) markup {
		if n := bytes.Index(rest[min(from, len(rest)):], []byte(mark)); n >= 0 {
			return markup{kind, i, i + from + n + len(mark)}
		}
		return markup{kind, i, len(text)}
	}
	switch {
	case bytes.HasPrefix(rest, []byte("<!--")):
		return until(other, "-->", 4)
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		return until(other, "]]>", 9)
	case bytes.HasPrefix(rest, []byte("<?")):
		return until(other, "?>", 2)
	case bytes.HasPrefix(rest, []byte("<!")):
		return markup{declaration, i, i + doctype(rest)}
	case bytes.HasPrefix(rest, []byte("</")):
		return until(endTag, ">", 2)
	case len(rest) > 1 && nameStart(rest[1]):
		return tag(text, i)
	}
	return markup{stray, i, i + 1}
}

func nameStart(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c == ':' || c >= 0x80
}

// tag reads a start tag; a '>' within quotation marks does not end it.
func tag(text []byte, i int) markup {
	var quote byte
	for j := i + 1; j < len(text); j++ {
		switch c := text[j]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && text[j-1] == '=':
			quote = c
		case c == '>':
			if text[j-1] == '/' {
				return markup{emptyTag, i, j + 1}
			}
			return markup{startTag, i, j + 1}
		}
	}
	return markup{startTag, i, len(text)}
}

// doctype is the length of a declaration, with the subset in brackets that it
// may have.
func doctype(s []byte) int {
	depth := 0
	for i, c := range s {
		switch c {
		case '[':
			depth++
		case ']':
			depth--
		case '>':
			if depth <= 0 {
				return i + 1
			}
		}
	}
	return len(s)
}

// An outline is what a feed is made of, as far as its tags tell.
type outline struct {
	head  int    // where the first item begins
	items []span // in order
	depth int    // the deepest nesting outside items and within one
	roots [][]byte
	open  bool // the document ends before its first element does
}

// A span is where an item stands.
type span struct {
	start, end int  // end is 0 if the document ends before the item does
	open       bool // it was not closed before the next began
}

// survey reads the outline of a feed, in linear time and without a tree.
func survey(text []byte) outline {
	o := outline{open: true}
	depth, base := 0, -1
	var stack [][]byte // of the elements around the items
	for i := 0; i < len(text); {
		lt := bytes.IndexByte(text[i:], '<')
		if lt < 0 {
			break
		}
		m := markupAt(text, i+lt)
		i = m.end
		if m.kind > emptyTag {
			continue
		}
		name := m.name(text)
		item := isItem(local(name))
		switch {
		case m.kind == emptyTag:
			if item {
				o.items = append(o.items, span{m.start, m.end, false})
			}
		case m.kind == startTag && item:
			if base < 0 {
				base = depth
				o.roots = slices.Clone(stack)
			}
			if !o.ended() { // the one before was never closed
				last := &o.items[len(o.items)-1]
				last.end, last.open = m.start, true
			}
			depth = base + 1 // whatever the item before left open
			o.items = append(o.items, span{m.start, 0, false})
		case m.kind == startTag:
			if depth++; depth > o.depth {
				o.depth = depth
			}
			if base < 0 && len(stack) < maxDepth {
				stack = append(stack, name)
			}
		case item && len(o.items) > 0 && !o.ended():
			o.items[len(o.items)-1].end = m.end
			depth = base
		default:
			if !o.ended() && (isRoot(local(name)) || local(name) == "channel") {
				last := &o.items[len(o.items)-1]
				last.end, last.open = m.start, true
				depth = base
			}
			depth--
			if base < 0 && len(stack) > 0 {
				stack = stack[:len(stack)-1]
			}
			o.open = o.open && depth > 0 && !isRoot(local(name))
		}
	}
	if len(o.items) > 0 {
		o.head = o.items[0].start
	}
	return o
}

func isItem(name string) bool { return name == "item" || name == "entry" }

func isRoot(name string) bool { return name == "rss" || name == "rdf" || name == "feed" }

// ended reports whether the last item has ended.
func (o *outline) ended() bool { return len(o.items) == 0 || o.items[len(o.items)-1].end > 0 }

// whole is the number of items before the first that does not end.
func (o *outline) whole() int {
	for i, it := range o.items {
		if it.end == 0 {
			return i
		}
	}
	return len(o.items)
}

// part is a document with the head of the feed and some of its items, each
// closed.
func (o *outline) part(text []byte, from, to int) []byte {
	var b bytes.Buffer
	b.Write(text[:o.head])
	for _, it := range o.items[from:to] {
		if it.end > 0 {
			b.Write(text[it.start:it.end])
			if it.open {
				closing(&b, markupAt(text, it.start).name(text))
			}
		}
	}
	for _, name := range slices.Backward(o.roots) {
		closing(&b, name)
	}
	return b.Bytes()
}

func closing(b *bytes.Buffer, name []byte) {
	b.WriteString("</")
	b.Write(name)
	b.WriteString(">")
}
