package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"waybill/adapters/store/internal/query"
	"waybill/bot"
)

// ErrSuperseded means that an attempt's outcome came too late: the delivery
// has been taken up by another attempt, or its outcome is known already.
var ErrSuperseded = errors.New("the delivery has moved on")

// earlierPart is why the later parts of an edition are skipped when one is
// given up. Retry brings those back.
const earlierPart = "an earlier part of this digest was not posted"

// Compose gives a delivery its digest and its messages, one a part: the first
// fills the delivery, the others get rows of their own, and the job that posts
// the first is written with them. Parts are posted in order: each one's job is
// written when the one before it is done. The subscription counts as covered
// up to the digest's end. A delivery that was composed before stays as it is.
func (s *Store) Compose(ctx context.Context, id, digestID int64, parts []bot.Message) error {
	if len(parts) == 0 {
		return &bot.Error{Kind: bot.Invalid, Text: "a digest needs at least one message"}
	}
	bodies := make([][]byte, len(parts))
	for i := range parts {
		var err error
		if bodies[i], err = json.Marshal(parts[i]); err != nil {
			return fmt.Errorf("compose delivery %d: %w", id, err)
		}
	}
	if s.pool != nil && len(parts) == 1 {
		done, _, err := s.together.filled.put(ctx, filling{id: id, digest: digestID, message: bodies[0]})
		if done || err != nil && !contended(err) {
			return err
		}
	}
	err := s.change(ctx, func(ctx context.Context, tx transaction, q *query.Queries) error {
		row, err := delivery(ctx, q, id)
		if err != nil || row.Parts > 0 {
			return err
		}
		if err := s.fill(ctx, q, row, digestID, bodies); err != nil {
			return err
		}
		return s.insert(ctx, tx, bot.Job{Kind: bot.DeliverJob, ID: id, Platform: bot.Platform(row.Platform)})
	})
	if err != nil {
		return fmt.Errorf("compose delivery %d: %w", id, err)
	}
	return nil
}

func (s *Store) fill(ctx context.Context, q *query.Queries, row query.Delivery, digestID int64, bodies [][]byte) error {
	now, n := millis(s.now()), int64(len(bodies))
	filled, err := q.FillDelivery(ctx, query.FillDeliveryParams{
		Digest: digestID, Parts: n, Message: bodies[0], UpdatedAt: now, ID: row.ID,
	})
	if err != nil {
		return err
	}
	if filled == 0 {
		return &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("delivery %d is %s and cannot be composed", row.ID, row.Status)}
	}
	for part := int64(2); part <= n; part++ {
		id, err := q.InsertDelivery(ctx, query.InsertDeliveryParams{
			Key: deliveryKey(row.Subscription, instant(row.SlotAt), int(part)), Subscription: row.Subscription, SlotAt: row.SlotAt,
			Part: part, Parts: n, Platform: row.Platform, Tenant: row.Tenant, Workspace: row.Workspace, Channel: row.Channel,
			ChannelName: row.ChannelName, Digest: digestID, CreatedAt: now, UpdatedAt: now, Message: bodies[part-1],
		})
		if err != nil {
			return fmt.Errorf("part %d: %w", part, err)
		}
		if err := q.AddEvent(ctx, query.AddEventParams{Delivery: id, At: now, Status: string(bot.Pending), Reason: "composed"}); err != nil {
			return err
		}
	}
	to, err := q.DigestTo(ctx, digestID)
	if errors.Is(err, sql.ErrNoRows) {
		return missing("there is no digest %d", digestID)
	}
	if err != nil {
		return err
	}
	return q.Cover(ctx, query.CoverParams{CoveredAt: to, ID: row.Subscription})
}

