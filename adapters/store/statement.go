package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A statement is built where the number of its parameters depends on the
// question. Parameters are numbered in the order in which they appear, as
// mattn/go-sqlite3 needs it.
type statement struct {
	sql  strings.Builder
	args []any
}

func (b *statement) add(text string) *statement {
	b.sql.WriteString(text)
	return b
}

func (b *statement) arg(v any) *statement {
	b.args = append(b.args, v)
	return b.add("$" + strconv.Itoa(len(b.args)))
}

func (b *statement) list(values []string) *statement {
	for i, v := range values {
		if i > 0 {
			b.add(", ")
		}
		b.arg(v)
	}
	return b
}

// strings runs the statement for its first column.
func (b *statement) strings(ctx context.Context, db *sql.DB) ([]string, error) {
	rows, err := db.QueryContext(ctx, b.sql.String(), b.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var v string
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return slices.Clip(all), rows.Err()
}

// A table gathers rows to insert several with one statement, which costs half
// of what one statement a row does.
type table struct {
	into     string // name and columns
	width    int    // number of columns
	conflict string // clause, "" for none
	args     []any
}

func (t *table) row(values ...any) { t.args = append(t.args, values...) }

// rowsAtOnce bounds how many different statements there are to keep prepared.
const rowsAtOnce = 16

func (t *table) insert(ctx context.Context, tx *sql.Tx) error {
	for rest := range slices.Chunk(t.args, rowsAtOnce*t.width) {
		b := &statement{}
		b.add("INSERT INTO ").add(t.into).add(" VALUES ")
		for i, v := range rest {
			switch {
			case i == 0:
				b.add("(")
			case i%t.width == 0:
				b.add("), (")
			default:
				b.add(", ")
			}
			b.arg(v)
		}
		b.add(")").add(t.conflict)
		if _, err := tx.ExecContext(ctx, b.sql.String(), b.args...); err != nil {
			return fmt.Errorf("insert into %s: %w", t.into, err)
		}
	}
	return nil
}
