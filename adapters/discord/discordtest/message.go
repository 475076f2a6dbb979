package discordtest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// A Message is what stands in a channel, or what one person sees there.
type Message struct {
	ID         string
	Channel    string // its ID
	Author     string // user ID
	To         string // the one person who sees it, "" if everybody in the channel does
	Content    string
	Embeds     []Embed
	Rows       []Row    // of buttons and choices, wherever they stand
	Texts      []string // of components, in order
	Flags      int
	Nonce      string
	Reply      string          // the ID of the message it answers, "" if none
	Ping       bool            // mentions in Content notify people
	Body       json.RawMessage // as the bot sent it; nil for what people write
	At         time.Time
	Edited     bool
	Deleted    bool
	mentionsMe bool
	components json.RawMessage
}

// An Embed is a card below a message.
type Embed struct {
	Title       string  `json:"title"`
	Description string  `json:"description"`
	URL         string  `json:"url"`
	Color       int     `json:"color"`
	Fields      []Field `json:"fields"`
	Footer      struct {
		Text string `json:"text"`
	} `json:"footer"`
}

// A Field is a named text in an Embed.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// A Row is a line of buttons.
type Row struct {
	Type       int      `json:"type"`
	Components []Button `json:"components"`
}

// A Button can be pressed. A choice is one too, whose label is its placeholder.
type Button struct {
	Type     int      `json:"type"`
	Label    string   `json:"label"`
	Style    int      `json:"style"`
	CustomID string   `json:"custom_id"`
	Hint     string   `json:"placeholder"`
	Options  []Option `json:"options"`
}

// An Option is one of a choice, or of a form's field.
type Option struct {
	Label   string `json:"label"`
	Value   string `json:"value"`
	Default bool   `json:"default"`
}

// A component is any part of a message.
type component struct {
	Button
	Content    string            `json:"content"`
	Components []json.RawMessage `json:"components"`
}

// walk puts the texts and rows among components into the message.
func (m *Message) walk(all []json.RawMessage) {
	for _, raw := range all {
		var c component
		_ = json.Unmarshal(raw, &c)
		switch c.Type {
		case 1:
			var r Row
			_ = json.Unmarshal(raw, &r)
			m.Rows = append(m.Rows, r)
		case 10:
			m.Texts = append(m.Texts, c.Content)
		default:
			m.walk(c.Components)
		}
	}
}

// Flags of a message.
const (
	flagSuppressEmbeds = 1 << 2
	flagCrossposted    = 1 << 0
	flagEphemeral      = 1 << 6
	flagLoading        = 1 << 7
	flagComponents     = 1 << 15
)

// A body is what a request may say of a message.
type body struct {
	Content     *string         `json:"content"`
	Embeds      *[]Embed        `json:"embeds"`
	Parts       json.RawMessage `json:"components"`
	Attachments json.RawMessage `json:"attachments"`
	Flags       int             `json:"flags"`
	Nonce       any             `json:"nonce"`
	Enforce     bool            `json:"enforce_nonce"`
	Mentions    *struct {
		Parse []string `json:"parse"`
		Users []string `json:"users"`
	} `json:"allowed_mentions"`
	Reference *struct {
		ID   string `json:"message_id"`
		Fail *bool  `json:"fail_if_not_exists"`
	} `json:"message_reference"`
}

// fill puts what the request says into the message.
func (m *Message) fill(raw []byte) {
	var b body
	_ = json.Unmarshal(raw, &b)
	m.Body = raw
	if b.Content != nil {
		m.Content = *b.Content
	}
	if b.Embeds != nil {
		m.Embeds = *b.Embeds
	}
	if b.Parts != nil {
		m.components, m.Rows, m.Texts = b.Parts, nil, nil
		var all []json.RawMessage
		_ = json.Unmarshal(b.Parts, &all)
		m.walk(all)
	}
	if b.Reference != nil {
		m.Reply = b.Reference.ID
	}
	switch n := b.Nonce.(type) {
	case string:
		m.Nonce = n
	case float64:
		m.Nonce = strconv.FormatFloat(n, 'f', 0, 64)
	}
	m.Flags |= b.Flags
	m.Ping = b.Mentions == nil || len(b.Mentions.Parse)+len(b.Mentions.Users) > 0
}

