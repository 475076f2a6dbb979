package cli

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"waybill/adapters/clock"
	"waybill/adapters/console"
	"waybill/adapters/discord"
	"waybill/adapters/feed"
	"waybill/adapters/jobs"
	"waybill/adapters/metrics"
	"waybill/adapters/slack"
	"waybill/adapters/web"
	"waybill/adapters/websub"
	"waybill/bot"
	"waybill/bot/collect"
	"waybill/bot/correct"
	"waybill/bot/deliver"
	"waybill/bot/edition"
	"waybill/digest"
)

// A chat is a connected platform.
type chat interface {
	deliver.Poster
	Run(ctx context.Context) error
	Connected() bool // people are heard now
}

// A service is the running bot: everything that is due is fetched, made and
// delivered, and everybody who speaks to it is answered.
type service struct {
	desk      *newsdesk
	log       *slog.Logger
	now       func() time.Time
	collector *collect.Collector
	editor    *edition.Editor
	mailer    *deliver.Mailer
	corrector *correct.Desk
	runner    *jobs.Runner
	platforms []bot.Platform // that it posts to
	links     []*link
	hubs      *websub.Subscriber // nil if no hub can reach the bot
	notices   []bot.Channel      // where those who run the bot read of its sources

	metrics *metrics.Metrics // nil unless they are shown
	pulse   pulse
	leading atomic.Bool     // this process is the one in the chats
	ending  context.Context // ends when the bot begins to end
	stopped func() error    // stop, once
}

// How often the service looks. Subscriptions are for whole minutes; looking
// every two seconds, which costs 20 ms an hour, makes a digest begin at most
// four late: one that its window stays open, two, and one to claim ten
// thousand.
const (
	lookEvery   = 2 * time.Second
	readEvery   = time.Second
	sweepEvery  = time.Minute
	writeEvery  = 15 * time.Second // a disk that is full is in the log before somebody asks
	pruneEvery  = 6 * time.Hour
	checkEvery  = time.Hour
	postTimeout = 10 * time.Second
	giveUp      = 24 * time.Hour
)

// serviceOptions say which chats a service is in.
type serviceOptions struct {
	log      *slog.Logger
	now      func() time.Time
	terminal *console.Console // nil if the terminal is no channel
	chats    map[bot.Platform]chat
}

// newService wires the bot, from top to bottom: reading, jobs, editions,
// deliveries.
func (n *newsdesk) newService(ctx context.Context, o serviceOptions) (*service, error) {
	n.intake.Now, n.log = o.now, o.log
	notices, err := noticed(n.config.Notices)
	if err != nil {
		return nil, err
	}
	s := &service{desk: n, log: o.log, now: o.now, collector: n.collector(o.log, o.now), notices: notices}
	s.collector.Tell = s.tell
	if err := s.listenToHubs(); err != nil {
		return nil, err
	}
	s.ending = context.WithoutCancel(ctx)
	s.stopped = sync.OnceValue(func() error { return s.runner.Stop(context.Background()) })
	if n.config.Metrics.Listen != "" {
		s.metrics = metrics.New(version(), s)
	}
	posters := map[bot.Platform]deliver.Poster{}
	parts := map[bot.Platform]func(bot.Message) []bot.Message{
		bot.Slack: slack.Parts, bot.Discord: discord.Layout(n.config.Discord.Layout).Parts, bot.Terminal: console.Parts,
	}
	maps.DeleteFunc(parts, func(p bot.Platform, _ func(bot.Message) []bot.Message) bool {
		return o.chats[p] == nil && (p != bot.Terminal || o.terminal == nil)
	})
	var platforms []bot.Platform
	for p, c := range o.chats {
		posters[p] = c
		platforms = append(platforms, p)
		s.links = append(s.links, &link{chat: c, platform: p, log: o.log, first: linkFirst, most: linkMost})
	}
	if o.terminal != nil {
		posters[bot.Terminal] = o.terminal
		platforms = append(platforms, bot.Terminal)
	}
	s.platforms = platforms
	n.room.Reworder = n.reworder(s.metrics, o.log, o.now)
	s.editor = n.editor(o.now, parts)
	s.editor.Ledger = claims{s.editor.Ledger, s.metrics, o.now}
	s.mailer = &deliver.Mailer{Ledger: n.house, Posters: posters, Now: o.now, Log: o.log, GiveUp: giveUp, Timeout: postTimeout, Tell: s.tell, Watch: s.metrics}
	s.corrector = &correct.Desk{Ledger: n.house, Chats: map[bot.Platform]any{}, Parts: parts, Now: o.now, Log: o.log, Timeout: postTimeout}
	for p, poster := range posters {
		s.corrector.Chats[p] = poster
	}
	s.runner, err = jobs.New(ctx, n.house, jobs.Work{
		Fetch:   s.timed(bot.FetchJob, s.fetch),
		Digest:  s.timed(bot.DigestJob, s.editor.Make),
		Deliver: s.timed(bot.DeliverJob, s.mailer.Deliver),
	}, jobs.Options{Platforms: platforms, Logger: o.log, Shared: n.keeper != nil, Process: n.process()})
	if err != nil {
		return nil, fmt.Errorf("prepare jobs: %w", err)
	}
	n.house.Enqueue(s.runner)
	return s, nil
}

