package cli

import (
	"errors"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"waybill/digest"
	"waybill/digest/cluster"
)

// A sieve is a scratch file that forgets what was written from some time on.
type sieve struct {
	*os.File
	leaks bool
}

func (s *sieve) ReadAt(p []byte, at int64) (int, error) {
	if s.leaks {
		return 0, errors.New("input/output error")
	}
	return s.File.ReadAt(p, at)
}

// If the scratch file cannot be read any more, stories go on as if nothing had
// been: what was told before is known, nothing is lost, and the log says it.
func TestScratchFileBreaksWhileTheBotRuns(t *testing.T) {
	f := newFlow(t, monday.Add(time.Hour))
	file, err := openScratch(f.path)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	s := &sieve{File: file}
	f.n.intake.Index = cluster.New(cluster.Options{
		Hot:     1, // all goes to the file
		Scratch: func() (cluster.Scratch, error) { return s, nil },
		Report:  func(err error) { tellOfScratch(slog.New(slog.NewTextHandler(&log, nil)), err) },
	})
	f.file(t, tariff(monday), exports(monday))
	f.read(t)
	s.leaks = true
	copied, other := tariff(monday.Add(time.Hour)), digest.Article{
		Source: "Harbour Wire", GUID: "hw-9", URL: "https://harbourwire.example/orchids", Published: monday,
		Headline: "Orchid growers ship a record", Text: "Growers of orchids in the Tamoa valley shipped a record 12 million stems last year, the union said.",
	}
	copied.Source, copied.GUID, copied.URL = "Metal Daily", "md-7", "https://metaldaily.example/copied"
	f.file(t, copied, other)
	f.read(t)
	contains(t, f.say(t, "why https://metaldaily.example/copied"), "the same text as an earlier article")
	if tally, err := f.n.house.Tally(t.Context()); err != nil || tally.Articles != 4 || tally.Stories != 3 {
		t.Errorf("the archive has %+v, %v, want 4 articles in 3 stories", tally, err)
	}
	contains(t, log.String(), "cannot be read", "start the bot again")
}

// The scratch file lies beside the database, where there is room, and is never
// seen there.
func TestScratchFileHasNoName(t *testing.T) {
	dir := t.TempDir()
	f, err := openScratch(dir + "/waybill.db")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 || !strings.HasPrefix(f.Name(), dir) {
		t.Errorf("%s; the directory has %v, %v, want it made there and no name left", f.Name(), left, err)
	}
	t.Setenv("TMPDIR", t.TempDir())
	elsewhere, err := openScratch("/nowhere/waybill.db")
	if err != nil {
		t.Fatalf("where nobody may write: %v, want it in the temporary directory", err)
	}
	_ = elsewhere.Close()
}
