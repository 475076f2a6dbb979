// Package clock drives the bot's ticks with gocron: fixed intervals, in UTC,
// never overlapping. When a person's digest is due is not its business: it
// would be an hour early, twice or never again in zones whose clock changes
// at midnight (bot/schedule computes those times, the store keeps them).
package clock

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/go-co-op/gocron/v2"
	"github.com/jonboulle/clockwork"
)

// A Tick is something that is done again and again.
type Tick struct {
	Name  string // for the log
	Every time.Duration
	Do    func(ctx context.Context) error
}

// Options set a Clock up.
type Options struct {
	Log  *slog.Logger    // required
	Time clockwork.Clock // nil for the real time
}

// Run drives the ticks until the context ends, each first at once. A tick that
// fails is logged and comes again; one that is still at work is not begun
// again. Run returns when all of them have ended, at most ten seconds later.
func Run(ctx context.Context, o Options, ticks ...Tick) error {
	options := []gocron.SchedulerOption{gocron.WithLocation(time.UTC), gocron.WithStopTimeout(10 * time.Second)}
	if o.Time != nil {
		options = append(options, gocron.WithClock(o.Time))
	}
	s, err := gocron.NewScheduler(options...)
	if err != nil {
		return fmt.Errorf("make scheduler: %w", err)
	}
	for _, t := range ticks {
		_, err := s.NewJob(gocron.DurationJob(t.Every), gocron.NewTask(func() {
			if err := t.Do(ctx); err != nil && ctx.Err() == nil {
				o.Log.Error("tick", "name", t.Name, "error", err)
			}
		}), gocron.WithName(t.Name), gocron.WithSingletonMode(gocron.LimitModeReschedule), gocron.WithStartAt(gocron.WithStartImmediately()))
		if err != nil {
			return fmt.Errorf("schedule %s: %w", t.Name, err)
		}
	}
	s.Start()
	<-ctx.Done()
	if err := s.Shutdown(); err != nil {
		return fmt.Errorf("stop scheduler: %w", err)
	}
	return nil
}
