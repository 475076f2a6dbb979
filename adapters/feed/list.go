package feed

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"waybill/bot/collect"
	"waybill/digest"
	"waybill/digest/extract"
	"waybill/digest/extract/when"
)

// maxSelector is the longest selector, in bytes.
const maxSelector = 300

// parseList reads a page as a list: an item for each element that is selected,
// with its link, or that of the first link in it; its date is that of a time
// element or a date beside it.
func parseList(page []byte, selector, from string) (collect.Feed, error) {
	if len(selector) > maxSelector {
		return collect.Feed{}, refuse(from, "is to be read by a selector of more than 300 characters", "name the links of the list only")
	}
	chosen, err := parseSelection(selector)
	if errors.Is(err, errSelector) {
		return collect.Feed{}, refuse(from, fmt.Sprintf("is to be read by %q, which takes too long to follow", selector), "write a simpler one, as in: #select=.news h3 a")
	}
	if err != nil {
		return collect.Feed{}, refuse(from, fmt.Sprintf("is to be read by %q, which is no CSS selector", selector), "write one as in: #select=.news h3 a")
	}
	if bytes.Count(page, []byte("<")) > maxListed {
		return collect.Feed{}, refuse(from, "sends a page of too many elements to be a list", "look for a shorter one")
	}
	doc, err := extract.Parse(page)
	if err != nil {
		return collect.Feed{}, refuse(from, "sends a page that cannot be read", "it is tried again by itself")
	}
	base, err := url.Parse(from)
	if err != nil {
		return collect.Feed{}, refuse(from, "has an address that cannot be read", "check its spelling")
	}
	base.Fragment = ""
	f := collect.Feed{Title: cut(extract.Line(titleOf(doc)), maxHeadline), Link: base.String(), Language: languageOf(doc)}
	seen := map[string]bool{}
	for _, n := range chosen.of(doc) {
		it, ok := listed(n, base, seen)
		if !ok {
			continue
		}
		seen[it.Article.URL] = true
		if len(f.Items) == maxItems {
			f.Left++
			continue
		}
		if d, ok := dateBeside(n); ok {
			it.Article.Published, it.DayOnly = d.Time, d.Day
		}
		it.Article.Language = f.Language
		f.Items = append(f.Items, it)
	}
	if len(f.Items) == 0 {
		return collect.Feed{}, refuse(from, fmt.Sprintf("has no link at %q", selector), "look at the page for what its list is made of now")
	}
	return f, nil
}

// listed is the item of a selected element, if its address is not one of those
// seen.
func listed(n *html.Node, base *url.URL, seen map[string]bool) (collect.Item, bool) {
	a := first(n, func(n *html.Node) bool { return n.DataAtom == atom.A && attribute(n, "href") != "" })
	for up := n; a == nil && up != nil; up = up.Parent { // a heading within a link
		if up.DataAtom == atom.A {
			a = up
		}
	}
	if a == nil {
		return collect.Item{}, false
	}
	it := collect.Item{Article: digest.Article{URL: link(base, attribute(a, "href"))}}
	if it.Article.URL == "" || seen[it.Article.URL] {
		return it, false
	}
	it.Article.Headline = cut(extract.Line(words(a)), maxHeadline)
	if it.Article.Headline == "" {
		it.Article.Headline = cut(extract.Line(words(n)), maxHeadline)
	}
	return it, it.Article.Headline != ""
}

// rowDepth is how many elements around a selected one may still be its row, and
// rowTexts how many of its texts may be the date.
const (
	rowDepth = 3
	rowTexts = 100
)

// dateBeside is the date in a selected element or its row.
func dateBeside(n *html.Node) (when.Date, bool) {
	for range rowDepth {
		if t := first(n, func(n *html.Node) bool { return n.DataAtom == atom.Time }); t != nil {
			for _, s := range []string{attribute(t, "datetime"), words(t)} {
				if d, ok := when.Parse(s); ok {
					return d, true
				}
			}
		}
		for text := range textsOf(n) {
			if d, ok := when.Parse(text); ok {
				return d, true
			}
		}
		if n.Parent == nil || crowded(n.Parent) {
			break
		}
		n = n.Parent
	}
	return when.Date{}, false
}

// textsOf are the pieces of text in an element that may be a date.
func textsOf(n *html.Node) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		left := rowTexts
		for d := range n.Descendants() {
			if d.Type != html.TextNode {
				continue
			}
			s := strings.TrimSpace(d.Data[:min(len(d.Data), maxWords)])
			if len(s) >= 6 && len(s) <= 40 && strings.ContainsAny(s, "0123456789") && !yield(s) {
				return
			}
			if left--; left == 0 {
				return
			}
		}
	}
}

// crowded reports whether an element holds more links than a row of its own
// has.
func crowded(n *html.Node) bool {
	links := 0
	for d := range n.Descendants() {
		if d.DataAtom == atom.A {
			links++
		}
		if links > 2 {
			return true
		}
	}
	return false
}

// first is the first element that is looked for, n itself among them.
func first(n *html.Node, is func(*html.Node) bool) *html.Node {
	if n.Type == html.ElementNode && is(n) {
		return n
	}
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && is(d) {
			return d
		}
	}
	return nil
}

// maxWords is how much of an element's text is looked at for a headline, in bytes.
const maxWords = 4096

// words is the text of an element, or its beginning.
func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if b.Len() > maxWords {
			break
		}
		if d.Type == html.TextNode {
			b.WriteString(d.Data[:min(len(d.Data), maxWords)])
			b.WriteByte(' ')
		}
	}
	return b.String()
}

func titleOf(doc *html.Node) string {
	if t := first(doc, func(n *html.Node) bool { return n.DataAtom == atom.Title }); t != nil {
		return words(t)
	}
	return ""
}

func languageOf(doc *html.Node) string {
	if h := first(doc, func(n *html.Node) bool { return n.DataAtom == atom.Html }); h != nil {
		return strings.TrimSpace(attribute(h, "lang"))
	}
	return ""
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}

func escaped(s string) string { return html.EscapeString(s) }
