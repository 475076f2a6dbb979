package collect

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"waybill/bot"
	"waybill/bot/collect/collecttest"
)

// A feed that says that it has moved is believed when it has said so for two
// days and is the same feed there, and those who run the bot hear of it.
func TestMovedFeed(t *testing.T) {
	const there = "https://l.example/new"
	h, n := collecttest.New(feedURL), newNet()
	c, now := collector(h, n)
	var heard []string
	c.Tell = func(_ context.Context, what string) { heard = append(heard, what) }
	f := Feed{Items: []Item{item(1, noon)}}
	for i, moved := range []string{"", there, there, "https://l.example/maintenance", there, there, there} {
		n.feeds[fmt.Sprint(i)] = f
		n.answers[feedURL] = func(Request) (Response, error) {
			return Response{URL: feedURL, Body: []byte(fmt.Sprint(i)), Moved: moved}, nil
		}
		if _, err := c.Read(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		if got, last := h.State[1].Source.URL, i == 6; (got == there) != last || len(heard) > 0 != last {
			t.Fatalf("reading %d: read at %s, heard %q", i, got, heard)
		}
		*now = now.Add(25 * time.Hour)
	}
	if want := "The source “source 1” has moved from " + feedURL + " to " + there + "; it is read there from now on."; heard[0] != want {
		t.Errorf("heard %q, want %q", heard[0], want)
	}
}

// A feed that says often within a day that it has moved is not believed yet, nor
// one that says it twice, however long ago it said so first.
func TestMovedOftenAndForLong(t *testing.T) {
	const there = "https://l.example/new"
	for _, x := range []struct {
		every time.Duration
		after int // readings that say so
	}{{time.Hour, 49}, {24 * time.Hour, 3}, {60 * time.Hour, 3}} {
		h, n := collecttest.New(feedURL), newNet()
		c, now := collector(h, n)
		n.serves(feedURL, "feed", Feed{Items: []Item{item(1, noon)}})
		if _, err := c.Read(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		n.answers[feedURL] = func(Request) (Response, error) { return Response{URL: there, NotModified: true, Moved: there}, nil }
		times := 0
		for h.State[1].Source.URL == feedURL && times < 100 {
			*now = now.Add(x.every)
			if _, err := c.Read(t.Context(), 1); err != nil {
				t.Fatal(err)
			}
			times++
		}
		if times != x.after {
			t.Errorf("said every %v: believed after %d times, want %d", x.every, times, x.after)
		}
	}
}

// Another feed behind a lasting redirect is not followed for good.
func TestMovedToAnotherFeed(t *testing.T) {
	h, n := collecttest.New(feedURL), newNet()
	c, now := collector(h, n)
	for i := range 6 {
		n.feeds[fmt.Sprint(i)] = Feed{Items: []Item{item(100+i, noon)}} // never an item twice
		n.answers[feedURL] = func(Request) (Response, error) {
			return Response{URL: feedURL, Body: []byte(fmt.Sprint(i)), Moved: "https://l.example/all"}, nil
		}
		if _, err := c.Read(t.Context(), 1); err != nil || h.State[1].Source.URL != feedURL {
			t.Fatalf("%v, read at %s", err, h.State[1].Source.URL)
		}
		*now = now.Add(25 * time.Hour)
	}
}

// Those who run the bot hear once of each source that is ill, with what to
// do, and again when it was well in between.
func TestCheckup(t *testing.T) {
	h, n := collecttest.New("https://a.example/", "https://b.example/", "https://c.example/", "https://d.example/"), newNet()
	c, now := collector(h, n)
	var heard []string
	c.Tell = func(_ context.Context, what string) { heard = append(heard, what) }
	check := func(want ...string) {
		t.Helper()
		heard = nil
		for range 2 {
			if err := c.Checkup(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if strings.Join(heard, "\n") != strings.Join(want, "\n") {
			t.Errorf("heard %q, want %q", heard, want)
		}
	}
	set := func(id int64, change func(*bot.SourceState)) {
		st := h.State[id]
		change(&st)
		h.State[id] = st
	}
	check()
	set(1, func(st *bot.SourceState) {
		st.Succeeded, st.Failures, st.Problem = now.Add(-time.Hour), 6, "a.example does not answer"
	})
	set(2, func(st *bot.SourceState) { st.Succeeded, st.Problem = *now, "the feed has no items" })
	set(3, func(st *bot.SourceState) { st.Succeeded = *now })
	h.Yield = map[string]bot.Yield{"source 3": {Articles: 40}, "source 4": {Articles: 40, OnTopic: 1}}
	check("The source “source 2” is ill: the feed has no items. To do: look for its new address, or type: source remove 2.",
		"The source “source 3” is ill: none of its 40 articles of the last 30 days is on any topic. To do: it may be the wrong feed; look for its new address, or type: source remove 3.")
	*now = now.Add(24 * time.Hour)
	day := now.Add(-25 * time.Hour).Format("2 January 15:04 MST")
	check("The source “source 1” is ill: it could not be read since " + day + ": a.example does not answer. To do: look for its new address, or type: source remove 1.")
	set(1, func(st *bot.SourceState) { st.Succeeded, st.Failures, st.Problem = *now, 0, "" })
	check()
	set(1, func(st *bot.SourceState) { st.Problem = "the feed is empty; it had 9 items before" })
	check("The source “source 1” is ill: the feed is empty; it had 9 items before. To do: look for its new address, or type: source remove 1.")
}

// An edit is seen also if the program was restarted since the item was read.
func TestEditAfterRestart(t *testing.T) {
	h, n := collecttest.New(feedURL), newNet()
	c, _ := collector(h, n)
	n.serves(feedURL, "before", Feed{Items: []Item{item(1, noon), item(2, noon)}})
	if r, err := c.Read(t.Context(), 1); err != nil || r.Stored != 2 {
		t.Fatalf("%+v, %v", r, err)
	}
	edited := item(2, noon)
	edited.Summary = "A summary, corrected."
	again, _ := collector(h, n)
	n.serves(feedURL, "after", Feed{Items: []Item{item(1, noon), edited}})
	if r, err := again.Read(t.Context(), 1); err != nil || r.Revised != 1 || r.Unchanged != 1 {
		t.Errorf("%+v, %v", r, err)
	}
}
