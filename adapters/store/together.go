package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"waybill/adapters/store/internal/query"
	"waybill/bot"
)

// What every delivery needs of PostgreSQL is asked for and changed together:
// see [gatherer]. A change of several is one statement and one commit, and the
// guard in its WHERE holds for each row by itself. Who gets no answer asks
// alone, and so finds out why.
type together struct {
	dossiers gatherer[wantedDossier, bot.Dossier] // to make an edition
	filled   gatherer[filling, bool]
	states   gatherer[int64, bot.Delivery] // to post it
	begun    gatherer[beginning, query.Delivery]
	held     gatherer[tried, bool]
	finished gatherer[finishing, bool]
}

// How long a question waits for others. An edition made by one of 128 passes
// two, a post by one of 96 three: so both go on at 2,000 a second.
const (
	makingPace  = 15 * time.Millisecond
	postingPace = 8 * time.Millisecond
)

func (s *Store) gatherers() *together {
	return &together{
		dossiers: gatherer[wantedDossier, bot.Dossier]{ask: s.askDossiers, pace: makingPace},
		filled:   gatherer[filling, bool]{ask: s.fillTogether, pace: makingPace},
		states:   gatherer[int64, bot.Delivery]{ask: s.askStates, pace: postingPace},
		begun:    gatherer[beginning, query.Delivery]{ask: s.beginTogether, pace: postingPace},
		held:     gatherer[tried, bool]{ask: s.askHeld, pace: postingPace},
		finished: gatherer[finishing, bool]{ask: s.finishTogether, pace: postingPace},
	}
}

