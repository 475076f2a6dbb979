package slacktest

import (
	"encoding/json"
	"unicode/utf16"
)

const (
	// maxText is where Slack cuts a text.
	// https://docs.slack.dev/changelog/2018-truncating-really-long-messages
	maxText = 40_000
	// maxMetadata is the size of event_payload.
	// https://docs.slack.dev/messaging/message-metadata
	maxMetadata = 8_000
)

func units(s string) int { return len(utf16.Encode([]rune(s))) }

// mayPost says what keeps the bot from posting in a channel, "" if nothing.
func (s *Server) mayPost(id string) (Channel, string) {
	s.mu.Lock()
	c, ok := s.channel(id)
	s.mu.Unlock()
	switch {
	case !ok || c.ID != id || c.Private && !c.Member:
		return c, "channel_not_found"
	case c.Archived:
		return c, "is_archived"
	case !c.Member && !s.may("chat:write.public"):
		return c, "not_in_channel"
	}
	return c, ""
}

// content checks what a message says and returns it, or the error.
func (s *Server) content(args map[string]string, via string) (Message, reply) {
	m := Message{User: BotUID, Bot: true, Via: via, Args: args, Text: args["text"], Channel: args["channel"], Thread: args["thread_ts"]}
	if units(m.Text) > maxText {
		s.violate("%s: text of %d characters is cut at %d", via, units(m.Text), maxText)
	}
	if b := args["blocks"]; b != "" && b != "[]" {
		m.Blocks = json.RawMessage(b)
		if code, why := CheckBlocks(m.Blocks); code != "" {
			r := refuse(code)
			r["response_metadata"] = reply{"messages": []string{"[ERROR] " + why}}
			return m, r
		}
		s.checkBlockSchema(via, m.Blocks)
	}
	if m.Text == "" && m.Blocks == nil {
		return m, refuse("no_text")
	}
	if md := args["metadata"]; md != "" {
		var meta struct {
			Type    string          `json:"event_type"`
			Payload json.RawMessage `json:"event_payload"`
		}
		if json.Unmarshal([]byte(md), &meta) != nil || meta.Type == "" || len(meta.Payload) == 0 || meta.Payload[0] != '{' {
			return m, refuse("invalid_metadata_format")
		}
		if len(meta.Payload) > maxMetadata {
			return m, refuse("metadata_too_large")
		}
		m.Metadata = json.RawMessage(md)
	}
	return m, nil
}

func (s *Server) postMessage(args map[string]string) reply {
	c, problem := s.mayPost(args["channel"])
	if problem != "" {
		return refuse(problem)
	}
	m, refused := s.content(args, "chat.postMessage")
	if refused != nil {
		return refused
	}
	m = s.Add(m)
	if c.direct() { // the bot hears itself
		s.echo(c, m)
	}
	return reply{"ok": true, "channel": m.Channel, "ts": m.TS, "message": m.wire(true)}
}

func (s *Server) postEphemeral(args map[string]string) reply {
	c, problem := s.mayPost(args["channel"])
	if problem != "" {
		return refuse(problem)
	}
	s.mu.Lock()
	u, ok := s.user(args["user"])
	s.mu.Unlock()
	if !ok || u.ID != args["user"] {
		return refuse("user_not_in_channel")
	}
	if !c.Member {
		return refuse("not_in_channel")
	}
	m, refused := s.content(args, "chat.postEphemeral")
	if refused != nil {
		return refused
	}
	m.To = u.ID
	m = s.Add(m)
	return reply{"ok": true, "message_ts": m.TS}
}

func (s *Server) update(args map[string]string) reply {
	m, refused := s.content(args, "chat.update")
	if refused != nil {
		return refused
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.messages {
		old := &s.messages[i]
		if old.Channel == m.Channel && old.TS == args["ts"] && old.Bot && old.To == "" {
			old.Text, old.Blocks, old.Args = m.Text, m.Blocks, m.Args
			return reply{"ok": true, "channel": old.Channel, "ts": old.TS, "text": old.Text, "message": old.wire(true)}
		}
	}
	return refuse("message_not_found")
}
