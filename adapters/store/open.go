package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"waybill/bot"
)

// Open opens the database that dsn names: a path, "file:" and a path, or the
// address of one of PostgreSQL's, "postgres://user:password@host/name". A file is
// made if it is not there, readable by its owner alone, and brought to the
// newest schema. What cannot be used is refused with a [bot.Error] that says
// what to do, and left as it is: a damaged file, one that cannot be written,
// one of a newer Waybill or of another program.
func Open(ctx context.Context, dsn string, opts ...Option) (*Store, error) {
	o := options{now: time.Now}
	for _, opt := range opts {
		opt(&o)
	}
	if Postgres(dsn) {
		return openPostgres(ctx, dsn, o)
	}
	path, err := filename(dsn)
	if err != nil {
		return nil, err
	}
	fresh, err := prepare(path)
	if err != nil {
		return nil, err
	}
	var only *os.File
	if o.sole {
		if only, err = reserve(path); err != nil {
			return nil, err
		}
	}
	s, err := openFile(ctx, path, fresh, o)
	if err != nil {
		if only != nil {
			only.Close()
		}
		return nil, err
	}
	s.lock = only
	return s, nil
}

// reserve is the lock of the one process that runs on a file.
func reserve(path string) (*os.File, error) {
	f, held, err := lock(path + ".lock")
	if err != nil {
		return nil, unwritable(path, err)
	}
	if !held {
		return nil, &bot.Error{
			Kind: bot.Permanent, Text: fmt.Sprintf("another Waybill runs on %s", path),
			Hint: "end that one first, or choose another file with --db; several can share a PostgreSQL database",
		}
	}
	return f, nil
}

func openFile(ctx context.Context, path string, fresh bool, o options) (*Store, error) {
	if !fresh {
		if err := inspect(ctx, path, o.trusted); err != nil {
			return nil, err
		}
	}
	s := &Store{path: path, write: open(path, writing), read: open(path, reading), now: o.now}
	s.words = &fts5{Store: s}
	s.write.SetMaxOpenConns(1)
	s.read.SetMaxOpenConns(readers)
	s.read.SetMaxIdleConns(2)
	s.read.SetConnMaxIdleTime(5 * time.Minute) // gives their memory back
	if err := s.prepared(ctx); err != nil {
		s.Close()
		return nil, fmt.Errorf("open database %q: %w", path, err)
	}
	return s, nil
}

// prepared migrates, several times if need be: of two processes that make the
// same file at once one fails, and finds the work done when it looks again.
func (s *Store) prepared(ctx context.Context) error {
	for try := 1; ; try++ {
		err := refusal(s.path, s.migrate(ctx))
		if err == nil || bot.KindOf(err) == bot.Permanent || try == openTries {
			return err
		}
		select {
		case <-time.After(time.Duration(try) * 20 * time.Millisecond):
		case <-ctx.Done():
			return err
		}
	}
}

const openTries = 6

// prepare sees to it that there is a file, and reports whether it is empty.
// SQLite gives the files beside it the same mode. A file that is there is not
// opened here: closing it again would end the locks of every connection that
// this process has to it (https://sqlite.org/howtocorrupt.html, 2.2).
func prepare(path string) (fresh bool, err error) {
	switch info, err := os.Stat(path); {
	case err == nil && info.IsDir():
		return false, &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("%s is a directory", path), Hint: "give --db the name of a file"}
	case err == nil && 0 < info.Size() && info.Size() < smallest:
		return false, noDatabase(path, errors.New("the file is too short"))
	case err == nil:
		return info.Size() == 0, nil
	case !errors.Is(err, fs.ErrNotExist):
		return false, unwritable(path, err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return false, unwritable(path, err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return false, nil // somebody else was quicker
	}
	if err != nil {
		return false, unwritable(path, err)
	}
	return true, f.Close()
}

// smallest is the least that a database has: SQLite takes less for a new one.
const smallest = 512

// How long the check of a file may hold up a start: the ledger and all else
// that nobody can get again, and the archive, which is big and can be read
// again. What was not looked at by then is looked at by [Store.Check].
const (
	checkLedger  = 2 * time.Second
	checkArchive = 60 * time.Millisecond
)

// inspect looks at an existing file without changing it: whether this program
// may use it, and whether it is sound.
func inspect(ctx context.Context, path string, trusted bool) error {
	db := open(path, reading)
	defer db.Close()
	db.SetMaxOpenConns(1)
	if err := recognise(ctx, db, path); err != nil {
		return refusal(path, err)
	}
	if trusted {
		return nil
	}
	const (
		tables  = `SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND `
		archive = `(name LIKE 'article%' OR name IN ('stories', 'refusals'))`
	)
	if err := soundTables(ctx, db, tables+"NOT "+archive, checkLedger); err != nil {
		return damaged(path, err)
	}
	if err := soundTables(ctx, db, tables+archive, checkArchive); err != nil {
		return damaged(path, err)
	}
	return ctx.Err()
}

// soundTables checks the tables that a query names, as many as the time
// allows. The full-text index is looked at as the tables that it is made of:
// SQLite's check of its sense takes longer than all the rest.
func soundTables(ctx context.Context, db *sql.DB, names string, within time.Duration) error {
	limited, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	b := &statement{}
	tables, err := b.add(names).strings(ctx, db)
	if err != nil {
		return err
	}
	for _, name := range tables {
		if err := sound(limited, db, "PRAGMA quick_check("+name+")"); err != nil {
			if limited.Err() != nil {
				return nil
			}
			return err
		}
	}
	return nil
}

// sound runs one of SQLite's checks.
func sound(ctx context.Context, db *sql.DB, check string) error {
	var answer string
	if err := db.QueryRowContext(ctx, check).Scan(&answer); err != nil {
		return err
	}
	if answer != "ok" {
		return errors.New(answer)
	}
	return nil
}

// program marks the file as ours: "Wayb" in PRAGMA application_id.
const program = 0x57617962

// recognise refuses files of other programs and of a newer Waybill.
func recognise(ctx context.Context, db *sql.DB, path string) error {
	var id, tables int64
	if err := db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return err
	}
	if err := db.QueryRowContext(ctx, "SELECT COUNT(*) FROM sqlite_schema").Scan(&tables); err != nil {
		return err
	}
	if tables == 0 && id == 0 {
		return nil
	}
	if id != program {
		return &bot.Error{
			Kind: bot.Permanent, Text: fmt.Sprintf("%s is the database of another program", path), Hint: "choose another file with --db",
		}
	}
	version, err := versionOf(ctx, db)
	if err != nil {
		return err
	}
	known, err := newest()
	if err != nil {
		return err
	}
	if version > known {
		return tooNew(version, known, "file")
	}
	return nil
}

// exists reports whether there is a file.
func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// tooNew is why a database is left alone that a newer program has written;
// other is what else can be given.
func tooNew(version, known int64, other string) error {
	return &bot.Error{
		Kind: bot.Permanent,
		Text: fmt.Sprintf("this database was written by a newer Waybill (version %d, this one knows %d)", version, known),
		Hint: "run the newer Waybill, or choose another " + other + " with --db",
	}
}