// Begin opens the next attempt at a delivery: from pending to sending, with
// one attempt more. When it returns true, that is on disk, and the caller may
// post. It returns false if there is nothing to post: the delivery is not
// pending or not composed, its time has not come, or the part before it is
// not done.
func (s *Store) Begin(ctx context.Context, id int64, now time.Time) (bot.Delivery, bool, error) {
	if s.pool != nil {
		row, begun, err := s.together.begun.put(ctx, beginning{id, millis(now)})
		switch {
		case err != nil && !contended(err):
			return bot.Delivery{}, false, err
		case begun:
			d, err := entry(row)
			return d, err == nil, err
		case err == nil:
			_, err = s.State(ctx, id)
			return bot.Delivery{}, false, err
		}
	}
	var d bot.Delivery
	begun := false
	err := s.change(ctx, func(ctx context.Context, _ transaction, q *query.Queries) error {
		d, begun = bot.Delivery{}, false
		row, err := q.BeginDelivery(ctx, query.BeginDeliveryParams{Now: millis(now), ID: id})
		if errors.Is(err, sql.ErrNoRows) {
			_, err := delivery(ctx, q, id)
			return err
		}
		if err != nil {
			return err
		}
		begun = true
		if d, err = entry(row); err != nil {
			return err
		}
		return q.AddEvent(ctx, query.AddEventParams{Delivery: id, At: millis(now), Attempt: row.Attempts, Status: string(bot.Sending)})
	})
	if err != nil {
		return bot.Delivery{}, false, fmt.Errorf("begin delivery %d: %w", id, err)
	}
	return d, begun, nil
}

// Finish writes down what came of an attempt: Sent with the receipt, Unknown,
// Failed or Skipped with the reason, or Pending to try again at notBefore,
// with the job for that. It is ErrSuperseded if the delivery is no longer in
// that attempt, and then nothing changes.
func (s *Store) Finish(ctx context.Context, id int64, attempt int, to bot.Status, reason, receipt string, notBefore, now time.Time) error {
	if to == bot.Sending || to == "" {
		return fmt.Errorf("finish delivery %d: %q is no outcome", id, to)
	}
	if s.pool != nil && (to == bot.Sent || to == bot.Unknown) && notBefore.IsZero() {
		done, _, err := s.together.finished.put(ctx, finishing{
			tried: tried{id, int64(attempt)}, to: to, reason: clean(cut(reason, maxLine)), receipt: clean(cut(receipt, maxLine)), now: millis(now),
		})
		if done || err != nil && !contended(err) {
			return err
		}
	}
	err := s.change(ctx, func(ctx context.Context, tx transaction, q *query.Queries) error {
		reason = clean(cut(reason, maxLine))
		done, err := q.FinishDelivery(ctx, query.FinishDeliveryParams{
			Status: string(to), Reason: reason, Receipt: clean(cut(receipt, maxLine)), NotBefore: millis(notBefore),
			UpdatedAt: millis(now), ID: id, Attempts: int64(attempt),
		})
		if errors.Is(err, sql.ErrNoRows) {
			if _, err := delivery(ctx, q, id); err != nil {
				return err
			}
			return ErrSuperseded
		}
		if err != nil {
			return err
		}
		row := query.Delivery{
			ID: id, Subscription: done.Subscription, SlotAt: done.SlotAt, Part: done.Part, Parts: done.Parts,
			Platform: done.Platform, Attempts: int64(attempt),
		}
		err = q.AddEvent(ctx, query.AddEventParams{Delivery: id, At: millis(now), Attempt: row.Attempts, Status: string(to), Reason: reason})
		if err != nil {
			return err
		}
		return s.follow(ctx, tx, q, row, to, notBefore)
	})
	if err != nil {
		return fmt.Errorf("finish delivery %d: %w", id, err)
	}
	return nil
}

