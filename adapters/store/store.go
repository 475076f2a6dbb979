// Package store is the bot's memory: sources, articles with their full-text
// index, stories, digests, subscriptions, and the ledger of deliveries, in one
// SQLite file, or in PostgreSQL, which several processes may share.
//
// Three rules hold everywhere. What must happen together is one transaction:
// a subscription's next date, its row in the ledger and the job that works on
// it. Whatever touches the world is written down first, under a key that can
// exist once, and its outcome after. And a row of a workspace is only ever
// looked up together with the workspace.
//
// Queries are written in query/*.sql and the schema in migrations/*.sql, both
// in the SQL that SQLite and PostgreSQL share; what only one of them has is in
// the files named after it. On SQLite one connection writes, and everything
// that writes waits for it; readers have connections of their own and see the
// last commit. On PostgreSQL transactions run side by side: what one of them
// decides it says in the WHERE of an UPDATE, and those that get in each other's
// way are begun again.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"os"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"waybill/adapters/store/internal/query"
	"waybill/bot"
)

// A Queue takes jobs down in the transaction that they belong to: if it is
// rolled back, they are gone. A job that is already live is not added again.
type Queue interface {
	InsertTx(ctx context.Context, tx *sql.Tx, jobs ...bot.Job) error
}

// A PostgresQueue is what a Queue must be as well on PostgreSQL.
type PostgresQueue interface {
	InsertPostgresTx(ctx context.Context, tx pgx.Tx, jobs ...bot.Job) error
}

// A Store is an open database. Its methods may be called from many goroutines.
type Store struct {
	path  string        // the file, or PostgreSQL's address without the password
	write *sql.DB       // SQLite: one connection
	read  *sql.DB       // SQLite: query_only; PostgreSQL: the same as write
	pool  *pgxpool.Pool // PostgreSQL: what both of them take their connections from; else nil
	words textIndex
	lock  *os.File // SQLite: held by the one process that runs on the file; else nil
	queue Queue    // nil: rows are written without jobs, and the sweeper finds them
	now   func() time.Time

	group    group     // on SQLite
	together *together // on PostgreSQL
	counts   counts
}

// A transaction is one that has begun, also in the engine's own type, for the
// jobs that are written in it: one of the two is nil.
type transaction struct {
	query.DBTX
	sqlite   *sql.Tx
	postgres pgx.Tx
}

// An Option changes how a Store works.
type Option func(*options)

type options struct {
	now     func() time.Time
	trusted bool
	sole    bool
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

// Sole refuses a file that another process has opened so: of those that run the
// bot on a file there is one. Commands may read and write beside it. Processes
// on PostgreSQL divide the work.
func Sole() Option {
	return func(o *options) { o.sole = true }
}

// Enqueue makes the store write its jobs to q. It is called once, before the
// store is used by others.
func (s *Store) Enqueue(q Queue) { s.queue = q }

// DB is the one connection to SQLite that writes, for the jobs that share the
// file: it must never be used while a transaction of it is open. On PostgreSQL
// it is all connections.
func (s *Store) DB() *sql.DB { return s.write }

// Pool is PostgreSQL's connections, for the jobs that share them, and nil on
// SQLite.
func (s *Store) Pool() *pgxpool.Pool { return s.pool }

// Path is the database's file, or its address without the password.
func (s *Store) Path() string { return s.path }

// Close closes the database. What was acknowledged before is on disk.
func (s *Store) Close() error {
	if s.pool != nil {
		err := s.write.Close()
		s.pool.Close()
		return err
	}
	err := errors.Join(s.read.Close(), s.write.Close())
	if s.lock != nil {
		err = errors.Join(err, s.lock.Close())
	}
	return err
}

// db reads outside of transactions.
func (s *Store) db() query.DBTX {
	if s.pool != nil {
		return cleaned{s.read}
	}
	return s.read
}

func (s *Store) q() *query.Queries { return query.New(s.db()) }

// once is for a change that is one statement.
func (s *Store) once() *query.Queries {
	if s.pool != nil {
		return query.New(cleaned{s.write})
	}
	return query.New(plain{s.write, s.path})
}

// plain is a file whose troubles are told to people.
type plain struct {
	query.DBTX
	path string
}

func (f plain) ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error) {
	done, err := f.DBTX.ExecContext(ctx, text, args...)
	return done, trouble(f.path, err)
}

// A step is what is done in one transaction. It may be done again after it has
// failed, so what it leaves behind it must set, not add to.
type step func(ctx context.Context, tx transaction, q *query.Queries) error

// change runs do in one transaction and commits it. It waits for its turn as
// long as ctx lasts; once begun, it is not cut off by the end of ctx, which
// would roll it back behind do's back. do must look at ctx itself between long
// steps, and not write with anything but tx and q. Statements that cannot be
// cancelled also save mattn/go-sqlite3 a goroutine each.
func (s *Store) change(ctx context.Context, do step) error {
	if s.pool != nil {
		return s.changePostgres(ctx, do)
	}
	return trouble(s.path, s.changeSQLite(ctx, do))
}

// insert writes jobs down in tx.
func (s *Store) insert(ctx context.Context, tx transaction, jobs ...bot.Job) error {
	if s.queue == nil || len(jobs) == 0 {
		return nil
	}
	var err error
	if q, can := s.queue.(PostgresQueue); tx.postgres != nil && can {
		err = q.InsertPostgresTx(ctx, tx.postgres, jobs...)
	} else {
		err = s.queue.InsertTx(ctx, tx.sqlite, jobs...)
	}
	if err != nil {
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
