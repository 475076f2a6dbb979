package reword

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"waybill/bot"
	"waybill/digest/gate"
)

// How long a model that fails is left alone, if it does not say so itself. A
// digest must not wait for it again and again.
const (
	restShort = time.Minute
	restLong  = 10 * time.Minute // the endpoint or the key is wrong: somebody has to mend that
)

// ask has the model offer sentences, within the budget, and keeps what passes
// the gate. What was asked once is known from then on, also if nothing came of
// it: it was paid for.
func (d *Desk) ask(ctx context.Context, key string, sentences []string) ([]gate.Draft, error) {
	if ctx.Err() != nil {
		return nil, nil // other stories took the time
	}
	if d.resting() {
		d.asked(Resting, 0, 0)
		return nil, nil
	}
	began := d.Now()
	day := began.UTC().Format(time.DateOnly)
	reserved := overhead
	for _, s := range sentences {
		reserved += len(s) / 2
	}
	ok, err := d.Memory.Spend(ctx, day, reserved, d.Tokens)
	if err != nil {
		return nil, fmt.Errorf("count what the language model costs: %w", err)
	}
	if !ok {
		d.asked(Broke, 0, 0)
		d.pause(restLong)
		d.Log.Info("the language model's budget for today is used up", "tokens", d.Tokens, "day", day)
		return nil, nil
	}
	drafts, tokens, err := d.Model.Reword(ctx, sentences)
	o := outcome(ctx, err)
	after := context.WithoutCancel(ctx) // what was paid for is written down, however late it is
	switch {
	case o == Failed:
		d.rested(err)
		tokens = 0
	case tokens == 0:
		tokens = reserved
	}
	d.asked(o, tokens, d.Now().Sub(began))
	if tokens != reserved {
		if _, counted := d.Memory.Spend(after, day, tokens-reserved, math.MaxInt32); counted != nil {
			return nil, fmt.Errorf("count what the language model cost: %w", counted)
		}
	}
	if o == Failed {
		return nil, err
	}
	if o == Late {
		d.pause(restShort)
	}
	fit := d.fit(drafts, sentences)
	if kept := d.Memory.SaveRewordings(after, key, fit); kept != nil {
		return nil, fmt.Errorf("keep what the language model said: %w", kept)
	}
	return fit, err
}

// outcome sorts what came of asking.
func outcome(ctx context.Context, err error) Outcome {
	switch {
	case err == nil:
		return Answered
	case errors.Is(err, context.DeadlineExceeded) || ctx.Err() != nil: // also if the bot ends: it may be charged
		return Late
	case bot.KindOf(err) == bot.Invalid:
		return Useless
	}
	return Failed
}

// rested leaves a model alone that could not be asked.
func (d *Desk) rested(err error) {
	long := restShort
	if e, ok := errors.AsType[*bot.Error](err); ok {
		if e.Kind != bot.Transient {
			long = restLong
		}
		long = max(long, min(e.After, 24*time.Hour))
	}
	d.pause(long)
}

func (d *Desk) pause(long time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if until := d.Now().Add(long); until.After(d.rest) {
		d.rest = until
	}
}

func (d *Desk) resting() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.Now().Before(d.rest)
}

func (d *Desk) asked(o Outcome, tokens int, took time.Duration) {
	if d.Observer != nil {
		d.Observer.Asked(o, tokens, took)
	}
}
