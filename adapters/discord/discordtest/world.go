package discordtest

import (
	"fmt"
	"hash/crc32"
	"slices"
	"strconv"
	"time"
)

// Permissions.
// https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags
const (
	Administrator  int64 = 1 << 3
	ManageChannels int64 = 1 << 4
	ManageGuild    int64 = 1 << 5
	ViewChannel    int64 = 1 << 10
	SendMessages   int64 = 1 << 11
	EmbedLinks     int64 = 1 << 14
	AttachFiles    int64 = 1 << 15
	ReadHistory    int64 = 1 << 16
)

// everyone is what all members may do.
const everyone = ViewChannel | SendMessages | EmbedLinks | AttachFiles | ReadHistory

// A User is a person, or the bot.
type User struct {
	ID, Name string
	Shown    string // the name that others see
	May      int64  // permissions beside everyone's, by a role of its own
	NoDirect bool   // takes no direct messages from the bot
}

// role is the ID of the role that gives u its permissions.
func (u User) role() string { return "9" + u.ID[1:] }

// Kinds of channels.
const (
	textChannel = 0
	direct      = 1
	news        = 5
	thread      = 11
	forum       = 15
)

// A Channel is a place for messages.
type Channel struct {
	ID, Name string
	Kind     int    // as Discord numbers them: 0 text, 1 direct messages, 11 thread, 15 forum
	Parent   string // of a thread, the channel it is in
	With     string // of direct messages, the person's ID
	Denied   int64  // permissions that the bot does not have here
	DeniedTo map[string]int64

	Tags      []string // of a forum: their names are their IDs
	TagNeeded bool     // of a forum: each post needs one
	Owner     string   // of a thread, who began it
	Applied   []string // of a forum's post, its tags

	Archived time.Time // of a thread: when it was closed; zero while it is open
	Locked   bool      // of a thread: who posts in it does not open it again
}

// metadata is what a thread's object says of its being open.
func (c Channel) metadata() object {
	at := c.Archived
	if at.IsZero() {
		at = time.Now()
	}
	return object{"archived": !c.Archived.IsZero(), "archive_timestamp": at.UTC().Format(time.RFC3339Nano), "auto_archive_duration": 1440, "locked": c.Locked}
}

// Archive closes a thread, as Discord does after a while without messages, or
// as a moderator does for good.
func (s *Server) Archive(id string, locked bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.archive(id, time.Now(), locked)
}

// archive closes a thread at a time, or opens it if that is zero; s.mu is held.
func (s *Server) archive(id string, at time.Time, locked bool) {
	for i := range s.channels {
		if s.channels[i].ID == id {
			s.channels[i].Archived, s.channels[i].Locked = at, locked
		}
	}
}

func (s *Server) populate() {
	s.users = []User{
		{ID: "1200000000000000001", Name: "ana", Shown: "Ana Lindqvist", May: ManageChannels},
		{ID: "1200000000000000002", Name: "ben", Shown: "Ben Okafor"},
		{ID: "1200000000000000003", Name: "cleo", Shown: "Cleo Marsh"},
		{ID: BotID, Name: "waybill", Shown: "Waybill"},
	}
	s.channels = []Channel{
		{ID: "1300000000000000001", Name: "trade"},
		{ID: "1300000000000000002", Name: "desk"},
		{ID: "1300000000000000003", Name: "lobby"},
		{ID: "1300000000000000004", Name: "talk", Kind: forum},
	}
}

// AddUser adds a person.
func (s *Server) AddUser(u User) User {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u.ID == "" {
		u.ID = s.id()
	}
	s.users = append(s.users, u)
	return u
}

// AddChannel adds a channel, or changes the one with its ID.
func (s *Server) AddChannel(c Channel) Channel {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.ID == "" {
		c.ID = s.id()
	}
	for i := range s.channels {
		if s.channels[i].ID == c.ID {
			s.channels[i] = c
			return c
		}
	}
	s.channels = append(s.channels, c)
	return c
}

// RemoveChannel deletes a channel.
func (s *Server) RemoveChannel(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.channels = slices.DeleteFunc(s.channels, func(c Channel) bool { return c.ID == name || c.Name == name })
}

// Deny takes permissions from the bot in a channel; 0 gives all back.
func (s *Server) Deny(channel string, permissions int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.channels {
		if s.channels[i].ID == channel || s.channels[i].Name == channel {
			s.channels[i].Denied = permissions
		}
	}
}

// UserID and ChannelID are the IDs behind names, or "".
func (s *Server) UserID(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, _ := s.user(name)
	return u.ID
}

// ChannelID is the ID of the channel with this name, or "".
func (s *Server) ChannelID(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, _ := s.channel(name)
	return c.ID
}

// user finds a person by ID or name; s.mu is held.
func (s *Server) user(name string) (User, bool) {
	for _, u := range s.users {
		if u.ID == name || u.Name == name {
			return u, true
		}
	}
	return User{}, false
}

// channel finds a channel by ID or name; s.mu is held.
func (s *Server) channel(name string) (Channel, bool) {
	for _, c := range s.channels {
		if c.ID == name || c.Name != "" && c.Name == name {
			return c, true
		}
	}
	return Channel{}, false
}

