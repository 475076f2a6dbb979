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

// talkKept is how long a talk is kept: older ones of the same person in the
// same channel are forgotten when a new one is saved.
const talkKept = 48 * time.Hour

// SaveTalk remembers what a person asked last in a thread, or in the channel
// outside of one: one question for each.
func (s *Store) SaveTalk(ctx context.Context, c bot.Channel, t bot.Talk) error {
	return s.change(ctx, func(ctx context.Context, _ transaction, q *query.Queries) error {
		err := q.TrimTalks(ctx, query.TrimTalksParams{
			Platform: string(c.Platform), Tenant: tenant(c), Channel: c.ID, Person: t.Person, At: millis(t.At.Add(-talkKept)),
		})
		if err == nil {
			err = q.SaveTalk(ctx, query.SaveTalkParams{
				Platform: string(c.Platform), Tenant: tenant(c), Channel: c.ID, Thread: cut(t.Thread, maxName), Person: t.Person,
				Question: clean(cut(t.Question, maxLine)), SinceAt: millis(t.Since), At: millis(t.At),
			})
		}
		if err != nil {
			return fmt.Errorf("save talk in %s: %w", c, err)
		}
		return nil
	})
}

// Talk is what a person asked last in a thread, since a time, and whether they
// asked anything.
func (s *Store) Talk(ctx context.Context, c bot.Channel, person, thread string, since time.Time) (bot.Talk, bool, error) {
	r, err := s.q().Talk(ctx, query.TalkParams{
		Platform: string(c.Platform), Tenant: tenant(c), Channel: c.ID, Person: person, Thread: cut(thread, maxName), At: millis(since),
	})
	if errors.Is(err, sql.ErrNoRows) {
		return bot.Talk{}, false, nil
	}
	if err != nil {
		return bot.Talk{}, false, fmt.Errorf("read talk in %s: %w", c, err)
	}
	return bot.Talk{Person: person, Thread: thread, Question: r.Question, Since: instant(r.SinceAt), At: instant(r.At)}, true, nil
}
