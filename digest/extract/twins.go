package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// keepTwins keeps, of a page that shows its article in several boxes of the
// same kind with advertisements between them, the boxes that were overlooked:
// elements of the same tag and class as the one in which everything kept
// lies, within the same article.
func keepTwins(runs []*html.Node, keep []bool) {
	box := around(runs, keep)
	for box != nil && attr(box, "class") == "" {
		box = box.Parent
	}
	if box == nil {
		return
	}
	whole := box.Parent
	for whole != nil && whole.DataAtom != atom.Article && whole.DataAtom != atom.Main {
		whole = whole.Parent
	}
	if whole == nil {
		return
	}
	for i, r := range runs {
		if !keep[i] && isTwin(r, box, whole) {
			keep[i] = true
		}
	}
}

// isTwin reports whether run stands in a paragraph of an element like box
// within whole, and in no other article and no comment there. What was left out
// of box itself stays out.
func isTwin(run, box, whole *html.Node) bool {
	paragraph, twin := false, false
	for n := run.Parent; n != nil; n = n.Parent {
		switch {
		case n == whole:
			return twin
		case n.DataAtom == atom.Article || comment(n):
			return false
		case n.DataAtom == atom.P:
			paragraph = true
		case n == box:
			return false
		case paragraph && n.DataAtom == box.DataAtom && attr(n, "class") == attr(box, "class"):
			twin = true
		}
	}
	return false
}

// around is the deepest element that holds every run kept, nil if none is.
func around(runs []*html.Node, keep []bool) *html.Node {
	var path []*html.Node // from the root
	for i, r := range runs {
		if !keep[i] {
			continue
		}
		up := ancestors(r)
		if path == nil {
			path = up
			continue
		}
		n := 0
		for n < len(path) && n < len(up) && path[n] == up[n] {
			n++
		}
		path = path[:n]
	}
	if len(path) == 0 {
		return nil
	}
	return path[len(path)-1]
}

// ancestors are the elements around n, outermost first.
func ancestors(n *html.Node) []*html.Node {
	depth := 0
	for p := n.Parent; p != nil; p = p.Parent {
		depth++
	}
	up := make([]*html.Node, depth)
	for p := n.Parent; p != nil; p = p.Parent {
		depth--
		up[depth] = p
	}
	return up
}

func comment(n *html.Node) bool {
	return strings.Contains(strings.ToLower(attr(n, "class")+" "+attr(n, "id")), "comment")
}
