package cli

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"waybill/adapters/store"
	"waybill/adapters/store/pgtest"
	"waybill/bot"
	"waybill/config"
)

// capable is the program of BenchmarkCapacity: the bot on a platform that
// answers at once, until its standard input ends.
const capable = "waybill-capable"

// An instant is a platform that takes a message as soon as it comes.
type instant struct{ posted atomic.Int64 }

func (p *instant) Post(context.Context, bot.Channel, string, bot.Message) (string, error) {
	return strconv.FormatInt(p.posted.Add(1), 10), nil
}
func (*instant) Run(ctx context.Context) error { <-ctx.Done(); return nil }
func (*instant) Connected() bool               { return true }

func capableMain() int {
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		stop()
	}()
	c := config.Default()
	c.Database, c.Collect.Catalogue = config.NewSecret(os.Args[1]), false
	err := func() error {
		n, err := (&program{}).newsdeskOf(ctx, c)
		if err != nil {
			return err
		}
		defer n.close()
		log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
		s, err := n.newService(ctx, serviceOptions{log: log, now: time.Now, chats: map[bot.Platform]chat{bot.Slack: &instant{}}})
		if err != nil {
			return err
		}
		return s.run(ctx)
	}()
	if err != nil && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// BenchmarkCapacity is deliveries a second from the first claim to the last
// receipt, posted to a platform that answers at once: what is ours alone. The
// database was in use before, so that PostgreSQL's planner knows its tables. On
// a busy machine only the time of the processors says something.
func BenchmarkCapacity(b *testing.B) {
	b.Run("SQLite", func(b *testing.B) { capacity(b, filepath.Join(b.TempDir(), "capacity.db"), 1) })
	for processes := 1; processes <= 3; processes++ {
		b.Run(fmt.Sprint("PostgreSQL/processes=", processes), func(b *testing.B) { capacity(b, pgtest.New(b), processes) })
	}
}

func capacity(b *testing.B, database string, processes int) {
	const before, due = 500, 8000
	s, err := store.Open(b.Context(), database)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	order(b, s, before+due)
	var pids []int
	for range processes {
		cmd := exec.Command(capable, database)
		cmd.Stderr = os.Stderr
		stdin, err := cmd.StdinPipe()
		if err != nil {
			b.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			b.Fatal(err)
		}
		pids = append(pids, cmd.Process.Pid)
		b.Cleanup(func() {
			stdin.Close()
			if err := cmd.Wait(); err != nil {
				b.Error(err)
			}
		})
	}
	drain(b, s, fmt.Sprint("number < ", 1000+before))
	if s.Pool() != nil {
		if _, err := s.DB().Exec("ANALYZE"); err != nil {
			b.Fatal(err)
		}
	}
	server := serverOf(b, s)
	var took, ours, theirs time.Duration
	for b.Loop() {
		used, served := processor(b, pids...), processor(b, server...)
		took += drain(b, s, fmt.Sprint("number >= ", 1000+before))
		ours, theirs = ours+processor(b, pids...)-used, theirs+processor(b, server...)-served
	}
	per := func(d time.Duration) float64 { return float64(d.Microseconds()) / due / float64(b.N) }
	b.ReportMetric(due*float64(b.N)/took.Seconds(), "deliveries/s")
	b.ReportMetric(per(ours), "cpu-µs/delivery")
	b.ReportMetric(per(theirs), "server-cpu-µs/delivery")
	b.ReportMetric(0, "ns/op")
}

// order adds subscriptions that are due in an hour.
func order(b *testing.B, s *store.Store, n int) {
	b.Helper()
	at := time.Now().Add(time.Hour)
	if _, err := s.AddSubscription(b.Context(), bot.Subscription{
		Channel: bot.Channel{Platform: bot.Slack, Workspace: "T1", ID: "C1"}, Topics: []string{"tariffs"}, Cadence: "daily 08:00",
		Zone: "UTC", Length: bot.Full, State: bot.Active, Created: at.AddDate(0, 0, -1), Covered: at.AddDate(0, 0, -1), Next: at,
	}); err != nil {
		b.Fatal(err)
	}
	multiply(b, s, n, map[string]string{
		"number": "999 + i", "workspace": "'T' || (i % 2000)", "tenant": "'T' || (i % 2000)", "channel": "'C' || i",
	})
	if _, err := s.DB().Exec("UPDATE subscriptions SET state = 'removed' WHERE number = 1"); err != nil {
		b.Fatal(err)
	}
}

// drain makes some subscriptions due and is how long it takes from the claim of
// the first to the receipt of the last.
func drain(b *testing.B, s *store.Store, which string) time.Duration {
	b.Helper()
	slot := time.Now().Add(-5 * time.Second).UnixMilli()
	done, err := s.DB().Exec("UPDATE subscriptions SET next_at = CAST($1 AS BIGINT), covered_at = CAST($1 AS BIGINT) - 86400000 WHERE state = 'active' AND "+which, slot)
	if err != nil {
		b.Fatal(err)
	}
	due, _ := done.RowsAffected()
	var sent int64
	for end := time.Now().Add(3 * time.Minute); sent < due; {
		time.Sleep(500 * time.Millisecond) // the ledger has the times
		if err := s.DB().QueryRow("SELECT COUNT(*) FROM deliveries WHERE slot_at = $1 AND status = 'sent'", slot).Scan(&sent); err != nil {
			b.Fatal(err)
		}
		if time.Now().After(end) {
			b.Fatalf("%d of %d are sent after three minutes", sent, due)
		}
	}
	var first, last, attempts int64
	if err := s.DB().QueryRow("SELECT MIN(created_at), MAX(updated_at), MAX(attempts) FROM deliveries WHERE slot_at = $1", slot).Scan(&first, &last, &attempts); err != nil {
		b.Fatal(err)
	}
	if attempts != 1 {
		b.Errorf("a delivery took %d attempts", attempts)
	}
	return time.Duration(last-first) * time.Millisecond
}

// serverOf are the processes of the database's server on this machine.
func serverOf(b *testing.B, s *store.Store) []int {
	b.Helper()
	if s.Pool() == nil {
		return nil
	}
	var backend int
	if err := s.DB().QueryRow("SELECT pg_backend_pid()").Scan(&backend); err != nil {
		b.Fatal(err)
	}
	stat, err := statOf(backend)
	if err != nil {
		return nil // it runs elsewhere
	}
	server, err := strconv.Atoi(stat[1])
	if err != nil {
		b.Fatal(err)
	}
	return []int{server}
}

// statOf are the fields of /proc/PID/stat behind the program's name: the state,
// the parent, and so on.
func statOf(pid int) ([]string, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return nil, err
	}
	return strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:])), nil
}

// processor is the time that processes and their children have had of the
// processors, in the kernel's ticks of 10 ms.
func processor(b *testing.B, pids ...int) time.Duration {
	b.Helper()
	ticks := 0
	for _, pid := range pids {
		stat, err := statOf(pid)
		if err != nil {
			b.Fatal(err)
		}
		for _, field := range stat[11:15] { // utime, stime, and those of children that have ended
			n, err := strconv.Atoi(field)
			if err != nil {
				b.Fatal(err)
			}
			ticks += n
		}
		children, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
		if err != nil {
			b.Fatal(err)
		}
		for _, name := range children {
			text, _ := os.ReadFile(name)
			for _, child := range strings.Fields(string(text)) {
				if id, err := strconv.Atoi(child); err == nil {
					ticks += int(processor(b, id) / (10 * time.Millisecond))
				}
			}
		}
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}
