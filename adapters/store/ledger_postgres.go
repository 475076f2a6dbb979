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

// beginAtOnce is Begin as one statement.
func (s *Store) beginAtOnce(ctx context.Context, id int64, now time.Time) (bot.Delivery, bool, error) {
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), changeLimit)
	defer cancel()
	row, err := s.once().BeginAtOnce(limited, query.BeginAtOnceParams{Now: millis(now), ID: id})
	if errors.Is(err, sql.ErrNoRows) {
		_, err = delivery(limited, s.q(), id)
		if err == nil {
			return bot.Delivery{}, false, nil
		}
	}
	if err != nil {
		return bot.Delivery{}, false, fmt.Errorf("begin delivery %d: %w", id, err)
	}
	d, err := entry(query.Delivery(row))
	return d, err == nil, err
}

// finishAtOnce is Finish as one statement, for the last part of an edition,
// which has nothing to follow. It is not done if there is more to be seen to.
func (s *Store) finishAtOnce(ctx context.Context, id int64, attempt int, to bot.Status, reason, receipt string, now time.Time) (done bool, err error) {
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), changeLimit)
	defer cancel()
	n, err := s.once().FinishAtOnce(limited, query.FinishAtOnceParams{
		Status: string(to), Reason: cut(reason, maxLine), Receipt: cut(receipt, maxLine), Now: millis(now), ID: id, Attempt: int64(attempt),
	})
	if err != nil {
		return false, fmt.Errorf("finish delivery %d: %w", id, err)
	}
	return n > 0, nil
}
