package jobs

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"waybill/bot"
)

// The arguments of a job: a row's ID, and which attempt at it. River keeps one
// live job for each pair.
type (
	row struct {
		ID      int64 `json:"id" river:"unique"`
		Attempt int   `json:"attempt,omitempty" river:"unique"`
	}
	fetch   struct{ row }
	compose struct{ row }
	deliver struct{ row }
)

func (fetch) Kind() string   { return string(bot.FetchJob) }
func (compose) Kind() string { return string(bot.DigestJob) }
func (deliver) Kind() string { return string(bot.DeliverJob) }

func (r row) id() int64 { return r.ID }

// InsertOpts makes a job unique while it is live. A finished one is no
// obstacle: a row may need the same job again.
func (row) InsertOpts() river.InsertOpts {
	return river.InsertOpts{UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable,
		rivertype.JobStateRunning, rivertype.JobStateScheduled,
	}}}
}

func argsOf(j bot.Job) (river.JobArgs, error) {
	r := row{ID: j.ID, Attempt: j.Attempt}
	switch j.Kind {
	case bot.FetchJob:
		return fetch{r}, nil
	case bot.DigestJob:
		return compose{r}, nil
	case bot.DeliverJob:
		return deliver{r}, nil
	}
	return nil, fmt.Errorf("insert jobs: there is no work of kind %q", j.Kind)
}

// queueOf is where a job waits: deliveries of one platform do not wait for
// those of another, and nobody for the sources.
func queueOf(j bot.Job) string {
	switch j.Kind {
	case bot.FetchJob:
		return feeds
	case bot.DigestJob:
		return digests
	}
	return string(j.Platform)
}

// The queues besides those of the platforms.
const (
	feeds   = "feed"
	digests = "digest"
)

func queues(o Options) map[string]river.QueueConfig {
	many := func(n, usual int) river.QueueConfig {
		if n <= 0 {
			n = usual
		}
		return river.QueueConfig{MaxWorkers: n}
	}
	qs := map[string]river.QueueConfig{feeds: {MaxWorkers: 1}, digests: many(o.Composers, 32)}
	for _, p := range o.Platforms {
		qs[string(p)] = many(o.Posters, 96)
	}
	return qs
}

func workers(w Work, b *bell) *river.Workers {
	ws := river.NewWorkers()
	river.AddWorker(ws, &worker[fetch]{do: w.Fetch, limit: fetchTimeout, bell: b})
	river.AddWorker(ws, &worker[compose]{do: w.Digest, limit: digestTimeout, bell: b})
	river.AddWorker(ws, &worker[deliver]{do: w.Deliver, limit: deliverTimeout, bell: b})
	return ws
}

// A worker does one kind of job.
type worker[A interface {
	river.JobArgs
	id() int64
}] struct {
	river.WorkerDefaults[A]
	do    func(ctx context.Context, id int64) error
	limit time.Duration
	bell  *bell
}

func (w *worker[A]) Timeout(*river.Job[A]) time.Duration { return w.limit }

// Work does the job. What it returns decides on the job's next attempt.
func (w *worker[A]) Work(ctx context.Context, job *river.Job[A]) (err error) {
	if w.do == nil {
		return fmt.Errorf("nobody does jobs of kind %q", job.Kind)
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	err = verdict(w.do(ctx, job.Args.id()))
	if snooze, ok := errors.AsType[*river.JobSnoozeError](err); ok {
		w.bell.ring(job.Queue, time.Now().Add(snooze.Duration))
	}
	return err
}
