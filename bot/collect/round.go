package collect

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"waybill/bot"
)

const (
	// lease is for how long a source is claimed: whoever claimed it and does
	// not say within that time how the reading went, has come to an end.
	lease = 10 * time.Minute
	// claimed is how many sources are claimed at once for each worker: enough
	// that the slow among them can be asked first.
	claimed = 16
	// late is after how long a site that has not answered keeps no worker any
	// more. Most answer within that.
	late = 500 * time.Millisecond
	// claimEvery is how often is looked for what has become due while a site, or
	// a publisher's many pages, are waited for; claimFor is for how long: a job
	// has an end.
	claimEvery = 2 * time.Second
	claimFor   = 5 * time.Minute
	// lateAtOnce is how many sources, for each worker, are being read at most,
	// the late ones too: if all are late, it is we who are slow, or our line.
	lateAtOnce = 2
)

// Round reads every source that is due, as many at a time as there are workers,
// and tells each of what came of it; it ends when none is due. A source that
// fails stops no other, and one that does not answer keeps nobody waiting: after
// half a second another is asked in its place, what becomes due meanwhile is read
// too, and next time it is asked first, so that the round doesn't end with
// waiting for it. Sources are claimed as their turn comes, so several rounds, in
// whatever process, share them.
func (c *Collector) Round(ctx context.Context, workers int, each func(Report, error)) error {
	workers = max(workers, 1)
	r := &round{
		prompt: make(chan struct{}, workers), all: make(chan struct{}, lateAtOnce*workers),
		ended: make(chan struct{}, 1), until: time.Now().Add(claimFor),
	}
	var tell sync.Mutex
	err := c.claim(ctx, r, claimed*workers, func(id int64) {
		defer r.end()
		leave := sync.OnceFunc(func() { <-r.prompt })
		defer leave()
		rep, err := c.readOr(ctx, id, leave)
		tell.Lock()
		defer tell.Unlock()
		each(rep, err)
	})
	r.busy.Wait()
	return err
}

// A round is the reading of what is due.
type round struct {
	prompt chan struct{} // a place for each source whose site is not late
	all    chan struct{} // a place for each
	ended  chan struct{} // one reading has ended, or several
	until  time.Time     // no more is claimed
	busy   sync.WaitGroup
}

// begin reads a source when there is a place.
func (r *round) begin(ctx context.Context, read func()) error {
	for _, places := range []chan struct{}{r.all, r.prompt} {
		select {
		case places <- struct{}{}:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	r.busy.Go(read)
	return nil
}

func (r *round) end() {
	<-r.all
	select {
	case r.ended <- struct{}{}:
	default:
	}
}

// idle waits for a while, and reports whether everything has been read.
func (r *round) idle(ctx context.Context) bool {
	again := time.NewTimer(claimEvery)
	defer again.Stop()
	for len(r.all) > 0 {
		select {
		case <-r.ended:
		case <-again.C:
			return time.Now().After(r.until)
		case <-ctx.Done():
			return true
		}
	}
	return true
}

// claim has the sources read that are due until none is, the slow ones of those
// that it claims at once first.
func (c *Collector) claim(ctx context.Context, r *round, limit int, read func(id int64)) error {
	for {
		due, err := c.Store.ClaimFetches(ctx, c.Now(), limit, lease)
		if err != nil {
			return fmt.Errorf("claim due sources: %w", err)
		}
		slowFirst(due)
		for _, src := range due {
			if err := r.begin(ctx, func() { read(src.ID) }); err != nil {
				return err
			}
		}
		if len(due) == 0 && r.idle(ctx) {
			return ctx.Err()
		}
	}
}

// slowFirst puts the sources first whose sites were late to answer when they
// were asked last, the slowest of them first, and leaves the rest in their order.
func slowFirst(due []bot.DueSource) {
	slices.SortStableFunc(due, func(a, b bot.DueSource) int {
		if max(a.Took, b.Took) < late {
			return 0
		}
		return cmp.Compare(b.Took, a.Took)
	})
}
