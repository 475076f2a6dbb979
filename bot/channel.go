package bot

import (
	"strings"

	"waybill/digest"
)

// A Platform is a chat platform that Waybill speaks on.
type Platform string

// The platforms.
const (
	Terminal Platform = "terminal"
	Slack    Platform = "slack"
	Discord  Platform = "discord"
)

// A Channel is a place on a platform where messages are posted.
type Channel struct {
	Platform  Platform
	Workspace string // Slack workspace or Discord guild; "" for a direct message on Discord, "local" on the terminal
	ID        string // the platform's identifier
	Name      string // as people see it, without "#"; "" if unknown
}

// Same reports whether both are one place, whatever their names.
func (c Channel) Same(o Channel) bool {
	return c.Platform == o.Platform && c.Workspace == o.Workspace && c.ID == o.ID
}

// Whose is whose a channel is: its workspace's, as "slack/T1"; its own, where
// it belongs to none; nobody's, "", on the terminal.
func (c Channel) Whose() string {
	switch {
	case c.Platform == Terminal:
		return ""
	case c.Workspace == "":
		return string(c.Platform) + "/@" + c.ID
	}
	return string(c.Platform) + "/" + c.Workspace
}

// Reader is for whom is chosen what is shown in the channel: its workspace; on
// the terminal, whoever runs the bot.
func (c Channel) Reader() digest.Reader {
	if c.Platform == Terminal {
		return digest.Operator
	}
	return digest.Reader(c.Whose())
}

// String is the channel as shown to people.
func (c Channel) String() string {
	switch {
	case c.Name == "":
		return c.ID
	case c.Platform == Terminal, strings.HasPrefix(c.Name, "@"): // somebody's direct messages
		return c.Name
	}
	return "#" + strings.TrimPrefix(c.Name, "#")
}

// A User is a person on a platform.
type User struct {
	ID      string
	Name    string
	Manages bool   // may change what this channel receives, as far as the platform says
	Admin   bool   // may change what every channel of the workspace receives
	Zone    string // IANA time zone of the person, "" if the platform does not say
}
