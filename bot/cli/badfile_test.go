package cli

import (
	"bytes"
	"database/sql"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// sqlite FILE SQL changes a database behind the program's back, or makes one
// as another program does.
func runSQL(ts *testscript.TestScript, _ bool, args []string) {
	db, err := sql.Open("sqlite3", ts.MkAbs(args[0]))
	ts.Check(err)
	_, err = db.Exec(strings.Join(args[1:], " "))
	ts.Check(err)
	ts.Check(db.Close())
}

// damage FILE spoils a database behind its first page.
func damage(ts *testscript.TestScript, _ bool, args []string) {
	b, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	for i := 4096; i < len(b); i += 7 {
		b[i] ^= 0x5a
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b, 0o600))
}

// A database that may only be read is named as that by what has to write it,
// and stays as it is.
func TestReadOnlyDatabase(t *testing.T) {
	dir := openDir(t)
	name := filepath.Join(dir, "waybill.db")
	code, _, said := runAs(t, dir, "import", "one.jsonl")
	if code != 0 {
		t.Fatalf("import: status %d: %s", code, said)
	}
	before, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []string{name, dir} {
		if err := os.Chmod(f, 0o555); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{{"import", "one.jsonl"}, {"run"}, {"sources", "list"}} {
		code, _, said := runAs(t, dir, args...)
		want := "waybill: the database waybill.db cannot be written\nhint: allow this user to write the file and its directory, or choose another file with --db\n"
		if code != 1 || said != want {
			t.Errorf("%v: status %d, said\n%s\nwant 1 and\n%s", args, code, said, want)
		}
	}
	if after, err := os.ReadFile(name); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the database was changed (%v)", err)
	}
}

// nobody is a user for whom modes of files count; for root they don't.
const nobody = 65534

// openDir is a folder that nobody can reach and write, with the program in it.
func openDir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	binary, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"waybill": binary, "one.jsonl": []byte(`{"id":"a1","title":"Norland raises tariff","text":"Norland raised its tariff on tin to 25 percent."}`)} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, d := range []string{filepath.Dir(dir), dir} {
		if err := os.Chmod(d, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o755) })
	return dir
}

// runAs runs the program in a folder, as nobody if the test runs as root.
func runAs(t *testing.T, dir string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	c := exec.CommandContext(t.Context(), filepath.Join(dir, "waybill"), args...)
	c.Dir = dir
	c.Env = []string{"HOME=" + dir, "TMPDIR=" + dir}
	if os.Geteuid() == 0 {
		c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	var out, err bytes.Buffer
	c.Stdout, c.Stderr = &out, &err
	_ = c.Run() // its status is what counts
	return c.ProcessState.ExitCode(), out.String(), err.String()
}
