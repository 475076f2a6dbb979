package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/mattn/go-sqlite3"

	"waybill/adapters/store/internal/rank"
	"waybill/bot"
)

// How the file is opened; see https://sqlite.org/pragma.html for each.
//
//   - WAL: readers do not wait for the writer. Commits are flushed to the disk
//     (FULL) because a lost "sent" is a digest posted twice; that is one flush
//     a batch for articles, which costs them nothing that can be measured, so
//     they have no setting of their own.
//   - A transaction that writes says so when it begins (immediate): one that
//     first reads and then writes would skip the busy handler.
//   - A new file remembers where each page belongs, so that free ones can be
//     cut off in small steps (incremental).
//   - Statements are kept prepared, and pages: 8 MB to write, and 2 MB for each
//     reader. The system keeps the file's pages as well, so with 1 MB or with 8
//     a search of 100,000 articles takes the same within a tenth.
const (
	writing = "?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_busy_timeout=5000&_foreign_keys=on" +
		"&_stmt_cache_size=200&_cache_size=-8000&_auto_vacuum=incremental"
	reading = "?mode=ro&_query_only=on&_busy_timeout=5000&_foreign_keys=on&_stmt_cache_size=100&_cache_size=-2000"
)

// readers is how many may read at once; two of them are kept ready.
const readers = 4

// An opener opens connections to one file, with no name registered for all.
type opener struct {
	dsn    string
	driver sqlite3.SQLiteDriver
}

func (o *opener) Connect(context.Context) (driver.Conn, error) {
	if err := rank.Register(); err != nil {
		return nil, err
	}
	return o.driver.Open(o.dsn)
}

func (o *opener) Driver() driver.Driver { return &o.driver }

func open(path, settings string) *sql.DB {
	return sql.OpenDB(&opener{dsn: "file:" + (&url.URL{Path: path}).EscapedPath() + settings})
}

// filename is the path that a DSN names.
func filename(dsn string) (string, error) {
	switch {
	case dsn == "", dsn == ":memory:", strings.HasPrefix(dsn, "file::memory:"):
		return "", &bot.Error{Kind: bot.Invalid, Text: "the database must be a file", Hint: "give --db the name of one"}
	case !strings.HasPrefix(dsn, "file:"):
		return dsn, nil
	}
	u, err := url.Parse(dsn)
	if err != nil {
		return "", &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("%q is no address of a database", dsn), Err: err}
	}
	if u.Opaque != "" {
		return url.PathUnescape(u.Opaque)
	}
	return u.Path, nil
}

// troubled is how long whoever wanted a change waits before he tries again.
const troubled = 10 * time.Second

// trouble is what an error of SQLite on a file that is in use means to people,
// or the error itself. A disk that is full, or can only be read, or fails, may
// get well: whoever wanted the change tries again.
func trouble(path string, err error) error {
	say := func(text, hint string) error {
		return &bot.Error{Kind: bot.Transient, Text: fmt.Sprintf(text, path), Hint: hint, After: troubled, Err: err}
	}
	e, ok := errors.AsType[sqlite3.Error](err)
	if !ok {
		return err
	}
	switch e.Code {
	case sqlite3.ErrFull:
		return say("the disk with the database %s is full", "make room; the bot goes on by itself")
	case sqlite3.ErrReadonly, sqlite3.ErrPerm, sqlite3.ErrCantOpen:
		return say("the database %s can only be read at the moment", "see whether its disk was mounted read-only; the bot goes on by itself")
	case sqlite3.ErrIoErr:
		return say("the disk with the database %s fails", "see what the system's log says of it, and keep a backup elsewhere; the bot goes on by itself if it can")
	}
	return refusal(path, err)
}

// refusal is what an error of SQLite on a file means to people, or the error
// itself.
func refusal(path string, err error) error {
	e, ok := errors.AsType[sqlite3.Error](err)
	if !ok {
		return err
	}
	switch e.Code {
	case sqlite3.ErrNotADB:
		return noDatabase(path, err)
	case sqlite3.ErrCorrupt:
		return damaged(path, err)
	case sqlite3.ErrReadonly, sqlite3.ErrPerm, sqlite3.ErrCantOpen:
		return unwritable(path, err)
	case sqlite3.ErrFull:
		return &bot.Error{Kind: bot.Transient, Text: fmt.Sprintf("the disk with the database %s is full", path), Hint: "make room and try again", Err: err}
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return &bot.Error{Kind: bot.Transient, Text: fmt.Sprintf("another program holds the database %s", path), Hint: "try again in a moment", Err: err}
	}
	return err
}

func damaged(path string, err error) error {
	return &bot.Error{
		Kind: bot.Permanent, Text: fmt.Sprintf("the database %s is damaged and was left as it is", path),
		Hint: "put a backup in its place with: waybill restore FILE", Err: err,
	}
}

// noDatabase is the error for a file that SQLite cannot have written.
func noDatabase(path string, err error) error {
	return &bot.Error{
		Kind: bot.Permanent, Text: fmt.Sprintf("%s is no database and was left as it is", path),
		Hint: "choose another file with --db, or put a backup in its place with: waybill restore FILE", Err: err,
	}
}

func unwritable(path string, err error) error {
	return &bot.Error{
		Kind: bot.Permanent, Text: fmt.Sprintf("the database %s cannot be written", path),
		Hint: "allow this user to write the file and its directory, or choose another file with --db", Err: err,
	}
}

// taken reports whether an error says that a unique value is there already.
func taken(err error) bool {
	if duplicate(err) {
		return true
	}
	e, ok := errors.AsType[sqlite3.Error](err)
	return ok && (e.ExtendedCode == sqlite3.ErrConstraintUnique || e.ExtendedCode == sqlite3.ErrConstraintPrimaryKey)
}
