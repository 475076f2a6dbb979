package cli

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"waybill/adapters/store"
	"waybill/bot"
	"waybill/bot/deliver"
	"waybill/bot/edition"
	"waybill/bot/schedule"
	"waybill/config"
	"waybill/digest"
	"waybill/digest/compose"
)

// A simWorld is the bot's editions and deliveries, as they are, on a real
// database, in a world of chance: the clock jumps from event to event,
// processes crash between any two steps and sleep where it hurts, jobs are
// lost, doubled and late, chats lose answers. Everything follows from the seed.
type simWorld struct {
	rng     *rand.Rand
	clock   *handClock
	n       *newsdesk
	ledger  *simLedger
	chats   map[bot.Platform]*simChat
	procs   [2]simProcess
	jobs    []simJob
	running []bot.Job // as long as one runs, the same is not written again
	swept   time.Time
	open    bool // there may be rows that have not come to an end
	moved   bool // subscriptions may have changed since they were looked up
	calm    bool // no more faults: what is under way is finished
	depth   int  // of processes that sleep while others work
	counts  map[string]int
	subs    []*simSubscription
	stopped time.Time // until then the whole bot is down
}

// A simProcess is what one process has in memory.
type simProcess struct {
	editor *edition.Editor
	mailer *deliver.Mailer
}

type simJob struct {
	bot.Job
	tries int
}

// simCrash is the end of a process.
type simCrash struct{}

func newSimWorld(t *testing.T, seed uint64) *simWorld {
	t.Helper()
	w := &simWorld{
		rng: rand.New(rand.NewPCG(seed, 1)), clock: &handClock{at: time.Date(2026, 3, 1, 0, 30, 0, 0, time.UTC)},
		counts: map[string]int{}, chats: map[bot.Platform]*simChat{},
	}
	c := config.Default()
	c.Database, c.Collect.Catalogue = config.NewSecret(filepath.Join(t.TempDir(), "sim.db")), false
	n, err := (&program{}).newsdeskOf(t.Context(), c, store.Clock(w.clock.now))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.close() })
	w.n = n
	w.ledger = &simLedger{house: n.house, w: w}
	n.house.Enqueue(simQueue{w})
	for _, p := range []bot.Platform{bot.Slack, bot.Discord, bot.Terminal} {
		w.chats[p] = &simChat{w: w, platform: p, gone: map[string]bool{}, wasGone: map[string]bool{}}
	}
	w.restart(0)
	w.restart(1)
	return w
}

// chance is true in one of n cases, and never in the calm at the end.
func (w *simWorld) chance(n int) bool { return !w.calm && w.rng.IntN(n) == 0 }

func (w *simWorld) between(least, most time.Duration) time.Duration {
	return least + time.Duration(w.rng.Int64N(int64(most-least)))
}

// restart gives a process a new memory.
func (w *simWorld) restart(i int) {
	split := func(m bot.Message) []bot.Message {
		if w.clock.now().Day()%8 != 0 { // the bot's clock, so not for ever the same; but a row is split once
			return []bot.Message{m}
		}
		return []bot.Message{m, bot.Say("part 2"), bot.Say("part 3")}
	}
	parts := map[bot.Platform]func(bot.Message) []bot.Message{bot.Slack: split, bot.Discord: split, bot.Terminal: split}
	e := w.n.editor(w.clock.now, parts)
	e.Ledger, e.Composer, e.Holidays = w.ledger, simComposer{}, simHolidays
	posters := map[bot.Platform]deliver.Poster{
		bot.Slack: simFinder{w.chats[bot.Slack]}, bot.Discord: simRepeater{simFinder{w.chats[bot.Discord]}}, bot.Terminal: w.chats[bot.Terminal],
	}
	w.procs[i] = simProcess{editor: e, mailer: &deliver.Mailer{
		Ledger: w.ledger, Posters: posters, Now: w.clock.now, Log: slog.New(slog.DiscardHandler), GiveUp: giveUp, Timeout: postTimeout, Jitter: w.rng.Float64,
	}}
}

// as lets a process do something; it may end there.
func (w *simWorld) as(i int, do func(p simProcess) error) (err error, crashed bool) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case simCrash:
			w.counts["crashes"]++
			w.restart(i)
			crashed = true
		default:
			panic(p)
		}
	}()
	return do(w.procs[i]), false
}

func (w *simWorld) crash(n int) {
	if w.chance(n) {
		panic(simCrash{})
	}
}

// sleep stops whoever is running for a while, in which the others go on, as a
// process that gets SIGSTOP.
func (w *simWorld) sleep(n int) {
	if w.depth > 0 || !w.chance(n) {
		return
	}
	w.counts["suspensions"]++
	w.depth++
	defer func() { w.depth-- }()
	for end := w.clock.now().Add(w.between(time.Second, 2*time.Minute)); w.clock.now().Before(end); {
		w.step(w.clock.now().Add(min(5*time.Second, end.Sub(w.clock.now()))))
	}
}

