package discord

import (
	"context"
	"time"

	"waybill/bot"
)

// A kind is what a channel is, which hardly ever changes.
type kind struct {
	place
	known time.Time
}

// kindLasts is how long a channel's kind is believed, and maxKinds of how many.
const (
	kindLasts = 10 * time.Minute
	maxKinds  = 10000
)

// kind is what a channel is, asked for seldom. Its permissions may be old.
func (a *Adapter) kind(ctx context.Context, channel string) (place, error) {
	a.mu.Lock()
	k, ok := a.kinds[channel]
	a.mu.Unlock()
	if ok && time.Since(k.known) < kindLasts {
		return k.place, nil
	}
	p, err := a.place(ctx, channel)
	if err != nil {
		return p, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.remember(p, time.Now())
	return p, nil
}

// learn remembers a forum, which stays one: Discord makes no other channel of
// it.
func (a *Adapter) learn(p place) {
	if !p.forum() {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, known := a.kinds[p.ID]; !known {
		a.remember(p, time.Time{}) // what it is, and not for how long its tags stay
	}
}

// forum reports whether a channel is known to be a forum.
func (a *Adapter) forum(channel string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.kinds[channel].forum()
}

// remember keeps what a channel is; mu is held.
func (a *Adapter) remember(p place, at time.Time) {
	if len(a.kinds) >= maxKinds {
		clear(a.kinds)
	}
	a.kinds[p.ID] = kind{p, at}
}

// home is the channel that a request belongs to: what is said in a forum's post
// is about the forum, for that is what digests are ordered for.
func (a *Adapter) home(ctx context.Context, c bot.Channel, at place) bot.Channel {
	if !at.thread() || at.Parent == "" {
		return c
	}
	parent, err := a.kind(ctx, at.Parent)
	if err != nil {
		a.log.Warn("discord channel not known", "channel", at.Parent, "error", err)
		return c
	}
	if parent.forum() {
		c.ID, c.Name = parent.ID, parent.Name
	}
	return c
}
