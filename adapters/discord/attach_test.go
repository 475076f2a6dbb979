package discord_test

import (
	"bytes"
	"context"
	"image/png"
	"strings"
	"testing"
	"time"

	"waybill/adapters/discord"
	"waybill/adapters/discord/discordtest"
	"waybill/bot"
)

// charted is an answer with a chart.
func charted(private bool) bot.Message {
	m := bot.Message{Title: "Tariff on soybeans", Private: private, Sections: []bot.Section{{Figures: []bot.Line{bot.Text("Mon 2 Mar 2026: 10 percent"), bot.Text("Mon 9 Mar 2026: 25 percent")}}}}
	m.Footer = []bot.Line{bot.Text("2 of 2 figures found in their sources")}
	m.Chart = &bot.Chart{Title: "Tariff on soybeans\u202e @everyone", Unit: "percent", Step: true}
	for i, v := range []float64{10, 25, 50} {
		m.Chart.Dots = append(m.Chart.Dots, bot.Dot{At: time.Date(2026, 3, 2+7*i, 0, 0, 0, 0, time.UTC), Value: v, Words: "some percent", Source: "Quay Courier"})
	}
	return m
}

// A chart comes with its answer, as one message, however it was asked for and
// however messages are drawn; the server refuses a file that nothing names.
func TestChartsComeWithTheAnswer(t *testing.T) {
	for _, layout := range []discord.Layout{discord.Components, discord.Embeds} {
		t.Run(string(layout), func(t *testing.T) {
			s := serve(t, discordtest.Config{Bucket: 100})
			d := &desk{answer: func(_ context.Context, r bot.Request) bot.Message { return charted(r.Line == "status") }}
			listen(t, s, d, func(o *discord.Options) { o.Layout = layout })
			for _, path := range []string{"topics", "status", "preview"} { // at once, for one, deferred
				var options map[string]any
				if path == "preview" {
					options = map[string]any{"topics": "steel"}
				}
				i, err := s.Command("ana", "trade", path, options)
				if all := answered(t, i, err); len(all) != 1 || !strings.Contains(all[0].Read(), "25 percent") {
					t.Errorf("%s: answered %+v", path, all)
				}
			}
			if _, err := s.Mention("ana", "trade", "chart soybeans"); err != nil {
				t.Fatal(err)
			}
			posts(t, s, 4)
			shown := files(s, "chart.png")
			if len(shown) != 4 {
				t.Fatalf("%d pictures, want 4", len(shown))
			}
			if _, err := png.Decode(bytes.NewReader(shown[0])); err != nil {
				t.Errorf("the picture: %v", err)
			}
			for _, c := range s.Calls("") {
				if c.Files != nil && (!bytes.Contains(c.Body, []byte("Chart of Tariff on soybeans @everyone, in percent")) || !bytes.Contains(c.Body, []byte("attachment://chart.png"))) {
					t.Errorf("the picture is not described or not shown: %s", c.Body)
				}
			}
		})
	}
}

// Where the bot may attach nothing, an answer comes in words.
func TestChartsWithoutTheRightTo(t *testing.T) {
	s := serve(t, discordtest.Config{})
	listen(t, s, &desk{answer: func(context.Context, bot.Request) bot.Message { return charted(false) }}, nil)
	s.Deny("trade", discordtest.AttachFiles)
	if _, err := s.Mention("ana", "trade", "chart soybeans"); err != nil {
		t.Fatal(err)
	}
	if m := posts(t, s, 1)[0].Read(); !strings.Contains(m, "25 percent") || !strings.Contains(m, "may not attach files here") {
		t.Errorf("answered %q", m)
	}
}

// A picture whose answer was lost is sent again with it, and stands there once.
func TestChartsComeOnce(t *testing.T) {
	s := serve(t, discordtest.Config{Bucket: 100})
	listen(t, s, &desk{answer: func(context.Context, bot.Request) bot.Message { return charted(false) }}, nil)
	for i, f := range []discordtest.Fault{
		{Status: 502, Done: true}, {Cut: true, Done: true}, {Status: 503}, discordtest.RouteLimited("", 50*time.Millisecond),
	} {
		f.Route = discordtest.CreateMessage
		s.Fail(f)
		if _, err := s.Mention("ana", "trade", "chart it"); err != nil {
			t.Fatal(err)
		}
		posts(t, s, i+1)
	}
	for path, options := range map[string]map[string]any{"topics": nil, "preview": {"topics": "steel"}} {
		s.Fail(discordtest.Fault{Route: discordtest.Callback, Status: 502, Done: true})
		i, err := s.Command("ana", "trade", path, options)
		if all := answered(t, i, err); len(all) != 1 {
			t.Errorf("%s: %d answers", path, len(all))
		}
	}
	if n := len(s.Posted()); n != 6 {
		t.Errorf("%d messages, want 6", n)
	}
}
