package slacktest

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A User is a person in the workspace, or of another one in a shared channel.
type User struct {
	ID, Name string
	RealName string
	Zone     string // IANA name
	Admin    bool
	Owner    bool
	Guest    bool
	Team     string // another workspace; "" for this one

	// Of an organisation: the other workspaces that the person is in, and
	// whether the person is an admin of all.
	Teams    []string
	OrgAdmin bool
}

// A Channel is a place for messages.
type Channel struct {
	ID, Name string
	Creator  string // user ID
	With     string // user ID of the person a direct message is with
	Private  bool
	Archived bool
	Member   bool     // the bot is in it
	People   []string // user IDs of who is in it; nil for everybody
}

// holds reports whether a person is in the channel.
func (c Channel) holds(user string) bool { return c.People == nil || slices.Contains(c.People, user) }

func (c Channel) direct() bool { return c.With != "" }

// defaultScopes are what the app may do.
var defaultScopes = []string{
	"app_mentions:read", "channels:history", "channels:read", "chat:write", "chat:write.public", "commands", "files:write",
	"groups:history", "groups:read", "im:history", "im:read", "im:write", "mpim:history", "mpim:read", "users:read",
}

func (s *Server) populate() {
	s.users = []User{
		{ID: "U0ANA", Name: "ana", RealName: "Ana Lindqvist", Zone: "Europe/Vienna", Admin: true},
		{ID: "U0BEN", Name: "ben", RealName: "Ben Okafor", Zone: "America/Toronto"},
		{ID: "U0CLEO", Name: "cleo", RealName: "Cleo Marsh", Zone: "Asia/Tokyo"},
		{ID: "U0GUS", Name: "gus", RealName: "Gus Hale", Zone: "Europe/London", Guest: true},
		{ID: BotUID, Name: "waybill", RealName: "Waybill"},
	}
	s.channels = []Channel{
		{ID: "C0TRADE", Name: "trade", Creator: "U0ANA", Member: true},
		{ID: "C0DESK", Name: "desk", Creator: "U0BEN", Member: true},
		{ID: "C0LOBBY", Name: "lobby", Creator: "U0ANA"},
		{ID: "G0BOARD", Name: "board", Creator: "U0ANA", Private: true},
		{ID: "C0ATTIC", Name: "attic", Creator: "U0ANA", Member: true, Archived: true},
	}
	for _, u := range s.users[:4] {
		s.channels = append(s.channels, Channel{ID: "D0" + strings.ToUpper(u.Name), With: u.ID, Member: true})
	}
}

// AddUser adds a person, with a direct message channel "D0NAME" to the bot.
func (s *Server) AddUser(u User) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.users = append(s.users, u)
	s.channels = append(s.channels, Channel{ID: "D0" + strings.ToUpper(u.Name), With: u.ID, Member: true})
}

// AddChannel adds a channel, or changes the one with its ID.
func (s *Server) AddChannel(c Channel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.channels {
		if s.channels[i].ID == c.ID {
			s.channels[i] = c
			return
		}
	}
	s.channels = append(s.channels, c)
}

// SetScopes replaces what the app may do.
func (s *Server) SetScopes(scopes ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.scopes = scopes
}

// Scopes are what the app may do.
func (s *Server) Scopes() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.scopes)
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

// who and where find what a caller named, or say that it isn't there.
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

// stamp is the next message's ts: the time, unique and increasing. s.mu is held.
func (s *Server) stamp() string {
	now := max(time.Now().UnixMicro(), s.lastTS+1)
	s.lastTS = now
	return fmt.Sprintf("%d.%06d", now/1e6, now%1e6)
}
