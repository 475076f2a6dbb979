package cli

import (
	"context"
	"fmt"
	"time"

	"waybill/adapters/discord"
	"waybill/bot"
	"waybill/bot/edition"
)

// A simChat is a platform. It can be looked into as a simFinder, and knows keys
// for a while as a simRepeater.
type simChat struct {
	w        *simWorld
	platform bot.Platform
	messages []simMessage
	late     []simMessage // taken, and not in the channel yet
	gone     map[string]bool
	wasGone  map[string]bool
	refused  int       // requests to channels that are gone
	revoked  time.Time // until then the bot's token is refused
}

// refusal is what the platform says to a token that it refuses.
func (c *simChat) refusal() error {
	if c.w.calm || !c.w.clock.now().Before(c.revoked) {
		return nil
	}
	return &bot.Error{Kind: bot.Permanent, Reach: bot.OfPlatform, Text: "the token is refused"}
}

// Probe tells whether the token is refused.
func (c *simChat) Probe(context.Context, string) error { return c.refusal() }

type simMessage struct {
	channel, key, receipt string
	at                    time.Time
}

// Post takes a message, or does not, and says so, or does not.
func (c *simChat) Post(ctx context.Context, to bot.Channel, key string, _ bot.Message) (string, error) {
	w := c.w
	deadline, _ := ctx.Deadline()
	left := time.Until(deadline).Round(100 * time.Millisecond) // real time, which does not pass here
	began := w.clock.now()
	w.crash(400)
	w.sleep(100)
	if w.clock.now().Sub(began) >= left {
		return "", &bot.Error{Kind: bot.Ambiguous, Text: "the request was cut off"}
	}
	c.arrive()
	if err := c.refusal(); err != nil {
		w.counts["tokens refused"]++
		return "", err
	}
	if c.gone[to.ID] {
		c.refused++
		return "", &bot.Error{Kind: bot.Permanent, Text: "the channel is gone"}
	}
	m := simMessage{to.ID, key, fmt.Sprintf("%s-%d", c.platform, len(c.messages)+len(c.late)+1), w.clock.now()}
	switch {
	case w.chance(25):
		w.counts["refused for a while"]++
		return "", &bot.Error{Kind: bot.Transient, Text: "too many requests", After: w.between(0, time.Minute)}
	case w.chance(40):
		w.counts["answers lost, not taken"]++
		return "", &bot.Error{Kind: bot.Ambiguous, Text: "the connection ended"}
	case w.chance(40):
		w.counts["answers lost, taken"]++
		c.take(m)
		return "", &bot.Error{Kind: bot.Ambiguous, Text: "the connection ended"}
	case w.chance(100):
		w.counts["answers lost, taken late"]++
		m.at = m.at.Add(w.between(0, postTimeout))
		c.late = append(c.late, m)
		return "", &bot.Error{Kind: bot.Ambiguous, Text: "no answer in time"}
	}
	receipt := c.take(m)
	w.sleep(200)
	w.crash(200)
	return receipt, nil
}

// take puts a message into its channel. Discord knows the key for some minutes
// and then makes no second one.
func (c *simChat) take(m simMessage) (receipt string) {
	if c.platform == bot.Discord {
		for _, o := range c.messages {
			if o.key == m.key && m.at.Sub(o.at) < 5*time.Minute {
				return o.receipt
			}
		}
	}
	c.messages = append(c.messages, m)
	return m.receipt
}

// arrive shows what was taken late.
func (c *simChat) arrive() {
	kept := c.late[:0]
	for _, m := range c.late {
		if m.at.After(c.w.clock.now()) {
			kept = append(kept, m)
			continue
		}
		c.take(m)
	}
	c.late = kept
}

// A simFinder can be looked into, but in channels where the bot may not.
type simFinder struct{ *simChat }

func blind(channel string) bool { return len(channel) > 2 && channel[:2] == "XB" }

func (c simFinder) Find(_ context.Context, to bot.Channel, key string, since time.Time) (string, bool, error) {
	c.w.crash(100)
	c.arrive()
	if err := c.refusal(); err != nil {
		return "", false, err
	}
	switch {
	case blind(to.ID), c.gone[to.ID]:
		return "", false, &bot.Error{Kind: bot.Permanent, Text: "the bot may not read there"}
	case c.w.chance(10):
		return "", false, &bot.Error{Kind: bot.Transient, Text: "try again"}
	}
	for _, m := range c.messages {
		if m.key == key && !m.at.Before(since) {
			return m.receipt, true, nil
		}
	}
	return "", false, nil
}

// A simRepeater takes a key again, as long as the adapter says that it does.
type simRepeater struct{ simFinder }

func (simRepeater) Repeatable(since, now time.Time) bool { return discord.Repeatable(since, now) }

// A simLedger is the real one, before and behind whose every change a process
// may end.
type simLedger struct {
	house
	w *simWorld
}

var _ edition.Ledger = (*simLedger)(nil)

func around[T any](w *simWorld, do func() (T, error)) (T, error) {
	w.crash(500)
	got, err := do()
	w.crash(500)
	return got, err
}

func (l *simLedger) ClaimDue(ctx context.Context, now time.Time, limit int, next func(bot.Subscription) (time.Time, error)) ([]bot.Delivery, error) {
	return around(l.w, func() ([]bot.Delivery, error) {
		claimed, err := l.house.ClaimDue(ctx, now, limit, next)
		if len(claimed) > 0 {
			l.w.open, l.w.moved = true, true
		}
		return claimed, err
	})
}

func (l *simLedger) Compose(ctx context.Context, id, digest int64, parts []bot.Message) error {
	_, err := around(l.w, func() (bool, error) { return false, l.house.Compose(ctx, id, digest, parts) })
	return err
}

func (l *simLedger) Begin(ctx context.Context, id int64, now time.Time) (bot.Delivery, bool, error) {
	began := false
	d, err := around(l.w, func() (d bot.Delivery, err error) { d, began, err = l.house.Begin(ctx, id, now); return d, err })
	l.w.sleep(50)
	return d, began, err
}

func (l *simLedger) Holds(ctx context.Context, id int64, attempt int) (bool, error) {
	held, err := l.house.Holds(ctx, id, attempt)
	l.w.sleep(50)
	return held, err
}

func (l *simLedger) Finish(ctx context.Context, id int64, attempt int, to bot.Status, reason, receipt string, notBefore, now time.Time) error {
	_, err := around(l.w, func() (bool, error) {
		return false, l.house.Finish(ctx, id, attempt, to, reason, receipt, notBefore, now)
	})
	return err
}

func (l *simLedger) Disable(ctx context.Context, c bot.Channel) (int, error) {
	l.w.moved = true
	return around(l.w, func() (int, error) { return l.house.Disable(ctx, c) })
}
