// Package jobs runs the bot's jobs with River (https://riverqueue.com), in the
// database that the jobs are about, on SQLite as on PostgreSQL: a job is there
// if and only if the rows that it belongs to are.
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
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"

	"waybill/bot"
)

// Work is what is done for each kind of job, given the ID of its row. An error
// of kind [bot.Transient] with After set is tried again then; one of kind
// [bot.Permanent], [bot.Invalid] or [bot.NotFound] is not tried again; any
// other is tried again later and later, ten times.
type Work struct {
	Fetch   func(ctx context.Context, _ int64) error // of every source that is due: its ID is 0
	Digest  func(ctx context.Context, delivery int64) error
	Deliver func(ctx context.Context, delivery int64) error
}

// A DB is the database that the jobs are about.
type DB interface {
	DB() *sql.DB         // SQLite's one connection that writes
	Pool() *pgxpool.Pool // PostgreSQL's connections; nil on SQLite
}

// Options say how much is done at once, and where.
type Options struct {
	Platforms []bot.Platform // whose deliveries this process posts
	Shared    bool           // with other processes: of fetches and deliveries only what Take says is done
	Process   string         // what this process is called; "" for any name
	Composers int            // digests made at once; 0 for 32, 128 on PostgreSQL: most find theirs made already, and share a commit
	Posters   int            // deliveries posted at once for each platform; 0 for 96: with Slack's answers after 200 ms, 480 a second
	Logger    *slog.Logger   // required
}

// How long a job may run, and when one that nobody finished is taken up again.
// A delivery's own limit must be below rescueAfter: otherwise "was it posted?"
// could be asked while it still is being.
const (
	deliverTimeout = 20 * time.Second
	digestTimeout  = time.Minute
	fetchTimeout   = 10 * time.Minute
	rescueAfter    = 30 * time.Second
	stopWithin     = 8 * time.Second       // then what is still running is cancelled
	pollEvery      = 5 * time.Second       // on SQLite, for jobs that another process wrote; ours ring a bell
	pollShared     = time.Second           // on PostgreSQL, for jobs whose time has come; new ones are announced
	fetchEvery     = 10 * time.Millisecond // on SQLite, while there is work: workers over this is the most jobs a second
	fetchShared    = 15 * time.Millisecond // on PostgreSQL, where a look costs as much as ten jobs
	keepDone       = time.Hour             // finished jobs, to look at; the ledger remembers for good
	keepDiscarded  = 48 * time.Hour        // jobs given up
	maxAttempts    = 10
)

// A Runner writes jobs and, once started, does them.
type Runner struct {
	db     DB
	queues map[string]river.QueueConfig
	bell   *bell
	ending *atomic.Bool           // it is being stopped
	sqlite *river.Client[*sql.Tx] // one of the two is nil
	shared *river.Client[pgx.Tx]
	client interface {
		Start(ctx context.Context) error
		Stop(ctx context.Context) error
		Queues() *river.QueueBundle
	}
}

// New prepares db and a Runner on it. Without any work it only writes jobs, for
// others to do.
func New(ctx context.Context, db DB, work Work, o Options) (*Runner, error) {
	if o.Composers == 0 && db.Pool() != nil {
		o.Composers = 128
	}
	r := &Runner{db: db, queues: queues(o), bell: newBell(), ending: &atomic.Bool{}}
	config := r.config(work, o)
	var err error
	if db.Pool() != nil {
		err = r.onPostgres(ctx, config)
	} else {
		err = r.onSQLite(ctx, config)
	}
	if err != nil {
		return nil, fmt.Errorf("prepare jobs: %w", err)
	}
	return r, nil
}

func (r *Runner) config(work Work, o Options) *river.Config {
	config := &river.Config{
		ID:                          o.Process,
		Logger:                      slog.New(quiet{o.Logger.Handler(), r.ending}),
		ErrorHandler:                &failures{log: o.Logger},
		Hooks:                       []rivertype.Hook{&readyHook{}},
		MaxAttempts:                 maxAttempts,
		RetryPolicy:                 patience{r.bell},
		JobTimeout:                  deliverTimeout,
		RescueStuckJobsAfter:        rescueAfter,
		FetchCooldown:               fetchEvery,
		FetchPollInterval:           pollEvery,
		SoftStopTimeout:             stopWithin,
		CompletedJobRetentionPeriod: keepDone,
		CancelledJobRetentionPeriod: keepDone,
		DiscardedJobRetentionPeriod: keepDiscarded,
	}
	if work.Fetch == nil && work.Digest == nil && work.Deliver == nil {
		return config
	}
	config.Workers = workers(work, r.bell)
	config.Queues = r.queues
	if o.Shared {
		config.Queues = map[string]river.QueueConfig{digests: r.queues[digests]}
	}
	return config
}

