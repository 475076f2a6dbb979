package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"waybill/bot"
	"waybill/digest"
)

func TestBackupAndRestore(t *testing.T) {
	s, _, _ := composed(t, 2)
	ok(t, s.FileArticles(t.Context(), []bot.Filed{filed("a1", "Steel", "Steel duties.")}))
	dir := t.TempDir()
	copied := filepath.Join(dir, "backup.db")
	ok(t, s.Backup(t.Context(), copied)) // while it is open
	info, err := os.Stat(copied)
	ok(t, err)
	if info.Mode() != 0o600 {
		t.Errorf("the backup has mode %v, want 0600", info.Mode())
	}
	refused(t, s.Backup(t.Context(), copied), bot.Invalid, copied+" is there already (choose another name)")
	ok(t, s.FileArticles(t.Context(), []bot.Filed{filed("a2", "Later", "Later.")}))
	ok(t, s.Close())

	aside := must[string](t)(Restore(t.Context(), copied, s.path))
	back := reopen(t, s.path)
	ok(t, back.Check(t.Context()))
	want(t, back, bot.Pending, bot.Pending)
	if tally := must[bot.Tally](t)(back.Tally(t.Context())); tally.Articles != 1 || tally.Subscriptions != 1 {
		t.Errorf("tally = %+v, want that of the backup", tally)
	}
	if diff := cmp.Diff([]string{"a1"}, found3(t, back, bot.Query{Must: []string{"steel"}})); diff != "" {
		t.Errorf("found (-want +got):\n%s", diff)
	}
	old := reopen(t, aside) // nothing was lost
	if tally := must[bot.Tally](t)(old.Tally(t.Context())); tally.Articles != 2 {
		t.Errorf("tally of what was set aside = %+v, want 2 articles", tally)
	}
	names, err := filepath.Glob(filepath.Join(filepath.Dir(s.path), "*.restored*"))
	if len(names) != 0 || err != nil {
		t.Errorf("left behind: %v, %v", names, err)
	}
}

func TestRestoreOverADamagedFile(t *testing.T) {
	s := archive(t)
	dir := t.TempDir()
	copied, path := filepath.Join(dir, "backup.db"), filepath.Join(dir, "waybill.db")
	ok(t, s.Backup(t.Context(), copied))
	garbage := bytes.Repeat([]byte("garbage"), 999)
	ok(t, os.WriteFile(path, garbage, 0o600))
	aside := must[string](t)(Restore(t.Context(), copied, path))
	if got, err := os.ReadFile(aside); err != nil || !bytes.Equal(got, garbage) {
		t.Errorf("the damaged file was not kept: %v", err)
	}
	reopen(t, path)
}

func TestRefusedRestores(t *testing.T) {
	s := archive(t)
	dir := t.TempDir()
	bad, none, empty := filepath.Join(dir, "bad.db"), filepath.Join(dir, "none.db"), filepath.Join(dir, "empty.db")
	ok(t, s.Backup(t.Context(), bad))
	b, err := os.ReadFile(bad)
	ok(t, err)
	ok(t, os.WriteFile(bad, b[:len(b)-3*4096], 0o600))
	ok(t, os.WriteFile(empty, nil, 0o600))
	for from, want := range map[string]string{
		bad:    "the backup " + bad + " is damaged (choose another one)",
		none:   "there is no file " + none + " (name one that waybill backup FILE wrote)",
		empty:  "the backup " + empty + " is empty (choose another one)",
		s.path: "the backup is the database itself",
	} {
		_, err := Restore(t.Context(), from, s.path)
		if e, is := errors.AsType[*bot.Error](err); !is || e.Error() != want {
			t.Errorf("Restore from %s = %v, want %s", filepath.Base(from), err, want)
		}
	}
	if got := found3(t, s, bot.Query{Must: []string{"coil"}}); len(got) != 2 {
		t.Errorf("the database has %v, want it untouched", got)
	}
}

