package store

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"waybill/bot"
)

// Parts are posted in order, and each part's job is written when the one
// before it is done.
func TestPartsGoInOrder(t *testing.T) {
	engines(t, func(t *testing.T) {
		s, _, d := composed(t, 3)
		if _, begun, err := s.Begin(t.Context(), d.ID+1, day); begun || err != nil {
			t.Fatalf("Begin of part 2 before part 1 = %v, %v", begun, err)
		}
		if stale := must[[]bot.Delivery](t)(s.Stale(t.Context(), day.Add(time.Hour))); len(stale) != 1 || stale[0].Part != 1 {
			t.Errorf("Stale = %+v, want part 1 only", stale)
		}
		for part := range int64(3) {
			got := must[bot.Delivery](t)(first(s.Begin(t.Context(), d.ID+part, day)))
			outcome := bot.Sent
			if part == 1 {
				outcome = bot.Unknown // it may be there, so the rest follows
			}
			ok(t, s.Finish(t.Context(), got.ID, 1, outcome, "", "r", time.Time{}, day))
		}
		want(t, s, bot.Sent, bot.Unknown, bot.Sent)
		var ids []int64
		for _, j := range jobs(t, s) {
			ids = append(ids, j.ID)
		}
		if diff := cmp.Diff([]int64{d.ID, d.ID, d.ID + 1, d.ID + 2}, ids); diff != "" {
			t.Errorf("jobs for (-want +got):\n%s", diff)
		}
	})
}

// With a part that is given up the parts after it are too, and they come back
// with it.
func TestGivenUpPartTakesTheRestAlong(t *testing.T) {
	engines(t, func(t *testing.T) {
		s, _, d := composed(t, 3)
		must[bot.Delivery](t)(first(s.Begin(t.Context(), d.ID, day)))
		ok(t, s.Finish(t.Context(), d.ID, 1, bot.Failed, "channel is archived", "", time.Time{}, day))
		want(t, s, bot.Failed, bot.Skipped, bot.Skipped)
		refused(t, errors.Unwrap(s.Retry(t.Context(), d.ID+1)), bot.Invalid,
			"delivery 2 is skipped (only failed and unknown deliveries can be tried again)")
		ok(t, s.Retry(t.Context(), d.ID))
		want(t, s, bot.Pending, bot.Pending, bot.Pending)
		ok(t, s.Skip(t.Context(), d.ID, "too late"))
		want(t, s, bot.Skipped, bot.Skipped, bot.Skipped)
		if err := s.Skip(t.Context(), d.ID, "again"); bot.KindOf(err) != bot.Invalid {
			t.Errorf("a second Skip = %v, want Invalid", err)
		}
	})
}
