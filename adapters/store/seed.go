package store

import (
	"context"
	"fmt"
	"time"

	"waybill/bot"
	"waybill/digest"
)

// Seed adds the sources whose address was never in the database, also not as
// one that was removed: what somebody took away does not come back with the
// next start.
func (s *Store) Seed(ctx context.Context, all []digest.Source, at time.Time) error {
	rows, err := s.read.QueryContext(ctx, "SELECT url FROM sources")
	if err != nil {
		return fmt.Errorf("read addresses of sources: %w", err)
	}
	defer rows.Close()
	had := map[string]bool{}
	for rows.Next() {
		var url string
		if err := rows.Scan(&url); err != nil {
			return fmt.Errorf("read addresses of sources: %w", err)
		}
		had[url] = true
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read addresses of sources: %w", err)
	}
	for _, src := range all {
		if had[src.URL] {
			continue
		}
		if _, err := s.AddSource(ctx, src, at); err != nil && bot.KindOf(err) != bot.Invalid {
			return err
		}
		had[src.URL] = true
	}
	return nil
}

// StoryOf is the story that an article belongs to, and the article whose text
// it has, "" if its own.
func (s *Store) StoryOf(ctx context.Context, article string) (story, copyOf string, err error) {
	row, err := s.q().Article(ctx, article)
	if _, err := found(row, err, article); err != nil {
		return "", "", err
	}
	story, err = s.Whole(ctx, row.Story)
	return story, row.CopyOf, err
}
