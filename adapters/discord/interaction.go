package discord

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"waybill/adapters/chattext"
	"waybill/bot"
)

// An interaction is what Discord reports when somebody uses a command, a
// button or a field that completes. Discordgo's shape has no channel, and
// fails on components that are newer than itself.
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object
type interaction struct {
	ID          string                    `json:"id"`
	Application string                    `json:"application_id"`
	Type        discordgo.InteractionType `json:"type"`
	Token       string                    `json:"token"`
	Guild       string                    `json:"guild_id"`
	Channel     place                     `json:"channel"`
	ChannelID   string                    `json:"channel_id"`
	Member      *struct {
		User        person `json:"user"`
		Nick        string `json:"nick"`
		Permissions string `json:"permissions"`
	} `json:"member"` // in a guild
	User *person `json:"user"` // in a direct message
	Data struct {
		Name     string    `json:"name"`
		Options  []setting `json:"options"`
		CustomID string    `json:"custom_id"`
		Values   []string  `json:"values"` // of a choice

		Components json.RawMessage `json:"components"` // of a form
	} `json:"data"`
}

// A person is a user as Discord describes one.
type person struct {
	ID         string `json:"id"`
	Username   string `json:"username"`
	GlobalName string `json:"global_name"`
	Bot        bool   `json:"bot"`
}

// A setting is an option that somebody gave, or the subcommand with its
// options.
type setting struct {
	Type    discordgo.ApplicationCommandOptionType `json:"type"`
	Name    string                                 `json:"name"`
	Value   json.RawMessage                        `json:"value"`
	Options []setting                              `json:"options"`
	Focused bool                                   `json:"focused"`
}

// text is the value as somebody would type it.
func (s setting) text() string {
	var text string
	if json.Unmarshal(s.Value, &text) == nil {
		return strings.TrimSpace(chattext.Clean(text, 0))
	}
	return string(s.Value) // a number
}

// request is what the interaction asks, with the line that it stands for.
func (e *ears) request(i interaction, line string) bot.Request {
	r := i.request(line)
	if r.Thread != "" {
		r.Channel = e.a.home(e.ctx, r.Channel, i.Channel)
	}
	return r
}

func (i interaction) request(line string) bot.Request {
	r := bot.Request{Line: line, Channel: bot.Channel{Platform: bot.Discord, Workspace: i.Guild, ID: i.ChannelID, Name: i.Channel.Name}}
	if i.Channel.thread() {
		r.Thread = i.ChannelID
	}
	switch {
	case i.Member != nil:
		r.User = user(i.Member.User, i.Member.Nick)
		r.User.Manages = parseRight(i.Member.Permissions).manages()
		r.User.Admin = parseRight(i.Member.Permissions).admin()
	case i.User != nil:
		r.User = user(*i.User, "")
		r.User.Manages = true
		r.Direct = true
	}
	if i.Guild == "" {
		r.Channel.Name = ""
	}
	return r
}

// user is a person with the name that others see.
func user(p person, nick string) bot.User {
	name := p.Username
	if p.GlobalName != "" {
		name = p.GlobalName
	}
	if nick != "" {
		name = nick
	}
	return bot.User{ID: p.ID, Name: chattext.Clean(name, 80)}
}

// path is the subcommand that was used, with the settings below it.
func (i interaction) path() (name, sub string, settings []setting) {
	settings = i.Data.Options
	for len(settings) == 1 {
		switch settings[0].Type {
		case discordgo.ApplicationCommandOptionSubCommandGroup:
			name = settings[0].Name
		case discordgo.ApplicationCommandOptionSubCommand:
			if name == "" {
				return settings[0].Name, "", settings[0].Options
			}
			return name, settings[0].Name, settings[0].Options
		default:
			return name, "", settings
		}
		settings = settings[0].Options
	}
	return name, "", settings
}

// line is the command line that an interaction's settings stand for: the
// command, then its options in the order of the table, each with its prefix.
// Settings that the table doesn't know any more follow as they are.
func line(c bot.Command, settings []setting) string {
	words := []string{c.Name}
	if c.Sub != "" {
		words = append(words, c.Sub)
	}
	given := map[string]string{}
	for _, s := range settings {
		given[s.Name] = s.text()
	}
	for _, o := range c.Options {
		if value := given[o.Name]; value != "" {
			if o.Prefix != "" {
				words = append(words, o.Prefix)
			}
			words = append(words, value)
		}
		delete(given, o.Name)
	}
	for _, s := range settings {
		if value := given[s.Name]; value != "" {
			words = append(words, value)
		}
	}
	return strings.Join(words, " ")
}

// command is the command of this name, or one that has only the name.
func (a *Adapter) command(name, sub string) bot.Command {
	for _, c := range a.commands {
		if c.Name == name && c.Sub == sub {
			return c
		}
	}
	return bot.Command{Name: name, Sub: sub}
}

// spoken is the command that a line begins with, or none.
func (a *Adapter) spoken(line string) bot.Command {
	words := strings.Fields(strings.ToLower(line))
	var best bot.Command
	for _, c := range a.commands {
		switch {
		case len(words) == 0 || c.Name != words[0]:
		case c.Sub == "":
			best = c
		case len(words) > 1 && c.Sub == words[1]:
			return c
		}
	}
	return best
}

// choice is a proposed value as Discord takes it; not all can be.
func choice(c bot.Choice, number bool) (appChoice, bool) {
	label := strings.TrimSpace(chattext.Clean(c.Label, 0))
	if label == "" {
		label = c.Value
	}
	shown := appChoice{Name: shorten(label, maxChoice), Value: c.Value}
	if number {
		n, err := strconv.ParseInt(strings.TrimSpace(c.Value), 10, 52) // Discord's whole numbers
		shown.Value = n
		return shown, err == nil && label != ""
	}
	return shown, c.Value != "" && units(c.Value) <= maxChoice
}
