package store

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"waybill/bot"
	"waybill/digest"
)

var gazette = digest.Source{
	Name: "Harbour Gazette", URL: "https://gazette.example/feed", Publisher: "Harbour Media", Region: "DE",
	Kind: digest.TradePress, Tier: 2, Language: "en", Grade: "confirmed",
}

func TestSourceComesBackAsItWas(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		src := must[digest.Source](t)(s.AddSource(t.Context(), gazette, day))
		want := bot.SourceState{Source: gazette, Next: day}
		want.Source.ID = 1
		if diff := cmp.Diff(want.Source, src); diff != "" {
			t.Errorf("added (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]bot.SourceState{want}, must[[]bot.SourceState](t)(s.Sources(t.Context()))); diff != "" {
			t.Errorf("sources (-want +got):\n%s", diff)
		}
		want = bot.SourceState{
			Source: want.Source, ETag: `"abc"`, LastModified: "Mon, 02 Mar 2026 07:00:00 GMT", BodyHash: "ff", Baselined: true,
			Next: day.Add(time.Hour), Fetched: day, Succeeded: day.Add(-time.Minute), Newest: day.Add(-time.Hour), Items: 30, Failures: 2,
			Problem: "the server answered 503", Retired: true, Pace: 40 * time.Minute,
			Asked: time.Hour, Took: 4900 * time.Millisecond,
			Moved: bot.Move{To: "https://gazette.example/new", First: day, Times: 2},
		}
		ok(t, s.SaveSource(t.Context(), want))
		if diff := cmp.Diff(want, must[bot.SourceState](t)(s.Source(t.Context(), 1))); diff != "" {
			t.Errorf("saved (-want +got):\n%s", diff)
		}
	})
}

// What is only there to be compared next time comes back as it was, and what
// a source yields is counted by its name.
func TestWhatASourceSaid(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		src := must[digest.Source](t)(s.AddSource(t.Context(), gazette, day))
		if told := must[[]byte](t)(s.Told(t.Context(), src.ID)); told != nil {
			t.Errorf("at first %v", told)
		}
		for _, said := range []string{"one", "another"} {
			ok(t, s.SaveTold(t.Context(), src.ID, []byte(said)))
			if told := must[[]byte](t)(s.Told(t.Context(), src.ID)); string(told) != said {
				t.Errorf("said %q, want %q", told, said)
			}
		}
		ok(t, s.Notified(t.Context(), src.ID, "silent"))
		if st := must[bot.SourceState](t)(s.Source(t.Context(), src.ID)); st.Notified != "silent" {
			t.Errorf("notified %q", st.Notified)
		}
	})
}

func TestSameAddressTwice(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		must[digest.Source](t)(s.AddSource(t.Context(), gazette, day))
		_, err := s.AddSource(t.Context(), gazette, day)
		e, _ := errors.AsType[*bot.Error](err)
		refused(t, e, bot.Invalid, "https://gazette.example/feed is already read, as source 1 (Harbour Gazette)")

		other := gazette
		other.URL = "https://gazette.example/atom"
		second := must[digest.Source](t)(s.AddSource(t.Context(), other, day))
		if second.Name != "Harbour Gazette (2)" {
			t.Errorf("the second of that name is called %q", second.Name)
		}
		moved := must[bot.SourceState](t)(s.Source(t.Context(), second.ID))
		moved.Source.URL = gazette.URL // after a redirect
		e, _ = errors.AsType[*bot.Error](s.SaveSource(t.Context(), moved))
		refused(t, e, bot.Invalid, "https://gazette.example/feed is already read by another source")
	})
}

func TestRemovedSource(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		src := must[digest.Source](t)(s.AddSource(t.Context(), gazette, day))
		ok(t, s.RemoveSource(t.Context(), src.ID, ""))
		refused(t, s.RemoveSource(t.Context(), src.ID, ""), bot.NotFound, "there is no source 1")
		_, err := s.Source(t.Context(), src.ID)
		refused(t, err, bot.NotFound, "there is no source 1")
		refused(t, s.SaveSource(t.Context(), bot.SourceState{Source: src}), bot.NotFound, "there is no source 1")
		again := must[digest.Source](t)(s.AddSource(t.Context(), gazette, day))
		if again.ID == src.ID || again.Name != gazette.Name {
			t.Errorf("added again as %+v, want its name and a new number", again)
		}
	})
}

func TestRefusedSources(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		_, err := s.AddSource(t.Context(), digest.Source{Name: "x"}, day)
		refused(t, err, bot.Invalid, "a source needs an address")
		long := gazette
		long.Name = string(make([]byte, 1<<20))
		_, err = s.AddSource(t.Context(), long, day)
		refused(t, err, bot.Invalid, "the source's name has 1048576 bytes, and at most 300 are kept (shorten it)")
	})
}

