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
// sent: claimed in batches, then two commits for each, its attempt and its
// outcome, thirty-two at a time. Beside it, the same with the commit between
// them that gives it its digest. On PostgreSQL by one process and by two.
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
	var whole time.Duration
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
		began := time.Now()
		ids := claimAll(b, s, next)
		b.StopTimer()
		each(ids, func(id int64) { ok(b, s.Compose(context.Background(), id, 1, []bot.Message{bot.Say("one")})) })
		b.StartTimer()
		if processes > 1 { // the signal for the others, who take every second one
			ok(b, s.once().SaveMeta(b.Context(), query.SaveMetaParams{Name: "go", Value: next.String()}))
		}
		post(b, s, share(ids, 0, processes), next)
		for _, cmd := range others {
			ok(b, cmd.Wait())
		}
		whole += time.Since(began)
		next = next.AddDate(0, 0, 1)
	}
	b.StopTimer()
	counts, err := s.StatusCounts(b.Context())
	ok(b, err)
	if counts[bot.Sent] != ledgerRows*b.N || len(counts) != 1 {
		b.Fatalf("the ledger has %v, want %d sent", counts, ledgerRows*b.N)
	}
	b.ReportMetric(ledgerRows*float64(b.N)/b.Elapsed().Seconds(), "deliveries/s")
	b.ReportMetric(ledgerRows*float64(b.N)/whole.Seconds(), "with-digests/s")
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
	var ids []int64
	statement := &statement{}
	ids, err = statement.add("SELECT id FROM deliveries WHERE status IN ('pending', 'sending') ORDER BY id").numbers(b.Context(), s.db())
	ok(b, err)
	post(b, s, share(ids, 1, 2), now)
	for b.Loop() { //nolint // once is all
	}
}

// share is one process's part of the work.
func share(ids []int64, process, of int) []int64 {
	var some []int64
	for _, id := range ids {
		if int(id)%of == process {
			some = append(some, id)
		}
	}
	return some
}

func claimAll(b *testing.B, s *Store, now time.Time) (ids []int64) {
	for {
		ds, err := s.ClaimDue(context.Background(), now, 500, daily)
		ok(b, err)
		if len(ds) == 0 {
			return ids
		}
		for _, d := range ds {
			ids = append(ids, d.ID)
		}
	}
}

// post brings deliveries from their attempt to their outcome.
func post(b *testing.B, s *Store, ids []int64, now time.Time) {
	each(ids, func(id int64) {
		d, begun, err := s.Begin(context.Background(), id, now)
		ok(b, err)
		if !begun {
			b.Errorf("delivery %d was not begun", id)
		}
		ok(b, s.Finish(context.Background(), id, d.Attempts, bot.Sent, "", "receipt", time.Time{}, now))
	})
}

// each works on thirty-two at a time, as the posters of a platform do.
func each(ids []int64, do func(id int64)) {
	work := make(chan int64)
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			for id := range work {
				do(id)
			}
		})
	}
	for _, id := range ids {
		work <- id
	}
	close(work)
	wg.Wait()
}
