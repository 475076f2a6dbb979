package slack

import (
	"cmp"
	"encoding/json"
	"regexp"
	"strings"
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
	key     string // the same for every copy of it
	line    string
	user    string
	name    string // of the user, "" if not said
	channel string
	called  string // the channel's name, "" if not said
	thread  string // it was said in, "" if none
	route   route
}

// A route is how an answer finds its way.
type route struct {
	hook      string // response URL, "" if there is none
	channel   string
	user      string
	thread    string // where a public answer goes, "" for the channel itself
	inThread  bool   // the thread exists already, so private answers can go there
	ephemeral bool   // the question stood in a message that only its reader sees
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
		route: route{hook: s.Hook, channel: s.Channel, user: s.User},
	}, s.User != "" && s.Channel != ""
}

// press is the payload of a button that was pressed.
// https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
type press struct {
	Type string `json:"type"`
	User struct {
		ID       string `json:"id"`
		Username string `json:"username"`
	} `json:"user"`
	Channel struct {
		ID string `json:"id"`
	} `json:"channel"`
	Container struct {
		Channel   string `json:"channel_id"`
		Message   string `json:"message_ts"`
		Thread    string `json:"thread_ts"`
		Ephemeral bool   `json:"is_ephemeral"`
	} `json:"container"`
	Message struct {
		Thread string `json:"thread_ts"`
	} `json:"message"`
	Actions []struct {
		ID    string `json:"action_id"`
		Value string `json:"value"`
	} `json:"actions"`
	Hook    string `json:"response_url"`
	Trigger string `json:"trigger_id"`
}

func (p press) ask(id string) (ask, bool) {
	if p.Type != "block_actions" || len(p.Actions) == 0 || !strings.HasPrefix(p.Actions[0].ID, actionPrefix) {
		return ask{}, false
	}
	channel := cmp.Or(p.Channel.ID, p.Container.Channel)
	thread := cmp.Or(p.Container.Thread, p.Message.Thread)
	a := ask{
		key: "press " + cmp.Or(p.Trigger, id), line: p.Actions[0].Value, user: p.User.ID, name: p.User.Username, channel: channel, thread: thread,
		route: route{
			hook: p.Hook, channel: channel, user: p.User.ID, thread: cmp.Or(thread, p.Container.Message),
			inThread: thread != "", ephemeral: p.Container.Ephemeral,
		},
	}
	return a, a.line != "" && a.user != "" && a.channel != ""
}

// callback is the payload of an event.
// https://docs.slack.dev/reference/events/app_mention
type callback struct {
	ID    string `json:"event_id"`
	Event struct {
		Type        string          `json:"type"`
		Subtype     string          `json:"subtype"`
		ChannelType string          `json:"channel_type"`
		Channel     string          `json:"channel"`
		User        string          `json:"user"`
		Bot         string          `json:"bot_id"`
		Text        string          `json:"text"`
		TS          string          `json:"ts"`
		Thread      string          `json:"thread_ts"`
		Edited      json.RawMessage `json:"edited"`
	} `json:"event"`
}

// ask is what was said to the bot, if anything: to itself it doesn't listen,
// nor to other bots, nor to corrections of what was said before.
func (c callback) ask(self string, words map[string]bool) (ask, bool) {
	e := c.Event
	if e.Bot != "" || e.User == "" || e.Channel == "" || e.User == self || e.Subtype != "" && e.Subtype != "file_share" || len(e.Edited) > 0 {
		return ask{}, false
	}
	a := ask{
		// A message that comes as two events is still one message.
		key: "said " + e.Channel + " " + cmp.Or(e.TS, c.ID), user: e.User, channel: e.Channel, thread: e.Thread,
		route: route{channel: e.Channel, user: e.User, thread: e.Thread, inThread: e.Thread != ""},
	}
	switch {
	case e.Type == "message" && e.ChannelType == "im":
	case e.Type == "app_mention":
		a.route.thread = cmp.Or(e.Thread, e.TS)
	default:
		return ask{}, false
	}
	a.line = cmp.Or(spoken(e.Text, self, words), "help")
	return a, true
}

var marked = regexp.MustCompile(`<([^<>|]*)(?:\|([^<>]*))?>`)

// spoken is what a person typed, made of the markup that Slack's clients make
// of it. The bot's name goes: the command is what follows it, or what stands
// before it if only that begins with a command.
func spoken(text, self string, words map[string]bool) string {
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
		if words[firstWord(before)] && !words[firstWord(text)] || strings.TrimSpace(text) == "" {
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
