package cli

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"waybill/bot"
	"waybill/bot/intake"
	"waybill/digest"
)

func outcomes(results []intake.Result) string {
	var all []string
	for _, r := range results {
		all = append(all, string(r.Outcome))
	}
	return strings.Join(all, " ")
}

// Every article that comes in is accounted for, and what is there already is
// not written again.
func TestEveryArticleIsAccountedFor(t *testing.T) {
	f := newFlow(t, monday)
	copied := tariff(monday)
	copied.Source, copied.GUID, copied.URL = "Metal Daily", "md-7", "https://metaldaily.example/copied"
	twice := exports(monday)
	empty := digest.Article{Source: "Harbour Wire", GUID: "hw-0", URL: "https://harbourwire.example/empty"}
	batch := func() []digest.Article {
		return []digest.Article{tariff(monday), copied, exports(monday), twice, empty}
	}
	if got, want := outcomes(f.add(t, batch()...)), "stored copy stored unchanged refused"; got != want {
		t.Errorf("outcomes %s, want %s", got, want)
	}
	tally, err := f.n.house.Tally(t.Context())
	if err != nil || tally.Articles != 3 || tally.Stories != 2 {
		t.Errorf("the archive has %+v, %v, want 3 articles in 2 stories", tally, err)
	}
	var before, after int64
	changes := func(n *int64) {
		if err := f.n.house.DB().QueryRow("SELECT total_changes()").Scan(n); err != nil {
			t.Fatal(err)
		}
	}
	changes(&before)
	if got, want := outcomes(f.add(t, batch()[:4]...)), "unchanged unchanged unchanged unchanged"; got != want {
		t.Errorf("again: %s, want %s", got, want)
	}
	if changes(&after); after != before {
		t.Errorf("the same articles changed %d rows", after-before)
	}
}

// Whoever asks is told why an article was refused.
func TestRefusedSaysWhy(t *testing.T) {
	f := newFlow(t, monday)
	f.add(t, digest.Article{Source: "Harbour Wire", URL: "https://harbourwire.example/empty"})
	m := f.n.desk(f.n.sourceDesk(f.collector), f.service.log, f.clock.now).Handle(t.Context(), bot.Request{
		Line: "why https://harbourwire.example/empty", Channel: f.slackTrade(), User: bot.User{ID: "U0ANA"},
	})
	contains(t, words(m), "Not stored", "neither a headline nor a text")
}

// An article that its publisher changes becomes its next revision, in its
// story, and everything known of it follows: also after a restart, and long
// after the index has forgotten it.
func TestRevisedArticleStaysInItsStory(t *testing.T) {
	f := newFlow(t, monday)
	f.add(t, tariff(monday), exports(monday))
	f.clock.pass(time.Hour)
	vote := f.add(t, tariffVote(f.clock.now()))[0].ID
	if err := f.n.house.MergeStories(t.Context(), storyOf(t, f, vote), storyOf(t, f, known(t, f, "https://harbourwire.example/tariff"))); err != nil {
		t.Fatal(err)
	}
	want := storyOf(t, f, vote)
	a := tariffVote(monday.Add(time.Hour))
	for i, percent := range []string{"43 percent", "44 percent", "45 percent"} {
		switch i {
		case 1:
			f.reopen(t)
		case 2:
			f.clock.pass(30 * 24 * time.Hour)
			f.reopen(t)
		}
		next := a
		next.Headline, next.Text = strings.ReplaceAll(a.Headline, "42 percent", percent), strings.ReplaceAll(a.Text, "42 percent", percent)
		if r := f.add(t, next)[0]; r.Outcome != intake.Revised || r.ID != vote {
			t.Fatalf("%s: %+v, want %s revised", percent, r, vote)
		}
		if got := storyOf(t, f, vote); got != want {
			t.Errorf("%s: it moved from story %s to %s", percent, want, got)
		}
		stored, err := f.n.house.Article(t.Context(), vote)
		if err != nil || stored.Revision != i+2 || !stored.Seen.Equal(monday.Add(time.Hour)) {
			t.Errorf("%s: revision %d, seen %s, %v", percent, stored.Revision, stored.Seen, err)
		}
		an, err := f.n.house.Analysis(t.Context(), vote)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(an.Figures, func(g digest.Figure) bool { return g.At.In(stored.Text) == percent }) {
			t.Errorf("%s is none of its figures", percent)
		}
		hits, err := f.n.house.Search(t.Context(), bot.Query{Must: []string{percent}, Until: f.clock.now().Add(time.Hour), Limit: 5})
		if err != nil || len(hits) == 0 || hits[0].ID != vote {
			t.Errorf("a search for %s finds %+v, %v", percent, hits, err)
		}
	}
}

