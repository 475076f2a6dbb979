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
	return a.persist(ctx, harmless, func() error {
		return a.rest.Do(ctx, rest.Request{
			Method: http.MethodPatch, Route: "/channels/*/messages/*", Args: []string{channel, message}, Body: p, Lane: rest.Posts,
		}, nil)
	})
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
