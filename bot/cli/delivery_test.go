package cli

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"waybill/adapters/discord/discordtest"
	"waybill/adapters/slack/slacktest"
	"waybill/bot"
	"waybill/bot/deliver"
	"waybill/config"
	"waybill/digest"
)

// inFlight is how long nobody asks what became of an attempt.
const inFlight = 3*postTimeout + time.Second

// A site is one platform as a test of deliveries sees it.
type site struct {
	platform bot.Platform
	channel  func(*flow) bot.Channel
	posted   func(*flow) []string // receipts of what stands in the channel, in order
	texts    func(*flow) []string
	fail     func(f *flow, done bool, delay time.Duration, status int) // status 0 cuts the connection
	limit    func(f *flow)                                             // for one second
	blind    func(f *flow)                                             // the bot may not look
	refuse   func(f *flow)                                             // the bot may not post
	revoke   func(f *flow)                                             // the bot's token is refused
	heal     func(f *flow)
	later    time.Duration // by then it has to look a message up
}

var sites = []site{
	{
		platform: bot.Slack, channel: (*flow).slackTrade, later: inFlight,
		posted: func(f *flow) (all []string) {
			for _, m := range f.slack.Posted() {
				all = append(all, m.TS)
			}
			return all
		},
		texts: func(f *flow) (all []string) {
			for _, m := range f.slack.Posted() {
				all = append(all, m.Read())
			}
			return all
		},
		fail: func(f *flow, done bool, delay time.Duration, status int) {
			f.slack.Fail(slacktest.Fault{Method: "chat.postMessage", Done: done, Delay: delay, Status: status, Cut: status == 0})
		},
		limit: func(f *flow) {
			f.slack.Fail(slacktest.Fault{Method: "chat.postMessage", Status: http.StatusTooManyRequests, RetryAfter: "1"})
		},
		blind: func(f *flow) { f.slack.SetScopes("chat:write") },
		refuse: func(f *flow) {
			f.slack.AddChannel(slacktest.Channel{ID: "C0TRADE", Name: "trade", Member: true, Archived: true})
		},
		revoke: func(f *flow) { f.slack.Fail(slacktest.Fault{Error: "token_revoked", Times: -1}) },
		heal:   func(f *flow) { f.slack.Heal() },
	},
	{
		platform: bot.Discord, channel: (*flow).discordTrade, later: 2*time.Minute + time.Second,
		posted: func(f *flow) (all []string) {
			for _, m := range f.discord.Posted() {
				all = append(all, m.ID)
			}
			return all
		},
		texts: func(f *flow) (all []string) {
			for _, m := range f.discord.Posted() {
				all = append(all, m.Read())
			}
			return all
		},
		fail: func(f *flow, done bool, delay time.Duration, status int) {
			f.discord.Fail(discordtest.Fault{Route: discordtest.CreateMessage, Done: done, Delay: delay, Status: status, Cut: status == 0})
		},
		limit:  func(f *flow) { f.discord.Fail(discordtest.RouteLimited(discordtest.CreateMessage, time.Second)) },
		blind:  func(f *flow) { f.discord.Deny("trade", discordtest.ReadHistory) },
		refuse: func(f *flow) { f.discord.Deny("trade", discordtest.SendMessages|discordtest.ViewChannel) },
		revoke: func(f *flow) {
			f.discord.Fail(discordtest.Fault{Status: http.StatusUnauthorized, Body: `{"message":"401: Unauthorized","code":0}`, Times: -1})
		},
		heal: func(f *flow) { f.discord.Heal() },
	},
}

func eachSite(t *testing.T, do func(t *testing.T, f *flow, s site)) {
	for _, s := range sites {
		t.Run(string(s.platform), func(t *testing.T) { do(t, newFlow(t, time.Now()), s) })
	}
}

// made is an edition that waits to be posted.
func (f *flow) made(t *testing.T, to bot.Channel) bot.Delivery {
	t.Helper()
	s := f.due(t, to)
	f.clock.pass(-time.Hour)
	f.add(t, tariff(f.clock.now()))
	f.clock.pass(time.Hour)
	return f.edition(t, s)
}

