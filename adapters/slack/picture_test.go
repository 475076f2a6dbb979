package slack

import (
	"context"
	"strings"
	"testing"
	"time"

	"waybill/adapters/slack/slacktest"
	"waybill/bot"
)

// charted is an answer with a chart.
func charted(r bot.Request) bot.Message {
	m := bot.Say("Listed: 10 percent, 25 percent, 50 percent, for " + r.Line)
	m.Private = strings.HasPrefix(r.Line, "status")
	m.Chart = &bot.Chart{Title: "Tariff on *soybeans* <!here>\u202e", Unit: "percent", Step: true}
	for i, v := range []float64{10, 25, 50} {
		m.Chart.Dots = append(m.Chart.Dots, bot.Dot{At: time.Date(2026, 3, 2+7*i, 0, 0, 0, 0, time.UTC), Value: v, Words: "some percent", Source: "Quay Courier"})
	}
	return m
}

// pictures are the files that were shown.
func pictures(s *slacktest.Server) []slacktest.Message {
	var all []slacktest.Message
	for _, m := range s.Posted() {
		if m.File != "" {
			all = append(all, m)
		}
	}
	return all
}

func TestChartsComeAsPictures(t *testing.T) {
	h := &crew{answer: func(_ context.Context, r bot.Request) bot.Message { return charted(r) }}
	s, _, _ := begin(t, slacktest.Config{}, h, nil)

	must(t, s.Say("ben", "trade", "@waybill chart one"))
	list := said(t, s, "for chart one")
	shown := pictures(s)
	if len(shown) != 1 || shown[0].Thread == "" || shown[0].Thread != list.Thread || !strings.HasPrefix(shown[0].File, "\x89PNG\r\n") {
		t.Fatalf("%d pictures, want one PNG in the thread of the list, %q", len(shown), list.Thread)
	}
	if !strings.HasPrefix(shown[0].Alt, "Chart of Tariff on *soybeans*") || strings.ContainsRune(shown[0].Alt, '\u202e') {
		t.Errorf("the picture is described as %q", shown[0].Alt)
	}
	if c := shown[0].Args["initial_comment"]; strings.Contains(c, "soybeans") {
		t.Errorf("the comment %q is markup and holds a stranger's words", c)
	}

	must(t, s.Slash("ben", "trade", "chart two"))
	said(t, s, "for chart two")
	if shown = pictures(s); len(shown) != 2 || shown[1].Channel != "C0TRADE" {
		t.Errorf("%d pictures after a slash command, want 2", len(shown))
	}

	// Where there can be no picture, the list says so, and is all there.
	for _, c := range []struct {
		typed, channel, note string
		fault                slacktest.Fault
	}{
		{"status", "trade", "mentions me", slacktest.Fault{}},                // for one person
		{"chart board", "board", "could not be put here", slacktest.Fault{}}, // where the bot isn't
		{"chart three", "trade", "could not be put here", slacktest.Fault{Method: "files.getUploadURLExternal", Error: "missing_scope", Needed: "files:write"}},
		{"chart four", "trade", "could not be put here", slacktest.Fault{Method: "upload", Status: 500}},
	} {
		if c.fault.Method != "" {
			s.Fail(c.fault)
		}
		must(t, s.Slash("ben", c.channel, c.typed))
		if m := said(t, s, "for "+c.typed); !strings.Contains(m.Read(), c.note) {
			t.Errorf("%q was answered without %q: %s", c.typed, c.note, m.Read())
		}
	}
	if n := len(pictures(s)); n != 2 {
		t.Errorf("%d pictures, want the same 2", n)
	}
}

// A picture is shown once, whatever Slack's answer.
func TestPicturesAreShownOnce(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault slacktest.Fault
		want  int
		noted bool
	}{
		{"limited", slacktest.Fault{Method: "files.completeUploadExternal", Status: 429, RetryAfter: "1"}, 1, false},
		{"cut after it was shown", slacktest.Fault{Method: "files.completeUploadExternal", Done: true, Cut: true}, 1, false},
		{"cut before", slacktest.Fault{Method: "files.completeUploadExternal", Cut: true}, 0, false},
		{"refused", slacktest.Fault{Method: "files.completeUploadExternal", Error: "posting_to_channel_denied", Times: -1}, 0, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := &crew{answer: func(_ context.Context, r bot.Request) bot.Message { return charted(r) }}
			s, _, _ := begin(t, slacktest.Config{}, h, nil)
			s.Fail(c.fault)
			must(t, s.Say("ben", "trade", "@waybill chart it"))
			list := said(t, s, "for chart it")
			if n := len(pictures(s)); n != c.want {
				t.Errorf("%d pictures, want %d", n, c.want)
			}
			if noted := strings.Contains(list.Read(), "could not be put here"); noted != c.noted {
				t.Errorf("noted %v: %s", noted, list.Read())
			}
		})
	}
}
