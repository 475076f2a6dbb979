package feed

import (
	"errors"
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
)

// A selection is what a list of CSS selectors chooses.
//
// cascadia reads the selectors, but between elements they are followed here: for
// "div div div a" it tries all chains of ancestors, which takes days on a page of
// nested elements. This way each element is looked at once.
type selection []chain

// A chain is simple selectors, each with how an element of it lies to one of the
// selector before: within ' ', directly within '>', after '~', or next to it '+'.
type chain struct {
	parts []cascadia.Sel
	how   []byte
}

var errSelector = errors.New("selector too complex")

// What a selector and its page may be made of, so that it takes a second or two
// at most: a place among the children of an element is found by counting them.
const (
	maxParts  = 32
	maxPlaces = 4
	maxListed = 60_000 // tags of the page
)

// parseSelection reads selectors as in "h3 a, .news > a". Within brackets, as of
// ":not(.ad)", there may be no chains, and only one set of brackets that has the
// elements within an element be searched.
func parseSelection(s string) (selection, error) {
	var all selection
	for _, one := range split(s, ",") {
		c := chain{}
		for _, p := range split(one, " \t\r\n\f>+~") {
			switch p = strings.TrimSpace(p); {
			case p == "":
			case p == ">" || p == "+" || p == "~":
				if len(c.parts) == 0 || c.how[len(c.parts)] != ' ' {
					return nil, errSelector
				}
				c.how[len(c.parts)] = p[0]
			default:
				part, err := cascadia.Parse(p)
				if err != nil {
					return nil, err
				}
				if len(c.parts) == 0 {
					c.how = append(c.how, ' ')
				}
				c.parts, c.how = append(c.parts, part), append(c.how, ' ')
			}
		}
		if len(c.parts) == 0 || len(c.parts) > maxParts || c.how[len(c.parts)] != ' ' {
			return nil, errSelector
		}
		all = append(all, c)
	}
	if !simple(s) {
		return nil, errSelector
	}
	return all, nil
}

// split parts s at the bytes in marks that stand in no brackets or quotation
// marks; those other than a comma are parts of their own.
func split(s, marks string) []string {
	var parts []string
	var quote byte
	depth, from := 0, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '(' || c == '[':
			depth++
		case c == ')' || c == ']':
			depth--
		case depth == 0 && strings.IndexByte(marks, c) >= 0:
			parts = append(parts, s[from:i])
			if c != ',' {
				parts = append(parts, string(c))
			}
			from = i + 1
		}
	}
	return append(parts, s[min(from, len(s)):])
}

// searching are the pseudo-classes that look at all elements, or all text,
// within one.
var searching = []string{":has(", ":haschild(", ":contains(", ":containsown(", ":matches(", ":matchesown("}

// places are parts of the names of pseudo-classes that count children.
var places = []string{"-child", "-of-type"}

// simple reports whether what stands in the brackets of a selector costs little.
func simple(s string) bool {
	s = strings.ReplaceAll(strings.ToLower(s), ", ", ",")
	count := func(names []string) (n int) {
		for _, name := range names {
			n += strings.Count(s, name)
		}
		return n
	}
	if strings.Contains(s, "/*") || count(searching) > 1 || count(places) > maxPlaces || count(searching) > 0 && count(places) > 0 {
		return false
	}
	for _, open := range strings.Split(s, "(")[1:] {
		inside, _, _ := strings.Cut(open, ")")
		inside = strings.TrimSpace(inside)
		if strings.TrimLeft(inside, "-+0123456789n ") == "" || strings.HasPrefix(inside, `"`) || strings.HasPrefix(inside, "'") {
			continue // as of :nth-child(2n + 1) and :contains("steel duty")
		}
		if strings.ContainsAny(inside, " \t\r\n\f>+~(") {
			return false
		}
	}
	return true
}

// of are the elements of doc that are chosen, in order.
func (s selection) of(doc *html.Node) []*html.Node {
	chosen := map[*html.Node]bool{}
	for _, c := range s {
		c.walk(doc, 0, 0, chosen)
	}
	var all []*html.Node
	for n := range doc.Descendants() {
		if chosen[n] {
			all = append(all, n)
		}
	}
	return all
}

// walk looks at the elements in n. A set bit i says that part i was found, with
// all parts before it: above in one of the elements around, on n itself.
func (c chain) walk(n *html.Node, above, on uint64, chosen map[*html.Node]bool) {
	var before, last uint64
	for e := n.FirstChild; e != nil; e = e.NextSibling {
		if e.Type != html.ElementNode {
			continue
		}
		var found uint64
		for i, p := range c.parts {
			var from uint64
			switch c.how[i] {
			case ' ':
				from = above | on
			case '>':
				from = on
			case '~':
				from = before
			case '+':
				from = last
			}
			if (i == 0 || from&(1<<(i-1)) != 0) && p.Match(e) {
				found |= 1 << i
			}
		}
		if found&(1<<(len(c.parts)-1)) != 0 {
			chosen[e] = true
		}
		c.walk(e, above|on, found, chosen)
		before, last = before|found, found
	}
}
