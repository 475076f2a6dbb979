package slack

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"

	"waybill/bot"
)

// sideBySide is how many connections are kept: while one is being renewed or
// has just died, Slack sends everything over the other. Slack allows ten.
const sideBySide = 2

// Run hears people and answers them until ctx ends, then returns nil. It
// reconnects by itself; it returns sooner, with a *bot.Error of kind
// Permanent, only if Slack refuses a token.
func (a *Adapter) Run(ctx context.Context) error {
	if a.handler == nil {
		return &bot.Error{Kind: bot.Internal, Text: "Nobody answers on Slack: no handler was given"}
	}
	if !a.hasApp {
		return &bot.Error{
			Kind: bot.Permanent, Text: "Slack needs an app-level token to hear people",
			Hint: "make one with the scope connections:write at api.slack.com/apps, under Basic Information",
		}
	}
	is, err := a.begin(ctx)
	if err != nil || ctx.Err() != nil {
		return err
	}
	a.log.Info("connected to workspace", "workspace", is.Workspace, "team", is.Team, "as", is.Name)
	if len(is.Missing) > 0 {
		a.log.Warn("the app lacks scopes", "missing", is.Missing, "hint", "update the app with the manifest and install it again")
	}
	a.inbox.open()
	defer a.inbox.close()

	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	var wg sync.WaitGroup
	for range sideBySide {
		wg.Go(func() {
			if err := a.keep(ctx); err != nil {
				fail(err)
			}
		})
	}
	wg.Wait()
	if told, ok := errors.AsType[*bot.Error](context.Cause(ctx)); ok {
		return told
	}
	return nil
}

// Connected reports whether people are heard now.
func (a *Adapter) Connected() bool { return a.sockets.Load() > 0 }

// begin finds out who the bot is, as often as it takes.
func (a *Adapter) begin(ctx context.Context) (Identity, error) {
	wait := newBackoff()
	for {
		is, err := a.introduce(ctx)
		if err == nil || bot.KindOf(err) == bot.Permanent {
			return is, err
		}
		if !a.pause(ctx, wait, err) {
			return is, nil
		}
	}
}

// newBackoff is the wait between tries to connect.
func newBackoff() *backoff.ExponentialBackOff {
	b := backoff.NewExponentialBackOff()
	b.InitialInterval, b.MaxInterval = 250*time.Millisecond, time.Minute
	return b
}

// pause waits before the next try and reports whether there is to be one.
func (a *Adapter) pause(ctx context.Context, b *backoff.ExponentialBackOff, err error) bool {
	d := b.NextBackOff()
	if told, ok := errors.AsType[*bot.Error](err); ok {
		d = max(d, told.After)
	}
	if ctx.Err() == nil {
		a.log.Warn("connecting to Slack again", "in", d, "error", err, "cause", errors.Unwrap(err))
	}
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}

// receive reads an envelope and takes what a person said in it. It reports
// whether to acknowledge it, and with what: Slack repeats events that nobody
// acknowledges.
func (a *Adapter) receive(ctx context.Context, e envelope) (ack bool, payload any) {
	q, ok := a.read(e)
	if !ok {
		return true, nil // nothing for us, or nothing that can be read: no use in a copy
	}
	switch a.inbox.take(q.key, q.user, func() { a.serve(ctx, q) }) {
	case busy:
		a.log.Warn("too many questions at once", "user", q.user)
		if !e.Accepts {
			return false, nil
		}
		return true, map[string]string{"response_type": "ephemeral", "text": "I have too many questions at once. Please ask again in a minute."}
	default:
		return true, nil
	}
}

// read makes an ask of an envelope, if it holds one.
func (a *Adapter) read(e envelope) (ask, bool) {
	var err error
	switch e.Type {
	case "slash_commands":
		var s slash
		if err = json.Unmarshal(e.Payload, &s); err == nil {
			return s.ask(e.ID, a.self.user())
		}
	case "interactive":
		var p press
		if err = json.Unmarshal(e.Payload, &p); err == nil {
			return p.ask(e.ID)
		}
	case "events_api":
		var c callback
		if err = json.Unmarshal(e.Payload, &c); err == nil {
			return c.ask(a.self.user(), a.words)
		}
	}
	if err != nil {
		a.log.Warn("payload not understood", "type", e.Type, "error", err)
	}
	return ask{}, false
}
