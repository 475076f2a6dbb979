package store

import (
	"testing"
	"time"

	"waybill/bot"
	"waybill/digest"
)

func unread(id string, seen time.Time) bot.Filed {
	f := filed(id, "Headline of "+id, "Text of "+id+".")
	f.Article.Seen, f.Article.Published, f.Story, f.Unread = seen, seen, "", true
	return f
}

// asRead are unread articles with what the engine saw in them.
func asRead(t *testing.T, s *Store) []bot.Filed {
	t.Helper()
	some := must[[]bot.Filed](t)(s.Unread(t.Context(), 100))
	for i := range some {
		some[i].Analysis, some[i].Story, some[i].Unread = seenIn(some[i].Article.Text), "story-"+some[i].Article.ID, false
	}
	return some
}

// Each article is in exactly one of two windows that follow each other: what
// was seen in the first and not read before that was sealed counts as seen when
// it is read.
func TestSealedWindowLosesNothing(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		end := day.Add(time.Hour)
		inTime, late, after := unread("in-time", day), unread("late", day.Add(time.Minute)), unread("after", end)
		ok(t, s.FileArticles(t.Context(), []bot.Filed{inTime, late, after}))
		counts := func(from, to time.Time, want int) {
			t.Helper()
			if n := must[int](t)(s.CountUnread(t.Context(), from, to)); n != want {
				t.Errorf("%d unread from %s to %s, want %d", n, from, to, want)
			}
		}
		counts(time.Time{}, end, 2)
		counts(end, time.Time{}, 1)
		if some := must[[]bot.Filed](t)(s.Unread(t.Context(), 1)); len(some) != 1 || some[0].Article.ID != "after" {
			t.Errorf("first is %+v, want the newest", some)
		}
		var first []bot.Filed
		for _, f := range asRead(t, s) {
			if f.Article.ID == "in-time" {
				first = append(first, f)
			}
		}
		ok(t, s.ReadArticles(t.Context(), first, end.Add(time.Second)))
		ok(t, s.Seal(t.Context(), end))
		ok(t, s.Seal(t.Context(), end.Add(-time.Hour))) // an edition that is late unseals nothing
		ok(t, s.ReadArticles(t.Context(), asRead(t, s), end.Add(20*time.Second)))
		counts(time.Time{}, time.Time{}, 0)
		for window, want := range map[[2]time.Time][]string{{day, end}: {"in-time"}, {end, end.Add(time.Hour)}: {"after", "late"}} {
			var got []string
			ok(t, s.ArticlesSeen(t.Context(), window[0], window[1], func(a digest.Article, _, _ string) error {
				got = append(got, a.ID)
				return nil
			}))
			if len(got) != len(want) {
				t.Errorf("from %s: %v, want %v", window[0], got, want)
			}
		}
		if a := must[digest.Article](t)(s.Article(t.Context(), "late")); !a.Seen.Equal(end.Add(20 * time.Second)) {
			t.Errorf("what was read too late counts as seen at %s", a.Seen)
		}
	})
}

// What was changed while the engine read it is left to be read as it is now;
// what was pruned meanwhile is no fault.
func TestReadLeavesWhatHasChanged(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		ok(t, s.FileArticles(t.Context(), []bot.Filed{unread("a1", day), unread("a2", day)}))
		some := asRead(t, s)
		next := unread("a1", day)
		next.Article.Text, next.Hash = "Another text of a1.", "another hash"
		ok(t, s.FileArticles(t.Context(), []bot.Filed{next}))
		gone := some[0]
		gone.Article.ID = "pruned"
		ok(t, s.ReadArticles(t.Context(), append(some, gone), day.Add(time.Minute)))
		left := must[[]bot.Filed](t)(s.Unread(t.Context(), 10))
		if len(left) != 1 || left[0].Article.ID != "a1" || left[0].Article.Text != "Another text of a1." {
			t.Errorf("left to be read: %+v", left)
		}
		if story, _, err := s.StoryOf(t.Context(), "a1"); story != "" || err != nil {
			t.Errorf("its story is %q, %v", story, err)
		}
		ok(t, s.ReadArticles(t.Context(), asRead(t, s), day.Add(time.Minute)))
		if story, _, err := s.StoryOf(t.Context(), "a1"); story != "story-a1" || err != nil {
			t.Errorf("its story is %q, %v", story, err)
		}
	})
}
