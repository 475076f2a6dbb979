package store

import (
	"testing"
	"time"

	"waybill/bot"
)

// What somebody asked last is kept for each thread and asker, one question
// each, and forgotten with time.
func TestTalks(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		ctx := t.Context()
		trade := bot.Channel{Platform: bot.Discord, Workspace: "G1", ID: "C1"}
		noon := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
		for _, k := range []bot.Talk{
			{Person: "ana", Question: "copper", At: noon},
			{Person: "ana", Question: "rare earths", Since: noon.AddDate(0, 0, -3), At: noon.Add(time.Minute)},
			{Person: "ana", Thread: "T1", Question: "steel", At: noon},
			{Person: "ben", Question: "tin", At: noon},
		} {
			ok(t, s.SaveTalk(ctx, trade, k))
		}
		for _, c := range []struct{ person, thread, want string }{
			{"ana", "", "rare earths"},
			{"ana", "T1", "steel"},
			{"ben", "", "tin"},
			{"ben", "T1", ""},
			{"cleo", "", ""},
		} {
			got, _, err := s.Talk(ctx, trade, c.person, c.thread, noon.Add(-time.Hour))
			if err != nil || got.Question != c.want {
				t.Errorf("%s in %q asked %q (%v), want %q", c.person, c.thread, got.Question, err, c.want)
			}
		}
		if got, _, _ := s.Talk(ctx, trade, "ana", "", noon); !got.Since.Equal(noon.AddDate(0, 0, -3)) {
			t.Errorf("since %v", got.Since)
		}
		other := trade
		other.Workspace = "G2"
		if _, there, _ := s.Talk(ctx, other, "ana", "", noon); there {
			t.Error("another workspace sees the question")
		}
		if _, there, _ := s.Talk(ctx, trade, "ben", "", noon.Add(time.Hour)); there {
			t.Error("a question from before the time is found")
		}
		// A later one pushes the old ones out.
		ok(t, s.SaveTalk(ctx, trade, bot.Talk{Person: "ana", Thread: "T9", Question: "zinc", At: noon.Add(72 * time.Hour)}))
		if _, there, _ := s.Talk(ctx, trade, "ana", "T1", time.Time{}); there {
			t.Error("a question of three days ago is kept")
		}
	})
}
