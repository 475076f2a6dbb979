package cli

import (
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"waybill/adapters/discord/discordtest"
	"waybill/adapters/slack/slacktest"
	"waybill/adapters/store"
	"waybill/bot"
	"waybill/bot/intake"
	"waybill/bot/schedule"
	"waybill/config"
	"waybill/digest"
)

// A flow is the bot without its ticks: a test moves the clock and does by hand
// what is due. The store, River and the platforms are real.
type flow struct {
	*service
	n       *newsdesk
	path    string
	log     *logbook
	clock   *handClock
	slack   *slacktest.Server
	discord *discordtest.Server
	llm     config.LLM // off, unless a test turns it on before it opens the flow again
}

// A handClock stands still until it is moved.
type handClock struct {
	mu sync.Mutex
	at time.Time
}

func (c *handClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *handClock) set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

func (c *handClock) pass(d time.Duration) { c.set(c.now().Add(d)) }

// newFlow begins at a time; platforms give their messages the real one. The
// test goes on beside others: most of its time it waits for an adapter's pace.
func newFlow(t *testing.T, at time.Time) *flow {
	t.Helper()
	return newFlowOn(t, filepath.Join(t.TempDir(), "waybill.db"), at)
}

// newFlowOn is newFlow on a database. On PostgreSQL nobody asks for the lease of
// whoever may post: the ledger alone decides.
func newFlowOn(t *testing.T, database string, at time.Time) *flow {
	t.Helper()
	t.Parallel()
	f := &flow{path: database, log: &logbook{}, clock: &handClock{at: at}}
	var err error
	if f.slack, err = slacktest.Start(); err != nil {
		t.Fatal(err)
	}
	if f.discord, err = discordtest.Start(); err != nil {
		t.Fatal(err)
	}
	f.open(t)
	t.Cleanup(func() {
		f.slack.Close()
		f.discord.Close()
		_ = f.n.close()
		for _, v := range append(f.slack.Violations(), f.discord.Violations()...) {
			t.Errorf("a platform forbids: %s", v)
		}
		for _, secret := range append(f.slack.Secrets(), f.discord.Secrets()...) {
			if secret != "" && strings.Contains(f.log.String(), secret) {
				t.Error("a secret stands in the log")
			}
		}
		if t.Failed() {
			t.Logf("the bot's log:\n%s", f.log)
		}
	})
	return f
}

