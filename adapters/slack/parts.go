package slack

import (
	"fmt"
	"slices"

	"waybill/bot"
)

// Parts splits a message so that each part is within Slack's limits: between
// sections, and inside one only where it alone is over a limit, then between
// its lines. A single line that is too long ends with "…". A message that fits
// is its only part. Parts of a part are that part.
func (a *Adapter) Parts(m bot.Message) []bot.Message {
	if n := over(m); n > 0 {
		a.log.Warn("lines too long for Slack are cut", "lines", n, "title", fit(m.Title, maxHeader))
	}
	return Parts(m)
}

// Parts is [Adapter.Parts], for callers that have no adapter.
func Parts(m bot.Message) []bot.Message {
	t := tidied(m)
	if fits(t) {
		return []bot.Message{m}
	}
	p := packer{like: t, title: fit(t.Title, maxHeader-width(warning)-width(" (99/99)"))}
	for _, l := range t.Intro {
		p.put(weight(l), func(m *bot.Message) { m.Intro = append(m.Intro, l) })
	}
	for _, s := range t.Sections {
		p.section(s)
	}
	for _, l := range t.Footer {
		p.put(weight(l), func(m *bot.Message) { m.Footer = append(m.Footer, l) })
	}
	for _, b := range t.Buttons {
		p.put(width(b.Label), func(m *bot.Message) { m.Buttons = append(m.Buttons, b) })
	}
	return p.parts()
}

// A packer fills parts in reading order.
type packer struct {
	like  bot.Message // what the parts have in common
	title string      // with room for a number behind it
	done  []bot.Message
	now   bot.Message
}

// put adds something to the part at hand, or to a new one if it doesn't fit.
func (p *packer) put(weight int, into func(*bot.Message)) {
	p.now.Title = p.title
	next := p.now
	next.Sections = slices.Clone(next.Sections) // the last of them may be changed in place
	into(&next)
	if !p.empty() && (messageWeight(p.now)+weight > capacity || len(blocks(next)) > maxBlocks) {
		p.done = append(p.done, p.now)
		next = bot.Message{Title: p.title}
		into(&next)
	}
	p.now = next
}

// capacity is what one thing may weigh to fit into a part of its own.
const capacity = maxCumulative - maxHeader

func (p *packer) empty() bool {
	return len(p.now.Intro)+len(p.now.Sections)+len(p.now.Footer)+len(p.now.Buttons) == 0
}

// section adds a section: whole if it can be, else line by line.
func (p *packer) section(s bot.Section) {
	if sectionWeight(s) <= capacity && len(sectionBlocks(s)) <= maxBlocks-2 {
		p.put(sectionWeight(s), func(m *bot.Message) { m.Sections = append(m.Sections, s) })
		return
	}
	p.put(weight(s.Heading), func(m *bot.Message) { m.Sections = append(m.Sections, bot.Section{Heading: s.Heading}) })
	for _, l := range s.Body {
		p.put(weight(l), func(m *bot.Message) { last(m).Body = append(last(m).Body, l) })
	}
	for _, l := range s.Figures {
		p.put(weight(l), func(m *bot.Message) { last(m).Figures = append(last(m).Figures, l) })
	}
	for _, l := range s.Quotes {
		p.put(weight(l), func(m *bot.Message) { last(m).Quotes = append(last(m).Quotes, l) })
	}
	for _, l := range s.Context {
		p.put(weight(l), func(m *bot.Message) { last(m).Context = append(last(m).Context, l) })
	}
	for _, b := range s.Buttons {
		p.put(width(b.Label), func(m *bot.Message) { last(m).Buttons = append(last(m).Buttons, b) })
	}
}

// last is the section that is being filled: a new one in a new part.
func last(m *bot.Message) *bot.Section {
	if len(m.Sections) == 0 {
		m.Sections = append(m.Sections, bot.Section{})
	}
	return &m.Sections[len(m.Sections)-1]
}

// parts are the parts, numbered in their titles.
func (p *packer) parts() []bot.Message {
	all := append(p.done, p.now)
	for i := range all {
		all[i].Private, all[i].Failed = p.like.Private, p.like.Failed
		if p.title != "" && len(all) > 1 {
			all[i].Title = fmt.Sprintf("%s (%d/%d)", p.title, i+1, len(all))
		}
	}
	return all
}

// over counts the lines that are too long even for a part of their own.
func over(m bot.Message) int {
	n := 0
	count := func(ls ...bot.Line) {
		for _, l := range ls {
			if width(l.Plain()) >= maxRich {
				n++
			}
		}
	}
	count(m.Intro...)
	for _, s := range m.Sections {
		count(s.Heading)
		count(s.Body...)
		count(s.Figures...)
		count(s.Quotes...)
	}
	return n
}

// fits reports whether a tidied message is within the limits of one message.
func fits(m bot.Message) bool {
	return messageWeight(m) <= capacity && len(blocks(m)) <= maxBlocks
}

// messageWeight is what a tidied message counts towards maxCumulative, without
// its title.
func messageWeight(m bot.Message) int {
	n := linesWeight(m.Intro) + linesWeight(m.Footer)
	for _, s := range m.Sections {
		n += sectionWeight(s)
	}
	for _, b := range m.Buttons {
		n += width(b.Label)
	}
	return n
}

func sectionWeight(s bot.Section) int {
	n := weight(s.Heading) + linesWeight(s.Body) + linesWeight(s.Figures) + linesWeight(s.Quotes) + linesWeight(s.Context)
	for _, b := range s.Buttons {
		n += width(b.Label)
	}
	return n
}

func linesWeight(ls []bot.Line) int {
	n := 0
	for _, l := range ls {
		n += weight(l) + 1
	}
	return n
}
