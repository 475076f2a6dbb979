package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"waybill/bot"
	"waybill/digest"
)

// told is an article of a story on some topics.
func told(id, story string, at time.Time, topics ...string) bot.Filed {
	f := filed(id, "Headline "+id, "Text "+id+".")
	f.Story, f.Article.Seen, f.Analysis.Topics = story, at, topics
	return f
}

func TestStoriesOfAWindow(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		// What was there when its source was first read is news by its date only.
		undated, old := told("undated", "no date", day.Add(time.Minute), "tariffs"), told("old", "last week", day.Add(time.Minute), "tariffs")
		undated.Article.Baseline, undated.Article.Published = true, time.Time{}
		old.Article.Baseline, old.Article.Published = true, day.AddDate(0, 0, -7)
		ok(t, s.FileArticles(t.Context(), []bot.Filed{
			told("a", "early", day.Add(-time.Minute), "tariffs"), told("b", "steel", day, "steel-aluminium"),
			told("c", "tariffs", day.Add(time.Minute), "tariffs", "us-china"), undated, old,
			told("d", "steel", day.Add(2*time.Minute), "trade-remedies"), told("e", "late", day.Add(time.Hour), "tariffs"),
		}))
		for _, c := range []struct {
			topics []string
			limit  int
			want   []string
		}{
			{[]string{"tariffs"}, 10, []string{"tariffs"}},
			{[]string{"tariffs", "trade-remedies"}, 10, []string{"steel", "tariffs"}},
			{[]string{"tariffs", "trade-remedies"}, 1, []string{"steel"}},
			{nil, 10, []string{"steel", "tariffs"}}, // two tellings before one
			{[]string{"shipping"}, 10, nil},
		} {
			got := must[[]string](t)(s.StoriesBetween(t.Context(), "", day, day.Add(time.Hour), c.topics, c.limit))
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("StoriesBetween on %v, at most %d (-want +got):\n%s", c.topics, c.limit, diff)
			}
		}
	})
}

// Two stories that turn out to be one go on under one ID, and whoever knows
// the other is led there; so are mutes, and further mergers.
func TestMergedStories(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		ok(t, s.FileArticles(t.Context(), []bot.Filed{
			told("a", "one", day, "tariffs"), told("b", "two", day, "tariffs"), told("c", "three", day, "tariffs"),
		}))
		ok(t, s.Mute(t.Context(), steelChannel, "two"))
		ok(t, s.MergeStories(t.Context(), "two", "one"))
		ok(t, s.MergeStories(t.Context(), "three", "two")) // which is one by now
		for _, id := range []string{"one", "two", "three"} {
			var got []string
			for _, telling := range must[[]Telling](t)(s.StoryTellings(t.Context(), "", id, 30)) {
				got = append(got, telling.Article.ID)
			}
			if diff := cmp.Diff([]string{"a", "b", "c"}, got); diff != "" {
				t.Errorf("tellings of %q (-want +got):\n%s", id, diff)
			}
			if whole := must[string](t)(s.Whole(t.Context(), id)); whole != "one" {
				t.Errorf("Whole(%q) = %q, want one", id, whole)
			}
			if story, copyOf, err := s.StoryOf(t.Context(), got[0]); story != "one" || copyOf != "" || err != nil {
				t.Errorf("StoryOf(%q) = %q, %q, %v", got[0], story, copyOf, err)
			}
		}
		if got := must[[]string](t)(s.StoriesBetween(t.Context(), "", day, day.Add(time.Hour), nil, 10)); len(got) != 1 {
			t.Errorf("stories = %v, want one", got)
		}
		if got := must[bot.Settings](t)(s.Settings(t.Context(), steelChannel)); !cmp.Equal(got.Muted, []string{"one", "two"}) {
			t.Errorf("muted = %v, want both names of the story", got.Muted)
		}
		ok(t, s.MergeStories(t.Context(), "one", "zero")) // a chain is cut short
		if whole := must[string](t)(s.Whole(t.Context(), "three")); whole != "zero" {
			t.Errorf("Whole(three) = %q, want zero", whole)
		}
		ok(t, s.MergeStories(t.Context(), "zero", "three")) // in a circle
		if whole := must[string](t)(s.Whole(t.Context(), "zero")); whole != "zero" {
			t.Errorf("Whole(zero) = %q, want zero", whole)
		}
		if tally := must[bot.Tally](t)(s.Tally(t.Context())); tally.Articles != 3 {
			t.Errorf("tally = %+v", tally)
		}
	})
}

func TestTellingsCarryWhatWasSeen(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		f := told("a", "one", day)
		f.Analysis, f.CopyOf = seenIn(f.Article.Text), "z"
		ok(t, s.FileArticles(t.Context(), []bot.Filed{f}))
		got := must[[]Telling](t)(s.StoryTellings(t.Context(), "", "one", 30))
		if diff := cmp.Diff([]Telling{{Article: f.Article, Analysis: f.Analysis, CopyOf: "z"}}, got); diff != "" {
			t.Errorf("tellings (-want +got):\n%s", diff)
		}
	})
}

func TestDigestIsFrozenUnderItsKey(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		d := digest.Digest{
			Topics: []string{"tariffs"}, Language: "en", From: day.AddDate(0, 0, -1), To: day, More: 2,
			Items: []digest.Item{{
				Story: "one", Headline: "Duties rise", Sources: []digest.Link{{Source: "Harbour Gazette", Article: "a", URL: "https://gazette.example/a"}},
				Summary: []digest.Passage{{Article: "a", At: digest.Span{Start: 1, End: 4}, Words: "uti"}},
				Figures: []digest.Fact{{
					Figure: digest.Figure{Value: 17.5, Low: pointer(15)}, Passage: digest.Passage{Article: "a"},
					Earlier: &digest.Fact{Passage: digest.Passage{Article: "b"}}, Stated: day,
				}},
				Quotes:    []digest.Said{{Passage: digest.Passage{Article: "c"}}},
				Conflicts: []digest.Conflict{{Facts: []digest.Fact{{Passage: digest.Passage{Article: "d"}}}}},
			}},
			Read: digest.Reading{Sources: 3}, Checked: digest.Check{Figures: 1, FiguresFound: 1},
		}
		id := must[int64](t)(s.SaveDigest(t.Context(), "tariffs/en/1", d))
		other := d
		other.More = 99
		if again := must[int64](t)(s.SaveDigest(t.Context(), "tariffs/en/1", other)); again != id {
			t.Errorf("the same key has number %d, want %d", again, id)
		}
		if diff := cmp.Diff(d, must[digest.Digest](t)(s.Digest(t.Context(), id))); diff != "" {
			t.Errorf("digest (-want +got):\n%s", diff)
		}
		gotID, got, err := s.DigestByKey(t.Context(), "tariffs/en/1")
		if diff := cmp.Diff(d, got); diff != "" || gotID != id || err != nil {
			t.Errorf("DigestByKey = %d, %v (-want +got):\n%s", gotID, err, diff)
		}
		for _, article := range []string{"a", "b", "c", "d"} {
			if ids := must[[]int64](t)(s.DigestsWith(t.Context(), article)); len(ids) != 1 {
				t.Errorf("article %s is in digests %v, want one", article, ids)
			}
		}
		_, err = s.Digest(t.Context(), 7)
		refused(t, err, bot.NotFound, "there is no digest 7")
	})
}
