package store

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"waybill/bot"
	"waybill/digest"
)

func pointer(f float64) *float64 { return &f }

// seenIn is an analysis with something in every field.
func seenIn(text string) digest.Analysis {
	return digest.Analysis{
		Language: "en", Topics: []string{"tariffs", "steel-aluminium"},
		Sentences: []digest.Span{{Start: 0, End: 10}, {Start: 11, End: 20}},
		Summary:   []digest.Span{{Start: 11, End: 20}},
		Figures: []digest.Figure{
			{
				At: digest.Span{Start: 2, End: 5}, Sentence: digest.Span{Start: 0, End: 10}, Value: 17.5, Low: pointer(15), High: pointer(20),
				From: pointer(0.1), Unit: "%", Kind: "percent", Modifier: "about", Change: "up", Measures: "duty on coil", Actor: "Brussels",
				Target: "China", Period: "2026", Fit: true, Key: true, Score: 3.25,
			},
			{At: digest.Span{Start: 6, End: 7}, Sentence: digest.Span{Start: 0, End: 10}, Value: 3, Kind: "count"},
		},
		Quotes: []digest.Quote{{
			At: digest.Span{Start: 12, End: 15}, Sentence: digest.Span{Start: 11, End: 20}, Kind: digest.Fragment, Speaker: "Ida Roth",
			Role: "minister", Mention: digest.Span{Start: 16, End: 19}, Cue: "said", Confidence: digest.High, Score: 1.5,
		}},
	}
}

func TestArticleComesBackAsItWas(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		f := filed("a1", "Duties rise", "Duties on coil rose to 17.5%.\n\nIt is “only the beginning”, Ida Roth said.")
		f.Article.Byline, f.Article.Section, f.Article.Note, f.Article.Baseline = "R. Hale", "Metals", "feed text only", true
		f.Analysis, f.CopyOf = seenIn(f.Article.Text), "a0"
		ok(t, s.FileArticles(t.Context(), []bot.Filed{f}))
		if diff := cmp.Diff(f.Article, must[digest.Article](t)(s.Article(t.Context(), "a1"))); diff != "" {
			t.Errorf("article (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(f.Article, must[digest.Article](t)(s.ArticleByURL(t.Context(), "", f.Article.URL))); diff != "" {
			t.Errorf("article by address (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(f.Analysis, must[digest.Analysis](t)(s.Analysis(t.Context(), "a1"))); diff != "" {
			t.Errorf("analysis (-want +got):\n%s", diff)
		}
		text, there, err := s.Text(t.Context(), "a1")
		if text != f.Article.Text || !there || err != nil {
			t.Errorf("Text = %q, %v, %v", text, there, err)
		}
		if _, there, err := s.Text(t.Context(), "a2"); there || err != nil {
			t.Errorf("Text of no article = %v, %v", there, err)
		}
		_, err = s.Article(t.Context(), "a2")
		refused(t, err, bot.NotFound, "no article a2 is in the archive")
	})
}

// Whatever the engine sees, it is kept to the letter.
func FuzzAnalysisIsKept(f *testing.F) {
	f.Add("en", "tariffs", 3, 9, -2, 17.5, "Ida Roth")
	f.Add("und", "", 0, 0, 1<<40, 1e300, "\xff\x00")
	f.Fuzz(func(t *testing.T, language, topic string, a, b, c int, value float64, name string) {
		name, language, topic = clean(name), clean(language), clean(topic) // as texts are stored
		want := digest.Analysis{
			Language: language, Topics: []string{topic},
			Sentences: []digest.Span{{Start: a, End: b}, {Start: c, End: a}},
			Quotes:    []digest.Quote{{At: digest.Span{Start: c, End: b}, Speaker: name}},
		}
		if finite(value) {
			want.Figures = []digest.Figure{{At: digest.Span{Start: b, End: c}, Value: value, Low: &value, Measures: name}}
		}
		packed, err := pack(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := unpack(packed)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("analysis (-want +got):\n%s", diff)
		}
	})
}

