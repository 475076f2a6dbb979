package rank

import (
	"database/sql"
	"testing"

	_ "github.com/mattn/go-sqlite3" // which has the functions
)

// memory is a database with the functions.
func memory(t testing.TB) *sql.DB {
	t.Helper()
	if err := Register(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	return db
}

// What the functions are given by whoever writes SQL is never more than a
// wrong answer.
func FuzzFunctions(f *testing.F) {
	db := memory(f)
	if _, err := db.Exec("SELECT fts5(NULL)"); err != nil {
		f.Skip("built without full-text search")
	}
	if _, err := db.Exec("CREATE VIRTUAL TABLE words USING fts5(headline, text)"); err != nil {
		f.Fatal(err)
	}
	f.Add([]byte{}, "steel coil", "steel")
	f.Add([]byte{0x81, 0x00, 0x05}, "Steel", `"steel coil" OR coil`)
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, "", "")
	f.Fuzz(func(t *testing.T, size []byte, text, match string) {
		var words float64
		if err := db.QueryRow("SELECT tokens($1)", size).Scan(&words); err != nil || words < 0 {
			t.Errorf("tokens(%x) = %g, %v", size, words, err)
		}
		if _, err := db.Exec("INSERT INTO words (headline, text) VALUES ($1, $1)", text); err != nil {
			t.Fatal(err)
		}
		var gathered []byte
		if err := db.QueryRow("SELECT gather(seq, n) FROM (SELECT rowid AS seq, times(words, 3.0) AS n FROM words WHERE words MATCH $1 LIMIT -1)", match).Scan(&gathered); err != nil {
			return // no question
		}
		rows := 0
		for range Read(gathered) {
			rows++
		}
		if rows != Len(gathered) {
			t.Errorf("%d rows read of %d", rows, Len(gathered))
		}
	})
}

// A list of any length comes back as it was.
func TestGather(t *testing.T) {
	db := memory(t)
	for _, rows := range []int{0, 1, 1023, 1024, 1025, 5000} {
		var gathered []byte
		if err := db.QueryRow("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) SELECT gather(i << 33, i / 2.0) FROM n WHERE $1 > 0", rows).Scan(&gathered); err != nil {
			t.Fatal(err)
		}
		at := int64(0)
		for row, number := range Read(gathered) {
			if at++; row != at<<33 || number != float32(at)/2 {
				t.Fatalf("row %d is %d with %g", at, row, number)
			}
		}
		if at != int64(rows) {
			t.Errorf("%d rows, want %d", at, rows)
		}
	}
}

// A row's size is a number for each column, of one to five bytes.
func TestTokens(t *testing.T) {
	db := memory(t)
	for _, c := range []struct {
		size []byte
		want float64
	}{
		{nil, 0},
		{[]byte{7, 120}, 127},
		{[]byte{7, 0x81, 0x00}, 7 + 128},
		{[]byte{0x86, 0x8d, 0x20, 1}, 6<<14 + 13<<7 + 32 + 1},
		{[]byte{5, 0x81}, 5}, // cut off
	} {
		var got float64
		if err := db.QueryRow("SELECT tokens($1)", c.size).Scan(&got); err != nil || got != c.want {
			t.Errorf("tokens(%x) = %g, %v; want %g", c.size, got, err, c.want)
		}
	}
}
