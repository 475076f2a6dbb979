package slack

import (
	"cmp"
	"context"
	"encoding/json"
	"net/url"
	"strings"

	"waybill/adapters/chattext"
	"waybill/bot"
)

// formID is the callback ID of our modals.
const formID = "form"

// A formed is what a modal carries along to its end.
type formed struct {
	Line    string `json:"line"`              // the command that it fills in
	Channel string `json:"channel,omitempty"` // where, "" if a field asks for it
	Called  string `json:"called,omitempty"`
	Hook    string `json:"hook,omitempty"` // response URL of the command that opened it
	Home    bool   `json:"home,omitempty"` // it was opened on the App Home
}

// opened opens the form of a question that is nothing but a command's name,
// and reports whether it did, or said why not.
func (a *Adapter) opened(ctx context.Context, q ask, r bot.Request) bool {
	former, ok := a.handler.(bot.Former)
	if !ok || q.trigger == "" {
		return false
	}
	f, ok, err := former.Form(ctx, r)
	if err == nil && !ok {
		return false
	}
	if err == nil {
		meta := formed{Line: f.Line, Channel: q.route.channel, Called: q.called, Hook: q.route.hook, Home: q.home}
		if err = q.team.open(ctx, q.trigger, modal(f, meta)); err == nil {
			return true
		}
	}
	m := bot.Say(explain(err).Error())
	m.Private, m.Failed = true, true
	if err := a.bring(ctx, q, m); err != nil {
		a.log.Error("answer not delivered", "user", q.user, "channel", q.channel, "error", err)
	}
	return true
}

// open opens a modal.
func (t *team) open(ctx context.Context, trigger string, view object) error {
	raw, err := json.Marshal(view)
	if err != nil {
		return err
	}
	return t.call(ctx, "views.open", url.Values{"trigger_id": {trigger}, "view": {string(raw)}}, &struct{}{})
}

// An object is one of JSON: slack-go's types of views always send fields that
// Slack's published types don't know.
type object map[string]any

// modal is a form as a view.
// https://docs.slack.dev/reference/views/modal-views
func modal(f bot.Form, meta formed) object {
	var blocks []object
	if meta.Channel == "" {
		blocks = append(blocks, object{
			"type": "input", "block_id": "in", "label": text("Channel"),
			"element": object{
				"type": "conversations_select", "action_id": "value", "default_to_current_conversation": true,
				"filter": object{"include": []string{"public", "private", "im"}, "exclude_bot_users": false},
			},
		})
	}
	for _, field := range f.Fields {
		b := object{"type": "input", "block_id": field.Name, "label": text(field.Label), "element": element(field), "optional": field.Optional}
		if field.Help != "" && field.Kind == bot.Words {
			b["hint"] = text(field.Help)
		}
		blocks = append(blocks, b)
	}
	raw, _ := json.Marshal(meta) // strings and a boolean: never fails
	return object{
		"type": "modal", "callback_id": formID, "private_metadata": string(raw), "title": text(fit(f.Title, maxTitle)),
		"submit": text(fit(f.Submit, maxTitle)), "close": text("Cancel"), "blocks": blocks,
	}
}

// text is a plain text object.
func text(s string) object { return object{"type": "plain_text", "text": s, "emoji": false} }

// mostRadios is how many choices are shown as radio buttons, which Slack
// limits to ten.
// https://docs.slack.dev/reference/block-kit/block-elements/radio-button-group-element
const mostRadios = 5

// element is the element that fills in a field.
func element(f bot.Field) object {
	e := object{"action_id": "value"}
	switch many := f.Kind == bot.Picks; {
	case f.Kind == bot.Words:
		e["type"] = "plain_text_input"
		if len(f.Values) > 0 {
			e["initial_value"] = f.Values[0].Value
		}
		return e
	case len(f.Choices) == 0 && many:
		e["type"], e["min_query_length"] = "multi_external_select", 0
	case len(f.Choices) == 0:
		e["type"], e["min_query_length"] = "external_select", 1
	case many:
		e["type"], e["options"] = "multi_static_select", choices(f.Choices)
	case len(f.Choices) <= mostRadios:
		e["type"], e["options"] = "radio_buttons", choices(f.Choices)
	default:
		e["type"], e["options"] = "static_select", choices(f.Choices)
	}
	if e["type"] != "radio_buttons" {
		e["placeholder"] = text(fit(cmp.Or(f.Help, "Choose"), maxPlaceholder))
	}
	if set := choices(f.Values); len(set) > 0 && f.Kind == bot.Picks {
		e["initial_options"] = set
	} else if len(set) > 0 {
		e["initial_option"] = set[0]
	}
	return e
}

