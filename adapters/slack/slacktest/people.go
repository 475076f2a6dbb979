package slacktest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Say has a person write a message in a channel, and hands it to the app if
// the app is to hear of it: if it mentions the bot as "@waybill", or is a
// direct message. Text is what the person types.
func (s *Server) Say(user, channel, text string) error {
	_, err := s.say(user, channel, "", text)
	return err
}

// Reply is Say in the thread that begins with the message of this ts.
func (s *Server) Reply(user, channel, thread, text string) error {
	_, err := s.say(user, channel, thread, text)
	return err
}

func (s *Server) say(user, channel, thread, text string) (Message, error) {
	u, c, err := s.lookup(user, channel)
	if err != nil {
		return Message{}, err
	}
	wire, mentioned := typedIn(text)
	m := s.Add(Message{Channel: c.ID, User: u.ID, Text: wire, Thread: thread})
	kind := "message"
	switch {
	case c.direct():
	case mentioned && c.Member:
		kind = "app_mention"
	default:
		return m, nil
	}
	e := m.wire(false)
	e["type"], e["channel"], e["event_ts"], e["client_msg_id"] = kind, c.ID, m.TS, secret()
	if c.direct() {
		e["channel_type"] = "im"
	}
	return m, s.Event(e)
}

// echo hands the bot its own direct message, as Slack does.
func (s *Server) echo(c Channel, m Message) {
	if _, ok := s.overHTTP(); !ok && s.Connected() == 0 {
		return
	}
	e := m.wire(false)
	e["channel"], e["channel_type"], e["event_ts"] = c.ID, "im", m.TS
	s.wg.Go(func() { _ = s.Event(e) })
}

var (
	typedURL  = regexp.MustCompile(`https?://[^\s<>]+`)
	typedHost = regexp.MustCompile(`(^|\s)((?:[a-z0-9-]+\.)+(?:com|org|net|example)(?:/[^\s<>]*)?)`)
)

// typedIn is text as Slack's clients send it: escaped, with addresses and
// mentions marked up.
func typedIn(text string) (wire string, mentioned bool) {
	wire = escaper.Replace(text)
	wire = typedURL.ReplaceAllString(wire, "<$0>")
	wire = typedHost.ReplaceAllString(wire, "$1<http://$2|$2>")
	mentioned = strings.Contains(wire, "@waybill")
	wire = strings.ReplaceAll(wire, "@waybill", "<@"+BotUID+">")
	wire = strings.ReplaceAll(wire, "@ben", "<@U0BEN>")
	return strings.ReplaceAll(wire, "#desk", "<#C0DESK|desk>"), mentioned
}

// Event hands the app an event of the Events API.
// https://docs.slack.dev/reference/events
func (s *Server) Event(e map[string]any) error {
	return s.envelope("events_api", map[string]any{
		"token": "verification", "team_id": s.cfg.Team, "api_app_id": AppID, "type": "event_callback",
		"event_id": "Ev" + secret(), "event_time": time.Now().Unix(), "event": e, "is_ext_shared_channel": false,
		"authorizations": []any{map[string]any{"team_id": s.cfg.Team, "user_id": BotUID, "is_bot": true}},
	}, nil)
}

// Slash has a person type "/waybill text" in a channel. As the app's manifest
// asks for, mentions and addresses arrive marked up.
func (s *Server) Slash(user, channel, text string) error {
	u, c, err := s.lookup(user, channel)
	if err != nil {
		return err
	}
	wire, _ := typedIn(text)
	name := c.Name
	if c.direct() {
		name = "directmessage"
	} else if c.Private {
		name = "privategroup"
	}
	url := s.newHook(c, u.ID, "")
	return s.envelope("slash_commands", map[string]any{
		"token": "verification", "team_id": s.cfg.Team, "team_domain": "waybill-test", "channel_id": c.ID, "channel_name": name,
		"user_id": u.ID, "user_name": u.Name, "command": "/waybill", "text": wire, "api_app_id": AppID,
		"is_enterprise_install": "false", "response_url": url, "trigger_id": s.trigger(u.ID),
	}, &hook{channel: c, user: u.ID})
}

// Press has a person press the first button of a message that has this label.
func (s *Server) Press(user string, m Message, label string) error {
	u, c, err := s.lookup(user, m.Channel)
	if err != nil {
		return err
	}
	for _, b := range m.Buttons() {
		if b.Label == label {
			return s.press(u, c, m, b)
		}
	}
	return fmt.Errorf("no button %q", label)
}

