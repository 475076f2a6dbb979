package discord_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"waybill/adapters/discord"
	"waybill/adapters/discord/discordtest"
	"waybill/bot"
)

// running runs an adapter until the test ends, without commands.
func running(t *testing.T, s *discordtest.Server, d *desk, change func(*discord.Options)) (*discord.Adapter, chan error) {
	t.Helper()
	a := adapter(t, s, d, change)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	t.Cleanup(cancel)
	return a, ended
}

// The bot's servers are shared out over as many connections as Discord
// recommends, or as are configured; each person is answered once, in servers
// and in direct messages.
func TestShards(t *testing.T) {
	for name, c := range map[string]struct{ recommended, configured, want int }{
		"one":         {0, 0, 1},
		"recommended": {3, 0, 3},
		"configured":  {2, 4, 4},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, discordtest.Config{Shards: c.recommended, Concurrency: 16})
			d := &desk{}
			a, _ := running(t, s, d, func(o *discord.Options) { o.Shards = c.configured })
			await(t, "all connections", func() bool { return a.Connected() && s.Connected() == c.want })
			seen := map[[2]int]bool{}
			for _, g := range s.Signals("identify") {
				seen[g.Shard] = true
			}
			for n := range c.want {
				if shard := [2]int{n, c.want}; c.want > 1 && !seen[shard] {
					t.Errorf("no connection is shard %v of %v", shard, seen)
				}
			}
			if _, err := s.Mention("ana", "trade", "status"); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Direct("ben", "topics"); err != nil {
				t.Fatal(err)
			}
			posts(t, s, 2)
			time.Sleep(30 * time.Millisecond)
			if n := len(d.requests()); n != 2 {
				t.Errorf("%d requests, want 2", n)
			}
		})
	}
}

// Sessions are begun as many at once as Discord says, and no more.
func TestShardsBeginInTurn(t *testing.T) {
	const every = 150 * time.Millisecond
	s := serve(t, discordtest.Config{Shards: 6, Concurrency: 2})
	a, _ := running(t, s, &desk{}, func(o *discord.Options) { o.Timing.Gateway.Identify = every })
	await(t, "all connections", func() bool { return a.Connected() })
	last := map[int]time.Time{}
	for _, g := range s.Signals("identify") {
		lane := g.Shard[0] % 2
		if gap := g.At.Sub(last[lane]); !last[lane].IsZero() && gap < every-50*time.Millisecond {
			t.Errorf("shard %d began %v after another of its lane", g.Shard[0], gap)
		}
		last[lane] = g.At
	}
}

// A bot that came into too many servers gets more connections by itself; one
// whose number is configured says what to change.
func TestMoreShardsAreNeeded(t *testing.T) {
	s := serve(t, discordtest.Config{})
	a, _ := running(t, s, &desk{}, nil)
	await(t, "the connection", func() bool { return a.Connected() })
	s.Recommend(2)
	s.CloseGateway(4011)
	await(t, "two connections", func() bool { return a.Connected() && s.Connected() == 2 })

	s = serve(t, discordtest.Config{Shards: 3})
	_, ended := running(t, s, &desk{}, func(o *discord.Options) { o.Shards = 2 })
	select {
	case err := <-ended:
		if e, ok := errors.AsType[*bot.Error](err); !ok || e.Kind != bot.Permanent || e.Hint == "" {
			t.Errorf("Run: %v, want a Permanent error with a hint", err)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("Run goes on")
	}
}
