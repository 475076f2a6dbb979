package cli

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"waybill/adapters/slack/slacktest"
	"waybill/adapters/store"
	"waybill/adapters/store/pgtest"
	"waybill/bot"
)

// Processes that share a PostgreSQL database: the one that is in the chats is
// killed while digests fall due, and what it leaves is taken over within
// thirty seconds; nothing is lost, nothing comes twice. It takes more than a
// minute, so it runs only when WAYBILL_TEST_SLOW is set.
func TestClusterTakesOver(t *testing.T) {
	if os.Getenv("WAYBILL_TEST_SLOW") == "" {
		t.Skip("takes two minutes; set WAYBILL_TEST_SLOW=1 to run it")
	}
	for _, processes := range []int{2, 3} {
		t.Run(fmt.Sprint(processes, " processes"), func(t *testing.T) { takeover(t, processes) })
	}
}

func takeover(t *testing.T, processes int) {
	w, dsn := newWorld(t), pgtest.New(t)
	c := startCluster(t, w, dsn, processes)
	eventually(t, "one process is on both platforms", w.connected)

	// One subscription is ordered on each platform, and many more like it fall
	// due one after the other.
	if err := w.slack.Slash("U0ANA", "C0TRADE", "subscribe tariffs daily at 03:00 UTC"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.discord.Command("ana", "trade", "subscribe", map[string]any{"topics": "tariffs", "time": "03:00", "zone": "UTC"}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "both are answered", func() bool {
		return having(w.slackTexts(), "Subscribed") == 1 && having(w.discordTexts(), "Subscribed") == 1
	})
	const each = 30
	begin := time.Now().Add(3 * time.Second)
	orders, err := c.store.Subscriptions(t.Context(), bot.Channel{})
	if err != nil || len(orders) != 2 {
		t.Fatalf("subscriptions = %+v, %v", orders, err)
	}
	for i := range each {
		for _, sub := range orders {
			sub.Next = begin.Add(time.Duration(i) * 1500 * time.Millisecond).Truncate(time.Second)
			sub.Covered = sub.Next.AddDate(0, 0, -1)
			if _, err := c.store.AddSubscription(t.Context(), sub); err != nil {
				t.Fatal(err)
			}
		}
	}
	const words = "Nothing new on Tariffs"
	seen := func() int { return having(w.slackTexts(), words) + having(w.discordTexts(), words) }
	previews := seen() // with the answers
	posts := func() int { return seen() - previews }
	eventually(t, "the first digests are posted", func() bool { return posts() >= 8 })

	leader := c.leader(t)
	killed := time.Now()
	if err := syscall.Kill(leader, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	before := posts()
	for end := time.Now().Add(60 * time.Second); posts() == before && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
	}
	took := time.Since(killed)
	t.Logf("takeover with %d processes: first post %s after the kill", processes, took.Round(100*time.Millisecond))
	if took > 30*time.Second {
		t.Errorf("it took %s until somebody posted again, want at most 30 s", took)
	}
	sent := func() int {
		counts, err := c.store.StatusCounts(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return counts[bot.Sent]
	}
	for end := time.Now().Add(2 * time.Minute); sent() < 2*each && time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
	}
	t.Logf("all %d settled %s after the kill", 2*each, time.Since(killed).Round(100*time.Millisecond))
	time.Sleep(3 * time.Second) // what comes twice comes now
	if got := posts(); got != 2*each || sent() != 2*each {
		counts, _ := c.store.StatusCounts(t.Context())
		t.Errorf("%d digests were posted, want %d, each once; the ledger has %v", got, 2*each, counts)
	}
	for pid, cmd := range c.running {
		if pid == leader {
			continue
		}
		began := time.Now()
		_ = cmd.Process.Signal(syscall.SIGTERM)
		if err := cmd.Wait(); err != nil || time.Since(began) > 12*time.Second {
			t.Errorf("a process ended after %s with %v", time.Since(began), err)
		}
	}
}

// The process that is in the chats is stopped while it posts, for longer than
// it takes the other one to take over and to post the rest, and goes on then: it
// posts nothing more, and stands by. It takes a minute, so it runs only when
// WAYBILL_TEST_SLOW is set.
func TestClusterSuspended(t *testing.T) {
	if os.Getenv("WAYBILL_TEST_SLOW") == "" {
		t.Skip("takes a minute; set WAYBILL_TEST_SLOW=1 to run it")
	}
	w, dsn := newWorld(t), pgtest.New(t)
	c := startCluster(t, w, dsn, 2)
	eventually(t, "one process is on both platforms", w.connected)
	w.slack.Fail(slacktest.Fault{Method: "chat.postMessage", Times: -1, Done: true, Delay: 300 * time.Millisecond})
	const each = 200
	w.subscribers(t, c.store, each, time.Now().Add(2*time.Second))
	posts := func() (int, map[string]int) {
		in, all := map[string]int{}, 0
		for _, m := range w.slack.Posted() {
			in[m.Channel]++
			all++
		}
		for _, m := range w.discord.Posted() {
			in[m.Channel]++
			all++
		}
		return all, in
	}
	eventually(t, "the first digests are posted", func() bool { all, _ := posts(); return all >= 20 })
	leader := c.leader(t)
	if err := syscall.Kill(leader, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	before, _ := posts()
	stopped := time.Now()
	sent := func() int {
		counts, err := c.store.StatusCounts(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return counts[bot.Sent]
	}
	for end := time.Now().Add(4 * time.Minute); sent() < 2*each && time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
	}
	time.Sleep(time.Until(stopped.Add(45 * time.Second)))
	t.Logf("stopped after %d posts, for %s; %d of %d sent by then", before, time.Since(stopped).Round(time.Second), sent(), 2*each)
	if err := syscall.Kill(leader, syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	time.Sleep(15 * time.Second)
	all, in := posts()
	if all != 2*each || len(in) != 2*each || sent() != 2*each {
		counts, _ := c.store.StatusCounts(t.Context())
		t.Errorf("%d messages in %d channels, want %d, each once; the ledger has %v", all, len(in), 2*each, counts)
		tellOpen(t, c.store)
	}
	if now := c.leader(t); now == leader {
		t.Error("the process that was stopped is in the chats again")
	}
	for _, cmd := range c.running {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		if err := cmd.Wait(); err != nil {
			t.Errorf("a process ended with %v", err)
		}
	}
}

// A testCluster is processes on one database.
type testCluster struct {
	store   *store.Store
	running map[int]*exec.Cmd
}

func startCluster(t *testing.T, w *world, dsn string, processes int) *testCluster {
	t.Helper()
	dir := t.TempDir()
	conf := fmt.Sprintf("database = %q\n[collect]\ncatalogue = false\n[slack]\nbot_token = %q\napp_token = %q\napi_url = %q\n[discord]\ntoken = %q\napi_url = %q\n",
		dsn, w.slack.BotToken(), w.slack.AppToken(), w.slack.URL(), w.discord.Token(), w.discord.URL())
	if err := os.WriteFile(filepath.Join(dir, "waybill.toml"), []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	c := &testCluster{running: map[int]*exec.Cmd{}}
	for range processes { // all at once, on an empty database
		cmd := exec.Command("waybill", "run")
		cmd.Dir, cmd.Stderr = dir, w.log
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = cmd.Process.Kill() })
		c.running[cmd.Process.Pid] = cmd
	}
	var err error
	if c.store, err = store.Open(t.Context(), dsn); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.store.Close() })
	return c
}

// leader is the process that is in the chats.
func (c *testCluster) leader(t *testing.T) int {
	t.Helper()
	var holder string
	if err := c.store.DB().QueryRow("SELECT holder FROM leases WHERE name = $1", outside).Scan(&holder); err != nil {
		t.Fatal(err)
	}
	for pid := range c.running {
		if strings.Contains(holder, fmt.Sprintf("-%d-", pid)) {
			return pid
		}
	}
	t.Fatalf("the lease is held by %s, which is none of ours", holder)
	return 0
}
