package slack

import (
	"cmp"
	"context"
	"encoding/json"
	"regexp"
	"strings"

	"waybill/adapters/chattext"
	"waybill/bot"
)

// A press is the payload of a button that was pressed.
// https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
type press struct {
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
	View struct {
		Type string `json:"type"`
		Meta string `json:"private_metadata"`
	} `json:"view"`
	Actions []struct {
		ID    string `json:"action_id"`
		Value string `json:"value"`
	} `json:"actions"`
	Hook    string `json:"response_url"`
	Trigger string `json:"trigger_id"`
}

// interaction makes an errand of a payload of interactivity.
// https://docs.slack.dev/reference/interaction-payloads
func (a *Adapter) interaction(ctx context.Context, t *team, kind string, e envelope) (errand, error) {
	switch kind {
	case "block_actions":
		var p press
		if err := json.Unmarshal(e.Payload, &p); err != nil {
			return errand{}, err
		}
		if p.View.Type == "home" {
			return a.errand(t)(p.askHome(e.ID))
		}
		return a.errand(t)(p.ask(e.ID))
	case "message_action":
		var s shortcut
		if err := json.Unmarshal(e.Payload, &s); err != nil {
			return errand{}, err
		}
		return a.shortcut(t, s, e.ID), nil
	case "view_submission":
		var v submission
		if err := json.Unmarshal(e.Payload, &v); err != nil {
			return errand{}, err
		}
		return a.submission(ctx, t, v, e.ID), nil
	case "block_suggestion":
		var s suggestion
		if err := json.Unmarshal(e.Payload, &s); err != nil {
			return errand{}, err
		}
		return errand{answer: func(ctx context.Context) any { return a.options(ctx, t, s) }}, nil
	}
	return errand{}, nil
}

func (p press) ask(id string) (ask, bool) {
	if len(p.Actions) == 0 || !strings.HasPrefix(p.Actions[0].ID, actionPrefix) {
		return ask{}, false
	}
	channel := cmp.Or(p.Channel.ID, p.Container.Channel)
	thread := cmp.Or(p.Container.Thread, p.Message.Thread)
	a := ask{
		key: "press " + cmp.Or(p.Trigger, id), line: p.Actions[0].Value, user: p.User.ID, name: p.User.Username, channel: channel, thread: thread,
		trigger: p.Trigger,
		route: route{
			hook: p.Hook, channel: channel, user: p.User.ID, thread: cmp.Or(thread, p.Container.Message),
			inThread: thread != "", ephemeral: p.Container.Ephemeral,
		},
	}
	return a, a.line != "" && a.user != "" && a.channel != ""
}

// askHome is what a button on the App Home says. It may name the channel that
// it is about.
func (p press) askHome(id string) (ask, bool) {
	if len(p.Actions) == 0 || p.User.ID == "" {
		return ask{}, false
	}
	a := ask{
		key: "press " + cmp.Or(p.Trigger, id), line: p.Actions[0].Value, user: p.User.ID, name: p.User.Username,
		trigger: p.Trigger, page: p.View.Meta, home: true,
	}
	switch action := p.Actions[0].ID; {
	case strings.HasPrefix(action, inPrefix):
		a.channel, a.line, _ = strings.Cut(a.line, " ")
	case !strings.HasPrefix(action, actionPrefix):
		return ask{}, false
	}
	a.route = route{channel: a.channel, user: a.user}
	return a, a.line != ""
}

// A shortcut is the payload of a shortcut in a message's menu.
// https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload
type shortcut struct {
	ID      string `json:"callback_id"`
	Trigger string `json:"trigger_id"`
	Hook    string `json:"response_url"`
	User    struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"user"`
	Channel struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"channel"`
	Message struct {
		Text        string          `json:"text"`
		Blocks      json.RawMessage `json:"blocks"`
		Attachments json.RawMessage `json:"attachments"`
	} `json:"message"`
}

// summarise is the callback ID of the shortcut "Summarise this link".
const summarise = "summarise"

// shortcut has the first link of a message read. The answer is for who asked.
func (a *Adapter) shortcut(t *team, s shortcut, id string) errand {
	if s.ID != summarise || s.User.ID == "" {
		return errand{}
	}
	q := ask{
		team: t, key: "shortcut " + cmp.Or(s.Trigger, id), user: s.User.ID, name: s.User.Name, channel: s.Channel.ID,
		route: route{hook: s.Hook, channel: s.Channel.ID, user: s.User.ID, ephemeral: true},
	}
	if link := firstLink(s); link != "" {
		q.line = "summarise " + link
		e, _ := a.errand(t)(q, true)
		return e
	}
	return errand{key: t.self.workspace() + " " + q.key, user: t.self.workspace() + " " + q.user, work: func(ctx context.Context) {
		m := bot.Say("There is no link in this message.")
		m.Private, m.Failed = true, true
		bring, done := outlast(ctx)
		defer done()
		if err := t.reply(bring, q.route, m); err != nil {
			a.log.Error("answer not delivered", "user", q.user, "channel", q.channel, "error", err)
		}
	}}
}

var linked = regexp.MustCompile(`<(https?://[^|>\s]+)`)

// firstLink is the first link that people see in a message: in its blocks, its
// text, or the preview below it.
func firstLink(s shortcut) string {
	var found []string
	for _, raw := range []json.RawMessage{s.Message.Blocks, s.Message.Attachments} {
		var doc any
		if json.Unmarshal(raw, &doc) == nil {
			found = addresses(doc, found)
		}
		if m := linked.FindStringSubmatch(s.Message.Text); m != nil {
			found = append(found, unescape(m[1]))
		}
	}
	for _, u := range found {
		if address, ok := chattext.Link(u); ok {
			return address
		}
	}
	return ""
}

// addresses are the links of rich text, buttons and previews, in reading order.
func addresses(node any, found []string) []string {
	switch n := node.(type) {
	case []any:
		for _, child := range n {
			found = addresses(child, found)
		}
	case map[string]any:
		for _, key := range []string{"url", "original_url", "from_url", "title_link"} {
			if u, ok := n[key].(string); ok {
				found = append(found, u)
			}
		}
		if text, ok := n["text"].(string); ok {
			for _, m := range linked.FindAllStringSubmatch(text, -1) {
				found = append(found, unescape(m[1]))
			}
		}
		for _, key := range []string{"text", "elements", "fields", "accessory", "blocks"} {
			if child, ok := n[key]; ok {
				found = addresses(child, found)
			}
		}
	}
	return found
}
