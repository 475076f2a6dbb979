package store

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

// A gatherer puts what several goroutines ask of PostgreSQL as one question: a
// statement about thirty rows costs the server and us little more than one
// about one. Whoever comes while a question is under way goes into the next
// one, and where many come the next one waits for its pace: so a busy process
// asks seldom, and an idle one at once.
type gatherer[Q, A any] struct {
	pace time.Duration // from one question to the next
	// ask puts the questions and calls answer for those that have one. Its
	// error is everybody's.
	ask func(ctx context.Context, all []Q, answer func(i int, a A)) error

	mu      sync.Mutex
	waiting []*asked[Q, A]
	led     bool      // somebody is asking
	last    time.Time // when it was asked last; its leader's
}

// asked is one question that somebody waits for.
type asked[Q, A any] struct {
	q        Q
	a        A
	answered bool
	err      error
	done     chan struct{} // closed when it is over
}

// gatherMost is how many questions go into one.
const gatherMost = 200

// put asks q together with what others ask, and reports whether there was an
// answer. It waits for its turn as long as ctx lasts, but not longer once it is
// being asked: what it changes is then known.
func (g *gatherer[Q, A]) put(ctx context.Context, q Q) (a A, answered bool, err error) {
	if err := ctx.Err(); err != nil {
		return a, false, err
	}
	w := &asked[Q, A]{q: q, done: make(chan struct{})}
	if g.join(w) {
		g.lead()
	}
	select {
	case <-w.done:
	case <-ctx.Done():
		if g.leave(w) {
			return a, false, ctx.Err()
		}
		<-w.done
	}
	return w.a, w.answered, w.err
}

// join queues a question and reports whether its owner has to ask.
func (g *gatherer[Q, A]) join(w *asked[Q, A]) (lead bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting = append(g.waiting, w)
	lead = !g.led
	g.led = true
	return lead
}

// leave takes back a question that is not being asked yet.
func (g *gatherer[Q, A]) leave(w *asked[Q, A]) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	i := slices.Index(g.waiting, w)
	if i >= 0 {
		g.waiting = slices.Delete(g.waiting, i, i+1)
	}
	return i >= 0
}

// take is what is asked next.
func (g *gatherer[Q, A]) take() []*asked[Q, A] {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := min(len(g.waiting), gatherMost)
	some := slices.Clone(g.waiting[:n])
	g.waiting = slices.Delete(g.waiting, 0, n)
	return some
}

// lead asks what waits, and leaves what has come meanwhile to a goroutine.
func (g *gatherer[Q, A]) lead() {
	defer func() { // also when asking panics
		if g.resign() {
			go g.lead()
		}
	}()
	time.Sleep(g.pace - time.Since(g.last))
	g.last = time.Now()
	if some := g.take(); len(some) > 0 {
		g.together(some)
	}
}

// resign ends the leadership unless there is more to ask.
func (g *gatherer[Q, A]) resign() (more bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.led = len(g.waiting) > 0
	return g.led
}

// together puts some questions as one.
func (g *gatherer[Q, A]) together(some []*asked[Q, A]) {
	ctx, cancel := context.WithTimeout(context.Background(), changeLimit)
	defer cancel()
	err := errors.New("the question was not put")
	defer func() { // also when ask panics
		for _, w := range some {
			w.err = err
			close(w.done)
		}
	}()
	all := make([]Q, len(some))
	for i, w := range some {
		all[i] = w.q
	}
	err = g.ask(ctx, all, func(i int, a A) { some[i].a, some[i].answered = a, true })
}