// inParts is an edition of n messages that wait to be posted.
func (f *flow) inParts(t *testing.T, to bot.Channel, n int) []bot.Delivery {
	t.Helper()
	s := f.due(t, to)
	if _, err := f.editor.Claim(t.Context()); err != nil {
		t.Fatal(err)
	}
	id, err := f.n.house.SaveDigest(t.Context(), "parts", digest.Digest{From: s.Covered, To: s.Next})
	if err != nil {
		t.Fatal(err)
	}
	var parts []bot.Message
	for i := range n {
		parts = append(parts, bot.Say(fmt.Sprintf("Part %d.", i+1)))
	}
	if err := f.n.house.Compose(t.Context(), f.last(t, s).ID, id, parts); err != nil {
		t.Fatal(err)
	}
	return f.rows(t, s)
}

// deliver does what the queue does with a delivery's job.
func (f *flow) deliver(t *testing.T, d bot.Delivery) error {
	t.Helper()
	err := f.mailer.Deliver(t.Context(), d.ID)
	if err != nil && bot.KindOf(err) != bot.Transient {
		t.Fatal(err)
	}
	return err
}

// agrees fails unless the ledger has exactly what the platform has.
func (f *flow) agrees(t *testing.T, s site) {
	t.Helper()
	var booked []string
	all, err := f.n.house.Subscriptions(t.Context(), bot.Channel{})
	if err != nil {
		t.Fatal(err)
	}
	for _, sub := range all {
		for _, d := range f.rows(t, sub) {
			if d.Status == bot.Sent {
				booked = append(booked, d.Receipt)
			}
		}
	}
	posted := s.posted(f)
	slices.Sort(booked)
	slices.Sort(posted)
	if !slices.Equal(booked, posted) {
		t.Errorf("the ledger has %q, the channel %q", booked, posted)
	}
}

// While a message is being posted, the ledger says so already, to whoever
// opens it then.
func TestSendingIsWrittenDownBeforeThePost(t *testing.T) {
	f := newFlow(t, time.Now())
	d := f.made(t, f.slackTrade())
	var seen bot.Delivery
	f.mailer.Posters[bot.Slack] = posterFunc(func(context.Context) (string, error) {
		n, err := (&program{}).newsdeskOf(t.Context(), config.Config{Database: config.NewSecret(f.path)})
		if err != nil {
			return "", err
		}
		defer n.close()
		seen, err = n.house.Delivery(t.Context(), d.ID)
		return "1", err
	})
	if err := f.deliver(t, d); err != nil {
		t.Fatal(err)
	}
	if seen.Status != bot.Sending || seen.Attempts != 1 || seen.Attempted.IsZero() {
		t.Errorf("the ledger said %+v during the post", seen)
	}
	f.statusIs(t, d, bot.Sent)
}

type posterFunc func(context.Context) (string, error)

func (p posterFunc) Post(ctx context.Context, _ bot.Channel, _ string, _ bot.Message) (string, error) {
	return p(ctx)
}

// killed tells a process of the test that it is to post a delivery, and which.
const killed = "WAYBILL_TEST_POSTS"

