package slacktest

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Limits of views.
// https://docs.slack.dev/reference/views/modal-views
const (
	maxViewBlocks  = 100
	maxMeta        = 3_000
	maxTitle       = 24
	maxPlaceholder = 150
	maxOptionText  = 75
	maxOptionValue = 150
	maxOptions     = 100
	maxRadios      = 10
	maxLabelText   = 2_000
	maxInput       = 3_000

	// triggerLife is how long a trigger opens a view.
	// https://docs.slack.dev/interactivity/handling-user-interaction#trigger_ids
	triggerLife = 3 * time.Second
)

// A View is a modal, or a person's App Home.
type View struct {
	ID     string          `json:"-"`
	Type   string          `json:"type"`
	Call   string          `json:"callback_id"`
	Meta   string          `json:"private_metadata"`
	Title  block           `json:"title"`
	Submit block           `json:"submit"`
	Close  block           `json:"close"`
	Blocks json.RawMessage `json:"blocks"`
}

// Read is all that people read in the view, and Buttons are its buttons.
func (v View) Read() string { return v.message().Read() }

// Buttons are the view's buttons.
func (v View) Buttons() []Button { return v.message().Buttons() }

// Pings are whom the view mentions, and Links where its links lead.
func (v View) Pings() []string { return v.message().Pings() }

// Links are where the view's links lead.
func (v View) Links() []string { return v.message().Links() }

func (v View) message() Message { return Message{Blocks: v.Blocks} }

// Fields are the block IDs of the view's inputs, with their types.
func (v View) Fields() map[string]string {
	all := map[string]string{}
	for _, b := range v.blocks() {
		if b.Type == "input" && b.Element != nil {
			all[b.BlockID] = b.Element.Type
		}
	}
	return all
}

func (v View) blocks() []block {
	var all []block
	_ = json.Unmarshal(v.Blocks, &all)
	return all
}

// Modal is the modal that a person sees, if any.
func (s *Server) Modal(user string) (View, bool) { return s.shown("modal", user) }

// Home is a person's App Home, if the bot ever showed one.
func (s *Server) Home(user string) (View, bool) { return s.shown("home", user) }

func (s *Server) shown(kind, user string) (View, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, _ := s.user(user)
	v, ok := s.views[kind+" "+u.ID]
	return v, ok
}

// trigger is a new trigger of a person's.
func (s *Server) trigger(user string) string {
	key := secret()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.triggers[key] = trigger{user: user, made: time.Now()}
	return key
}

type trigger struct {
	user string
	made time.Time
	used bool
}

func (s *Server) viewsOpen(args map[string]string) reply {
	s.mu.Lock()
	t, ok := s.triggers[args["trigger_id"]]
	if ok {
		s.triggers[args["trigger_id"]] = trigger{t.user, t.made, true}
	}
	s.mu.Unlock()
	switch {
	case !ok:
		return refuse("invalid_trigger_id")
	case t.used:
		return refuse("exchanged_trigger_id")
	case time.Since(t.made) > triggerLife:
		return refuse("expired_trigger_id")
	}
	return s.keep("modal", t.user, args["view"])
}

func (s *Server) viewsPublish(args map[string]string) reply {
	s.mu.Lock()
	u, ok := s.user(args["user_id"])
	s.mu.Unlock()
	if !ok {
		return refuse("user_not_found")
	}
	return s.keep("home", u.ID, args["view"])
}

// keep checks a view and shows it.
func (s *Server) keep(kind, user, raw string) reply {
	var v View
	if err := json.Unmarshal([]byte(raw), &v); err != nil || v.Type != kind {
		return refuse("invalid_arguments")
	}
	if err := checkView(v); err != nil {
		s.violate("views: %v in %s", err, raw)
		return reply{"ok": false, "error": "invalid_arguments", "response_metadata": reply{"messages": []string{"[ERROR] " + err.Error()}}}
	}
	s.checkViewSchema(json.RawMessage(raw))
	s.mu.Lock()
	defer s.mu.Unlock()
	v.ID = fmt.Sprintf("V%d", len(s.calls))
	s.views[kind+" "+user] = v
	return reply{"ok": true, "view": reply{"id": v.ID, "type": kind, "hash": "1." + v.ID}}
}

