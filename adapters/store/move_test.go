package store

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"waybill/adapters/store/pgtest"
	"waybill/bot"
	"waybill/digest"
)

// lived is a file in which something of everything has happened.
func lived(t *testing.T) *Store {
	t.Helper()
	s, _, d := composed(t, 2)
	a := seenIn("a1")
	f := filed("a1", "Steel coil duty", "The duty on coil rises to 50 percent. “We regret it,” she said.")
	f.Analysis, f.Article.Byline = a, "Ida Roth\x00, half a rune: \xc3"
	ok(t, s.FileArticles(t.Context(), []bot.Filed{f, filed("a2", "Größe, 関税", "Zölle on coil steigen.")}))
	f.Hash, f.Article.Text = "other", f.Article.Text+" Later."
	ok(t, s.FileArticles(t.Context(), []bot.Filed{f}))
	must[digest.Source](t)(s.AddSource(t.Context(), gazette, day))
	ok(t, s.SaveSettings(t.Context(), steelChannel, bot.Settings{Zone: "Europe/Berlin", Allow: []string{"U1"}, Paused: true}))
	ok(t, s.Mute(t.Context(), steelChannel, "story-9"))
	ok(t, s.SaveShown(t.Context(), steelChannel, "U1", []string{"story-1"}))
	ok(t, s.Record(t.Context(), bot.Change{At: day, Channel: steelChannel, Command: "subscribe steel", Result: "Subscribed"}))
	ok(t, s.Refuse(t.Context(), []bot.Refusal{{Identity: bot.Identity{URL: "https://x.example"}, Reason: "old", At: day}}))
	must[bot.Delivery](t)(first(s.Begin(t.Context(), d.ID, day)))
	ok(t, s.Finish(t.Context(), d.ID, 1, bot.Sent, "", "r", time.Time{}, day))
	_, err := s.write.Exec("DROP TABLE jobs") // the test's own
	ok(t, err)
	return s
}

// Everything goes to PostgreSQL and back, and is the same there.
func TestMoveThereAndBack(t *testing.T) {
	s := lived(t)
	was := must[bot.Tally](t)(s.Tally(t.Context()))
	ok(t, s.Close())
	dsn, back := pgtest.New(t), filepath.Join(t.TempDir(), "back.db")
	var last [2]int64
	there := must[[]Moved](t)(Move(t.Context(), s.path, dsn, func(done, all int64) { last = [2]int64{done, all} }))
	if last[0] != last[1] || last[0] < 15 {
		t.Errorf("told %v at the end, want all rows of all", last)
	}
	filled := map[string]bool{}
	for _, m := range there {
		filled[m.Table] = m.Rows > 0
	}
	for _, name := range []string{
		"articles", "article_revisions", "stories", "refusals", "digests",
		"subscriptions", "deliveries", "delivery_events", "channels", "mutes", "shown", "changes", "sources",
	} {
		if !filled[name] {
			t.Errorf("nothing of %s was moved", name)
		}
	}
	moved := reopen(t, dsn)
	if got := must[bot.Tally](t)(moved.Tally(t.Context())); got != was {
		t.Errorf("tally there = %+v, want %+v", got, was)
	}
	ok(t, moved.Check(t.Context()))
	if diff := cmp.Diff([]string{"a1", "a2"}, found3(t, moved, bot.Query{Must: []string{"coil"}})); diff != "" {
		t.Errorf("found there (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(seenIn("a1"), must[digest.Analysis](t)(moved.Analysis(t.Context(), "a1"))); diff != "" {
		t.Errorf("analysis there (-want +got):\n%s", diff)
	}
	ok(t, moved.Close())

	again := must[[]Moved](t)(Move(t.Context(), dsn, back, nil))
	if diff := cmp.Diff(there, again); diff != "" {
		t.Errorf("moved back (-there +back):\n%s", diff)
	}
	home := reopen(t, back)
	ok(t, home.Check(t.Context()))
	if diff := cmp.Diff([]string{"a1", "a2"}, found3(t, home, bot.Query{Must: []string{"coil"}})); diff != "" {
		t.Errorf("found at home (-want +got):\n%s", diff)
	}
	// Numbers go on behind those that were moved.
	onward := reopen(t, dsn)
	sub := must[bot.Subscription](t)(onward.AddSubscription(t.Context(), order(steelChannel, day)))
	if sub.ID != 2 || sub.Number != 2 {
		t.Errorf("the next subscription has ID %d and number %d, want 2 and 2", sub.ID, sub.Number)
	}
}

// A move that cannot be made changes nothing, and says why.
func TestRefusedMoves(t *testing.T) {
	s := lived(t)
	ok(t, s.Close())
	dsn := pgtest.New(t)
	other := reopen(t, dsn)
	must[digest.Source](t)(other.AddSource(t.Context(), gazette, day))
	said := func(from, to, want string) {
		t.Helper()
		_, err := Move(t.Context(), from, to, nil)
		if e, is := errors.AsType[*bot.Error](err); !is || !strings.Contains(e.Error(), want) {
			t.Errorf("Move = %v, want %q", err, want)
		}
	}
	said(s.path, dsn, "is not empty (give --to a new one)")
	said(s.path, s.path+"2", "a move is between a file and PostgreSQL")
	said(s.path+"3", dsn, "there is no file")
	_, _, err := other.Hold(t.Context(), "outside", "somebody", time.Minute)
	ok(t, err)
	said(s.path, dsn, "a Waybill is running on")
	if tally := must[bot.Tally](t)(other.Tally(t.Context())); tally.Sources != 1 || tally.Articles != 0 {
		t.Errorf("tally = %+v, want it as before", tally)
	}
}
