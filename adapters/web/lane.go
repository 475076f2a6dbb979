package web

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/net/publicsuffix"

	"waybill/bot"
	"waybill/bot/collect"
)

// lanes let one request at a time go to a publisher, with a pause after it. A
// publisher is a registrable domain (https://publicsuffix.org): a hundred
// blogs under one roof are one publisher's machines.
type lanes struct {
	pace     time.Duration // 0 for no limit at all
	patience time.Duration
	now      func() time.Time

	mu sync.Mutex
	of map[string]*lane
}

// A lane is one publisher's. It is forgotten when it has been idle for longer
// than the pause it owes.
type lane struct {
	lanes *lanes
	name  string
	turn  chan struct{} // holds one token while the lane is free
	users int           // that hold it or wait for it
	free  time.Time     // not before; guarded by lanes.mu
	pace  time.Duration // guarded by lanes.mu
}

func newLanes(pace, patience time.Duration, now func() time.Time) *lanes {
	return &lanes{pace: pace, patience: patience, now: now, of: map[string]*lane{}}
}

// publisher is the registrable domain of a host, or the host if it has none.
func publisher(host string) string {
	if d, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return d
	}
	return host
}

// enter waits for the host's turn. Where that would take longer than the
// patience it does not wait, but answers collect.ErrBusy and when to come
// back: a worker must not stand in one publisher's queue while others could
// be read. In a hurry only the request under way is waited for, not the pause.
func (ls *lanes) enter(ctx context.Context, host string, hurry bool) (*lane, error) {
	if ls.pace == 0 {
		return nil, nil
	}
	l, ahead := ls.join(publisher(host))
	if !hurry && time.Duration(ahead)*ls.pace > ls.patience {
		return nil, ls.give(ctx, l, host)
	}
	deadline, cancel := context.WithTimeout(ctx, ls.patience)
	defer cancel()
	select {
	case <-l.turn:
	case <-deadline.Done():
		return nil, ls.give(ctx, l, host)
	}
	ls.mu.Lock()
	pause := l.free.Sub(ls.now())
	ls.mu.Unlock()
	if hurry {
		pause = min(pause, 0)
	}
	if pause > ls.patience {
		l.turn <- struct{}{}
		return nil, ls.give(ctx, l, host)
	}
	wait := time.NewTimer(pause)
	defer wait.Stop()
	select {
	case <-wait.C:
		return l, nil
	case <-ctx.Done():
		l.turn <- struct{}{}
		ls.quit(l)
		return nil, ctx.Err()
	}
}

// join finds or makes a publisher's lane, and clears away idle ones. It says how
// many are there already.
func (ls *lanes) join(name string) (l *lane, ahead int) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if l = ls.of[name]; l == nil {
		if len(ls.of) >= 1024 {
			ls.clear()
		}
		l = &lane{lanes: ls, name: name, turn: make(chan struct{}, 1), pace: ls.pace}
		l.turn <- struct{}{}
		ls.of[name] = l
	}
	l.users++
	return l, l.users - 1
}

func (ls *lanes) clear() {
	now := ls.now()
	for name, l := range ls.of {
		if l.users == 0 && !l.free.After(now) {
			delete(ls.of, name)
		}
	}
}

func (ls *lanes) quit(l *lane) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	l.users--
}

// give up waiting: the error says when there may be a turn.
func (ls *lanes) give(ctx context.Context, l *lane, host string) error {
	ls.mu.Lock()
	l.users--
	again := max(l.free.Sub(ls.now()), 0) + time.Duration(l.users+1)*l.pace
	ls.mu.Unlock()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return &bot.Error{
		Kind: bot.Transient, Text: fmt.Sprintf("%s is being read, or asked not to be for now", host), Hint: "it is tried again by itself",
		After: again, Err: collect.ErrBusy,
	}
}

// leave makes way for the next request, after the pause.
func (l *lane) leave() {
	if l == nil {
		return
	}
	l.lanes.mu.Lock()
	if free := l.lanes.now().Add(l.pace); free.After(l.free) {
		l.free = free
	}
	l.users--
	l.lanes.mu.Unlock()
	l.turn <- struct{}{}
}

// rest keeps the lane shut for as long as its publisher asked.
func (l *lane) rest(d time.Duration) {
	if l == nil {
		return
	}
	l.lanes.mu.Lock()
	l.free = l.lanes.now().Add(d)
	l.lanes.mu.Unlock()
}

// slow makes the pause of a host's publisher at least d long.
func (ls *lanes) slow(host string, d time.Duration) {
	if ls.pace == 0 {
		return
	}
	l, _ := ls.join(publisher(host))
	ls.mu.Lock()
	l.pace = max(l.pace, d)
	l.users--
	ls.mu.Unlock()
}
