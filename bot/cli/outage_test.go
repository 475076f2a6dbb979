package cli

import (
	"strings"
	"testing"
	"time"

	"waybill/bot"
)

// A token that is refused is nobody's channel's fault: one delivery finds it
// out, one notice tells it, no subscription is touched, and nothing more is
// claimed or posted there. When the token is good again, what waited is posted,
// and what was missed comes as one late digest.
func TestTokenIsRefused(t *testing.T) {
	eachSite(t, func(t *testing.T, f *flow, s site) {
		var told []string
		f.mailer.Tell = f.record(&told)
		elsewhere := s.channel(f)
		elsewhere.ID = "elsewhere"
		found, waits := f.made(t, s.channel(f)), f.made(t, elsewhere)
		hourly := f.due(t, s.channel(f))
		hourly.Cadence, hourly.Next = "hourly", f.clock.now().Add(time.Hour)
		if err := f.n.house.UpdateSubscription(t.Context(), hourly); err != nil {
			t.Fatal(err)
		}
		other := f.made(t, sites[1-siteIndex(s)].channel(f))
		s.revoke(f)
		for range 3 {
			_ = f.deliver(t, found)
			_ = f.deliver(t, waits)
		}
		if d := f.statusIs(t, found, bot.Pending); d.Attempts != 1 || !strings.Contains(d.Reason, "it waits: ") {
			t.Errorf("%d attempts, reason %q", d.Attempts, d.Reason)
		}
		if d := f.statusIs(t, waits, bot.Pending); d.Attempts != 0 {
			t.Errorf("%d attempts where everything is refused", d.Attempts)
		}
		f.settle(t, other) // another platform goes on
		f.statusIs(t, other, bot.Sent)

		// Five hours later nobody has mended it.
		for range 5 {
			f.clock.pass(time.Hour)
			if _, err := f.editor.Claim(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := f.mailer.Probe(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if got := len(f.rows(t, hourly)); got != 0 {
			t.Errorf("%d editions were claimed where nothing can be posted", got)
		}
		if len(told) != 1 || !strings.Contains(told[0], "goes on by itself") {
			t.Errorf("told %q, want it once", told)
		}
		if said := strings.Join(f.troublesIn(s.channel(f)), "\n"); !strings.Contains(said, "nothing is posted since") {
			t.Errorf("status says %q", said)
		}
		all, err := f.n.house.Subscriptions(t.Context(), bot.Channel{})
		if err != nil {
			t.Fatal(err)
		}
		for _, sub := range all {
			if sub.State != bot.Active {
				t.Errorf("subscription %d is %s", sub.Number, sub.State)
			}
		}

		s.heal(f)
		f.clock.pass(20 * time.Minute)
		if err := f.mailer.Probe(t.Context()); err != nil {
			t.Fatal(err)
		}
		f.settle(t, found)
		f.statusIs(t, found, bot.Sent)
		if len(told) != 2 || !strings.Contains(told[1], "posted again") {
			t.Errorf("told %q, want also that it is over", told)
		}
		late := f.edition(t, hourly)
		f.settle(t, late)
		if rows := f.rows(t, hourly); len(rows) != 1 {
			t.Errorf("%d editions for what was missed, want one", len(rows))
		}
		contains(t, s.texts(f)[len(s.texts(f))-1], "Late: ")
	})
}

// A token that is refused while somebody looks for a lost answer says nothing
// of that answer: the delivery waits, and is found later.
func TestTokenIsRefusedAfterALostAnswer(t *testing.T) {
	eachSite(t, func(t *testing.T, f *flow, s site) {
		d := f.made(t, s.channel(f))
		s.fail(f, true, 0, 0)
		if f.deliver(t, d) == nil {
			t.Fatal("an answer came")
		}
		s.revoke(f)
		f.clock.pass(s.later)
		for range 5 {
			_ = f.deliver(t, d)
			f.clock.pass(10 * time.Minute)
		}
		f.statusIs(t, d, bot.Sending)
		s.heal(f)
		if err := f.mailer.Probe(t.Context()); err != nil {
			t.Fatal(err)
		}
		f.settle(t, d)
		f.statusIs(t, d, bot.Sent)
		f.agrees(t, s)
	})
}

func siteIndex(s site) int {
	for i := range sites {
		if sites[i].platform == s.platform {
			return i
		}
	}
	return -1
}