// lookup finds what a caller named, or says that it isn't there.
func (s *Server) lookup(user, channel string) (User, Channel, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.user(user)
	if !ok {
		return u, Channel{}, fmt.Errorf("no user %q", user)
	}
	c, ok := s.channel(channel)
	if !ok {
		return u, c, fmt.Errorf("no channel %q", channel)
	}
	return u, c, nil
}

// directWith is the channel of direct messages with a person; s.mu is held.
func (s *Server) directWith(u User) Channel {
	for _, c := range s.channels {
		if c.With == u.ID {
			return c
		}
	}
	c := Channel{ID: s.id(), Kind: direct, With: u.ID}
	s.channels = append(s.channels, c)
	return c
}

// rules is the channel whose permissions count for c; s.mu is held.
func (s *Server) rules(c Channel) Channel {
	if c.Kind == thread {
		if parent, ok := s.channel(c.Parent); ok {
			return parent
		}
	}
	return c
}

// may reports whether the bot has a permission in c; s.mu is held.
func (s *Server) may(c Channel, permission int64) bool {
	return c.Kind == direct || s.rules(c).Denied&permission == 0
}

// id is a new ID, newer than all before; s.mu is held.
func (s *Server) id() string {
	now := (time.Now().UnixMilli() - 1420070400000) << 22
	s.ids = max(s.ids+1, now)
	return strconv.FormatInt(s.ids, 10)
}

// object is a JSON object.
type object = map[string]any

func (u User) object() object {
	return object{
		"id": u.ID, "username": u.Name, "global_name": u.Shown, "discriminator": "0", "avatar": nil,
		"bot": u.ID == BotID, "flags": 0, "public_flags": 0,
	}
}

// member is a person in the guild.
func (u User) member() object {
	return object{
		"user": u.object(), "nick": nil, "roles": []string{u.role()}, "joined_at": "2026-01-05T09:00:00Z",
		"deaf": false, "mute": false, "flags": 0,
	}
}

func (c Channel) object() object {
	o := object{"id": c.ID, "type": c.Kind, "name": c.Name}
	if c.Kind == direct {
		return object{"id": c.ID, "type": c.Kind, "recipients": []object{{"id": c.With}}}
	}
	o["guild_id"] = GuildID
	if c.Parent != "" {
		o["parent_id"], o["owner_id"], o["applied_tags"] = c.Parent, c.Owner, c.Applied
		o["thread_metadata"] = c.metadata()
		return o
	}
	if c.Kind == forum {
		tags := []object{}
		for _, t := range c.Tags {
			tags = append(tags, object{"id": tagID(t), "name": t, "moderated": false, "emoji_id": nil, "emoji_name": nil})
		}
		o["available_tags"], o["flags"] = tags, 0
		if c.TagNeeded {
			o["flags"] = 1 << 4
		}
	}
	rules := []object{}
	if c.Denied != 0 {
		rules = append(rules, overwrite(BotID, c.Denied))
	}
	for id, denied := range c.DeniedTo {
		rules = append(rules, overwrite(id, denied))
	}
	o["permission_overwrites"] = rules
	return o
}

// tagID is the ID of a forum's tag.
func tagID(name string) string {
	return strconv.Itoa(1500000000 + int(crc32.ChecksumIEEE([]byte(name))))
}

// Threads are the posts of a forum, or the threads of a channel.
func (s *Server) Threads(channel string) []Channel {
	s.mu.Lock()
	defer s.mu.Unlock()
	in, _ := s.channel(channel)
	return slices.DeleteFunc(slices.Clone(s.channels), func(c Channel) bool { return c.Kind != thread || c.Parent != in.ID })
}

// Tagged are the names of those of a forum's tags that a post has.
func (s *Server) Tagged(forum string, post Channel) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	in, _ := s.channel(forum)
	return slices.DeleteFunc(slices.Clone(in.Tags), func(t string) bool { return !slices.Contains(post.Applied, tagID(t)) })
}

func overwrite(user string, denied int64) object {
	return object{"id": user, "type": 1, "allow": "0", "deny": strconv.FormatInt(denied, 10)}
}

// guild is the server; s.mu is held.
func (s *Server) guild() object {
	roles := []object{{"id": GuildID, "name": "@everyone", "permissions": strconv.FormatInt(everyone, 10)}}
	for _, u := range s.users {
		roles = append(roles, object{"id": u.role(), "name": u.Name, "permissions": strconv.FormatInt(u.May, 10)})
	}
	return object{"id": GuildID, "name": "Harbour", "owner_id": "1200000000000000009", "roles": roles, "emojis": []object{}}
}

// guildCreated is the server as the gateway tells of it; s.mu is held.
func (s *Server) guildCreated() object {
	o, all := s.guild(), []object{}
	for _, c := range s.channels {
		if c.Kind != direct && c.Kind != thread {
			all = append(all, c.object())
		}
	}
	o["channels"], o["threads"], o["unavailable"] = all, []object{}, false
	return o
}
