package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"waybill/adapters/store/internal/query"
	"waybill/bot"
)

// Uncorrected lists revisions since a time of articles that a posted message
// shows, as far as Corrected was not called for them, oldest first.
func (s *Store) Uncorrected(ctx context.Context, since time.Time, limit int) ([]bot.Revision, error) {
	rows, err := s.q().Uncorrected(ctx, query.UncorrectedParams{SinceAt: millis(since), MaxRows: int64(limit)})
	if err != nil {
		return nil, fmt.Errorf("look for revisions to tell: %w", err)
	}
	all := make([]bot.Revision, len(rows))
	for i, r := range rows {
		all[i] = bot.Revision{
			Delivery: r.Delivery, Article: r.Article, Revision: int(r.Revision),
			At: instant(r.RevisedAt), Shown: instant(max(r.CreatedAt, r.CorrectedAt)),
		}
	}
	return all, nil
}

// TextAt is what an article said at a time.
func (s *Store) TextAt(ctx context.Context, article string, at time.Time) (string, error) {
	kept, err := s.q().TextBefore(ctx, query.TextBeforeParams{ID: article, UntilAt: millis(at)})
	if errors.Is(err, sql.ErrNoRows) {
		text, _, err := s.Text(ctx, article)
		return text, err
	}
	text := ""
	if err == nil {
		text, err = inflate(kept)
	}
	if err != nil {
		return "", fmt.Errorf("read revision of %q: %w", article, err)
	}
	return text, nil
}

// Corrected writes down that a revision is dealt with, how it was told, and
// the message as it is shown now, together.
func (s *Store) Corrected(ctx context.Context, r bot.Revision, now bot.Message, note string) error {
	body, err := json.Marshal(now)
	if err != nil {
		return fmt.Errorf("correct delivery %d: %w", r.Delivery, err)
	}
	err = s.change(ctx, func(ctx context.Context, _ transaction, q *query.Queries) error {
		err := q.AddCorrection(ctx, query.AddCorrectionParams{
			Delivery: r.Delivery, Article: r.Article, Revision: int64(r.Revision), At: millis(s.now()), Note: cut(note, maxLine),
		})
		if err != nil {
			return err
		}
		return q.ReplaceMessage(ctx, query.ReplaceMessageParams{Message: body, ID: r.Delivery})
	})
	if err != nil {
		return fmt.Errorf("correct delivery %d: %w", r.Delivery, err)
	}
	return nil
}

// NotCorrected takes back that a revision is dealt with: it was not told after
// all.
func (s *Store) NotCorrected(ctx context.Context, r bot.Revision) error {
	err := query.New(s.write).DropCorrection(ctx, query.DropCorrectionParams{Delivery: r.Delivery, Article: r.Article, Revision: int64(r.Revision)})
	if err != nil {
		return fmt.Errorf("take back correction of delivery %d: %w", r.Delivery, err)
	}
	return nil
}
