package gateway

import (
	"context"
	"sync"
	"time"
)

// A Gate lets the connections of one bot ask for new sessions no faster than
// Discord wants: one in each interval for each of some lanes, which are the
// remainders of the shards' numbers.
// https://discord.com/developers/docs/events/gateway#sharding-max-concurrency
type Gate struct {
	lanes int
	every time.Duration

	mu   sync.Mutex
	free map[int]time.Time // when a lane may be used again
}

// NewGate returns a Gate with so many lanes; every of 0 is five seconds.
func NewGate(lanes int, every time.Duration) *Gate {
	if every == 0 {
		every = 5 * time.Second
	}
	return &Gate{lanes: max(lanes, 1), every: every, free: map[int]time.Time{}}
}

// wait returns when a shard may ask, or when the context ends.
func (g *Gate) wait(ctx context.Context, shard int) {
	g.mu.Lock()
	now, lane := time.Now(), shard%g.lanes
	at := g.free[lane]
	if at.Before(now) {
		at = now
	}
	g.free[lane] = at.Add(g.every)
	g.mu.Unlock()
	sleep(ctx, time.Until(at))
}
