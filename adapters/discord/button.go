package discord

import (
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"waybill/adapters/chattext"
	"waybill/bot"
)

// sayPrefix begins the custom ID of every button; what follows is the line
// that it says. Discord takes no two equal IDs in one message, so a second
// button that says the same begins with "say2:", and so on.
const sayPrefix = "say"

// buttons are a message's buttons in rows. Discord puts all of them below the
// message, so those of several sections carry their section's number. The
// buttons of one section stay in one row where they fit.
func (p *payload) buttons(m bot.Message) []discordgo.MessageComponent {
	var rows []discordgo.MessageComponent
	row := discordgo.ActionsRow{}
	flush := func() {
		if len(row.Components) > 0 {
			rows = append(rows, row)
			row = discordgo.ActionsRow{}
		}
	}
	used := map[string]bool{}
	add := func(group []bot.Button, number string) {
		if len(row.Components)+len(group) > maxInRow {
			flush()
		}
		for _, b := range group {
			shown, ok := button(b, number, used)
			if !ok {
				p.cuts++
				continue
			}
			if len(row.Components) == maxInRow {
				flush()
			}
			row.Components = append(row.Components, shown)
		}
	}
	several := sectionsWithButtons(m) > 1
	for i, s := range m.Sections {
		number := ""
		if several {
			number = numberOf(s.Heading, i+1) + " · "
		}
		add(s.Buttons, number)
	}
	if len(m.Buttons) > 0 {
		flush()
		add(m.Buttons, "")
	}
	flush()
	return rows
}

func sectionsWithButtons(m bot.Message) int {
	n := 0
	for _, s := range m.Sections {
		if len(s.Buttons) > 0 {
			n++
		}
	}
	return n
}

// button is one button, if its line fits: half a command is none.
func button(b bot.Button, number string, used map[string]bool) (discordgo.Button, bool) {
	label := strings.TrimSpace(chattext.Clean(b.Label, 0))
	if label == "" {
		label = "…"
	}
	id := sayPrefix + ":" + b.Say
	for n := 2; used[id]; n++ {
		id = sayPrefix + strconv.Itoa(n) + ":" + b.Say
	}
	if b.Say == "" || units(id) > maxCustomID {
		return discordgo.Button{}, false
	}
	used[id] = true
	style := discordgo.SecondaryButton
	switch b.Style {
	case bot.Primary:
		style = discordgo.PrimaryButton
	case bot.Danger:
		style = discordgo.DangerButton
	}
	return discordgo.Button{Label: shorten(number+label, maxLabel), Style: style, CustomID: id}, true
}

// said is the line that a button with this ID says.
func said(id string) (line string, ok bool) {
	prefix, line, ok := strings.Cut(id, ":")
	n, ours := strings.CutPrefix(prefix, sayPrefix)
	if !ok || !ours || line == "" || strings.Trim(n, "0123456789") != "" {
		return "", false
	}
	return line, true
}

// numberOf is the number that a heading begins with, "3" of "#3 · Steel", or
// else the section's place.
func numberOf(heading bot.Line, place int) string {
	text := strings.TrimLeft(heading.Plain(), " #")
	digits := len(text) - len(strings.TrimLeft(text, "0123456789"))
	if digits > 0 && digits < 7 {
		return text[:digits]
	}
	return strconv.Itoa(place)
}
