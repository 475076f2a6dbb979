package cli

import (
	"strings"
	"testing"
	"time"

	"waybill/bot"
)

// monday is a Monday at six in the morning.
var monday = time.Date(2027, time.March, 1, 6, 0, 0, 0, time.UTC)

// What is due is written down once, however often it is claimed and made, and
// channels that ordered the same are sent the same digest.
func TestEditionIsMadeOnceAndShared(t *testing.T) {
	f := newFlow(t, monday)
	a, b := f.subscribe(t, f.slackTrade(), "daily 08:00"), f.subscribe(t, f.discordTrade(), "daily 08:00")
	f.clock.set(monday.Add(time.Hour))
	f.add(t, tariff(f.clock.now()), exports(f.clock.now()))
	f.clock.set(monday.Add(2*time.Hour + 2*time.Second))
	for range 3 {
		f.edition(t, a)
		f.edition(t, b)
	}
	for _, s := range []bot.Subscription{a, b} {
		if rows := f.rows(t, s); len(rows) != 1 || rows[0].Parts != 1 {
			t.Errorf("subscription %d has the deliveries %+v, want one", s.ID, rows)
		}
	}
	one, other := f.last(t, a), f.last(t, b)
	if one.Digest == 0 || one.Digest != other.Digest {
		t.Errorf("digests %d and %d, want one for both", one.Digest, other.Digest)
	}
	contains(t, words(one.Message), "Norvania to raise steel tariff", "35 percent", "Tarkesh steel exports fall")
	s, err := f.n.house.SubscriptionByID(t.Context(), a.ID)
	if err != nil || !s.Next.Equal(a.Next.AddDate(0, 0, 1)) || !s.Covered.Equal(a.Next) {
		t.Errorf("next %s, covered to %s, %v", s.Next, s.Covered, err)
	}
}

// A day without news is one line, in which the next digest is announced.
func TestQuietDayIsOneLine(t *testing.T) {
	f := newFlow(t, monday)
	s := f.subscribe(t, f.slackTrade(), "daily 08:00")
	f.clock.set(monday.Add(2*time.Hour + 2*time.Second))
	text := words(f.edition(t, s).Message)
	if strings.Contains(text, "\n") {
		t.Errorf("more than one line:\n%s", text)
	}
	contains(t, text, "Nothing new", "0 articles read", "next: Tue")
}

// A digest begins where the one before ended, the first one when it was
// ordered; nothing comes again but with something new, and then says what.
func TestNothingComesTwiceButWithNews(t *testing.T) {
	f := newFlow(t, monday.Add(-time.Hour))
	f.add(t, exports(f.clock.now())) // before anybody subscribed
	f.clock.set(monday)
	s := f.subscribe(t, f.slackTrade(), "daily 08:00")
	f.clock.set(monday.Add(time.Hour))
	f.add(t, tariff(f.clock.now()))
	day := func(n int) { f.clock.set(monday.Add(time.Duration(24*n+2)*time.Hour + 2*time.Second)) }
	day(0)
	text := words(f.sent(t, s).Message)
	contains(t, text, "Norvania to raise steel tariff")
	lacks(t, text, "Tarkesh")

	// A copy at another paper tells nothing new.
	f.clock.pass(10 * time.Hour)
	again := tariff(f.clock.now())
	again.Source, again.GUID, again.URL = "Metal Daily", "md-0", "https://metaldaily.example/tariff"
	if r := f.add(t, again); r[0].Outcome != "copy" {
		t.Fatalf("the same text is %+v, want a copy", r)
	}
	day(1)
	lacks(t, words(f.sent(t, s).Message), "Norvania")

	f.clock.pass(5 * time.Hour)
	f.add(t, tariffVote(f.clock.now()))
	day(2)
	contains(t, words(f.sent(t, s).Message), "42 percent", "New: ")
}

