package extract

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// densest is the element of doc that holds most of the text of paragraphs,
// each counted for its parent and half for the parent's parent. It is how
// pages are read that are too large for better judgement, in linear time.
func densest(doc *html.Node) *html.Node {
	score := map[*html.Node]int{}
	best := doc
	var walk func(n *html.Node) (text, linked int)
	walk = func(n *html.Node) (text, linked int) {
		if n.Type == html.TextNode {
			return len(n.Data), 0
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			t, l := walk(c)
			text += t
			linked += l
		}
		switch n.DataAtom {
		case atom.A:
			linked = text
		case atom.P, atom.Li, atom.Blockquote, atom.Pre, atom.Tr:
			for p, part := n.Parent, text-2*linked; p != nil && part > 0; p, part = p.Parent, part/2 {
				if score[p] += part; score[p] > score[best] {
					best = p
				}
				if part < text/4 {
					break
				}
			}
			return 0, 0
		case atom.Nav, atom.Footer, atom.Aside:
			return 0, 0
		}
		return text, linked
	}
	walk(doc)
	return best
}
