package extract

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// clean takes out of doc what no visitor reads: scripts, styles, comments,
// controls and hidden elements. It also dissolves elements that only format
// text, so that a sentence is in as few pieces as possible.
func clean(n *html.Node) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		switch {
		case c.Type == html.CommentNode || c.Type == html.ElementNode && (unread[c.DataAtom] || hidden(c)):
			n.RemoveChild(c)
		case c.Type == html.ElementNode:
			clean(c)
			wrap(c)
			rewrite(c)
		}
		c = next
	}
	join(n)
}

// unread are the elements without text for a reader.
var unread = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true, atom.Svg: true, atom.Math: true,
	atom.Iframe: true, atom.Object: true, atom.Embed: true, atom.Applet: true, atom.Canvas: true, atom.Audio: true, atom.Video: true,
	atom.Button: true, atom.Input: true, atom.Select: true, atom.Textarea: true, atom.Datalist: true, atom.Progress: true, atom.Meter: true,
	atom.Dialog: true, atom.Link: true, atom.Meta: true, atom.Base: true, atom.Title: true, atom.Img: true, atom.Picture: true, atom.Source: true,
	atom.Map: true, atom.Area: true, atom.Param: true, atom.Track: true, atom.Noframes: true, atom.Rp: true, atom.Rt: true, atom.Wbr: true,
}

// formatting are the elements that may be dissolved into their parent.
var formatting = map[atom.Atom]bool{
	atom.B: true, atom.Strong: true, atom.I: true, atom.Em: true, atom.U: true, atom.S: true, atom.Small: true, atom.Big: true,
	atom.Font: true, atom.Span: true, atom.Mark: true, atom.Abbr: true, atom.Acronym: true, atom.Cite: true, atom.Dfn: true,
	atom.Bdi: true, atom.Bdo: true, atom.Tt: true, atom.Kbd: true, atom.Samp: true, atom.Var: true, atom.Data: true, atom.Nobr: true,
	atom.Sub: true, atom.Sup: true, atom.Q: true, atom.Ins: true, atom.Ruby: true, atom.Rb: true, atom.Time: true, atom.Label: true,
}

// rewrite prepares one element, whose children are already clean, for the
// judgement of what is article.
func rewrite(n *html.Node) {
	switch n.DataAtom {
	case atom.Q:
		n.InsertBefore(&html.Node{Type: html.TextNode, Data: "“"}, n.FirstChild)
		n.AppendChild(&html.Node{Type: html.TextNode, Data: "”"})
		dissolve(n)
	case atom.Sup:
		superscript(n)
		dissolve(n)
	case atom.Time, atom.Label, atom.Ins:
		// Alone they are a page's furniture, within a sentence part of it.
		if amidText(n) {
			dissolve(n)
		}
	case atom.Form:
		// Some publishing systems wrap the whole page in a form.
		if length(n) > 4*enough {
			n.Data, n.DataAtom = "div", atom.Div
		}
	default:
		if formatting[n.DataAtom] && attr(n, "class") == "" && attr(n, "id") == "" {
			dissolve(n)
		}
	}
}

// amidText reports whether n has words beside it.
func amidText(n *html.Node) bool {
	for _, s := range []*html.Node{n.PrevSibling, n.NextSibling} {
		if s != nil && s.Type == html.TextNode && strings.TrimSpace(s.Data) != "" {
			return true
		}
	}
	return false
}

// dissolve puts n's children in its place.
func dissolve(n *html.Node) {
	parent := n.Parent
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		n.RemoveChild(c)
		parent.InsertBefore(c, n)
		c = next
	}
	parent.RemoveChild(n)
}

// superscript writes raised digits as such, lest 10<sup>6</sup> become 106,
// and takes the marks of footnotes away, lest 5<sup>1</sup> become 51.
func superscript(n *html.Node) {
	note := first(n, atom.A) != nil
	each(n, func(c *html.Node) bool {
		if c.Type == html.TextNode {
			if note || strings.HasPrefix(strings.TrimSpace(c.Data), "[") {
				c.Data = ""
			}
			c.Data = raised.Replace(c.Data)
		}
		return true
	})
}

var raised = strings.NewReplacer("0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵",
	"6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹", "-", "⁻", "−", "⁻")

// join makes one text node of neighbours, and takes away empty ones and the
// characters that [mark] uses.
func join(n *html.Node) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		if c.Type != html.TextNode {
			c = next
			continue
		}
		if next == nil || next.Type != html.TextNode {
			c.Data = unmarked(c.Data)
			if c.Data == "" {
				n.RemoveChild(c)
			}
			c = next
			continue
		}
		var all strings.Builder
		all.WriteString(c.Data)
		for ; next != nil && next.Type == html.TextNode; next = c.NextSibling {
			all.WriteString(next.Data)
			n.RemoveChild(next)
		}
		c.Data = all.String()
	}
}

// unmarked is s without the characters of private use beyond the first plane.
func unmarked(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0xf3 { // the lead byte of U+C0000 and later
			return strings.Map(func(r rune) rune {
				if r >= firstMark && r != utf8.RuneError {
					return -1
				}
				return r
			}, s)
		}
	}
	return s
}
