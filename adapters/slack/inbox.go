package slack

import (
	"sync"
	"time"
)

const (
	// maxPending is how many questions may wait for their answers together,
	// and maxPerUser how many of one person.
	maxPending = 256
	maxPerUser = 8
	// concurrent is how many are worked on at once.
	concurrent = 32
	// remembered is for how long a question is recognised when it comes again.
	// Slack repeats an event for up to an hour, but after the first minute only
	// if nobody acknowledged it.
	remembered = time.Hour
	maxSeen    = 20_000
)

// An inbox takes each question once, and no more than can be answered.
type inbox struct {
	turns chan struct{}
	wg    sync.WaitGroup

	mu      sync.Mutex
	seen    map[string]time.Time
	pending int
	perUser map[string]int
	closed  bool
}

func newInbox() *inbox {
	return &inbox{turns: make(chan struct{}, concurrent), seen: map[string]time.Time{}, perUser: map[string]int{}}
}

// A receipt says what became of a question.
type receipt int

const (
	taken receipt = iota // it is worked on
	known                // it is or was worked on already
	busy                 // there is no room; it may come again
)

// take has work done for a question in a goroutine of its own, unless it was
// taken before or there is no room.
func (b *inbox) take(key, user string, work func()) receipt {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, again := b.seen[key]; again {
		return known
	}
	if b.closed || b.pending >= maxPending || b.perUser[user] >= maxPerUser {
		return busy
	}
	b.remember(key)
	b.pending++
	b.perUser[user]++
	b.wg.Go(func() {
		b.turns <- struct{}{}
		defer func() {
			<-b.turns
			b.mu.Lock()
			defer b.mu.Unlock()
			b.pending--
			if b.perUser[user]--; b.perUser[user] == 0 {
				delete(b.perUser, user)
			}
		}()
		work()
	})
	return taken
}

// remember keeps a key, and forgets old ones when there are many; b.mu is held.
func (b *inbox) remember(key string) {
	now := time.Now()
	if len(b.seen) >= maxSeen {
		for k, at := range b.seen {
			if now.Sub(at) > remembered || len(b.seen) >= maxSeen {
				delete(b.seen, k)
			}
		}
	}
	b.seen[key] = now
}

// close takes no more questions and waits for those that were taken.
func (b *inbox) close() {
	b.mu.Lock()
	b.closed = true
	b.mu.Unlock()
	b.wg.Wait()
}

// open takes questions again.
func (b *inbox) open() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = false
}
