package intake_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"waybill/bot"
	"waybill/bot/intake"
	"waybill/digest"
)

// Of everything that several readings bring at once, each item has one outcome,
// and the archive holds what the outcomes say: an article for each stored one,
// and a reason for each refused one.
func TestCountsAddUp(t *testing.T) {
	engines(t, func(t *testing.T, at string) {
		s := open(t, at)
		in := begin(t, s)
		counts := map[intake.Outcome]int{}
		var mu sync.Mutex
		var busy sync.WaitGroup
		given := 0
		for round := range 3 {
			for reader := range 6 {
				batch := assorted(rand.New(rand.NewPCG(uint64(reader), uint64(round))))
				given += len(batch)
				busy.Go(func() {
					take := in.File
					if reader == 0 {
						take = in.Add
					}
					results, err := take(t.Context(), batch)
					if err != nil || len(results) != len(batch) {
						t.Errorf("%d results for %d articles, %v", len(results), len(batch), err)
					}
					mu.Lock()
					defer mu.Unlock()
					for i, r := range results {
						counts[r.Outcome]++
						accounted(t, batch[i], r)
					}
				})
			}
			busy.Wait()
			if _, err := in.Read(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		sum := 0
		for o, n := range counts {
			sum += n
			if !strings.Contains("stored copy merged revised unchanged refused", string(o)) {
				t.Errorf("%d have the outcome %q", n, o)
			}
		}
		tally, err := s.Tally(t.Context())
		if err != nil || sum != given || tally.Articles != counts[intake.Stored]+counts[intake.Copy] {
			t.Errorf("of %d given %d have an outcome, and %d are stored, %v: %v", given, sum, tally.Articles, err, counts)
		}
		for _, o := range []intake.Outcome{intake.Stored, intake.Merged, intake.Revised, intake.Unchanged, intake.Refused} {
			if counts[o] == 0 {
				t.Errorf("none was %s: %v", o, counts)
			}
		}
		for _, url := range []string{"https://outlet0.example/empty", "https://outlet0.example/" + strings.Repeat("x", 3000)} {
			if rs, err := s.Refusals(t.Context(), "", url[:min(len(url), 2048)], ""); err != nil || len(rs) != 1 || rs[0].Reason == "" {
				t.Errorf("the refusals of %.40s are %+v, %v", url, rs, err)
			}
		}
	})
}

// assorted are articles of every fate: new ones, known, changed, at another
// address, without a text, too long.
func assorted(r *rand.Rand) (batch []digest.Article) {
	for range 12 {
		a := article(r.IntN(40))
		switch r.IntN(5) {
		case 0:
			a.Text += fmt.Sprintf(" It was corrected for the %d. time.", r.IntN(50))
		case 1:
			a.Declared, a.GUID = a.URL, a.GUID+"m"
			a.URL = strings.Replace(a.URL, "https://", "https://m.", 1)
		}
		batch = append(batch, a)
	}
	return append(
		batch,
		digest.Article{Source: "Outlet 0", GUID: "empty", URL: "https://outlet0.example/empty", Text: " \n"},
		digest.Article{Source: "Outlet 0", URL: "https://outlet0.example/" + strings.Repeat("x", 3000), Headline: "Too long an address"},
		digest.Article{Source: "Outlet 0", GUID: "long", URL: "https://outlet0.example/long", Headline: strings.Repeat("é", 5000), Section: strings.Repeat("é", 5000), Byline: strings.Repeat("é", 5000), Language: strings.Repeat("x", 5000)},
		digest.Article{Source: "Outlet 0", GUID: strings.Repeat("g", 3000), Headline: "Too long an identifier"},
	)
}

func accounted(t *testing.T, a digest.Article, r intake.Result) {
	t.Helper()
	switch {
	case r.Outcome == intake.Refused && (r.Reason == "" || r.ID != ""):
		t.Errorf("%.60s: refused without a reason, or stored: %+v", a.URL, r)
	case r.Outcome != intake.Refused && (r.ID == "" || r.Reason != ""):
		t.Errorf("%.60s: %+v", a.URL, r)
	}
}

// What is filed and then read is what it would be if it were taken in at once:
// the same texts, figures, quotes, topics, stories and copies.
func TestFileAndReadIsAdd(t *testing.T) {
	all := articles(0, 60)
	copied := article(7)
	copied.Source, copied.GUID, copied.URL, copied.Published = "Mirror", "x", "https://mirror.example/7", noon
	all = append(all, copied)
	engines(t, func(t *testing.T, at string) {
		later := open(t, at)
		in := begin(t, later)
		if _, err := in.File(t.Context(), append([]digest.Article(nil), all...)); err != nil {
			t.Fatal(err)
		}
		for url, r := range rows(t, later) {
			if r.Story != "" || len(r.Analysis.Sentences) > 0 {
				t.Fatalf("%s is read already: %+v", url, r)
			}
		}
		if err := in.ReadAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		atOnce := open(t, t.TempDir()+"/once.db")
		if _, err := begin(t, atOnce).Add(t.Context(), append([]digest.Article(nil), all...)); err != nil {
			t.Fatal(err)
		}
		want := rows(t, atOnce)
		if diff := cmp.Diff(want, rows(t, later)); diff != "" {
			t.Errorf("(-at once +filed and read):\n%s", diff)
		}
		if len(want) != len(all) || want[copied.URL].CopyOf == "" || len(want[copied.URL].Analysis.Figures) == 0 {
			t.Errorf("%d articles, the copy is %+v", len(want), want[copied.URL])
		}
	})
}

// A process that ends between filing and reading, or while it reads, loses
// nothing: the next one reads what is left, each article once, into the stories
// that there are.
func TestEndBetweenFileAndRead(t *testing.T) {
	engines(t, func(t *testing.T, at string) {
		s := open(t, at)
		if results, err := begin(t, s).File(t.Context(), articles(0, 240)); err != nil || len(results) != 240 {
			t.Fatalf("%d results, %v", len(results), err)
		}
		s.Close()

		s = open(t, at)
		in := begin(t, &faulty{Store: s, failing: map[string]int{"ReadArticles": 1}})
		n, err := in.Read(t.Context())
		if !errors.Is(err, errFault) || n != 100 {
			t.Fatalf("%d are read before the fault, %v, want 100", n, err)
		}
		s.Close()

		s = open(t, at)
		in = begin(t, s)
		if n, err := in.Read(t.Context()); err != nil || n != 140 {
			t.Fatalf("%d are read after it, %v, want 140", n, err)
		}
		if left, err := s.CountUnread(t.Context(), time.Time{}, time.Time{}); err != nil || left != 0 {
			t.Errorf("%d are unread, %v", left, err)
		}
		stories := map[string]int{}
		for url, r := range rows(t, s) {
			if r.Story == "" || len(r.Analysis.Figures) == 0 {
				t.Errorf("%s: %+v", url, r)
			}
			stories[r.Story]++
		}
		tally, err := s.Tally(t.Context())
		if err != nil || tally.Articles != 240 || len(stories) > 160 {
			t.Errorf("%d articles in %d stories, %v", tally.Articles, len(stories), err)
		}
	})
}

// If filing fails nothing of it is stored, and the same again is taken for what
// it is: new; also if it fails after articles were stored and before their other
// addresses are.
func TestFaultWhileFiling(t *testing.T) {
	engines(t, func(t *testing.T, at string) {
		s := open(t, at)
		f := &faulty{Store: s, failing: map[string]int{"FileArticles": 0}}
		in := begin(t, f)
		batch := func() []digest.Article {
			mobile := article(3)
			mobile.Declared, mobile.URL, mobile.GUID = mobile.URL, "https://m.outlet0.example/3", "m3"
			return append(articles(0, 5), mobile)
		}
		if _, err := in.File(t.Context(), batch()); !errors.Is(err, errFault) {
			t.Fatalf("error %v", err)
		}
		if got := rows(t, s); len(got) != 0 {
			t.Fatalf("%d are stored", len(got))
		}
		f.failing = map[string]int{"NoteAliases": 0}
		if _, err := in.File(t.Context(), batch()); !errors.Is(err, errFault) {
			t.Fatalf("error %v", err)
		}
		for _, want := range []string{"unchanged unchanged unchanged unchanged unchanged merged", "unchanged unchanged unchanged unchanged unchanged unchanged"} {
			results, err := in.File(t.Context(), batch())
			if got := told(results); err != nil || got != want {
				t.Errorf("outcomes %s, %v, want %s", got, err, want)
			}
		}
		if got := rows(t, s); len(got) != 5 {
			t.Errorf("%d are stored, want 5", len(got))
		}
		if a, err := s.ArticleByURL(t.Context(), "", "https://m.outlet0.example/3"); err != nil || a.URL != article(3).URL {
			t.Errorf("at the other address is %+v, %v", a, err)
		}
	})
}

// What one reading brings and the archive refuses costs no other its articles.
func TestOneFaultIsNotAnothers(t *testing.T) {
	engines(t, func(t *testing.T, at string) {
		s := open(t, at)
		in := begin(t, refusing{s})
		var busy sync.WaitGroup
		for i := range 8 {
			batch := articles(10*i, 10*i+10)
			if i%4 == 1 {
				batch[9].Source = "Refused"
			}
			busy.Go(func() {
				if _, err := in.File(t.Context(), batch); (err != nil) != (i%4 == 1) {
					t.Errorf("reading %d: %v", i, err)
				}
			})
		}
		busy.Wait()
		if got := rows(t, s); len(got) != 60 {
			t.Errorf("%d are stored, want 60", len(got))
		}
	})
}

// A changed article follows its own source; what others call it stays noted.
func TestRevisionOfAnotherSourceKeepsTheFirst(t *testing.T) {
	engines(t, func(t *testing.T, at string) {
		s := open(t, at)
		in := begin(t, s)
		first := article(0)
		if _, err := in.File(t.Context(), []digest.Article{first}); err != nil {
			t.Fatal(err)
		}
		other := first
		other.Source, other.GUID, other.Text = "Mirror", "x", first.Text+" The ministry confirmed it."
		renamed := first
		renamed.GUID, renamed.Text = "g0-2", first.Text+" The ministry denied it."
		results, err := in.File(t.Context(), []digest.Article{other, renamed})
		if got := told(results); err != nil || got != "revised revised" {
			t.Fatalf("outcomes %s, %v", got, err)
		}
		a, err := s.ArticleByURL(t.Context(), "", first.URL)
		if err != nil || a.Source != first.Source || a.GUID != "g0-2" || a.Revision != 3 || a.Text != renamed.Text {
			t.Errorf("it is %+v, %v", a, err)
		}
		aliases, err := s.Aliases(t.Context(), a.ID)
		if err != nil {
			t.Fatal(err)
		}
		reasons := map[bot.Identity]bot.Reason{}
		for _, x := range aliases {
			reasons[x.Identity] = x.Reason
		}
		want := map[bot.Identity]bot.Reason{
			{Source: "Mirror", GUID: "x", URL: first.URL}:      bot.Listed,
			{Source: first.Source, GUID: "g0", URL: first.URL}: bot.Renamed,
		}
		if diff := cmp.Diff(want, reasons); diff != "" {
			t.Errorf("other names (-want +got):\n%s", diff)
		}
	})
}

func told(results []intake.Result) string {
	var all []string
	for _, r := range results {
		all = append(all, string(r.Outcome))
	}
	return strings.Join(all, " ")
}
