package discord

import (
	"slices"

	"github.com/bwmarrin/discordgo"

	"waybill/adapters/chattext"
	"waybill/bot"
)

// Parts splits a message between its sections so that each part is within
// Discord's limits for one message. A section that alone is over a limit is
// split between its lines, and its heading repeated. It is pure: the same
// message always has the same parts, and a part has itself as its only part.
func Parts(m bot.Message) []bot.Message {
	if fits(m) {
		return []bot.Message{m}
	}
	w := writer{title: m.Title, part: bot.Message{Title: m.Title, Private: m.Private, Failed: m.Failed}}
	for _, chunk := range chunks(m.Intro) {
		w.add(func(p *bot.Message) { p.Intro = slices.Concat(p.Intro, chunk) })
	}
	for _, s := range m.Sections {
		for _, piece := range pieces(s) {
			w.add(func(p *bot.Message) { p.Sections = append(slices.Clone(p.Sections), piece) })
		}
	}
	for _, chunk := range chunks(m.Footer) {
		w.add(func(p *bot.Message) { p.Footer = slices.Concat(p.Footer, chunk) })
	}
	for b := range slices.Chunk(m.Buttons, maxInRow) {
		w.add(func(p *bot.Message) { p.Buttons = slices.Concat(p.Buttons, b) })
	}
	return append(w.done, w.part)
}

// Parts is the function of that name.
func (a *Adapter) Parts(m bot.Message) []bot.Message { return Parts(m) }

// A writer fills one part after the other.
type writer struct {
	title string
	done  []bot.Message
	part  bot.Message
	used  bool // part holds something besides its title
}

// add makes the change to the part under way, or to a new one if it doesn't
// fit there any more.
func (w *writer) add(change func(*bot.Message)) {
	next := w.part
	change(&next)
	if w.used && !fits(next) {
		w.done = append(w.done, w.part)
		next = bot.Message{Private: w.part.Private, Failed: w.part.Failed}
		if w.title != "" {
			next.Title = w.title + continued
		}
		change(&next)
	}
	w.part, w.used = next, true
}

// continued ends what is repeated at the top of a further part.
const continued = " (continued)"

// fits reports whether one Discord message can hold m, with whatever Post
// adds to it.
func fits(m bot.Message) bool {
	return render(m, nonce("")).fits()
}

// fits reports whether the payload is within all limits.
func (p *payload) fits() bool {
	total := 0
	for _, e := range p.Embeds {
		if units(e.Title) > maxEmbedTitle || units(e.Description) > maxEmbedDescription {
			return false
		}
		total += units(e.Title) + units(e.Description)
	}
	return units(p.Content) <= maxContent && len(p.Embeds) <= maxEmbeds && total <= maxEmbedsTogether && len(p.Components) <= maxRows
}

// maxChunk is how much text of one kind goes into a part in one go. Two of
// them, and a section's piece beside one, fit into a message.
const maxChunk = maxLine + 300

// chunks groups lines that together are no longer than a chunk.
func chunks(all []bot.Line) [][]bot.Line {
	var out [][]bot.Line
	var chunk []bot.Line
	used := 0
	for _, l := range all {
		n := length(l)
		if len(chunk) > 0 && used+n > maxChunk {
			out, chunk, used = append(out, chunk), nil, 0
		}
		chunk, used = append(chunk, l), used+n
	}
	if len(chunk) > 0 {
		out = append(out, chunk)
	}
	return out
}

// length is how long a line is in an embed, with its prefix and the breaks
// after it.
func length(l bot.Line) int {
	s, _ := markup(l, maxLine)
	return units(s) + len("-# ") + len("\n> \n")
}

// pieces are the parts of one section, each of which fits into a message of
// its own: the section itself, nearly always.
func pieces(s bot.Section) []bot.Section {
	if fits(bot.Message{Sections: []bot.Section{s}}) {
		return []bot.Section{s}
	}
	c := cutter{piece: bot.Section{Heading: s.Heading}}
	if len(s.Heading) > 0 {
		c.used = length(bolder(s.Heading))
		c.again.Heading = bot.Line{{Text: chattext.Cut(s.Heading.Plain(), maxRepeated) + continued, Bold: true}}
	}
	for _, l := range s.Body {
		c.add(l, &c.piece.Body)
	}
	for _, l := range s.Figures {
		c.add(l, &c.piece.Figures)
	}
	for _, l := range s.Quotes {
		c.add(l, &c.piece.Quotes)
	}
	for _, l := range s.Context {
		c.add(l, &c.piece.Context)
	}
	for b := range slices.Chunk(s.Buttons, maxInRow*(maxRows-1)) {
		if len(c.piece.Buttons) > 0 {
			c.flush()
		}
		c.piece.Buttons = b
	}
	c.flush()
	return c.done
}

// maxRepeated is how much of a heading is repeated, in runes.
const maxRepeated = 120

// A cutter fills one piece of a section after the other.
type cutter struct {
	used  int // of the piece's embed
	done  []bot.Section
	piece bot.Section
	again bot.Section // what further pieces begin with
}

// add puts a line into a list of the piece under way, or of a new one.
func (c *cutter) add(l bot.Line, to *[]bot.Line) {
	n := length(l)
	if c.used+n > maxEmbedDescription {
		c.flush()
	}
	*to = append(*to, l)
	c.used += n
}

func (c *cutter) flush() {
	c.done = append(c.done, c.piece)
	c.piece, c.used = c.again, length(c.again.Heading)
}

// marked makes one of the embeds recognisable: the last that has no title
// gets an address, which Discord keeps and shows nowhere.
func marked(embeds []*discordgo.MessageEmbed, nonce string) {
	for _, e := range slices.Backward(embeds) {
		if e.Title == "" {
			e.URL = markPrefix + nonce
			return
		}
	}
}
