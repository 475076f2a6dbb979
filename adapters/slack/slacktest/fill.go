package slacktest

import (
	"encoding/json"
	"fmt"
	"strings"
)

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
