package cli

import (
	"strings"
	"testing"
	"time"

	"waybill/adapters/slack/slacktest"
	"waybill/bot"
)

// shows is what the only message on each platform reads like now, and how often
// it was asked to change.
func (f *flow) shows(t *testing.T) map[bot.Platform]string {
	t.Helper()
	all := map[bot.Platform]string{}
	if posted := f.slack.Posted(); len(posted) == 1 {
		all[bot.Slack] = posted[0].Read()
	} else {
		t.Errorf("%d messages on Slack", len(posted))
	}
	if posted := f.discord.Posted(); len(posted) == 1 {
		all[bot.Discord] = posted[0].Read()
	} else {
		t.Errorf("%d messages on Discord", len(posted))
	}
	return all
}

// A source that corrects itself corrects the posted digest: once, with what
// changed, on both platforms; and a change of nothing that was shown is no
// news.
func TestCorrectedSourcesCorrectDigests(t *testing.T) {
	f := newFlow(t, monday)
	subs := []bot.Subscription{f.subscribe(t, f.slackTrade(), "daily 08:00"), f.subscribe(t, f.discordTrade(), "daily 08:00")}
	f.clock.set(monday.Add(time.Hour))
	article := tariff(f.clock.now())
	f.add(t, article, exports(f.clock.now()))
	f.clock.set(monday.Add(2*time.Hour + 2*time.Second))
	for _, s := range subs {
		if err := f.deliver(t, f.edition(t, s)); err != nil {
			t.Fatal(err)
		}
	}
	before := f.shows(t)
	for _, text := range before {
		contains(t, text, "35 percent")
		lacks(t, text, "Correction")
	}
	correct := func() {
		t.Helper()
		f.clock.pass(time.Minute)
		for range 2 {
			if err := f.corrector.Run(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	edits := func() int { return len(f.discord.Calls("PATCH /channels/*/messages/*")) }

	// Other words around what was shown change nothing.
	f.clock.pass(time.Hour)
	article.Text = strings.Replace(article.Text, "Builders asked the ministry", "On Tuesday builders asked the ministry again", 1)
	if r := f.add(t, article); r[0].Outcome != "revised" {
		t.Fatalf("the revision is %+v", r)
	}
	correct()
	for p, text := range f.shows(t) {
		if text != before[p] {
			t.Errorf("on %s the digest changed to\n%s", p, text)
		}
	}
	if n := edits(); n != 0 {
		t.Errorf("%d edits", n)
	}

	// A figure does.
	f.clock.pass(time.Hour)
	article.Text = strings.Replace(article.Text, "OSLENBURG - Norvania will", "OSLENBURG (corrected) - Norvania will", 1)
	article.Text = strings.Replace(article.Text, "to 35 percent in March", "to 32 percent in March", 1)
	f.add(t, article)
	f.reopen(t) // whatever was in memory
	correct()
	for p, text := range f.shows(t) {
		contains(t, text, "Correction, Mon 1 Mar 2027, 10:", "Harbour Wire changed “35 percent” to 32 percent", "14 percent", "Tarkesh steel exports fall")
		if n := strings.Count(text, "Harbour Wire changed"); n != 1 {
			t.Errorf("on %s it is told %d times:\n%s", p, n, text)
		}
	}
	if n := edits(); n != 1 {
		t.Errorf("%d edits on Discord, want 1", n)
	}

	// And so does another, later: the first is still told.
	f.clock.pass(time.Hour)
	article.Text = strings.Replace(article.Text, "rose 14 percent to 2.4 million", "rose 12 percent to 2.4 million", 1)
	f.add(t, article)
	correct()
	for _, text := range f.shows(t) {
		contains(t, text, "changed “35 percent” to 32 percent", "changed “14 percent” to 12 percent")
	}
}

// A message that somebody deleted is left alone, and its channel goes on.
func TestDeletedMessageIsNotCorrected(t *testing.T) {
	f := newFlow(t, monday)
	s := f.subscribe(t, f.discordTrade(), "daily 08:00")
	f.clock.set(monday.Add(time.Hour))
	article := tariff(f.clock.now())
	f.add(t, article)
	f.clock.set(monday.Add(2*time.Hour + 2*time.Second))
	if err := f.deliver(t, f.edition(t, s)); err != nil {
		t.Fatal(err)
	}
	f.discord.Delete(f.discord.Posted()[0].ID)
	f.clock.pass(time.Hour)
	article.Text = strings.Replace(article.Text, "to 35 percent", "to 32 percent", 1)
	f.add(t, article)
	for range 3 {
		f.clock.pass(time.Minute)
		if err := f.corrector.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(f.discord.Calls("PATCH /channels/*/messages/*")); n != 1 {
		t.Errorf("%d tries, want 1", n)
	}
	if s, err := f.n.house.SubscriptionByID(t.Context(), s.ID); err != nil || s.State != bot.Active {
		t.Errorf("the subscription is %s, %v", s.State, err)
	}
}

// Where a workspace lets nobody change an old message, the correction goes
// below it: once, and again only if it surely did not get there.
func TestCorrectionsBelowMessages(t *testing.T) {
	f := newFlow(t, monday)
	s := f.subscribe(t, f.slackTrade(), "daily 08:00")
	f.clock.set(monday.Add(time.Hour))
	article := tariff(f.clock.now())
	f.add(t, article)
	f.clock.set(monday.Add(2*time.Hour + 2*time.Second))
	if err := f.deliver(t, f.edition(t, s)); err != nil {
		t.Fatal(err)
	}
	digest := f.slack.Posted()[0]
	f.clock.pass(time.Hour)
	article.Text = strings.Replace(article.Text, "to 35 percent in March", "to 32 percent in March", 1)
	f.add(t, article)
	f.slack.Fail(slacktest.Fault{Method: "chat.update", Error: "edit_window_closed", Times: -1})
	f.slack.Fail(slacktest.Fault{Method: "chat.postMessage", Status: 429, RetryAfter: "0", Error: "ratelimited"})
	for i := range 4 {
		f.clock.pass(time.Minute)
		if err := f.corrector.Run(t.Context()); (err != nil) != (i == 0) {
			t.Errorf("run %d: %v", i, err)
		}
	}
	posted := f.slack.Posted()
	if len(posted) != 2 || posted[1].Thread != digest.TS {
		t.Fatalf("%d messages: %+v", len(posted), posted)
	}
	contains(t, posted[1].Read(), "Harbour Wire changed “35 percent” to 32 percent")
}
