package discord

import (
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

// postName is what the post of a message is called: its title, or else what it
// says first.
func postName(m bot.Message) string {
	names := []string{strings.TrimSuffix(m.Title, continued)}
	if len(m.Intro) > 0 {
		names = append(names, m.Intro[0].Plain())
	}
	for _, s := range append(names, "Waybill") {
		if clean := strings.TrimSpace(chattext.Clean(s, 0)); clean != "" {
			return shorten(clean, maxThreadName)
		}
	}
	return ""
}

// publish puts a message into a forum: as a post of its own, or below the first
// part of its digest.
func (a *Adapter) publish(ctx context.Context, to bot.Channel, key string, m bot.Message, p *payload) (string, error) {
	name := postName(m)
	first := bot.FirstKey(key)
	since := time.Now().Add(-nonceWindow) // whoever tries again later has looked with Find
	if first != key {
		since = time.Now().Add(-partsApart)
	}
	at, err := a.published(ctx, to, first, name, since)
	if refusal(err).Status == http.StatusForbidden {
		return "", &bot.Error{
			Kind: bot.Permanent, Text: "the bot may not read the posts of the Discord forum",
			Hint: "give it Read Message History there: before it posts a digest it looks whether it did", Err: err,
		}
	}
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
	a.learn(forum)
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
