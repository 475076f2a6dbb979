package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"waybill/bot"
	"waybill/digest"
)

// own is an article of a story that a source brought for its owners.
func own(id, story string, at time.Time, source int64) bot.Filed {
	f := told(id, story, at, "tariffs")
	f.Article.Private = source
	return f
}

// Stories and numbers are of what the reader sees: others' own neither take a
// place among the first so many stories nor are counted.
func TestWhatAReaderSees(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		add := func(path string, owners ...string) int64 {
			src := must[digest.Source](t)(s.AddSource(t.Context(), digest.Source{Name: path, URL: "https://f.example/" + path, Owners: owners}, day))
			ok(t, s.SaveSource(t.Context(), bot.SourceState{Source: src, Failures: 1}))
			return src.ID
		}
		add("open")
		first, second := add("first", "slack/T1"), add("second", "slack/T2")
		ok(t, s.FileArticles(t.Context(), []bot.Filed{
			told("a", "open", day, "tariffs"), own("b", "open", day, first), own("c", "first", day, first),
			own("d", "second", day, second), own("e", "second", day, second),
		}))
		unread := own("f", "", day, second)
		unread.Unread, unread.Analysis = true, digest.Analysis{}
		ok(t, s.FileArticles(t.Context(), []bot.Filed{unread}))
		for reader, want := range map[digest.Reader]struct {
			stories []string // at most two
			read    digest.Reading
		}{
			"":              {[]string{"open"}, digest.Reading{Sources: 1, Failing: 1, Articles: 1}},
			"slack/T0":      {[]string{"open"}, digest.Reading{Sources: 1, Failing: 1, Articles: 1}},
			"slack/T1":      {[]string{"open", "first"}, digest.Reading{Sources: 2, Failing: 2, Articles: 3}},
			"slack/T2":      {[]string{"second", "open"}, digest.Reading{Sources: 2, Failing: 2, Articles: 4, Unread: 1}},
			digest.Operator: {[]string{"second", "open"}, digest.Reading{Sources: 3, Failing: 3, Articles: 6, Unread: 1}},
		} {
			got := must[[]string](t)(s.StoriesBetween(t.Context(), reader, day, day.Add(time.Hour), []string{"tariffs"}, 2))
			if diff := cmp.Diff(want.stories, got); diff != "" {
				t.Errorf("stories of %q (-want +got):\n%s", reader, diff)
			}
			if got := must[digest.Reading](t)(s.Reading(t.Context(), reader, day, day.Add(time.Hour))); got != want.read {
				t.Errorf("%q: %+v, want %+v", reader, got, want.read)
			}
			if owns := must[bool](t)(s.Owns(t.Context(), reader)); owns != (reader != "" && reader != "slack/T0") {
				t.Errorf("%q owns: %v", reader, owns)
			}
		}
	})
}

// What came in while its source was becoming everybody's is everybody's.
func TestArticleOfASourceThatBecameEverybodys(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		src := must[digest.Source](t)(s.AddSource(t.Context(), digest.Source{Name: "x", URL: "https://f.example/x", Owners: []string{"slack/T1"}}, day))
		src.Owners = nil
		if again := must[digest.Source](t)(s.AddSource(t.Context(), src, day)); again.ID != src.ID || again.Private {
			t.Errorf("added for all it is %+v", again)
		}
		ok(t, s.FileArticles(t.Context(), []bot.Filed{own("a", "story", day, src.ID), own("b", "story", day, src.ID+1)}))
		if got := must[[]Telling](t)(s.StoryTellings(t.Context(), "", "story", 9)); len(got) != 1 || got[0].Article.ID != "a" {
			t.Errorf("everybody is told %+v, want a", got)
		}
	})
}

// Whose a removed source was is forgotten with its last article.
func TestPruneOwners(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		src := must[digest.Source](t)(s.AddSource(t.Context(), digest.Source{Name: "x", URL: "https://f.example/x", Owners: []string{"slack/T1"}}, day))
		ok(t, s.FileArticles(t.Context(), []bot.Filed{own("a", "story", day, src.ID)}))
		ok(t, s.RemoveSource(t.Context(), src.ID, "slack/T1"))
		later := time.Now().Add(time.Hour)
		for _, want := range []bool{true, false} {
			if owns := must[bool](t)(s.Owns(t.Context(), "slack/T1")); owns != want {
				t.Errorf("owns: %v, want %v", owns, want)
			}
			must[int](t)(s.Prune(t.Context(), later, false))
		}
	})
}
