package discord

import (
	"context"
	"errors"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"waybill/adapters/discord/gateway"
)

// reshardings is how often Discord may ask for more connections before that is
// an error: it asks when the bot has come into many more servers.
const reshardings = 3

// hearGateway keeps as many connections with the gateway as there are shards: as
// configured, or else as Discord recommends. Each hears of its share of the
// servers, the first of direct messages too.
func (a *Adapter) hearGateway(ctx context.Context, hear func(gateway.Event)) error {
	for n, tries := a.shards, 0; ; tries++ {
		if a.shards == 0 {
			told, err := a.recommended(ctx)
			if err != nil || ctx.Err() != nil {
				return err
			}
			n = max(told, n+1) // one more than were too few
		}
		err := a.hearShards(ctx, n, hear)
		if a.shards != 0 || tries == reshardings || !errors.Is(err, gateway.ErrMoreShards) {
			return err
		}
		a.log.Warn("discord wants the bot's servers shared out over more connections", "had", n)
	}
}

// recommended is how many connections Discord recommends.
func (a *Adapter) recommended(ctx context.Context) (shards int, err error) {
	err = a.insist(ctx, "ask how many connections there should be", func() error {
		told, err := a.askGateway(ctx)
		shards = max(told.Shards, 1)
		return err
	})
	return shards, err
}

func (a *Adapter) hearShards(ctx context.Context, n int, hear func(gateway.Event)) error {
	told, err := a.askGateway(ctx)
	if err != nil {
		told.Limit.Concurrency = 1 // asked again by each connection
	}
	gate := gateway.NewGate(told.Limit.Concurrency, a.timing.Gateway.Identify)
	var up atomic.Int32
	all, ctx := errgroup.WithContext(ctx)
	for shard := range n {
		var was bool
		c := gateway.Client{
			Token: a.token, Intents: intents, Start: a.start, Log: a.log.With("shard", shard), Timing: a.timing.Gateway,
			Shard: shard, Shards: n, Gate: gate, Handle: hear,
			State: func(is bool) {
				if is != was {
					was = is
					if is {
						up.Add(1)
					} else {
						up.Add(-1)
					}
				}
				a.online.Store(int(up.Load()) == n)
			},
		}
		all.Go(func() error { return c.Run(ctx) })
	}
	return all.Wait()
}
