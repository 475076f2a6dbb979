package discordtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Mention has a person write to the bot in a channel, and returns the
// message's ID. It waits for a bot that listens, for a few seconds.
func (s *Server) Mention(user, channel, text string) (string, error) {
	return s.Write(user, channel, "<@"+BotID+"> "+text)
}

// Direct has a person write to the bot in a direct message.
func (s *Server) Direct(user, text string) (string, error) {
	s.mu.Lock()
	u, ok := s.user(user)
	if !ok {
		s.mu.Unlock()
		return "", fmt.Errorf("no user %q", user)
	}
	c := s.directWith(u)
	s.mu.Unlock()
	return s.Write(user, c.ID, text)
}

// Write has a person write something in a channel, whether it is meant for the
// bot or not. The bot is told of it as its intents allow: without a mention it
// gets no text.
func (s *Server) Write(user, channel, text string) (string, error) {
	return s.write(user, channel, text, "", true)
}

// ReplyTo has a person reply to a message of the bot, with the ping that a
// reply has unless one takes it off.
func (s *Server) ReplyTo(user string, to Message, text string) (string, error) {
	return s.write(user, to.Channel, text, to.ID, true)
}

func (s *Server) write(user, channel, text, reply string, wait bool) (string, error) {
	u, c, err := s.lookup(user, channel)
	if err != nil {
		return "", err
	}
	if wait {
		if err := s.listened(); err != nil {
			return "", err
		}
	}
	m := &Message{Channel: c.ID, Author: u.ID, Content: text, Ping: true, Reply: reply}
	m.mentionsMe = reply != "" || strings.Contains(text, "<@"+BotID+">") || strings.Contains(text, "<@!"+BotID+">")
	s.mu.Lock()
	s.add(m)
	s.mu.Unlock()
	s.tell("MESSAGE_CREATE", s.event(m, c, u.member()))
	return m.ID, nil
}

// event is MESSAGE_CREATE for a message.
func (s *Server) event(m *Message, c Channel, member object) object {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.object(m, true)
	if c.Kind != direct {
		o["guild_id"] = GuildID
		if !m.mentionsMe && m.Author != BotID {
			o["content"] = ""
		}
		if member != nil {
			delete(member, "user")
			o["member"] = member
		}
	}
	return o
}

// Command has a person use a command in a channel: path is the subcommand,
// "subscribe" or "source add", and options are its values by name, strings or
// whole numbers. What the registered command would not let the person do is an
// error.
func (s *Server) Command(user, channel, path string, options map[string]any) (*Interaction, error) {
	return s.command(user, channel, path, options, "", 2)
}

// CommandDirect is Command in direct messages with the bot.
func (s *Server) CommandDirect(user, path string, options map[string]any) (*Interaction, error) {
	s.mu.Lock()
	u, ok := s.user(user)
	if !ok {
		s.mu.Unlock()
		return nil, fmt.Errorf("no user %q", user)
	}
	c := s.directWith(u)
	s.mu.Unlock()
	return s.command(user, c.ID, path, options, "", 2)
}

// Autocomplete has a person type into an option of a command: options are what
// stands there so far, and option is the one under the cursor.
func (s *Server) Autocomplete(user, channel, path, option string, options map[string]any) (*Interaction, error) {
	return s.command(user, channel, path, options, option, 4)
}

// An option is one of a registered command.
type option struct {
	Type     int               `json:"type"`
	Name     string            `json:"name"`
	Required bool              `json:"required"`
	Options  []option          `json:"options"`
	Choices  []json.RawMessage `json:"choices"`
	Complete bool              `json:"autocomplete"`
}

// Types of options.
const (
	subcommand = 1
	group      = 2
	text       = 3
	integer    = 4
)

func (s *Server) command(user, channel, path string, values map[string]any, focus string, kind int) (*Interaction, error) {
	s.mu.Lock()
	var registered []option
	_ = json.Unmarshal(s.commands, &registered)
	s.mu.Unlock()
	if len(registered) == 0 {
		return nil, fmt.Errorf("no command is registered")
	}
	words := strings.Fields(path)
	leaf := registered[0]
	var chain []option
	for _, w := range words {
		next, ok := pick(leaf.Options, w)
		if !ok {
			return nil, fmt.Errorf("no subcommand %q in %q", w, path)
		}
		leaf, chain = next, append(chain, next)
	}
	if leaf.Type != subcommand {
		return nil, fmt.Errorf("%q is no subcommand", path)
	}
	settings, err := settle(leaf, values, focus)
	if err != nil {
		return nil, fmt.Errorf("%q: %w", path, err)
	}
	for i := len(chain) - 1; i >= 0; i-- {
		settings = []object{{"type": chain[i].Type, "name": chain[i].Name, "options": settings}}
	}
	data := object{"id": "1400000000000000001", "type": 1, "name": registered[0].Name, "options": settings}
	return s.interact(user, channel, kind, data, nil)
}

func pick(options []option, name string) (option, bool) {
	for _, o := range options {
		if o.Name == name {
			return o, true
		}
	}
	return option{}, false
}

