package cli

import (
	"bytes"
	"context"
	"log/slog"
	"net/netip"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"waybill/adapters/discord/discordtest"
	"waybill/adapters/slack/slacktest"
	"waybill/bot"
	"waybill/bot/cli/sample"
	"waybill/config"
)

// A world is the outside: sources, Slack and Discord, on loopback.
type world struct {
	samples *sample.Server
	slack   *slacktest.Server
	discord *discordtest.Server
	log     *logbook
	ahead   atomic.Int64

	overHTTP bool // Slack comes over HTTP, without sockets
}

// A logbook is a log that a test can read.
type logbook struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (w *world) now() time.Time { return time.Now().Add(time.Duration(w.ahead.Load())) }

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{log: &logbook{}}
	var err error
	if w.samples, err = sample.Start(time.Now()); err != nil {
		t.Fatal(err)
	}
	if w.slack, err = slacktest.Start(); err != nil {
		t.Fatal(err)
	}
	if w.discord, err = discordtest.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = w.samples.Close()
		w.slack.Close()
		w.discord.Close()
		for _, v := range append(w.slack.Violations(), w.discord.Violations()...) {
			t.Errorf("a platform forbids: %s", v)
		}
		if t.Failed() {
			t.Logf("the bot's log:\n%s", w.log)
		}
	})
	return w
}

// config points the bot at the world.
func (w *world) config(t *testing.T, database string) config.Config {
	t.Helper()
	c := config.Default()
	c.Database = config.NewSecret(database)
	c.Collect.Catalogue, c.Collect.Pace = false, 0
	c.Collect.Allow = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	at, err := netip.ParseAddrPort(strings.TrimPrefix(w.samples.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	c.Collect.Ports = []uint16{at.Port()}
	for _, s := range w.samples.Sources() {
		c.Source = append(c.Source, config.Source{Name: s.Name, URL: s.URL, Publisher: s.Publisher, Region: s.Region, Kind: string(s.Kind), Tier: s.Tier})
	}
	c.Slack.BotToken, c.Slack.AppToken = config.NewSecret(w.slack.BotToken()), config.NewSecret(w.slack.AppToken())
	c.Slack.APIURL = w.slack.URL()
	c.Discord.Token, c.Discord.APIURL = config.NewSecret(w.discord.Token()), w.discord.URL()
	return c
}

// hasRead reports whether so many articles have come in and are read.
func hasRead(t *testing.T, n *newsdesk, articles int) bool {
	tally, err := n.house.Tally(t.Context())
	if err != nil {
		return false
	}
	left, err := n.house.CountUnread(t.Context(), time.Time{}, time.Time{})
	return err == nil && tally.Articles >= articles && left == 0
}

// connected reports whether the bot listens on both platforms, and Discord
// knows its commands.
func (w *world) connected() bool {
	return (w.overHTTP || w.slack.Connected() > 0) && w.discord.Connected() > 0 && w.discord.CommandWrites() > 0
}

// bot runs the bot until the function it returns is called, which waits for
// its orderly end, and waits until it is on both platforms.
func (w *world) bot(t *testing.T, c config.Config) (n *newsdesk, stop func()) {
	t.Helper()
	n, stop = w.runs(t, c)
	eventually(t, "both platforms are connected", w.connected)
	return n, stop
}

// runs is bot without waiting for the platforms.
func (w *world) runs(t *testing.T, c config.Config) (n *newsdesk, stop func()) {
	t.Helper()
	p := &program{}
	ctx, cancel := context.WithCancel(t.Context())
	n, err := p.newsdeskOf(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	n.intake.Now = w.now
	if err := n.seed(ctx, w.now()); err != nil {
		t.Fatal(err)
	}
	s, err := p.runService(ctx, n, slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug})), w.now)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.run(ctx) }()
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			if err := <-done; err != nil {
				t.Errorf("the bot ended with: %v", err)
			}
			if err := n.close(); err != nil {
				t.Errorf("close the archive: %v", err)
			}
		})
	}
	t.Cleanup(stop)
	return n, stop
}

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if is() {
			return
		}
	}
	t.Fatalf("never so: %s", what)
}

// slackTexts is everything that the bot said in Slack's #trade, as sent.
func (w *world) slackTexts() []string {
	var all []string
	for _, m := range w.slack.Posted() {
		all = append(all, m.Text+"\n"+string(m.Blocks))
	}
	return all
}

func (w *world) discordTexts() []string {
	var all []string
	for _, m := range w.discord.Posted() {
		all = append(all, m.Read())
	}
	return all
}

func having(all []string, words ...string) int {
	n := 0
	for _, s := range all {
		has := true
		for _, w := range words {
			has = has && strings.Contains(s, w)
		}
		if has {
			n++
		}
	}
	return n
}

// From the news to the channel: sources are read over HTTP, people subscribe
// on Slack and Discord, the bot is restarted, and each channel gets its digest
// at the time it asked for, once.
func TestFromTheNewsToTheChannel(t *testing.T) {
	w := newWorld(t)
	c := w.config(t, filepath.Join(t.TempDir(), "waybill.db"))
	n, stop := w.bot(t, c)
	eventually(t, "all sources are read", func() bool { return hasRead(t, n, 12) })

	if err := w.slack.Slash("U0ANA", "C0TRADE", "subscribe tariffs, critical minerals, shipping daily at 08:00 Toronto"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.discord.Command("ana", "trade", "subscribe", map[string]any{
		"topics": "tariffs, critical minerals, shipping", "when": "daily", "time": "08:00", "zone": "America/Toronto",
	}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "Slack is answered", func() bool { return having(w.slackTexts(), "Subscribed") == 1 })
	eventually(t, "Discord is answered", func() bool { return having(w.discordTexts(), "Subscribed") == 1 })
	subs, err := n.house.Subscriptions(t.Context(), bot.Channel{})
	if err != nil || len(subs) != 2 {
		t.Fatalf("%d subscriptions, %v", len(subs), err)
	}
	stop()

	// While the bot is down, two articles appear and the time comes.
	if err := w.samples.Advance(subs[0].Next); err != nil {
		t.Fatal(err)
	}
	w.ahead.Store(int64(time.Until(subs[0].Next.Add(-2 * time.Minute))))
	n, stop = w.bot(t, c)
	eventually(t, "the new articles are read", func() bool { return hasRead(t, n, 14) })
	w.ahead.Store(int64(time.Until(subs[0].Next.Add(time.Second))))
	digest := []string{"Trade digest", "Suez", "2,980"}
	eventually(t, "Slack has its digest", func() bool { return having(w.slackTexts(), digest...) >= 1 })
	eventually(t, "Discord has its digest", func() bool { return having(w.discordTexts(), digest...) >= 1 })

	// Started again, nothing is posted a second time, and the ledger agrees.
	stop()
	n, stop = w.bot(t, c)
	time.Sleep(time.Second)
	for platform, got := range map[string]int{"Slack": having(w.slackTexts(), digest...), "Discord": having(w.discordTexts(), digest...)} {
		if got != 1 {
			t.Errorf("%s has the digest %d times, want once", platform, got)
		}
	}
	for _, s := range subs {
		rows, err := n.house.History(t.Context(), s.ID, 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if r.Status != bot.Sent || r.Receipt == "" {
				t.Errorf("delivery %s is %s (%s), receipt %q", r.Key, r.Status, r.Reason, r.Receipt)
			}
		}
	}
	stop()
	for _, secret := range append(w.slack.Secrets(), w.discord.Secrets()...) {
		if secret != "" && strings.Contains(w.log.String(), secret) {
			t.Error("a secret stands in the log")
		}
	}
}