// start begins to work on jobs. A service that shares its database with others
// only composes at first; see lead.
func (s *service) start(ctx context.Context) error {
	if s.desk.keeper == nil {
		if err := s.takeFetches(ctx); err != nil {
			return err
		}
		if err := s.desk.intake.Restore(ctx); err != nil {
			return err
		}
	}
	return s.runner.Start(context.WithoutCancel(ctx)) // jobs under way are finished, not cut off
}

// stop takes no more jobs and finishes those under way.
func (s *service) stop() error { return s.stopped() }

// run works until the context ends, and then finishes what is under way.
func (s *service) run(ctx context.Context) error {
	g, working := errgroup.WithContext(ctx)
	s.ending = working
	if err := s.start(ctx); err != nil {
		return err
	}
	g.Go(func() error { return clock.Run(working, clock.Options{Log: s.log}, s.felt(s.ticks())...) })
	g.Go(func() error { return s.show(working) })
	if s.hubs != nil {
		g.Go(func() error { return s.hubs.Run(working) })
	}
	g.Go(func() error {
		<-working.Done() // jobs, ticks and chats end side by side, within ten seconds
		return s.stop()
	})
	if k := s.desk.keeper; k == nil {
		g.Go(func() error { return s.outside(working) })
	} else {
		k.Log = s.log
		g.Go(func() error { return k.Attend(working, s.bury) })
		g.Go(func() error { return k.While(working, outside, s.lead) })
	}
	s.log.Info("ready", "version", version(), "database", s.desk.house.Path())
	return g.Wait()
}

// outside is what touches the world: being in the chats, and reading sources.
func (s *service) outside(ctx context.Context) error {
	g, working := errgroup.WithContext(ctx)
	s.leading.Store(true)
	defer s.leading.Store(false)
	ticks := s.felt(s.outsideTicks())
	defer s.pulse.forget(ticks)
	g.Go(func() error { return clock.Run(working, clock.Options{Log: s.log}, ticks...) })
	for _, l := range s.links {
		g.Go(func() error { l.run(working); return nil })
	}
	return g.Wait()
}

// ticks are what every process does.
func (s *service) ticks() []clock.Tick {
	return []clock.Tick{
		{Name: "claim due digests", Every: lookEvery, Do: func(ctx context.Context) error { _, err := s.editor.Claim(ctx); return err }},
		{Name: "sweep deliveries", Every: sweepEvery, Do: s.mailer.Sweep},
		{Name: "write to the database", Every: writeEvery, Do: s.desk.house.Writable},
	}
}

