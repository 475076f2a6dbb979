package intake_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"waybill/adapters/store"
	"waybill/adapters/store/pgtest"
	"waybill/bot"
	"waybill/bot/intake"
	"waybill/digest"
	"waybill/digest/cluster"
	"waybill/digest/inspect"
	"waybill/digest/topic"
)

// noon is when these tests begin.
var noon = time.Date(2031, 3, 4, 12, 0, 0, 0, time.UTC)

// engines runs a test on an archive in SQLite and on one in PostgreSQL. At is
// its address, by which another process can open it.
func engines(t *testing.T, test func(t *testing.T, at string)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) { test(t, filepath.Join(t.TempDir(), "waybill.db")) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, pgtest.New(t)) })
}

func open(t *testing.T, at string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), at, store.Clock(func() time.Time { return noon }))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// begin is an intake as a process has one that starts.
func begin(t *testing.T, a intake.Archive) *intake.Intake {
	t.Helper()
	in := &intake.Intake{
		Engine: &inspect.Engine{Topics: topic.Default()}, Index: cluster.New(cluster.Options{}), Archive: a, Now: func() time.Time { return noon },
	}
	if err := in.Restore(t.Context()); err != nil {
		t.Fatal(err)
	}
	return in
}

// A faulty archive is a real one that fails when it is told to.
type faulty struct {
	*store.Store
	mu      sync.Mutex
	failing map[string]int // by method: after how many calls it fails, once
}

var errFault = errors.New("the disk is full")

func (f *faulty) fault(method string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	left, is := f.failing[method]
	if !is {
		return nil
	}
	if f.failing[method] = left - 1; left > 0 {
		return nil
	}
	delete(f.failing, method)
	return errFault
}

func (f *faulty) FileArticles(ctx context.Context, batch []bot.Filed) error {
	if err := f.fault("FileArticles"); err != nil {
		return err
	}
	return f.Store.FileArticles(ctx, batch)
}

func (f *faulty) ReadArticles(ctx context.Context, read []bot.Filed, now time.Time) error {
	if err := f.fault("ReadArticles"); err != nil {
		return err
	}
	return f.Store.ReadArticles(ctx, read, now)
}

func (f *faulty) NoteAliases(ctx context.Context, aliases []bot.Alias) error {
	if err := f.fault("NoteAliases"); err != nil {
		return err
	}
	return f.Store.NoteAliases(ctx, aliases)
}

var (
	goods  = strings.Fields("copper tin zinc nickel cobalt lithium graphite barley lumber cement rubber cotton")
	places = strings.Fields("Veloria Tarkesh Norvania Ostra Dorrin Kestwick Marrow Pelham Quillon Sarn Ullin Varn")
	people = strings.Fields("Okafor Maren Lindqvist Baptiste Tremaine Halloran Ferro Yilmaz Castellan Novak Idris Sorel")
)

// article is one of many that differ: each third tells an event that the two
// before it told in other words.
func article(i int) digest.Article {
	event := i / 3
	good, place, person := goods[event%12], places[(event/2)%12], people[(event/3)%12]
	openings := []string{
		"%s will raise its duty on %s by %d percent from July, trade minister %s said on Tuesday.",
		"Trade minister %[4]s of %[1]s announced that the duty on %[2]s goes up by %[3]d percent in July.",
		"Importers of %[2]s face a duty that is %[3]d percent higher from July, %[1]s decided, according to %[4]s.",
	}
	lede := fmt.Sprintf(openings[i%3], place, good, 3+event, person)
	text := lede + "\n\n" + strings.Join([]string{
		fmt.Sprintf("Buyers of %s in %s expect %d tonnes fewer this year.", good, place, 1000+37*i),
		fmt.Sprintf("“We did not see %s coming at this price,” %s said to reporters in room %d.", good, person, i),
		fmt.Sprintf("The port of %s took in %d million dollars last quarter and %d million the year before.", place, 20+i, 12+i),
	}, " ")
	return digest.Article{
		Source: fmt.Sprint("Outlet ", i%3), GUID: fmt.Sprint("g", i), URL: fmt.Sprintf("https://outlet%d.example/%d", i%3, i),
		Headline: fmt.Sprintf("%s to raise %s duty by %d percent, %s", place, good, 3+event, []string{"minister says", "importers told", "from July"}[i%3]),
		Text:     text, Published: noon.Add(-time.Duration(200-i) * time.Minute), Seen: noon,
	}
}

func articles(from, to int) (all []digest.Article) {
	for i := from; i < to; i++ {
		all = append(all, article(i))
	}
	return all
}

// A row is what an archive knows of one article.
type row struct {
	Headline, Text, CopyOf string
	Story                  string
	Analysis               digest.Analysis
}

// rows are the archive's articles by address. Their stories are named by the
// address of their first article, their originals by theirs.
func rows(t *testing.T, s *store.Store) map[string]row {
	t.Helper()
	all, first, address := map[string]row{}, map[string]string{}, map[string]string{}
	var order []string
	err := s.ArticlesSeen(t.Context(), time.Time{}, time.Time{}, func(a digest.Article, story, copyOf string) error {
		an := digest.Analysis{}
		if story != "" {
			var err error
			if an, err = s.Analysis(t.Context(), a.ID); err != nil {
				return err
			}
		}
		all[a.URL], address[a.ID] = row{a.Headline, a.Text, copyOf, story, an}, a.URL
		order = append(order, a.URL)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, url := range order {
		r := all[url]
		if first[r.Story] == "" || first[r.Story] > url {
			first[r.Story] = url
		}
	}
	for url, r := range all {
		if r.Story != "" {
			r.Story = first[r.Story]
		}
		r.CopyOf = address[r.CopyOf]
		all[url] = r
	}
	return all
}

// A refusing archive fails on articles of one source, after others had time to
// come.
type refusing struct{ *store.Store }

func (r refusing) FileArticles(ctx context.Context, batch []bot.Filed) error {
	time.Sleep(20 * time.Millisecond)
	for i := range batch {
		if batch[i].Article.Source == "Refused" {
			return errFault
		}
	}
	return r.Store.FileArticles(ctx, batch)
}