// choices are options to choose from; those that don't fit are left out.
func choices(all []bot.Choice) []object {
	options := []object{}
	for _, c := range all {
		label := fit(chattext.Clean(c.Label, 2*maxLabel), maxLabel)
		if width(c.Value) <= maxOption && c.Value != "" && label != "" && len(options) < maxOptions {
			options = append(options, object{"text": text(label), "value": c.Value})
		}
	}
	return options
}

// A suggestion is the payload of a select whose options are asked for while a
// person types.
// https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload
type suggestion struct {
	Block string `json:"block_id"`
	Value string `json:"value"`
	User  struct {
		ID string `json:"id"`
	} `json:"user"`
	View struct {
		Meta string `json:"private_metadata"`
	} `json:"view"`
}

func (a *Adapter) options(ctx context.Context, t *team, s suggestion) any {
	var f formed
	_ = json.Unmarshal([]byte(s.View.Meta), &f) // without it, only what is proposed for everybody
	r := bot.Request{
		Channel: bot.Channel{Platform: bot.Slack, Workspace: t.self.workspace(), ID: f.Channel, Name: f.Called},
		User:    bot.User{ID: s.User.ID},
	}
	return object{"options": few(choices(a.handler.Complete(ctx, r, firstWord(f.Line), s.Block, s.Value)))}
}

// maxAnswered is how long the options may be that an acknowledgement carries:
// Slack silently drops one of 20 KB.
const maxAnswered = 16 << 10

// few are as many options as fit into an acknowledgement.
func few(options []object) []object {
	size := 0
	for i, o := range options {
		raw, _ := json.Marshal(o) // texts only: never fails
		if size += len(raw) + 1; size > maxAnswered {
			return options[:i]
		}
	}
	return options
}

// A submission is the payload of a modal that was filled in.
// https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload#view_submission
type submission struct {
	Trigger string `json:"trigger_id"`
	User    struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"user"`
	View struct {
		ID       string `json:"id"`
		Hash     string `json:"hash"`
		Callback string `json:"callback_id"`
		Meta     string `json:"private_metadata"`
		State    struct {
			Values map[string]map[string]state `json:"values"`
		} `json:"state"`
	} `json:"view"`
}

// A state is what a field holds.
type state struct {
	Value        string   `json:"value"`
	Option       option   `json:"selected_option"`
	Options      []option `json:"selected_options"`
	Conversation string   `json:"selected_conversation"`
}

type option struct {
	Value string `json:"value"`
}

func (s state) values() []string {
	var all []string
	for _, v := range append([]string{s.Value, s.Option.Value, s.Conversation}, values(s.Options)...) {
		if strings.TrimSpace(v) != "" {
			all = append(all, v)
		}
	}
	return all
}

func values(all []option) []string {
	var vs []string
	for _, o := range all {
		vs = append(vs, o.Value)
	}
	return vs
}

// submission checks a filled-in form while Slack waits, and says what is wrong
// beside the fields. If nothing is, the form closes and its line is said.
func (a *Adapter) submission(base context.Context, t *team, v submission, id string) errand {
	former, ok := a.handler.(bot.Former)
	var f formed
	if !ok || v.View.Callback != formID || json.Unmarshal([]byte(v.View.Meta), &f) != nil {
		return errand{}
	}
	filled := map[string][]string{}
	for block, actions := range v.View.State.Values {
		for _, s := range actions {
			filled[block] = append(filled[block], s.values()...)
		}
	}
	q := ask{
		key: "form " + cmp.Or(v.Trigger, v.View.ID+v.View.Hash, id), user: v.User.ID, name: v.User.Name, channel: f.Channel, called: f.Called,
		route: route{hook: f.Hook, channel: f.Channel, user: v.User.ID, orDirect: true},
	}
	if in := filled["in"]; f.Channel == "" && len(in) == 1 {
		q.channel, q.route.channel = in[0], in[0]
	}
	if q.channel == "" {
		return errand{answer: func(context.Context) any { return wrong(map[string]string{"in": "Choose a channel."}) }}
	}
	return errand{answer: func(ctx context.Context) any {
		q.team, q.line = t, f.Line
		line, problems := former.Filled(ctx, t.request(ctx, q), filled)
		if len(problems) > 0 {
			return wrong(problems)
		}
		q.line = line
		e, _ := a.errand(t)(q, true)
		if a.inbox.take(e.key, e.user, func() { e.work(base); a.after(base, q, f) }) == busy {
			return wrong(map[string]string{"topics": "I have too many questions at once. Please try again in a minute."})
		}
		return nil
	}}
}

// after shows the App Home anew if the form was opened there.
func (a *Adapter) after(ctx context.Context, q ask, f formed) {
	if f.Home && a.overseer() != nil {
		a.showHome(ctx, ask{team: q.team, user: q.user, home: true}, nil)
	}
}

func wrong(problems map[string]string) object {
	said := map[string]string{}
	for field, problem := range problems {
		said[field] = fit(problem, maxLabel*2)
	}
	return object{"response_action": "errors", "errors": said}
}
