package store

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"waybill/adapters/store/pgtest"
)

// queries are the texts that sqlc generated, by name.
func queries(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("internal/query/*.sql.go")
	ok(t, err)
	text := regexp.MustCompile("(?s)const (\\w+) = `(.*?)`")
	all := map[string]string{}
	for _, file := range files {
		b, err := os.ReadFile(file)
		ok(t, err)
		for _, q := range text.FindAllStringSubmatch(string(b), -1) {
			all[q[1]] = strings.TrimSpace(q[2])
		}
	}
	if len(all) < 60 {
		t.Fatalf("found %d queries, want all", len(all))
	}
	return all
}

// mattn/go-sqlite3 binds $1, $2, … in the order in which they first appear,
// PostgreSQL by their number: both must be the same.
func TestParametersAppearInOrder(t *testing.T) {
	parameter := regexp.MustCompile(`\$(\d+)`)
	for name, text := range queries(t) {
		highest := 0
		for _, p := range parameter.FindAllStringSubmatch(text, -1) {
			number, err := strconv.Atoi(p[1])
			ok(t, err)
			if number > highest+1 {
				t.Errorf("%s uses $%d before $%d", name, number, highest+1)
			}
			highest = max(highest, number)
		}
	}
}

// Every query is one for SQLite too, where sqlc checked it for PostgreSQL
// only; and but for those that count or list everything, none reads a table
// that grows from end to end.
func TestQueriesUseTheirIndexes(t *testing.T) {
	s := fresh(t)
	whole := map[string]bool{
		"tally": true, "countByStatus": true, "backlog": true, "allSubscriptions": true, "seenNth": true /* by the row number, from the newest */, "othersOrders": true /* when somebody removes a source */, "extent": true, // MIN and MAX of the row number: two steps
		"pruneArticles": true, "pruneArticlesAll": true, "pruneDeliveries": true, "pruneStories": true, "pruneMutes": true, "pruneShown": true, "pruneTalks": true,
	}
	grows := regexp.MustCompile(`^SCAN (articles|a|article_\w+|stories|deliveries|d|delivery_events|digests|g|subscriptions|changes|refusals|shown|talks|mutes|m)\b`)
	for name, text := range queries(t) {
		var args []any
		for strings.Contains(text, "$"+strconv.Itoa(len(args)+1)) {
			args = append(args, 1)
		}
		rows, err := s.read.Query("EXPLAIN QUERY PLAN "+text, args...)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for rows.Next() {
			var id, parent, unused int
			var step string
			ok(t, rows.Scan(&id, &parent, &unused, &step))
			if grows.MatchString(step) && !whole[name] {
				t.Errorf("%s: %s", name, step)
			}
		}
		ok(t, rows.Close())
	}
}

// Every query is one for PostgreSQL as well, with the tables as they are: what
// it would refuse is found here, not on the night when it is first asked.
func TestQueriesAreKnownToPostgres(t *testing.T) {
	s := reopen(t, pgtest.New(t))
	conn := must[*pgxpool.Conn](t)(s.pool.Acquire(t.Context()))
	defer conn.Release()
	for name, text := range queries(t) {
		if _, err := conn.Conn().Prepare(t.Context(), name, text); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
