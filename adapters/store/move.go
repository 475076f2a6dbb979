package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"fmt"
	"math"
	"strings"

	"github.com/jackc/pgx/v5"

	"waybill/adapters/store/internal/query"
	"waybill/bot"
)

// A Moved table is one that a move has copied and compared.
type Moved struct {
	Table string
	Rows  int64
	Sum   string // of the rows, whatever their order, in hexadecimal
}

// Move copies everything from one database to another that is empty, one of
// them SQLite's and one PostgreSQL's, and compares the rows of each table, how
// many they are and their sum, before it is done. It is one transaction: if it
// fails, the other database is still empty. Nobody may work with either of
// them meanwhile. tell is told how many of all rows are done; it may be nil.
//
// What can be made again is not copied: the full-text index is made anew, and
// the jobs of what is under way are written by the sweeper.
func Move(ctx context.Context, from, to string, tell func(done, all int64)) ([]Moved, error) {
	if Postgres(from) == Postgres(to) {
		return nil, &bot.Error{
			Kind: bot.Invalid, Text: "a move is between a file and PostgreSQL",
			Hint: "give --from waybill.db --to postgres://…, or the other way round; a file is copied with backup",
		}
	}
	source, err := idle(ctx, from, true)
	if err != nil {
		return nil, err
	}
	defer source.Close()
	target, err := idle(ctx, to, false)
	if err != nil {
		return nil, err
	}
	defer target.Close()
	if tell == nil {
		tell = func(int64, int64) {}
	}
	m := move{from: source, to: target, tell: tell}
	moved, err := m.run(ctx)
	if err != nil {
		return nil, fmt.Errorf("move %s to %s: %w", source.path, target.path, err)
	}
	if target.pool != nil {
		_, err = target.write.ExecContext(ctx, "VACUUM ANALYZE")
	}
	return moved, err
}

// idle opens a database that nobody works with.
func idle(ctx context.Context, dsn string, there bool) (*Store, error) {
	busy := func() error {
		return &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("a Waybill is running on %s", Name(dsn)), Hint: "stop it first"}
	}
	if !Postgres(dsn) {
		path, err := filename(dsn)
		if err != nil {
			return nil, err
		}
		if there && !exists(path) {
			return nil, missing("there is no file %s", path)
		}
		if used(path) {
			return nil, busy()
		}
	}
	s, err := Open(ctx, dsn)
	if err != nil {
		return nil, err
	}
	if running, err := s.Running(ctx); err != nil || running {
		s.Close()
		if err == nil {
			err = busy()
		}
		return nil, err
	}
	return s, nil
}

type move struct {
	from, to  *Store
	tell      func(done, all int64)
	done, all int64
}

// A table is one that is copied, with its columns' types as SQLite names them.
type table struct {
	name    string
	columns []string
	types   []string
}

func (m *move) run(ctx context.Context) ([]Moved, error) {
	tables, err := m.tables(ctx)
	if err != nil {
		return nil, err
	}
	read, err := m.from.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: m.from.pool != nil, Isolation: snapshot(m.from)})
	if err != nil {
		return nil, err
	}
	defer read.Rollback()
	for _, t := range tables {
		n, err := count(ctx, read, t)
		if err != nil {
			return nil, err
		}
		m.all += n
	}
	var moved []Moved
	err = m.to.whole(ctx, func(tx transaction) error {
		for _, t := range tables {
			n, err := count(ctx, tx, t)
			if err != nil {
				return err
			}
			if n > 0 {
				return &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("the database %s is not empty", m.to.path), Hint: "give --to a new one"}
			}
		}
		for _, t := range tables {
			done, err := m.table(ctx, read, tx, t)
			if err != nil {
				return fmt.Errorf("table %s: %w", t.name, err)
			}
			moved = append(moved, done)
		}
		return m.to.words.make(ctx, tx)
	})
	return moved, err
}

// snapshot is how a database is read as it is at one moment.
func snapshot(s *Store) sql.IsolationLevel {
	if s.pool != nil {
		return sql.LevelRepeatableRead
	}
	return sql.LevelDefault
}

// whole is a transaction that takes as long as it takes.
func (s *Store) whole(ctx context.Context, do func(tx transaction) error) error {
	if s.pool == nil {
		return s.changeSQLite(ctx, func(_ context.Context, tx transaction, _ *query.Queries) error { return do(tx) })
	}
	conn, tx, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	defer tx.Rollback(context.WithoutCancel(ctx))
	if err := do(transaction{DBTX: cleaned{conn}, postgres: tx}); err != nil {
		return err
	}
	return tx.Commit(ctx)
}