// A story that was merged into another after it was shown is still known.
func TestMergedStoryDoesNotComeAgain(t *testing.T) {
	f := newFlow(t, monday)
	s := f.subscribe(t, f.slackTrade(), "daily 08:00")
	f.clock.set(monday.Add(time.Hour))
	shown := f.add(t, exports(f.clock.now()))[0].ID
	f.clock.set(monday.Add(2*time.Hour + 2*time.Second))
	contains(t, words(f.sent(t, s).Message), "Tarkesh steel exports fall")
	f.clock.pass(time.Hour)
	copied := exports(f.clock.now())
	copied.Source, copied.GUID, copied.URL = "Harbour Wire", "hw-9", "https://harbourwire.example/exports"
	f.add(t, copied)
	story, _, err := f.n.house.StoryOf(t.Context(), shown)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.n.house.MergeStories(t.Context(), story, "an-older-one"); err != nil {
		t.Fatal(err)
	}
	f.clock.set(monday.Add(26*time.Hour + 2*time.Second))
	lacks(t, words(f.sent(t, s).Message), "Tarkesh")
}

// What a source already had when it was added floods nobody.
func TestBaselineIsNoNews(t *testing.T) {
	f := newFlow(t, monday)
	s := f.subscribe(t, f.slackTrade(), "daily 08:00")
	f.clock.set(monday.Add(time.Hour))
	undated, old := tariff(time.Time{}), exports(monday.AddDate(0, 0, -3))
	undated.Baseline, old.Baseline = true, true
	f.add(t, undated, old)
	f.clock.set(monday.Add(2*time.Hour + 2*time.Second))
	contains(t, words(f.sent(t, s).Message), "Nothing new")
}

// After three hours of downtime there is one digest, which says that it is
// late and covers the time; after seven there is none, and the next one says
// so and covers it.
func TestDowntime(t *testing.T) {
	for _, c := range []struct {
		name, cadence string
		back          time.Duration // after the slot at 08:00
		status        bot.Status
		next          time.Duration
		says          string // the next edition
	}{
		{"three hours", "daily 08:00", 3 * time.Hour, bot.Pending, 24 * time.Hour, "Nothing new"},
		{"three hours of hourly", "hourly", 3*time.Hour + 30*time.Minute, bot.Pending, 4 * time.Hour, "Nothing new"},
		{"seven hours", "daily 08:00", 7 * time.Hour, bot.Skipped, 24 * time.Hour, "1 digest before this one could not be sent in time"},
		{"seven hours of hourly", "hourly", 7*time.Hour + 30*time.Minute, bot.Skipped, 8 * time.Hour, "8 digests before this one could not be sent in time"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFlow(t, monday.Add(90*time.Minute))
			s := f.subscribe(t, f.slackTrade(), c.cadence)
			slot := monday.Add(2 * time.Hour)
			f.clock.set(slot.Add(c.back - time.Minute)) // what appeared meanwhile
			f.add(t, tariff(slot.Add(time.Hour)))
			f.clock.set(slot.Add(c.back))
			d := f.edition(t, s)
			if len(f.rows(t, s)) != 1 || d.Status != c.status {
				t.Fatalf("the ledger has %+v, want one that is %s", f.rows(t, s), c.status)
			}
			if c.status == bot.Pending {
				contains(t, words(d.Message), "Late: this digest was due", "Norvania")
				f.finish(t, d, bot.Sent, "")
			}
			f.clock.set(slot.Add(c.next + 2*time.Second))
			text := words(f.sent(t, s).Message)
			contains(t, text, c.says)
			if got := strings.Contains(text, "Norvania"); got != (c.status == bot.Skipped) {
				t.Errorf("the next digest has the story: %v:\n%s", got, text)
			}
			f.clock.set(slot.Add(2*c.next + 2*time.Second))
			lacks(t, words(f.edition(t, s).Message), "could not be sent", "Norvania")
		})
	}
}

