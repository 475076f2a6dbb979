package extract

import (
	"bytes"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// markup is what tells HTML from plain text: a tag or a character reference.
var markup = regexp.MustCompile(`</?[A-Za-z][^<>]*>|<!--|&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});`)

// Text is the readable text of a fragment of HTML such as feeds carry, or of
// plain text: paragraphs separated by "\n\n", hidden parts left out. It never
// fails; of more than [MaxBytes] it reads the beginning.
func Text(fragment string) string {
	fragment = strings.ToValidUTF8(fragment[:min(len(fragment), MaxBytes)], "\ufffd")
	if !markup.MatchString(fragment) {
		return tidy(fragment)
	}
	tamed, ok := tame([]byte(fragment))
	if !ok {
		return flat(fragment)
	}
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(bytes.NewReader(tamed), body)
	if err != nil {
		return flat(fragment)
	}
	for _, n := range nodes {
		body.AppendChild(n)
	}
	clean(body)
	return unfurnished(write(body, nil), "")
}

// Line is the readable text of a fragment on one line, as headlines and names
// need it.
func Line(fragment string) string {
	return strings.Join(strings.Fields(Text(fragment)), " ")
}

// flat reads HTML that is nested too deeply, or has too many elements, to be
// parsed: tag by tag, without
// a tree, so that only scripts and styles are known to be hidden.
func flat(fragment string) string {
	var b strings.Builder
	z := html.NewTokenizer(bytes.NewReader([]byte(fragment)))
	skip := false
	for {
		switch z.Next() {
		case html.ErrorToken:
			return tidy(b.String())
		case html.TextToken:
			if !skip {
				b.WriteString(unmarked(string(z.Text())))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			a := atom.Lookup(name)
			skip = a == atom.Script || a == atom.Style
			if blocks[a] || a == atom.Br {
				b.WriteString("\n\n")
			}
		case html.EndTagToken:
			skip = false
			if name, _ := z.TagName(); blocks[atom.Lookup(name)] {
				b.WriteString("\n\n")
			}
		}
	}
}
