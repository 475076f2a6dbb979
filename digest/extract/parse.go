package extract

import (
	"bytes"
	"slices"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Parse reads a page, or what the parser can be given of it without harm
// ([tame]). It refuses what has too many elements, or more than 512 in one
// another, the bound of the HTML parser, so that everything after it may
// recurse.
func Parse(page []byte) (*html.Node, error) {
	page, ok := tame(page)
	if !ok {
		return nil, ErrTooMany
	}
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return nil, ErrTooDeep
	}
	return doc, nil
}

// Bounds beyond which a page is not given to trafilatura, part of which takes
// quadratic time. Found by trying: at the bounds it takes a second or two; the
// 97 pages of the Zyte benchmark stay below a tenth of each.
const (
	maxElements = 20_000
	maxNested   = 16 << 20 // bytes of text, each counted once for every element around it
	maxCopied   = 2 << 30  // bytes of text times paragraphs: it appends them to a string one by one
)

// tractable reports whether doc is within the bounds.
func tractable(doc *html.Node) bool {
	elements, paragraphs, text, nested := 0, 0, 0, 0
	var walk func(n *html.Node, depth int)
	walk = func(n *html.Node, depth int) {
		switch n.Type {
		case html.ElementNode:
			elements++
			depth++
			if n.DataAtom == atom.P {
				paragraphs++
			}
		case html.TextNode:
			text += len(n.Data)
			nested += len(n.Data) * depth
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, depth)
		}
	}
	walk(doc, 0)
	return elements <= maxElements && nested <= maxNested && text*paragraphs <= maxCopied
}

// each calls f for n and all nodes below it in document order, until f says
// no for a node, whose children it then leaves out.
func each(n *html.Node, f func(*html.Node) bool) {
	if !f(n) {
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		each(c, f)
	}
}

// first is the first element with one of tags, nil if there is none.
func first(n *html.Node, tags ...atom.Atom) *html.Node {
	var found *html.Node
	each(n, func(n *html.Node) bool {
		if found == nil && n.Type == html.ElementNode {
			if slices.Contains(tags, n.DataAtom) {
				found = n
			}
		}
		return found == nil
	})
	return found
}

// attr is the value of an attribute, "" if n has none of that name.
func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}

// length is the number of bytes of text below n.
func length(n *html.Node) int {
	sum := 0
	each(n, func(n *html.Node) bool {
		if n.Type == html.TextNode {
			sum += len(n.Data)
		}
		return true
	})
	return sum
}