// settle turns values into settings, as far as the command takes them.
func settle(leaf option, values map[string]any, focus string) ([]object, error) {
	settings := []object{}
	for _, o := range leaf.Options {
		v, given := values[o.Name]
		if !given && o.Name != focus {
			if o.Required && focus == "" {
				return nil, fmt.Errorf("option %q is required", o.Name)
			}
			continue
		}
		set := object{"type": o.Type, "name": o.Name, "value": v}
		if o.Name == focus {
			if !o.Complete {
				return nil, fmt.Errorf("option %q does not complete", o.Name)
			}
			set["focused"], set["value"] = true, fmt.Sprint(orEmpty(v))
		} else if _, number := v.(int); number != (o.Type == integer) {
			return nil, fmt.Errorf("option %q has the wrong type", o.Name)
		} else if len(o.Choices) > 0 && !offered(o.Choices, v) {
			return nil, fmt.Errorf("option %q does not offer %v", o.Name, v)
		}
		settings = append(settings, set)
	}
	for name := range values {
		if _, ok := pick(leaf.Options, name); !ok {
			return nil, fmt.Errorf("no option %q", name)
		}
	}
	return settings, nil
}

func orEmpty(v any) any {
	if v == nil {
		return ""
	}
	return v
}

func offered(choices []json.RawMessage, v any) bool {
	for _, raw := range choices {
		var c struct {
			Value any `json:"value"`
		}
		_ = json.Unmarshal(raw, &c)
		if fmt.Sprint(c.Value) == fmt.Sprint(v) {
			return true
		}
	}
	return false
}

// Press has a person press the button of a message that has this label, or
// this label behind a number.
func (s *Server) Press(user string, m Message, label string) (*Interaction, error) {
	for _, r := range m.Rows {
		for _, b := range r.Components {
			if b.Label != label && !strings.HasSuffix(b.Label, " · "+label) {
				continue
			}
			s.mu.Lock()
			shown := s.object(&m, false)
			s.mu.Unlock()
			return s.interact(user, m.Channel, 3, object{"custom_id": b.CustomID, "component_type": 2}, shown)
		}
	}
	return nil, fmt.Errorf("no button %q", label)
}

// Pick has a person choose an option of a message's choice: the first whose
// label begins so.
func (s *Server) Pick(user string, m Message, choice, option string) (*Interaction, error) {
	for _, b := range m.Buttons() {
		if b.Hint != choice {
			continue
		}
		for _, o := range b.Options {
			if strings.HasPrefix(o.Label, option) {
				s.mu.Lock()
				shown := s.object(&m, false)
				s.mu.Unlock()
				return s.interact(user, m.Channel, 3, object{"custom_id": b.CustomID, "component_type": 3, "values": []string{o.Value}}, shown)
			}
		}
	}
	return nil, fmt.Errorf("no option %q in a choice %q", option, choice)
}

// Submit has a person send the form that an interaction opened, with other
// values than it holds for the fields that are named.
func (s *Server) Submit(user string, i *Interaction, values map[string][]string) (*Interaction, error) {
	f := i.Form()
	if f == nil {
		return nil, errors.New("no form was opened")
	}
	parts := []object{}
	for _, field := range f.Fields {
		v := field.Values
		if given, ok := values[field.CustomID]; ok {
			v = given
		}
		inside := object{"type": field.Kind, "id": 2, "custom_id": field.CustomID}
		if field.Kind == 3 {
			inside["values"] = v
		} else {
			inside["value"] = strings.Join(v, ", ")
		}
		parts = append(parts, object{"type": 18, "id": 1, "component": inside})
	}
	return s.interact(user, i.channel, 5, object{"custom_id": f.CustomID, "components": parts}, nil)
}

// PressID has a person press a button with this custom ID, also one that no
// message has any more.
func (s *Server) PressID(user, channel, id string) (*Interaction, error) {
	return s.interact(user, channel, 3, object{"custom_id": id, "component_type": 2}, nil)
}

// interact tells the bot of an interaction.
func (s *Server) interact(user, channel string, kind int, data, message object) (*Interaction, error) {
	u, c, err := s.lookup(user, channel)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	hook := s.hook
	s.mu.Unlock()
	if hook == "" {
		if err := s.listened(); err != nil {
			return nil, err
		}
	}
	i := &Interaction{s: s, user: u.ID, channel: c.ID, kind: kind, began: time.Now(), token: "aW50ZXJhY3Rpb24" + secret()}
	s.mu.Lock()
	i.id = s.id()
	s.interactions[i.token] = i
	s.mu.Unlock()
	o := object{
		"id": i.id, "application_id": AppID, "type": kind, "token": i.token, "version": 1, "data": data,
		"channel_id": c.ID, "channel": c.object(), "locale": "en-GB", "entitlements": []object{}, "app_permissions": strconv.FormatInt(everyone&^c.Denied, 10),
	}
	if message != nil {
		o["message"] = message
	}
	if c.Kind == direct {
		o["user"], o["context"] = u.object(), 1
	} else {
		member := u.member()
		member["permissions"] = strconv.FormatInt(everyone|u.May, 10)
		o["guild_id"], o["member"], o["context"] = GuildID, member, 0
	}
	if hook != "" {
		return i, s.deliver(hook, o)
	}
	told := s.tell("INTERACTION_CREATE", o)
	s.mu.Lock()
	i.told = told
	s.mu.Unlock()
	return i, nil
}
