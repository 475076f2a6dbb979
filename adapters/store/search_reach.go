package store

import (
	"context"

	"waybill/adapters/store/internal/query"
	"waybill/bot"
)

// A reach is the range of articles that a search looks at.
type reach struct {
	all       int64 // articles in the archive
	last      int64 // the archive's last article's number
	low, high int64 // numbers of the first and the last
	sparse    bool  // most in it are not asked for
}

// share is the part of the archive that the reach covers.
func (r reach) share() float64 { return float64(r.high-r.low+1) / float64(max(r.all, 1)) }

// reach turns the question's times into a range of articles. As they are
// numbered as they arrive, a window of time is mostly a range without gaps.
func (s *Store) reach(ctx context.Context, q bot.Query) (reach, error) {
	db := s.q()
	e, err := db.Extent(ctx)
	if err != nil || e.High == 0 {
		return reach{high: -1}, err
	}
	r := reach{all: e.High - e.Low + 1, last: e.High, low: e.Low, high: e.High}
	if q.Since.IsZero() && q.Until.IsZero() {
		return r, nil
	}
	from, to := window(q)
	w, err := db.Window(ctx, query.WindowParams{FromAt: from, ToAt: to})
	if err != nil || w.Articles == 0 {
		return reach{high: -1}, err
	}
	n := float64(w.Articles)
	if n > wide*float64(r.all) {
		return r, nil
	}
	r.low, r.high = w.Low, w.High
	r.sparse = n <= wide*float64(r.high-r.low+1)
	return r, nil
}

// wide is the share of a range from which on it is as quick to look at all of
// it, and leave out of what is found what was not asked for.
const wide = 1. / 3

func window(q bot.Query) (from, to int64) {
	from, to = minMillis, maxMillis
	if !q.Since.IsZero() {
		from = millis(q.Since)
	}
	if !q.Until.IsZero() {
		to = millis(q.Until)
	}
	return from, to
}

// mask takes out of scores what is outside of the question's times.
func (s *Store) mask(ctx context.Context, q bot.Query, r reach, scores []float32) error {
	from, to := window(q)
	in, err := s.q().InWindow(ctx, query.InWindowParams{FromAt: from, ToAt: to})
	if err != nil {
		return err
	}
	kept := make([]float32, len(scores))
	for _, seq := range in {
		if seq >= r.low && seq <= r.high {
			kept[seq-r.low] = scores[seq-r.low]
		}
	}
	copy(scores, kept)
	return nil
}