// Crossposted reports whether followers of the channel got the message.
func (m Message) Crossposted() bool { return m.Flags&flagCrossposted != 0 }

// remembered is a message known by its nonce.
type remembered struct {
	id string
	at time.Time
}

// Posted is what the bot posted, in order: into channels, in direct messages,
// and as answers that one person sees.
func (s *Server) Posted() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Message
	for _, m := range s.messages {
		if m.Author == BotID && !m.Deleted && m.Flags&flagLoading == 0 {
			all = append(all, *m)
		}
	}
	return all
}

// Delete deletes a message, as a moderator does.
func (s *Server) Delete(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.messages {
		if m.ID == id {
			m.Deleted = true
		}
	}
}

// Chatter has other people write n messages in a channel.
func (s *Server) Chatter(channel string, n int) error {
	for i := range n {
		if _, err := s.write([]string{"ben", "cleo"}[i%2], channel, "Chatter "+strconv.Itoa(i), "", false); err != nil {
			return err
		}
	}
	return nil
}

// message finds a message; s.mu is held.
func (s *Server) message(id string) *Message {
	i := slices.IndexFunc(s.messages, func(m *Message) bool { return m.ID == id && !m.Deleted })
	if i < 0 {
		return nil
	}
	return s.messages[i]
}

// add puts a message into its channel; s.mu is held.
func (s *Server) add(m *Message) *Message {
	m.ID, m.At = s.id(), time.Now()
	if c, ok := s.channel(m.Channel); ok && c.Kind == direct {
		m.To = c.With
	}
	s.messages = append(s.messages, m)
	return m
}

func (s *Server) createMessage(c *call) result {
	var b body
	_ = json.Unmarshal(c.body, &b)
	s.mu.Lock()
	ch, ok := s.channel(c.arg(0))
	if res, refused := s.mayPost(ch, ok, b); refused {
		s.mu.Unlock()
		return res
	}
	m := &Message{Channel: ch.ID, Author: BotID}
	m.fill(c.body)
	if res, known := s.known(m, b.Enforce); known {
		s.mu.Unlock()
		return res
	}
	s.archive(ch.ID, time.Time{}, ch.Locked) // who posts in a closed thread opens it
	s.add(m)
	if m.Nonce != "" {
		s.nonces[m.Nonce] = remembered{m.ID, m.At}
	}
	o := s.object(m, true)
	s.mu.Unlock()
	s.tell("MESSAGE_CREATE", s.event(m, ch, nil))
	return result{http.StatusOK, o}
}

// mayPost refuses what the bot may not post; s.mu is held.
func (s *Server) mayPost(ch Channel, found bool, b body) (result, bool) {
	switch {
	case !found:
		return refuse(http.StatusNotFound, 10003, "Unknown Channel"), true
	case ch.Kind == forum:
		return refuse(http.StatusBadRequest, 50008, "Cannot send messages in a non-text channel"), true
	case !s.may(ch, ViewChannel):
		return refuse(http.StatusForbidden, 50001, "Missing Access"), true
	case !ch.Archived.IsZero() && ch.Locked:
		return archivedThread(), true
	case !s.may(ch, SendMessages), b.Embeds != nil && !s.may(ch, EmbedLinks), b.Attachments != nil && !s.may(ch, AttachFiles):
		return refuse(http.StatusForbidden, 50013, "Missing Permissions"), true
	}
	if u, _ := s.user(ch.With); u.NoDirect {
		return refuse(http.StatusForbidden, 50007, "Cannot send messages to this user"), true
	}
	if b.Reference != nil && s.message(b.Reference.ID) == nil && (b.Reference.Fail == nil || *b.Reference.Fail) {
		return refuse(http.StatusBadRequest, 50035, "Invalid Form Body"), true
	}
	return result{}, false
}