func storyOf(t *testing.T, f *flow, article string) string {
	t.Helper()
	story, _, err := f.n.house.StoryOf(t.Context(), article)
	if err != nil || story == "" {
		t.Fatalf("story %q, %v", story, err)
	}
	return story
}

func known(t *testing.T, f *flow, url string) string {
	t.Helper()
	a, err := f.n.house.ArticleByURL(t.Context(), digest.Operator, url)
	if err != nil {
		t.Fatal(err)
	}
	return a.ID
}

// After a restart an article still joins the story that began before it.
func TestRestoredStoryGrows(t *testing.T) {
	f := newFlow(t, monday)
	first := f.add(t, tariff(monday))[0].ID
	f.clock.pass(20 * time.Hour)
	f.reopen(t)
	copied := tariff(f.clock.now())
	copied.Source, copied.GUID, copied.URL = "Metal Daily", "md-7", "https://metaldaily.example/copied"
	r := f.add(t, copied, exports(f.clock.now()))
	if got := outcomes(r); got != "copy stored" {
		t.Fatalf("outcomes %s, want copy stored", got)
	}
	if storyOf(t, f, r[0].ID) != storyOf(t, f, first) || storyOf(t, f, r[1].ID) == storyOf(t, f, first) {
		t.Error("the stories are not those from before")
	}
}

// A GUID that a feed gives to all its items identifies none of them, in one
// reading and in the next.
func TestSharedGUID(t *testing.T) {
	f := newFlow(t, monday)
	a, b, c := tariff(monday), exports(monday), tariffVote(monday)
	for i, x := range []*digest.Article{&a, &b, &c} {
		x.Source, x.GUID, x.URL = "Harbour Wire", "latest", fmt.Sprintf("https://harbourwire.example/%d", i)
	}
	for want, batch := range map[string][]digest.Article{"stored stored": {a, b}} {
		if got := outcomes(f.add(t, batch...)); got != want {
			t.Errorf("outcomes %s, want %s", got, want)
		}
	}
	if got, want := outcomes(f.add(t, c, a, b)), "stored unchanged unchanged"; got != want {
		t.Errorf("outcomes %s, want %s", got, want)
	}
}

// A wrong date or none does no harm: the article counts as of today, and the
// stories of today stay known.
func TestOddDates(t *testing.T) {
	f := newFlow(t, monday)
	f.add(t, tariff(monday))
	future, undated := exports(time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC)), tariffVote(time.Time{})
	for _, r := range f.add(t, future, undated) {
		a, err := f.n.house.Article(t.Context(), r.ID)
		if err != nil || !a.At().Equal(monday) || !a.Seen.Equal(monday) {
			t.Errorf("%s counts as of %s, seen %s, %v", a.Headline, a.At(), a.Seen, err)
		}
	}
	copied := tariff(monday)
	copied.Source, copied.GUID, copied.URL = "Metal Daily", "md-7", "https://metaldaily.example/copied"
	if got := outcomes(f.add(t, copied)); got != "copy" {
		t.Errorf("after an article of 2099 a copy is %s", got)
	}
}

// Many readings at once that bring the same articles store each once.
func TestReadingsAtOnce(t *testing.T) {
	f := newFlow(t, monday)
	all := invented(t, 60, monday)
	for i := range all {
		all[i].ID, all[i].GUID = "", fmt.Sprint("g", i)
		all[i].URL = fmt.Sprintf("https://harbourwire.example/%d", i)
	}
	counts := map[intake.Outcome]int{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	given := 0
	for from := 0; from+20 <= len(all); from += 10 {
		batch := slices.Clone(all[from : from+20])
		given += len(batch)
		wg.Go(func() {
			results, err := f.n.intake.Add(t.Context(), batch)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			for _, r := range results {
				counts[r.Outcome]++
			}
		})
	}
	wg.Wait()
	stored := counts[intake.Stored] + counts[intake.Copy]
	if stored != len(all) || counts[intake.Unchanged] != given-len(all) {
		t.Errorf("of %d given, %d different: %v", given, len(all), counts)
	}
	if tally, err := f.n.house.Tally(t.Context()); err != nil || tally.Articles != len(all) {
		t.Errorf("the archive has %+v, %v", tally, err)
	}
}
