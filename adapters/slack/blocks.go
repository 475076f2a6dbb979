package slack

import (
	"fmt"
	"strings"

	slackgo "github.com/slack-go/slack"

	"waybill/adapters/chattext"
	"waybill/bot"
)

// warning stands before what went wrong or was refused.
const warning = "⚠️ "

// tidied is m with every line and label safe and within its own limit. It
// doesn't look at what the message is as a whole.
func tidied(m bot.Message) bot.Message {
	m.Title = fit(chattext.Clean(strings.TrimSpace(m.Title), 2*maxHeader), maxHeader-width(warning))
	m.Intro = tidyLines(m.Intro, maxRich-width(warning)-1)
	sections := make([]bot.Section, 0, len(m.Sections))
	for _, s := range m.Sections {
		sections = append(sections, bot.Section{
			Heading: tidy(s.Heading, maxRich-1),
			Body:    tidyLines(s.Body, maxRich-1),
			Figures: tidyLines(s.Figures, maxRich-1),
			Quotes:  tidyLines(s.Quotes, maxRich-1),
			Context: tidyLines(s.Context, smallWidth),
			Buttons: tidyButtons(s.Buttons),
		})
	}
	m.Sections = sections
	m.Footer = tidyLines(m.Footer, smallWidth)
	m.Buttons = tidyButtons(m.Buttons)
	return m
}

// smallWidth is how long a line of small print may be: short enough to stay
// below maxTextObject with the marks of a link around it.
const smallWidth = 900

func tidyLines(ls []bot.Line, limit int) []bot.Line {
	var out []bot.Line
	for _, l := range ls {
		if t := tidy(l, limit); strings.TrimSpace(t.Plain()) != "" {
			out = append(out, t)
		}
	}
	return out
}

func tidyButtons(bs []bot.Button) []bot.Button {
	var out []bot.Button
	for _, b := range bs {
		if len(b.Say) > maxValue || b.Say == "" {
			continue // can't be said: no button rather than one that does nothing
		}
		if b.Label = fit(strings.TrimSpace(chattext.Clean(b.Label, 2*maxLabel)), maxLabel); b.Label == "" {
			b.Label = fit(chattext.Clean(b.Say, 2*maxLabel), maxLabel)
		}
		out = append(out, b)
	}
	return out
}

// blocks renders a tidied message.
func blocks(m bot.Message) []slackgo.Block {
	var out []slackgo.Block
	mark := ""
	if m.Failed {
		mark = warning
	}
	if m.Title != "" {
		out, mark = append(out, slackgo.NewHeaderBlock(plain(mark+m.Title))), ""
	}
	out = append(out, introBlocks(mark, m.Intro)...)
	for i, s := range m.Sections {
		sb := sectionBlocks(s)
		if len(out) > 0 && len(sb) > 0 && !(i > 0 && mere(s) && mere(m.Sections[i-1])) {
			out = append(out, slackgo.NewDividerBlock())
		}
		out = append(out, sb...)
	}
	foot := contextBlocks(m.Footer)
	if len(foot) > 0 && len(m.Sections) > 0 {
		out = append(out, slackgo.NewDividerBlock())
	}
	out = append(out, foot...)
	if n := len(m.Sections); n > 0 && len(foot) == 0 && len(m.Buttons) > 0 && len(m.Sections[n-1].Buttons) > 0 {
		out = append(out, slackgo.NewDividerBlock()) // or they would look like that section's
	}
	out = append(out, buttonBlocks(m.Buttons)...)
	number(out)
	return out
}

// mere reports whether a section is but a line of a list, which nothing divides
// from the next.
func mere(s bot.Section) bool {
	return len(s.Heading)+len(s.Figures)+len(s.Quotes)+len(s.Context)+len(s.Buttons) == 0 && len(s.Body) == 1
}

func introBlocks(mark string, intro []bot.Line) []slackgo.Block {
	var lines []toned
	for i, l := range intro {
		if i == 0 && mark != "" {
			l = append(bot.Line{{Text: mark}}, l...)
		}
		lines = append(lines, toned{l, paragraph})
	}
	return richBlocks(lines)
}

