package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"waybill/bot"
)

// refused asserts that an error is fit for people and says exactly this.
func refused(t *testing.T, err error, kind bot.Kind, want string) {
	t.Helper()
	e, is := errors.AsType[*bot.Error](err)
	if !is {
		t.Fatalf("error %v is not for people, want %q", err, want)
	}
	if e.Error() != want || e.Kind != kind {
		t.Errorf("refused with kind %v: %s\nwant kind %v: %s", e.Kind, e.Error(), kind, want)
	}
}

func TestNewFileIsForItsOwnerAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "down", "waybill.db")
	s := reopen(t, path)
	ok(t, s.FileArticles(t.Context(), []bot.Filed{filed("a", "Steel", "Steel.")}))
	for name, want := range map[string]os.FileMode{
		path: 0o600, path + "-wal": 0o600, path + "-shm": 0o600, filepath.Dir(path): 0o700 | os.ModeDir,
	} {
		info, err := os.Stat(name)
		ok(t, err)
		if info.Mode() != want {
			t.Errorf("%s has mode %v, want %v", filepath.Base(name), info.Mode(), want)
		}
	}
}

func TestSettingsOfTheFile(t *testing.T) {
	s := fresh(t)
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000", "query_only": "0",
	} {
		var got string
		ok(t, s.write.QueryRow("PRAGMA "+pragma).Scan(&got))
		if got != want {
			t.Errorf("the writer has %s = %s, want %s", pragma, got, want)
		}
	}
	if _, err := s.read.Exec("DELETE FROM sources"); err == nil {
		t.Error("a reader could write")
	}
}

func TestNamesOfDatabases(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"plain.db", "with space.db", "100%25.db", "what?mode=memory.db", "a#b&c=d.db", "größe.db"} {
		path := filepath.Join(dir, name)
		s := reopen(t, path)
		if _, err := os.Stat(path); err != nil {
			t.Errorf("Open(%q) made another file: %v", name, err)
		}
		s.Close()
	}
	s := reopen(t, "file:"+filepath.Join(dir, "plain.db"))
	if want := filepath.Join(dir, "plain.db"); s.Path() != want {
		t.Errorf("Path() = %q, want %q", s.Path(), want)
	}
}

func TestRefusedNames(t *testing.T) {
	dir := t.TempDir()
	for dsn, want := range map[string]string{
		":memory:": "the database must be a file (give --db the name of one)",
		"":         "the database must be a file (give --db the name of one)",
		dir:        dir + " is a directory (give --db the name of a file)",
	} {
		_, err := Open(t.Context(), dsn)
		refused(t, err, bot.Invalid, want)
	}
}

// A damaged file is refused with what to do, and not touched.
func TestDamagedFileIsLeftAsItIs(t *testing.T) {
	whole := archiveFile(t)
	none := map[string]bool{"garbage": true, "a byte": true}
	for name, damage := range map[string]func([]byte) []byte{
		"garbage":   func([]byte) []byte { return bytes.Repeat([]byte("not a database. "), 1000) },
		"truncated": func(b []byte) []byte { return b[:len(b)/2] },
		"a byte":    func([]byte) []byte { return []byte("x") },
		"zeroes":    func(b []byte) []byte { clear(b[4096 : len(b)-4096]); return b },
		"overwritten": func(b []byte) []byte {
			for i := 4096; i < len(b); i += 517 {
				b[i] ^= 0x5a
			}
			return b
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "waybill.db")
			bad := damage(bytes.Clone(whole))
			ok(t, os.WriteFile(path, bad, 0o600))
			_, err := Open(t.Context(), path)
			want := "the database " + path + " is damaged and was left as it is (put a backup in its place with: waybill restore FILE)"
			if none[name] {
				want = path + " is no database and was left as it is (choose another file with --db, or put a backup in its place with: waybill restore FILE)"
			}
			refused(t, err, bot.Permanent, want)
			now, err := os.ReadFile(path)
			ok(t, err)
			if sha256.Sum256(now) != sha256.Sum256(bad) {
				t.Error("the file was changed")
			}
		})
	}
}

