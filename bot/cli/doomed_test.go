package cli

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http/httptrace"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"waybill/adapters/jobs"
	"waybill/adapters/store"
	"waybill/bot"
	"waybill/bot/deliver"
	"waybill/bot/edition"
)

// doomed is the program that is "waybill run" in everything but one: it kills
// itself at a point that its environment names.
const doomed = "waybill-doomed"

// doom tells a doomed process where it ends, the how-manieth time, which file
// it has to make for that (of several processes only one can), and how far
// ahead its clock is.
const doom = "WAYBILL_TEST_DOOM"

// Points of a delivery's way.
const (
	inClaim       = "claim, before its commit"
	afterClaim    = "claim, after its commit"
	inCompose     = "composing, before its commit"
	afterCompose  = "composing, after its commit"
	beforeSending = "sending, before its commit"
	afterSending  = "sending, after its commit"
	onWire        = "request written, no answer"
	onAnswer      = "answer begins to come"
	beforeOutcome = "answer read, outcome not written"
	afterOutcome  = "outcome, after its commit"
	inRecovery    = "looking into a lost answer"
	inSweep       = "sweeping"
)

// A fate ends the process.
type fate struct {
	point  string
	left   atomic.Int64
	marker string
	ahead  time.Duration // of the real time, which River goes by
}

func (f *fate) at(point string) {
	if point != f.point || f.left.Add(-1) != 0 {
		return
	}
	m, err := os.OpenFile(f.marker, os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return // another process has met it
	}
	m.Close()
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {}
}

func doomedMain() int {
	words := strings.Split(os.Getenv(doom), "|")
	count, _ := strconv.ParseInt(words[1], 10, 64)
	ahead, _ := time.ParseDuration(words[3])
	f := &fate{point: words[0], marker: words[2], ahead: ahead}
	f.left.Store(count)
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	if err := f.run(ctx, func() time.Time { return time.Now().Add(ahead) }); err != nil {
		fmt.Fprintln(os.Stderr, "doomed:", err)
		return 1
	}
	return 0
}

// run is the program's own run, with the points in between.
func (f *fate) run(ctx context.Context, now func() time.Time) error {
	p := &program{environ: os.Environ(), err: os.Stderr}
	c, err := p.config()
	if err != nil {
		return err
	}
	n, err := p.newsdeskOf(ctx, c, store.Clock(now))
	if err != nil {
		return err
	}
	defer n.close()
	s, err := p.runService(ctx, n, p.logger(c), now)
	if err != nil {
		return err
	}
	n.house.Enqueue(fatedQueue{s.runner, f})
	s.editor.Ledger = fatedEditions{s.editor.Ledger, f}
	s.mailer.Ledger = fatedLedger{s.mailer.Ledger, f}
	for platform, poster := range s.mailer.Posters {
		s.mailer.Posters[platform] = fatedPoster{poster, f}
	}
	if err := s.run(ctx); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

type fatedEditions struct {
	edition.Ledger
	*fate
}

func (l fatedEditions) ClaimDue(ctx context.Context, now time.Time, limit int, next func(bot.Subscription) (time.Time, error)) ([]bot.Delivery, error) {
	claimed, err := l.Ledger.ClaimDue(ctx, now, limit, func(s bot.Subscription) (time.Time, error) {
		l.at(inClaim)
		return next(s)
	})
	for range claimed {
		l.at(afterClaim)
	}
	return claimed, err
}

func (l fatedEditions) Compose(ctx context.Context, delivery, digest int64, parts []bot.Message) error {
	err := l.Ledger.Compose(ctx, delivery, digest, parts)
	l.at(afterCompose)
	return err
}

// A fatedQueue is asked for jobs inside of transactions.
type fatedQueue struct {
	*jobs.Runner
	*fate
}

func (q fatedQueue) InsertTx(ctx context.Context, tx *sql.Tx, all ...bot.Job) error {
	return q.Runner.InsertTx(ctx, tx, q.pass(all)...)
}

func (q fatedQueue) InsertPostgresTx(ctx context.Context, tx pgx.Tx, all ...bot.Job) error {
	return q.Runner.InsertPostgresTx(ctx, tx, q.pass(all)...)
}

// pass is jobs on their way into the queue.
func (q fatedQueue) pass(all []bot.Job) []bot.Job {
	for i := range all {
		if all[i].Kind == bot.DeliverJob && all[i].Attempt == 0 {
			q.at(inCompose)
		}
		if !all[i].At.IsZero() {
			all[i].At = all[i].At.Add(-q.ahead)
		}
	}
	return all
}

type fatedLedger struct {
	deliver.Ledger
	*fate
}

func (l fatedLedger) Delivery(ctx context.Context, id int64) (bot.Delivery, error) {
	d, err := l.Ledger.Delivery(ctx, id)
	if d.Status == bot.Sending {
		l.at(inRecovery)
	}
	return d, err
}

func (l fatedLedger) Begin(ctx context.Context, id int64, now time.Time) (bot.Delivery, bool, error) {
	l.at(beforeSending)
	d, mine, err := l.Ledger.Begin(ctx, id, now)
	if mine {
		l.at(afterSending)
	}
	return d, mine, err
}

func (l fatedLedger) Finish(ctx context.Context, id int64, attempt int, to bot.Status, reason, receipt string, notBefore, now time.Time) error {
	if to == bot.Sent {
		l.at(beforeOutcome)
	}
	err := l.Ledger.Finish(ctx, id, attempt, to, reason, receipt, notBefore, now)
	if to == bot.Sent {
		l.at(afterOutcome)
	}
	return err
}

func (l fatedLedger) Requeue(ctx context.Context, ids ...int64) error {
	l.at(inSweep)
	return l.Ledger.Requeue(ctx, ids...)
}

// A fatedPoster ends the process while it talks to the platform.
type fatedPoster struct {
	deliver.Poster
	*fate
}

func (p fatedPoster) Post(ctx context.Context, to bot.Channel, key string, m bot.Message) (string, error) {
	return p.Poster.Post(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteRequest:         func(httptrace.WroteRequestInfo) { p.at(onWire) },
		GotFirstResponseByte: func() { p.at(onAnswer) },
	}), to, key, m)
}

func (p fatedPoster) Find(ctx context.Context, to bot.Channel, key string, since time.Time) (string, bool, error) {
	return p.Poster.(deliver.Finder).Find(ctx, to, key, since)
}

func (p fatedPoster) Repeatable(since, now time.Time) bool {
	r, ok := p.Poster.(deliver.Repeater)
	return ok && r.Repeatable(since, now)
}