// follow does what the outcome of one part means for what comes next.
func (s *Store) follow(ctx context.Context, tx transaction, q *query.Queries, row query.Delivery, to bot.Status, notBefore time.Time) error {
	switch to {
	case bot.Pending:
		return s.insert(ctx, tx, bot.Job{
			Kind: bot.DeliverJob, ID: row.ID, Attempt: int(row.Attempts), Platform: bot.Platform(row.Platform), At: notBefore,
		})
	case bot.Sent, bot.Unknown:
		if row.Part == row.Parts {
			return nil
		}
		next, err := q.NextPart(ctx, query.NextPartParams{Subscription: row.Subscription, SlotAt: row.SlotAt, Part: row.Part + 1})
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil || next.Status != string(bot.Pending) {
			return err
		}
		next.NotBefore = millis(s.now()) // a part is due when the one before it is done
		if err := q.Follow(ctx, query.FollowParams{NotBefore: next.NotBefore, ID: next.ID}); err != nil {
			return err
		}
		return s.insert(ctx, tx, deliverJob(next))
	}
	return s.skipLater(ctx, q, row)
}

func deliverJob(row query.Delivery) bot.Job {
	return bot.Job{
		Kind: bot.DeliverJob, ID: row.ID, Attempt: int(row.Attempts), Platform: bot.Platform(row.Platform), At: instant(row.NotBefore),
	}
}

// skipLater skips the parts after the row's that are pending.
func (s *Store) skipLater(ctx context.Context, q *query.Queries, row query.Delivery) error {
	later, err := q.LaterParts(ctx, query.LaterPartsParams{
		Subscription: row.Subscription, SlotAt: row.SlotAt, Part: row.Part, Status: string(bot.Pending),
	})
	if err != nil {
		return err
	}
	for _, part := range later {
		if err := s.move(ctx, q, part, bot.Skipped, earlierPart); err != nil {
			return err
		}
	}
	return nil
}

// move changes a delivery's status outside of an attempt.
func (s *Store) move(ctx context.Context, q *query.Queries, row query.Delivery, to bot.Status, reason string) error {
	now := millis(s.now())
	n, err := q.MoveDelivery(ctx, query.MoveDeliveryParams{
		Status: string(to), Reason: reason, Now: now, ID: row.ID, Seen: row.Status,
	})
	if err != nil {
		return fmt.Errorf("move delivery %d from %s to %s: %w", row.ID, row.Status, to, err)
	}
	if n == 0 {
		return fmt.Errorf("%w: %w", ErrSuperseded, errRaced)
	}
	return q.AddEvent(ctx, query.AddEventParams{Delivery: row.ID, At: now, Attempt: row.Attempts, Status: string(to), Reason: reason})
}

// byHand is why a delivery is pending again that had been given up.
const byHand = "retried by hand"

// reopen makes a delivery pending again, with patience as for a new one.
func (s *Store) reopen(ctx context.Context, q *query.Queries, row query.Delivery) error {
	now := millis(s.now())
	n, err := q.Reopen(ctx, query.ReopenParams{Reason: byHand, Now: now, ID: row.ID, Seen: row.Status})
	if err != nil {
		return fmt.Errorf("reopen delivery %d: %w", row.ID, err)
	}
	if n == 0 {
		return ErrSuperseded
	}
	return q.AddEvent(ctx, query.AddEventParams{Delivery: row.ID, At: now, Attempt: row.Attempts, Status: string(bot.Pending), Reason: byHand})
}

// reopenLater reopens the parts that were skipped because of the row.
func (s *Store) reopenLater(ctx context.Context, q *query.Queries, row query.Delivery) error {
	later, err := q.LaterParts(ctx, query.LaterPartsParams{
		Subscription: row.Subscription, SlotAt: row.SlotAt, Part: row.Part, Status: string(bot.Skipped),
	})
	if err != nil {
		return err
	}
	for _, part := range later {
		if part.Reason != earlierPart {
			continue
		}
		if err := s.reopen(ctx, q, part); err != nil {
			return err
		}
	}
	return nil
}

// Skip gives up a pending delivery on purpose, with the parts after it.
func (s *Store) Skip(ctx context.Context, id int64, reason string) error {
	err := s.change(ctx, func(ctx context.Context, _ transaction, q *query.Queries) error {
		row, err := delivery(ctx, q, id)
		if err != nil {
			return err
		}
		if row.Status != string(bot.Pending) {
			return &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("delivery %d is %s and cannot be skipped", id, row.Status)}
		}
		if err := s.move(ctx, q, row, bot.Skipped, clean(cut(reason, maxLine))); err != nil {
			return err
		}
		return s.skipLater(ctx, q, row)
	})
	if err != nil {
		return fmt.Errorf("skip delivery %d: %w", id, err)
	}
	return nil
}

