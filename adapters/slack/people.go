package slack

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"sync"
	"time"

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

// A person is what is read of a user.
// https://docs.slack.dev/reference/objects/user-object
type person struct {
	ID         string `json:"id"`
	Team       string `json:"team_id"`
	Name       string `json:"name"`
	Zone       string `json:"tz"`
	Admin      bool   `json:"is_admin"`
	Owner      bool   `json:"is_owner"`
	Restricted bool   `json:"is_restricted"` // a guest
	Ultra      bool   `json:"is_ultra_restricted"`
	Stranger   bool   `json:"is_stranger"` // of another workspace, seen in no shared channel
	Bot        bool   `json:"is_bot"`
	Deleted    bool   `json:"deleted"`
	Grid       struct {
		Teams []string `json:"teams"`
		Admin bool     `json:"is_admin"`
		Owner bool     `json:"is_owner"`
	} `json:"enterprise_user"` // of an organisation with many workspaces
	Profile struct {
		Display string `json:"display_name"`
	} `json:"profile"`
}

// A conversation is what is read of a channel.
// https://docs.slack.dev/reference/objects/conversation-object
type conversation struct {
	Name    string `json:"name"`
	Creator string `json:"creator"`
	Direct  bool   `json:"is_im"`
	With    string `json:"user"` // of a direct message
}

// A directory remembers people and channels for a while.
type directory struct {
	people   shelf[person]
	channels shelf[conversation]
	seen     shelf[map[string]bool] // by person: the channels that the person and the bot are in
	direct   shelf[string]          // by person: the channel of direct messages
	titled   shelf[bool]            // threads of the assistant that have a title
}

func (t *team) person(ctx context.Context, id string) (person, error) {
	return t.known.people.get(id, func() (person, error) {
		var answer struct {
			User person `json:"user"`
		}
		err := t.call(ctx, "users.info", url.Values{"user": {id}}, &answer)
		return answer.User, err
	})
}

func (t *team) conversation(ctx context.Context, id string) (conversation, error) {
	return t.known.channels.get(id, func() (conversation, error) {
		var answer struct {
			Channel conversation `json:"channel"`
		}
		err := t.call(ctx, "conversations.info", url.Values{"channel": {id}}, &answer)
		return answer.Channel, err
	})
}

// direct is the channel of a person's direct messages with the bot.
func (t *team) direct(ctx context.Context, user string) (string, error) {
	return t.known.direct.get(user, func() (string, error) {
		var answer struct {
			Channel struct {
				ID string `json:"id"`
			} `json:"channel"`
		}
		err := t.call(ctx, "conversations.open", url.Values{"users": {user}}, &answer)
		return answer.Channel.ID, err
	})
}

// seenPages is how many pages of a person's channels are read, of 999 each.
const seenPages = 5

// sees are the channels that both a person and the bot are in.
func (t *team) sees(ctx context.Context, user string) (map[string]bool, error) {
	return t.known.seen.get(user, func() (map[string]bool, error) {
		all := map[string]bool{}
		args := url.Values{"user": {user}, "types": {"public_channel,private_channel,mpim,im"}, "exclude_archived": {"true"}, "limit": {"999"}}
		if w := t.self.workspace(); w != "" {
			args.Set("team_id", w) // an organisation's token needs it, others take no notice
		}
		for range seenPages {
			var answer struct {
				Channels []struct {
					ID string `json:"id"`
				} `json:"channels"`
				Meta struct {
					Cursor string `json:"next_cursor"`
				} `json:"response_metadata"`
			}
			if err := t.call(ctx, "users.conversations", args, &answer); err != nil {
				return nil, err
			}
			for _, c := range answer.Channels {
				all[c.ID] = true
			}
			if answer.Meta.Cursor == "" {
				break
			}
			args.Set("cursor", answer.Meta.Cursor)
		}
		return all, nil
	})
}

