package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"waybill/adapters/store/internal/query"
	"waybill/bot"
)

// noteAll writes the events of the deliveries that a statement has changed,
// which are in "changed".
const noteAll = `INSERT INTO delivery_events (delivery, number, at, attempt, status, reason)
	SELECT c.id, (SELECT COALESCE(MAX(e.number), 0) + 1 FROM delivery_events e WHERE e.delivery = c.id), c.updated_at, c.attempts, c.status, c.reason
	FROM changed c`

// These statements must find each row by its number. PostgreSQL's planner knows
// the ledger from an hour in which little was open, and would rather read
// everything that is: so a status is hidden from the index on open deliveries by
// a COALESCE, and the part before is asked for by its value, not by EXISTS.

type beginning struct{ id, now int64 }

// beginTogether begins attempts; see [Store.Begin].
func (s *Store) beginTogether(ctx context.Context, all []beginning, answer func(int, query.Delivery)) error {
	const text = `WITH changed AS (
			UPDATE deliveries d
			SET status = 'sending', attempts = d.attempts + 1, attempted_at = w.now, updated_at = w.now
			FROM unnest($1::bigint[], $2::bigint[]) AS w (id, now)
			WHERE d.id = w.id AND COALESCE(d.status) = 'pending' AND d.parts > 0 AND d.not_before <= w.now
			  AND (d.part = 1 OR COALESCE((
			      SELECT p.status FROM deliveries p
			      WHERE p.subscription = d.subscription AND p.slot_at = d.slot_at AND p.part = d.part - 1), '') IN ('sent', 'unknown'))
			RETURNING ` + light + `, d.message
		), noted AS (` + noteBegun + `)
		SELECT * FROM changed`
	at := places(all, func(b beginning) int64 { return b.id })
	rows, err := s.pool.Query(ctx, text, column(all, func(b beginning) int64 { return b.id }), column(all, func(b beginning) int64 { return b.now }))
	begun := make(map[int]query.Delivery, len(all))
	err = scanned(rows, err, func(rows pgx.Rows) error {
		var r query.Delivery
		err := rows.Scan(append(lightly(&r), &r.Message)...)
		begun[at[r.ID]] = r
		return err
	})
	if err != nil {
		return fmt.Errorf("begin %d deliveries: %w", len(all), err)
	}
	for i, r := range begun {
		answer(i, r)
	}
	return nil
}

// noteBegun is noteAll without the reason of the attempt before.
const noteBegun = `INSERT INTO delivery_events (delivery, number, at, attempt, status, reason)
	SELECT c.id, (SELECT COALESCE(MAX(e.number), 0) + 1 FROM delivery_events e WHERE e.delivery = c.id), c.updated_at, c.attempts, c.status, ''
	FROM changed c`

type finishing struct {
	tried
	to              bot.Status
	reason, receipt string
	now             int64
}

// finishTogether writes down the outcomes of last parts, which have nothing to
// follow; see [Store.Finish].
func (s *Store) finishTogether(ctx context.Context, all []finishing, answer func(int, bool)) error {
	const text = `WITH changed AS (
			UPDATE deliveries d
			SET status = w.status, reason = w.reason, receipt = w.receipt, not_before = 0, updated_at = w.now
			FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[]) AS w (id, attempt, status, reason, receipt, now)
			WHERE d.id = w.id AND COALESCE(d.status) = 'sending' AND d.attempts = w.attempt AND d.part = d.parts
			RETURNING d.id, d.attempts, d.updated_at, d.status, d.reason
		), noted AS (` + noteAll + `)
		SELECT id, attempts FROM changed`
	rows, err := s.pool.Query(ctx, text,
		column(all, func(f finishing) int64 { return f.delivery }), column(all, func(f finishing) int64 { return f.number }),
		column(all, func(f finishing) string { return string(f.to) }), column(all, func(f finishing) string { return f.reason }),
		column(all, func(f finishing) string { return f.receipt }), column(all, func(f finishing) int64 { return f.now }))
	done := make(map[tried]bool, len(all))
	err = scanned(rows, err, func(rows pgx.Rows) error {
		var a tried
		err := rows.Scan(&a.delivery, &a.number)
		done[a] = true
		return err
	})
	if err != nil {
		return fmt.Errorf("finish %d deliveries: %w", len(all), err)
	}
	for i, f := range all {
		if done[f.tried] {
			delete(done, f.tried) // who says it twice is told so
			answer(i, true)
		}
	}
	return nil
}

type filling struct {
	id, digest int64
	message    []byte
}

// fillTogether gives deliveries their only message, with the jobs that post
// them, in one transaction; see [Store.Compose].
func (s *Store) fillTogether(ctx context.Context, all []filling, answer func(int, bool)) error {
	const text = `WITH filled AS (
			UPDATE deliveries d SET digest = w.digest, parts = 1, message = w.message, updated_at = $4
			FROM unnest($1::bigint[], $2::bigint[], $3::bytea[]) AS w (id, digest, message)
			WHERE d.id = w.id AND COALESCE(d.status) = 'pending' AND d.parts = 0 AND EXISTS (SELECT 1 FROM digests g WHERE g.id = w.digest)
			RETURNING d.id, d.subscription, d.platform, d.digest
		), covered AS (
			UPDATE subscriptions s SET covered_at = c.to_at
			FROM (SELECT f.subscription, MAX(g.to_at) AS to_at FROM filled f JOIN digests g ON g.id = f.digest GROUP BY f.subscription) c
			WHERE s.id = c.subscription AND s.covered_at < c.to_at
		)
		SELECT id, platform FROM filled`
	at := places(all, func(f filling) int64 { return f.id })
	var filled []bot.Job
	err := pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.ReadCommitted}, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, text,
			column(all, func(f filling) int64 { return f.id }), column(all, func(f filling) int64 { return f.digest }),
			column(all, func(f filling) []byte { return f.message }), millis(s.now()))
		err = scanned(rows, err, func(rows pgx.Rows) error {
			j := bot.Job{Kind: bot.DeliverJob}
			err := rows.Scan(&j.ID, &j.Platform)
			filled = append(filled, j)
			return err
		})
		if err != nil {
			return err
		}
		return s.insert(ctx, transaction{postgres: tx}, filled...)
	})
	if err != nil {
		return fmt.Errorf("compose %d deliveries: %w", len(all), err)
	}
	for _, j := range filled {
		answer(at[j.ID], true)
	}
	return nil
}
