package slack

import (
	"net/url"
	"strings"

	slackgo "github.com/slack-go/slack"

	"waybill/adapters/chattext"
	"waybill/bot"
)

// tidy makes a line safe and short enough: its text is cleaned and cut at
// limit, only honest links stay, and those that don't fit become plain text.
func tidy(l bot.Line, limit int) bot.Line {
	var out bot.Line
	left, links := limit, maxLinks
	for _, r := range l {
		r.Text = chattext.Clean(r.Text, limit)
		address, ok := chattext.Link(r.URL)
		r.URL = ""
		if ok && width(address) <= links {
			links -= width(address)
			if strings.TrimSpace(r.Text) == "" || !chattext.Honest(r.Text, address) {
				out, left = add(out, r, left)
				r.Text = " (" + host(address) + ")"
			}
			r.URL = address
		}
		out, left = add(out, r, left)
		if left <= 0 {
			break
		}
	}
	return out
}

// add appends r to l, cut to the width that is left, and tells what is left
// then.
func add(l bot.Line, r bot.Run, left int) (bot.Line, int) {
	if r.Text == "" || left <= 0 {
		return l, left
	}
	w := width(r.Text)
	if w > left {
		r.Text, w = fit(r.Text, left), left
	}
	return append(l, r), left - w
}

// host is the host of an address that chattext.Link has passed.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Host
}

// weight is what a tidy line counts towards maxCumulative.
func weight(l bot.Line) int {
	n := 0
	for _, r := range l {
		n += width(r.Text) + width(r.URL)
	}
	return n
}

// A tone is how a line stands in rich text.
type tone int

const (
	paragraph tone = iota
	bullet
	quotation
)

// A toned is a line in its tone.
type toned struct {
	line bot.Line
	tone tone
}

// richBlocks sets lines as rich text: as few blocks as their limit allows.
func richBlocks(lines []toned) []slackgo.Block {
	var blocks []slackgo.Block
	var elements []slackgo.RichTextElement
	used := 0
	flush := func() {
		if len(elements) > 0 {
			blocks = append(blocks, slackgo.NewRichTextBlock("", elements...))
		}
		elements, used = nil, 0
	}
	for _, t := range lines {
		inline := runs(t.line)
		if len(inline) == 0 {
			continue
		}
		w := width(t.line.Plain()) + 1
		if used > 0 && used+w > maxRich {
			flush()
		}
		used += w
		elements = place(elements, inline, t.tone)
	}
	flush()
	return blocks
}

// place adds a line to elements: paragraphs and bullets join what stands
// before them, each quotation stands alone.
func place(elements []slackgo.RichTextElement, inline []slackgo.RichTextSectionElement, t tone) []slackgo.RichTextElement {
	var last slackgo.RichTextElement
	if len(elements) > 0 {
		last = elements[len(elements)-1]
	}
	switch t {
	case bullet:
		item := slackgo.NewRichTextSection(inline...)
		if list, ok := last.(*bullets); ok {
			list.Elements = append(list.Elements, item)
			return elements
		}
		return append(elements, &bullets{Type: slackgo.RTEList, Style: slackgo.RTEListBullet, Elements: []*slackgo.RichTextSection{item}})
	case quotation:
		return append(elements, &slackgo.RichTextQuote{Type: slackgo.RTEQuote, Elements: inline})
	}
	if section, ok := last.(*slackgo.RichTextSection); ok {
		section.Elements = append(section.Elements, slackgo.NewRichTextSectionTextElement("\n", nil))
		section.Elements = append(section.Elements, inline...)
		return elements
	}
	return append(elements, slackgo.NewRichTextSection(inline...))
}

// bullets is a rich text list. slack-go's own always sends an offset, which
// Slack's published types don't know.
type bullets struct {
	Type     slackgo.RichTextElementType     `json:"type"`
	Style    slackgo.RichTextListElementType `json:"style"`
	Elements []*slackgo.RichTextSection      `json:"elements"`
}

// RichTextElementType returns the type of the element.
func (b *bullets) RichTextElementType() slackgo.RichTextElementType { return b.Type }

// runs are a tidy line's runs as rich text.
func runs(l bot.Line) []slackgo.RichTextSectionElement {
	var out []slackgo.RichTextSectionElement
	for _, r := range l {
		var style *slackgo.RichTextSectionTextStyle
		if r.Bold || r.Italic || r.Code {
			style = &slackgo.RichTextSectionTextStyle{Bold: r.Bold, Italic: r.Italic, Code: r.Code}
		}
		switch {
		case r.Text == "":
		case r.URL != "":
			out = append(out, slackgo.NewRichTextSectionLinkElement(r.URL, r.Text, style))
		default:
			out = append(out, slackgo.NewRichTextSectionTextElement(r.Text, style))
		}
	}
	return out
}
