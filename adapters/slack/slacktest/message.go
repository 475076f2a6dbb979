package slacktest

import (
	"encoding/json"
	"slices"
	"time"
)

// A Message is one message, of a person or of the bot.
type Message struct {
	TS       string
	Channel  string // ID
	Thread   string // ts of the thread's first message, "" outside threads
	User     string // user ID of its author
	Bot      bool   // the bot wrote it
	To       string // the one person who sees it, "" if everybody does
	Text     string // as sent: what notifications show; the message itself if it has no blocks
	Blocks   json.RawMessage
	Metadata json.RawMessage
	File     string            // the file that came with it, "" for none
	Alt      string            // what is said of a picture to those who can't see it
	Via      string            // how the bot sent it: "chat.postMessage", "chat.postEphemeral", "response_url", "ack"
	Args     map[string]string // what it was sent with, without the token
	At       time.Time
}

// Posted are the bot's messages, in the order in which they were made.
func (s *Server) Posted() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Message
	for _, m := range s.messages {
		if m.Bot {
			all = append(all, m)
		}
	}
	return all
}

// A Call is a request to the Web API, as it came in.
type Call struct {
	Method string
	Args   map[string]string // without the token
	At     time.Time
}

// Calls are the requests of one method so far, of all methods for "".
func (s *Server) Calls(method string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.calls), func(c Call) bool { return method != "" && c.Method != method })
}

// Add puts a message into its channel as somebody else's program would: gives
// it a ts and keeps it. Nobody is told.
func (s *Server) Add(m Message) Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	m.TS, m.At = s.stamp(), time.Now()
	s.messages = append(s.messages, m)
	return m
}

// wire is the message as the Web API and events show it.
func (m Message) wire(metadata bool) map[string]any {
	w := map[string]any{"type": "message", "user": m.User, "text": m.Text, "ts": m.TS, "team": TeamID}
	if m.Thread != "" {
		w["thread_ts"] = m.Thread
	}
	if m.Bot {
		w["bot_id"], w["app_id"] = BotID, AppID
	}
	if len(m.Blocks) > 0 {
		w["blocks"] = m.Blocks
	}
	if metadata && len(m.Metadata) > 0 {
		w["metadata"] = m.Metadata
	}
	return w
}

// Forget drops what happened up to now, so that a server can run for long:
// messages, requests, acknowledgements, triggers and response URLs older than
// a minute.
func (s *Server) Forget() {
	before := time.Now().Add(-time.Minute)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.messages = slices.DeleteFunc(s.messages, func(m Message) bool { return m.At.Before(before) })
	s.calls = slices.DeleteFunc(s.calls, func(c Call) bool { return c.At.Before(before) })
	for id, at := range s.sent {
		if at.Before(before) {
			delete(s.sent, id)
			delete(s.acks, id)
			delete(s.awaited, id)
			delete(s.hooks, "ack "+id)
		}
	}
	for key, h := range s.hooks {
		if !h.made.IsZero() && h.made.Before(before) {
			delete(s.hooks, key)
		}
	}
	for key, t := range s.triggers {
		if t.made.Before(before) {
			delete(s.triggers, key)
		}
	}
	s.tickets = s.tickets[max(0, len(s.tickets)-100):]
	s.messages, s.calls = slices.Clip(s.messages), slices.Clip(s.calls)
}
