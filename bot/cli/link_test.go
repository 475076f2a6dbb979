package cli

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"waybill/adapters/discord/discordtest"
	"waybill/adapters/slack/slacktest"
	"waybill/bot"
)

// A chat that refuses the bot takes nothing from the others: what is read,
// made and posted elsewhere goes on. It is said once in the log, in status and
// on /readyz, and when the refusal ends the bot is back by itself.
func TestOneChatRefuses(t *testing.T) {
	for _, c := range []struct {
		refuses   bot.Platform
		fail      func(*world)
		heal      func(*world)
		is        func(*world) bool // connected
		other     func(*world) bool
		subscribe func(*world) error
		texts     func(*world) []string
	}{
		{
			bot.Discord,
			func(w *world) {
				w.discord.Fail(discordtest.Fault{Status: 401, Body: `{"message":"401: Unauthorized","code":0}`, Times: -1})
			},
			func(w *world) { w.discord.Heal() },
			func(w *world) bool { return w.discord.Connected() > 0 },
			func(w *world) bool { return w.slack.Connected() > 0 },
			func(w *world) error { return w.slack.Slash("U0ANA", "C0TRADE", "status") },
			(*world).slackTexts,
		},
		{
			bot.Slack,
			func(w *world) { w.slack.Fail(slacktest.Fault{Error: "token_revoked", Times: -1}) },
			func(w *world) { w.slack.Heal() },
			func(w *world) bool { return w.slack.Connected() > 0 },
			func(w *world) bool { return w.discord.Connected() > 0 && w.discord.CommandWrites() > 0 },
			func(w *world) error { _, err := w.discord.Command("ana", "trade", "status", nil); return err },
			(*world).discordTexts,
		},
	} {
		t.Run(string(c.refuses), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			c.fail(w)
			conf := w.config(t, filepath.Join(t.TempDir(), "waybill.db"))
			conf.Metrics.Listen = "127.0.0.1:0"
			p := &program{}
			n, err := p.newsdeskOf(t.Context(), conf)
			if err != nil {
				t.Fatal(err)
			}
			defer n.close()
			if err := n.seed(t.Context(), w.now()); err != nil {
				t.Fatal(err)
			}
			s, err := p.runService(t.Context(), n, slog.New(slog.NewTextHandler(w.log, nil)), w.now)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range s.links {
				l.first, l.most = 50*time.Millisecond, 2*time.Second // a try that lasts longer than most is news again
			}
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- s.run(ctx) }()

			eventually(t, "the other chat is connected", func() bool { return c.other(w) })
			eventually(t, "the sources are read", func() bool { return hasRead(t, n, 12) })
			address := regexp.MustCompile(`address=(\S+)`).FindStringSubmatch(w.log.String())
			if address == nil {
				t.Fatal("the log does not say where the metrics are")
			}
			page := func(path string) (int, string) {
				resp, err := http.Get("http://" + address[1] + path)
				if err != nil {
					t.Fatal(err)
				}
				defer resp.Body.Close()
				body, _ := io.ReadAll(resp.Body)
				return resp.StatusCode, string(body)
			}
			eventually(t, "readyz tells", func() bool {
				status, said := page("/readyz")
				return status == 503 && strings.HasPrefix(said, string(c.refuses)+": ") && strings.Contains(said, "token") && strings.Count(said, "\n") == 1
			})
			if _, said := page("/metrics"); !strings.Contains(said, `waybill_chat_connected{platform="`+string(c.refuses)+`"} 0`) || !strings.Contains(said, "waybill_ready 0") {
				t.Error("the metrics do not tell")
			}
			if err := c.subscribe(w); err != nil {
				t.Fatal(err)
			}
			eventually(t, "status tells", func() bool { return having(c.texts(w), "The bot is not well: "+string(c.refuses)) == 1 })
			time.Sleep(300 * time.Millisecond) // some more tries
			if got := strings.Count(w.log.String(), "has let the bot go"); got != 1 {
				t.Errorf("said %d times in the log, want once", got)
			}

			c.heal(w)
			eventually(t, "the bot is back", func() bool { return c.is(w) })
			eventually(t, "readyz tells that", func() bool { status, _ := page("/readyz"); return status == 200 })
			cancel()
			if err := <-done; err != nil {
				t.Error(err)
			}
		})
	}
}
