package store

import (
	"context"
	"database/sql"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"waybill/adapters/store/pgtest"
	"waybill/bot"
	"waybill/digest"
)

// day is the day on which these tests happen.
var day = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

// engines runs a test on SQLite and on PostgreSQL: fresh looks at its name.
func engines(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	t.Run("sqlite", test)
	t.Run(onPostgres, test)
}

const onPostgres = "postgres"

// fresh is a store on a database of its own.
func fresh(t testing.TB) *Store {
	t.Helper()
	if slices.Contains(strings.Split(t.Name(), "/"), onPostgres) {
		return reopen(t, pgtest.New(t))
	}
	return reopen(t, filepath.Join(t.TempDir(), "waybill.db"))
}

// address is what a store was opened with.
func address(s *Store) string {
	if s.pool != nil {
		return s.pool.Config().ConnString()
	}
	return s.path
}

func reopen(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(t.Context(), path, Clock(func() time.Time { return day }))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// A notebook is a Queue that writes jobs into a table of the same database, so
// that a rollback takes them back.
type notebook struct{ fail error }

func (n *notebook) InsertTx(ctx context.Context, tx *sql.Tx, jobs ...bot.Job) error {
	if n.fail != nil {
		return n.fail
	}
	for _, j := range jobs {
		_, err := tx.ExecContext(ctx, `INSERT INTO jobs (kind, id, attempt, platform, at) VALUES ($1, $2, $3, $4, $5)`,
			string(j.Kind), j.ID, j.Attempt, string(j.Platform), millis(j.At))
		if err != nil {
			return err
		}
	}
	return nil
}

func (n *notebook) InsertPostgresTx(ctx context.Context, tx pgx.Tx, jobs ...bot.Job) error {
	if n.fail != nil {
		return n.fail
	}
	for _, j := range jobs {
		_, err := tx.Exec(ctx, `INSERT INTO jobs (kind, id, attempt, platform, at) VALUES ($1, $2, $3, $4, $5)`,
			string(j.Kind), j.ID, j.Attempt, string(j.Platform), millis(j.At))
		if err != nil {
			return err
		}
	}
	return nil
}

// noted makes the store write its jobs into a table that jobs reads.
func noted(t testing.TB, s *Store) *notebook {
	t.Helper()
	number := "INTEGER PRIMARY KEY"
	if s.pool != nil {
		number = "BIGSERIAL PRIMARY KEY"
	}
	_, err := s.write.Exec(`CREATE TABLE IF NOT EXISTS jobs (number ` + number + `, kind TEXT, id BIGINT, attempt BIGINT, platform TEXT, at BIGINT)`)
	if err != nil {
		t.Fatal(err)
	}
	n := &notebook{}
	s.Enqueue(n)
	return n
}

func jobs(t testing.TB, s *Store) []bot.Job {
	t.Helper()
	rows, err := s.read.Query(`SELECT kind, id, attempt, platform, at FROM jobs ORDER BY number`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []bot.Job
	for rows.Next() {
		var j bot.Job
		var at int64
		if err := rows.Scan(&j.Kind, &j.ID, &j.Attempt, &j.Platform, &at); err != nil {
			t.Fatal(err)
		}
		j.At = instant(at)
		all = append(all, j)
	}
	return all
}

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// steelChannel is where most of these tests speak.
var steelChannel = bot.Channel{Platform: bot.Slack, Workspace: "T1", ID: "C1", Name: "steel"}

func order(c bot.Channel, next time.Time) bot.Subscription {
	return bot.Subscription{
		Channel: c, Topics: []string{"tariffs", "steel-aluminium"}, Cadence: "weekdays 08:00", Zone: "Europe/Berlin",
		Length: bot.Full, State: bot.Active, Next: next, CreatedBy: bot.User{ID: "U1", Name: "Ana"}, Created: day,
	}
}

func daily(sub bot.Subscription) (time.Time, error) { return sub.Next.AddDate(0, 0, 1), nil }

func filed(id, headline, text string) bot.Filed {
	return bot.Filed{
		Article: digest.Article{
			ID: id, Source: "Harbour Gazette", GUID: "guid-" + id, URL: "https://gazette.example/" + id, Headline: headline,
			Language: "en", Published: day, Seen: day, Revision: 1, Text: text,
		},
		Hash: "hash of " + headline + text, Story: "story-" + id,
	}
}
