package store

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A lease is one process's until it gives it up or lets it lapse, and whoever
// takes it over has a higher token.
func TestLeaseHasOneHolder(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		hold := func(holder string, last time.Duration) (int64, bool) {
			t.Helper()
			token, held, err := s.Hold(t.Context(), "discord", holder, last)
			ok(t, err)
			return token, held
		}
		if token, held := hold("a", time.Minute); !held || token != 1 {
			t.Fatalf("the first Hold = %d, %v", token, held)
		}
		if _, held := hold("b", time.Minute); held {
			t.Error("b holds what a has")
		}
		if token, held := hold("a", 0); !held || token != 1 {
			t.Errorf("a holds on = %d, %v, want the same token", token, held)
		}
		time.Sleep(5 * time.Millisecond)
		if diff := cmp.Diff([]string{"a"}, must[[]string](t)(s.Lapsed(t.Context(), "dis"))); diff != "" {
			t.Errorf("lapsed (-want +got):\n%s", diff)
		}
		if token, held := hold("b", time.Minute); !held || token != 2 {
			t.Errorf("b after a = %d, %v, want token 2", token, held)
		}
		ok(t, s.Release(t.Context(), "discord", "a")) // no longer a's
		if _, held := hold("a", time.Minute); held {
			t.Error("a holds what b has")
		}
		if !must[bool](t)(s.Running(t.Context())) {
			t.Error("nobody is said to run")
		}
		ok(t, s.Release(t.Context(), "discord", "b"))
		if token, held := hold("a", time.Minute); !held || token != 3 {
			t.Errorf("a after b gave up = %d, %v, want token 3", token, held)
		}
	})
}

// Of many that want a lease at once one gets it.
func TestLeaseIsContended(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		var wg sync.WaitGroup
		var got atomic.Int32
		for i := range 20 {
			wg.Go(func() {
				_, held, err := s.Hold(context.Background(), "slack", string(rune('a'+i)), time.Minute)
				if err != nil {
					t.Error(err)
				}
				if held {
					got.Add(1)
				}
			})
		}
		wg.Wait()
		if got.Load() != 1 {
			t.Errorf("%d hold it, want 1", got.Load())
		}
	})
}