// An edition that is still to be made goes first: else both would cover the
// same time.
func TestEditionsOfOneSubscriptionAreMadeInOrder(t *testing.T) {
	f := newFlow(t, monday.Add(90*time.Minute))
	s := f.subscribe(t, f.slackTrade(), "hourly")
	f.add(t, tariff(f.clock.now()))
	for h := range 2 { // claimed, and then the bot stopped
		f.clock.set(monday.Add(time.Duration(2+h)*time.Hour + 2*time.Second))
		if n, err := f.editor.Claim(t.Context()); n != 1 || err != nil {
			t.Fatalf("claimed %d, %v", n, err)
		}
	}
	rows := f.rows(t, s)
	if err := f.editor.Make(t.Context(), rows[1].ID); bot.KindOf(err) != bot.Transient {
		t.Fatalf("the later one first: %v, want to wait", err)
	}
	for _, d := range rows {
		if err := f.editor.Make(t.Context(), d.ID); err != nil {
			t.Fatal(err)
		}
	}
	rows = f.rows(t, s)
	contains(t, words(rows[0].Message), "Norvania")
	lacks(t, words(rows[1].Message), "Norvania")
}

// A pause is kept to the day, does not count as missed, and ends by itself.
func TestPause(t *testing.T) {
	f := newFlow(t, monday)
	s := f.subscribe(t, f.slackTrade(), "daily 08:00")
	f.clock.set(monday.Add(2*time.Hour + 2*time.Second))
	f.sent(t, s)
	s, err := f.n.house.SubscriptionByID(t.Context(), s.ID)
	if err != nil {
		t.Fatal(err)
	}
	pause := func(until time.Time) {
		t.Helper()
		s.State, s.Until = bot.Paused, until
		if err := f.n.house.UpdateSubscription(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	pause(monday.Add(18 * time.Hour)) // ends in the night before the next one is due
	f.clock.set(monday.Add(18*time.Hour + time.Minute))
	if n, err := f.editor.Claim(t.Context()); n != 0 || err != nil {
		t.Fatalf("claimed %d, %v when the pause ended", n, err)
	}
	f.clock.set(monday.Add(26*time.Hour + 2*time.Second))
	f.sent(t, s)
	if got := len(f.rows(t, s)); got != 2 {
		t.Fatalf("%d deliveries after a pause over no slot, want 2", got)
	}

	if s, err = f.n.house.SubscriptionByID(t.Context(), s.ID); err != nil {
		t.Fatal(err)
	}
	pause(monday.Add(80 * time.Hour)) // over two slots
	for h := 27; h < 98; h += 5 {
		f.clock.set(monday.Add(time.Duration(h) * time.Hour))
		if n, err := f.editor.Claim(t.Context()); n != 0 || err != nil {
			t.Fatalf("claimed %d, %v in hour %d", n, err, h)
		}
	}
	f.clock.set(monday.Add(98*time.Hour + 2*time.Second))
	lacks(t, words(f.sent(t, s).Message), "could not be sent")
	if got := len(f.rows(t, s)); got != 3 {
		t.Errorf("%d deliveries, want 3", got)
	}
}

// Somebody who ends or pauses a subscription gets nothing any more, even when
// its time had come already.
func TestEndedAfterItWasClaimed(t *testing.T) {
	for _, state := range []bot.State{bot.Paused, bot.Disabled, "removed"} {
		t.Run(string(state), func(t *testing.T) {
			f := newFlow(t, monday)
			s := f.subscribe(t, f.slackTrade(), "daily 08:00")
			f.clock.set(monday.Add(2*time.Hour + 2*time.Second))
			if n, err := f.editor.Claim(t.Context()); n != 1 || err != nil {
				t.Fatalf("claimed %d, %v", n, err)
			}
			err := error(nil)
			if s.State = state; state == "removed" {
				err = f.n.house.RemoveSubscription(t.Context(), s.ID)
			} else {
				err = f.n.house.UpdateSubscription(t.Context(), s)
			}
			if err != nil {
				t.Fatal(err)
			}
			d := f.last(t, s)
			if err := f.editor.Make(t.Context(), d.ID); err != nil {
				t.Fatal(err)
			}
			if d = f.statusIs(t, d, bot.Skipped); d.Reason == "" {
				t.Error("it does not say why")
			}
		})
	}
}

// Several a day share the news between them.
func TestSeveralADay(t *testing.T) {
	f := newFlow(t, monday)
	s := f.subscribe(t, f.slackTrade(), "daily 08:00,17:00")
	f.clock.set(monday.Add(time.Hour))
	f.add(t, tariff(f.clock.now()))
	f.clock.set(monday.Add(2*time.Hour + 2*time.Second))
	contains(t, words(f.sent(t, s).Message), "Norvania")
	f.clock.set(monday.Add(5 * time.Hour))
	f.add(t, exports(f.clock.now()))
	f.clock.set(monday.Add(11*time.Hour + 2*time.Second))
	text := words(f.sent(t, s).Message)
	contains(t, text, "Tarkesh")
	lacks(t, text, "Norvania", "could not be sent")
	if got := len(f.rows(t, s)); got != 2 {
		t.Errorf("%d deliveries, want 2", got)
	}
}

// A bot that comes back within a second after a slot claims the missed one, and
// that one too.
func TestBackJustAfterASlot(t *testing.T) {
	f := newFlow(t, monday)
	s := f.subscribe(t, f.slackTrade(), "daily 08:00,10:00")
	slot := monday.Add(4 * time.Hour)
	f.clock.set(slot.Add(500 * time.Millisecond))
	f.sent(t, s)
	f.clock.set(slot.Add(2 * time.Second))
	f.edition(t, s)
	if rows := f.rows(t, s); len(rows) != 2 || !rows[1].Slot.Equal(slot) {
		t.Errorf("the ledger has %+v, want both slots", rows)
	}
}

// An article that was read within a window and stored a little after its end
// comes in the next digest, not in none.
func TestArticleOnItsWayIsNotLost(t *testing.T) {
	f := newFlow(t, monday)
	s := f.subscribe(t, f.slackTrade(), "daily 08:00")
	slot := monday.Add(2 * time.Hour)
	f.clock.set(slot.Add(2 * time.Second))
	contains(t, words(f.sent(t, s).Message), "Nothing new")
	late := tariff(slot.Add(-time.Hour))
	late.Seen = slot.Add(-20 * time.Second) // when its source was read
	f.add(t, late)
	f.clock.set(slot.Add(24*time.Hour + 2*time.Second))
	contains(t, words(f.sent(t, s).Message), "Norvania")
}

// The next digest says what became of one that may not have arrived.
func TestDoubtIsToldInTheNextDigest(t *testing.T) {
	for status, says := range map[bot.Status]string{bot.Unknown: "may not have arrived", bot.Failed: "could not be posted", bot.Sent: ""} {
		t.Run(string(status), func(t *testing.T) {
			f := newFlow(t, monday)
			s := f.subscribe(t, f.slackTrade(), "daily 08:00")
			f.clock.set(monday.Add(2*time.Hour + 2*time.Second))
			f.finish(t, f.edition(t, s), status, "nobody can tell")
			f.clock.pass(24 * time.Hour)
			text := words(f.sent(t, s).Message)
			if says == "" {
				lacks(t, text, "digest of")
			} else {
				contains(t, text, "The digest of Mon 1 Mar", says)
			}
			f.clock.pass(24 * time.Hour)
			lacks(t, words(f.sent(t, s).Message), "The digest of")
		})
	}
}

// A digest for a chat that is not connected waits, and is skipped when it has
// waited too long.
func TestNotConnected(t *testing.T) {
	f := newFlow(t, monday)
	s := f.subscribe(t, bot.Channel{Platform: bot.Terminal, Workspace: "local", ID: "here"}, "daily 08:00")
	f.clock.set(monday.Add(2*time.Hour + 2*time.Second))
	if _, err := f.editor.Claim(t.Context()); err != nil {
		t.Fatal(err)
	}
	d := f.last(t, s)
	if err := f.editor.Make(t.Context(), d.ID); bot.KindOf(err) != bot.Transient {
		t.Errorf("made for a chat that is not there: %v", err)
	}
	f.clock.pass(7 * time.Hour)
	if err := f.editor.Make(t.Context(), d.ID); err != nil {
		t.Error(err)
	}
	f.statusIs(t, d, bot.Skipped)
}