func checkView(v View) error {
	blocks := v.blocks()
	if n := len(blocks); n < 1 || n > maxViewBlocks {
		return fmt.Errorf("%d blocks, want 1 to %d", n, maxViewBlocks)
	}
	if units(v.Meta) > maxMeta || units(v.Call) > maxID {
		return fmt.Errorf("private_metadata or callback_id is too long")
	}
	ids := map[string]bool{}
	inputs := 0
	for i, b := range blocks {
		if b.BlockID != "" && ids[b.BlockID] {
			return fmt.Errorf("block %d: block_id %q is used twice", i, b.BlockID)
		}
		ids[b.BlockID] = true
		if b.Type == "input" {
			inputs++
		}
		if err := checkBlock(b); err != nil {
			return fmt.Errorf("block %d (%s): %v", i, b.Type, err)
		}
	}
	if v.Type == "home" {
		return nil
	}
	for _, o := range []block{v.Title, v.Submit, v.Close} {
		if o.Type == "" && !(o.words() == "" && inputs == 0) {
			return fmt.Errorf("a modal with inputs needs title, submit and close")
		}
		if err := checkText(o, maxTitle, "plain_text"); err != nil {
			return err
		}
	}
	return nil
}

// checkInput checks an input block and its element.
func checkInput(b block) error {
	if err := checkText(*or(b.Label), maxLabelText, "plain_text"); err != nil {
		return fmt.Errorf("label: %w", err)
	}
	if b.Hint != nil {
		if err := checkText(*b.Hint, maxLabelText, "plain_text"); err != nil {
			return fmt.Errorf("hint: %w", err)
		}
	}
	e := or(b.Element)
	if e.Placeholder != nil {
		if err := checkText(*e.Placeholder, maxPlaceholder, "plain_text"); err != nil {
			return fmt.Errorf("placeholder: %w", err)
		}
	}
	switch e.Type {
	case "plain_text_input":
		if units(e.InitialValue) > maxInput {
			return fmt.Errorf("initial_value is too long")
		}
	case "radio_buttons":
		if n := len(e.Options); n < 1 || n > maxRadios {
			return fmt.Errorf("%d radio buttons, want 1 to %d", n, maxRadios)
		}
	case "static_select", "multi_static_select":
		if n := len(e.Options); n < 1 || n > maxOptions {
			return fmt.Errorf("%d options, want 1 to %d", n, maxOptions)
		}
	case "external_select", "multi_external_select", "conversations_select":
	default:
		return fmt.Errorf("element of type %q", e.Type)
	}
	options := append(append([]block{}, e.Options...), e.InitialOptions...)
	if e.InitialOption != nil {
		options = append(options, *e.InitialOption)
	}
	if err := checkOptions(options); err != nil {
		return err
	}
	return checkInitial(e)
}

// checkInitial checks that what is chosen at first can be chosen.
func checkInitial(e *block) error {
	if len(e.Options) == 0 {
		return nil
	}
	chosen := e.InitialOptions
	if e.InitialOption != nil {
		chosen = append(chosen, *e.InitialOption)
	}
	for _, c := range chosen {
		found := false
		for _, o := range e.Options {
			found = found || o.Value == c.Value && o.object().words() == c.object().words()
		}
		if !found {
			return fmt.Errorf("initial option %q is none of the options", c.Value)
		}
	}
	return nil
}

func checkOptions(all []block) error {
	if len(all) > 2*maxOptions {
		return fmt.Errorf("%d options", len(all))
	}
	for _, o := range all {
		if err := checkText(o.object(), maxOptionText, "plain_text"); err != nil {
			return fmt.Errorf("option: %w", err)
		}
		if n := units(o.Value); n < 1 || n > maxOptionValue {
			return fmt.Errorf("option's value of %d characters", n)
		}
	}
	return nil
}

func or(b *block) *block {
	if b == nil {
		return &block{}
	}
	return b
}

// OpenHome has a person open the App Home.
func (s *Server) OpenHome(user string) error {
	u, _, err := s.lookup(user, "trade")
	if err != nil {
		return err
	}
	return s.Event(map[string]any{"type": "app_home_opened", "user": u.ID, "channel": "D0" + strings.ToUpper(u.Name), "tab": "home", "event_ts": "1.1"})
}

// PressHome has a person press the button of the App Home that has this value.
func (s *Server) PressHome(user, value string) error {
	v, ok := s.Home(user)
	if !ok {
		return fmt.Errorf("%s has no App Home", user)
	}
	u, _, err := s.lookup(user, "trade")
	if err != nil {
		return err
	}
	for _, b := range v.Buttons() {
		if b.Value != value {
			continue
		}
		return s.envelope("interactive", map[string]any{
			"type": "block_actions", "team": map[string]any{"id": s.cfg.Team, "domain": "waybill-test"},
			"user": map[string]any{"id": u.ID, "username": u.Name, "team_id": s.cfg.Team}, "api_app_id": AppID, "token": "verification",
			"container": map[string]any{"type": "view", "view_id": v.ID}, "trigger_id": s.trigger(u.ID),
			"view":    map[string]any{"id": v.ID, "type": "home", "private_metadata": v.Meta, "callback_id": v.Call},
			"actions": []any{map[string]any{"type": "button", "action_id": b.ActionID, "value": b.Value}},
		}, nil)
	}
	return fmt.Errorf("no button %q", value)
}

