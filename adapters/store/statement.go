package store

import (
	"context"
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
func (b *statement) strings(ctx context.Context, db query.DBTX) ([]string, error) {
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
