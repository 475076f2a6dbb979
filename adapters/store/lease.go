package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// A lease is a piece of work that one of several processes does: it is theirs
// until a time of the database's clock, which is the same for all of them, and
// each that takes it over gets a higher token.
//
// Hold takes a lease, or makes one that the holder has already last longer. It
// is not held if another process has it.
func (s *Store) Hold(ctx context.Context, name, holder string, last time.Duration) (token int64, held bool, err error) {
	const text = `INSERT INTO leases (name, holder, token, until_at) VALUES ($1, $2, 1, NOW + $3)
		ON CONFLICT (name) DO UPDATE SET
			holder = excluded.holder, until_at = excluded.until_at,
			token = CASE WHEN leases.holder = excluded.holder THEN leases.token ELSE leases.token + 1 END
		WHERE leases.holder = excluded.holder OR leases.until_at < NOW
		RETURNING token`
	err = s.write.QueryRowContext(ctx, s.timed(text), name, holder, last.Milliseconds()).Scan(&token)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, fmt.Errorf("hold %s: %w", name, err)
	}
	return token, true, nil
}

// Release gives a lease up, so that another process need not wait for its end.
func (s *Store) Release(ctx context.Context, name, holder string) error {
	_, err := s.write.ExecContext(ctx, s.timed(`UPDATE leases SET until_at = 0 WHERE name = $1 AND holder = $2`), name, holder)
	if err != nil {
		return fmt.Errorf("release %s: %w", name, err)
	}
	return nil
}

// Lapsed are the holders of leases whose names begin so, and whose time is
// over.
func (s *Store) Lapsed(ctx context.Context, prefix string) ([]string, error) {
	b := &statement{}
	b.add("SELECT holder FROM leases WHERE name LIKE ").arg(prefix + "%").add(" AND until_at < NOW ORDER BY name")
	holders, err := b.timed(s).strings(ctx, s.db())
	if err != nil {
		return nil, fmt.Errorf("read leases: %w", err)
	}
	return holders, nil
}

// Forget drops a lease whose time is over.
func (s *Store) Forget(ctx context.Context, name string) error {
	if _, err := s.write.ExecContext(ctx, s.timed(`DELETE FROM leases WHERE name = $1 AND until_at < NOW`), name); err != nil {
		return fmt.Errorf("forget %s: %w", name, err)
	}
	return nil
}

// Running reports whether a process works with the database, of those that
// hold leases.
func (s *Store) Running(ctx context.Context) (bool, error) {
	var n int
	if err := s.db().QueryRowContext(ctx, s.timed(`SELECT COUNT(*) FROM leases WHERE until_at >= NOW`)).Scan(&n); err != nil {
		return false, fmt.Errorf("read leases: %w", err)
	}
	return n > 0, nil
}

// timed puts the database's own time, in milliseconds, in the place of NOW.
func (s *Store) timed(text string) string {
	now := "CAST(unixepoch('subsec') * 1000 AS INTEGER)"
	if s.pool != nil {
		now = "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"
	}
	return strings.ReplaceAll(text, "NOW", now)
}

func (b *statement) timed(s *Store) *statement {
	text := s.timed(b.sql.String())
	b.sql.Reset()
	return b.add(text)
}
