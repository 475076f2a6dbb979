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

// Push is what a hub was asked for a source; of kind bot.NotFound if none was.
func (s *Store) Push(ctx context.Context, source int64) (bot.Push, error) {
	row, err := s.q().Push(ctx, source)
	return push(row, err)
}

// PushOf is the subscription that a hub's call names; of kind bot.NotFound if
// there is none.
func (s *Store) PushOf(ctx context.Context, token string) (bot.Push, error) {
	row, err := s.q().PushOf(ctx, clean(token))
	return push(row, err)
}

func push(r query.Push, err error) (bot.Push, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return bot.Push{}, missing("no hub was asked")
	}
	if err != nil {
		return bot.Push{}, fmt.Errorf("read subscription at a hub: %w", err)
	}
	return bot.Push{
		Source: r.Source, Hub: r.Hub, Topic: r.Topic, Token: r.Token, Secret: r.Secret,
		Asked: instant(r.AskedAt), Until: instant(r.UntilAt),
	}, nil
}

// SavePush remembers what a hub was asked for, instead of what it was before.
func (s *Store) SavePush(ctx context.Context, p bot.Push) error {
	err := fit(field{"hub's address", &p.Hub, maxURL}, field{"feed's address", &p.Topic, maxURL})
	if err != nil {
		return err
	}
	err = s.once().SavePush(ctx, query.SavePushParams{
		Source: p.Source, Hub: p.Hub, Topic: p.Topic, Token: p.Token, Secret: p.Secret, AskedAt: millis(p.Asked), UntilAt: millis(p.Until),
	})
	if err != nil {
		return fmt.Errorf("remember hub: %w", err)
	}
	return nil
}

// Wake makes a source due now.
func (s *Store) Wake(ctx context.Context, source int64, now time.Time) error {
	if err := s.once().WakeSource(ctx, query.WakeSourceParams{NextAt: millis(now), ID: source}); err != nil {
		return fmt.Errorf("wake source %d: %w", source, err)
	}
	return nil
}