// A changed article is a new revision under the same ID; what it said before
// is kept, and the index finds what it says now.
func TestRevision(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		old := filed("a1", "Duties on coil rise", "Duties on coil rise to 15%.")
		old.Analysis = seenIn("")
		ok(t, s.FileArticles(t.Context(), []bot.Filed{old}))
		now := filed("a1", "Duties on wire rise", "Duties on wire rise to 17.5%.")
		now.Analysis.Topics = []string{"trade-remedies"}
		now.Article.Seen = day.Add(time.Hour)
		ok(t, s.FileArticles(t.Context(), []bot.Filed{now}))
		got := must[digest.Article](t)(s.Article(t.Context(), "a1"))
		if got.Revision != 2 || got.Text != now.Article.Text || !got.Seen.Equal(day) {
			t.Errorf("article = %+v, want revision 2, first seen at %v", got, day)
		}
		want := []Revision{{Revision: 1, Until: day, Headline: old.Article.Headline, Text: old.Article.Text}}
		if diff := cmp.Diff(want, must[[]Revision](t)(s.Revisions(t.Context(), "a1"))); diff != "" {
			t.Errorf("revisions (-want +got):\n%s", diff)
		}
		for word, n := range map[string]int{"coil": 0, "wire": 1} {
			if hits := must[[]bot.Hit](t)(s.Search(t.Context(), bot.Query{Must: []string{word}})); len(hits) != n {
				t.Errorf("%q finds %d articles, want %d", word, len(hits), n)
			}
		}
		again := now
		again.Story = "another"
		ok(t, s.FileArticles(t.Context(), []bot.Filed{again})) // the same text
		if got := must[digest.Article](t)(s.Article(t.Context(), "a1")); got.Revision != 2 {
			t.Errorf("the same text again is revision %d, want 2", got.Revision)
		}
		if got := must[[]Telling](t)(s.StoryTellings(t.Context(), "", "another", 30)); len(got) != 1 {
			t.Errorf("its new story has %d articles, want 1", len(got))
		}
		if tally := must[bot.Tally](t)(s.Tally(t.Context())); tally.Articles != 1 {
			t.Errorf("%d articles, want 1", tally.Articles)
		}
	})
}

func TestKnownByGUIDThenByAddress(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		ok(t, s.FileArticles(t.Context(), []bot.Filed{filed("a1", "One", "One."), filed("a2", "Two", "Two.")}))
		a1 := bot.Identity{Source: "Harbour Gazette", GUID: "guid-a1", URL: "https://gazette.example/moved"}
		byURL := bot.Identity{Source: "Wire Mirror", GUID: "77", URL: "https://gazette.example/a2"}
		elsewhere := bot.Identity{Source: "Wire Mirror", GUID: "guid-a1", URL: "https://mirror.example/a1"}
		got := must[[]bot.Known](t)(s.KnownArticles(t.Context(), []bot.Identity{a1, elsewhere, byURL, {}}))
		want := []bot.Known{
			{Identity: a1, ID: "a1", Hash: "hash of OneOne.", Revision: 1, URL: "https://gazette.example/a1", Headline: "One", Unmet: bot.Renamed},
			{Identity: byURL, ID: "a2", Hash: "hash of TwoTwo.", Revision: 1, URL: "https://gazette.example/a2", Headline: "Two", Unmet: bot.Listed},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("known (-want +got):\n%s", diff)
		}
		// Once that is noted they are known by it, and by nothing else.
		for _, k := range want {
			ok(t, s.NoteAliases(t.Context(), []bot.Alias{{Article: k.ID, Identity: k.Identity, Reason: k.Unmet, At: day}}))
		}
		want[0].Unmet, want[1].Unmet = "", ""
		if diff := cmp.Diff(want, must[[]bot.Known](t)(s.KnownArticles(t.Context(), []bot.Identity{a1, elsewhere, byURL, {}}))); diff != "" {
			t.Errorf("known again (-want +got):\n%s", diff)
		}
		moved := bot.Identity{Source: "Harbour Gazette", URL: a1.URL}
		if got := must[[]bot.Known](t)(s.KnownArticles(t.Context(), []bot.Identity{moved})); len(got) != 1 || got[0].ID != "a1" {
			t.Errorf("at its other address: %+v", got)
		}
		if a := must[digest.Article](t)(s.ArticleByURL(t.Context(), "", a1.URL)); a.ID != "a1" {
			t.Errorf("at its other address is %+v", a)
		}
		if a := must[digest.Article](t)(s.ArticleByGUID(t.Context(), "", "77")); a.ID != "a2" {
			t.Errorf("by its other identifier it is %+v", a)
		}
	})
}

