package slack

import (
	"context"
	"errors"
	"sync"
	"time"

	"waybill/bot"
)

// patience is how long a post waits for its turn of its own accord. Whoever
// would have to wait longer is told when to come back.
const patience = 5 * time.Second

// A pace keeps posts in one channel apart, and stays away from channels for
// as long as Slack asked for. slack-go does neither.
type pace struct {
	every time.Duration

	mu    sync.Mutex
	lanes map[string]*lane
	all   time.Time // no posts in any channel before
}

type lane struct {
	next time.Time // the next turn
	held time.Time // till when Slack asked to stay away
	used time.Time
}

func newPace(every time.Duration) *pace {
	return &pace{every: every, lanes: map[string]*lane{}}
}

// wait waits for the turn to post in a channel. An error is Transient.
func (p *pace) wait(ctx context.Context, channel string) error {
	if err := ctx.Err(); err != nil {
		return notSent(err)
	}
	most := patience
	if deadline, ends := ctx.Deadline(); ends {
		most = min(most, time.Until(deadline))
	}
	delay := p.turn(channel, most)
	if delay > most {
		return &bot.Error{Kind: bot.Transient, Text: "Slack asks to post more slowly", After: delay}
	}
	t := time.NewTimer(delay)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return notSent(ctx.Err())
	}
}

// turn tells how long it is till the channel's next turn, and takes it if that
// is at most most.
func (p *pace) turn(channel string, most time.Duration) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	l := p.lane(channel, now)
	at := now
	for _, t := range []time.Time{l.next, p.all} {
		if t.After(at) {
			at = t
		}
	}
	delay := at.Sub(now)
	if delay <= most {
		l.next = at.Add(p.every)
	}
	return delay
}

// heed notes an error in which Slack asks to stay away. It doesn't say whether
// the channel is meant or the whole workspace: two channels at once mean the
// workspace.
func (p *pace) heed(channel string, err error) {
	limited, ok := errors.AsType[*limitedError](err)
	if c := code(err); c == "ratelimited" || c == "rate_limited" { // said with status 200
		limited, ok = &limitedError{limitedFor}, true
	}
	if !ok {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	until := now.Add(limited.after)
	for name, l := range p.lanes {
		if name != channel && l.held.After(now) && until.After(p.all) {
			p.all = until
		}
	}
	l := p.lane(channel, now)
	l.held, l.next = until, until
}

// lane is a channel's lane; p.mu is held. Lanes that nobody used for a while
// are forgotten when there are many.
func (p *pace) lane(channel string, now time.Time) *lane {
	l, ok := p.lanes[channel]
	if !ok {
		if len(p.lanes) > 1_000 {
			for name, old := range p.lanes {
				if now.Sub(old.used) > time.Minute && now.After(old.next) {
					delete(p.lanes, name)
				}
			}
		}
		l = &lane{}
		p.lanes[channel] = l
	}
	l.used = now
	return l
}

func notSent(err error) error {
	return &bot.Error{Kind: bot.Transient, Text: "The message was not sent: the bot is stopping or out of time", Err: err}
}
