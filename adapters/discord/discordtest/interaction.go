package discordtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// An Interaction is a use of a command, a button or a field that completes,
// with what the bot answers. Its methods are safe for concurrent use.
type Interaction struct {
	s             *Server
	id, token     string
	user, channel string
	kind          int
	began         time.Time
	told          []*session // that were told of it over the gateway

	// s.mu guards these.
	acked    time.Duration // when the first answer came; 0 if none yet
	deferred bool
	private  bool // of a deferred answer
	original *Message
	shown    []*Message
	choices  []Choice
	choosing bool // choices were given
	form     *Form
}

// A Form is what an interaction opened.
type Form struct {
	CustomID string
	Title    string
	Fields   []FormField
}

// A FormField is one question of a Form, with what it holds at first.
type FormField struct {
	CustomID, Label, Help string
	Kind                  int // 3 to choose, 4 to type
	Options               []Option
	Values                []string
}

// ID is the interaction's.
func (i *Interaction) ID() string { return i.id }

// Began is when it was used.
func (i *Interaction) Began() time.Time { return i.began }

// Tries are the requests with which the bot tried to give the first answer, in
// order.
func (i *Interaction) Tries() []Call {
	var all []Call
	for _, c := range i.s.Calls(Callback) {
		if c.Args[0] == i.id {
			all = append(all, c)
		}
	}
	return all
}

// Untold is why the bot was not told of it, "" if it was: what happens while
// it has no session, or in one that ends, is told to nobody.
func (i *Interaction) Untold() string {
	i.s.mu.Lock()
	defer i.s.mu.Unlock()
	why := "the bot had no session"
	for _, on := range i.told {
		switch {
		case on.over != "":
			why = on.over
		case on.at == nil:
			why = "its session had no connection for too long"
		default:
			return ""
		}
	}
	return why
}

// Form is the form that was opened, nil if none was.
func (i *Interaction) Form() *Form {
	i.s.mu.Lock()
	defer i.s.mu.Unlock()
	return i.form
}

func readForm(raw []byte) *Form {
	var m struct {
		CustomID   string `json:"custom_id"`
		Title      string `json:"title"`
		Components []struct {
			Label       string `json:"label"`
			Description string `json:"description"`
			Component   struct {
				Type     int      `json:"type"`
				CustomID string   `json:"custom_id"`
				Value    string   `json:"value"`
				Options  []Option `json:"options"`
			} `json:"component"`
		} `json:"components"`
	}
	_ = json.Unmarshal(raw, &m)
	f := &Form{CustomID: m.CustomID, Title: m.Title}
	for _, c := range m.Components {
		field := FormField{CustomID: c.Component.CustomID, Label: c.Label, Help: c.Description, Kind: c.Component.Type, Options: c.Component.Options}
		if c.Component.Value != "" {
			field.Values = []string{c.Component.Value}
		}
		for _, o := range c.Component.Options {
			if o.Default {
				field.Values = append(field.Values, o.Value)
			}
		}
		f.Fields = append(f.Fields, field)
	}
	return f
}

// A Choice is a value that a field proposes.
type Choice struct {
	Name  string
	Value any
}

// Acked is how long the bot took to give its first answer; 0 if it has not.
func (i *Interaction) Acked() time.Duration {
	i.s.mu.Lock()
	defer i.s.mu.Unlock()
	return i.acked
}

// Deferred reports whether the first answer was that it would take longer.
func (i *Interaction) Deferred() bool {
	i.s.mu.Lock()
	defer i.s.mu.Unlock()
	return i.deferred
}

// Messages are the messages shown so far.
func (i *Interaction) Messages() []Message {
	i.s.mu.Lock()
	defer i.s.mu.Unlock()
	var all []Message
	for _, m := range i.shown {
		if !m.Deleted && m.Flags&flagLoading == 0 {
			all = append(all, *m)
		}
	}
	return all
}

// Choices are the values proposed.
func (i *Interaction) Choices() []Choice {
	i.s.mu.Lock()
	defer i.s.mu.Unlock()
	return slices.Clone(i.choices)
}

// Wait waits until the person sees an answer: a message, or proposals. It
// fails when the bot took too long for Discord, or for d.
func (i *Interaction) Wait(d time.Duration) error {
	for end := time.Now().Add(d); ; time.Sleep(2 * time.Millisecond) {
		if len(i.Messages()) > 0 {
			return nil
		}
		i.s.mu.Lock()
		answered, acked := i.choosing || i.form != nil, i.acked
		i.s.mu.Unlock()
		switch {
		case answered:
			return nil
		case acked == 0 && time.Since(i.began) > i.s.cfg.Acknowledge:
			return errors.New("the application did not respond")
		case time.Now().After(end):
			return fmt.Errorf("no answer in %v", d)
		}
	}
}

