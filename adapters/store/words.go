package store

import (
	"context"
	"fmt"
)

// wordsOfAll calls each with headline and text of every article, in the order
// of their arrival.
func wordsOfAll(ctx context.Context, tx transaction, each func(seq int64, headline, text string) error) error {
	for after := int64(-1); ; {
		some, err := wordsAfter(ctx, tx, after)
		if err != nil {
			return fmt.Errorf("read articles: %w", err)
		}
		for _, a := range some {
			text, err := inflate(a.text)
			if err == nil {
				err = each(a.seq, a.headline, text)
			}
			if err != nil {
				return fmt.Errorf("index article %d: %w", a.seq, err)
			}
			after = a.seq
		}
		if len(some) < atOnce {
			return nil
		}
	}
}

type wording struct {
	seq      int64
	headline string
	text     []byte // as it is kept
}

// wordsAfter are the first articles behind a number.
func wordsAfter(ctx context.Context, tx transaction, after int64) (all []wording, err error) {
	rows, err := tx.QueryContext(ctx, "SELECT seq, headline, text FROM articles WHERE seq > $1 ORDER BY seq LIMIT $2", after, int64(atOnce))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var w wording
		if err := rows.Scan(&w.seq, &w.headline, &w.text); err != nil {
			return nil, err
		}
		all = append(all, w)
	}
	return all, rows.Err()
}
