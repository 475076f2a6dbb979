package extract

import (
	"unicode/utf8"

	"github.com/markusmobius/go-htmldate"
	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Runs of text are marked with the private-use characters of planes 15 and 16:
// each begins with one of its own, which no publisher uses.
const (
	firstMark = 0xf0000
	maxRuns   = 0x10fffe - firstMark
)

// mark puts a character of its own before each run of text in doc and lists
// the runs. It answers false if there are more runs than such characters.
func mark(doc *html.Node) (runs []*html.Node, ok bool) {
	each(doc, func(n *html.Node) bool {
		if n.Type == html.TextNode && len(runs) < maxRuns {
			n.Data = string(rune(firstMark+len(runs))) + n.Data
			runs = append(runs, n)
		}
		return true
	})
	return runs, len(runs) < maxRuns
}

// marked cuts the mark off a run.
func marked(s string) (run int, rest string, ok bool) {
	r, n := utf8.DecodeRuneInString(s)
	if r < firstMark {
		return 0, s, false
	}
	return int(r - firstMark), s[n:], true
}

// choose has trafilatura judge which of the marked runs of doc are article.
func choose(doc *html.Node, runs int) []bool {
	keep := make([]bool, runs)
	furnish(doc)
	got, err := trafilatura.ExtractDocument(doc, trafilatura.Options{
		ExcludeComments:  true,
		HtmlDateOverride: &htmldate.Result{},
	})
	if err != nil {
		return keep
	}
	found := func(s string) {
		for _, r := range s {
			if r >= firstMark && int(r-firstMark) < runs {
				keep[r-firstMark] = true
			}
		}
	}
	each(got.ContentNode, func(n *html.Node) bool {
		if n.Type == html.TextNode {
			found(n.Data)
		}
		return true
	})
	return keep
}

// furnish replaces doc's head by one in which trafilatura finds all that it
// looks for, so that it does not search the whole page for it; we read the
// metadata ourselves.
func furnish(doc *html.Node) {
	head := first(doc, atom.Head)
	if head == nil {
		return
	}
	for head.FirstChild != nil {
		head.RemoveChild(head.FirstChild)
	}
	for _, kv := range [][2]string{
		{"og:title", "-"},
		{"og:author", "A B"},
		{"og:url", "https://localhost/"},
		{"og:description", "-"},
		{"og:site_name", "-"},
		{"og:image", "https://localhost/"},
		{"og:type", "article"},
		{"og:article:tag", "-"},
	} {
		head.AppendChild(&html.Node{Type: html.ElementNode, Data: "meta", DataAtom: atom.Meta, Attr: []html.Attribute{
			{Key: "property", Val: kv[0]}, {Key: "content", Val: kv[1]},
		}})
	}
}
