package command

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"waybill/bot"
	"waybill/bot/schedule"
)

func (d *Desk) help(_ context.Context, a ask) (bot.Message, error) {
	name := strings.ToLower(strings.TrimSpace(a.Words))
	if name == "" {
		m := bot.Message{Title: "What you can say"}
		for _, e := range table() {
			if name, begins := groups[e.Name+e.Sub]; begins {
				m.Sections = append(m.Sections, bot.Section{Heading: bot.Line{{Text: name, Bold: true}}})
			}
			sec := &m.Sections[len(m.Sections)-1]
			sec.Body = append(sec.Body, helpLine(e))
		}
		m.Footer = []bot.Line{bot.Text("Topics: say topics. Changing things needs the right to manage the channel; asking needs none.")}
		return m, nil
	}
	var lines []bot.Line
	for _, e := range table() {
		if e.Name != strings.Fields(name)[0] {
			continue
		}
		lines = append(lines, helpLine(e))
		for _, o := range e.Options {
			lines = append(lines, bot.Line{{Text: "    " + o.Name, Italic: true}, {Text: ": " + o.Help}})
		}
	}
	if len(lines) == 0 {
		return bot.Message{}, unknownCommand(name, strings.Fields(name)[:1])
	}
	return bot.Message{Intro: lines}, nil
}

// groups are the headings of help, by the command that comes first below each.
var groups = map[string]string{"subscribe": "Digests", "preview": "News", "sources": "Sources", "status": "The bot"}

func helpLine(e entry) bot.Line {
	said := strings.TrimSpace(e.Name + " " + e.Sub)
	if e.Usage != "" {
		said += " " + e.Usage
	}
	return bot.Line{{Text: said, Code: true}, {Text: " — " + e.Help}}
}

func (d *Desk) topics(_ context.Context, a ask) (bot.Message, error) {
	m := bot.Message{Title: "Topics"}
	for _, t := range d.Topics.All() {
		m.Sections = append(m.Sections, bot.Section{Body: []bot.Line{{{Text: t.Label, Bold: true}, {Text: " (" + t.ID + ")"}}}})
	}
	m.Footer = []bot.Line{bot.Text("Besides these: any country or bloc by name, and HS chapters and headings by number, like hs 2846.")}
	return page(m, "topics", a.Words), nil
}

// settings shows what the channel's people chose, and changes it for those
// who may.
func (d *Desk) settings(ctx context.Context, a ask) (bot.Message, error) {
	s, err := d.Chats.Settings(ctx, a.Channel)
	if err != nil {
		return bot.Message{}, fmt.Errorf("read settings: %w", err)
	}
	words := strings.Fields(a.Words)
	if len(words) == 0 {
		return d.showSettings(s, a), nil
	}
	changing := entry{Command: bot.Command{Name: "settings", Changes: true}, run: func(d *Desk, ctx context.Context, a ask) (bot.Message, error) {
		if strings.EqualFold(words[0], "unmute") {
			return d.unmute(ctx, s, a)
		}
		if strings.EqualFold(words[0], "more") {
			if err := d.moreAgain(&s, words[1:]); err != nil {
				return bot.Message{}, err
			}
		} else if err := changeSettings(&s, words); err != nil {
			return bot.Message{}, err
		}
		if err := d.Chats.SaveSettings(ctx, a.Channel, s); err != nil {
			return bot.Message{}, fmt.Errorf("save settings: %w", err)
		}
		return d.showSettings(s, a), nil
	}}
	return d.changes(ctx, changing, a)
}

// unmute lets all muted stories back into the channel's digests.
func (d *Desk) unmute(ctx context.Context, s bot.Settings, a ask) (bot.Message, error) {
	for _, story := range s.Muted {
		if err := d.Chats.Unmute(ctx, a.Channel, story); err != nil {
			return bot.Message{}, fmt.Errorf("unmute: %w", err)
		}
	}
	s.Muted = nil
	return d.showSettings(s, a), nil
}

func changeSettings(s *bot.Settings, words []string) error {
	arg := strings.Join(words[1:], " ")
	switch strings.ToLower(words[0]) {
	case "zone":
		zone, _, err := schedule.Zone(arg)
		if err != nil {
			return err
		}
		s.Zone = zone
		return nil
	case "allow", "deny":
		id := strings.Trim(arg, "<@!>")
		if id == "" {
			return &bot.Error{Kind: bot.Invalid, Text: "whom?", Hint: "say settings allow and a user's ID or mention"}
		}
		s.Allow = slices.DeleteFunc(s.Allow, func(x string) bool { return x == id })
		if strings.EqualFold(words[0], "allow") {
			s.Allow = append(s.Allow, id)
		}
		return nil
	}
	return &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("there is no setting %q", words[0]), Hint: "there are: zone ZONE, allow USER, deny USER, unmute, more TOPIC"}
}

func (d *Desk) showSettings(s bot.Settings, a ask) bot.Message {
	zone := s.Zone
	if zone == "" {
		zone = d.Zone + " (nobody chose one here)"
	}
	m := bot.Message{Title: "Settings of " + a.here()}
	m.Intro = []bot.Line{
		bot.Text("Time zone: " + zone),
		bot.Text("Allowed to change things, besides who manages the channel: " + orNobody(s.Allow)),
		bot.Text(fmt.Sprintf("Muted stories: %d", len(s.Muted))),
		bot.Text("Less wanted of: " + orNone(d.labels(s.Less))),
		bot.Text("To change them, say settings and one of: zone ZONE, allow USER, deny USER, unmute, more TOPIC."),
	}
	return m
}

func orNone(names []string) string {
	if len(names) == 0 {
		return "nothing"
	}
	return strings.Join(names, ", ")
}

func orNobody(ids []string) string {
	if len(ids) == 0 {
		return "nobody"
	}
	return strings.Join(ids, ", ")
}
