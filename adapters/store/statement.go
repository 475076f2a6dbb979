package store

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"waybill/adapters/store/internal/query"
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

// strings runs the statement for its first column.
func (b *statement) strings(ctx context.Context, db query.DBTX) ([]string, error) {
	var all []string
	err := b.each(ctx, db, func(rows *sql.Rows) error {
		var v string
		err := rows.Scan(&v)
		all = append(all, v)
		return err
	})
	return slices.Clip(all), err
}

// numbers runs the statement for its first column.
func (b *statement) numbers(ctx context.Context, db query.DBTX) ([]int64, error) {
	var all []int64
	err := b.each(ctx, db, func(rows *sql.Rows) error {
		var n int64
		err := rows.Scan(&n)
		all = append(all, n)
		return err
	})
	return all, err
}

// pairs runs the statement for its first two columns.
func (b *statement) pairs(ctx context.Context, db query.DBTX) ([][2]int64, error) {
	var all [][2]int64
	err := b.each(ctx, db, func(rows *sql.Rows) error {
		var p [2]int64
		err := rows.Scan(&p[0], &p[1])
		all = append(all, p)
		return err
	})
	return all, err
}

func (b *statement) each(ctx context.Context, db query.DBTX, scan func(rows *sql.Rows) error) error {
	rows, err := db.QueryContext(ctx, b.sql.String(), b.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
