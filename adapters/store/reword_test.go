package store

import (
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"waybill/digest/gate"
)

// What a model made of sentences is kept under a key, also if it is nothing,
// and the first to write it down is believed.
func TestRewordings(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		if _, known, err := s.Rewordings(t.Context(), "k"); known || err != nil {
			t.Errorf("known before it was kept: %v, %v", known, err)
		}
		drafts := []gate.Draft{{Words: "Norland raised its “tariff”.", Of: []int{0, 1}}}
		ok(t, s.SaveRewordings(t.Context(), "k", drafts))
		ok(t, s.SaveRewordings(t.Context(), "k", nil))
		ok(t, s.SaveRewordings(t.Context(), "none", nil))
		got, known, err := s.Rewordings(t.Context(), "k")
		if diff := cmp.Diff(drafts, got); !known || err != nil || diff != "" {
			t.Errorf("known %v, %v: %s", known, err, diff)
		}
		if got, known, err := s.Rewordings(t.Context(), "none"); len(got) > 0 || !known || err != nil {
			t.Errorf("got %v, known %v, %v", got, known, err)
		}
	})
}

// However many spend at once, a day's tokens are never more than allowed.
func TestSpend(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		var mu sync.Mutex
		var all sync.WaitGroup
		spent := 0
		for range 20 {
			all.Go(func() {
				counted, err := s.Spend(t.Context(), "2026-03-02", 150, 1000)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				if counted {
					spent += 150
				}
			})
		}
		all.Wait()
		if spent != 900 {
			t.Errorf("spent %d, want 900", spent)
		}
		for _, c := range []struct {
			day          string
			tokens, most int
			want         bool
		}{
			{"2026-03-02", 101, 1000, false},
			{"2026-03-02", 100, 1000, true},
			{"2026-03-02", -50, 1000, true},
			{"2026-03-02", 51, 1000, false},
			{"2026-03-03", 1001, 1000, false},
			{"2026-03-03", 1000, 1000, true},
		} {
			if got, err := s.Spend(t.Context(), c.day, c.tokens, c.most); err != nil || got != c.want {
				t.Errorf("spend %d of %d on %s: %v, %v", c.tokens, c.most, c.day, got, err)
			}
		}
	})
}
