package discord

import (
	"cmp"
	"strconv"
	"strings"

	"waybill/adapters/chattext"
	"waybill/bot"
)

// A list with more buttons than one message holds has a choice for each of
// their labels instead: "Pause…" and below it the entries.

// pickPrefix begins the custom ID of every choice. The values are the lines
// that they say, so a choice goes on working when the bot is restarted.
const pickPrefix = "pick"

// maxPicks is how many options a choice has at most.
// https://discord.com/developers/docs/components/reference#string-select
const maxPicks = 25

// choosable reports whether the sections are entries of a list, with buttons
// that choices can stand for. The stories of a digest keep their own.
func choosable(m bot.Message) bool {
	entries, seen := map[string]int{}, map[bot.Button]bool{}
	for _, s := range m.Sections {
		if len(s.Context)+len(s.Quotes) > 0 {
			return false
		}
		for _, b := range s.Buttons {
			if b.Say == "" || units(b.Say) > maxChoice || seen[b] {
				return false // of two that say the same Discord takes one
			}
			seen[b] = true
			if entries[b.Label]++; entries[b.Label] > maxPicks {
				return false
			}
		}
	}
	return len(entries) > 0 && len(entries)+(len(m.Buttons)+maxInRow-1)/maxInRow <= maxRows && len(m.Sections) > 1
}

// choosing is the list without its sections' buttons, and the choices that
// stand for them, each in a row of its own.
func choosing(m bot.Message) (bot.Message, []component) {
	var rows []component
	at := map[string]int{} // label → row
	sections := make([]bot.Section, len(m.Sections))
	for i, s := range m.Sections {
		entry := shorten(strings.TrimSpace(chattext.Clean(about(s), 0)), maxChoice)
		for _, b := range s.Buttons {
			n, ok := at[b.Label]
			if !ok {
				n = len(rows)
				at[b.Label] = n
				rows = append(rows, component{Type: actionRow, Components: []component{{
					Type: stringPick, CustomID: pickPrefix + ":" + strconv.Itoa(n), Placeholder: shorten(chattext.Clean(b.Label, 0)+"…", maxLabel),
				}}})
			}
			pick := &rows[n].Components[0]
			pick.Options = append(pick.Options, picked{Label: cmp.Or(entry, b.Say), Value: b.Say})
		}
		sections[i], sections[i].Buttons = s, nil
	}
	m.Sections = sections
	return m, rows
}

// about is what a section says first.
func about(s bot.Section) string {
	if head := s.Heading.Plain(); head != "" || len(s.Body) == 0 {
		return head
	}
	return s.Body[0].Plain()
}
