package discord

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"

	"github.com/bwmarrin/discordgo"

	"waybill/bot"
)

// isComponents says that a message is made of components alone.
// https://discord.com/developers/docs/components/reference#what-is-a-component
const isComponents discordgo.MessageFlags = 1 << 15

// cards is a message as one frame of components: the title, then each section
// with its buttons below it, then the small print. With a mark it can be found
// again: see [ids]. Choices stand above the message's own buttons.
func cards(m bot.Message, mark string, picks []component) *payload {
	p := &payload{Mentions: quiet(), Flags: isComponents}
	frame := component{Type: container, Accent: storyColor}
	if m.Failed {
		frame.Accent = failedColor
	}
	text := func(s string) {
		if s != "" {
			frame.Components = append(frame.Components, component{Type: textDisplay, Content: s})
		}
	}
	text(strings.TrimSpace(p.heading(m.Title) + "\n" + strings.Join(p.lines("", m.Intro), "\n")))
	used := map[string]bool{}
	for _, s := range m.Sections {
		if len(frame.Components) > 0 && ruled(s) {
			frame.Components = append(frame.Components, component{Type: separator})
		}
		text(p.told(s))
		frame.Components = append(frame.Components, p.rows(s.Buttons, "", used)...)
	}
	if foot := strings.Join(p.lines("-# ", m.Footer), "\n"); foot != "" {
		frame.Components = append(frame.Components, component{Type: separator})
		text(foot)
	}
	frame.Components = append(frame.Components, picks...)
	frame.Components = append(frame.Components, p.rows(m.Buttons, "", used)...)
	if len(frame.Components) == 0 {
		return p
	}
	if mark != "" {
		frame.ID, frame.Components[0].ID = ids(mark)
	}
	p.Components = []component{frame}
	return p
}

// ruled reports whether a line is drawn above a section: above stories, and not
// above the lines of a list.
func ruled(s bot.Section) bool {
	return len(s.Body)+len(s.Figures)+len(s.Quotes)+len(s.Context) > 1 || len(s.Buttons) > 0
}

// quiet lets text ping nobody. A list that is there and empty says so; null
// would not.
func quiet() discordgo.MessageAllowedMentions {
	return discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{}}
}

// heading is a message's title.
func (p *payload) heading(s string) string {
	if short := p.short(s); short != "" {
		return "### " + begin(escape(short))
	}
	return ""
}

// told is a section in Markdown.
func (p *payload) told(s bot.Section) string {
	head, cut := markup(bolder(s.Heading), maxLine)
	if cut {
		p.cuts++
	}
	return paragraph([]string{
		strings.TrimSpace(head + "\n" + strings.Join(p.lines("", s.Body), "\n")),
		strings.Join(p.lines("- ", s.Figures), "\n"),
		strings.Join(p.lines("> ", s.Quotes), "\n> \n"),
		strings.Join(p.lines("-# ", s.Context), "\n"),
	})
}

// ids are the identifiers of the first two components of a message with this
// mark: Discord keeps them and shows them nowhere. Two of 31 bits meet by chance
// once in 10^18 messages.
func ids(mark string) (frame, first int) {
	sum := sha256.Sum256([]byte(mark))
	frame = int(binary.BigEndian.Uint32(sum[:4])>>1) | 1<<16 // far from those that Discord counts up
	first = int(binary.BigEndian.Uint32(sum[4:8])>>1) | 1<<16
	if first == frame {
		first ^= 1
	}
	return frame, first
}
