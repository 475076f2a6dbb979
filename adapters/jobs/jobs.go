// Package jobs runs the bot's jobs with River (https://riverqueue.com), in the
// database that the jobs are about: a job is there if and only if the rows
// that it belongs to are.
//
// A job is only a hint to look at a row; the ledger of deliveries is the
// truth. So a job may be lost, doubled or late, and still nothing is posted
// twice or not at all: workers look at the row first, and a sweeper writes
// again what is missing.
package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"

	"waybill/bot"
)

// Work is what is done for each kind of job, given the ID of its row. An error
// of kind [bot.Transient] with After set is tried again then; one of kind
// [bot.Permanent], [bot.Invalid] or [bot.NotFound] is not tried again; any
// other is tried again later and later, ten times.
type Work struct {
	Fetch   func(ctx context.Context, source int64) error
	Digest  func(ctx context.Context, delivery int64) error
	Deliver func(ctx context.Context, delivery int64) error
}

// Options say how much is done at once, and where.
type Options struct {
	Platforms []bot.Platform // whose deliveries this process posts
	Fetchers  int            // sources read at once; 0 for 64
	Composers int            // digests made at once; 0 for 8: most find theirs made already
	Posters   int            // deliveries posted at once for each platform; 0 for 32
	Logger    *slog.Logger   // required
}

// How long a job may run, and when one that nobody finished is taken up again.
// A delivery's own limit must be below rescueAfter: otherwise "was it posted?"
// could be asked while it still is being.
const (
	deliverTimeout = 20 * time.Second
	digestTimeout  = time.Minute
	fetchTimeout   = 2 * time.Minute
	rescueAfter    = 30 * time.Second
	stopWithin     = 8 * time.Second       // then what is still running is cancelled
	pollEvery      = 5 * time.Second       // for jobs that another process wrote; ours ring a bell
	fetchEvery     = 10 * time.Millisecond // while there is work: workers over this is the most jobs a second
	keepDone       = time.Hour             // finished jobs, to look at; the ledger remembers for good
	keepDiscarded  = 48 * time.Hour        // jobs given up
	maxAttempts    = 10
)

// A Runner writes jobs and, once started, does them.
type Runner struct {
	client *river.Client[*sql.Tx]
	bell   *bell
}

// New prepares db, which must have one connection only, and a Runner on it.
// Without any work it only writes jobs, for others to do.
func New(ctx context.Context, db *sql.DB, work Work, o Options) (*Runner, error) {
	d := newDriver(db)
	log := slog.New(quiet{o.Logger.Handler()})
	if err := migrate(ctx, d, db, log); err != nil {
		return nil, err
	}
	config := &river.Config{
		Logger:                      log,
		ErrorHandler:                &failures{log: o.Logger},
		Hooks:                       []rivertype.Hook{&readyHook{}},
		MaxAttempts:                 maxAttempts,
		RetryPolicy:                 patience{d.bell},
		JobTimeout:                  deliverTimeout,
		RescueStuckJobsAfter:        rescueAfter,
		FetchCooldown:               fetchEvery,
		FetchPollInterval:           pollEvery,
		SoftStopTimeout:             stopWithin,
		CompletedJobRetentionPeriod: keepDone,
		CancelledJobRetentionPeriod: keepDone,
		DiscardedJobRetentionPeriod: keepDiscarded,
	}
	if work.Fetch != nil || work.Digest != nil || work.Deliver != nil {
		config.Workers = workers(work, d.bell)
		config.Queues = queues(o)
	}
	client, err := river.NewClient(d, config)
	if err != nil {
		return nil, fmt.Errorf("prepare jobs: %w", err)
	}
	return &Runner{client: client, bell: d.bell}, nil
}

func migrate(ctx context.Context, d *driver, db *sql.DB, log *slog.Logger) error {
	m, err := rivermigrate.New(d, &rivermigrate.Config{Logger: log})
	if err != nil {
		return fmt.Errorf("prepare jobs: %w", err)
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate jobs: %w", err)
	}
	return nil
}

// InsertTx writes jobs in tx. One that is live already is not written again.
func (r *Runner) InsertTx(ctx context.Context, tx *sql.Tx, jobs ...bot.Job) error {
	params := make([]river.InsertManyParams, 0, len(jobs))
	seen := make(map[river.JobArgs]bool, len(jobs))
	for _, j := range jobs {
		args, err := argsOf(j)
		if err != nil {
			return err
		}
		if seen[args] {
			continue // River refuses a batch that has one twice
		}
		seen[args] = true
		params = append(params, river.InsertManyParams{
			Args: args, InsertOpts: &river.InsertOpts{Queue: queueOf(j), ScheduledAt: j.At},
		})
	}
	if _, err := r.client.InsertManyTx(ctx, tx, params); err != nil {
		return fmt.Errorf("insert jobs: %w", err)
	}
	for _, j := range jobs {
		r.bell.ring(queueOf(j), j.At)
	}
	return nil
}

// Start begins to work on jobs, until Stop or the end of ctx.
func (r *Runner) Start(ctx context.Context) error {
	if err := r.client.Start(ctx); err != nil {
		return fmt.Errorf("start jobs: %w", err)
	}
	return nil
}

// Stop takes no more jobs and waits until those under way are done, at most
// ten seconds: after eight they are cancelled.
func (r *Runner) Stop(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, stopWithin+2*time.Second)
	defer cancel()
	err := r.client.Stop(ctx)
	if err != nil && !errors.Is(err, context.Canceled) {
		return fmt.Errorf("stop jobs: %w", err)
	}
	return nil
}
