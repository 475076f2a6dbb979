package discord

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"waybill/adapters/chattext"
	"waybill/bot"
)

// root is the one application command: everything else is below it.
const root = "waybill"

// An appCommand is an application command as Discord takes it. Discordgo's own
// shape sends null for what is left out, which Discord stores as something
// else.
type appCommand struct {
	Name         string                                 `json:"name"`
	Type         discordgo.ApplicationCommandType       `json:"type"`
	Description  string                                 `json:"description"`
	Options      []appOption                            `json:"options,omitempty"`
	Contexts     []discordgo.InteractionContextType     `json:"contexts,omitempty"`
	Integrations []discordgo.ApplicationIntegrationType `json:"integration_types,omitempty"`
	May          bits                                   `json:"default_member_permissions,omitempty"` // who sees it, unless a server decides otherwise
}

// bits are permissions: a number when they are sent, and a string of digits when
// they come back.
type bits int64

// UnmarshalJSON reads both.
func (b *bits) UnmarshalJSON(raw []byte) error {
	text := strings.Trim(string(raw), `"`)
	if text == "null" {
		return nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	*b = bits(n)
	return err
}

// An appOption is a subcommand, a group of them, or a value.
type appOption struct {
	Type         discordgo.ApplicationCommandOptionType `json:"type"`
	Name         string                                 `json:"name"`
	Description  string                                 `json:"description"`
	Required     bool                                   `json:"required,omitempty"`
	Options      []appOption                            `json:"options,omitempty"`
	Choices      []appChoice                            `json:"choices,omitempty"`
	Autocomplete bool                                   `json:"autocomplete,omitempty"`
}

// An appChoice is a value that people can choose.
type appChoice struct {
	Name  string `json:"name"`
	Value any    `json:"value"` // a string or a whole number, as the option's type is
}

// tree is the table of commands as application commands: one, with a
// subcommand for each, in a group if it has a second word. It fails when
// Discord would refuse it.
func tree(commands []bot.Command) ([]appCommand, error) {
	if len(commands) == 0 {
		return nil, nil
	}
	top := appCommand{
		Name: root, Type: discordgo.ChatApplicationCommand, Description: "Trade news: digests, questions, sources",
		Contexts:     []discordgo.InteractionContextType{discordgo.InteractionContextGuild, discordgo.InteractionContextBotDM},
		Integrations: []discordgo.ApplicationIntegrationType{discordgo.ApplicationIntegrationGuildInstall},
		// Asking needs no right but to speak. What changes something is in the same
		// command, so who may is checked whenever one is used; see rights.go.
		May: discordgo.PermissionSendMessages,
	}
	for _, c := range commands {
		name := c.Name
		if c.Sub != "" {
			name = c.Sub
		}
		leaf := appOption{Type: discordgo.ApplicationCommandOptionSubCommand, Name: name, Description: describe(c.Help, name), Options: values(c)}
		if c.Sub == "" {
			top.Options = append(top.Options, leaf)
			continue
		}
		i := slices.IndexFunc(top.Options, func(o appOption) bool {
			return o.Name == c.Name && o.Type == discordgo.ApplicationCommandOptionSubCommandGroup
		})
		if i < 0 {
			i = len(top.Options)
			top.Options = append(top.Options, appOption{Type: discordgo.ApplicationCommandOptionSubCommandGroup, Name: c.Name, Description: describe("", c.Name)})
		}
		top.Options[i].Options = append(top.Options[i].Options, leaf)
	}
	if err := check(top); err != nil {
		return nil, &bot.Error{Kind: bot.Invalid, Text: "Discord would refuse the table of commands", Err: err}
	}
	return []appCommand{top}, nil
}

func describe(help, name string) string {
	if help = chattext.Clean(help, 0); help == "" {
		help = name
	}
	return shorten(help, maxDescription)
}

// values are a command's options as Discord shows them: what must be given
// first. What a form can ask for need not be given.
func values(c bot.Command) []appOption {
	var out []appOption
	for _, o := range c.Options {
		o.Required = o.Required && (!c.Form || o.Number)
		v := appOption{Type: discordgo.ApplicationCommandOptionString, Name: o.Name, Description: describe(o.Help, o.Name), Required: o.Required, Autocomplete: o.Completes}
		if o.Number {
			v.Type = discordgo.ApplicationCommandOptionInteger
		}
		if len(o.Choices) > 0 && len(o.Choices) <= maxChoices {
			v.Autocomplete = false // Discord takes one or the other
			for _, c := range o.Choices {
				if shown, ok := choice(bot.Choice{Label: c, Value: c}, o.Number); ok {
					v.Choices = append(v.Choices, shown)
				}
			}
		}
		out = append(out, v)
	}
	slices.SortStableFunc(out, func(a, b appOption) int { return cmp.Compare(rank(a), rank(b)) })
	return out
}

func rank(o appOption) int {
	if o.Required {
		return 0
	}
	return 1
}

// named is what Discord takes for a name, as far as it is in lower case.
// https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-naming
var named = regexp.MustCompile(`^[-_'\p{Ll}\p{Lm}\p{Lo}\p{N}]+$`)

// check reports what Discord would refuse in a command.
func check(c appCommand) error {
	size, err := weigh(c.Name, c.Description, c.Options)
	if err == nil && size > maxCommand {
		err = fmt.Errorf("it has %d characters, %d are allowed", size, maxCommand)
	}
	return err
}

// weigh checks names and numbers, and counts the characters.
func weigh(name, description string, options []appOption) (int, error) {
	if !named.MatchString(name) || units(name) > maxName {
		return 0, fmt.Errorf("%q is no name", name)
	}
	if len(options) > maxOptions {
		return 0, fmt.Errorf("%q has %d options, %d are allowed", name, len(options), maxOptions)
	}
	size := units(name) + units(description)
	seen := map[string]bool{}
	for _, o := range options {
		if seen[o.Name] {
			return 0, fmt.Errorf("%q has two options %q", name, o.Name)
		}
		seen[o.Name] = true
		n, err := weigh(o.Name, o.Description, o.Options)
		if err != nil {
			return 0, fmt.Errorf("in %q: %w", name, err)
		}
		size += n
		for _, c := range o.Choices {
			size += units(c.Name) + units(fmt.Sprint(c.Value))
		}
	}
	return size, nil
}
