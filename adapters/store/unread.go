package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"waybill/adapters/store/internal/query"
	"waybill/bot"
)

// Unread are articles that are filed and not read yet, the newest news first,
// at most so many.
func (s *Store) Unread(ctx context.Context, limit int) ([]bot.Filed, error) {
	rows, err := s.q().Unread(ctx, int64(limit))
	if err != nil {
		return nil, fmt.Errorf("look for unread articles: %w", err)
	}
	all := make([]bot.Filed, len(rows))
	for i, row := range rows {
		a, err := article(row)
		if err != nil {
			return nil, err
		}
		all[i] = bot.Filed{Article: a, Hash: row.Hash, Unread: true}
	}
	return all, nil
}

// CountUnread counts the articles that were seen from one time, inclusive, to
// another, exclusive, and are not read yet.
func (s *Store) CountUnread(ctx context.Context, from, to time.Time) (int, error) {
	w := query.CountUnreadParams{FromAt: millis(from), ToAt: millis(to)}
	if from.IsZero() {
		w.FromAt = minMillis
	}
	if to.IsZero() {
		w.ToAt = maxMillis
	}
	n, err := s.q().CountUnread(ctx, w)
	if err != nil {
		return 0, fmt.Errorf("count unread articles: %w", err)
	}
	return int(n), nil
}

// ReadArticles writes down what the engine saw in articles that were unread,
// and to which stories they belong, all or none. One that was changed or
// dropped since it was taken from [Store.Unread] is left as it is now.
//
// An article that was seen before the time that [Store.Seal] set counts as
// seen now: the digests on that time are made, and those to come have to show
// it.
func (s *Store) ReadArticles(ctx context.Context, batch []bot.Filed, now time.Time) error {
	packed := make([][]byte, len(batch))
	for i := range batch {
		if err := fitArticle(&batch[i].Article); err != nil {
			return fmt.Errorf("read article %q: %w", batch[i].Article.ID, err)
		}
		var err error
		if packed[i], err = pack(batch[i].Analysis); err != nil {
			return fmt.Errorf("read article %q: %w", batch[i].Article.ID, err)
		}
	}
	return s.change(ctx, func(ctx context.Context, _ transaction, q *query.Queries) error {
		sealed, err := q.Sealed(ctx)
		if err != nil {
			return fmt.Errorf("look up until when digests are made: %w", err)
		}
		for i := range batch {
			if err := readArticle(ctx, q, batch[i], packed[i], instant(sealed), now); err != nil {
				return fmt.Errorf("read article %q: %w", batch[i].Article.ID, err)
			}
		}
		return nil
	})
}

// anew is for how long before it was seen an article may have been published
// and still be news although its source was not read before: it would have been
// in the digest that was sealed.
const anew = 24 * time.Hour

func readArticle(ctx context.Context, q *query.Queries, f bot.Filed, packed []byte, sealed, now time.Time) error {
	a := &f.Article
	if n, err := q.TakeUnread(ctx, query.TakeUnreadParams{ID: a.ID, Hash: f.Hash}); err != nil || n == 0 {
		return err
	}
	row, err := q.ReadArticle(ctx, query.ReadArticleParams{
		Story: f.Story, CopyOf: f.CopyOf, Language: a.Language, Note: a.Note, Topics: packTopics(f.Analysis.Topics), Analysis: packed,
		ID: a.ID,
	})
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	if instant(row.SeenAt).Before(sealed) {
		a.Baseline = a.Baseline && a.Published.Before(a.Seen.Add(-anew))
		a.Seen = now
		if now.Before(sealed) {
			a.Seen = sealed
		}
		later := query.SeeLaterParams{SeenAt: millis(a.Seen), NewsAt: millis(a.At()), Baseline: a.Baseline, Seq: row.Seq}
		if err := q.SeeLater(ctx, later); err != nil {
			return err
		}
	}
	return tell(ctx, q, &f)
}

// Seal ends a window: what was seen before its end and is not read by now is
// news of the next one. A digest on the window that is composed afterwards
// misses nothing that another would not show.
func (s *Store) Seal(ctx context.Context, until time.Time) error {
	err := s.change(ctx, func(ctx context.Context, _ transaction, q *query.Queries) error {
		return q.Seal(ctx, millis(until))
	})
	if err != nil {
		return fmt.Errorf("seal the window until %s: %w", until, err)
	}
	return nil
}
