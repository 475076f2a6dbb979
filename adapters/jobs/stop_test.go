package jobs_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"waybill/adapters/jobs"
	"waybill/bot"
)

// A Runner that is stopped right after it was started, at whatever moment of
// its start and while somebody else writes, has nothing to say.
func TestQuietWhenStoppedAtOnce(t *testing.T) {
	for _, busy := range []bool{false, true} {
		for _, after := range []time.Duration{0, time.Millisecond, 5 * time.Millisecond, 50 * time.Millisecond, 400 * time.Millisecond} {
			t.Run(fmt.Sprint(busy, after), func(t *testing.T) {
				t.Parallel()
				s := open(t)
				var said bytes.Buffer
				r, err := jobs.New(t.Context(), s, jobs.Work{Fetch: func(context.Context, int64) error { return nil }}, jobs.Options{
					Platforms: []bot.Platform{bot.Slack}, Logger: slog.New(slog.NewTextHandler(&said, nil)),
				})
				if err != nil {
					t.Fatal(err)
				}
				hold := func() {
					c, err := s.DB().Conn(t.Context())
					if err != nil {
						t.Error(err)
						return
					}
					time.AfterFunc(after+300*time.Millisecond, func() { c.Close() })
				}
				if busy {
					hold()
				}
				if err := r.Start(context.WithoutCancel(t.Context())); err != nil {
					t.Fatal(err)
				}
				time.Sleep(after)
				if err := r.Stop(t.Context()); err != nil {
					t.Fatal(err)
				}
				if said.Len() > 0 {
					t.Errorf("it said:\n%s", said.String())
				}
			})
		}
	}
}