// open opens the database, as a process does that starts.
func (f *flow) open(t *testing.T) {
	t.Helper()
	c := config.Default()
	c.Database, c.Collect.Catalogue = config.NewSecret(f.path), false
	c.Slack.BotToken, c.Slack.AppToken = config.NewSecret(f.slack.BotToken()), config.NewSecret(f.slack.AppToken())
	c.Slack.APIURL = f.slack.URL()
	c.Discord.Token, c.Discord.APIURL = config.NewSecret(f.discord.Token()), f.discord.URL()
	c.LLM = f.llm
	p := &program{}
	var err error
	if f.n, err = p.newsdeskOf(t.Context(), c, store.Clock(f.clock.now)); err != nil {
		t.Fatal(err)
	}
	f.n.intake.Now, f.n.keeper = f.clock.now, nil
	log := slog.New(slog.NewTextHandler(f.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	if f.service, err = p.runService(t.Context(), f.n, log, f.clock.now); err != nil {
		t.Fatal(err)
	}
	if err := f.n.intake.Restore(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// reopen is a restart after a crash: nothing in memory is left.
func (f *flow) reopen(t *testing.T) {
	t.Helper()
	if err := f.n.close(); err != nil {
		t.Fatal(err)
	}
	f.open(t)
}

func (f *flow) add(t *testing.T, articles ...digest.Article) []intake.Result {
	t.Helper()
	results, err := f.n.intake.Add(t.Context(), articles)
	if err != nil {
		t.Fatal(err)
	}
	return results
}

func (f *flow) slackTrade() bot.Channel {
	return bot.Channel{Platform: bot.Slack, Workspace: slacktest.TeamID, ID: "C0TRADE", Name: "trade"}
}

func (f *flow) discordTrade() bot.Channel {
	return bot.Channel{Platform: bot.Discord, Workspace: discordtest.GuildID, ID: f.discord.ChannelID("trade"), Name: "trade"}
}

// subscribe orders digests on steel and tariffs, as the command does.
func (f *flow) subscribe(t *testing.T, to bot.Channel, cadence string) bot.Subscription {
	t.Helper()
	c, err := schedule.Parse(cadence)
	if err != nil {
		t.Fatal(err)
	}
	now := f.clock.now()
	return f.order(t, bot.Subscription{Channel: to, Cadence: cadence, Created: now, Covered: now, Next: c.Next(now, time.UTC)})
}

// due is a subscription that has been due for some seconds, with a day to
// cover.
func (f *flow) due(t *testing.T, to bot.Channel) bot.Subscription {
	t.Helper()
	day := f.clock.now().Add(-24 * time.Hour)
	return f.order(t, bot.Subscription{
		Channel: to, Cadence: "daily 08:00", Created: day, Covered: day, Next: f.clock.now().Add(-5 * time.Second),
	})
}

func (f *flow) order(t *testing.T, s bot.Subscription) bot.Subscription {
	t.Helper()
	s.Topics, s.Zone, s.Length, s.State = []string{"steel-aluminium", "tariffs"}, "UTC", bot.Full, bot.Active
	s, err := f.n.house.AddSubscription(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// rows are a subscription's deliveries, oldest first.
func (f *flow) rows(t *testing.T, s bot.Subscription) []bot.Delivery {
	t.Helper()
	all, err := f.n.house.History(t.Context(), s.ID, 100)
	if err != nil {
		t.Fatal(err)
	}
	for i, j := 0, len(all)-1; i < j; i, j = i+1, j-1 {
		all[i], all[j] = all[j], all[i]
	}
	return all
}

// last is the newest delivery of a subscription.
func (f *flow) last(t *testing.T, s bot.Subscription) bot.Delivery {
	t.Helper()
	all := f.rows(t, s)
	if len(all) == 0 {
		t.Fatalf("subscription %d has no delivery", s.ID)
	}
	return all[len(all)-1]
}

// edition claims what is due, makes it and returns the newest delivery.
func (f *flow) edition(t *testing.T, s bot.Subscription) bot.Delivery {
	t.Helper()
	if _, err := f.editor.Claim(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, d := range f.rows(t, s) {
		if err := f.editor.Make(t.Context(), d.ID); err != nil {
			t.Fatal(err)
		}
	}
	return f.last(t, s)
}

// sent is edition with the delivery taken for posted.
func (f *flow) sent(t *testing.T, s bot.Subscription) bot.Delivery {
	t.Helper()
	d := f.edition(t, s)
	f.finish(t, d, bot.Sent, "")
	return d
}

func (f *flow) finish(t *testing.T, d bot.Delivery, to bot.Status, reason string) {
	t.Helper()
	d, ok, err := f.n.house.Begin(t.Context(), d.ID, f.clock.now())
	if err != nil || !ok {
		t.Fatalf("begin: %v, %v", ok, err)
	}
	if err := f.n.house.Finish(t.Context(), d.ID, d.Attempts, to, reason, "", time.Time{}, f.clock.now()); err != nil {
		t.Fatal(err)
	}
}

// words are all that a message says.
func words(m bot.Message) string {
	var b strings.Builder
	say := func(lines ...bot.Line) {
		for _, l := range lines {
			b.WriteString(l.Plain() + "\n")
		}
	}
	b.WriteString(m.Title + "\n")
	say(m.Intro...)
	for _, s := range m.Sections {
		say(s.Heading)
		say(s.Body...)
		say(s.Figures...)
		say(s.Quotes...)
		say(s.Context...)
	}
	say(m.Footer...)
	return strings.TrimSpace(b.String())
}

func contains(t *testing.T, text string, wanted ...string) {
	t.Helper()
	for _, w := range wanted {
		if !strings.Contains(text, w) {
			t.Errorf("%q is missing in:\n%s", w, text)
		}
	}
}

func lacks(t *testing.T, text string, unwanted ...string) {
	t.Helper()
	for _, w := range unwanted {
		if strings.Contains(text, w) {
			t.Errorf("%q stands in:\n%s", w, text)
		}
	}
}

// statusIs fails unless the delivery is at a status now, and returns it.
func (f *flow) statusIs(t *testing.T, d bot.Delivery, want bot.Status) bot.Delivery {
	t.Helper()
	d, err := f.n.house.Delivery(context.WithoutCancel(t.Context()), d.ID)
	if err != nil {
		t.Fatal(err)
	}
	if d.Status != want {
		t.Fatalf("delivery %s is %s (%s), want %s", d.Key, d.Status, d.Reason, want)
	}
	return d
}

// Three articles on two events.

func tariff(at time.Time) digest.Article {
	return digest.Article{
		Source: "Harbour Wire", GUID: "hw-1", URL: "https://harbourwire.example/tariff", Published: at,
		Headline: "Norvania to raise steel tariff to 35 percent",
		Text: `OSLENBURG - Norvania will raise its import tariff on flat steel from 20 percent to 35 percent in March, Trade Minister Ida Brekke said on Monday.

Imports of flat steel rose 14 percent to 2.4 million tonnes last year, her ministry said.

“Our mills have been undercut for three winters, and that ends now,” Brekke told reporters in Oslenburg.

Builders asked the ministry to leave out reinforcing bars, of which Norvania makes too few.`,
	}
}

func tariffVote(at time.Time) digest.Article {
	return digest.Article{
		Source: "Metal Daily", GUID: "md-1", URL: "https://metaldaily.example/vote", Published: at,
		Headline: "Norvania to raise steel tariff to 42 percent after vote",
		Text: `OSLENBURG - Norvania will raise its import tariff on flat steel to 42 percent in March instead of the planned 35 percent, parliament decided on Tuesday.

Trade Minister Ida Brekke had proposed to raise the tariff from 20 percent to 35 percent.

“Forty-two is what the mills of this country need to survive,” said Joren Falk, who leads the steel workers' union.`,
	}
}

func exports(at time.Time) digest.Article {
	return digest.Article{
		Source: "Metal Daily", GUID: "md-2", URL: "https://metaldaily.example/exports", Published: at,
		Headline: "Tarkesh steel exports fall 11 percent in October",
		Text: `ELSMAR - Steel exports of Tarkesh fell 11 percent in October to 610,000 tonnes, the statistics office in Elsmar said on Wednesday.

Shipments to its largest customer, Quelland, dropped to 140,000 tonnes from 190,000 tonnes a year earlier.

“Nobody is restocking before the quota is settled,” said Mirela Dostan, an analyst at Coldwater Metals.`,
	}
}

// record keeps what those who run the bot are told.
func (f *flow) record(told *[]string) func(context.Context, string) {
	return func(_ context.Context, what string) { *told = append(*told, what) }
}

// refusing is a chat that takes nothing.
type refusing struct{ err error }

func (r refusing) Post(context.Context, bot.Channel, string, bot.Message) (string, error) {
	return "", r.err
}
