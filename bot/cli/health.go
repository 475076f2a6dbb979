package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"waybill/adapters/clock"
	"waybill/adapters/metrics"
	"waybill/bot"
	"waybill/bot/edition"
	"waybill/bot/schedule"
)

var _ metrics.State = (*service)(nil)

// A pulse knows when the regular tasks ran last.
type pulse struct {
	mu    sync.Mutex
	beats map[string]beat
}

type beat struct {
	every time.Duration
	begun time.Time // when it was given to the clock
	ended time.Time // of the last run, zero if there was none
	err   error
}

// felt are ticks that the pulse and the metrics hear of.
func (s *service) felt(ticks []clock.Tick) []clock.Tick {
	s.pulse.mu.Lock()
	defer s.pulse.mu.Unlock()
	if s.pulse.beats == nil {
		s.pulse.beats = map[string]beat{}
	}
	for i, t := range ticks {
		s.pulse.beats[t.Name] = beat{every: t.Every, begun: time.Now()}
		ticks[i].Do = func(ctx context.Context) error {
			begun := time.Now()
			err := t.Do(ctx)
			if ctx.Err() == nil {
				s.metrics.Ticked(t.Name, time.Since(begun), time.Now(), err)
				s.pulse.beat(t.Name, err)
			}
			return err
		}
	}
	return ticks
}

func (p *pulse) beat(name string, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	b, ours := p.beats[name]
	if !ours {
		return
	}
	b.ended, b.err = time.Now(), err
	p.beats[name] = b
}

// forget is for ticks that others do now.
func (p *pulse) forget(ticks []clock.Tick) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, t := range ticks {
		delete(p.beats, t.Name)
	}
}

// breath is how much later than its third turn a task may be before somebody
// is told: a long claim, a slow disk.
const breath = 15 * time.Second

// faint says which regular tasks fail or stand still.
func (p *pulse) faint(now time.Time) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var all []string
	for _, name := range slices.Sorted(maps.Keys(p.beats)) {
		b := p.beats[name]
		since := b.ended
		if since.IsZero() {
			since = b.begun
		}
		switch late := now.Sub(since); {
		case late > 3*b.every+breath:
			all = append(all, fmt.Sprintf("clock: %q has not run for %s", name, late.Round(time.Second)))
		case b.err != nil:
			all = append(all, fmt.Sprintf("clock: %q fails: %v", name, b.err))
		}
	}
	return all
}

// Unready says in words what keeps the bot from its work.
func (s *service) Unready(ctx context.Context) []string {
	var all []string
	if s.ending.Err() != nil {
		return []string{"the bot is ending"}
	}
	if err := s.desk.house.Writable(ctx); err != nil {
		all = append(all, "database: "+told(err))
	}
	for _, o := range s.outages(ctx) {
		if o.Workspace == "" {
			all = append(all, waits(o))
		}
	}
	return append(all, s.troubles()...)
}

// outages are those that last, as far as the database tells.
func (s *service) outages(ctx context.Context) []bot.Outage {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	all, err := s.desk.house.Outages(ctx)
	if err != nil {
		s.log.Warn("outages are not known", "error", err)
	}
	return all
}

// waits tells of an outage.
func waits(o bot.Outage) string {
	return fmt.Sprintf("%s: nothing is posted since %s: %s", o, schedule.Show(o.Since, "UTC"), o.Reason)
}

// Outages counts by platform where the bot's token is refused.
func (s *service) Outages(ctx context.Context) (map[bot.Platform]int, error) {
	counts := map[bot.Platform]int{}
	for _, p := range s.platforms {
		counts[p] = 0
	}
	all, err := s.desk.house.Outages(ctx)
	for _, o := range all {
		if !o.Removed {
			counts[o.Platform]++
		}
	}
	return counts, err
}

// troublesIn is what is wrong with the bot for those in a channel.
func (s *service) troublesIn(c bot.Channel) []string {
	all := s.troubles()
	for _, o := range s.outages(context.Background()) {
		if o.Holds(c) {
			all = append(all, waits(o))
		}
	}
	return all
}

// troubles are what is wrong with the bot itself, besides its database.
func (s *service) troubles() []string {
	var all []string
	for _, l := range s.links {
		if err := l.trouble(); err != nil && s.here() {
			all = append(all, fmt.Sprintf("%s: %v", l.platform, err))
		}
	}
	slices.Sort(all)
	return append(all, s.pulse.faint(time.Now())...)
}

// Chats says for each chat whether the bot is in it.
func (s *service) Chats() map[bot.Platform]bool {
	all := map[bot.Platform]bool{}
	for _, l := range s.links {
		if s.here() {
			all[l.platform] = l.trouble() == nil
		}
	}
	return all
}

// here reports whether this process is the one that has to be in the chats.
func (s *service) here() bool { return s.desk.keeper == nil || s.leading.Load() }

// Backlog is what waits in the ledger.
func (s *service) Backlog(ctx context.Context) (bot.Backlog, error) {
	return s.desk.house.Backlog(ctx)
}

// Sources counts the sources.
func (s *service) Sources(ctx context.Context) (map[string]int, error) {
	well, failing, retired, err := s.desk.house.SourceStates(ctx)
	return map[string]int{"well": well, "failing": failing, "retired": retired}, err
}

// claims is the ledger of editions, with the metrics told of each claim.
type claims struct {
	edition.Ledger
	metrics *metrics.Metrics
	now     func() time.Time
}

func (c claims) ClaimDue(ctx context.Context, now time.Time, limit int, next func(bot.Subscription) (time.Time, error)) ([]bot.Delivery, error) {
	claimed, err := c.Ledger.ClaimDue(ctx, now, limit, next)
	at := c.now()
	for _, d := range claimed {
		c.metrics.Claimed(d.Channel.Platform, at.Sub(d.Slot))
	}
	return claimed, err
}

func (c claims) Skip(ctx context.Context, id int64, reason string) error {
	d, reading := c.Ledger.Delivery(ctx, id)
	err := c.Ledger.Skip(ctx, id, reason)
	if err == nil && reading == nil {
		c.metrics.Finished(d.Channel.Platform, bot.Skipped, 0)
	}
	return err
}

// timed is a kind of job that the metrics hear of.
func (s *service) timed(kind bot.JobKind, do func(context.Context, int64) error) func(context.Context, int64) error {
	if s.metrics == nil {
		return do
	}
	return func(ctx context.Context, id int64) error {
		begun := time.Now()
		err := do(ctx, id)
		s.metrics.Worked(kind, time.Since(begun), err)
		return err
	}
}

// show shows metrics and health until the context ends, if that is configured.
func (s *service) show(ctx context.Context) error {
	if s.metrics == nil {
		return nil
	}
	server, err := s.metrics.Listen(s.desk.config.Metrics.Listen, s, s.log)
	if err != nil {
		return err
	}
	s.log.Info("metrics and health are shown", "address", server.Address())
	if err := server.Run(ctx); err != nil && !errors.Is(err, context.Canceled) {
		s.log.Error("metrics and health are shown no more", "error", err)
	}
	return nil
}
