package discord

import (
	"context"
	"net/http"

	"github.com/bwmarrin/discordgo"

	"waybill/adapters/discord/rest"
	"waybill/bot"
)

// Edit puts another message in the place of one that Post posted under a key.
// It keeps the mark of that key, so Find goes on finding it; and it may be
// repeated. Its errors are those of Post; Permanent also when the message is
// gone.
func (a *Adapter) Edit(ctx context.Context, to bot.Channel, receipt, key string, m bot.Message) error {
	err := a.edit(ctx, to, receipt, key, m, a.layout)
	if refusal(err).OfForm() {
		// It was posted in the other layout: cards don't become components.
		err = a.edit(ctx, to, receipt, key, m, a.layout.other())
	}
	return blameless(err)
}

func (a *Adapter) edit(ctx context.Context, to bot.Channel, receipt, key string, m bot.Message, l Layout) error {
	p, err := l.post(key, m)
	if err != nil {
		return err
	}
	p.Nonce, p.Enforce = "", false
	channel, message := located(to, receipt)
	put := func() error {
		return a.rest.Do(ctx, rest.Request{
			Method: http.MethodPatch, Route: "/channels/*/messages/*", Args: []string{channel, message}, Body: p, Lane: rest.Posts,
		}, nil)
	}
	err = a.persist(ctx, harmless, put)
	if refusal(err).Code == rest.ThreadArchived && a.persist(ctx, harmless, func() error { return a.reopen(ctx, channel) }) == nil {
		err = a.persist(ctx, harmless, put)
	}
	return err
}

// reopen opens a thread again that Discord closed, as it does after some days
// without a message. Nothing can be edited in a closed one.
// https://discord.com/developers/docs/topics/threads#active--archived-threads
func (a *Adapter) reopen(ctx context.Context, thread string) error {
	return a.rest.Do(ctx, rest.Request{
		Method: http.MethodPatch, Route: "/channels/*", Args: []string{thread}, Body: map[string]bool{"archived": false},
	}, nil)
}

// Answer posts a message below another, under a key of its own. Its errors are
// those of Post.
func (a *Adapter) Answer(ctx context.Context, to bot.Channel, receipt, key string, m bot.Message) (string, error) {
	p, err := a.layout.post(key, m)
	if err != nil {
		return "", err
	}
	channel, message := located(to, receipt)
	p.Reference = &discordgo.MessageReference{MessageID: message, FailIfNotExists: new(bool)}
	id, err := a.create(ctx, channel, p, rest.Posts)
	return id, blameless(err)
}
