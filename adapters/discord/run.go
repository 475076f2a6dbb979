package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"waybill/adapters/discord/gateway"
	"waybill/adapters/discord/rest"
	"waybill/bot"
)

// intents are the events that the bot hears: what happens to servers, and
// messages in servers and to itself. None of them needs to be asked for:
// messages that mention the bot carry their text without that.
// https://discord.com/developers/docs/events/gateway#message-content-intent
const intents = int(discordgo.IntentGuilds | discordgo.IntentGuildMessages | discordgo.IntentDirectMessages)

// Run hears what people say and answers them until the context ends, which is
// no error. It returns a *bot.Error of kind Permanent when Discord refuses the
// bot for good; whatever else happens, it comes back.
func (a *Adapter) Run(ctx context.Context) error {
	if a.handler == nil {
		return &bot.Error{Kind: bot.Internal, Text: "nobody answers for the bot on Discord"}
	}
	me, err := a.introduce(ctx)
	if err != nil || ctx.Err() != nil {
		return err
	}
	ctx, end := context.WithCancel(ctx)
	// Answers under way may be sent for a moment after the end.
	sending, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	context.AfterFunc(ctx, func() { time.AfterFunc(a.timing.Drain, stop) })

	var registering sync.WaitGroup
	registering.Go(func() { a.keepRegistering(ctx, me) })
	defer registering.Wait()

	e := newEars(a, me, ctx, sending)
	defer e.wait()
	defer end()
	if a.listen != "" {
		return a.serve(ctx, e.interaction)
	}
	return a.hearGateway(ctx, e.hear)
}

// introduce asks who the bot is until Discord answers or refuses.
func (a *Adapter) introduce(ctx context.Context) (me Identity, err error) {
	err = a.insist(ctx, "ask Discord who the bot is", func() error {
		me, err = a.Identity(ctx)
		return err
	})
	return me, err
}

// keepRegistering registers the commands. Without them people can still
// mention the bot, so failing ends nothing.
func (a *Adapter) keepRegistering(ctx context.Context, me Identity) {
	err := a.insist(ctx, "register the commands", func() error { return a.register(ctx, me.Application) })
	if err != nil {
		a.log.Error("discord commands not registered", "error", err, "cause", errors.Unwrap(err))
	}
}

// insist repeats what does no harm until it is done, refused, or the context
// ends, which is no error.
func (a *Adapter) insist(ctx context.Context, what string, do func() error) error {
	for pause := a.timing.Again; ; pause = min(2*pause, time.Minute) {
		err := do()
		if err == nil || ctx.Err() != nil {
			return nil
		}
		wait := pause
		if e, ok := errors.AsType[*bot.Error](err); ok {
			if e.Kind == bot.Permanent || e.Kind == bot.Invalid {
				return err
			}
			wait = max(wait, e.After)
		}
		a.log.Warn("discord not ready", "to", what, "error", err, "again_in", wait)
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return nil
		}
	}
}

// A gatewayInfo is where the gateway is, and what Discord allows there.
// https://discord.com/developers/docs/events/gateway#get-gateway-bot
type gatewayInfo struct {
	URL    string `json:"url"`
	Shards int    `json:"shards"` // recommended
	Limit  struct {
		Remaining   int   `json:"remaining"`
		ResetAfter  int64 `json:"reset_after"`     // milliseconds
		Concurrency int   `json:"max_concurrency"` // sessions that may be begun in five seconds
	} `json:"session_start_limit"`
}

func (a *Adapter) askGateway(ctx context.Context) (told gatewayInfo, err error) {
	err = a.rest.Do(ctx, rest.Request{Method: http.MethodGet, Route: "/gateway/bot"}, &told)
	return told, err
}

// start is where a session begins.
func (a *Adapter) start(ctx context.Context) (gateway.Start, error) {
	told, err := a.askGateway(ctx)
	if err != nil {
		return gateway.Start{}, fmt.Errorf("ask for the gateway: %w", err)
	}
	if a.gateway != "" {
		told.URL = a.gateway
	}
	return gateway.Start{URL: told.URL, Remaining: told.Limit.Remaining, ResetAfter: time.Duration(told.Limit.ResetAfter) * time.Millisecond}, nil
}
