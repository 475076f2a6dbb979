package extract

import (
	"maps"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// blocks are the elements that begin and end a paragraph.
var blocks = map[atom.Atom]bool{
	atom.P: true, atom.Div: true, atom.Section: true, atom.Article: true, atom.Header: true, atom.Footer: true, atom.Main: true,
	atom.Aside: true, atom.Nav: true, atom.Form: true, atom.Fieldset: true, atom.Legend: true, atom.Address: true,
	atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true, atom.Hgroup: true,
	atom.Ul: true, atom.Ol: true, atom.Li: true, atom.Dl: true, atom.Dt: true, atom.Dd: true, atom.Menu: true,
	atom.Table: true, atom.Caption: true, atom.Thead: true, atom.Tbody: true, atom.Tfoot: true, atom.Tr: true,
	atom.Blockquote: true, atom.Pre: true, atom.Figure: true, atom.Figcaption: true, atom.Hr: true, atom.Details: true,
	atom.Summary: true, atom.Center: true, atom.Body: true, atom.Html: true, atom.Marquee: true, atom.Listing: true, atom.Xmp: true,
}

// blockTags are the keys of blocks.
var blockTags = slices.Collect(maps.Keys(blocks))

// A writer makes paragraphs of runs of text.
type writer struct {
	keep    []bool // by run; nil keeps everything
	out     strings.Builder
	para    []run // of the paragraph under way
	heading bool  // it is a heading
}

// A run is a stretch of text without a break of paragraph.
type run struct {
	text   string
	keep   bool
	pre    bool // white space counts
	linked bool
}

// A place is where in a page a run stands.
type place struct{ pre, linked, heading bool }

// write is the text below n, paragraph by paragraph: white space as a browser
// shows it, lines of one paragraph separated by "\n", the cells of a row by
// "\t". Of a paragraph most of which is to be kept, all is kept: words missing
// from a sentence are worse than words too many. Of a page, paragraphs that are
// nothing but a link are left out: they lead to other articles.
func write(n *html.Node, keep []bool) string {
	w := writer{keep: keep}
	w.node(n, place{})
	w.flush()
	return w.out.String()
}

func (w *writer) node(n *html.Node, at place) {
	switch {
	case n.Type == html.TextNode:
		i, text, ok := marked(n.Data)
		w.para = append(w.para, run{text, w.keep == nil || ok && w.keep[i], at.pre, at.linked})
		w.heading = w.heading || at.heading
		return
	case n.Type != html.ElementNode && n.Type != html.DocumentNode:
		return
	case n.DataAtom == atom.Br:
		w.lineBreak()
		return
	case n.DataAtom == atom.Td || n.DataAtom == atom.Th:
		w.cell(n, at)
		return
	}
	block := blocks[n.DataAtom]
	if block {
		w.flush()
	}
	switch n.DataAtom {
	case atom.Pre:
		at.pre = true
	case atom.A:
		href := attr(n, "href")
		at.linked = href != "" && href[0] != '#'
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		at.heading = true
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.node(c, at)
	}
	if block {
		w.flush()
	}
}

// lineBreak ends a line, or the paragraph if the line is empty.
func (w *writer) lineBreak() {
	for i := len(w.para) - 1; i >= 0; i-- {
		if w.para[i].text == "\n" {
			w.flush()
			return
		}
		if strings.TrimSpace(w.para[i].text) != "" {
			break
		}
	}
	w.para = append(w.para, run{"\n", true, true, false})
}

// cell writes one cell of a table: a part of the row, or paragraphs of its
// own if it has any.
func (w *writer) cell(n *html.Node, at place) {
	var inner bool
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		each(c, func(c *html.Node) bool {
			inner = inner || blocks[c.DataAtom]
			return !inner
		})
	}
	if inner {
		w.flush()
	} else if len(w.para) > 0 {
		w.para = append(w.para, run{"\t", true, true, false})
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.node(c, at)
	}
	if inner {
		w.flush()
	}
}

// maxPointer is the length in bytes up to which a paragraph that is nothing
// but a link is taken to lead to another article.
const maxPointer = 300

// flush ends the paragraph under way.
func (w *writer) flush() {
	kept, linked, all := 0, 0, 0
	for _, r := range w.para {
		n := len(strings.TrimSpace(r.text))
		all += n
		if r.keep {
			kept += n
		}
		if r.linked {
			linked += n
		}
	}
	if kept > 0 && (w.keep == nil || w.heading || 10*linked < 9*all || all > maxPointer) {
		w.paragraph(2*kept >= all)
	}
	w.para, w.heading = w.para[:0], false
}

// paragraph writes the paragraph under way, whole or only what is to be kept.
func (w *writer) paragraph(whole bool) {
	var b strings.Builder
	for _, r := range w.para {
		if r.keep || whole {
			collapse(&b, r.text, r.pre)
		}
	}
	text := tidy(b.String())
	if text == "" {
		return
	}
	if w.out.Len() > 0 {
		w.out.WriteString("\n\n")
	}
	w.out.WriteString(text)
}

// collapse writes s with white space as a browser shows it.
func collapse(b *strings.Builder, s string, pre bool) {
	if pre {
		b.WriteString(s)
		return
	}
	from, space := 0, false // s[from:] is to be written
	for i := range len(s) {
		switch s[i] {
		case ' ', '\t', '\n', '\r', '\f':
			if !space {
				b.WriteString(s[from:i])
				b.WriteByte(' ')
			}
			from, space = i+1, true
		default:
			space = false
		}
	}
	b.WriteString(s[from:])
}
