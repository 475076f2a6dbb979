package store

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"waybill/adapters/store/internal/query"
	"waybill/adapters/store/pgtest"
	"waybill/bot"
	"waybill/digest"
)

// How many deliveries can be written down in a second, from being due to being
// sent: claimed in batches, then three transactions for each, its digest, its
// attempt and its outcome. On PostgreSQL by one process and by two.
func BenchmarkLedger(b *testing.B) {
	if dsn := os.Getenv("WAYBILL_TEST_LEDGER"); dsn != "" {
		second(b, dsn)
		return
	}
	b.Run("sqlite", func(b *testing.B) { benchmarkLedger(b, filepath.Join(b.TempDir(), "waybill.db"), 1) })
	b.Run("postgres/1", func(b *testing.B) { benchmarkLedger(b, pgtest.New(b), 1) })
	b.Run("postgres/2", func(b *testing.B) { benchmarkLedger(b, pgtest.New(b), 2) })
}

const ledgerRows = 6000

func benchmarkLedger(b *testing.B, dsn string, processes int) {
	s, err := Open(b.Context(), dsn, Clock(func() time.Time { return day }))
	ok(b, err)
	defer s.Close()
	subscribe(b, s, ledgerRows)
	_, err = s.SaveDigest(b.Context(), "k", digest.Digest{})
	ok(b, err)
	next := day.AddDate(0, 0, 1)
	for b.Loop() {
		b.StopTimer()
		_, err := s.write.Exec("UPDATE subscriptions SET next_at = $1", millis(next))
		ok(b, err)
		var others []*exec.Cmd
		var ready sync.WaitGroup
		for range processes - 1 {
			cmd := exec.Command(os.Args[0], "-test.run=^$", "-test.bench=^BenchmarkLedger$", "-test.benchtime=1x")
			cmd.Env = append(os.Environ(), "WAYBILL_TEST_LEDGER="+dsn, "WAYBILL_TEST_NOW="+strconv.FormatInt(millis(next), 10))
			out, err := cmd.StdoutPipe()
			ok(b, err)
			ok(b, cmd.Start())
			others = append(others, cmd)
			ready.Add(1)
			go func() {
				for lines := bufio.NewScanner(out); lines.Scan(); {
					if lines.Text() == "ready" {
						ready.Done()
					}
				}
			}()
		}
		ready.Wait()
		b.StartTimer()
		if processes > 1 { // the signal for the others
			ok(b, s.once().SaveMeta(b.Context(), query.SaveMetaParams{Name: "go", Value: next.String()}))
		}
		settle(b, s, next)
		for _, cmd := range others {
			ok(b, cmd.Wait())
		}
		next = next.AddDate(0, 0, 1)
	}
	b.StopTimer()
	counts, err := s.StatusCounts(b.Context())
	ok(b, err)
	if counts[bot.Sent] != ledgerRows*b.N || len(counts) != 1 {
		b.Fatalf("the ledger has %v, want %d sent", counts, ledgerRows*b.N)
	}
	b.ReportMetric(ledgerRows*float64(b.N)/b.Elapsed().Seconds(), "deliveries/s")
}

// second is the benchmark's other process.
func second(b *testing.B, dsn string) {
	ms, err := strconv.ParseInt(os.Getenv("WAYBILL_TEST_NOW"), 10, 64)
	ok(b, err)
	now := instant(ms)
	s, err := Open(b.Context(), dsn, Clock(func() time.Time { return day }))
	ok(b, err)
	defer s.Close()
	fmt.Println("\nready")
	for signal := ""; signal != now.String(); signal, err = s.q().Meta(b.Context(), "go") {
		time.Sleep(time.Millisecond)
	}
	ok(b, err)
	settle(b, s, now)
	for b.Loop() { //nolint // once is all
	}
}

// settle claims what is due and brings it to its end, sixteen at a time.
func settle(b *testing.B, s *Store, now time.Time) {
	work := make(chan int64, 1000)
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for id := range work {
				ctx := context.Background()
				ok(b, s.Compose(ctx, id, 1, []bot.Message{bot.Say("one")}))
				d, begun, err := s.Begin(ctx, id, now)
				ok(b, err)
				if !begun {
					b.Errorf("delivery %d was not begun", id)
				}
				ok(b, s.Finish(ctx, id, d.Attempts, bot.Sent, "", "receipt", time.Time{}, now))
			}
		})
	}
	for {
		ds, err := s.ClaimDue(context.Background(), now, 250, daily)
		ok(b, err)
		if len(ds) == 0 {
			break
		}
		for _, d := range ds {
			work <- d.ID
		}
	}
	close(work)
	wg.Wait()
}
