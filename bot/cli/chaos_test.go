package cli

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"waybill/adapters/store"
	"waybill/adapters/store/pgtest"
	"waybill/bot"
)

// lives are where the first process ends, and for some points the second. The
// last one lives.
var lives = [][]string{
	{inClaim},
	{afterClaim},
	{inCompose},
	{afterCompose},
	{beforeSending},
	{afterSending},
	{onWire},
	{onAnswer},
	{beforeOutcome},
	{afterOutcome},
	{onWire, inRecovery},
	{afterSending, inSweep},
}

// A toll is what a process that was killed cost.
type toll struct {
	due, lost, twice, unknown, refused int
	took                               time.Duration
}

func (c toll) String() string {
	return fmt.Sprintf("%5d due, %d lost, %d twice, %2d unknown, %d refused as too fast, %5.1f s", c.due, c.lost, c.twice, c.unknown, c.refused, c.took.Seconds())
}

// A process that is killed, wherever it is, loses no digest and posts none
// twice: the one after it finds in the ledger what was under way, and asks the
// platforms what became of it. The processes are real ones, the platforms
// outlive them. WAYBILL_TEST_CHAOS is how many digests fall due for each point
// (make chaos says 1,000, make chaos CHAOS=10000 is what ARCHITECTURE.md has).
func TestChaos(t *testing.T) {
	due, thorough := 24, false
	if s := os.Getenv("WAYBILL_TEST_CHAOS"); s != "" {
		due, _ = strconv.Atoi(s)
		thorough = true
	}
	engines := []struct {
		name      string
		processes int
		open      func(t *testing.T) string
	}{{"SQLite", 1, func(t *testing.T) string { return filepath.Join(t.TempDir(), "waybill.db") }}}
	if thorough {
		for n := 1; n <= 3; n++ {
			engines = append(engines, struct {
				name      string
				processes int
				open      func(t *testing.T) string
			}{"PostgreSQL", n, func(t *testing.T) string { return pgtest.New(t) }})
		}
	}
	turn := make(chan struct{}, 8) // so many at once: Discord takes 50 posts a second of each
	for _, e := range engines {
		for _, points := range lives {
			if e.processes > 1 && len(points) > 1 {
				continue // who takes over is not doomed
			}
			t.Run(fmt.Sprintf("%s/%d/%s", e.name, e.processes, strings.Join(points, " and ")), func(t *testing.T) {
				t.Parallel()
				turn <- struct{}{}
				defer func() { <-turn }()
				c := chaos(t, e.open(t), e.processes, due, points)
				t.Logf("| %s, %d | %s | %s |", e.name, e.processes, strings.Join(points, "; "), c)
				if c.lost > 0 || c.twice > 0 {
					t.Errorf("%s", c)
				}
				if c.unknown > 0 { // both platforms can be asked
					t.Errorf("%d unknown", c.unknown)
				}
			})
		}
	}
}

// arrival is how long the platforms' servers get for what a dead process wrote.
func arrival(due int) time.Duration {
	return 200*time.Millisecond + min(5*time.Second, time.Duration(due)*5*time.Millisecond)
}

