package discord

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"waybill/adapters/chattext"
	"waybill/adapters/discord/rest"
	"waybill/bot"
)

// A forum takes no messages: each digest becomes a post of its own, which is a
// thread with its first message. Discord enforces no nonce for those, so before
// a post is made it is looked for; and the further parts of a digest go into
// the thread of the first.

// maxThreadName and maxTags are a post's limits.
// https://discord.com/developers/docs/resources/channel#start-thread-in-forum-or-media-channel
const (
	maxThreadName = 100
	maxTags       = 5
)

// requiresTag is the flag of a forum in which each post needs a tag.
// https://discord.com/developers/docs/resources/channel#channel-object-channel-flags
const requiresTag = 1 << 4

// A receipt of a message in a forum names its thread too.
const inThread = "/"

// located is the channel and the message that a receipt stands for.
func located(to bot.Channel, receipt string) (channel, message string) {
	if thread, message, ok := strings.Cut(receipt, inThread); ok {
		return thread, message
	}
	return to.ID, receipt
}

// A thread is one of a forum's posts.
type thread struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Parent string `json:"parent_id"`
	Owner  string `json:"owner_id"`
}

// publish puts a message into a forum: as a post of its own, or below the first
// part of its digest.
func (a *Adapter) publish(ctx context.Context, to bot.Channel, key string, m bot.Message, p *payload) (string, error) {
	name := shorten(cmp.Or(strings.TrimSpace(chattext.Clean(strings.TrimSuffix(m.Title, continued), 0)), "Waybill"), maxThreadName)
	first := bot.FirstKey(key)
	at, err := a.published(ctx, to, first, name, time.Time{})
	if err != nil {
		return "", err
	}
	if at != "" && first != key {
		id, err := a.create(ctx, at, p, rest.Posts)
		return at + inThread + id, err
	}
	if at != "" {
		return at + inThread + at, nil
	}
	forum, err := a.place(ctx, to.ID)
	if err != nil {
		return "", err
	}
	p.Nonce, p.Enforce = "", false // a post takes none
	var made thread
	err = a.rest.Do(ctx, rest.Request{
		Method: http.MethodPost, Route: "/channels/*/threads", Args: []string{to.ID}, Lane: rest.Posts,
		Body: struct {
			Name    string   `json:"name"`
			Message *payload `json:"message"`
			Tags    []string `json:"applied_tags,omitempty"`
		}{name, p, tags(forum, m.Topics)},
	}, &made)
	return made.ID + inThread + made.ID, err
}

// published is the bot's post with this key in a forum, "" if there is none. Only
// posts of that name, if it is not empty, are looked into, and none from before
// since.
func (a *Adapter) published(ctx context.Context, forum bot.Channel, key, name string, since time.Time) (string, error) {
	me, err := a.Identity(ctx)
	if err != nil {
		return "", err
	}
	var active struct {
		Threads []thread `json:"threads"`
	}
	err = a.rest.Do(ctx, rest.Request{Method: http.MethodGet, Route: "/guilds/*/threads/active", Args: []string{forum.Workspace}}, &active)
	if err != nil {
		return "", err
	}
	slices.SortFunc(active.Threads, func(x, y thread) int { return cmp.Or(cmp.Compare(len(y.ID), len(x.ID)), strings.Compare(y.ID, x.ID)) })
	earliest := "0"
	if !since.IsZero() {
		earliest = snowflake(since.Add(-skew))
	}
	for _, t := range active.Threads {
		if t.Parent != forum.ID || t.Owner != me.User || name != "" && t.Name != name || newer(t.ID, earliest) != t.ID {
			continue
		}
		var opening posted
		err := a.rest.Do(ctx, rest.Request{Method: http.MethodGet, Route: "/channels/*/messages/*", Args: []string{t.ID, t.ID}}, &opening)
		switch {
		case refusal(err).Status == http.StatusNotFound:
		case err != nil:
			return "", err
		case opening.is(me.User, nonce(key)):
			return t.ID, nil
		}
	}
	return "", nil
}

