package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// wrap gives n's loose text the paragraphs that its author meant: old
// publishing systems write an article as text in a div, parted by two line
// breaks, which a judge of paragraphs does not see.
func wrap(n *html.Node) {
	if n.DataAtom != atom.Div && n.DataAtom != atom.Section && n.DataAtom != atom.Article && n.DataAtom != atom.Td && n.DataAtom != atom.Main {
		return
	}
	var group []*html.Node
	breaks, parted := 0, false
	var groups [][]*html.Node
	end := func() {
		if len(group) > 0 {
			groups = append(groups, group)
		}
		group, breaks = nil, 0
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.DataAtom == atom.Br:
			if breaks++; breaks == 2 {
				end()
				parted = true
			} else if len(group) > 0 {
				group = append(group, c)
			}
		case c.Type == html.ElementNode && (blocks[c.DataAtom] || first(c, blockTags...) != nil):
			parted = parted || len(group) > 0
			end()
		case c.Type == html.TextNode && strings.TrimSpace(c.Data) == "":
			if len(group) > 0 {
				group = append(group, c)
			}
		default:
			group = append(group, c)
			breaks = 0
		}
	}
	parted = parted || len(groups) > 0
	end()
	if !parted {
		return
	}
	for _, g := range groups {
		if loose(g) {
			intoParagraph(n, g)
		}
	}
}

// minLoose is the number of bytes from which loose text is taken for a
// paragraph and not for a label.
const minLoose = 80

// loose reports whether a group of nodes is a paragraph by its own text, not
// counting what its links and formatted parts hold.
func loose(group []*html.Node) bool {
	n := 0
	for _, c := range group {
		if c.Type == html.TextNode {
			n += len(strings.TrimSpace(c.Data))
		}
	}
	return n >= minLoose
}

func intoParagraph(parent *html.Node, group []*html.Node) {
	p := &html.Node{Type: html.ElementNode, Data: "p", DataAtom: atom.P}
	parent.InsertBefore(p, group[0])
	for _, c := range group {
		parent.RemoveChild(c)
		p.AppendChild(c)
	}
}
