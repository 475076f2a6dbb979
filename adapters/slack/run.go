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
// Permanent, only if Slack refuses a token or nothing may listen at the
// address.
func (a *Adapter) Run(ctx context.Context) error {
	if err := a.ready(); err != nil {
		return err
	}
	if a.home != nil {
		is, err := a.begin(ctx)
		if err != nil || ctx.Err() != nil {
			return err
		}
		a.log.Info("connected to workspace", "workspace", is.Workspace, "team", is.Team, "as", is.Name)
		if len(is.Missing) > 0 {
			a.log.Warn("the app lacks scopes", "missing", is.Missing, "hint", "update the app with the manifest and install it again")
		}
	}
	a.inbox.open()
	defer a.inbox.close()

	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	var wg sync.WaitGroup
	run := func(loop func(context.Context) error) {
		wg.Go(func() {
			if err := loop(ctx); err != nil {
				fail(err)
			}
		})
	}
	if a.hasApp {
		for range sideBySide {
			run(a.keep)
		}
	}
	if a.listen != "" {
		run(a.serveHTTP)
	}
	wg.Wait()
	if told, ok := errors.AsType[*bot.Error](context.Cause(ctx)); ok {
		return told
	}
	return nil
}

// ready says what is missing to hear people.
func (a *Adapter) ready() error {
	switch {
	case a.handler == nil:
		return &bot.Error{Kind: bot.Internal, Text: "Nobody answers on Slack: no handler was given"}
	case !a.hasApp && a.listen == "":
		return &bot.Error{
			Kind: bot.Permanent, Text: "Slack needs an app-level token to hear people",
			Hint: "make one with the scope connections:write at api.slack.com/apps, under Basic Information",
		}
	}
	return nil
}

// Connected reports whether people are heard now.
func (a *Adapter) Connected() bool { return a.sockets.Load() > 0 || a.serving.Load() }

// begin finds out who the bot is, as often as it takes.
func (a *Adapter) begin(ctx context.Context) (Identity, error) {
	wait := newBackoff()
	for {
		is, err := a.home.introduce(ctx)
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
// whether to acknowledge it: Slack repeats events that nobody acknowledges. If
// answer isn't nil, the acknowledgement carries what it returns, which it does
// within the time that Slack waits.
func (a *Adapter) receive(ctx context.Context, e envelope) (ack bool, answer func(context.Context) any) {
	i, err := a.read(ctx, e)
	if err != nil {
		a.log.Warn("payload not understood", "type", e.Type, "error", err)
	}
	switch {
	case i.answer != nil:
		return true, func(ctx context.Context) any {
			ctx, cancel := context.WithTimeout(ctx, promptly)
			defer cancel()
			return i.answer(ctx)
		}
	case i.work == nil:
		return true, nil // nothing for us, or nothing that can be read: no use in a copy
	}
	if a.inbox.take(i.key, i.user, func() { i.work(ctx) }) != busy {
		return true, nil
	}
	a.log.Warn("too many questions at once", "user", i.user)
	if !e.Accepts {
		return false, nil
	}
	return true, func(context.Context) any {
		return map[string]string{"response_type": "ephemeral", "text": "I have too many questions at once. Please ask again in a minute."}
	}
}

// promptly is how long an acknowledgement may take that carries something.
// Slack waits three seconds.
// https://docs.slack.dev/interactivity/handling-user-interaction#acknowledgment_response
const promptly = 2500 * time.Millisecond

// An errand is what an envelope asks for: work that takes its time, or an
// answer that its acknowledgement carries. The zero errand is nothing.
type errand struct {
	key    string // the same for every copy of it
	user   string
	work   func(context.Context)
	answer func(context.Context) any
}

// read makes an errand of an envelope.
func (a *Adapter) read(ctx context.Context, e envelope) (errand, error) {
	if e.Type != "slash_commands" && e.Type != "interactive" && e.Type != "events_api" {
		return errand{}, nil
	}
	from, err := whence(e.Payload)
	if err != nil {
		return errand{}, err
	}
	t := a.home // whatever comes is for the one workspace, people of others in shared channels included
	if a.install != nil || a.home.self.read().OrgWide {
		if t, err = a.teamIn(ctx, from.workspace, from.org); err != nil {
			return errand{}, err
		}
	}
	switch e.Type {
	case "slash_commands":
		var s slash
		if err := json.Unmarshal(e.Payload, &s); err != nil {
			return errand{}, err
		}
		return a.errand(t)(s.ask(e.ID, t.self.user()))
	case "interactive":
		return a.interaction(ctx, t, from.kind, e)
	}
	return a.event(t, from, e)
}

// errand is to have a question answered, if there is one.
func (a *Adapter) errand(t *team) func(q ask, ok bool) (errand, error) {
	return func(q ask, ok bool) (errand, error) {
		if !ok {
			return errand{}, nil
		}
		q.team = t
		return errand{key: t.self.workspace() + " " + q.key, user: t.self.workspace() + " " + q.user, work: func(ctx context.Context) { a.serve(ctx, q) }}, nil
	}
}