// Fill has a person fill in the modal and submit it: values by block ID. It
// returns what the bot says is wrong, by block ID; nothing means that the
// modal closed.
func (s *Server) Fill(user string, values map[string][]string) (map[string]string, error) {
	v, ok := s.Modal(user)
	if !ok {
		return nil, fmt.Errorf("%s sees no modal", user)
	}
	u, _, err := s.lookup(user, "trade")
	if err != nil {
		return nil, err
	}
	state := map[string]any{}
	for id, kind := range v.Fields() {
		state[id] = map[string]any{"value": held(kind, values[id])}
	}
	raw, err := s.ask("interactive", map[string]any{
		"type": "view_submission", "team": map[string]any{"id": s.cfg.Team, "domain": "waybill-test"},
		"user": map[string]any{"id": u.ID, "username": u.Name, "name": u.Name, "team_id": s.cfg.Team}, "api_app_id": AppID, "token": "verification",
		"trigger_id": s.trigger(u.ID), "response_urls": []any{}, "is_enterprise_install": false,
		"view": map[string]any{
			"id": v.ID, "team_id": s.cfg.Team, "type": "modal", "callback_id": v.Call, "private_metadata": v.Meta, "hash": "1." + v.ID,
			"state": map[string]any{"values": state},
		},
	})
	if err != nil {
		return nil, err
	}
	var answer struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
	}
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &answer); err != nil {
			return nil, err
		}
	}
	for id := range answer.Errors {
		if v.Fields()[id] == "" {
			s.violate("view_submission: an error beside %q, which is no input", id)
		}
	}
	if answer.Action != "errors" {
		s.mu.Lock()
		delete(s.views, "modal "+u.ID)
		s.mu.Unlock()
	}
	return answer.Errors, nil
}

// held is the state of an input that holds values.
func held(kind string, values []string) map[string]any {
	first := strings.Join(values, ", ")
	var options []any
	for _, v := range values {
		options = append(options, map[string]any{"value": v, "text": map[string]any{"type": "plain_text", "text": v}})
	}
	h := map[string]any{"type": kind}
	switch {
	case kind == "plain_text_input" && first == "":
		h["value"] = nil
	case kind == "plain_text_input":
		h["value"] = first
	case kind == "conversations_select":
		h["selected_conversation"] = first
	case strings.HasPrefix(kind, "multi_"):
		h["selected_options"] = options
	case len(options) > 0:
		h["selected_option"] = options[0]
	default:
		h["selected_option"] = nil
	}
	return h
}

// Suggest has a person type into a field of the modal whose options the bot
// proposes, and returns the values that it does.
func (s *Server) Suggest(user, field, typed string) ([]string, error) {
	v, ok := s.Modal(user)
	if !ok {
		return nil, fmt.Errorf("%s sees no modal", user)
	}
	u, _, err := s.lookup(user, "trade")
	if err != nil {
		return nil, err
	}
	raw, err := s.ask("interactive", map[string]any{
		"type": "block_suggestion", "team": map[string]any{"id": s.cfg.Team}, "user": map[string]any{"id": u.ID, "team_id": s.cfg.Team},
		"api_app_id": AppID, "token": "verification", "container": map[string]any{"type": "view", "view_id": v.ID},
		"action_id": "value", "block_id": field, "value": typed,
		"view": map[string]any{"id": v.ID, "private_metadata": v.Meta, "callback_id": v.Call},
	})
	if err != nil {
		return nil, err
	}
	var answer struct {
		Options []block `json:"options"`
	}
	if err := json.Unmarshal(raw, &answer); err != nil {
		return nil, err
	}
	if len(answer.Options) > maxOptions {
		s.violate("block_suggestion: %d options", len(answer.Options))
	}
	if err := checkOptions(answer.Options); err != nil {
		s.violate("block_suggestion: %v", err)
	}
	var found []string
	for _, o := range answer.Options {
		found = append(found, o.Value)
	}
	return found, nil
}

// Shortcut has a person use a shortcut in a message's menu.
func (s *Server) Shortcut(user string, m Message, callback string) error {
	u, c, err := s.lookup(user, m.Channel)
	if err != nil {
		return err
	}
	return s.envelope("interactive", map[string]any{
		"type": "message_action", "callback_id": callback, "team": map[string]any{"id": s.cfg.Team}, "token": "verification",
		"user":         map[string]any{"id": u.ID, "name": u.Name, "team_id": s.cfg.Team},
		"channel":      map[string]any{"id": c.ID, "name": c.Name},
		"trigger_id":   s.trigger(u.ID),
		"response_url": s.newHook(c, u.ID, ""), "message_ts": m.TS, "message": m.wire(false), "action_ts": m.TS,
	}, nil)
}
