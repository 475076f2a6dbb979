package store

import (
	"context"
	"fmt"
	"time"

	"waybill/adapters/store/internal/query"
	"waybill/bot"
)

// Backlog is what the ledger still has to do.
func (s *Store) Backlog(ctx context.Context) (bot.Backlog, error) {
	now := s.now()
	rows, err := s.q().Backlog(ctx, millis(now))
	if err != nil {
		return bot.Backlog{}, fmt.Errorf("count what waits: %w", err)
	}
	var b bot.Backlog
	for _, r := range rows {
		w := bot.Waiting{Deliveries: int(r.Deliveries)}
		if r.OldestAt > 0 {
			w.Age = max(now.Sub(instant(r.OldestAt)), 0)
		}
		switch bot.Status(r.Status) {
		case bot.Pending:
			b.Pending = w
		case bot.Sending:
			b.Sending = w
		}
	}
	return b, nil
}

// SourceStates counts the sources that are read well, those that fail, and
// those that are gone.
func (s *Store) SourceStates(ctx context.Context) (well, failing, retired int, err error) {
	r, err := s.q().SourceStates(ctx)
	if err != nil {
		return 0, 0, 0, fmt.Errorf("count sources: %w", err)
	}
	return int(r.Sources - r.Failing - r.Retired), int(r.Failing), int(r.Retired), nil
}

// probe is the row that Writable writes.
const probe = "written last to see whether it can be"

// Writable writes a row, to see whether the database takes it. Its error is
// fit for people where the reason is known.
func (s *Store) Writable(ctx context.Context) error {
	return s.change(ctx, func(ctx context.Context, _ transaction, q *query.Queries) error {
		return q.SaveMeta(ctx, query.SaveMetaParams{Name: probe, Value: s.now().UTC().Format(time.RFC3339)})
	})
}
