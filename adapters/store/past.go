package store

import (
	"context"
	"fmt"
	"time"

	"waybill/adapters/store/internal/query"
	"waybill/bot"
)

// Outcomes are a subscription's deliveries, the newest slot first, without
// their messages: what became of each, at little cost.
func (s *Store) Outcomes(ctx context.Context, subscription int64, limit int) ([]bot.Delivery, error) {
	rows, err := s.q().RowsOf(ctx, query.RowsOfParams{Subscription: subscription, MaxRows: int64(limit)})
	if err != nil {
		return nil, fmt.Errorf("read deliveries of subscription %d: %w", subscription, err)
	}
	all := make([]bot.Delivery, len(rows))
	for i, r := range rows {
		all[i] = bot.Delivery{
			ID: r.ID, Key: r.Key, Subscription: r.Subscription, Slot: instant(r.SlotAt), Part: int(r.Part), Parts: int(r.Parts),
			Channel: bot.Channel{Platform: bot.Platform(r.Platform), Workspace: r.Workspace, ID: r.Channel, Name: r.ChannelName},
			Digest:  r.Digest, Status: bot.Status(r.Status), Attempts: int(r.Attempts), Attempted: instant(r.AttemptedAt),
			NotBefore: instant(r.NotBefore), Retried: instant(r.RetriedAt), Reason: r.Reason, Receipt: r.Receipt,
			Created: instant(r.CreatedAt), Updated: instant(r.UpdatedAt),
		}
	}
	return all, nil
}

// DigestIDsSent are the numbers of the digests of DigestsSent.
func (s *Store) DigestIDsSent(ctx context.Context, subscription int64, since time.Time) ([]int64, error) {
	ids, err := s.q().DigestIDsSent(ctx, query.DigestIDsSentParams{Subscription: subscription, SlotAt: millis(since)})
	if err != nil {
		return nil, fmt.Errorf("read digests of subscription %d: %w", subscription, err)
	}
	return ids, nil
}

// Disable stops the active subscriptions of a channel that refuses for good,
// and says how many those were: 0 if it was done before.
func (s *Store) Disable(ctx context.Context, c bot.Channel) (int, error) {
	var n int64
	err := s.change(ctx, func(ctx context.Context, _ transaction, q *query.Queries) error {
		var err error
		n, err = q.DisableChannel(ctx, query.DisableChannelParams{Platform: string(c.Platform), Tenant: tenant(c), Channel: c.ID})
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("disable %s: %w", c, err)
	}
	return int(n), nil
}

// Holds reports whether a delivery is at sending, and in this attempt.
func (s *Store) Holds(ctx context.Context, id int64, attempt int) (bool, error) {
	if s.pool != nil {
		held, _, err := s.together.held.put(ctx, tried{id, int64(attempt)})
		return held, err
	}
	n, err := s.q().InAttempt(ctx, query.InAttemptParams{ID: id, Attempts: int64(attempt)})
	if err != nil {
		return false, fmt.Errorf("read delivery %d: %w", id, err)
	}
	return n > 0, nil
}
