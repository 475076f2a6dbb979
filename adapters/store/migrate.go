package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"

	"github.com/pressly/goose/v3"

	"waybill/adapters/store/internal/query"
	"waybill/bot"
)

// The schema, step by step; a step that was released is never changed.
//
//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the file to the newest schema and sees that the full-text
// index is the one that this program uses.
func (s *Store) migrate(ctx context.Context) error {
	var fts bool
	if err := s.write.QueryRowContext(ctx, "SELECT sqlite_compileoption_used('ENABLE_FTS5')").Scan(&fts); err != nil {
		return err
	}
	if !fts {
		return &bot.Error{
			Kind: bot.Permanent, Text: "this Waybill was built without full-text search",
			Hint: "build it with `-tags sqlite_fts5` or `make build`",
		}
	}
	tx, err := s.write.BeginTx(ctx, nil) // SQLite opens what it may only read, and fails here
	if err != nil {
		return err
	}
	if err := tx.Rollback(); err != nil {
		return err
	}
	known, err := newest()
	if err != nil {
		return err
	}
	version, err := versionOf(ctx, s.write)
	if err != nil {
		return err
	}
	if version < known {
		if _, err := s.write.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", program)); err != nil {
			return err
		}
		steps, err := fs.Sub(migrations, "migrations")
		if err != nil {
			return err
		}
		if err := up(ctx, goose.DialectSQLite3, s.write, steps); err != nil {
			return fmt.Errorf("migrate from version %d to %d: %w", version, known, err)
		}
	}
	return s.haveIndex(ctx)
}

// up takes the steps that the database has not had.
func up(ctx context.Context, dialect goose.Dialect, db *sql.DB, steps fs.FS) error {
	p, err := goose.NewProvider(dialect, db, steps, goose.WithDisableGlobalRegistry(true), goose.WithSlog(slog.New(slog.DiscardHandler)))
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

// haveIndex makes the full-text index if it is not there or not the one of
// this program, from the articles that are there.
func (s *Store) haveIndex(ctx context.Context) error {
	const name = "search index"
	version, err := s.q().Meta(ctx, name)
	if err == nil && version == s.words.version() {
		return nil
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	err = s.change(ctx, func(ctx context.Context, tx transaction, q *query.Queries) error {
		if err := s.words.make(ctx, tx); err != nil {
			return err
		}
		return q.SaveMeta(ctx, query.SaveMetaParams{Name: name, Value: s.words.version()})
	})
	if err != nil {
		return fmt.Errorf("make the search index: %w", err)
	}
	return nil
}

// SchemaVersion is the number of the last migration that the database has had,
// and the newest that this program knows.
func (s *Store) SchemaVersion(ctx context.Context) (version, known int64, err error) {
	of := versionOf
	if s.pool != nil {
		of = versionOfPostgres
	}
	if version, err = of(ctx, s.read); err != nil {
		return 0, 0, fmt.Errorf("read the schema's version: %w", err)
	}
	known, err = newest()
	return version, known, err
}

// versionOf is 0 for an empty file.
func versionOf(ctx context.Context, db *sql.DB) (int64, error) {
	var tables, version int64
	const table = "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = '" + goose.DefaultTablename + "'"
	if err := db.QueryRowContext(ctx, table).Scan(&tables); err != nil || tables == 0 {
		return 0, err
	}
	err := db.QueryRowContext(ctx, "SELECT COALESCE(MAX(version_id), 0) FROM "+goose.DefaultTablename+" WHERE is_applied").Scan(&version)
	return version, err
}

// newest is the number of the last migration that this program has.
func newest() (int64, error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil || len(names) == 0 {
		return 0, err
	}
	return goose.NumericComponent(names[len(names)-1])
}
