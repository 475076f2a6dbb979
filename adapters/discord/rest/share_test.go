package rest

import (
	"math/rand/v2"
	"testing"
	"time"
)

// However late whoever waits wakes up, no second has more than its share, and
// over a minute nothing of it is lost.
func TestShare(t *testing.T) {
	for name, late := range map[string]time.Duration{"punctual": 0, "late": 15 * time.Millisecond, "very late": 300 * time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			s := newShare(48)
			r := rand.New(rand.NewPCG(1, 2))
			begin := time.Now()
			var sent []time.Time
			for now := begin; now.Sub(begin) < time.Minute; {
				for s.wait(now) == 0 {
					s.take(now)
					sent = append(sent, now)
				}
				now = now.Add(s.wait(now) + time.Duration(r.Float64()*float64(late)))
			}
			for i := 48; i < len(sent); i++ {
				if d := sent[i].Sub(sent[i-48]); d < time.Second {
					t.Fatalf("49 went out in %s", d)
				}
			}
			want := 60 * 48 * 95 / 100
			if late > 100*time.Millisecond {
				want = 60 * 48 * 3 / 4
			}
			if len(sent) < want {
				t.Errorf("%d went out in a minute, want %d at least", len(sent), want)
			}
		})
	}
}
