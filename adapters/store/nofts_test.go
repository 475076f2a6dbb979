//go:build !sqlite_fts5

package store

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"waybill/bot"
)

// TestMain runs the one test of a build that lacks what all others need.
func TestMain(m *testing.M) {
	flag.Parse()
	flag.Set("test.run", "^TestBuiltWithoutFullTextSearch$")
	os.Exit(m.Run())
}

func TestBuiltWithoutFullTextSearch(t *testing.T) {
	_, err := Open(t.Context(), filepath.Join(t.TempDir(), "waybill.db"))
	refused(t, err, bot.Permanent, "this Waybill was built without full-text search (build it with `-tags sqlite_fts5` or `make build`)")
}
