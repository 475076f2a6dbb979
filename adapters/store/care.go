package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"waybill/adapters/store/internal/query"
	"waybill/bot"
)

// Backup writes a copy of the database, as it is now, to a new file and checks
// the copy. Readers and the writer go on meanwhile.
func (s *Store) Backup(ctx context.Context, file string) error {
	if s.pool != nil {
		return &bot.Error{
			Kind: bot.Invalid, Text: "PostgreSQL is backed up by its own means",
			Hint: "use pg_dump, or copy it to a file with: waybill migrate --from postgres://… --to FILE",
		}
	}
	if exists(file) {
		return &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("%s is there already", file), Hint: "choose another name"}
	}
	if err := copyTo(ctx, s.path, file); err != nil {
		return fmt.Errorf("back up to %q: %w", file, err)
	}
	return nil
}

// copyTo writes a checked copy of one database to a new file, which is there
// whole or not at all.
func copyTo(ctx context.Context, from, to string) error {
	part := to + ".part"
	f, err := os.OpenFile(part, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return unwritable(part, err)
	}
	defer os.Remove(part)
	defer f.Close()
	db := open(from, "?mode=ro&_busy_timeout=5000")
	defer db.Close()
	if _, err := db.ExecContext(ctx, "VACUUM INTO $1", part); err != nil {
		return refusal(from, err)
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := check(ctx, part); err != nil {
		return err
	}
	if err := os.Rename(part, to); err != nil {
		return err
	}
	return syncDir(filepath.Dir(to))
}

func syncDir(name string) error {
	d, err := os.Open(name)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// Check reads the whole database and finds out whether it is sound: rows,
// indexes and the full-text index. It takes seconds for a big archive. On
// PostgreSQL, which looks after its rows itself, it is the full-text index.
func (s *Store) Check(ctx context.Context) error {
	if s.pool != nil {
		return s.checkWords(ctx)
	}
	if err := sound(ctx, s.read, "PRAGMA integrity_check(1)"); err != nil {
		return damaged(s.path, err)
	}
	return nil
}

// CheckAfter checks the database if that was last done so long ago, and
// reports whether it was done now. A new database has just been checked.
func (s *Store) CheckAfter(ctx context.Context, after time.Duration) (bool, error) {
	const name = "checked"
	last, err := s.q().Meta(ctx, name)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return false, fmt.Errorf("look when the database was checked: %w", err)
	}
	now, known := s.now().UTC(), err == nil
	if at, err := time.Parse(time.RFC3339, last); known && err == nil && now.Sub(at) < after {
		return false, nil
	}
	if known {
		if err := s.Check(ctx); err != nil {
			return true, err
		}
	}
	if err := s.once().SaveMeta(ctx, query.SaveMetaParams{Name: name, Value: now.Format(time.RFC3339)}); err != nil {
		return known, fmt.Errorf("note that the database was checked: %w", err)
	}
	return known, nil
}

func check(ctx context.Context, path string) error {
	db := open(path, "?mode=ro&immutable=1")
	defer db.Close()
	if err := sound(ctx, db, "PRAGMA integrity_check(1)"); err != nil {
		return damaged(path, err)
	}
	return nil
}

// Restore puts a backup in the place of a database that nobody has open. The
// backup is checked first, and what was in its place is kept beside it under
// another name, which is returned; "" if there was nothing.
func Restore(ctx context.Context, from, to string) (aside string, err error) {
	if Postgres(to) {
		return "", &bot.Error{
			Kind: bot.Invalid, Text: "a backup file is not restored into PostgreSQL",
			Hint: "move it there with: waybill migrate --from FILE --to postgres://…",
		}
	}
	path, err := filename(to)
	if err != nil {
		return "", err
	}
	if !exists(from) {
		return "", &bot.Error{Kind: bot.NotFound, Text: fmt.Sprintf("there is no file %s", from), Hint: "name one that waybill backup FILE wrote"}
	}
	if path, from = filepath.Clean(path), filepath.Clean(from); path == from {
		return "", &bot.Error{Kind: bot.Invalid, Text: "the backup is the database itself"}
	}
	if used(path) {
		return "", &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("a Waybill is running on %s", path), Hint: "stop it first"}
	}
	if err := usable(ctx, from); err != nil {
		return "", err
	}
	next := path + ".restored"
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", unwritable(path, err)
	}
	os.Remove(next)
	if err := copyTo(ctx, from, next); err != nil {
		return "", fmt.Errorf("restore %q: %w", from, err)
	}
	if aside, err = setAside(path); err != nil {
		return "", fmt.Errorf("set %q aside: %w", path, err)
	}
	if err := os.Rename(next, path); err != nil {
		return aside, fmt.Errorf("restore %q: %w", from, err)
	}
	return aside, syncDir(filepath.Dir(path))
}

// usable refuses backups that are damaged, foreign or too new.
func usable(ctx context.Context, from string) error {
	if info, err := os.Stat(from); err != nil || info.Size() == 0 {
		return &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("the backup %s is empty", from), Hint: "choose another one", Err: err}
	}
	db := open(from, "?mode=ro&_busy_timeout=5000")
	defer db.Close()
	err := recognise(ctx, db, from)
	if err == nil {
		err = sound(ctx, db, "PRAGMA integrity_check(1)")
	}
	if _, said := errors.AsType[*bot.Error](err); err == nil || said {
		return err
	}
	return &bot.Error{Kind: bot.Permanent, Text: fmt.Sprintf("the backup %s is damaged", from), Hint: "choose another one", Err: err}
}

// setAside renames a database with what SQLite keeps beside it.
func setAside(path string) (string, error) {
	if !exists(path) {
		return "", nil
	}
	aside := path + time.Now().UTC().Format(".before-20060102-150405")
	for n := 2; exists(aside); n++ {
		aside = fmt.Sprintf("%s%s-%d", path, time.Now().UTC().Format(".before-20060102-150405"), n)
	}
	for _, end := range []string{"", "-wal", "-shm"} {
		if err := os.Rename(path+end, aside+end); err != nil && !(end != "" && errors.Is(err, os.ErrNotExist)) {
			return "", err
		}
	}
	return aside, nil
}