func TestPruneKeepsWhatDigestsShow(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		ok(t, s.FileArticles(t.Context(), []bot.Filed{filed("a", "A", "A."), filed("b", "B", "B."), told("c", "later", day.AddDate(0, 0, 9))}))
		must[int64](t)(s.SaveDigest(t.Context(), "k", digest.Digest{To: day, Items: []digest.Item{{Sources: []digest.Link{{Article: "a"}}}}}))
		ok(t, s.Refuse(t.Context(), []bot.Refusal{{Identity: bot.Identity{URL: "https://x.example"}, Reason: "old", At: day}}))
		before := day.AddDate(0, 0, 1)
		if n := must[int](t)(s.Prune(t.Context(), before, true)); n != 1 {
			t.Errorf("pruned %d, want b only", n)
		}
		if _, there, _ := s.Text(t.Context(), "a"); !there {
			t.Error("an article of a digest was pruned")
		}
		if tally := must[bot.Tally](t)(s.Tally(t.Context())); tally.Articles != 2 || tally.Stories != 2 {
			t.Errorf("tally = %+v, want 2 articles and their stories", tally)
		}
		if rs := must[[]bot.Refusal](t)(s.Refusals(t.Context(), "", "https://x.example", "")); len(rs) != 0 {
			t.Errorf("refusals = %+v, want none so old", rs)
		}
		if n := must[int](t)(s.Prune(t.Context(), before, false)); n != 1 {
			t.Errorf("pruned %d, want a", n)
		}
		ok(t, s.Check(t.Context()))
	})
}

// What was pruned is given back to the disk, and to the index.
func TestPruneGivesSpaceBack(t *testing.T) {
	s, p := fresh(t), newPress()
	var batch []bot.Filed
	for i := range 400 {
		batch = append(batch, p.article(i))
	}
	ok(t, s.FileArticles(t.Context(), batch))
	size := func() (pages int64) {
		ok(t, s.read.QueryRow("SELECT page_count FROM pragma_page_count").Scan(&pages))
		return pages
	}
	full := size()
	if n := must[int](t)(s.Prune(t.Context(), day.Add(300*time.Minute), true)); n != 300 {
		t.Fatalf("pruned %d, want 300", n)
	}
	if now := size(); now > full*2/5 {
		t.Errorf("%d pages of %d are left for a quarter of the articles", now, full)
	}
	agrees(t, s)
	ok(t, s.Check(t.Context()))
}

// With a bound on their number, the oldest articles are those before the
// newest so many.
func TestOldest(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		ok(t, s.FileArticles(t.Context(), []bot.Filed{filed("a", "A", "A."), told("b", "later", day.AddDate(0, 0, 1)), told("c", "last", day.AddDate(0, 0, 9))}))
		for most, want := range map[int]time.Time{2: day.AddDate(0, 0, 1), 1: day.AddDate(0, 0, 9), 4: {}} {
			if at := must[time.Time](t)(s.Oldest(t.Context(), most)); !at.Equal(want) {
				t.Errorf("of the newest %d the oldest is of %s, want %s", most, at, want)
			}
		}
	})
}

func TestPruneLedger(t *testing.T) {
	engines(t, func(t *testing.T) {
		s, _, d := composed(t, 1)
		later := day.AddDate(1, 0, 0)
		if n := must[int](t)(s.PruneLedger(t.Context(), later)); n != 0 {
			t.Errorf("pruned %d deliveries that are pending", n)
		}
		must[bot.Delivery](t)(first(s.Begin(t.Context(), d.ID, day)))
		ok(t, s.Finish(t.Context(), d.ID, 1, bot.Sent, "", "r", time.Time{}, day))
		if n := must[int](t)(s.PruneLedger(t.Context(), later)); n != 1 {
			t.Errorf("pruned %d deliveries, want the sent one", n)
		}
		if _, err := s.Digest(t.Context(), d.Digest); bot.KindOf(err) != bot.NotFound {
			t.Errorf("its digest is still there: %v", err)
		}
	})
}

func TestSchemaVersion(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		version, known, err := s.SchemaVersion(t.Context())
		if version != known || version < 1 || err != nil {
			t.Errorf("SchemaVersion = %d, %d, %v", version, known, err)
		}
	})
}