// archiveFile is a database of some size as one file.
func archiveFile(t *testing.T) []byte {
	t.Helper()
	s := fresh(t)
	var batch []bot.Filed
	for i := range 200 {
		batch = append(batch, filed(fmt.Sprint(i), "Steel "+fmt.Sprint(i), strings.Repeat("Steel duties rose again. ", 40)))
	}
	ok(t, s.FileArticles(t.Context(), batch))
	for i := range 300 {
		_, err := s.AddSubscription(t.Context(), order(bot.Channel{Platform: bot.Slack, Workspace: "T1", ID: fmt.Sprint("C", i)}, day))
		ok(t, err)
	}
	ok(t, s.Close())
	b, err := os.ReadFile(s.path)
	ok(t, err)
	return b
}

func TestNewerDatabaseIsRefused(t *testing.T) {
	s := fresh(t)
	known, err := newest()
	ok(t, err)
	_, err = s.write.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES ($1, 1)", known+2)
	ok(t, err)
	ok(t, s.Close())
	_, err = Open(t.Context(), s.path)
	refused(t, err, bot.Permanent, fmt.Sprintf("this database was written by a newer Waybill (version %d, this one knows %d)"+
		" (run the newer Waybill, or choose another file with --db)", known+2, known))
}

func TestDatabaseOfAnotherProgramIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "photos.db")
	db := open(path, "")
	_, err := db.Exec("CREATE TABLE photos (name TEXT)")
	ok(t, err)
	ok(t, db.Close())
	_, err = Open(t.Context(), path)
	refused(t, err, bot.Permanent, path+" is the database of another program (choose another file with --db)")
}

// A file that may only be read is refused. The test runs itself as nobody,
// because root may write everything.
func TestUnwritableFileIsRefused(t *testing.T) {
	if path := os.Getenv("WAYBILL_TEST_UNWRITABLE"); path != "" {
		_, err := Open(t.Context(), path)
		refused(t, err, bot.Permanent, "the database "+path+
			" cannot be written (allow this user to write the file and its directory, or choose another file with --db)")
		return
	}
	dir, err := os.MkdirTemp("", "waybill")
	ok(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	s, err := Open(t.Context(), filepath.Join(dir, "waybill.db"))
	ok(t, err)
	ok(t, s.Close())
	ok(t, os.Chmod(s.path, 0o444))
	ok(t, os.Chmod(dir, 0o555))
	for _, path := range []string{s.path, filepath.Join(dir, "new.db"), filepath.Join(dir, "sub", "new.db")} {
		cmd := exec.Command(testBinary(t), "-test.run=^TestUnwritableFileIsRefused$")
		cmd.Env = append(os.Environ(), "WAYBILL_TEST_UNWRITABLE="+path)
		cmd.Dir = os.TempDir()
		if os.Geteuid() == 0 {
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		}
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", filepath.Base(path), err, out)
		}
	}
}

// testBinary is a copy of this test that everybody may run.
func testBinary(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	ok(t, err)
	b, err := os.ReadFile(self)
	ok(t, err)
	f, err := os.CreateTemp("", "waybill-*.test")
	ok(t, err)
	t.Cleanup(func() { os.Remove(f.Name()) })
	_, err = f.Write(b)
	ok(t, errors.Join(err, f.Chmod(0o755), f.Close()))
	return f.Name()
}

// Two that open the same new file at once both get it.
func TestOpenedTwiceAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "waybill.db")
	errs := make(chan error, 4)
	for range cap(errs) {
		go func() {
			s, err := Open(context.Background(), path)
			if err == nil {
				_, err = s.Tally(context.Background())
				s.Close()
			}
			errs <- err
		}()
	}
	for range cap(errs) {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}
