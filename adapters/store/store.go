// Package store is the bot's memory: sources, articles with their full-text
// index, stories, digests, subscriptions, and the ledger of deliveries, in one
// SQLite file.
//
// Three rules hold everywhere. What must happen together is one transaction:
// a subscription's next date, its row in the ledger and the job that works on
// it. Whatever touches the world is written down first, under a key that can
// exist once, and its outcome after. And a row of a workspace is only ever
// looked up together with the workspace.
//
// There is one connection that writes, and everything that writes waits for it;
// readers have connections of their own and see the last commit. Queries are
// written in query/*.sql and the schema in migrations/*.sql, both in the SQL
// that SQLite and PostgreSQL share; what only SQLite has is in search_sqlite.go
// and sqlite.go.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"time"

	"waybill/adapters/store/internal/query"
	"waybill/bot"
)

// A Queue takes jobs down in the transaction that they belong to: if it is
// rolled back, they are gone. A job that is already live is not added again.
type Queue interface {
	InsertTx(ctx context.Context, tx *sql.Tx, jobs ...bot.Job) error
}

// A Store is an open database. Its methods may be called from many goroutines.
type Store struct {
	path  string
	write *sql.DB // one connection
	read  *sql.DB // query_only
	queue Queue   // nil: rows are written without jobs, and the sweeper finds them
	now   func() time.Time

	counts counts
}

// An Option changes how a Store works.
type Option func(*options)

type options struct {
	now     func() time.Time
	trusted bool
}

// Clock makes the store take the time from now where a method is not given it.
func Clock(now func() time.Time) Option {
	return func(o *options) { o.now = now }
}

// Trusted leaves out the check of the file's integrity when it is opened, for
// commands that run for a moment beside the bot.
func Trusted() Option {
	return func(o *options) { o.trusted = true }
}

// Enqueue makes the store write its jobs to q. It is called once, before the
// store is used by others.
func (s *Store) Enqueue(q Queue) { s.queue = q }

// DB is the one connection that writes, for the jobs that share the file. It
// must never be used while a transaction of it is open.
func (s *Store) DB() *sql.DB { return s.write }

// Path is the database's file.
func (s *Store) Path() string { return s.path }

// Close closes the database. What was acknowledged before is on disk.
func (s *Store) Close() error {
	return errors.Join(s.read.Close(), s.write.Close())
}

// q reads outside of transactions.
func (s *Store) q() *query.Queries { return query.New(s.read) }

// change runs do in one transaction of the writer and commits it. It waits for
// its turn as long as ctx lasts; once begun, it is not cut off by the end of
// ctx, which would roll it back behind do's back. do must look at ctx itself
// between long steps. Statements that cannot be cancelled also save
// mattn/go-sqlite3 a goroutine each.
func (s *Store) change(ctx context.Context, do func(ctx context.Context, tx *sql.Tx, q *query.Queries) error) error {
	conn, err := s.write.Conn(ctx)
	if err != nil {
		return fmt.Errorf("wait for the writer: %w", err)
	}
	defer conn.Close()
	tx, err := conn.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer tx.Rollback()
	if err := do(context.WithoutCancel(ctx), tx, query.New(tx)); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// insert writes jobs down in tx.
func (s *Store) insert(ctx context.Context, tx *sql.Tx, jobs ...bot.Job) error {
	if s.queue == nil || len(jobs) == 0 {
		return nil
	}
	if err := s.queue.InsertTx(ctx, tx, jobs...); err != nil {
		return fmt.Errorf("insert %d jobs: %w", len(jobs), err)
	}
	return nil
}

// Times before and after all others, for windows without an end.
const (
	minMillis = math.MinInt64
	maxMillis = math.MaxInt64
)

// millis is how the database keeps a time: milliseconds since 1970 in UTC, 0
// for the zero time.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// instant is the time that millis keeps.
func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// missing is the answer to a question for something that is not there.
func missing(format string, args ...any) error {
	return &bot.Error{Kind: bot.NotFound, Text: fmt.Sprintf(format, args...)}
}
