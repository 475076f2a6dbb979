package discord

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"net/http"
	"time"

	"waybill/adapters/discord/rest"
	"waybill/bot"
)

// nonceWindow is how long Discord surely still knows a nonce. It says "the
// past few minutes" and gives no number; this is the least that can be meant.
// https://discord.com/developers/docs/resources/message#create-message
const nonceWindow = 120 * time.Second

// Deleted is the receipt of a message that was posted and that somebody
// deleted before Post was called again with its key.
const Deleted = "deleted"

// markPrefix begins the address by which a message is recognised. Its embed
// has no title, so Discord shows it nowhere; it leads to the reader's own
// direct messages.
const markPrefix = "https://discord.com/channels/@me#waybill-"

// nonce is a key in a form that Discord takes: 24 characters.
func nonce(key string) string {
	sum := sha256.Sum256([]byte(key))
	return base32.StdEncoding.EncodeToString(sum[:15])
}

// Repeatable reports whether Post may simply be called again with a key first
// tried at since: Discord still knows it and makes no second message.
func Repeatable(since, now time.Time) bool {
	age := now.Sub(since)
	return age >= 0 && age < nonceWindow
}

// Repeatable is the function of that name.
func (a *Adapter) Repeatable(since, now time.Time) bool { return Repeatable(since, now) }

// Post puts a message into a channel and returns its ID; into a forum as a post
// of its own, and returns the thread's ID with it. Posted twice with one
// key within [Repeatable] time, it is one message.
//
// Its errors are *bot.Error: Transient when surely nothing was posted, with
// After when Discord says when to come back; Permanent when the channel or the
// token is no good; Ambiguous when it may have been posted. A message that is
// itself no good is Transient too: nothing is wrong with the channel.
func (a *Adapter) Post(ctx context.Context, to bot.Channel, key string, m bot.Message) (receipt string, err error) {
	if a.holding != nil && !a.holding() {
		return "", &bot.Error{Kind: bot.Transient, Text: "another process speaks for the bot on Discord now"}
	}
	p, err := a.layout.post(key, m)
	if err != nil {
		return "", err
	}
	if p.cuts > 0 {
		a.log.Warn("message cut", "channel", to.ID, "cuts", p.cuts)
	}
	var id string
	forum := to.Workspace != "" && a.forum(to.ID)
	if !forum {
		id, err = a.create(ctx, to.ID, p, rest.Posts)
		forum = refusal(err).Code == rest.CannotSendHere && to.Workspace != ""
	}
	if forum {
		id, err = a.publish(ctx, to, key, m, p)
	}
	if err == nil {
		a.announce(ctx, to, id)
	}
	if refusal(err).Code == rest.UnknownMessage {
		// Discord knows the nonce, and its message no more.
		return Deleted, nil
	}
	return id, blameless(err)
}

// blameless is the error for a message that Discord would take in no channel:
// it is a fault of ours and no reason to give the channel up.
func blameless(err error) error {
	e, ok := errors.AsType[*bot.Error](err)
	if !ok || e.Kind != bot.Permanent || !refusal(err).OfForm() {
		return err
	}
	ours := *e
	ours.Kind, ours.Hint = bot.Transient, rest.ReportBug
	return &ours
}

// create makes one message.
func (a *Adapter) create(ctx context.Context, channel string, p *payload, lane rest.Lane) (string, error) {
	var made struct {
		ID string `json:"id"`
	}
	err := a.rest.Do(ctx, rest.Request{
		Method: http.MethodPost, Route: "/channels/*/messages", Args: []string{channel}, Body: p, Files: p.files, Lane: lane,
	}, &made)
	return made.ID, err
}

// refusal is what Discord said in err, or nothing.
func refusal(err error) rest.Refusal {
	if r, ok := errors.AsType[*rest.Refusal](err); ok {
		return *r
	}
	return rest.Refusal{}
}