// known answers a message whose nonce is known with the earlier one; s.mu is
// held. One that was deleted is not made again.
func (s *Server) known(m *Message, enforce bool) (result, bool) {
	before, ok := s.nonces[m.Nonce]
	if !enforce || m.Nonce == "" || !ok || time.Since(before.at) > s.cfg.Nonces {
		return result{}, false
	}
	if earlier := s.message(before.id); earlier != nil {
		return result{http.StatusOK, s.object(earlier, true)}, true
	}
	return refuse(http.StatusNotFound, 10008, "Unknown Message"), true
}

func (s *Server) editMessage(c *call) result {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, ok := s.channel(c.arg(0))
	m := s.message(c.arg(1))
	switch {
	case !ok:
		return refuse(http.StatusNotFound, 10003, "Unknown Channel")
	case !s.may(ch, ViewChannel):
		return refuse(http.StatusForbidden, 50001, "Missing Access")
	case m == nil || m.Channel != ch.ID:
		return refuse(http.StatusNotFound, 10008, "Unknown Message")
	case !ch.Archived.IsZero():
		return archivedThread()
	case m.Author != BotID:
		return refuse(http.StatusForbidden, 50005, "Cannot edit a message authored by another user")
	}
	nonce, reply := m.Nonce, m.Reply
	m.fill(c.body)
	m.Nonce, m.Reply, m.Edited = nonce, reply, true
	return result{http.StatusOK, s.object(m, false)}
}

func (s *Server) listMessages(c *call) result {
	limit, err := strconv.Atoi(c.query.Get("limit"))
	if err != nil {
		limit = 50
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, ok := s.channel(c.arg(0))
	switch {
	case !ok:
		return refuse(http.StatusNotFound, 10003, "Unknown Channel")
	case !s.may(ch, ViewChannel):
		return refuse(http.StatusForbidden, 50001, "Missing Access")
	case !s.may(ch, ReadHistory):
		return result{http.StatusOK, []object{}} // not refused: it just looks empty
	}
	var all []*Message
	for _, m := range s.messages {
		visible := m.Channel == ch.ID && !m.Deleted && m.Flags&flagEphemeral == 0
		if visible && after(m.ID, c.query.Get("after")) && (c.query.Get("before") == "" || after(c.query.Get("before"), m.ID)) {
			all = append(all, m)
		}
	}
	if len(all) > limit {
		if c.query.Get("after") != "" {
			all = all[:limit] // those that follow
		} else {
			all = all[len(all)-limit:]
		}
	}
	out := []object{}
	for _, m := range slices.Backward(all) { // newest first
		out = append(out, s.object(m, s.cfg.EchoNonces))
	}
	return result{http.StatusOK, out}
}

// after reports whether ID a is newer than b.
func after(a, b string) bool {
	return b == "" || len(a) > len(b) || len(a) == len(b) && a > b
}

// object is a message as Discord describes it; s.mu is held.
func (s *Server) object(m *Message, nonce bool) object {
	author, _ := s.user(m.Author)
	o := object{
		"id": m.ID, "channel_id": m.Channel, "type": 0, "content": m.Content, "author": author.object(),
		"timestamp": m.At.UTC().Format(time.RFC3339Nano), "edited_timestamp": nil, "tts": false, "pinned": false,
		"mention_everyone": false, "mentions": []object{}, "mention_roles": []string{}, "attachments": []object{},
		"embeds": m.embeds(), "flags": m.Flags,
	}
	o["components"] = []object{}
	if m.components != nil {
		o["components"] = m.components
	}
	if m.Reply != "" {
		o["type"], o["message_reference"] = 19, object{"message_id": m.Reply, "channel_id": m.Channel}
	}
	if m.mentionsMe {
		me, _ := s.user(BotID)
		o["mentions"] = []object{me.object()}
	}
	if nonce && m.Nonce != "" {
		o["nonce"] = m.Nonce
	}
	return o
}

// embeds are the embeds as Discord gives them back.
func (m *Message) embeds() []object {
	all := []object{}
	for _, e := range m.Embeds {
		o := object{"type": "rich"}
		for k, v := range map[string]string{"title": e.Title, "description": e.Description, "url": e.URL} {
			if v != "" {
				o[k] = v
			}
		}
		all = append(all, o)
	}
	return all
}