// step moves the clock and does what is due then.
func (w *simWorld) step(to time.Time) {
	w.clock.set(to)
	if to.Before(w.stopped) {
		return
	}
	i := w.rng.IntN(len(w.procs))
	if w.depth > 0 {
		i = 1 // 0 may be the one that sleeps; what crashes is this one
	}
	if err, _ := w.as(i, func(p simProcess) error { _, err := p.editor.Claim(context.Background()); return err }); err != nil {
		panic(err)
	}
	if to.Sub(w.swept) >= time.Minute {
		w.swept = to
		if err, _ := w.as(i, func(p simProcess) error { return p.mailer.Sweep(context.Background()) }); err != nil {
			panic(err)
		}
		if err, _ := w.as(i, func(p simProcess) error { return p.mailer.Probe(context.Background()) }); err != nil {
			panic(err)
		}
		w.open = w.openRows()
	}
	for range 10_000 {
		k := slices.IndexFunc(w.jobs, func(j simJob) bool { return !j.At.After(w.clock.now()) })
		if k < 0 {
			return
		}
		j := w.jobs[k]
		w.jobs = slices.Delete(w.jobs, k, k+1)
		w.work(i, j)
	}
	panic("the queue never ends")
}

// work does a job as the queue does: what it returns decides on the next try.
func (w *simWorld) work(i int, j simJob) {
	w.running = append(w.running, j.Job)
	err, crashed := w.as(i, func(p simProcess) error {
		if j.Kind == bot.DigestJob {
			return p.editor.Make(context.Background(), j.ID)
		}
		return p.mailer.Deliver(context.Background(), j.ID)
	})
	w.running = w.running[:len(w.running)-1]
	var e *bot.Error
	errors.As(err, &e)
	switch {
	case crashed:
		j.At = w.clock.now().Add(30 * time.Second) // rescued
	case err == nil, e != nil && (e.Kind == bot.Permanent || e.Kind == bot.Invalid || e.Kind == bot.NotFound):
		return
	case e != nil && e.Kind == bot.Transient && e.After > 0:
		j.At = w.clock.now().Add(e.After)
	case j.tries >= 10:
		w.counts["jobs discarded"]++
		return
	default:
		j.tries++
		j.At = w.clock.now().Add(30 * time.Second)
	}
	if !w.chance(100) { // else it is lost
		w.jobs = append(w.jobs, j)
	}
}

// next is when the next thing happens.
func (w *simWorld) next(end time.Time) time.Time {
	at := end
	for _, s := range w.subs {
		if !s.due.IsZero() && s.due.Before(at) {
			at = s.due
		}
	}
	if at = at.Add(2 * time.Second); len(w.jobs) > 0 || w.open {
		at = earlier(at, w.swept.Add(time.Minute))
	}
	for _, j := range w.jobs {
		at = earlier(at, j.At)
	}
	for _, c := range w.chats {
		for _, m := range c.late {
			at = earlier(at, m.at)
		}
	}
	if at.Before(w.stopped) {
		at = w.stopped
	}
	if now := w.clock.now(); !at.After(now) {
		return now.Add(time.Second)
	}
	return at
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func (w *simWorld) openRows() bool {
	all, err := w.n.house.Stale(context.Background(), w.clock.now().AddDate(1, 0, 0))
	if err != nil {
		panic(err)
	}
	return len(all) > 0
}

// simQueue loses and doubles jobs.
type simQueue struct{ w *simWorld }

func (q simQueue) InsertTx(_ context.Context, _ *sql.Tx, jobs ...bot.Job) error {
	for _, j := range jobs {
		same := func(o bot.Job) bool { return o.Kind == j.Kind && o.ID == j.ID && o.Attempt == j.Attempt }
		live := slices.ContainsFunc(q.w.jobs, func(o simJob) bool { return same(o.Job) }) || slices.ContainsFunc(q.w.running, same)
		switch {
		case q.w.chance(100):
			q.w.counts["jobs lost"]++
			continue
		case q.w.chance(100):
			q.w.counts["jobs doubled"]++
		case live:
			continue
		}
		if q.w.chance(30) {
			j.At = q.w.clock.now().Add(q.w.between(0, 3*time.Minute))
		}
		q.w.jobs = append(q.w.jobs, simJob{Job: j})
	}
	return nil
}

// simComposer makes digests that hold nothing but their window.
type simComposer struct{}

func (simComposer) Compose(_ context.Context, o compose.Options) (digest.Digest, error) {
	return digest.Digest{Topics: o.Topics, Language: o.Language, From: o.From, To: o.To}, nil
}

// A simSubscription is what the world knows of an order, besides the bot.
type simSubscription struct {
	bot.Subscription
	rhythm  schedule.Rhythm
	due     time.Time // as the store has it
	resting []simSpan // in which it was not active: a slot may be claimed or not
	created time.Time
}

type simSpan struct{ from, to time.Time }

func (s *simSubscription) String() string {
	return fmt.Sprintf("subscription %d (%s, %s)", s.ID, s.Cadence, s.Zone)
}