// Due sources are claimed once, and come back if nobody says how the fetch
// went. However often somebody asks, one job is written.
func TestClaimedFetches(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		noted(t, s)
		for i := range 5 {
			src := gazette
			src.URL = fmt.Sprintf("https://gazette.example/%d", i)
			must[digest.Source](t)(s.AddSource(t.Context(), src, day.Add(time.Duration(i)*time.Minute)))
		}
		now := day.Add(2 * time.Minute)
		if due := must[[]bot.SourceState](t)(s.DueSources(t.Context(), now, 10)); len(due) != 3 || due[0].Source.ID != 1 {
			t.Errorf("due = %+v, want sources 1 to 3", due)
		}
		first := must[[]bot.DueSource](t)(s.ClaimFetches(t.Context(), now, 2, time.Minute))
		second := must[[]bot.DueSource](t)(s.ClaimFetches(t.Context(), now, 2, time.Minute))
		third := must[[]bot.DueSource](t)(s.ClaimFetches(t.Context(), now, 2, time.Minute))
		if len(first) != 2 || len(second) != 1 || len(third) != 0 {
			t.Errorf("claimed %d, %d, %d, want 2, 1, 0", len(first), len(second), len(third))
		}
		ok(t, s.AskFetch(t.Context(), now))
		if js := jobs(t, s); len(js) != 0 {
			t.Errorf("jobs = %+v though none is due", js)
		}
		ok(t, s.AskFetch(t.Context(), now.Add(time.Minute)))
		if js := jobs(t, s); len(js) != 1 || js[0] != (bot.Job{Kind: bot.FetchJob}) {
			t.Errorf("jobs = %+v, want one to read what is due", js)
		}
		if again := must[[]bot.DueSource](t)(s.ClaimFetches(t.Context(), now.Add(time.Minute), 10, time.Minute)); len(again) != 4 {
			t.Errorf("%d claimed when the lease has ended, want 3 and the one that is due by then", len(again))
		}
		s.Enqueue(&notebook{fail: errors.New("no room")})
		if err := s.AskFetch(t.Context(), now.Add(time.Hour)); err == nil {
			t.Error("asked without a job")
		}
	})
}

// What a process had claimed when it died is due again as it was before, once
// another one begins to read; what it had read by then is not.
func TestFetchesOfADeadProcess(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		for i := range 4 {
			src := gazette
			src.URL = fmt.Sprintf("https://gazette.example/%d", i)
			must[digest.Source](t)(s.AddSource(t.Context(), src, day.Add(-time.Duration(i)*time.Minute)))
		}
		slow := must[bot.SourceState](t)(s.Source(t.Context(), 3))
		slow.Took = 3 * time.Second
		ok(t, s.SaveSource(t.Context(), slow))
		claimed := must[[]bot.DueSource](t)(s.ClaimFetches(t.Context(), day, 3, 10*time.Minute))
		want := []bot.DueSource{{ID: 4}, {ID: 3, Took: 3 * time.Second}, {ID: 2}}
		if diff := cmp.Diff(want, claimed); diff != "" {
			t.Fatalf("claimed (-want +got):\n%s", diff)
		}
		read := must[bot.SourceState](t)(s.Source(t.Context(), 2))
		read.Next = day.Add(time.Hour)
		ok(t, s.SaveSource(t.Context(), read))
		if n := must[int](t)(s.ReturnFetches(t.Context())); n != 2 {
			t.Errorf("%d are returned, want 2", n)
		}
		claimed = must[[]bot.DueSource](t)(s.ClaimFetches(t.Context(), day, 9, 10*time.Minute))
		want = []bot.DueSource{{ID: 4}, {ID: 3, Took: 3 * time.Second}, {ID: 1}}
		if diff := cmp.Diff(want, claimed); diff != "" {
			t.Errorf("claimed by the next one (-want +got):\n%s", diff)
		}
	})
}

// A source whose hub says that there is something new while it is being read is
// read again at once.
func TestSourceWokenWhileItIsRead(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		src := must[digest.Source](t)(s.AddSource(t.Context(), gazette, day))
		for _, woken := range []bool{true, false} {
			if n := len(must[[]bot.DueSource](t)(s.ClaimFetches(t.Context(), day, 1, 10*time.Minute))); n != 1 {
				t.Fatalf("%d claimed", n)
			}
			if woken {
				ok(t, s.Wake(t.Context(), src.ID, day.Add(time.Second)))
			}
			st := must[bot.SourceState](t)(s.Source(t.Context(), src.ID))
			st.Fetched, st.Next = day.Add(2*time.Second), day.Add(time.Hour)
			ok(t, s.SaveSource(t.Context(), st))
			due := must[[]bot.SourceState](t)(s.DueSources(t.Context(), day.Add(time.Minute), 1))
			if len(due) != 1 && woken || len(due) != 0 && !woken {
				t.Errorf("woken %v: %+v is due", woken, due)
			}
			if woken {
				ok(t, s.SaveSource(t.Context(), bot.SourceState{Source: src, Next: day}))
			}
		}
	})
}

// What somebody removed does not come back with the catalogue at the next
// start.
func TestSeed(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		other := gazette
		other.URL = "https://gazette.example/other"
		ok(t, s.Seed(t.Context(), []digest.Source{gazette, other, gazette}, day))
		ok(t, s.RemoveSource(t.Context(), 2, ""))
		third := gazette
		third.URL = "https://gazette.example/third"
		ok(t, s.Seed(t.Context(), []digest.Source{gazette, other, third}, day))
		var urls []string
		for _, st := range must[[]bot.SourceState](t)(s.Sources(t.Context())) {
			urls = append(urls, st.Source.URL)
		}
		if diff := cmp.Diff([]string{gazette.URL, third.URL}, urls); diff != "" {
			t.Errorf("sources (-want +got):\n%s", diff)
		}
	})
}
