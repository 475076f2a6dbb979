package slack

import "sync"

const (
	// maxPending is how many questions may wait for their answers together,
	// and maxPerUser how many of one person.
	maxPending = 256
	maxPerUser = 8
	// concurrent is how many are worked on at once.
	concurrent = 32
	// remembered is how many questions are recognised at least when they come
	// again. Slack repeats an event up to five minutes later, and after a
	// disconnection up to an hour later.
	remembered = 10_000
)

// An inbox takes each question once, and no more than can be answered.
type inbox struct {
	turns chan struct{}
	wg    sync.WaitGroup

	mu      sync.Mutex
	seen    map[string]bool
	before  map[string]bool // seen before seen was full
	pending int
	perUser map[string]int
	closed  bool
}

func newInbox() *inbox {
	return &inbox{turns: make(chan struct{}, concurrent), seen: map[string]bool{}, perUser: map[string]int{}}
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
	if b.seen[key] || b.before[key] {
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

// remember keeps a key, and forgets the oldest when there are many; b.mu is held.
func (b *inbox) remember(key string) {
	if len(b.seen) >= remembered {
		b.before, b.seen = b.seen, map[string]bool{}
	}
	b.seen[key] = true
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