// An address that a page gives for its own is kept, but no article is known by
// it; and names go with their article.
func TestDeclaredAddressIsNoIdentity(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		f := filed("a1", "One", "One.")
		f.Article.Declared = "https://gazette.example/one"
		ok(t, s.FileArticles(t.Context(), []bot.Filed{f}))
		asked := bot.Identity{Source: "Wire Mirror", URL: f.Article.Declared}
		if got := must[[]bot.Known](t)(s.KnownArticles(t.Context(), []bot.Identity{asked})); len(got) != 0 {
			t.Errorf("known: %+v", got)
		}
		for _, url := range []string{f.Article.Declared, f.Article.URL} {
			if got := must[[]digest.Article](t)(s.Claimants(t.Context(), 0, url)); len(got) != 1 || got[0].ID != "a1" {
				t.Errorf("of %s are %+v", url, got)
			}
		}
		if got := must[[]bot.Alias](t)(s.Aliases(t.Context(), "a1")); len(got) != 0 {
			t.Errorf("other names: %+v", got)
		}
		// Who asks by it is told of the article, unless it may be another's.
		if a := must[digest.Article](t)(s.ArticleByURL(t.Context(), "", f.Article.Declared)); a.ID != "a1" {
			t.Errorf("at the declared address is %+v", a)
		}
		other := filed("a2", "Two", "Two.")
		other.Article.Declared = f.Article.Declared
		ok(t, s.FileArticles(t.Context(), []bot.Filed{other}))
		_, err := s.ArticleByURL(t.Context(), "", f.Article.Declared)
		refused(t, err, bot.NotFound, "no article https://gazette.example/one is in the archive")
		want := bot.Alias{Article: "a1", Identity: asked, Reason: bot.Claimed, At: day}
		ok(t, s.NoteAliases(t.Context(), []bot.Alias{want, {Article: "gone", Identity: asked, Reason: bot.Claimed, At: day}}))
		if diff := cmp.Diff([]bot.Alias{want}, must[[]bot.Alias](t)(s.Aliases(t.Context(), "a1"))); diff != "" {
			t.Errorf("other names (-want +got):\n%s", diff)
		}
		if n := must[int](t)(s.Prune(t.Context(), day.Add(time.Hour), false)); n != 2 {
			t.Fatalf("%d articles are pruned", n)
		}
		if got := must[[]bot.Known](t)(s.KnownArticles(t.Context(), []bot.Identity{asked})); len(got) != 0 {
			t.Errorf("known of what was pruned: %+v", got)
		}
	})
}

// A batch is filed whole or not at all.
func TestBatchIsAllOrNothing(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		bad := filed("a2", strings.Repeat("x", maxLine+1), "Text.")
		err := s.FileArticles(t.Context(), []bot.Filed{filed("a1", "One", "One."), bad})
		if e, is := errors.AsType[*bot.Error](err); !is || e.Error() != "the headline has 4097 bytes, and at most 4096 are kept (shorten it)" {
			t.Errorf("error = %v", err)
		}
		_, err = s.write.Exec("CREATE UNIQUE INDEX told_once ON articles (headline)")
		ok(t, err)
		if err := s.FileArticles(t.Context(), []bot.Filed{filed("a1", "One", "One."), filed("a2", "One", "Two.")}); err == nil {
			t.Error("filed what the database refuses")
		}
		if tally := must[bot.Tally](t)(s.Tally(t.Context())); tally.Articles != 0 {
			t.Errorf("%d articles, want none", tally.Articles)
		}
	})
}

