package intake

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"waybill/bot"
	"waybill/digest/cluster"
)

const (
	// readBatch is how many articles are read between two commits: so many
	// are read again if the process ends.
	readBatch = 100
	// readFor is how long Read goes on: after that its caller is told how far
	// it has come.
	readFor = 10 * time.Second
)

// Read reads articles that were filed unread, the newest first: the engine
// looks at them and each is placed in a story. It returns when none is left, or
// after some time, and says how many it read.
func (in *Intake) Read(ctx context.Context) (int, error) {
	all := 0
	for end := time.Now().Add(readFor); time.Now().Before(end); {
		n, err := in.readSome(ctx)
		if err != nil {
			return all, fmt.Errorf("read articles: %w", err)
		}
		if all += n; n < readBatch {
			return all, in.settle(ctx)
		}
	}
	return all, nil
}

// ReadAll reads until none is left.
func (in *Intake) ReadAll(ctx context.Context) error {
	for {
		if n, err := in.Read(ctx); err != nil || n == 0 {
			return err
		}
	}
}

func (in *Intake) readSome(ctx context.Context) (int, error) {
	some, err := in.Archive.Unread(ctx, readBatch)
	if err != nil || len(some) == 0 {
		return 0, err
	}
	todo := make([]*bot.Filed, len(some))
	for i := range some {
		todo[i] = &some[i]
	}
	in.seeAll(todo)
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	// As they appeared: a copy comes after what it copies.
	slices.SortStableFunc(todo, func(a, b *bot.Filed) int { return a.Article.Published.Compare(b.Article.Published) })
	err = in.indexAll(todo)
	if errors.Is(err, cluster.ErrScratch) {
		if err = in.startOver(ctx); err == nil {
			err = in.indexAll(todo)
		}
	}
	if err != nil {
		return 0, err
	}
	if err := in.Archive.ReadArticles(ctx, some, in.Now()); err != nil {
		return 0, err
	}
	if in.placed += len(some); in.placed < cluster.MergeEvery {
		return len(some), nil
	}
	return len(some), in.merge(ctx)
}

// indexAll places articles in stories.
func (in *Intake) indexAll(all []*bot.Filed) error {
	for _, f := range all {
		if err := in.index(f); err != nil {
			return err
		}
		f.Unread = false
	}
	return nil
}

// settle merges the stories that the last articles have changed.
func (in *Intake) settle(ctx context.Context) error {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.placed == 0 && len(in.merged) == 0 {
		return nil
	}
	return in.merge(ctx)
}
