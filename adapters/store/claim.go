package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
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
		c := claim{s: s, tx: tx, q: q, now: now, next: next}
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
	tx      transaction
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
	rows, err := c.tx.free().RestedSubscriptions(ctx, query.RestedSubscriptionsParams{Now: millis(c.now), MaxRows: int64(limit)})
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
	rows, err := c.tx.free().DueSubscriptions(ctx, query.DueSubscriptionsParams{Now: millis(c.now), MaxRows: int64(limit)})
	if err != nil {
		return err
	}
	for some := range slices.Chunk(rows, claimedAtOnce) {
		if err := c.some(ctx, some); err != nil {
			return err
		}
	}
	return nil
}

// claimedAtOnce is how many rows one statement moves or writes. SQLite takes
// 32,766 parameters, PostgreSQL 65,535.
const claimedAtOnce = 500

// some takes some subscriptions, as far as nobody else did.
func (c *claim) some(ctx context.Context, rows []query.Subscription) error {
	move := &statement{}
	move.add("WITH v (subscription, seen, following) AS (VALUES ")
	n := 0
	ours := make(map[int64]bool, len(rows))
	for _, row := range rows {
		at, err := c.following(row)
		if err != nil {
			if err := c.disable(ctx, row, err); err != nil {
				return err
			}
			continue
		}
		if at.IsZero() { // there is no date after this one
			ended, err := c.q.EndSubscription(ctx, query.EndSubscriptionParams{ID: row.ID, Seen: row.NextAt})
			if err != nil {
				return err
			}
			ours[row.ID] = ended == 1
			continue
		}
		if n++; n > 1 {
			move.add(", ")
		}
		move.add("(CAST(").arg(row.ID).add(" AS BIGINT), CAST(").arg(row.NextAt).add(" AS BIGINT), CAST(").arg(millis(at)).add(" AS BIGINT))")
	}
	move.add(`) UPDATE subscriptions SET next_at = v.following FROM v
		WHERE subscriptions.id = v.subscription AND subscriptions.next_at = v.seen AND subscriptions.state = 'active'
		RETURNING id`)
	if n > 0 {
		moved, err := move.numbers(ctx, c.tx)
		if err != nil {
			return err
		}
		for _, id := range moved {
			ours[id] = true
		}
	}
	return c.write(ctx, slices.DeleteFunc(slices.Clone(rows), func(row query.Subscription) bool { return !ours[row.ID] }))
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

// write puts the rows' editions into the ledger, those that are not there yet.
func (c *claim) write(ctx context.Context, rows []query.Subscription) error {
	at := millis(c.now)
	if len(rows) == 0 {
		return nil
	}
	insert := &statement{}
	insert.add(`INSERT INTO deliveries (key, subscription, slot_at, part, parts, platform, tenant, workspace, channel, channel_name,
		digest, status, created_at, updated_at) VALUES `)
	bySubscription := make(map[int64]query.Subscription, len(rows))
	for i, row := range rows {
		if i > 0 {
			insert.add(", ")
		}
		insert.add("(").arg(deliveryKey(row.ID, instant(row.NextAt), 1)).add(", ").arg(row.ID).add(", ").arg(row.NextAt).add(", 1, 0, ").
			arg(row.Platform).add(", ").arg(row.Tenant).add(", ").arg(row.Workspace).add(", ").arg(row.Channel).add(", ").
			arg(row.ChannelName).add(", 0, 'pending', ").arg(at).add(", ").arg(at).add(")")
		bySubscription[row.ID] = row
	}
	pairs, err := insert.add(" ON CONFLICT DO NOTHING RETURNING id, subscription").pairs(ctx, c.tx)
	if err != nil || len(pairs) == 0 {
		return err
	}
	slices.SortFunc(pairs, func(a, b [2]int64) int { return cmp.Compare(a[0], b[0]) })
	events := &statement{}
	events.add("INSERT INTO delivery_events (delivery, number, at, attempt, status, reason) VALUES ")
	for i, pair := range pairs {
		if i > 0 {
			events.add(", ")
		}
		events.add("(").arg(pair[0]).add(", 1, ").arg(at).add(", 0, 'pending', 'due')")
		c.note(pair[0], bySubscription[pair[1]])
	}
	_, err = c.tx.ExecContext(ctx, events.sql.String(), events.args...)
	return err
}

// note remembers a delivery that was written, with the job that makes it.
func (c *claim) note(id int64, row query.Subscription) {
	platform, at := bot.Platform(row.Platform), instant(millis(c.now))
	c.jobs = append(c.jobs, bot.Job{Kind: bot.DigestJob, ID: id, Platform: platform})
	c.claimed = append(c.claimed, bot.Delivery{
		ID: id, Key: deliveryKey(row.ID, instant(row.NextAt), 1), Subscription: row.ID, Slot: instant(row.NextAt), Part: 1,
		Channel: bot.Channel{Platform: platform, Workspace: row.Workspace, ID: row.Channel, Name: row.ChannelName},
		Status:  bot.Pending, Created: at, Updated: at,
	})
}

// deliveryKey names one part of one edition for ever.
func deliveryKey(subscription int64, slot time.Time, part int) string {
	return fmt.Sprintf("%d/%d/%d", subscription, slot.Unix(), part)
}
