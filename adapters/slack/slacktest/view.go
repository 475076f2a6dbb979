package slacktest

import (
	"encoding/json"
	"fmt"
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
		if b.BlockID != "" && ids[b.BlockID] || units(b.BlockID) > maxID {
			return fmt.Errorf("block %d: block_id %q is used twice or too long", i, b.BlockID)
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