func TestTextsKeepTheirOffsets(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		for i, text := range nasty {
			f := filed(fmt.Sprint(i), "Duties "+text, "Duties "+text+" 17.5%")
			f.Article.Byline, f.Article.GUID, f.Article.URL = text, text, text
			ok(t, s.FileArticles(t.Context(), []bot.Filed{f}))
			got := must[digest.Article](t)(s.Article(t.Context(), fmt.Sprint(i)))
			if len(got.Text) != len(f.Article.Text) || !strings.HasSuffix(got.Text, " 17.5%") {
				t.Errorf("%q came back as %q", f.Article.Text, got.Text)
			}
		}
		if hits := must[[]bot.Hit](t)(s.Search(t.Context(), bot.Query{Must: []string{"duties"}})); len(hits) != len(nasty) {
			t.Errorf("%d found, want %d", len(hits), len(nasty))
		}
	})
}

func TestArticlesSeenInTheOrderOfArrival(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		const n = 2*atOnce + 7
		var batch []bot.Filed
		for i := range n {
			f := filed(fmt.Sprint(i), "h", fmt.Sprint("text ", i))
			f.Article.Seen = day.Add(time.Duration(i) * time.Minute)
			batch = append(batch, f)
		}
		ok(t, s.FileArticles(t.Context(), batch))
		read := func(from, to time.Time) []string {
			var ids []string
			ok(t, s.ArticlesSeen(t.Context(), from, to, func(a digest.Article, story, copyOf string) error {
				if story != "story-"+a.ID || copyOf != "" {
					t.Errorf("article %s has story %q and is a copy of %q", a.ID, story, copyOf)
				}
				ids = append(ids, a.ID)
				return nil
			}))
			return ids
		}
		all := read(time.Time{}, time.Time{})
		if len(all) != n || all[0] != "0" || all[n-1] != fmt.Sprint(n-1) {
			t.Errorf("%d articles from %s to %s, want all %d in order", len(all), all[0], all[len(all)-1], n)
		}
		if diff := cmp.Diff([]string{"3", "4"}, read(day.Add(3*time.Minute), day.Add(5*time.Minute))); diff != "" {
			t.Errorf("a window (-want +got):\n%s", diff)
		}
		stop := errors.New("enough")
		if err := s.ArticlesSeen(t.Context(), time.Time{}, time.Time{}, func(digest.Article, string, string) error { return stop }); !errors.Is(err, stop) {
			t.Errorf("error = %v, want that of the function", err)
		}
	})
}

func TestRefusalsSayWhy(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		r := bot.Refusal{
			Identity: bot.Identity{Source: "Harbour Gazette", GUID: "g", URL: "https://gazette.example/ad"},
			Headline: "Sponsored", Reason: "advertising", At: day,
		}
		ok(t, s.Refuse(t.Context(), []bot.Refusal{r}))
		r.Reason, r.At = "no text", day.Add(time.Hour)
		ok(t, s.Refuse(t.Context(), []bot.Refusal{r}))
		if diff := cmp.Diff([]bot.Refusal{r}, must[[]bot.Refusal](t)(s.Refusals(t.Context(), "", r.Identity.URL, ""))); diff != "" {
			t.Errorf("refusals (-want +got):\n%s", diff)
		}
	})
}

func TestReadingOfAWindow(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		for i := range 3 {
			src := must[digest.Source](t)(s.AddSource(t.Context(), digest.Source{Name: "s", URL: fmt.Sprintf("https://f.example/%d", i)}, day))
			ok(t, s.SaveSource(t.Context(), bot.SourceState{Source: src, Failures: i / 2}))
		}
		old, copied := filed("b", "Old", "Old."), filed("c", "Copy", "Copy.")
		old.Article.Baseline, old.Article.Published, copied.Story = true, time.Time{}, "story-a"
		ok(t, s.FileArticles(t.Context(), []bot.Filed{filed("a", "One", "One."), old, copied}))
		got := must[digest.Reading](t)(s.Reading(t.Context(), "", day, day.Add(time.Hour)))
		if want := (digest.Reading{Sources: 3, Failing: 1, Articles: 3}); got != want {
			t.Errorf("Reading = %+v, want %+v", got, want)
		}
	})
}
