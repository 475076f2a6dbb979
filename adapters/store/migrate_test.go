package store

import (
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"waybill/bot"
	"waybill/digest"
)

// version1 is a database of the first schema, without its full-text index.
// Once a Waybill was released with it, it is never changed.
//
//go:embed testdata/version1.sql
var version1 string

// A database of the first schema is brought to the newest one with all that is
// in it.
func TestMigratesFromTheFirstSchema(t *testing.T) {
	path := filepath.Join(t.TempDir(), "waybill.db")
	db := open(path, "")
	_, err := db.Exec(version1 + fmt.Sprintf("\nPRAGMA application_id = %d;", program))
	ok(t, err)
	ok(t, db.Close())

	s := reopen(t, path)
	version, known, err := s.SchemaVersion(t.Context())
	if version != known || err != nil {
		t.Errorf("version %d of %d, %v", version, known, err)
	}
	want := bot.Tally{Sources: 1, Articles: 1, Stories: 1, Subscriptions: 1, Deliveries: 2}
	if got := must[bot.Tally](t)(s.Tally(t.Context())); got != want {
		t.Errorf("tally = %+v, want %+v", got, want)
	}
	if diff := cmp.Diff([]string{"a1"}, found3(t, s, bot.Query{Must: []string{"coil"}})); diff != "" {
		t.Errorf("found (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(seenIn(""), must[digest.Analysis](t)(s.Analysis(t.Context(), "a1"))); diff != "" {
		t.Errorf("analysis (-want +got):\n%s", diff)
	}
	sub := must[bot.Subscription](t)(s.Subscription(t.Context(), steelChannel, 1))
	if want := order(steelChannel, sub.Next); !cmp.Equal(sub.Topics, want.Topics) || sub.Zone != want.Zone || !sub.Covered.Equal(day) {
		t.Errorf("subscription = %+v", sub)
	}
	ds := must[[]bot.Delivery](t)(s.Deliveries(t.Context(), DeliveryFilter{In: steelChannel}))
	if len(ds) != 2 || ds[1].Message.Intro[0].Plain() != "part 1" || ds[1].Status != bot.Pending {
		t.Errorf("deliveries = %+v", ds)
	}
	if diff := cmp.Diff(schema(t, fresh(t)), schema(t, s)); diff != "" {
		t.Errorf("schema (-new +migrated):\n%s", diff)
	}
	set := must[bot.Settings](t)(s.Settings(t.Context(), steelChannel))
	if diff := cmp.Diff(bot.Settings{Zone: "Europe/Berlin", Allow: []string{"U1"}, Muted: []string{"story-9"}}, set); diff != "" {
		t.Errorf("settings (-want +got):\n%s", diff)
	}
	ok(t, s.Check(t.Context()))
}

// schema is what a database is made of, by name.
func schema(t *testing.T, s *Store) map[string]string {
	t.Helper()
	rows, err := s.read.Query(`SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'goose%' AND name NOT LIKE 'sqlite%'`)
	ok(t, err)
	defer rows.Close()
	all := map[string]string{}
	for rows.Next() {
		var name, text string
		ok(t, rows.Scan(&name, &text))
		all[name] = strings.Join(strings.Fields(text), " ")
	}
	return all
}

// A database that another process has open is not replaced.
func TestRestoreLeavesARunningBotAlone(t *testing.T) {
	if path := os.Getenv("WAYBILL_TEST_HOLD"); path != "" {
		_, err := Open(t.Context(), path)
		ok(t, err)
		os.Stdout.WriteString("open\n")
		os.Stdin.Read(make([]byte, 1))
		return
	}
	s := archive(t)
	copied := filepath.Join(t.TempDir(), "backup.db")
	ok(t, s.Backup(t.Context(), copied))
	ok(t, s.Close())
	self, err := os.Executable()
	ok(t, err)
	cmd := exec.Command(self, "-test.run=^TestRestoreLeavesARunningBotAlone$")
	cmd.Env = append(os.Environ(), "WAYBILL_TEST_HOLD="+s.path)
	in, err := cmd.StdinPipe()
	ok(t, err)
	out, err := cmd.StdoutPipe()
	ok(t, err)
	ok(t, cmd.Start())
	_, err = out.Read(make([]byte, 5))
	ok(t, err)
	_, err = Restore(t.Context(), copied, s.path)
	refused(t, err, bot.Invalid, "a Waybill is running on "+s.path+" (stop it first)")
	in.Close()
	ok(t, cmd.Wait())
	must[string](t)(Restore(t.Context(), copied, s.path))
}