// TestProcessThatIsKilled is no test: it is the process that another test
// kills while it posts.
func TestProcessThatIsKilled(t *testing.T) {
	args := strings.Fields(os.Getenv(killed))
	if len(args) == 0 {
		t.Skip("only run by TestKilledWhilePosting")
	}
	c := config.Default()
	c.Database = config.NewSecret(args[0])
	c.Slack.APIURL, c.Slack.BotToken, c.Slack.AppToken = args[1], config.NewSecret(args[2]), config.NewSecret(args[3])
	c.Discord.APIURL, c.Discord.Token = args[4], config.NewSecret(args[5])
	p := &program{err: os.Stderr}
	n, err := p.newsdeskOf(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	s, err := p.runService(t.Context(), n, p.logger(c), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	id, err := numberArg(args[6])
	if err != nil {
		t.Fatal(err)
	}
	t.Fatal("it ended by itself: ", s.mailer.Deliver(t.Context(), id))
}

// A process that is killed while it posts leaves a delivery of which the next
// one finds out what became: it is in the channel once, whether the platform
// had taken it or not.
func TestKilledWhilePosting(t *testing.T) {
	for _, taken := range []bool{true, false} {
		t.Run(map[bool]string{true: "taken", false: "not taken"}[taken], func(t *testing.T) {
			eachSite(t, func(t *testing.T, f *flow, s site) {
				d := f.made(t, s.channel(f))
				if err := f.n.close(); err != nil {
					t.Fatal(err)
				}
				s.fail(f, taken, time.Minute, 0)
				cmd := exec.Command(os.Args[0], "-test.run=^TestProcessThatIsKilled$")
				cmd.Env = append(os.Environ(), killed+"="+strings.Join([]string{
					f.path, f.slack.URL(), f.slack.BotToken(), f.slack.AppToken(), f.discord.URL(), f.discord.Token(), fmt.Sprint(d.ID),
				}, " "))
				var out logbook
				cmd.Stdout, cmd.Stderr = &out, &out
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				eventually(t, "it posts", func() bool {
					return len(f.slack.Calls("chat.postMessage"))+len(f.discord.Calls(discordtest.CreateMessage)) > 0 && (!taken || len(s.posted(f)) == 1)
				})
				if err := cmd.Process.Kill(); err != nil {
					t.Fatal(err)
				}
				_ = cmd.Wait()
				f.open(t)
				f.statusIs(t, d, bot.Sending)
				if err := f.deliver(t, d); err == nil {
					t.Errorf("it was settled while it could still be under way; the process said:\n%s", &out)
				}
				f.settle(t, d)
				f.statusIs(t, d, bot.Sent)
				if got := len(s.posted(f)); got != 1 {
					t.Errorf("posted %d times", got)
				}
				f.agrees(t, s)
			})
		})
	}
}

// settle delivers until it is done, as the queue does, and passes the time for
// which it is asked to wait.
func (f *flow) settle(t *testing.T, d bot.Delivery) {
	t.Helper()
	for range 20 {
		err := f.deliver(t, d)
		var wait *bot.Error
		if errors.As(err, &wait) {
			f.clock.pass(wait.After)
			continue
		}
		now, err := f.n.house.Delivery(t.Context(), d.ID)
		if err != nil {
			t.Fatal(err)
		}
		if now.Status != bot.Pending {
			return
		}
		f.clock.pass(time.Until(now.NotBefore) - time.Until(f.clock.now()) + time.Millisecond)
	}
	t.Fatal("it is never done")
}

// An answer that is lost, after the message was taken or before, makes no
// second message and loses none.
func TestLostAnswer(t *testing.T) {
	for _, c := range []struct {
		name   string
		taken  bool
		status int
		later  bool // the platform has to be asked
	}{
		{"connection ends after it was taken", true, 0, false},
		{"connection ends before", false, 0, false},
		{"status 502 after it was taken", true, http.StatusBadGateway, false},
		{"status 502 before", false, http.StatusBadGateway, false},
		{"long after it was taken", true, 0, true},
		{"long after it was not", false, 0, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			eachSite(t, func(t *testing.T, f *flow, s site) {
				d := f.made(t, s.channel(f))
				s.fail(f, c.taken, 0, c.status)
				if err := f.deliver(t, d); err == nil {
					t.Skip("the platform's adapter found out by itself")
				}
				f.statusIs(t, d, bot.Sending)
				if c.later {
					f.clock.pass(s.later)
				}
				f.settle(t, d)
				f.statusIs(t, d, bot.Sent)
				if got := len(s.posted(f)); got != 1 {
					t.Errorf("posted %d times", got)
				}
				f.agrees(t, s)
			})
		})
	}
}

// Where the bot may not look, what may have been posted is never posted again;
// what comes after it is.
func TestCannotBeAsked(t *testing.T) {
	eachSite(t, func(t *testing.T, f *flow, s site) {
		parts := f.inParts(t, s.channel(f), 2)
		s.fail(f, true, 0, 0)
		if f.deliver(t, parts[0]) == nil {
			t.Fatal("an answer came")
		}
		s.blind(f)
		f.clock.pass(s.later)
		f.settle(t, parts[0])
		if d := f.statusIs(t, parts[0], bot.Unknown); d.Reason == "" {
			t.Error("it does not say why")
		}
		f.clock.pass(time.Hour)
		f.settle(t, parts[0])
		f.settle(t, parts[1])
		f.statusIs(t, parts[1], bot.Sent)
		if got := len(s.posted(f)); got != 2 {
			t.Errorf("posted %d times, want each part once", got)
		}
	})
}

// A repetition that is refused says nothing of the first try: the delivery is
// not taken for unsent.
func TestRefusedRepetition(t *testing.T) {
	f, s := newFlow(t, time.Now()), sites[1]
	d := f.made(t, s.channel(f))
	s.fail(f, true, 0, 0)
	if f.deliver(t, d) == nil {
		t.Fatal("an answer came")
	}
	f.clock.pass(inFlight)
	s.limit(f)
	if f.deliver(t, d) == nil {
		t.Fatal("an answer came")
	}
	f.statusIs(t, d, bot.Sending)
	f.clock.pass(2 * time.Minute)
	f.settle(t, d)
	f.statusIs(t, d, bot.Sent)
	f.agrees(t, s)
}

// What the platform asks to wait is waited, and then it is posted.
func TestLimited(t *testing.T) {
	eachSite(t, func(t *testing.T, f *flow, s site) {
		d := f.made(t, s.channel(f))
		s.limit(f)
		if err := f.deliver(t, d); err != nil {
			t.Fatal(err)
		}
		d = f.statusIs(t, d, bot.Pending)
		if wait := d.NotBefore.Sub(f.clock.now()); wait < time.Second-time.Millisecond {
			t.Errorf("again after %s, want at least the second asked for", wait)
		}
		if f.deliver(t, d) == nil || len(s.posted(f)) != 0 {
			t.Error("posted before its time")
		}
		time.Sleep(1100 * time.Millisecond) // the adapters wait in real time
		f.settle(t, d)
		f.statusIs(t, d, bot.Sent)
		f.agrees(t, s)
	})
}

// A channel that refuses for good gets one try a delivery, and its
// subscriptions are disabled and reported once; others go on.
func TestRefusedForGood(t *testing.T) {
	eachSite(t, func(t *testing.T, f *flow, s site) {
		one, two := f.made(t, s.channel(f)), f.made(t, s.channel(f))
		other := f.due(t, bot.Channel{Platform: s.platform, Workspace: s.channel(f).Workspace, ID: "elsewhere"})
		s.refuse(f)
		for _, d := range []bot.Delivery{one, two, one} {
			if err := f.deliver(t, d); err != nil {
				t.Fatal(err)
			}
		}
		for _, d := range []bot.Delivery{one, two} {
			if d = f.statusIs(t, d, bot.Failed); d.Attempts != 1 || d.Reason == "" {
				t.Errorf("%d attempts, reason %q", d.Attempts, d.Reason)
			}
			if sub, err := f.n.house.SubscriptionByID(t.Context(), d.Subscription); err != nil || sub.State != bot.Disabled {
				t.Errorf("subscription %+v, %v, want it disabled", sub, err)
			}
		}
		if sub, err := f.n.house.SubscriptionByID(t.Context(), other.ID); err != nil || sub.State != bot.Active {
			t.Errorf("another channel's subscription %+v, %v, want it active", sub, err)
		}
		if got := strings.Count(f.log.String(), "refuses for good"); got != 1 {
			t.Errorf("reported %d times", got)
		}
	})
}

// A fault of ours, which no platform explains, ends some time, and nothing is
// posted that may be there already.
func TestFaultOfOursDoesNotLoop(t *testing.T) {
	for name, asked := range map[string]bool{"can be asked": true, "cannot": false} {
		t.Run(name, func(t *testing.T) {
			f := newFlow(t, time.Now())
			d := f.made(t, f.slackTrade())
			posts := 0
			fails := posterFunc(func(context.Context) (string, error) { posts++; return "", errors.New("no bot.Error") })
			f.mailer.Posters[bot.Slack] = fails
			if asked {
				f.mailer.Posters[bot.Slack] = struct {
					deliver.Poster
					deliver.Finder
				}{fails, nowhere{}}
			}
			for range 1000 {
				err := f.deliver(t, d)
				if now, _ := f.n.house.Delivery(t.Context(), d.ID); now.Status != bot.Pending && now.Status != bot.Sending {
					break
				}
				var wait *bot.Error
				if errors.As(err, &wait) {
					f.clock.pass(wait.After)
				}
			}
			if asked {
				f.statusIs(t, d, bot.Failed)
			} else {
				f.statusIs(t, d, bot.Unknown)
			}
			if posts > 120 || !asked && posts != 1 {
				t.Errorf("tried %d times", posts)
			}
		})
	}
}

type nowhere struct{}

func (nowhere) Find(context.Context, bot.Channel, string, time.Time) (string, bool, error) {
	return "", false, nil
}

// The parts of a digest come in order, each when the one before is done; when
// one is given up the later ones are, and a person can have them all again.
func TestPartsComeInOrder(t *testing.T) {
	f, s := newFlow(t, time.Now()), sites[1]
	parts := f.inParts(t, s.channel(f), 3)
	for _, i := range []int{2, 1} {
		if err := f.deliver(t, parts[i]); err != nil || len(s.posted(f)) != 0 {
			t.Fatalf("part %d was posted first: %v", i+1, err)
		}
	}
	s.refuse(f)
	f.settle(t, parts[0])
	f.statusIs(t, parts[0], bot.Failed)
	f.statusIs(t, parts[2], bot.Skipped)
	f.discord.Deny("trade", 0)
	if err := f.n.house.Retry(t.Context(), parts[0].ID); err != nil {
		t.Fatal(err)
	}
	for i := range parts {
		f.settle(t, parts[i])
		f.statusIs(t, parts[i], bot.Sent)
	}
	for i, text := range s.texts(f) {
		contains(t, text, fmt.Sprintf("Part %d.", i+1))
	}
	f.agrees(t, s)
}

// What an article says no more when the digest is posted is not posted.
func TestRevisedBeforeItIsPosted(t *testing.T) {
	f, s := newFlow(t, time.Now()), sites[0]
	d := f.made(t, s.channel(f))
	contains(t, words(d.Message), "14 percent", "20 percent")
	a := tariff(time.Time{})
	a.Text = strings.ReplaceAll(strings.ReplaceAll(a.Text, "14 percent", "9 percent"), "20 percent", "15 percent")
	if r := f.add(t, a); r[0].Outcome != "revised" {
		t.Fatalf("%+v", r)
	}
	f.settle(t, d)
	f.statusIs(t, d, bot.Sent)
	lacks(t, s.texts(f)[0], "14 percent", "20 percent")
	contains(t, s.texts(f)[0], "Our mills have been undercut")
	contains(t, f.log.String(), "left out")
}

// An archive that cannot be read for the check delays a post, and takes
// nothing out of it.
func TestUnreadableArchiveDelaysThePost(t *testing.T) {
	f, s := newFlow(t, time.Now()), sites[0]
	d := f.made(t, s.channel(f))
	whole := f.mailer.Ledger
	f.mailer.Ledger = unreadable{f.n.house}
	if err := f.deliver(t, d); err != nil {
		t.Fatal(err)
	}
	f.statusIs(t, d, bot.Pending)
	f.mailer.Ledger = whole
	f.settle(t, d)
	contains(t, s.texts(f)[0], "14 percent")
}

type unreadable struct{ house }

func (unreadable) Text(context.Context, string) (string, bool, error) {
	return "", false, errors.New("disk I/O error")
}

// A worker whose answer comes after another has found its message in the
// channel changes nothing.
func TestAnswerAfterTheLookUp(t *testing.T) {
	f, s := newFlow(t, time.Now()), sites[0]
	d := f.made(t, s.channel(f))
	f.slack.Fail(slacktest.Fault{Method: "chat.postMessage", Done: true, Delay: 400 * time.Millisecond})
	var slow error
	var wg sync.WaitGroup
	wg.Go(func() { slow = f.mailer.Deliver(t.Context(), d.ID) })
	eventually(t, "the first has posted", func() bool { return len(s.posted(f)) == 1 })
	f.clock.pass(inFlight)
	f.settle(t, d)
	f.statusIs(t, d, bot.Sent)
	if wg.Wait(); slow != nil {
		t.Errorf("the slow one ended with: %v", slow)
	}
	f.agrees(t, s)
}

// A process that was stopped before its post, and wakes up when another has
// posted, does not post.
func TestStoppedBeforeThePost(t *testing.T) {
	f, s := newFlow(t, time.Now()), sites[0]
	d := f.made(t, s.channel(f))
	var once sync.Once
	asleep := deliver.Mailer{Posters: f.mailer.Posters, Now: f.mailer.Now, Log: f.mailer.Log, GiveUp: giveUp, Timeout: postTimeout, Ledger: stopped{f.n.house, func() {
		once.Do(func() {
			f.clock.pass(inFlight)
			f.settle(t, d)
		})
	}}}
	if err := asleep.Deliver(t.Context(), d.ID); err != nil {
		t.Error(err)
	}
	if d = f.statusIs(t, d, bot.Sent); len(s.posted(f)) != 1 || d.Attempts != 2 {
		t.Errorf("posted %d times, attempt %d, want once, by the second attempt", len(s.posted(f)), d.Attempts)
	}
	f.agrees(t, s)
}

type stopped struct {
	house
	sleep func()
}

func (l stopped) Text(ctx context.Context, article string) (string, bool, error) {
	l.sleep()
	return l.house.Text(ctx, article)
}

// A digest that waited a day for the bot is not posted as if it were today's.
// A person can still have it posted.
func TestTooOldToPost(t *testing.T) {
	f, s := newFlow(t, time.Now()), sites[0]
	d := f.made(t, s.channel(f))
	f.clock.pass(25 * time.Hour)
	f.settle(t, d)
	f.statusIs(t, d, bot.Failed)
	if err := f.n.house.Retry(t.Context(), d.ID); err != nil {
		t.Fatal(err)
	}
	f.settle(t, d)
	f.statusIs(t, d, bot.Sent)
	f.agrees(t, s)
}

// The queue may forget: the sweep finds in the ledger what is to be done.
func TestSweepFindsLostJobs(t *testing.T) {
	f, s := newFlow(t, time.Now()), sites[1]
	d := f.made(t, s.channel(f))
	second := f.due(t, s.channel(f)) // claimed, and never made
	if _, err := f.editor.Claim(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := f.n.house.DB().ExecContext(t.Context(), "DELETE FROM river_job"); err != nil {
		t.Fatal(err)
	}
	if err := f.runner.Start(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
	if err := f.mailer.Sweep(t.Context()); err != nil || len(s.posted(f)) != 0 {
		t.Fatalf("swept at once: %v", err)
	}
	f.clock.pass(2 * inFlight)
	if err := f.mailer.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	eventually(t, "both are posted", func() bool { return len(s.posted(f)) == 2 })
	if err := f.stop(); err != nil {
		t.Error(err)
	}
	f.statusIs(t, d, bot.Sent)
	f.statusIs(t, f.last(t, second), bot.Sent)
	f.agrees(t, s)
}

// A bot that is told to end finishes what it is posting.
func TestStoppedWhilePosting(t *testing.T) {
	eachSite(t, func(t *testing.T, f *flow, s site) {
		d := f.made(t, s.channel(f))
		if s.platform == bot.Slack {
			f.slack.Fail(slacktest.Fault{Method: "chat.postMessage", Delay: 300 * time.Millisecond})
		} else {
			f.discord.Fail(discordtest.Fault{Route: discordtest.CreateMessage, Delay: 300 * time.Millisecond})
		}
		ctx, end := context.WithCancel(t.Context())
		if err := f.runner.Start(context.WithoutCancel(ctx)); err != nil {
			t.Fatal(err)
		}
		eventually(t, "it is being posted", func() bool {
			return len(f.slack.Calls("chat.postMessage"))+len(f.discord.Calls(discordtest.CreateMessage)) > 0
		})
		end()
		if err := f.stop(); err != nil {
			t.Error(err)
		}
		f.statusIs(t, d, bot.Sent)
		f.agrees(t, s)
	})
}

// Whatever goes wrong in whatever order, each channel has its digest once in
// the end, and the ledger says so.
func TestManyFaults(t *testing.T) {
	eachSite(t, func(t *testing.T, f *flow, s site) {
		// Behind the platforms' clock, so that passing time here does not hide
		// from a look-up what was posted there.
		f.clock.pass(-6 * time.Hour)
		seed := uint64(time.Now().UnixNano())
		t.Logf("seed %d", seed)
		rng := rand.New(rand.NewPCG(seed, 0))
		var open []bot.Delivery
		for i := range 8 {
			c := s.channel(f)
			c.ID, c.Name = fmt.Sprintf("C0MANY%d", i), fmt.Sprintf("many-%d", i)
			if s.platform == bot.Slack {
				f.slack.AddChannel(slacktest.Channel{ID: c.ID, Name: c.Name, Member: true})
			} else {
				c.ID = f.discord.AddChannel(discordtest.Channel{Name: c.Name}).ID
			}
			open = append(open, f.made(t, c))
		}
		for range 60 {
			if rng.IntN(2) == 0 {
				s.fail(f, rng.IntN(2) == 0, 0, []int{0, http.StatusBadGateway}[rng.IntN(2)])
			}
			if rng.IntN(20) == 0 {
				f.reopen(t)
			}
			_ = f.deliver(t, open[rng.IntN(len(open))])
			f.slack.Heal()
			f.discord.Heal()
			f.clock.pass(time.Duration(rng.IntN(20)) * time.Second)
		}
		for _, d := range open {
			f.settle(t, d)
			f.statusIs(t, d, bot.Sent)
		}
		if got := len(s.posted(f)); got != len(open) {
			t.Errorf("posted %d times, want %d", got, len(open))
		}
		f.agrees(t, s)
	})
}
