package jobs_test

import (
	"context"
	"log/slog"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"waybill/adapters/jobs"
	"waybill/bot"
	"waybill/digest"
)

// 1,000 deliveries from their job to their receipt, two commits each.
func BenchmarkDeliver(b *testing.B) {
	b.Run("sqlite", benchmarkDeliver)
	b.Run(onPostgres, benchmarkDeliver)
}

func benchmarkDeliver(b *testing.B) {
	const n = 1000
	for b.Loop() {
		b.StopTimer()
		s := open(b)
		var left atomic.Int64
		left.Store(n)
		done := make(chan struct{})
		r, err := jobs.New(b.Context(), s, jobs.Work{
			Digest: func(ctx context.Context, id int64) error {
				d, err := s.SaveDigest(ctx, "steel", digest.Digest{})
				if err != nil {
					return err
				}
				return s.Compose(ctx, id, d, []bot.Message{bot.Say("one")})
			},
			Deliver: func(ctx context.Context, id int64) error {
				d, begun, err := s.Begin(ctx, id, time.Now())
				if err != nil || !begun {
					return err
				}
				err = s.Finish(ctx, id, d.Attempts, bot.Sent, "", "receipt", time.Time{}, time.Now())
				if left.Add(-1) == 0 {
					close(done)
				}
				return err
			},
		}, jobs.Options{Platforms: []bot.Platform{bot.Slack}, Logger: slog.New(slog.DiscardHandler)})
		if err != nil {
			b.Fatal(err)
		}
		s.Enqueue(r)
		at := time.Now().Add(-time.Second)
		for i := range n {
			_, err := s.AddSubscription(b.Context(), bot.Subscription{
				Channel: bot.Channel{Platform: bot.Slack, Workspace: "T1", ID: strconv.Itoa(i)}, Topics: []string{"tariffs"}, Next: at,
			})
			if err != nil {
				b.Fatal(err)
			}
		}
		if err := r.Start(context.Background()); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		for range 2 {
			if _, err := s.ClaimDue(b.Context(), time.Now(), n/2, func(sub bot.Subscription) (time.Time, error) {
				return sub.Next.AddDate(0, 0, 1), nil
			}); err != nil {
				b.Fatal(err)
			}
		}
		<-done
		b.StopTimer()
		r.Stop(context.Background())
		b.StartTimer()
	}
	b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "deliveries/s")
}
