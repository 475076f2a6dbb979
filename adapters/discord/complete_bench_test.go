package discord_test

import (
	"context"
	"testing"
	"time"

	"waybill/adapters/discord"
	"waybill/adapters/discord/discordtest"
	"waybill/bot"
)

// BenchmarkAutocomplete measures from the moment at which a person has typed to
// the one at which Discord has the proposals, over loopback, without what the
// Handler takes. bot/cli measures that.
func BenchmarkAutocomplete(b *testing.B) {
	s, err := discordtest.Config{Spec: "-", Global: 1 << 20, Bucket: 1 << 20}.Start()
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	all := make([]bot.Choice, 25)
	for i := range all {
		all[i] = bot.Choice{Label: "Tariffs and duties", Value: "tariffs"}
	}
	d := &desk{complete: func(context.Context, bot.Request, string, string, string) []bot.Choice { return all }}
	a, err := discord.New(discord.Options{Token: s.Token(), APIURL: s.URL(), Handler: d, Commands: table(), Timing: quick})
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	go func() { _ = a.Run(ctx) }()
	for !a.Connected() || s.CommandWrites() == 0 {
		time.Sleep(time.Millisecond)
	}
	var total time.Duration
	for b.Loop() {
		i, err := s.Autocomplete("ana", "trade", "subscribe", "topics", map[string]any{"topics": "tar"})
		if err == nil {
			err = i.Wait(5 * time.Second)
		}
		if err != nil {
			b.Fatal(err)
		}
		total += i.Acked()
	}
	b.ReportMetric(float64(total.Microseconds())/float64(b.N)/1000, "ms/answer")
}
