package discord

import (
	"strings"

	"github.com/bwmarrin/discordgo"

	"waybill/adapters/chattext"
	"waybill/adapters/discord/rest"
	"waybill/bot"
)

// A message's title is its content: that is what a notification shows and
// what a screen reader says first. Each section is an embed, a card of its
// own. Small print is an embed at the end.

// Colours of the stripe beside an embed.
const (
	storyColor  = 0x2b6cb0
	failedColor = 0xc0392b
	printColor  = 0x4a5568
)

// maxLine is how long one line may be. Nothing longer is read in a chat; it
// leaves room for a link of the longest address.
const maxLine = 2600

// maxTitle is how long a message's title may be before it is escaped.
const maxTitle = 500

// A payload is the body of a request that makes a message or changes one.
type payload struct {
	Content    string                           `json:"content,omitempty"`
	Embeds     []*discordgo.MessageEmbed        `json:"embeds,omitempty"`
	Components []component                      `json:"components,omitempty"`
	Mentions   discordgo.MessageAllowedMentions `json:"allowed_mentions"`
	Flags      discordgo.MessageFlags           `json:"flags,omitempty"`
	Reference  *discordgo.MessageReference      `json:"message_reference,omitempty"`
	Nonce      string                           `json:"nonce,omitempty"`
	Enforce    bool                             `json:"enforce_nonce,omitempty"`

	Attachments []attachment `json:"attachments,omitempty"`

	files []rest.File // in the order of Attachments
	cuts  int         // lines and buttons that were not shown whole
}

// render is a message as text and cards. With a mark it can be found again:
// see [marked]. No limit but that of a single embed's or line's length is kept
// here; that is Parts' work.
func render(m bot.Message, mark string) *payload { return rendered(m, mark, nil) }

func rendered(m bot.Message, mark string, picks []component) *payload {
	p := &payload{Mentions: quiet()}
	color := storyColor
	if m.Failed {
		color = failedColor
	}
	title := p.title(m.Title)
	intro := strings.Join(p.lines("", m.Intro), "\n")
	p.Content = strings.TrimSpace(title + "\n" + intro)
	if mark != "" || m.Failed || units(p.Content) > maxContent {
		p.Content = title
		p.describe(color, intro)
	}
	bare := mark != "" && intro == "" && len(m.Footer) == 0
	for i, s := range m.Sections {
		p.section(s, color, bare && i == len(m.Sections)-1)
	}
	p.describe(printColor, strings.Join(p.lines("-# ", m.Footer), "\n"))
	p.Components = p.buttons(m, picks)
	if p.empty() && len(p.Components) > 0 {
		p.Content = "…"
	}
	if mark != "" {
		if len(p.Embeds) == 0 {
			p.describe(color, p.Content)
			p.Content = ""
		}
		marked(p.Embeds, mark)
	}
	if len(p.Embeds) == 0 {
		p.Flags |= discordgo.MessageFlagsSuppressEmbeds // no previews of links
	}
	return p
}

// empty reports whether there is nothing to show.
func (p *payload) empty() bool {
	return p.Content == "" && len(p.Embeds) == 0 && (p.Flags&isComponents == 0 || len(p.Components) == 0)
}

func (p *payload) title(s string) string {
	if short := p.short(s); short != "" {
		return "**" + escape(short) + "**"
	}
	return ""
}

// short is a title as it fits, "" if nothing of it can be shown.
func (p *payload) short(s string) string {
	clean := strings.TrimSpace(chattext.Clean(s, 0))
	short := shorten(clean, maxTitle)
	if short != clean {
		p.cuts++
	}
	return short
}

// lines are the lines in Markdown, each with prefix, without those that show
// nothing.
func (p *payload) lines(prefix string, all []bot.Line) []string {
	var out []string
	for _, l := range all {
		s, cut := markup(l, maxLine)
		if cut {
			p.cuts++
		}
		if s != "" {
			out = append(out, prefix+s)
		}
	}
	return out
}

// describe adds an embed with nothing but text.
func (p *payload) describe(color int, text string) {
	if text != "" {
		p.Embeds = append(p.Embeds, &discordgo.MessageEmbed{Color: color, Description: text})
	}
}

// section adds a section's embed. A bare one has its heading in the text and
// leaves the embed's own title and address free.
func (p *payload) section(s bot.Section, color int, bare bool) {
	e := &discordgo.MessageEmbed{Color: color}
	paragraphs := []string{strings.Join(p.lines("", s.Body), "\n")}
	if title, link, ok := plainHeading(s.Heading); ok && !bare {
		e.Title, e.URL = title, link
	} else if h, cut := markup(bolder(s.Heading), maxLine); h != "" {
		if cut {
			p.cuts++
		}
		paragraphs[0] = strings.TrimSpace(h + "\n" + paragraphs[0])
	}
	paragraphs = append(paragraphs,
		strings.Join(p.lines("- ", s.Figures), "\n"),
		strings.Join(p.lines("> ", s.Quotes), "\n> \n"),
		strings.Join(p.lines("-# ", s.Context), "\n"))
	e.Description = paragraph(paragraphs)
	if e.Title != "" || e.Description != "" {
		p.Embeds = append(p.Embeds, e)
	}
}

// paragraph joins what there is with blank lines between.
func paragraph(all []string) string {
	var there []string
	for _, s := range all {
		if s != "" {
			there = append(there, s)
		}
	}
	return strings.Join(there, "\n\n")
}

// plainHeading is a heading as an embed's title and the title's link, if it
// fits there: short enough, at most one link, and none that it hides.
func plainHeading(l bot.Line) (title, link string, ok bool) {
	for _, r := range l {
		to, good := chattext.Link(r.URL)
		if good && link != "" && to != link {
			return "", "", false
		}
		if good {
			link = to
		}
	}
	plain := strings.TrimSpace(chattext.Clean(l.Plain(), 0))
	title = escape(plain)
	return title, link, title != "" && units(title) <= maxEmbedTitle && (link == "" || chattext.Honest(plain, link))
}

// bolder is the line in bold.
func bolder(l bot.Line) bot.Line {
	out := make(bot.Line, len(l))
	for i, r := range l {
		r.Bold = true
		out[i] = r
	}
	return out
}