func (s *Server) press(u User, c Channel, m Message, b Button) error {
	container := map[string]any{"type": "message", "message_ts": m.TS, "channel_id": c.ID, "is_ephemeral": m.To != ""}
	thread := ""
	if m.Thread != "" {
		thread = m.Thread
		container["thread_ts"] = thread
	}
	p := map[string]any{
		"type": "block_actions", "team": map[string]any{"id": s.cfg.Team, "domain": "waybill-test"},
		"user": map[string]any{"id": u.ID, "username": u.Name, "name": u.Name, "team_id": s.cfg.Team}, "api_app_id": AppID,
		"token": "verification", "container": container, "trigger_id": s.trigger(u.ID), "channel": map[string]any{"id": c.ID, "name": c.Name},
		"response_url": s.newHook(c, u.ID, thread), "state": map[string]any{"values": map[string]any{}},
		"actions": []any{map[string]any{
			"type": "button", "action_id": b.ActionID, "block_id": b.block, "value": b.Value, "action_ts": m.TS,
			"text": map[string]any{"type": "plain_text", "text": b.Label, "emoji": false},
		}},
	}
	if m.To == "" {
		p["message"] = m.wire(false)
	}
	return s.envelope("interactive", p, nil)
}

// Interact hands the app any other payload of interactivity.
// https://docs.slack.dev/reference/interaction-payloads
func (s *Server) Interact(payload map[string]any) error {
	return s.envelope("interactive", payload, nil)
}

// Raw sends text over a socket as it is.
func (s *Server) Raw(text string) error {
	c, err := s.pick()
	if err != nil {
		return err
	}
	return s.send(c, []byte(text))
}

// envelope sends a payload over a socket. With answer, its acknowledgement may
// carry a message.
func (s *Server) envelope(kind string, payload any, answer *hook) error {
	s.ofOrg(kind, payload)
	if base, ok := s.overHTTP(); ok {
		return s.post(base, kind, payload, answer)
	}
	id := secret()
	if answer != nil {
		s.mu.Lock()
		s.hooks["ack "+id] = answer
		s.mu.Unlock()
	}
	raw, err := json.Marshal(map[string]any{
		"type": kind, "envelope_id": id, "payload": payload, "accepts_response_payload": answer != nil,
		"retry_attempt": 0, "retry_reason": "",
	})
	if err != nil {
		return err
	}
	if err := s.write(id, raw); err != nil {
		return err
	}
	s.mu.Lock()
	s.last = raw
	s.mu.Unlock()
	if kind == "events_api" && s.cfg.Retry > 0 {
		s.wg.Go(func() { s.retry(id, payload) })
	}
	return nil
}

// write sends an envelope over some socket, another one if the first is dead.
func (s *Server) write(id string, raw []byte) error {
	for {
		c, err := s.pick()
		if err != nil {
			return err
		}
		s.mu.Lock()
		if _, again := s.sent[id]; !again {
			s.sent[id] = time.Now()
		}
		s.mu.Unlock()
		if s.send(c, raw) == nil {
			return nil
		}
		c.cut()
		time.Sleep(time.Millisecond)
	}
}

// retry sends an event again, in a new envelope, if nobody acknowledged it.
func (s *Server) retry(id string, payload any) {
	for attempt := 1; attempt <= 3; attempt++ {
		select {
		case <-time.After(s.cfg.Retry):
		case <-s.done:
			return
		}
		s.mu.Lock()
		_, done := s.acks[id]
		s.mu.Unlock()
		if done {
			return
		}
		id = secret()
		raw, err := json.Marshal(map[string]any{
			"type": "events_api", "envelope_id": id, "payload": payload, "accepts_response_payload": false,
			"retry_attempt": attempt, "retry_reason": "timeout",
		})
		if err != nil || s.write(id, raw) != nil {
			return
		}
	}
}

// Repeat sends the last envelope again, as it was.
func (s *Server) Repeat() error {
	s.mu.Lock()
	raw, again := s.last, s.lastHTTP
	s.mu.Unlock()
	if _, ok := s.overHTTP(); ok && again != nil {
		return again()
	}
	if raw == nil {
		return fmt.Errorf("nothing was sent yet")
	}
	var e struct {
		ID string `json:"envelope_id"`
	}
	_ = json.Unmarshal(raw, &e)
	return s.write(e.ID, raw)
}

// Chatter has other people write n messages in a channel.
func (s *Server) Chatter(channel string, n int) error {
	_, c, err := s.lookup("cleo", channel)
	if err != nil {
		return err
	}
	for i := range n {
		s.Add(Message{Channel: c.ID, User: "U0CLEO", Text: fmt.Sprintf("chatter %d", i)})
	}
	return nil
}
