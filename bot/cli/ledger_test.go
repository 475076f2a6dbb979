package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"waybill/bot"
	"waybill/digest"
)

// says is what the bot answers in a channel to somebody who manages it.
func (f *flow) says(t *testing.T, in bot.Channel, line string) string {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	desk := f.n.desk(f.n.sourceDesk(f.n.collector(log, f.clock.now)), log, f.clock.now)
	return words(desk.Handle(t.Context(), bot.Request{Line: line, Channel: in, User: bot.User{ID: "U1", Name: "ana", Manages: true}}))
}

// A digest that was given up is told, with all that happened to it, and comes
// when a person says so, however old it is and however busy the platform.
func TestRetryByHand(t *testing.T) {
	eachSite(t, func(t *testing.T, f *flow, s site) {
		channel := s.channel(f)
		d := f.made(t, channel)
		f.clock.pass(25 * time.Hour)
		f.settle(t, d)
		f.statusIs(t, d, bot.Failed)
		contains(t, f.says(t, channel, "why 1"), "not posted", "the bot could not post it within 24h0m0s", "posting (attempt 1)", "say retry 1")
		contains(t, f.says(t, channel, "status"), "To have it posted, say retry 1")

		contains(t, f.says(t, channel, "retry 1"), "is posted again, within a minute")
		f.statusIs(t, d, bot.Pending)
		s.limit(f)
		if err := f.deliver(t, d); err != nil {
			t.Fatal(err)
		}
		f.statusIs(t, d, bot.Pending)       // and not given up for its age
		time.Sleep(1100 * time.Millisecond) // the adapters wait in real time
		f.settle(t, d)
		f.statusIs(t, d, bot.Sent)
		f.agrees(t, s)
		contains(t, f.says(t, channel, "why 1"), "sent ", "3 attempts", "retried by hand")
		contains(t, f.says(t, channel, "retry 1"), "No digest of subscription 1 was given up")
	})
}

// What may have been posted is only posted again when a person says so, who is
// told what comes of it.
func TestRetryOfUnknown(t *testing.T) {
	f, s := newFlow(t, time.Now()), sites[0]
	d := f.made(t, s.channel(f))
	s.fail(f, true, 0, 0)
	_ = f.deliver(t, d)
	s.blind(f)
	f.clock.pass(s.later)
	f.settle(t, d)
	f.statusIs(t, d, bot.Unknown)
	contains(t, f.says(t, s.channel(f), "why 1"), "may have been posted, look into the channel", "If it is not in the channel, say retry 1")
	contains(t, f.says(t, s.channel(f), "retry 1"), "If it had arrived after all, it stands there twice")
	f.settle(t, d)
	f.statusIs(t, d, bot.Sent)
}

// A channel that refuses for good is reported once to those who run the bot,
// and is not asked again until somebody resumes.
func TestRefusalIsReportedOnce(t *testing.T) {
	eachSite(t, func(t *testing.T, f *flow, s site) {
		channel := s.channel(f)
		var told []string
		f.mailer.Tell = f.record(&told)
		one, two := f.made(t, channel), f.made(t, channel)
		s.refuse(f)
		for _, d := range []bot.Delivery{one, two} {
			if err := f.deliver(t, d); err != nil {
				t.Fatal(err)
			}
		}
		if len(told) != 1 {
			t.Fatalf("told %q, want it once", told)
		}
		contains(t, told[0], "#trade on "+string(s.platform)+" takes no digests any more", "2 subscriptions are stopped", "says resume")
		contains(t, f.says(t, channel, "retry 1"), "refused the bot's messages for good", "say resume 1 first")
	})
}

// A subscription comes on its last day and says so; then it has ended, until
// somebody gives it another day.
func TestUntil(t *testing.T) {
	f := newFlow(t, monday)
	channel := f.slackTrade()
	contains(t, f.says(t, channel, "subscribe tariffs daily at 08:00 UTC until tomorrow"), "until 2027-03-02", "First digest: Mon 1 Mar 2027, 08:00")
	s := f.subscription(t, channel, 1)
	f.clock.set(monday.Add(2*time.Hour + 2*time.Second))
	contains(t, words(f.sent(t, s).Message), "next: Tue 2 Mar 2027, 08:00")
	f.clock.pass(24 * time.Hour)
	text := words(f.sent(t, s).Message)
	contains(t, text, "This was the last digest of subscription 1")
	lacks(t, text, "next:")
	f.clock.pass(48 * time.Hour)
	if n, err := f.editor.Claim(t.Context()); n != 0 || err != nil {
		t.Errorf("claimed %d, %v after the last day", n, err)
	}
	contains(t, f.says(t, channel, "subscriptions"), "ended: its last day is over; to go on, say change 1 until none")
	contains(t, f.says(t, channel, "resume 1"), "No digest would come until Tue 2 Mar 2027")
	contains(t, f.says(t, channel, "change 1 until none"), "Next: Fri 5 Mar 2027, 08:00")
	f.clock.set(monday.Add(98*time.Hour + 2*time.Second))
	contains(t, words(f.sent(t, f.subscription(t, channel, 1)).Message), "next: Sat 6 Mar")
}

