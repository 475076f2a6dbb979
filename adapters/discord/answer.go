package discord

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/bwmarrin/discordgo"

	"waybill/adapters/discord/rest"
	"waybill/bot"
)

// ackWithin is when an interaction's first answer has to be there; later,
// Discord has told the person that the bot did not respond.
// https://discord.com/developers/docs/interactions/receiving-and-responding#responding-to-an-interaction
const ackWithin = 3 * time.Second

// ackTry is how long one try of the first answer may take, so that there is
// time for another.
const ackTry = 1300 * time.Millisecond

// tries is how often a request is sent that may be repeated.
const tries = 3

// A response is the body of an interaction's first answer.
type response struct {
	Type discordgo.InteractionResponseType `json:"type"`
	Data any                               `json:"data,omitempty"`
}

// choices are what a field that completes shows.
type choices struct {
	Choices []appChoice `json:"choices"`
}

// deferral is the data of "the bot is thinking".
type deferral struct {
	Flags discordgo.MessageFlags `json:"flags,omitempty"`
}

// An answer is on its way to who used a command or a button.
type answer struct {
	a       *Adapter
	i       interaction
	arrived time.Time
	private bool // shown to the asker alone
	acked   bool // Discord knows that an answer comes
	shown   bool // something was shown
}

// ack says that the answer takes longer. Whether it is private is settled by
// it.
func (w *answer) ack(ctx context.Context) error {
	d := deferral{}
	if w.private {
		d.Flags = discordgo.MessageFlagsEphemeral
	}
	err := w.respond(ctx, response{Type: discordgo.InteractionResponseDeferredChannelMessageWithSource, Data: d})
	w.acked = err == nil
	return err
}

// respond gives the first answer. It may be repeated: an interaction is
// answered once, and the second time Discord says so.
func (w *answer) respond(ctx context.Context, r response, files ...rest.File) error {
	ctx, cancel := context.WithDeadline(ctx, w.arrived.Add(ackWithin))
	defer cancel()
	return w.a.persist(ctx, harmless, func() error {
		ctx, cancel := context.WithTimeout(ctx, ackTry)
		defer cancel()
		err := w.a.rest.Do(ctx, rest.Request{
			Method: http.MethodPost, Route: "/interactions/*/*/callback", Args: []string{w.i.ID, w.i.Token},
			Body: r, Files: files, Lane: rest.Outside, Once: true,
		}, nil)
		if refusal(err).Code == rest.AlreadyAcknowledged {
			return nil
		}
		return err
	})
}

// show sends the whole answer, in as many messages as it takes.
func (w *answer) show(ctx context.Context, m bot.Message) error {
	private := w.private || m.Private || m.Failed // a refusal is no news to others
	if w.acked && private && !w.private {
		// Announced to all and meant for one: take the announcement back.
		if err := w.original(ctx, http.MethodDelete, nil); err != nil {
			return err
		}
		w.shown = true
	}
	return w.a.show(m, func(_ int, p *payload) error {
		if private {
			p.Flags |= discordgo.MessageFlagsEphemeral
		}
		err := w.send(ctx, p)
		if err == nil {
			w.acked, w.shown = true, true
		}
		return err
	})
}

// send shows one message: as the first answer, in place of the announced one,
// or after it.
func (w *answer) send(ctx context.Context, p *payload) error {
	switch {
	case !w.acked:
		return w.respond(ctx, response{Type: discordgo.InteractionResponseChannelMessageWithSource, Data: p}, p.files...)
	case !w.shown:
		p.Flags &^= discordgo.MessageFlagsEphemeral // settled when it was announced
		return w.original(ctx, http.MethodPatch, p)
	}
	return w.a.persist(ctx, doubling, func() error {
		return w.a.rest.Do(ctx, w.webhook(http.MethodPost, "/webhooks/*/*", p, p.files), nil)
	})
}

// original changes or deletes the first answer; both may be repeated.
func (w *answer) original(ctx context.Context, method string, p *payload) error {
	var body any
	var files []rest.File
	if p != nil {
		body, files = p, p.files
	}
	return w.a.persist(ctx, harmless, func() error {
		return w.a.rest.Do(ctx, w.webhook(method, "/webhooks/*/*/messages/@original", body, files), nil)
	})
}

func (w *answer) webhook(method, route string, body any, files []rest.File) rest.Request {
	return rest.Request{Method: method, Route: route, Args: []string{w.i.Application, w.i.Token}, Body: body, Files: files, Lane: rest.Outside}
}

// A repetition is what happens when a request is done twice.
type repetition bool

const (
	harmless repetition = true  // the same as once
	doubling repetition = false // two messages
)

// persist repeats a request until it is done, refused, or has failed too
// often. One that would double is repeated only after it was surely not done.
func (a *Adapter) persist(ctx context.Context, r repetition, do func() error) error {
	pause := a.timing.Again
	for n := 1; ; n++ {
		err := do()
		kind := bot.KindOf(err)
		again := kind == bot.Transient || kind == bot.Ambiguous && r == harmless
		if err == nil || n == tries || !again {
			return err
		}
		wait := pause
		if e, ok := errors.AsType[*bot.Error](err); ok {
			wait = max(wait, e.After)
		}
		if until, ok := ctx.Deadline(); ok && time.Until(until) < wait {
			return err
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return err
		}
		pause *= 2
	}
}