// request is what was asked with who asked it and where, as far as Slack
// tells. What it doesn't tell is left out, and then nobody manages anything.
func (t *team) request(ctx context.Context, q ask) bot.Request {
	ctx, cancel := context.WithTimeout(ctx, profileTimeout)
	defer cancel()
	workspace := t.self.workspace()
	r := bot.Request{
		Line:    q.line,
		Thread:  q.thread,
		Channel: bot.Channel{Platform: bot.Slack, Workspace: workspace, ID: q.channel, Name: q.called},
		User:    bot.User{ID: q.user, Name: q.name},
	}
	p, err := t.person(ctx, q.user)
	if err != nil {
		t.log.Warn("person not known", "user", q.user, "error", err)
		return r
	}
	r.User.Name, r.User.Zone = cmp.Or(p.Profile.Display, q.name, p.Name), p.Zone
	c, err := t.conversation(ctx, q.channel)
	if err != nil {
		// A slash command in a channel that the bot can't see, or a busy Slack.
		t.log.Warn("channel not known", "channel", q.channel, "error", err)
	}
	r.Channel.Name = cmp.Or(c.Name, q.called)
	if r.Direct = c.Direct && c.With == q.user; r.Direct && r.Channel.Name == "" {
		r.Channel.Name = "@" + r.User.Name
	}
	r.User.Manages, r.User.Admin = manages(p, c, workspace), administers(p, workspace)
	return r
}

// manages reports whether a person may change what a channel receives: admins
// and owners of this very workspace, whoever made the channel, and everybody
// in their own direct messages. Guests never; nor people of other workspaces,
// who may be admins at home.
func manages(p person, c conversation, workspace string) bool {
	return administers(p, workspace) || belongs(p, workspace) && (c.Creator == p.ID || c.Direct && c.With == p.ID)
}

// administers reports whether a person may change what every channel of the
// workspace receives. Who is at home in another workspace of the organisation
// may be an admin there only.
func administers(p person, workspace string) bool {
	home := p.Team == "" || p.Team == workspace
	return belongs(p, workspace) && (home && (p.Admin || p.Owner) || p.Grid.Admin || p.Grid.Owner)
}

// belongs reports whether somebody is a full member of the workspace.
func belongs(p person, workspace string) bool {
	here := p.Team == "" || p.Team == workspace || slices.Contains(p.Grid.Teams, workspace)
	return here && !p.Restricted && !p.Ultra && !p.Stranger && !p.Bot && !p.Deleted && p.ID != ""
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

// has reports whether something is remembered under id.
func (s *shelf[T]) has(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	it, ok := s.items[id]
	return ok && time.Now().Before(it.until)
}

// take remembers v under id for a while, unless something is remembered there
// already, and reports whether it does.
func (s *shelf[T]) take(id string, v T, life time.Duration) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if it, ok := s.items[id]; ok && time.Now().Before(it.until) {
		return false
	}
	s.keep(id, v, life)
	return true
}

// drop forgets what is remembered under id.
func (s *shelf[T]) drop(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.items, id)
}

// put remembers v under id for a while.
func (s *shelf[T]) put(id string, v T, life time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keep(id, v, life)
}

// keep is put with s.mu held.
func (s *shelf[T]) keep(id string, v T, life time.Duration) {
	if s.items == nil || len(s.items) >= maxProfiles {
		s.items = map[string]item[T]{}
	}
	s.items[id] = item[T]{v, time.Now().Add(life)}
}

// get returns what is remembered under id, or looks it up. Errors are not
// remembered.
func (s *shelf[T]) get(id string, look func() (T, error)) (T, error) {
	s.mu.Lock()
	it, ok := s.items[id]
	s.mu.Unlock()
	if ok && time.Now().Before(it.until) {
		return it.value, nil
	}
	v, err := look()
	if err != nil {
		return v, err
	}
	s.put(id, v, profileLife)
	return v, nil
}
