package cli

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"waybill/adapters/store"
	"waybill/config"
)

// A copy is made when the newest is old, each can be opened, and the oldest
// are dropped.
func TestBackupsOnSchedule(t *testing.T) {
	now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	c := config.Default()
	c.Database = config.NewSecret(filepath.Join(t.TempDir(), "waybill.db"))
	c.Backup = config.Backup{Folder: filepath.Join(t.TempDir(), "copies"), Every: config.Duration(24 * time.Hour), Keep: 3}
	n, err := (&program{}).newsdeskOf(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer n.close()
	s := &service{desk: n, log: slog.New(slog.NewTextHandler(t.Output(), nil)), now: func() time.Time { return now }}
	for _, hours := range []int{0, 1, 23, 25, 49, 73, 97} {
		now = time.Date(2026, 3, 2, 8+hours, 0, 0, 0, time.UTC)
		if err := s.upkeep(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	copies, err := backups(c.Backup.Folder)
	if err != nil || len(copies) != 3 || filepath.Base(copies[2]) != "waybill-20260306-090000.db" {
		t.Fatalf("copies = %v, %v, want the last three of five", copies, err)
	}
	for _, name := range copies {
		h, err := store.Open(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Check(t.Context()); err != nil {
			t.Error(err)
		}
		h.Close()
	}
}
