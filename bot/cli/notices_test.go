package cli

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"waybill/bot"
	"waybill/bot/deliver"
)

// A board keeps what was posted.
type board struct{ posted map[string]string }

func (b *board) Post(_ context.Context, to bot.Channel, key string, m bot.Message) (string, error) {
	b.posted[to.Workspace+"/"+to.ID+" "+key] = m.Intro[0][0].Text
	return "r", nil
}

func (b *board) Find(context.Context, bot.Channel, string, time.Time) (string, bool, error) {
	return "", false, nil
}

// A notice goes to every channel that wants them, under a key by which the
// same notice of a day is one.
func TestNotices(t *testing.T) {
	channels, err := noticed([]string{"slack:T0BASE/C024BE91L", "discord:1083"})
	if err != nil {
		t.Fatal(err)
	}
	b := &board{map[string]string{}}
	s := &service{
		notices: channels, log: slog.New(slog.DiscardHandler), now: time.Now,
		mailer: &deliver.Mailer{Posters: map[bot.Platform]deliver.Poster{bot.Slack: b, bot.Discord: b}},
	}
	s.tell(t.Context(), "The source “x” has ended.")
	s.tell(t.Context(), "The source “x” has ended.")
	if len(b.posted) != 2 {
		t.Errorf("posted %v", b.posted)
	}
	for where, what := range b.posted {
		if !strings.HasPrefix(where, "T0BASE/C024BE91L notice-") && !strings.HasPrefix(where, "/1083 notice-") || what != "The source “x” has ended." {
			t.Errorf("posted %q at %q", what, where)
		}
	}
	for _, bad := range []string{"C024BE91L", "slack:", "irc:#news"} {
		if _, err := noticed([]string{bad}); err == nil || !strings.Contains(err.Error(), `write it as in notices = ["slack:C024BE91L"`) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