// chaos has digests fall due, kills processes at the points, and counts.
func chaos(t *testing.T, database string, processes, due int, points []string) toll {
	w := newWorld(t)
	dir := t.TempDir()
	conf := fmt.Sprintf("database = %q\n[collect]\ncatalogue = false\n[slack]\nbot_token = %q\napp_token = %q\napi_url = %q\n[discord]\ntoken = %q\napi_url = %q\n",
		database, w.slack.BotToken(), w.slack.AppToken(), w.slack.URL(), w.discord.Token(), w.discord.URL())
	if err := os.WriteFile(filepath.Join(dir, "waybill.toml"), []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	w.subscribers(t, s, due/2, time.Now().Add(-5*time.Second))

	patient := 3*time.Minute + time.Duration(due)*100*time.Millisecond
	begun := time.Now()
	var running []*exec.Cmd
	start := func(point string, life int, ended func()) {
		cmd := exec.Command(doomed)
		nth := due/8 + 1
		if life > 0 {
			nth = 1 // of what was under way few are left
		}
		// A life later it is more than a minute later: nobody's post is under way.
		cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s|%d|%s|%s", doom, point, nth, filepath.Join(dir, fmt.Sprint("died-", life)), time.Duration(life)*90*time.Second))
		cmd.Dir, cmd.Stderr = dir, w.log
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		gone := make(chan struct{})
		go func() {
			_ = cmd.Wait()
			close(gone)
			ended()
		}()
		t.Cleanup(func() { _ = cmd.Process.Kill(); <-gone })
		running = append(running, cmd)
	}
	for life, point := range points {
		if point == inSweep { // the queue forgets what it had, as it should not
			if _, err := s.DB().Exec("DELETE FROM river_job"); err != nil {
				t.Fatal(err)
			}
		}
		died := make(chan struct{}, processes)
		for range processes {
			start(point, life, func() { died <- struct{}{} })
		}
		select {
		case <-died:
		case <-time.After(patient):
			t.Fatalf("no process came to: %s", point)
		}
		if _, err := os.Stat(filepath.Join(dir, fmt.Sprint("died-", life))); err != nil {
			t.Fatalf("a process ended by itself before: %s", point)
		}
		// The next life takes itself to be 90 seconds later. What the dead one
		// wrote to its sockets has arrived by then; here the platforms share the
		// processors with everything else and may be behind by a second or two.
		time.Sleep(arrival(due))
	}
	if processes == 1 {
		start("", len(points), func() {})
	}
	settled := func() bool {
		var all, open int
		err := s.DB().QueryRow("SELECT (SELECT COUNT(*) FROM deliveries), (SELECT COUNT(*) FROM deliveries WHERE status IN ('pending', 'sending'))").Scan(&all, &open)
		if err != nil {
			t.Fatal(err)
		}
		return all >= due && open == 0
	}
	for end := time.Now().Add(patient); !settled() && time.Now().Before(end); {
		time.Sleep(200 * time.Millisecond)
	}
	counts, err := s.StatusCounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := toll{due: due, unknown: counts[bot.Unknown], refused: w.discord.Refused(), took: time.Since(begun)}
	time.Sleep(time.Second) // what comes twice comes now
	for _, cmd := range running {
		_ = cmd.Process.Signal(syscall.SIGTERM)
	}
	in := map[string]int{}
	came := map[string]time.Time{}
	post := func(channel, what string, at time.Time) {
		if in[channel]++; in[channel] > 1 {
			t.Logf("twice in %s: at %s and %s, %s", channel, came[channel].Format(time.StampMicro), at.Format(time.StampMicro), what)
		}
		came[channel] = at
	}
	for _, m := range w.slack.Posted() {
		post(m.Channel, string(m.Metadata), m.At)
	}
	for _, m := range w.discord.Posted() {
		post(m.Channel, m.Nonce, m.At)
	}
	c.lost = due - len(in)
	for _, n := range in {
		c.twice += n - 1
	}
	if counts[bot.Sent] != due || len(counts) != 1 {
		t.Errorf("the ledger has %v of %d", counts, due)
		tellOpen(t, s)
	}
	return c
}

// tellOpen logs what happened to some deliveries that were not sent.
func tellOpen(t *testing.T, s *store.Store) {
	t.Helper()
	for _, status := range []bot.Status{bot.Pending, bot.Sending, bot.Unknown, bot.Failed, bot.Skipped} {
		rows, err := s.Deliveries(t.Context(), store.DeliveryFilter{Status: status, Limit: 3})
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range rows {
			t.Logf("delivery %d on %s is %s (%s), not before %s", d.ID, d.Channel.Platform, d.Status, d.Reason, d.NotBefore)
			events, err := s.Events(t.Context(), d.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range events {
				t.Logf("  %s attempt %d %s %s", e.At.Format("15:04:05.000"), e.Attempt, e.Status, e.Reason)
			}
		}
	}
}
