package discord

import (
	"encoding/json"
	"fmt"
	"slices"

	"waybill/adapters/discord/rest"
	"waybill/bot"
)

// A Layout is how messages of several sections are drawn. A message that the
// one can't hold is drawn in the other.
type Layout string

// The layouts.
const (
	// Components draws a frame in which each story has its buttons below it,
	// as wide as the channel, on a phone as well.
	Components Layout = "components"
	// Embeds draws each story as a card, and all buttons below the last.
	Embeds Layout = "embeds"
)

func (l Layout) other() Layout {
	if l == Embeds {
		return Components
	}
	return Embeds
}

// draw is a message as Discord shows it; with a mark it can be found again. Of
// a list that is too long for its buttons, choices stand for them.
func (l Layout) draw(m bot.Message, mark string) *payload {
	p := l.drawn(m, mark, nil)
	if p.fits() || !choosable(m) {
		return p
	}
	list, picks := choosing(m)
	return l.drawn(list, mark, picks)
}

func (l Layout) drawn(m bot.Message, mark string, picks []component) *payload {
	var p *payload
	if l == Embeds || len(m.Sections) == 0 {
		p = rendered(m, mark, picks)
	} else {
		p = cards(m, mark, picks)
	}
	p.place(m.Chart)
	return p
}

// Parts splits a message between its sections so that each part is within
// Discord's limits for one message. A section that alone is over a limit is
// split between its lines, and its heading repeated. It is pure: the same
// message always has the same parts, and a part has itself as its only part.
func (l Layout) Parts(m bot.Message) []bot.Message {
	if l.draw(m, nonce("")).fits() {
		return []bot.Message{m}
	}
	if l == Embeds || len(m.Sections) == 0 {
		return parts(m)
	}
	return l.cut(m)
}

// Parts splits a message as the usual layout draws it.
func Parts(m bot.Message) []bot.Message { return Components.Parts(m) }

// Parts splits a message as the adapter draws it.
func (a *Adapter) Parts(m bot.Message) []bot.Message { return a.layout.Parts(m) }

// Body is the body of the request with which Post would post the message.
func (l Layout) Body(key string, m bot.Message) (json.RawMessage, error) {
	p, err := l.post(key, m)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("write the body of %q: %w", key, err)
	}
	return body, nil
}

// Body is the body in the usual layout.
func Body(key string, m bot.Message) (json.RawMessage, error) { return Components.Body(key, m) }

// post is the payload of a message posted under a key.
func (l Layout) post(key string, m bot.Message) (*payload, error) {
	mark := nonce(key)
	p := l.draw(m, mark)
	if !p.empty() && !p.fits() {
		p = l.other().draw(m, mark)
	}
	if p.empty() {
		return nil, &bot.Error{Kind: bot.Transient, Text: "the message is empty", Hint: rest.ReportBug}
	}
	if !p.fits() {
		return nil, &bot.Error{Kind: bot.Transient, Text: "the message is too long for Discord", Hint: rest.ReportBug}
	}
	p.Nonce, p.Enforce = mark, true
	return p, nil
}

// cardText is how much text one component of a part holds at most: it leaves
// room for the title and what stands around it.
const cardText = maxTexts - 900

// cut fills one part after the other with what still fits.
func (l Layout) cut(m bot.Message) []bot.Message {
	fresh := bot.Message{Title: m.Title, Topics: m.Topics, Private: m.Private, Failed: m.Failed}
	part, filled := fresh, false
	part.Chart = m.Chart
	var done []bot.Message
	add := func(with func(*bot.Message)) {
		trial := part
		with(&trial)
		if !filled || l.draw(trial, nonce("")).fits() {
			part, filled = trial, true
			return
		}
		done = append(done, part)
		part = fresh
		if fresh.Title != "" {
			part.Title = fresh.Title + continued
		}
		with(&part)
	}
	for _, c := range chunks(m.Intro, cardText) {
		add(func(p *bot.Message) { p.Intro = append(slices.Clip(p.Intro), c.lines...) })
	}
	for _, s := range m.Sections {
		for _, c := range pieces(s, cardText) {
			add(func(p *bot.Message) { p.Sections = append(slices.Clip(p.Sections), c.section) })
		}
	}
	for _, c := range chunks(m.Footer, cardText) {
		add(func(p *bot.Message) { p.Footer = append(slices.Clip(p.Footer), c.lines...) })
	}
	for b := range slices.Chunk(m.Buttons, maxInRow) {
		add(func(p *bot.Message) { p.Buttons = append(slices.Clip(p.Buttons), b...) })
	}
	return append(done, part)
}
