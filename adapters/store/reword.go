package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"waybill/adapters/store/internal/query"
	"waybill/digest/gate"
)

// rewordingsKept is how long it is remembered what a language model made of
// sentences: longer than any digest shows them.
const rewordingsKept = 30 * 24 * time.Hour

// Rewordings are the drafts that were kept under a key, maybe none, and whether
// the key is known.
func (s *Store) Rewordings(ctx context.Context, key string) ([]gate.Draft, bool, error) {
	text, err := s.q().Rewordings(ctx, key)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	var drafts []gate.Draft
	if err == nil {
		err = json.Unmarshal([]byte(text), &drafts)
	}
	if err != nil {
		return nil, false, fmt.Errorf("read rewordings %q: %w", key, err)
	}
	return drafts, true, nil
}

// SaveRewordings keeps drafts under a key, for thirty days. A key that is there
// keeps its own.
func (s *Store) SaveRewordings(ctx context.Context, key string, drafts []gate.Draft) error {
	if drafts == nil {
		drafts = []gate.Draft{}
	}
	text, err := json.Marshal(drafts)
	if err != nil {
		return fmt.Errorf("save rewordings %q: %w", key, err)
	}
	return s.change(ctx, func(ctx context.Context, _ transaction, q *query.Queries) error {
		err := q.TrimRewordings(ctx, millis(s.now().Add(-rewordingsKept)))
		if err == nil {
			err = q.SaveRewordings(ctx, query.SaveRewordingsParams{Key: cut(clean(key), maxName), Drafts: clean(string(text)), At: millis(s.now())})
		}
		if err != nil {
			return fmt.Errorf("save rewordings %q: %w", key, err)
		}
		return nil
	})
}

// Spend counts tokens for a day, written as 2026-03-02, unless they would be
// more than most in all, and reports whether it did. A negative number gives
// tokens back.
func (s *Store) Spend(ctx context.Context, day string, tokens, most int) (bool, error) {
	if tokens > most {
		return false, nil
	}
	counted := false
	err := s.change(ctx, func(ctx context.Context, _ transaction, q *query.Queries) error {
		n, err := q.Spend(ctx, query.SpendParams{Day: day, Tokens: int64(tokens), Most: int64(most)})
		counted = n > 0
		if err == nil {
			err = q.TrimSpending(ctx, s.now().Add(-rewordingsKept).UTC().Format(time.DateOnly))
		}
		if err != nil {
			return fmt.Errorf("count tokens of %s: %w", day, err)
		}
		return nil
	})
	return counted, err
}