// scanned runs a statement and scans its rows, the first column of which is a
// delivery's number.
func scanned(rows pgx.Rows, err error, scan func(rows pgx.Rows) error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// places are where each question stands, by its delivery. Of two about the same
// delivery the first is answered.
func places[Q any](all []Q, id func(Q) int64) map[int64]int {
	at := make(map[int64]int, len(all))
	for i, q := range all {
		if _, twice := at[id(q)]; !twice {
			at[id(q)] = i
		}
	}
	return at
}

// column is one value of each question, as a statement takes it.
func column[Q, V any](all []Q, of func(Q) V) []V {
	values := make([]V, len(all))
	for i, q := range all {
		values[i] = of(q)
	}
	return values
}

func self(id int64) int64 { return id }

// light are a delivery's columns without its message.
const light = `d.id, d.key, d.subscription, d.slot_at, d.part, d.parts, d.platform, d.workspace, d.channel, d.channel_name,
	d.digest, d.status, d.attempts, d.attempted_at, d.not_before, d.retried_at, d.reason, d.receipt, d.created_at, d.updated_at`

func lightly(r *query.Delivery) []any {
	return []any{
		&r.ID, &r.Key, &r.Subscription, &r.SlotAt, &r.Part, &r.Parts, &r.Platform, &r.Workspace, &r.Channel, &r.ChannelName,
		&r.Digest, &r.Status, &r.Attempts, &r.AttemptedAt, &r.NotBefore, &r.RetriedAt, &r.Reason, &r.Receipt, &r.CreatedAt, &r.UpdatedAt,
	}
}

func (s *Store) askStates(ctx context.Context, ids []int64, answer func(int, bot.Delivery)) error {
	at := places(ids, self)
	rows, err := s.pool.Query(ctx, "SELECT "+light+" FROM deliveries d WHERE d.id = ANY($1)", ids)
	return scanned(rows, err, func(rows pgx.Rows) error {
		var r query.Delivery
		if err := rows.Scan(lightly(&r)...); err != nil {
			return err
		}
		d, err := entry(r)
		answer(at[r.ID], d)
		return err
	})
}

// tried is one attempt.
type tried struct {
	delivery int64
	number   int64
}

func (s *Store) askHeld(ctx context.Context, all []tried, answer func(int, bool)) error {
	ids := column(all, func(a tried) int64 { return a.delivery })
	rows, err := s.pool.Query(ctx, "SELECT id, attempts FROM deliveries WHERE id = ANY($1) AND COALESCE(status) = 'sending'", ids)
	held := make(map[int64]int64, len(all))
	err = scanned(rows, err, func(rows pgx.Rows) error {
		var id, number int64
		err := rows.Scan(&id, &number)
		held[id] = number
		return err
	})
	for i, a := range all {
		answer(i, held[a.delivery] == a.number)
	}
	return err
}

type wantedDossier struct {
	id    int64
	limit int
	since time.Time
}

func (s *Store) askDossiers(ctx context.Context, all []wantedDossier, answer func(int, bot.Dossier)) error {
	const (
		whole = `SELECT ` + light + `,
			s.id, s.tenant, s.number, s.platform, s.workspace, s.channel, s.channel_name, s.topics, s.cadence, s.zone, s.length, s.state,
			s.until_at, s.next_at, s.covered_at, s.created_by, s.created_by_name, s.created_at,
			COALESCE(c.zone, ''), COALESCE(c.allow, 'null'), COALESCE(c.less, 'null'), COALESCE(c.paused, FALSE),
			ARRAY(SELECT m.story FROM mutes m WHERE m.platform = s.platform AND m.tenant = s.tenant AND m.channel = s.channel
				ORDER BY m.at, m.story),
			EXISTS (SELECT 1 FROM source_owners p WHERE p.owner = s.platform || '/' || s.tenant OR s.platform = '` + string(bot.Terminal) + `'),
			ARRAY(SELECT DISTINCT o.digest FROM deliveries o
				WHERE o.subscription = d.subscription AND o.slot_at >= w.since AND o.digest > 0
				  AND o.status IN ('pending', 'sending', 'sent', 'unknown')
				ORDER BY o.digest)
			FROM unnest($1::bigint[], $2::bigint[]) AS w (id, since)
			JOIN deliveries d ON d.id = w.id
			JOIN subscriptions s ON s.id = d.subscription AND s.state <> 'removed'
			LEFT JOIN channels c ON c.platform = s.platform AND c.tenant = s.tenant AND c.channel = s.channel`
		past = `SELECT w.id, d.* FROM unnest($1::bigint[], $2::bigint[]) AS w (id, most)
			JOIN deliveries own ON own.id = w.id
			CROSS JOIN LATERAL (SELECT ` + light + ` FROM deliveries d WHERE d.subscription = own.subscription
				ORDER BY d.slot_at DESC, d.part DESC LIMIT w.most) d
			ORDER BY w.id, d.slot_at DESC, d.part DESC`
	)
	at := places(all, func(w wantedDossier) int64 { return w.id })
	found := make([]*bot.Dossier, len(all))
	var once []wantedDossier // or a row would come twice
	for i, w := range all {
		if at[w.id] == i {
			once = append(once, w)
		}
	}
	ids := column(once, func(w wantedDossier) int64 { return w.id })
	both := &pgx.Batch{}
	both.Queue(whole, ids, column(once, func(w wantedDossier) int64 { return millis(w.since) })).Query(func(rows pgx.Rows) error {
		return scanned(rows, nil, func(rows pgx.Rows) error {
			d, err := dossier(rows)
			if err == nil {
				found[at[d.Delivery.ID]] = &d
			}
			return err
		})
	})
	both.Queue(past, ids, column(once, func(w wantedDossier) int64 { return int64(w.limit) })).Query(func(rows pgx.Rows) error {
		return scanned(rows, nil, func(rows pgx.Rows) error {
			var of int64
			var r query.Delivery
			if err := rows.Scan(append([]any{&of}, lightly(&r)...)...); err != nil {
				return err
			}
			d, err := entry(r)
			if f := found[at[of]]; f != nil {
				f.Outcomes = append(f.Outcomes, d)
			}
			return err
		})
	})
	err := s.pool.SendBatch(ctx, both).Close()
	for i, d := range found {
		if d != nil {
			answer(i, *d)
		}
	}
	return err
}
