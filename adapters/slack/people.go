package slack

import (
	"context"
	"sync"
	"time"

	slackgo "github.com/slack-go/slack"

	"waybill/bot"
)

const (
	// profileLife is how long what Slack says of a person or a channel holds.
	// A new admin is known after that at the latest.
	profileLife = 10 * time.Minute
	// maxProfiles is how many are kept.
	maxProfiles = 10_000
	// profileTimeout is how long an answer waits for a profile: without one,
	// the person simply doesn't manage anything.
	profileTimeout = 4 * time.Second
)

// A directory knows people and channels, and remembers them for a while.
type directory struct {
	api      *slackgo.Client
	users    shelf[*slackgo.User]
	channels shelf[*slackgo.Channel]
}

func newDirectory(api *slackgo.Client) *directory {
	return &directory{api: api}
}

// place is where and who a request comes from, as far as Slack tells. What it
// doesn't tell is left out, and nobody manages a channel that isn't known.
func (a *Adapter) place(ctx context.Context, q ask) (bot.Request, error) {
	ctx, cancel := context.WithTimeout(ctx, profileTimeout)
	defer cancel()
	r := bot.Request{
		Line:    q.line,
		Thread:  q.thread,
		Channel: bot.Channel{Platform: bot.Slack, Workspace: a.self.workspace(), ID: q.channel},
		User:    bot.User{ID: q.user, Name: q.name},
	}
	u, err := a.people.users.get(ctx, q.user, func(ctx context.Context, id string) (*slackgo.User, error) {
		return a.people.api.GetUserInfoContext(ctx, id)
	})
	if err != nil {
		return r, err
	}
	r.User.Zone = u.TZ
	if name := u.Profile.DisplayName; name != "" {
		r.User.Name = name
	} else if r.User.Name == "" {
		r.User.Name = u.Name
	}
	c, err := a.people.channels.get(ctx, q.channel, func(ctx context.Context, id string) (*slackgo.Channel, error) {
		return a.people.api.GetConversationInfoContext(ctx, &slackgo.GetConversationInfoInput{ChannelID: id})
	})
	if err != nil {
		// Where the bot isn't, a workspace's admin still is one.
		r.User.Manages = manages(u, nil, r.Channel.Workspace)
		return r, err
	}
	r.Channel.Name = c.Name
	r.Direct = c.IsIM && c.User == q.user
	r.User.Manages = manages(u, c, r.Channel.Workspace)
	return r, nil
}

// manages reports whether a person may change what a channel receives: admins
// and owners of this very workspace, whoever made the channel, and everybody
// in their own direct messages. Guests never; nor strangers, who may be admins
// at home.
func manages(u *slackgo.User, c *slackgo.Channel, workspace string) bool {
	if u.IsRestricted || u.IsUltraRestricted || u.IsStranger || u.IsBot || u.Deleted || u.TeamID != workspace && u.TeamID != "" {
		return false
	}
	if u.IsAdmin || u.IsOwner || u.IsPrimaryOwner {
		return true
	}
	return c != nil && (c.Creator == u.ID || c.IsIM && c.User == u.ID)
}

// A shelf remembers what was looked up.
type shelf[T any] struct {
	mu    sync.Mutex
	items map[string]item[T]
}

type item[T any] struct {
	value T
	until time.Time
}

// get returns what is remembered under id, or looks it up. Errors are not
// remembered.
func (s *shelf[T]) get(ctx context.Context, id string, look func(context.Context, string) (T, error)) (T, error) {
	s.mu.Lock()
	it, ok := s.items[id]
	s.mu.Unlock()
	if ok && time.Now().Before(it.until) {
		return it.value, nil
	}
	v, err := look(ctx, id)
	if err != nil {
		return v, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.items == nil || len(s.items) >= maxProfiles {
		s.items = map[string]item[T]{}
	}
	s.items[id] = item[T]{v, time.Now().Add(profileLife)}
	return v, nil
}
