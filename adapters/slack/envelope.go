package slack

import (
	"cmp"
	"encoding/json"
	"regexp"
	"strings"

	"waybill/bot"
)

// An envelope is one message of Socket Mode. Of its payload only what is used
// is read, so that a new field or block in the rest can't break it.
// https://docs.slack.dev/apis/events-api/using-socket-mode
type envelope struct {
	Type    string          `json:"type"`
	ID      string          `json:"envelope_id"`
	Payload json.RawMessage `json:"payload"`
	Accepts bool            `json:"accepts_response_payload"`
	Reason  string          `json:"reason"` // of a disconnect
}

// An ask is something a person said, and the way back to that person.
type ask struct {
	team    *team
	key     string // the same for every copy of it
	line    string
	user    string
	name    string // of the user, "" if not said
	channel string
	called  string // the channel's name, "" if not said
	thread  string // it was said in, "" if none
	trigger string // opens a form, "" if there is none
	page    string // of the App Home, which is shown again after it
	home    bool   // it was said on the App Home
	route   route

	assistant bool // in a thread of the assistant, where every word is a question
}

// A route is how an answer finds its way.
type route struct {
	hook      string // response URL, "" if there is none
	channel   string
	user      string
	thread    string // where a public answer goes, "" for the channel itself
	inThread  bool   // the thread exists already, so private answers can go there
	ephemeral bool   // the question stood in a message that only its reader sees
	orDirect  bool   // where it can't go there, it goes to the person
}

// slash is the payload of a slash command.
// https://docs.slack.dev/interactivity/implementing-slash-commands
type slash struct {
	Channel string `json:"channel_id"`
	Called  string `json:"channel_name"`
	User    string `json:"user_id"`
	Name    string `json:"user_name"`
	Text    string `json:"text"`
	Hook    string `json:"response_url"`
	Trigger string `json:"trigger_id"`
}

func (s slash) ask(id, self string) (ask, bool) {
	if s.Called == "directmessage" || s.Called == "privategroup" {
		s.Called = "" // no names but kinds
	}
	return ask{
		key: "slash " + cmp.Or(s.Trigger, id), line: cmp.Or(spoken(s.Text, self, nil), "help"), user: s.User, name: s.Name, channel: s.Channel, called: s.Called,
		trigger: s.Trigger,
		route:   route{hook: s.Hook, channel: s.Channel, user: s.User},
	}, s.User != "" && s.Channel != ""
}

var marked = regexp.MustCompile(`<([^<>|]*)(?:\|([^<>]*))?>`)

// spoken is what a person typed, made of the markup that Slack's clients make
// of it. The bot's name goes: the command is what follows it, or what stands
// before it if only that begins with a command.
func spoken(text, self string, words map[string]bot.Command) string {
	const name = "\x00"
	text = marked.ReplaceAllStringFunc(text, func(m string) string {
		p := marked.FindStringSubmatch(m)
		to, label := p[1], p[2]
		switch {
		case to == "@"+self:
			return name
		case strings.HasPrefix(to, "@"):
			return "<" + to + ">" // stays a mention: its ID is what commands want
		case strings.HasPrefix(to, "#"):
			return "#" + cmp.Or(label, to[1:])
		case strings.HasPrefix(to, "!"):
			return "@" + strings.TrimPrefix(cmp.Or(label, to[1:]), "@")
		case label != "" && (to == "http://"+label || to == "https://"+label || to == "mailto:"+label):
			return label // typed without a scheme
		}
		return to
	})
	before, after, named := strings.Cut(text, name)
	text = before
	if named {
		text = strings.ReplaceAll(after, name, " ")
		_, commandBefore := words[firstWord(before)]
		_, commandAfter := words[firstWord(text)]
		if commandBefore && !commandAfter || strings.TrimSpace(text) == "" {
			text = before
		}
	}
	text = strings.TrimLeft(strings.TrimSpace(unescape(text)), ",:; ")
	return strings.Join(strings.Fields(text), " ")
}

func firstWord(s string) string {
	first, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(s)), " ")
	return first
}