// interaction finds an interaction by the token in a request; s.mu is held.
func (s *Server) interaction(token string) (*Interaction, result, bool) {
	i, ok := s.interactions[token]
	if !ok {
		return nil, refuse(http.StatusNotFound, 10015, "Unknown Webhook"), false
	}
	return i, result{}, true
}

// Types of first answers.
const (
	withMessage  = 4
	withDeferral = 5
	withNothing  = 6
	withChoices  = 8
	withForm     = 9
)

func (s *Server) callback(c *call) result {
	var r struct {
		Type int             `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	_ = json.Unmarshal(c.body, &r)
	s.mu.Lock()
	defer s.mu.Unlock()
	i, ok := s.interactions[c.arg(1)]
	switch {
	case !ok || i.id != c.arg(0):
		return refuse(http.StatusNotFound, 10062, "Unknown interaction")
	case i.acked != 0:
		return refuse(http.StatusBadRequest, 40060, "Interaction has already been acknowledged.")
	case time.Since(i.began) > s.cfg.Acknowledge:
		return refuse(http.StatusNotFound, 10062, "Unknown interaction")
	case (i.kind == 4) != (r.Type == withChoices), i.kind == 5 && r.Type == withForm:
		return refuse(http.StatusBadRequest, 50035, "Invalid Form Body")
	}
	i.acked = time.Since(i.began)
	switch r.Type {
	case withMessage:
		i.original = s.show(i, r.Data, 0)
	case withDeferral:
		i.deferred = true
		i.original = s.show(i, r.Data, flagLoading)
		i.private = i.original.Flags&flagEphemeral != 0
	case withChoices:
		var d struct {
			Choices []Choice `json:"choices"`
		}
		_ = json.Unmarshal(r.Data, &d)
		i.choices, i.choosing = d.Choices, true
	case withForm:
		i.form = readForm(r.Data)
	case withNothing:
	}
	return result{http.StatusNoContent, nil}
}

// show makes a message of an answer; s.mu is held.
func (s *Server) show(i *Interaction, raw []byte, flags int) *Message {
	m := &Message{Channel: i.channel, Author: BotID}
	m.fill(raw)
	m.Flags |= flags
	s.add(m)
	m.private(i)
	i.shown = append(i.shown, m)
	return m
}

func (m *Message) private(i *Interaction) {
	if m.Flags&flagEphemeral != 0 {
		m.To = i.user
	}
}

func (s *Server) followUp(c *call) result {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, res, ok := s.interaction(c.arg(1))
	switch {
	case !ok:
		return res
	case i.acked == 0:
		return refuse(http.StatusNotFound, 10015, "Unknown Webhook")
	}
	if o := i.original; o != nil && !o.Deleted && o.Flags&flagLoading != 0 {
		// The first message after a deferral takes its place, and its secrecy.
		s.settle(i, c.body)
		return result{http.StatusOK, s.object(o, false)}
	}
	m := s.show(i, c.body, 0)
	return result{http.StatusOK, s.object(m, false)}
}

// settle fills the announced message; s.mu is held.
func (s *Server) settle(i *Interaction, raw []byte) {
	o := i.original
	o.Flags &^= flagLoading
	o.fill(raw)
	o.Flags &^= flagEphemeral
	if i.private {
		o.Flags |= flagEphemeral
	}
	o.private(i)
	// It appears now, below what was written meanwhile.
	s.messages = append(slices.DeleteFunc(s.messages, func(m *Message) bool { return m == o }), o)
}

func (s *Server) getOriginal(c *call) result {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, res, ok := s.interaction(c.arg(1))
	if !ok {
		return res
	}
	if i.original == nil || i.original.Deleted {
		return refuse(http.StatusNotFound, 10008, "Unknown Message")
	}
	return result{http.StatusOK, s.object(i.original, false)}
}

func (s *Server) patchOriginal(c *call) result {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, res, ok := s.interaction(c.arg(1))
	if !ok {
		return res
	}
	if i.original == nil || i.original.Deleted {
		return refuse(http.StatusNotFound, 10008, "Unknown Message")
	}
	if i.original.Flags&flagLoading != 0 {
		s.settle(i, c.body)
	} else {
		i.original.fill(c.body)
		i.original.Edited = true
	}
	return result{http.StatusOK, s.object(i.original, false)}
}

func (s *Server) deleteOriginal(c *call) result {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, res, ok := s.interaction(c.arg(1))
	if !ok {
		return res
	}
	if i.original == nil || i.original.Deleted {
		return refuse(http.StatusNotFound, 10008, "Unknown Message")
	}
	i.original.Deleted = true
	return result{http.StatusNoContent, nil}
}