func (r *Runner) onSQLite(ctx context.Context, config *river.Config) (err error) {
	d := &driver{Driver: riversqlite.New(r.db.DB()), bell: r.bell}
	if err := migrate(ctx, d, config.Logger); err != nil {
		return err
	}
	r.sqlite, err = river.NewClient(d, config)
	r.client = r.sqlite
	return err
}

func (r *Runner) onPostgres(ctx context.Context, config *river.Config) (err error) {
	d := riverpgxv5.New(r.db.Pool())
	if err := prepare(ctx, r.db.Pool(), func() error {
		if err := migrate(ctx, d, config.Logger); err != nil {
			return err
		}
		return r.dropUnasked(ctx)
	}); err != nil {
		return err
	}
	config.FetchPollInterval, config.FetchCooldown = pollShared, fetchShared
	config.ReindexerIndexNames = slices.DeleteFunc(river.ReindexerIndexNamesDefault(), func(name string) bool { return slices.Contains(unasked, name) })
	r.shared, err = river.NewClient(d, config)
	r.client = r.shared
	return err
}

// unasked are indexes of River's that serve only its user interface: to look
// for jobs by kind, arguments and metadata. Each job is written three times, and
// each time into every index; these three, two of them GIN, are half of that.
var unasked = []string{"river_job_args_index", "river_job_kind", "river_job_metadata_index"}

func (r *Runner) dropUnasked(ctx context.Context) error {
	_, err := r.db.Pool().Exec(ctx, "DROP INDEX IF EXISTS "+strings.Join(unasked, ", "))
	return err
}

func migrate[T any](ctx context.Context, d riverdriver.Driver[T], log *slog.Logger) error {
	m, err := rivermigrate.New(d, &rivermigrate.Config{Logger: log})
	if err != nil {
		return err
	}
	_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}

// params are jobs as River takes them, each once: it refuses a batch that has
// one twice.
func params(jobs []bot.Job) ([]river.InsertManyParams, error) {
	all := make([]river.InsertManyParams, 0, len(jobs))
	seen := make(map[river.JobArgs]bool, len(jobs))
	for _, j := range jobs {
		args, err := argsOf(j)
		if err != nil {
			return nil, err
		}
		if !seen[args] {
			seen[args] = true
			all = append(all, river.InsertManyParams{
				Args: args, InsertOpts: &river.InsertOpts{Queue: queueOf(j), ScheduledAt: j.At},
			})
		}
	}
	return all, nil
}

// InsertTx writes jobs in a transaction of SQLite's. One that is live already
// is not written again.
func (r *Runner) InsertTx(ctx context.Context, tx *sql.Tx, jobs ...bot.Job) error {
	all, err := params(jobs)
	if err != nil {
		return err
	}
	if _, err := r.sqlite.InsertManyTx(ctx, tx, all); err != nil {
		return fmt.Errorf("insert jobs: %w", err)
	}
	for _, j := range jobs {
		r.bell.ring(queueOf(j), j.At)
	}
	return nil
}

// InsertPostgresTx writes jobs in a transaction of PostgreSQL's.
func (r *Runner) InsertPostgresTx(ctx context.Context, tx pgx.Tx, jobs ...bot.Job) error {
	all, err := params(jobs)
	if err != nil {
		return err
	}
	if _, err := r.shared.InsertManyTx(ctx, tx, all); err != nil {
		return fmt.Errorf("insert jobs: %w", err)
	}
	return nil
}

// Start begins to work on jobs, until Stop or the end of ctx.
func (r *Runner) Start(ctx context.Context) error {
	r.ending.Store(false)
	if r.sqlite != nil {
		if err := r.rescue(ctx); err != nil {
			return fmt.Errorf("start jobs: %w", err)
		}
	}
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
	r.ending.Store(true)
	err := r.client.Stop(ctx)
	if err != nil && !errors.Is(err, context.Canceled) {
		return fmt.Errorf("stop jobs: %w", err)
	}
	return nil
}
