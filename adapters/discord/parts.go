package discord

import (
	"slices"

	"github.com/bwmarrin/discordgo"

	"waybill/adapters/chattext"
	"waybill/bot"
)

// parts splits a message that is drawn as text and cards.
func parts(m bot.Message) []bot.Message {
	w := writer{title: m.Title, part: bot.Message{Title: m.Title, Topics: m.Topics, Private: m.Private, Failed: m.Failed}}
	if m.Chart != nil {
		w.part.Chart, w.embeds = m.Chart, 1
	}
	for i, c := range chunks(m.Intro, maxEmbedDescription) {
		if i > 0 {
			w.next()
		}
		w.begin(c.size, 1, 0)
		w.part.Intro = append(w.part.Intro, c.lines...)
	}
	for _, s := range m.Sections {
		for _, p := range pieces(s, maxEmbedDescription) {
			w.begin(p.size, 1, len(p.section.Buttons))
			w.part.Sections = append(w.part.Sections, p.section)
		}
	}
	for i, c := range chunks(m.Footer, maxEmbedDescription) {
		if i > 0 {
			w.next()
		}
		w.begin(c.size, 1, 0)
		w.part.Footer = append(w.part.Footer, c.lines...)
	}
	for b := range slices.Chunk(m.Buttons, maxInRow) {
		w.begin(0, 0, maxInRow)
		w.part.Buttons = append(w.part.Buttons, b...)
	}
	return append(w.done, w.part)
}

// A writer fills one part after the other.
type writer struct {
	title string
	done  []bot.Message
	part  bot.Message

	// What part holds at most, besides its title.
	size, embeds, rows int
	left               int // places in the last row
}

// begin makes room for so much text in so many embeds, and so many buttons
// that belong together: in the part under way if they fit there, else in a new
// one. What is added alone always fits into a new one.
func (w *writer) begin(size, embeds, buttons int) {
	rows, left := w.rows, w.left
	if buttons > left {
		rows += (buttons + maxInRow - 1) / maxInRow
		left = (maxInRow - buttons%maxInRow) % maxInRow
	} else {
		left -= buttons
	}
	empty := w.size == 0 && w.embeds == 0 && w.rows == 0
	if !empty && (w.size+size > maxEmbedsTogether || w.embeds+embeds > maxEmbeds || rows > maxRows) {
		w.next()
		w.begin(size, embeds, buttons)
		return
	}
	w.size, w.embeds, w.rows, w.left = w.size+size, w.embeds+embeds, rows, left
}

// next ends the part under way and begins another.
func (w *writer) next() {
	w.done = append(w.done, w.part)
	*w = writer{title: w.title, done: w.done, part: bot.Message{Topics: w.part.Topics, Private: w.part.Private, Failed: w.part.Failed}}
	if w.title != "" {
		w.part.Title = w.title + continued
	}
}

// continued ends what is repeated at the top of a further part.
const continued = " (continued)"

// fits reports whether the payload is within all limits.
func (p *payload) fits() bool {
	if p.Flags&isComponents != 0 {
		all, longest := written(p.Components)
		return all <= maxTexts && longest <= maxTexts && count(p.Components) <= maxComponents
	}
	total := 0
	for _, e := range p.Embeds {
		if units(e.Title) > maxEmbedTitle || units(e.Description) > maxEmbedDescription {
			return false
		}
		total += units(e.Title) + units(e.Description)
	}
	return units(p.Content) <= maxContent && len(p.Embeds) <= maxEmbeds && total <= maxEmbedsTogether && len(p.Components) <= maxRows
}

// size is how long a line is at most in an embed, with what stands before it
// and the breaks after it.
func size(l bot.Line) int {
	s, _ := markup(l, maxLine)
	return units(s) + len("-# ") + len("\n> \n")
}

// A chunk is lines of one kind that fit into one embed.
type chunk struct {
	lines []bot.Line
	size  int
}

// chunks groups lines, each group at most most units long. Those of one kind share one embed of a part, so two
// chunks go into two parts.
func chunks(all []bot.Line, most int) []chunk {
	var out []chunk
	for _, l := range all {
		n := size(l)
		if last := len(out) - 1; last >= 0 && out[last].size+n <= most {
			out[last].lines = append(out[last].lines, l)
			out[last].size += n
			continue
		}
		out = append(out, chunk{lines: []bot.Line{l}, size: n})
	}
	return out
}

// A piece is as much of a section as fits into one embed.
type piece struct {
	section bot.Section
	size    int
}

// maxRepeated is how much of a heading is repeated, in runes.
const maxRepeated = 120

// pieces are the parts of one section, each at most most units long: the
// section itself, nearly always.
func pieces(s bot.Section, most int) []piece {
	c := cutter{most: most}
	c.piece.section.Heading = s.Heading
	if len(s.Heading) > 0 {
		c.piece.size = size(bolder(s.Heading))
		c.again.section.Heading = bot.Line{{Text: chattext.Cut(s.Heading.Plain(), maxRepeated) + continued, Bold: true}}
		c.again.size = size(c.again.section.Heading)
	}
	for _, l := range s.Body {
		c.add(l, &c.piece.section.Body)
	}
	for _, l := range s.Figures {
		c.add(l, &c.piece.section.Figures)
	}
	for _, l := range s.Quotes {
		c.add(l, &c.piece.section.Quotes)
	}
	for _, l := range s.Context {
		c.add(l, &c.piece.section.Context)
	}
	for b := range slices.Chunk(s.Buttons, maxInRow*(maxRows-1)) {
		if len(c.piece.section.Buttons) > 0 {
			c.flush()
		}
		c.piece.section.Buttons = b
	}
	c.flush()
	return c.done
}

// A cutter fills one piece of a section after the other.
type cutter struct {
	most  int
	done  []piece
	piece piece
	again piece // what further pieces begin with
}

// add puts a line into a list of the piece under way, or of a new one.
func (c *cutter) add(l bot.Line, to *[]bot.Line) {
	n := size(l)
	if c.piece.size+n > c.most {
		c.flush()
	}
	*to = append(*to, l)
	c.piece.size += n
}

func (c *cutter) flush() {
	c.done = append(c.done, c.piece)
	c.piece = c.again
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
