package cli

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"waybill/bot"
)

// Whoever asks about a channel that refuses for good hears so from status and
// why, with what to do.
func TestRefusalIsTold(t *testing.T) {
	reasons := map[bot.Platform]string{
		bot.Slack:   "the channel is archived (take it out of the archive, or unsubscribe it)",
		bot.Discord: "the bot may not see the Discord channel (give it View Channel, Send Messages and Embed Links there)",
	}
	eachSite(t, func(t *testing.T, f *flow, s site) {
		channel := s.channel(f)
		d := f.made(t, channel)
		s.refuse(f)
		if err := f.deliver(t, d); err != nil {
			t.Fatal(err)
		}
		desk := f.n.desk(f.n.sourceDesk(f.n.collector(slog.New(slog.DiscardHandler), f.clock.now)), slog.New(slog.DiscardHandler), f.clock.now)
		for _, line := range []string{"status", "why 1"} {
			m := desk.Handle(t.Context(), bot.Request{Line: line, Channel: channel, User: bot.User{ID: "U1", Name: "bo"}})
			said := fmt.Sprint(m)
			for _, want := range []string{": not posted: ", reasons[s.platform], "isabled: the channel refused; say resume 1 when that is mended"} {
				if !strings.Contains(said, want) {
					t.Errorf("%s: %q is not in\n%s", line, want, said)
				}
			}
		}
	})
}
