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
	// lateAtOnce is how many sources, for each worker, are being read at most,
	// the late ones too: if all are late, it is we who are slow, or our line.
	lateAtOnce = 2
)

// Round reads every source that is due, as many at a time as there are workers,
// and tells each of what came of it; it ends when none is due. A source that
// fails stops no other, and one that does not answer keeps nobody waiting: after
// a second another is asked in its place, and next time it is asked first, so
// that the round doesn't end with waiting for it. Sources are claimed as their
// turn comes, so several rounds, in whatever process, share them.
func (c *Collector) Round(ctx context.Context, workers int, each func(Report, error)) error {
	workers = max(workers, 1)
	var (
		prompt = make(chan struct{}, workers)
		all    = make(chan struct{}, lateAtOnce*workers)
		tell   sync.Mutex
		busy   sync.WaitGroup
	)
	err := c.claim(ctx, claimed*workers, func(id int64) error {
		for _, slots := range []chan struct{}{all, prompt} {
			select {
			case slots <- struct{}{}:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		busy.Go(func() {
			defer func() { <-all }()
			leave := sync.OnceFunc(func() { <-prompt })
			defer leave()
			r, err := c.readOr(ctx, id, leave)
			tell.Lock()
			defer tell.Unlock()
			each(r, err)
		})
		return nil
	})
	busy.Wait()
	return err
}

// claim hands out the sources that are due until none is, the slow ones of
// those that it claims at once first.
func (c *Collector) claim(ctx context.Context, limit int, hand func(id int64) error) error {
	for {
		due, err := c.Store.ClaimFetches(ctx, c.Now(), limit, lease)
		if err != nil {
			return fmt.Errorf("claim due sources: %w", err)
		}
		if len(due) == 0 {
			return ctx.Err()
		}
		slowFirst(due)
		for _, st := range due {
			if err := hand(st.ID); err != nil {
				return err
			}
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