// sectionBlocks renders one section: heading and paragraphs, figures as
// bullets, quotes with a bar beside them, the sources in small print, buttons.
func sectionBlocks(s bot.Section) []slackgo.Block {
	lines := []toned{{s.Heading, paragraph}}
	for _, l := range s.Body {
		lines = append(lines, toned{l, paragraph})
	}
	for _, l := range s.Figures {
		lines = append(lines, toned{l, bullet})
	}
	for _, l := range s.Quotes {
		lines = append(lines, toned{l, quotation})
	}
	out := richBlocks(lines)
	out = append(out, contextBlocks(s.Context)...)
	return append(out, buttonBlocks(s.Buttons)...)
}

// contextBlocks sets small print. Slack shows what stands in one block side by
// side: so lines are joined to one text while it may be so long, or stand in
// blocks of their own.
func contextBlocks(lines []bot.Line) []slackgo.Block {
	var out []slackgo.Block
	var last *slackgo.TextBlockObject // the only text of the last block
	for _, l := range lines {
		texts := smallPrint(l)
		if len(texts) == 0 {
			continue
		}
		if last != nil && len(texts) == 1 && last.Type == texts[0].Type && width16(last.Text)+1+width16(texts[0].Text) <= maxTextObject {
			last.Text += "\n" + texts[0].Text
			continue
		}
		elements := make([]slackgo.MixedElement, 0, len(texts))
		for _, t := range texts[:min(len(texts), maxContext)] {
			elements = append(elements, t)
		}
		out = append(out, slackgo.NewContextBlock("", elements...))
		if last = nil; len(texts) == 1 {
			last = texts[0]
		}
	}
	return out
}

func buttonBlocks(bs []bot.Button) []slackgo.Block {
	var out []slackgo.Block
	for len(bs) > 0 {
		n := min(len(bs), maxActions)
		var elements []slackgo.BlockElement
		for _, b := range bs[:n] {
			e := slackgo.NewButtonBlockElement(actionPrefix, b.Say, plain(b.Label))
			if b.In != "" {
				e.ActionID, e.Value = inPrefix, b.In+" "+b.Say
			}
			if b.Style == bot.Primary || b.Style == bot.Danger {
				e.Style = slackgo.Style(b.Style)
			}
			if b.Style == bot.Danger {
				e.Confirm = slackgo.NewConfirmationBlockObject(plain(fit(b.Label+"?", maxConfirm)), plain(fit("This says: "+b.Say, maxConfirmText)), plain(fit(b.Label, maxConfirmLabel)), plain("Cancel"))
			}
			elements = append(elements, e)
		}
		out = append(out, slackgo.NewActionBlock("", elements...))
		bs = bs[n:]
	}
	return out
}

// number gives every button an action ID of its own.
func number(bs []slackgo.Block) {
	n := 0
	for _, b := range bs {
		actions, ok := b.(*slackgo.ActionBlock)
		if !ok {
			continue
		}
		for _, e := range actions.Elements.ElementSet {
			if button, ok := e.(*slackgo.ButtonBlockElement); ok {
				n++
				button.ActionID = fmt.Sprintf("%s%d", strings.TrimRight(button.ActionID, "0123456789"), n)
			}
		}
	}
}

// actionPrefix begins the action IDs of buttons that say a command.
const actionPrefix = "say-"

// notice is the text that stands for the blocks in notifications and for
// screen readers, escaped.
func notice(m bot.Message) string {
	var parts []string
	if m.Title != "" {
		parts = append(parts, m.Title)
	}
	for _, l := range m.Intro {
		parts = append(parts, l.Plain())
	}
	for _, s := range m.Sections {
		head := s.Heading.Plain()
		if head == "" && len(s.Body) > 0 {
			head = s.Body[0].Plain()
		}
		if head != "" {
			parts = append(parts, head)
		}
	}
	if len(parts) == 0 {
		for _, l := range m.Footer {
			parts = append(parts, l.Plain())
		}
	}
	text := fit(strings.Join(parts, "\n"), maxText)
	if m.Failed {
		text = warning + text
	}
	if strings.TrimSpace(text) == "" {
		text = "Waybill"
	}
	return escape(text)
}

// plainText is the whole message without blocks, escaped, for when Slack
// refuses them.
func plainText(m bot.Message) string {
	text := chattext.Document(m)
	if m.Failed {
		text = warning + text
	}
	return escape(fit(strings.TrimSpace(text), maxPlain))
}