// Retry makes a failed or unknown delivery pending again, because a person
// said so, with the parts that were skipped for it.
func (s *Store) Retry(ctx context.Context, id int64) error {
	err := s.change(ctx, func(ctx context.Context, tx transaction, q *query.Queries) error {
		row, err := delivery(ctx, q, id)
		if err != nil {
			return err
		}
		if row.Status != string(bot.Failed) && row.Status != string(bot.Unknown) {
			return &bot.Error{
				Kind: bot.Invalid, Text: fmt.Sprintf("delivery %d is %s", id, row.Status),
				Hint: "only failed and unknown deliveries can be tried again",
			}
		}
		if _, err := q.SubscriptionByID(ctx, row.Subscription); errors.Is(err, sql.ErrNoRows) {
			return &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("the subscription of delivery %d was removed", id)}
		} else if err != nil {
			return err
		}
		if err := s.reopen(ctx, q, row); err != nil {
			return err
		}
		if err := s.reopenLater(ctx, q, row); err != nil {
			return err
		}
		row.NotBefore = 0
		return s.insert(ctx, tx, workOn(row))
	})
	if err != nil {
		return fmt.Errorf("retry delivery %d: %w", id, err)
	}
	return nil
}

// workOn is the job that brings a delivery further. One that looks into an
// attempt is the job that began it, and not the one of the next attempt, which
// it may have to write itself.
func workOn(row query.Delivery) bot.Job {
	job := deliverJob(row)
	switch {
	case row.Parts == 0:
		job.Kind, job.Attempt = bot.DigestJob, 0
	case row.Status == string(bot.Sending):
		job.Attempt--
	}
	return job
}

// Stale are deliveries that have been pending or sending since before a time
// and should have moved on: their job was lost, or whoever worked on it.
func (s *Store) Stale(ctx context.Context, before time.Time) ([]bot.Delivery, error) {
	rows, err := s.q().StaleDeliveries(ctx, query.StaleDeliveriesParams{BeforeAt: millis(before), MaxRows: sweep})
	if err != nil {
		return nil, fmt.Errorf("read stale deliveries: %w", err)
	}
	return entries(rows)
}

// sweep is how many stale deliveries are read at once.
const sweep = 1000

// Requeue writes the jobs of stale deliveries again. Those that are live are
// not doubled.
func (s *Store) Requeue(ctx context.Context, ids ...int64) error {
	for some := range slices.Chunk(ids, requeuedAtOnce) {
		err := s.change(ctx, func(ctx context.Context, tx transaction, q *query.Queries) error {
			var work []bot.Job
			for _, id := range some {
				row, err := q.Requeue(ctx, query.RequeueParams{Now: millis(s.now()), ID: id})
				if errors.Is(err, sql.ErrNoRows) { // it has come to an end
					continue
				}
				if err != nil {
					return err
				}
				work = append(work, workOn(query.Delivery{
					ID: id, Parts: row.Parts, Status: row.Status, Platform: row.Platform, Attempts: row.Attempts, NotBefore: row.NotBefore,
				}))
			}
			return s.insert(ctx, tx, work...)
		})
		if err != nil {
			return fmt.Errorf("requeue %d deliveries: %w", len(some), err)
		}
	}
	return nil
}

// requeuedAtOnce is how many deliveries are put into the queue in one
// transaction: few enough that nobody who posts has to wait for long.
const requeuedAtOnce = 100

func delivery(ctx context.Context, q *query.Queries, id int64) (query.Delivery, error) {
	row, err := q.Delivery(ctx, id)
	if errors.Is(err, sql.ErrNoRows) {
		return row, missing("there is no delivery %d", id)
	}
	return row, err
}