// tables are those to be copied, each after those that it refers to: in the
// order in which SQLite has made them.
func (m *move) tables(ctx context.Context) ([]table, error) {
	lite := m.from
	if lite.pool != nil {
		lite = m.to
	}
	b := &statement{}
	names, err := b.add(`SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
		AND name NOT LIKE 'articles\_text%' ESCAPE '\' AND name NOT LIKE 'river\_%' ESCAPE '\' AND name NOT LIKE 'goose\_%' ESCAPE '\'
		AND name <> 'leases' ORDER BY rowid`).strings(ctx, lite.read)
	if err != nil {
		return nil, err
	}
	var all []table
	for _, name := range names {
		t := table{name: name}
		columns, types := &statement{}, &statement{}
		if t.columns, err = columns.add("SELECT name FROM pragma_table_info(").arg(name).add(") ORDER BY cid").strings(ctx, lite.read); err != nil {
			return nil, err
		}
		if t.types, err = types.add("SELECT type FROM pragma_table_info(").arg(name).add(") ORDER BY cid").strings(ctx, lite.read); err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, nil
}

// rest leaves out the one row that each engine has for itself.
func (t table) rest() string {
	if t.name == "meta" {
		return " WHERE name <> 'search index'"
	}
	return ""
}

func (t table) selected() string {
	return "SELECT " + strings.Join(t.columns, ", ") + " FROM " + t.name + t.rest()
}

func count(ctx context.Context, db query.DBTX, t table) (n int64, err error) {
	err = db.QueryRowContext(ctx, "SELECT COUNT(*) FROM "+t.name+t.rest()).Scan(&n)
	return n, err
}

// table copies one table and compares it.
func (m *move) table(ctx context.Context, read query.DBTX, tx transaction, t table) (Moved, error) {
	var was, is sum
	rows, err := read.QueryContext(ctx, t.selected())
	if err != nil {
		return Moved{}, err
	}
	defer rows.Close()
	next := func() ([]any, error) {
		values, err := t.next(rows)
		if values != nil {
			was.add(values)
			if m.done++; m.done%500 == 0 {
				m.tell(m.done, m.all)
			}
		}
		return values, err
	}
	if tx.postgres != nil {
		err = t.toPostgres(ctx, tx.postgres, next)
	} else {
		err = t.toSQLite(ctx, tx, next)
	}
	if err != nil {
		return Moved{}, err
	}
	m.tell(m.done, m.all)
	copied, err := tx.QueryContext(ctx, t.selected())
	if err != nil {
		return Moved{}, err
	}
	defer copied.Close()
	for {
		values, err := t.next(copied)
		if err != nil {
			return Moved{}, err
		}
		if values == nil {
			break
		}
		is.add(values)
	}
	if was != is {
		return Moved{}, fmt.Errorf("%d rows with the sum %s became %d with %s", was.rows, was, is.rows, is)
	}
	return Moved{Table: t.name, Rows: is.rows, Sum: is.String()}, nil
}

// next is the next row's values, alike on both engines; nil after the last.
func (t table) next(rows *sql.Rows) ([]any, error) {
	if !rows.Next() {
		return nil, rows.Err()
	}
	values, to := make([]any, len(t.columns)), make([]any, len(t.columns))
	for i, kind := range t.types {
		switch kind {
		case "TEXT":
			to[i] = new(string)
		case "BOOLEAN":
			to[i] = new(bool)
		case "BYTEA":
			to[i] = new([]byte)
		case "DOUBLE PRECISION":
			to[i] = new(float64)
		case "BIGINT", "INTEGER":
			to[i] = new(int64)
		default:
			return nil, fmt.Errorf("column %s is of the type %s, which is not known here", t.columns[i], kind)
		}
	}
	if err := rows.Scan(to...); err != nil {
		return nil, err
	}
	for i := range to {
		switch v := to[i].(type) {
		case *string:
			values[i] = clean(*v)
		case *bool:
			values[i] = *v
		case *[]byte:
			if *v != nil {
				values[i] = *v
			}
		case *float64:
			values[i] = *v
		case *int64:
			values[i] = *v
		}
	}
	return values, nil
}

func (t table) toSQLite(ctx context.Context, tx transaction, next func() ([]any, error)) error {
	places := make([]string, len(t.columns))
	for i := range places {
		places[i] = fmt.Sprintf("$%d", i+1)
	}
	insert, err := tx.PrepareContext(ctx, "INSERT INTO "+t.name+" ("+strings.Join(t.columns, ", ")+") VALUES ("+strings.Join(places, ", ")+")")
	if err != nil {
		return err
	}
	defer insert.Close()
	for {
		values, err := next()
		if err != nil || values == nil {
			return err
		}
		if _, err := insert.ExecContext(ctx, values...); err != nil {
			return err
		}
	}
}

// toPostgres copies the rows and lets the table's own numbers go on behind the
// highest.
func (t table) toPostgres(ctx context.Context, tx pgx.Tx, next func() ([]any, error)) error {
	if _, err := tx.CopyFrom(ctx, pgx.Identifier{t.name}, t.columns, pgx.CopyFromFunc(next)); err != nil {
		return err
	}
	if t.types[0] != "INTEGER" {
		return nil
	}
	_, err := tx.Exec(ctx, fmt.Sprintf("SELECT setval(pg_get_serial_sequence('%[1]s', '%[2]s'), COALESCE(MAX(%[2]s), 1), MAX(%[2]s) IS NOT NULL) FROM %[1]s",
		t.name, t.columns[0]))
	return err
}

// A sum is of rows in any order: the sum of their hashes.
type sum struct {
	rows  int64
	parts [4]uint64
}

func (s *sum) add(values []any) {
	h := sha256.New()
	write := func(kind byte, b []byte) {
		var head [9]byte
		head[0] = kind
		binary.BigEndian.PutUint64(head[1:], uint64(len(b)))
		h.Write(head[:])
		h.Write(b)
	}
	for _, v := range values {
		switch v := v.(type) {
		case nil:
			write(0, nil)
		case string:
			write(1, []byte(v))
		case []byte:
			write(2, v)
		case bool:
			write(3, fmt.Append(nil, v))
		case int64:
			write(4, binary.BigEndian.AppendUint64(nil, uint64(v)))
		case float64:
			write(5, binary.BigEndian.AppendUint64(nil, math.Float64bits(v)))
		}
	}
	b := h.Sum(nil)
	for i := range s.parts {
		s.parts[i] += binary.BigEndian.Uint64(b[8*i:])
	}
	s.rows++
}

func (s sum) String() string {
	return fmt.Sprintf("%016x%016x%016x%016x", s.parts[0], s.parts[1], s.parts[2], s.parts[3])
}
