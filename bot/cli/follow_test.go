package cli

import (
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"waybill/bot"
)

// A question is gone on with in the thread of its answer on Slack, and by a
// reply to the answer on Discord, also after a restart.
func TestFollowUpsOnBothPlatforms(t *testing.T) {
	w := newWorld(t)
	c := w.config(t, filepath.Join(t.TempDir(), "waybill.db"))
	n, stop := w.bot(t, c)
	eventually(t, "all sources are read", func() bool { return hasRead(t, n, 12) })
	eventually(t, "both platforms listen", w.connected)
	read := func() (all []string) {
		for _, m := range w.slack.Posted() {
			all = append(all, m.Read())
		}
		return all
	}
	defer func() {
		if t.Failed() {
			t.Logf("Slack: %q\nDiscord: %q", read(), w.discordTexts())
		}
	}()
	if err := w.slack.Say("U0ANA", "C0TRADE", "@waybill ask rare earths"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.discord.Mention("ana", "trade", "ask rare earths"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "both are answered", func() bool {
		return having(read(), "On “rare earths”") == 1 && having(w.discordTexts(), "On “rare earths”") == 1
	})
	stop()
	_, stop = w.bot(t, c)
	defer stop()
	eventually(t, "both platforms listen again", w.connected)
	slackAnswer, discordAnswer := w.slack.Posted()[0], w.discord.Posted()[0]
	if err := w.slack.Reply("U0ANA", "C0TRADE", slackAnswer.Thread, "@waybill and steel?"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.discord.ReplyTo("ana", discordAnswer, "and steel?"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "both go on", func() bool {
		return having(read(), "Understood as: ", "ask steel") == 1 && having(w.discordTexts(), "Understood as: ", "ask steel") == 1
	})
	if got := w.slack.Posted()[1]; got.Thread != slackAnswer.Thread {
		t.Errorf("the answer on Slack is in the thread %q, want %q", got.Thread, slackAnswer.Thread)
	}
}

// What a channel's people muted, and want less of, is used in its next digest,
// and in no other channel's.
func TestTasteOfOneChannel(t *testing.T) {
	f := newFlow(t, monday)
	mine, theirs := f.subscribe(t, f.discordTrade(), "daily 08:00"), f.subscribe(t, f.slackTrade(), "daily 08:00")
	f.clock.set(monday.Add(time.Hour))
	f.add(t, tariff(f.clock.now()))
	day := func(n int) { f.clock.set(monday.Add(time.Duration(24*n+2)*time.Hour + 2*time.Second)) }
	day(0)
	first := f.sent(t, mine)
	f.sent(t, theirs)
	desk := f.n.desk(nil, slog.New(slog.DiscardHandler), f.clock.now)
	var say string
	for _, b := range first.Message.Sections[0].Buttons {
		if b.Label == "Mute story" {
			say = b.Say
		}
	}
	m := desk.Handle(t.Context(), bot.Request{Line: say, Channel: f.discordTrade(), User: bot.User{ID: "1", Name: "ana", Manages: true}})
	if m.Failed {
		t.Fatalf("%q: %s", say, words(m))
	}
	f.clock.pass(5 * time.Hour)
	f.add(t, tariffVote(f.clock.now()), exports(f.clock.now()))
	day(1)
	if text := words(f.sent(t, mine).Message); strings.Contains(text, "Norvania") || !strings.Contains(text, "Tarkesh") {
		t.Errorf("the muted story goes on:\n%s", text)
	}
	contains(t, words(f.sent(t, theirs).Message), "Norvania", "Tarkesh")
}