// findPublished is Find in a forum.
func (a *Adapter) findPublished(ctx context.Context, to bot.Channel, key string, since time.Time) (string, bool, error) {
	first := bot.FirstKey(key)
	if first != key {
		since = since.Add(-24 * time.Hour) // the first part may have been posted long before
	}
	at, err := a.published(ctx, to, first, "", since)
	switch {
	case err != nil:
		return "", false, untold(err)
	case at == "":
		return "", false, nil
	case first == key:
		return at + inThread + at, true, nil
	}
	in := to
	in.ID = at
	receipt, found, err := a.Find(ctx, in, key, since)
	return at + inThread + receipt, found, err
}

// tags are the forum's tags that topics name, at most as many as a post may
// have. A forum that requires one gets its first if none fits.
func tags(forum place, topics []string) []string {
	var all []string
	for _, t := range forum.Tags {
		named := slices.ContainsFunc(topics, func(topic string) bool { return names(t.Name, topic) })
		if named && !t.Moderated && len(all) < maxTags {
			all = append(all, t.ID)
		}
	}
	if len(all) == 0 && forum.Flags&requiresTag != 0 {
		for _, t := range forum.Tags {
			if !t.Moderated {
				return []string{t.ID}
			}
		}
	}
	return all
}

// names reports whether a tag names a topic: "Steel" does "Steel and aluminium".
func names(tag, topic string) bool {
	words := strings.Fields(strings.ToLower(tag))
	has := strings.Fields(strings.ToLower(topic))
	return len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(has, w) })
}

// A kind is what a channel is, which hardly ever changes.
type kind struct {
	place
	known time.Time
}

// kindLasts is how long a channel's kind is believed, and maxKinds of how many.
const (
	kindLasts = 10 * time.Minute
	maxKinds  = 10000
)

// kind is what a channel is, asked for seldom. Its permissions may be old.
func (a *Adapter) kind(ctx context.Context, channel string) (place, error) {
	a.mu.Lock()
	k, ok := a.kinds[channel]
	a.mu.Unlock()
	if ok && time.Since(k.known) < kindLasts {
		return k.place, nil
	}
	p, err := a.place(ctx, channel)
	if err != nil {
		return p, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.kinds) >= maxKinds {
		clear(a.kinds)
	}
	a.kinds[channel] = kind{p, time.Now()}
	return p, nil
}

// home is the channel that a request belongs to: what is said in a forum's post
// is about the forum, for that is what digests are ordered for.
func (a *Adapter) home(ctx context.Context, c bot.Channel, at place) bot.Channel {
	if !at.thread() || at.Parent == "" {
		return c
	}
	parent, err := a.kind(ctx, at.Parent)
	if err != nil {
		a.log.Warn("discord channel not known", "channel", at.Parent, "error", err)
		return c
	}
	if parent.forum() {
		c.ID, c.Name = parent.ID, parent.Name
	}
	return c
}

// announceWithin is how long passing a message on may hold its delivery up.
// Discord allows ten an hour.
const announceWithin = 3 * time.Second

// announce passes a message on to the servers that follow an announcement
// channel. That it fails undoes nothing.
// https://discord.com/developers/docs/resources/message#crosspost-message
func (a *Adapter) announce(ctx context.Context, to bot.Channel, message string) {
	if !a.crosspost || to.Workspace == "" || message == "" {
		return
	}
	if k, err := a.kind(ctx, to.ID); err != nil || k.Type != discordgo.ChannelTypeGuildNews {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), announceWithin)
	defer cancel()
	err := a.persist(ctx, harmless, func() error {
		return a.rest.Do(ctx, rest.Request{
			Method: http.MethodPost, Route: "/channels/*/messages/*/crosspost", Args: []string{to.ID, message}, Lane: rest.Posts,
		}, nil)
	})
	if err != nil && refusal(err).Code != rest.AlreadyCrossposted {
		a.log.Warn("discord message not passed on to followers", "channel", to.ID, "error", err)
	}
}
