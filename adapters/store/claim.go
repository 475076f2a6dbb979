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

// ClaimDue takes active subscriptions whose date has come, at most limit of
// them, oldest date first: for each a delivery is written into the ledger with
// the job that composes it, and the subscription moves on to its next date.
// All of that is one transaction, and of several claimants only one gets a
// subscription. Pauses that have ended end here too.
//
// next says when a subscription is due after its date Next; it must be later
// than that, and it must not use the store. A subscription for which it fails
// is disabled, so that it holds up no other; those errors come back together
// with the deliveries of the rest. One for which it is the zero time has ended.
func (s *Store) ClaimDue(ctx context.Context, now time.Time, limit int, next func(bot.Subscription) (time.Time, error)) ([]bot.Delivery, error) {
	some, err := s.anyDue(ctx, now)
	if err != nil || !some {
		return nil, err
	}
	var claimed []bot.Delivery
	var broken []error
	err = s.change(ctx, func(ctx context.Context, tx transaction, q *query.Queries) error {
		c := claim{s: s, q: q, now: now, next: next}
		if err := c.wake(ctx, limit); err != nil {
			return err
		}
		if err := c.take(ctx, limit); err != nil {
			return err
		}
		claimed, broken = c.claimed, c.broken
		return s.insert(ctx, tx, c.jobs...)
	})
	if err != nil {
		return nil, fmt.Errorf("claim due subscriptions: %w", err)
	}
	return claimed, errors.Join(broken...)
}

// anyDue looks without a lock whether there is anything to claim: mostly
// there is not.
func (s *Store) anyDue(ctx context.Context, now time.Time) (bool, error) {
	n, err := s.q().AnyDue(ctx, millis(now))
	if err != nil {
		return false, fmt.Errorf("look for due subscriptions: %w", err)
	}
	return n > 0, nil
}

// A claim is one transaction of ClaimDue.
type claim struct {
	s       *Store
	q       *query.Queries
	now     time.Time
	next    func(bot.Subscription) (time.Time, error)
	claimed []bot.Delivery
	jobs    []bot.Job
	broken  []error
}

// wake makes paused subscriptions active whose pause has ended. What was due
// during the pause is not made up for.
func (c *claim) wake(ctx context.Context, limit int) error {
	rows, err := c.q.RestedSubscriptions(ctx, query.RestedSubscriptionsParams{Now: millis(c.now), MaxRows: int64(limit)})
	if err != nil {
		return err
	}
	for _, row := range rows {
		at, err := c.date(row)
		if err != nil {
			if err := c.disable(ctx, row, err); err != nil {
				return err
			}
			continue
		}
		if at.IsZero() {
			_, err = c.q.EndSubscription(ctx, query.EndSubscriptionParams{ID: row.ID, Seen: row.NextAt})
		} else {
			_, err = c.q.Wake(ctx, query.WakeParams{NextAt: millis(at), ID: row.ID, Seen: row.UntilAt})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *claim) take(ctx context.Context, limit int) error {
	rows, err := c.q.DueSubscriptions(ctx, query.DueSubscriptionsParams{Now: millis(c.now), MaxRows: int64(limit)})
	if err != nil {
		return err
	}
	for _, row := range rows {
		at, err := c.following(row)
		if err != nil {
			if err := c.disable(ctx, row, err); err != nil {
				return err
			}
			continue
		}
		n, err := c.move(ctx, row, at)
		if err != nil {
			return err
		}
		if n == 0 {
			continue // somebody else took it
		}
		if err := c.write(ctx, row); err != nil {
			return err
		}
	}
	return nil
}

// move takes the row's date away from other claimants: it goes on to the next
// one, or has ended.
func (c *claim) move(ctx context.Context, row query.Subscription, next time.Time) (int64, error) {
	if next.IsZero() {
		return c.q.EndSubscription(ctx, query.EndSubscriptionParams{ID: row.ID, Seen: row.NextAt})
	}
	return c.q.MoveNext(ctx, query.MoveNextParams{NextAt: millis(next), ID: row.ID, Seen: row.NextAt})
}

// following is the date after the row's, which is later in any case; the zero
// time if there is none.
func (c *claim) following(row query.Subscription) (time.Time, error) {
	at, err := c.date(row)
	if err == nil && !at.IsZero() && millis(at) <= row.NextAt {
		err = fmt.Errorf("the date after %s is %s", instant(row.NextAt).Format(time.RFC3339), at.Format(time.RFC3339))
	}
	return at, err
}

// date is when the row is due next. After a pause that can be the date that it
// has already.
func (c *claim) date(row query.Subscription) (time.Time, error) {
	sub, err := subscription(row)
	if err != nil {
		return time.Time{}, err
	}
	sub.State, sub.Until = bot.Active, time.Time{}
	return c.next(sub)
}

func (c *claim) disable(ctx context.Context, row query.Subscription, why error) error {
	c.broken = append(c.broken, fmt.Errorf("subscription %d: next date of %q in %q: %w", row.ID, row.Cadence, row.Zone, why))
	return c.q.DisableSubscription(ctx, row.ID)
}

// write puts the row's edition into the ledger, if it is not there yet.
func (c *claim) write(ctx context.Context, row query.Subscription) error {
	at := millis(c.now)
	id, err := c.q.InsertDelivery(ctx, query.InsertDeliveryParams{
		Key: deliveryKey(row.ID, instant(row.NextAt), 1), Subscription: row.ID, SlotAt: row.NextAt, Part: 1,
		Platform: row.Platform, Tenant: row.Tenant, Workspace: row.Workspace, Channel: row.Channel, ChannelName: row.ChannelName,
		CreatedAt: at, UpdatedAt: at,
	})
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	err = c.q.AddEvent(ctx, query.AddEventParams{Delivery: id, At: at, Status: string(bot.Pending), Reason: "due"})
	if err != nil {
		return err
	}
	c.jobs = append(c.jobs, bot.Job{Kind: bot.DigestJob, ID: id, Platform: bot.Platform(row.Platform)})
	c.claimed = append(c.claimed, bot.Delivery{
		ID: id, Key: deliveryKey(row.ID, instant(row.NextAt), 1), Subscription: row.ID, Slot: instant(row.NextAt), Part: 1,
		Channel: bot.Channel{Platform: bot.Platform(row.Platform), Workspace: row.Workspace, ID: row.Channel, Name: row.ChannelName},
		Status:  bot.Pending, Created: instant(at), Updated: instant(at),
	})
	return nil
}

// deliveryKey names one part of one edition for ever.
func deliveryKey(subscription int64, slot time.Time, part int) string {
	return fmt.Sprintf("%d/%d/%d", subscription, slot.Unix(), part)
}
