package jobs

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"

	"waybill/bot"
)

// When several processes share a database, each composes digests, but only one
// of them reads sources, and only one posts to a platform: who, is not decided
// here. TakeFeeds and Take begin such work in this process, and LeaveFeeds and
// Leave end it, when what is under way is done.

// TakeFeeds begins to read sources.
func (r *Runner) TakeFeeds() error { return r.take(feeds) }

// LeaveFeeds ends reading sources.
func (r *Runner) LeaveFeeds(ctx context.Context) error { return r.leave(ctx, feeds) }

// Take begins to post to a platform.
func (r *Runner) Take(p bot.Platform) error { return r.take(string(p)) }

// Leave ends posting to a platform.
func (r *Runner) Leave(ctx context.Context, p bot.Platform) error { return r.leave(ctx, string(p)) }

func (r *Runner) take(queue string) error {
	config, ok := r.queues[queue]
	if !ok {
		return fmt.Errorf("take %s: this process has no such work", queue)
	}
	err := r.client.Queues().Add(queue, config)
	if _, still := errors.AsType[*river.QueueAlreadyAddedError](err); still { // what was under way when it was left had not ended
		ctx, cancel := context.WithTimeout(context.Background(), stopWithin)
		defer cancel()
		if err = r.leave(ctx, queue); err == nil {
			err = r.client.Queues().Add(queue, config)
		}
	}
	if err != nil {
		return fmt.Errorf("take %s: %w", queue, err)
	}
	return nil
}

func (r *Runner) leave(ctx context.Context, queue string) error {
	err := r.client.Queues().Remove(ctx, queue)
	if _, never := errors.AsType[*river.QueueNotFoundError](err); err != nil && !never {
		return fmt.Errorf("leave %s: %w", queue, err)
	}
	return nil
}

// Rescue makes the jobs of a process that died available to others. A job is
// only a hint: should the process live after all, the ledger decides.
func (r *Runner) Rescue(ctx context.Context, process string) (int, error) {
	if r.shared == nil {
		return 0, nil
	}
	done, err := r.db.Pool().Exec(ctx, `UPDATE river_job SET state = 'available', scheduled_at = now()
		WHERE state = 'running' AND attempted_by[array_length(attempted_by, 1)] = $1`, process)
	if err != nil {
		return 0, fmt.Errorf("rescue jobs of %s: %w", process, err)
	}
	return int(done.RowsAffected()), nil
}

// rescue makes the jobs available that the last process on a file of SQLite's
// did not finish: there is one at a time.
func (r *Runner) rescue(ctx context.Context) error {
	_, err := r.db.DB().ExecContext(ctx, `UPDATE river_job SET state = 'available' WHERE state = 'running'`)
	return err
}

// prepare runs do while no other process prepares its jobs: River's migrations
// are not made for two at once.
func prepare(ctx context.Context, pool *pgxpool.Pool, do func() error) error {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	const lock = 0x6a6f6273 // "jobs"
	if _, err := conn.Exec(ctx, "SET lock_timeout = '1min'"); err != nil {
		return err
	}
	defer conn.Exec(context.WithoutCancel(ctx), "SET lock_timeout = '10s'")
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", lock); err != nil {
		return fmt.Errorf("wait for another process: %w", err)
	}
	defer conn.Exec(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", lock)
	return do()
}
