package store

import (
	"context"
	"fmt"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"waybill/bot"
	"waybill/digest"
)

// cpu is the processor time that this process has used.
func cpu() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// 10,000 subscriptions of 100,000 are due.
func BenchmarkClaimDue(b *testing.B) {
	s := fresh(b)
	subscribe(b, s, 100_000)
	now, total := day, 0
	var used time.Duration
	for b.Loop() {
		before := cpu()
		for claimed := 0; claimed < 10_000; {
			ds, err := s.ClaimDue(context.Background(), now, 500, func(sub bot.Subscription) (time.Time, error) { return sub.Next.Add(time.Hour), nil })
			ok(b, err)
			if claimed += len(ds); len(ds) == 0 {
				now = now.Add(time.Hour)
			}
			total += len(ds)
		}
		used += cpu() - before
	}
	b.ReportMetric(float64(used.Microseconds())/float64(total), "cpu-µs/claim")
}

// A tick on which nothing is due.
func BenchmarkIdleTick(b *testing.B) {
	s := fresh(b)
	subscribe(b, s, 100_000)
	for b.Loop() {
		ds, err := s.ClaimDue(context.Background(), day.Add(-time.Hour), 500, daily)
		if len(ds) != 0 || err != nil {
			b.Fatal(len(ds), err)
		}
		if err := s.AskFetch(context.Background(), day); err != nil {
			b.Fatal(err)
		}
	}
}

func subscribe(b *testing.B, s *Store, n int) {
	b.Helper()
	tx, err := s.write.Begin()
	ok(b, err)
	defer tx.Rollback()
	for i := range n {
		_, err := tx.Exec(`INSERT INTO subscriptions (tenant, number, platform, workspace, channel, channel_name, topics, cadence, zone, length,
			state, until_at, next_at, covered_at, created_by, created_by_name, created_at)
			VALUES ($1, $2, 'slack', $1, $3, 'steel', '["tariffs"]', 'weekdays 08:00', 'Europe/Berlin', 'full', 'active', 0, $4, 0, 'U1', 'Ana', 0)`,
			fmt.Sprint("T", i/10), i%10+1, fmt.Sprint("C", i), millis(day.Add(time.Duration(i%10)*time.Hour)))
		ok(b, err)
	}
	ok(b, tx.Commit())
}

// A new file with its whole schema, and one that is there.
func BenchmarkOpen(b *testing.B) {
	b.Run("new", func(b *testing.B) {
		dir := b.TempDir()
		n := 0
		for b.Loop() {
			s, err := Open(context.Background(), filepath.Join(dir, fmt.Sprint(n, ".db")))
			ok(b, err)
			s.Close()
			n++
		}
	})
	b.Run("there", func(b *testing.B) {
		path := fresh(b).path
		for b.Loop() {
			s, err := Open(context.Background(), path)
			ok(b, err)
			s.Close()
		}
	})
}

// One delivery from the ledger to its receipt: two commits.
func BenchmarkBeginFinish(b *testing.B) {
	s := fresh(b)
	sub, err := s.AddSubscription(context.Background(), order(steelChannel, day))
	ok(b, err)
	n, err := s.SaveDigest(context.Background(), "k", digest.Digest{})
	ok(b, err)
	now := sub.Next
	for b.Loop() {
		ds, err := s.ClaimDue(context.Background(), now, 1, daily)
		ok(b, err)
		now = now.AddDate(0, 0, 1)
		ok(b, s.Compose(context.Background(), ds[0].ID, n, []bot.Message{bot.Say("one")}))
		d, _, err := s.Begin(context.Background(), ds[0].ID, now)
		ok(b, err)
		ok(b, s.Finish(context.Background(), d.ID, 1, bot.Sent, "", "r", time.Time{}, now))
	}
}
