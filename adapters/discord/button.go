package discord

import (
	"slices"
	"strconv"
	"strings"

	"waybill/adapters/chattext"
	"waybill/bot"
)

// sayPrefix begins the custom ID of every button; what follows is the line
// that it says. Discord takes no two equal IDs in one message, so a second
// button that says the same begins with "say2:", and so on.
const sayPrefix = "say"

// buttons are a message's buttons in rows. Discord puts all of them below the
// message, so those of several sections carry their section's number. The
// buttons of one section stay in one row where they fit. Choices come first.
func (p *payload) buttons(m bot.Message, picks []component) []component {
	rows := slices.Clip(picks)
	used := map[string]bool{}
	var row []component
	flush := func() {
		if len(row) > 0 {
			rows = append(rows, component{Type: actionRow, Components: row})
			row = nil
		}
	}
	several := sectionsWithButtons(m) > 1
	for i, s := range m.Sections {
		number := ""
		if several {
			number = numberOf(s.Heading, i+1) + " · "
		}
		if len(row)+len(s.Buttons) > maxInRow {
			flush()
		}
		for _, b := range p.drawn(s.Buttons, number, used) {
			if len(row) == maxInRow {
				flush()
			}
			row = append(row, b)
		}
	}
	flush()
	return append(rows, p.rows(m.Buttons, "", used)...)
}

// rows are buttons in rows.
func (p *payload) rows(all []bot.Button, number string, used map[string]bool) []component {
	var rows []component
	for b := range slices.Chunk(p.drawn(all, number, used), maxInRow) {
		rows = append(rows, component{Type: actionRow, Components: b})
	}
	return rows
}

// drawn are those buttons that Discord can show.
func (p *payload) drawn(all []bot.Button, number string, used map[string]bool) []component {
	var out []component
	for _, b := range all {
		shown, ok := pressable(b, number, used)
		if !ok {
			p.cuts++
			continue
		}
		out = append(out, shown)
	}
	return out
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

// pressable is one button, if its line fits: half a command is none.
func pressable(b bot.Button, number string, used map[string]bool) (component, bool) {
	label := strings.TrimSpace(chattext.Clean(b.Label, 0))
	if label == "" {
		label = "…"
	}
	id := sayPrefix + ":" + b.Say
	for n := 2; used[id]; n++ {
		id = sayPrefix + strconv.Itoa(n) + ":" + b.Say
	}
	if b.Say == "" || units(id) > maxCustomID {
		return component{}, false
	}
	used[id] = true
	style := secondaryStyle
	switch b.Style {
	case bot.Primary:
		style = primaryStyle
	case bot.Danger:
		style = dangerStyle
	}
	return component{Type: button, Label: shorten(number+label, maxLabel), Style: style, CustomID: id}, true
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