func (f *flow) subscription(t *testing.T, in bot.Channel, number int) bot.Subscription {
	t.Helper()
	s, err := f.n.house.Subscription(t.Context(), in, number)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A digest that is late, or has to be tried again, keeps to the quiet hours.
func TestLateKeepsToQuietHours(t *testing.T) {
	f := newFlow(t, monday)
	s := f.subscribe(t, f.slackTrade(), "daily 21:30 quiet 22:00-02:00")
	f.clock.set(monday.Add(17*time.Hour + 30*time.Minute)) // 23:30, two hours late
	if _, err := f.editor.Claim(t.Context()); err != nil {
		t.Fatal(err)
	}
	d := f.last(t, s)
	err := f.editor.Make(t.Context(), d.ID)
	if bot.KindOf(err) != bot.Transient {
		t.Fatalf("made in the quiet hours: %v", err)
	}
	f.clock.pass(2*time.Hour + 30*time.Minute)
	d = f.edition(t, s)
	contains(t, words(d.Message), "Late: this digest was due Mon 1 Mar 2027, 21:30 UTC")

	f.clock.set(monday.Add(39*time.Hour + 59*time.Minute)) // 21:59
	d = f.edition(t, s)
	f.mailer.Posters[bot.Slack] = refusing{&bot.Error{Kind: bot.Transient, Text: "busy", After: 5 * time.Minute}}
	if err := f.deliver(t, d); err != nil {
		t.Fatal(err)
	}
	if d = f.statusIs(t, d, bot.Pending); !d.NotBefore.Equal(monday.Add(44 * time.Hour)) {
		t.Errorf("tried again at %s, want at 02:00", d.NotBefore)
	}
}

// The later parts of a digest follow the first into the quiet hours; a part
// that is left behind for longer waits for their end.
func TestLaterPartsKeepToQuietHours(t *testing.T) {
	f := newFlow(t, monday)
	s := f.subscribe(t, f.slackTrade(), "daily 21:30 quiet 22:00-02:00")
	for day, c := range []struct {
		away time.Duration // between the parts
		wait bool
	}{{3 * time.Minute, false}, {2 * time.Hour, true}} {
		f.clock.set(monday.Add(time.Duration(24*day)*time.Hour + 15*time.Hour + 31*time.Minute)) // 21:31
		if _, err := f.editor.Claim(t.Context()); err != nil {
			t.Fatal(err)
		}
		id, err := f.n.house.SaveDigest(t.Context(), fmt.Sprint("parts", day), digest.Digest{From: f.clock.now().Add(-time.Hour), To: f.clock.now()})
		if err != nil {
			t.Fatal(err)
		}
		one := f.last(t, s)
		if err := f.n.house.Compose(t.Context(), one.ID, id, []bot.Message{bot.Say("one"), bot.Say("two")}); err != nil {
			t.Fatal(err)
		}
		f.clock.pass(27 * time.Minute) // 21:58
		f.settle(t, one)
		two := f.last(t, s)
		f.clock.pass(c.away)
		if err := f.deliver(t, two); (err != nil) != c.wait {
			t.Errorf("part 2 at %s: %v", f.clock.now(), err)
		}
	}
}

// The names that other programs rely on.
func TestJSONOfTheLedger(t *testing.T) {
	f := newFlow(t, monday)
	s := f.subscribe(t, f.slackTrade(), "daily 08:00")
	f.clock.set(monday.Add(2*time.Hour + 2*time.Second))
	d := f.sent(t, s)
	run := func(args ...string) []byte {
		t.Helper()
		var out, log bytes.Buffer
		if status := Run(t.Context(), append([]string{"--db", f.path}, args...), nil, strings.NewReader(""), &out, &log); status != 0 {
			t.Fatalf("%v: status %d\n%s", args, status, &log)
		}
		return out.Bytes()
	}
	for _, c := range []struct{ args, names string }{
		{"subscriptions --format json", "cadence channel channel_name covered created created_by created_by_name id length next number paused_until platform state topics workspace zone"},
		{"deliveries list --format json", "attempted attempts channel channel_name created digest id key not_before part parts platform reason receipt retried slot status subscription updated workspace"},
		{"deliveries show 1 --format json", "attempted attempts channel channel_name created digest events id key not_before part parts platform reason receipt retried slot status subscription updated workspace"},
		{"digest --topic tariffs --format json", "checked from items language more read to topics"},
	} {
		out := run(strings.Fields(c.args)...)
		var one map[string]any
		if out[0] == '[' {
			var all []map[string]any
			if err := json.Unmarshal(out, &all); err != nil || len(all) == 0 {
				t.Fatalf("%s: %v\n%s", c.args, err, out)
			}
			one = all[0]
		} else if err := json.Unmarshal(out, &one); err != nil {
			t.Fatalf("%s: %v\n%s", c.args, err, out)
		}
		if got := strings.Join(slices.Sorted(maps.Keys(one)), " "); got != c.names {
			t.Errorf("%s has\n%s, want\n%s", c.args, got, c.names)
		}
	}
	contains(t, string(run("deliveries", "show", "1")), "sent", "attempt 1", "due")
	if d.ID != 1 {
		t.Errorf("delivery %d", d.ID)
	}
}
