package cli

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"waybill/adapters/discord/discordtest"
	"waybill/adapters/slack/slacktest"
	"waybill/adapters/store"
	"waybill/bot"
	"waybill/config"
)

// A process is the program itself on a database of its own.
type process struct {
	*exec.Cmd
	log   *logbook
	ended chan error
}

// startProcess starts "waybill run" in a directory, with the settings in its
// waybill.toml.
func startProcess(t *testing.T, dir string) *process {
	t.Helper()
	p := &process{Cmd: exec.Command("waybill", "run"), log: &logbook{}, ended: make(chan error, 1)}
	p.Dir, p.Stderr = dir, p.log
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.ended <- p.Wait() }()
	t.Cleanup(func() {
		_ = p.Process.Kill()
		if t.Failed() {
			t.Logf("the process said:\n%s", p.log)
		}
	})
	return p
}

// end waits for the process to end and says how long that took.
func (p *process) end(t *testing.T) (time.Duration, error) {
	t.Helper()
	begun := time.Now()
	select {
	case err := <-p.ended:
		return time.Since(begun), err
	case <-time.After(20 * time.Second):
		t.Fatal("it does not end")
		return 0, nil
	}
}

// due writes a configuration and a database with n subscriptions on each
// platform that are due now, each for a channel of its own.
func (w *world) due(t *testing.T, dir string, n int, more string) config.Config {
	t.Helper()
	text := fmt.Sprintf("database = %q\n[collect]\ncatalogue = false\nallow = [\"127.0.0.0/8\"]\n%s\n[log]\nlevel = \"debug\"\n"+
		"[slack]\nbot_token = %q\napp_token = %q\napi_url = %q\n[discord]\ntoken = %q\napi_url = %q\n",
		filepath.Join(dir, "waybill.db"), more, w.slack.BotToken(), w.slack.AppToken(), w.slack.URL(), w.discord.Token(), w.discord.URL())
	if err := os.WriteFile(filepath.Join(dir, "waybill.toml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(filepath.Join(dir, "waybill.toml"), nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), c.Database.Reveal())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	w.subscribers(t, s, n, time.Now().Add(-5*time.Second))
	return c
}

// subscribers adds n subscriptions on each platform, due at a time.
func (w *world) subscribers(tb testing.TB, s *store.Store, n int, at time.Time) {
	tb.Helper()
	var rows []string
	add := func(platform bot.Platform, workspace, channel string, i int) {
		rows = append(rows, fmt.Sprintf("('%[1]s', %[2]d, '%[3]s', '%[1]s', '%[4]s', 'trade-%[2]d', '[\"tariffs\"]', 'daily 08:00', 'UTC', 'full', 'active', 0, %[5]d, %[6]d, '', '', %[6]d)",
			workspace, i+1, platform, channel, at.UnixMilli(), at.Add(-24*time.Hour).UnixMilli()))
	}
	for i := range n {
		slack := slacktest.Channel{ID: fmt.Sprintf("C1%05d", i), Name: fmt.Sprintf("trade-%d", i+1), Member: true}
		w.slack.AddChannel(slack)
		add(bot.Slack, slacktest.TeamID, slack.ID, i)
		add(bot.Discord, discordtest.GuildID, w.discord.AddChannel(discordtest.Channel{Name: slack.Name}).ID, i)
	}
	for some := range slices.Chunk(rows, 500) {
		_, err := s.DB().Exec(`INSERT INTO subscriptions (tenant, number, platform, workspace, channel, channel_name, topics, cadence, zone, length,
			state, until_at, next_at, covered_at, created_by, created_by_name, created_at) VALUES ` + strings.Join(some, ", "))
		if err != nil {
			tb.Fatal(err)
		}
	}
}

// statuses counts the ledger's rows by their status.
func statuses(t *testing.T, database string) map[bot.Status]int {
	t.Helper()
	s, err := store.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	counts, err := s.StatusCounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return counts
}

// Told to end, the process finishes what it is posting and ends by itself,
// within ten seconds, whatever its sources and chats do; what it had not begun
// is there for the next one, and nothing is posted twice.
func TestEndsInOrder(t *testing.T) {
	t.Parallel()
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	defer func() { slow.CloseClientConnections(); slow.Close() }()
	w := newWorld(t)
	dir := t.TempDir()
	port := slow.URL[strings.LastIndexByte(slow.URL, ':')+1:]
	const n = 160 // more than are posted at once
	c := w.due(t, dir, n, "ports = ["+port+"]\n[[source]]\nname = \"Slow Sentinel\"\nurl = \""+slow.URL+"/feed\"")
	w.slack.Fail(slacktest.Fault{Method: "chat.postMessage", Times: -1, Done: true, Delay: 2 * time.Second})
	w.discord.Fail(discordtest.Fault{Route: discordtest.CreateMessage, Times: -1, Done: true, Delay: 2 * time.Second})
	p := startProcess(t, dir)
	eventually(t, "it posts on both", func() bool {
		return len(w.slack.Calls("chat.postMessage")) > 3 && len(w.discord.Calls(discordtest.CreateMessage)) > 3
	})
	_ = p.Process.Signal(syscall.SIGTERM)
	if took, err := p.end(t); err != nil || took > 10*time.Second {
		t.Errorf("it ended after %s with %v", took, err)
	}
	posted := len(w.slack.Posted()) + len(w.discord.Posted())
	got := statuses(t, c.Database.Reveal())
	if got[bot.Sending] != 0 || got[bot.Sent] != posted || got[bot.Sent]+got[bot.Pending] != 2*n || got[bot.Pending] == 0 {
		t.Errorf("%d are posted; the ledger has %v", posted, got)
	}
	for _, line := range strings.Split(p.log.String(), "\n") {
		if strings.Contains(line, "level=ERROR") {
			t.Errorf("ending in order is an error to it: %s", line)
		}
	}
	w.slack.Heal()
	w.discord.Heal()
	startProcess(t, dir)
	eventually(t, "the next process posts the rest", func() bool { return len(w.slack.Posted()) >= n && len(w.discord.Posted()) >= n })
	once(t, w, n)
}

// once fails unless each channel has exactly one message.
func once(t *testing.T, w *world, n int) {
	t.Helper()
	in := map[string]int{}
	for _, m := range w.slack.Posted() {
		in[m.Channel]++
	}
	for _, m := range w.discord.Posted() {
		in[m.Channel]++
	}
	if len(in) != 2*n {
		t.Errorf("%d channels have a message, want %d", len(in), 2*n)
	}
	for channel, got := range in {
		if got != 1 {
			t.Errorf("channel %s has %d messages", channel, got)
		}
	}
}

// Told to end a second time it is gone at once, though a post is still under
// way, and the ledger says of that one that it may have been posted.
func TestSecondSignalEndsAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	dir := t.TempDir()
	c := w.due(t, dir, 1, "")
	w.slack.Fail(slacktest.Fault{Method: "chat.postMessage", Times: -1, Done: true, Delay: time.Minute})
	w.discord.Fail(discordtest.Fault{Route: discordtest.CreateMessage, Times: -1, Done: true, Delay: time.Minute})
	p := startProcess(t, dir)
	eventually(t, "it posts on both", func() bool {
		return len(w.slack.Calls("chat.postMessage")) == 1 && len(w.discord.Calls(discordtest.CreateMessage)) == 1
	})
	_ = p.Process.Signal(syscall.SIGTERM)
	time.Sleep(300 * time.Millisecond)
	select {
	case err := <-p.ended:
		t.Fatalf("it did not wait for what it was posting: %v", err)
	default:
	}
	_ = p.Process.Signal(syscall.SIGTERM)
	if took, _ := p.end(t); took > time.Second {
		t.Errorf("it ended %s after the second signal", took)
	}
	if got := statuses(t, c.Database.Reveal()); got[bot.Sending] != 2 || len(got) != 1 {
		t.Errorf("the ledger has %v, want two at sending", got)
	}
}

// The pages are those of the process, and end with it.
func TestProcessShowsItsHealth(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	dir := t.TempDir()
	w.due(t, dir, 1, "[metrics]\nlisten = \"127.0.0.1:0\"")
	p := startProcess(t, dir)
	var address string
	eventually(t, "it says where its pages are", func() bool {
		_, rest, found := strings.Cut(p.log.String(), "address=")
		address, _, _ = strings.Cut(rest, "\n")
		return found && address != ""
	})
	page := func(path string) (int, string) {
		resp, err := http.Get("http://" + address + path)
		if err != nil {
			return 0, err.Error()
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body)
		return resp.StatusCode, string(body)
	}
	eventually(t, "it is ready", func() bool { status, _ := page("/readyz"); return status == 200 })
	eventually(t, "both digests are counted", func() bool {
		_, said := page("/metrics")
		return strings.Contains(said, `waybill_delivery_outcomes_total{outcome="sent",platform="slack"} 1`) &&
			strings.Contains(said, `waybill_delivery_outcomes_total{outcome="sent",platform="discord"} 1`) &&
			strings.Contains(said, `waybill_tick_timestamp_seconds{tick="claim_due_digests"}`)
	})
	_ = p.Process.Signal(syscall.SIGTERM)
	if _, err := p.end(t); err != nil {
		t.Error(err)
	}
	if status, _ := page("/healthz"); status != 0 {
		t.Error("its pages are still shown")
	}
}