// outsideTicks are what one process at a time does.
func (s *service) outsideTicks() []clock.Tick {
	return []clock.Tick{
		{Name: "ask for due sources", Every: lookEvery, Do: s.askFetch},
		{Name: "read new articles", Every: readEvery, Do: func(ctx context.Context) error { _, err := s.desk.intake.Read(ctx); return err }},
		{Name: "check sources", Every: checkEvery, Do: s.collector.Checkup},
		{Name: "correct digests", Every: sweepEvery, Do: s.corrector.Run},
		{Name: "look whether outages are over", Every: sweepEvery, Do: s.mailer.Probe},
		{Name: "drop old articles", Every: pruneEvery, Do: s.prune},
		{Name: "back up and check the database", Every: upkeepEvery, Do: s.upkeep},
	}
}

func (s *service) askFetch(ctx context.Context) error { return s.desk.house.AskFetch(ctx, s.now()) }

// takeFetches makes due what the process that read sources before this one had
// claimed and not read: it is gone.
func (s *service) takeFetches(ctx context.Context) error {
	n, err := s.desk.house.ReturnFetches(ctx)
	if err == nil && n > 0 {
		s.log.Info("sources that were being read when the bot ended are read now", "sources", n)
	}
	return err
}

// fetch reads the sources that are due. When the bot ends, nobody waits for a
// slow site: the job stays, for the bot that is started next.
func (s *service) fetch(ctx context.Context, _ int64) error {
	ctx, cut := context.WithCancel(ctx)
	defer cut()
	defer context.AfterFunc(s.ending, cut)()
	err := s.collector.Round(ctx, s.desk.config.Collect.Workers, func(r collect.Report, err error) {
		switch {
		case err == nil:
			s.metrics.Read(r)
		case ctx.Err() == nil:
			s.log.Error("a source could not be read by a fault of ours", "source", r.Source.ID, "name", r.Source.Name, "error", err)
		}
	})
	if err != nil && s.ending.Err() != nil {
		return &bot.Error{Kind: bot.Transient, Text: "the bot is ending", After: time.Second, Err: err}
	}
	return err
}

func (s *service) prune(ctx context.Context) error {
	before := s.now().Add(-time.Duration(s.desk.config.Collect.Keep))
	if _, err := s.desk.house.PruneLedger(ctx, before); err != nil {
		return err
	}
	if most := s.desk.config.Collect.Articles; most > 0 {
		oldest, err := s.desk.house.Oldest(ctx, most)
		if err != nil {
			return err
		}
		if oldest.After(before) {
			before = oldest
		}
	}
	n, err := s.desk.house.Prune(ctx, before, true)
	if err == nil && n > 0 {
		s.log.Info("dropped old articles", "articles", n)
	}
	return err
}

// collector reads sources into the archive.
func (n *newsdesk) collector(log *slog.Logger, now func() time.Time) *collect.Collector {
	return &collect.Collector{
		Store: n.house, Web: webOf(n.config), Feeds: feed.Reader{}, Intake: n.intake, Now: now, Log: log,
		Offices: []collect.Office{feed.PressCorner{}}, Pages: n.config.Collect.Pages, Every: time.Duration(n.config.Collect.Every),
	}
}

// seed adds the shipped and the configured sources that were never added.
func (n *newsdesk) seed(ctx context.Context, at time.Time) error {
	var all []digest.Source
	if n.config.Collect.Catalogue {
		all = append(all, feed.Catalogue()...)
	}
	for _, s := range n.config.Source {
		all = append(all, digest.Source{Name: s.Name, URL: s.URL, Publisher: s.Publisher, Region: s.Region, Kind: digest.Kind(s.Kind), Tier: s.Tier, Grade: "configured"})
	}
	return n.house.Seed(ctx, all, at)
}

// listenToHubs has hubs say when a feed has changed, if the bot can be reached.
func (s *service) listenToHubs() error {
	c := s.desk.config.Collect
	client, ok := s.collector.Web.(*web.Client)
	if c.HubListen == "" || !ok {
		return nil
	}
	var err error
	s.hubs, err = websub.New(websub.Options{
		Listen: c.HubListen, Public: c.HubURL, Store: s.desk.house, Client: client.HTTP(), Now: s.now, Log: s.log,
	})
	if err != nil {
		return err
	}
	s.collector.Hubs = s.hubs
	return nil
}
