package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"waybill/adapters/store/internal/query"
)

// Prune forgets articles seen before a time, with refusals, lists and stories
// that nothing refers to any more, and returns how many articles that were.
// With keepReferenced, articles that a kept digest shows stay. The disk gets
// back what they took. It works in small transactions, so it holds nobody up.
func (s *Store) Prune(ctx context.Context, before time.Time, keepReferenced bool) (int, error) {
	total := 0
	for {
		var n int64
		err := s.change(ctx, func(ctx context.Context, _ transaction, q *query.Queries) error {
			var err error
			if keepReferenced {
				n, err = q.PruneArticles(ctx, query.PruneArticlesParams{BeforeAt: millis(before), MaxRows: pruneAtOnce})
			} else {
				n, err = q.PruneArticlesAll(ctx, query.PruneArticlesAllParams{BeforeAt: millis(before), MaxRows: pruneAtOnce})
			}
			return err
		})
		total += int(n)
		if err != nil {
			return total, fmt.Errorf("prune articles: %w", err)
		}
		if n < pruneAtOnce {
			break
		}
		if err := ctx.Err(); err != nil {
			return total, err
		}
	}
	if err := s.pruneRest(ctx, millis(before)); err != nil || total == 0 || s.pool != nil {
		return total, err // PostgreSQL clears up by itself
	}
	if err := s.shrink(ctx); err != nil {
		return total, fmt.Errorf("give space back: %w", trouble(s.path, err))
	}
	return total, nil
}

// How much shrink does in one transaction: some 10 ms.
const (
	mergeAtOnce = 64  // pages of the full-text index
	freeAtOnce  = 256 // pages of the file
)

// shrink makes the file as small as what is in it. Words of articles that are
// gone stay in the full-text index until the part that they are in is written
// anew, which it is as soon as every tenth of its articles is gone; free pages
// are then filled from the end of the file, which is cut off.
func (s *Store) shrink(ctx context.Context) error {
	for more := true; more; {
		err := s.change(ctx, func(ctx context.Context, tx transaction, _ *query.Queries) error {
			before, err := changes(ctx, tx)
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, "INSERT INTO articles_text (articles_text, rank) VALUES ('merge', $1)", mergeAtOnce); err != nil {
				return err
			}
			after, err := changes(ctx, tx)
			more = after-before >= 2 // https://sqlite.org/fts5.html#the_merge_command
			return err
		})
		if err != nil {
			return err
		}
	}
	for {
		var pages, free int64
		const sizes = "SELECT c.page_count, f.freelist_count FROM pragma_page_count c, pragma_freelist_count f"
		if err := s.read.QueryRowContext(ctx, sizes).Scan(&pages, &free); err != nil {
			return err
		}
		if free <= pages/spare {
			return nil
		}
		// Each page is a row of the answer, and freed when it is asked for.
		if err := s.rows(ctx, "PRAGMA incremental_vacuum("+strconv.Itoa(freeAtOnce)+")"); err != nil {
			return err
		}
	}
}

// spare is the part of the file that may be free: new articles need it soon.
const spare = 50

func changes(ctx context.Context, tx transaction) (n int64, err error) {
	err = tx.QueryRowContext(ctx, "SELECT total_changes()").Scan(&n)
	return n, err
}

// rows runs a statement that writes and answers with rows, to its end.
func (s *Store) rows(ctx context.Context, statement string) error {
	rows, err := s.write.QueryContext(ctx, statement)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
	}
	return rows.Err()
}

// Oldest is when the oldest of the newest so many articles was seen; the zero
// time if there are no more than those.
func (s *Store) Oldest(ctx context.Context, most int) (time.Time, error) {
	at, err := s.q().SeenNth(ctx, int64(most-1))
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("count articles: %w", err)
	}
	return instant(at), nil
}

// pruneAtOnce articles take some 50 ms out of the full-text index.
const pruneAtOnce = 100

func (s *Store) pruneRest(ctx context.Context, before int64) error {
	err := s.change(ctx, func(ctx context.Context, _ transaction, q *query.Queries) error {
		for _, prune := range []func(context.Context, int64) (int64, error){
			q.PruneRefusals, q.PruneStories, q.PruneShown, q.PruneMutes, q.PruneTalks, q.PruneOwners,
		} {
			if _, err := prune(ctx, before); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("prune what is left over: %w", err)
	}
	return nil
}

// PruneLedger forgets finished deliveries that were due before a time, and
// the digests that no delivery refers to any more.
func (s *Store) PruneLedger(ctx context.Context, before time.Time) (int, error) {
	var n int64
	err := s.change(ctx, func(ctx context.Context, _ transaction, q *query.Queries) error {
		var err error
		if n, err = q.PruneDeliveries(ctx, millis(before)); err != nil {
			return err
		}
		_, err = q.PruneDigests(ctx, millis(before))
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("prune ledger: %w", err)
	}
	return int(n), nil
}
