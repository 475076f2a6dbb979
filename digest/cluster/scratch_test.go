package cluster

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// week is the tellings of some hundreds of events over more than a week, copies
// among them.
func week() (docs []Doc) {
	const events = 300
	for k, text := range []string{norland, norland2, norland3, norland} {
		for i := range events {
			swap := strings.NewReplacer("Norland", fmt.Sprintf("Norl%cnd%d", 'a'+i%26, i/3), "Solberg", fmt.Sprint("Berg", i), "Ostvik", fmt.Sprint("Vik", i),
				"25", fmt.Sprint(i), "rebar", fmt.Sprint("rebar", i%7), "Mills", fmt.Sprint("Mills", i%90))
			filler := ""
			for j := range 60 {
				filler += fmt.Sprintf(" word%d", (i*31+k*7+j*j)%4001)
			}
			docs = append(docs, doc(fmt.Sprint(i, "-", k), swap.Replace("Norland puts duty on steel"), swap.Replace(text)+filler+".", i+12*k))
		}
	}
	slices.SortStableFunc(docs, func(a, b Doc) int { return a.At.Compare(b.At) })
	return docs
}

// placements puts the docs through an index and tells all that it said.
func placements(t *testing.T, x *Index, docs []Doc) (said []string) {
	t.Helper()
	for i, d := range docs {
		said = append(said, fmt.Sprint(add(t, x, d)))
		if i%MergeEvery == MergeEvery-1 {
			said = append(said, fmt.Sprint(merge(t, x)))
		}
	}
	said = append(said, fmt.Sprint(merge(t, x)))
	for _, d := range docs {
		p, held := x.Where(d.ID)
		said = append(said, fmt.Sprint(p, held))
	}
	return said
}

// A drawer is a scratch file that can be out of order.
type drawer struct {
	*os.File
	full   bool
	broken func(p []byte) (int, error)
	wrote  int
}

func (d *drawer) WriteAt(p []byte, at int64) (int, error) {
	if d.full {
		return d.File.WriteAt(p[:len(p)/2], at)
	}
	d.wrote++
	return d.File.WriteAt(p, at)
}

func (d *drawer) ReadAt(p []byte, at int64) (int, error) {
	if d.broken != nil {
		return d.broken(p)
	}
	return d.File.ReadAt(p, at)
}

func newDrawer(t *testing.T) *drawer {
	t.Helper()
	f, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	return &drawer{File: f}
}

func (d *drawer) open() (Scratch, error) { return d, nil }

// Where what is seldom needed lies makes no difference to where articles go:
// also if the file takes no more for a while.
func TestScratchFileChangesNothing(t *testing.T) {
	docs := week()
	want := placements(t, New(Options{}), docs)
	t.Run("on file", func(t *testing.T) {
		d := newDrawer(t)
		x := New(Options{Hot: 20_000, Scratch: d.open})
		sameAnswers(t, placements(t, x, docs), want)
		if d.wrote == 0 {
			t.Error("nothing was written to the file")
		}
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	t.Run("cannot be opened", func(t *testing.T) {
		var told []error
		x := New(Options{Hot: 20_000, Scratch: func() (Scratch, error) { return nil, os.ErrPermission }, Report: func(err error) { told = append(told, err) }})
		sameAnswers(t, placements(t, x, docs), want)
		if len(told) != 1 || !errors.Is(told[0], os.ErrPermission) {
			t.Errorf("told %v, want once what is wrong", told)
		}
	})
	t.Run("full for a while", func(t *testing.T) {
		d := newDrawer(t)
		var told []error
		x := New(Options{Hot: 20_000, Scratch: d.open, Report: func(err error) { told = append(told, err) }})
		var got []string
		for i, d2 := range docs {
			d.full = i > len(docs)/3 && i < 2*len(docs)/3
			got = append(got, fmt.Sprint(add(t, x, d2)))
			if i%MergeEvery == MergeEvery-1 {
				got = append(got, fmt.Sprint(merge(t, x)))
			}
		}
		sameAnswers(t, got, want[:len(got)])
		if len(told) != 2 || told[0] == nil || told[1] != nil {
			t.Errorf("told %v, want that it failed, and that it works again", told)
		}
	})
}

func sameAnswers(t *testing.T, got, want []string) {
	t.Helper()
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("answer %d of %d: %s, want %s", i, len(want), got[i], want[i])
		}
	}
}

// An index whose file gives something else than was written says so rather
// than place an article by it; and goes on saying so.
func TestScratchFileThatLies(t *testing.T) {
	for name, broken := range map[string]func([]byte) (int, error){
		"fails":     func([]byte) (int, error) { return 0, errors.New("the disk is gone") },
		"is zeroed": func(p []byte) (int, error) { clear(p); return len(p), nil },
		"is cut":    func(p []byte) (int, error) { return len(p) / 2, errors.New("the file ends") },
	} {
		t.Run(name, func(t *testing.T) {
			docs := week()
			d := newDrawer(t)
			x := New(Options{Hot: 20_000, Scratch: d.open})
			var err error
			for i := 0; i < len(docs) && err == nil; i++ {
				if i == 700 {
					d.broken = broken
				}
				_, err = x.Add(docs[i])
			}
			if !errors.Is(err, ErrScratch) {
				t.Fatalf("error %v, want ErrScratch", err)
			}
			d.broken = nil
			if err := x.Restore(doc("late", "", norland, 9), x.name(x.rows.at(0)), ""); !errors.Is(err, ErrScratch) {
				t.Errorf("afterwards %v, want ErrScratch", err)
			}
			if _, err := x.InMemory().Add(docs[0]); err != nil {
				t.Errorf("in memory: %v", err)
			}
		})
	}
}
