package collect

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"waybill/bot"
	"waybill/bot/collect/collecttest"
	"waybill/bot/intake"
	"waybill/digest"
)

const feedURL = "https://l.example/feed"

// Every item of every reading is accounted for, whatever becomes of it.
func TestEveryItemIsAccountedFor(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	h, n := collecttest.New(feedURL), newNet()
	h.Outcome = func(digest.Article) intake.Outcome {
		return []intake.Outcome{intake.Stored, intake.Copy, intake.Refused}[rnd.IntN(3)]
	}
	c, now := collector(h, n)
	c.Pages = true
	for round := range 60 {
		*now = now.Add(time.Hour)
		var f Feed
		for range rnd.IntN(70) {
			it := item(rnd.IntN(100), now.Add(-time.Duration(rnd.IntN(100))*time.Hour))
			if rnd.IntN(2) == 0 {
				it.Content = long
			}
			if rnd.IntN(10) == 0 {
				it.Refused = "it is broken"
			}
			if rnd.IntN(5) == 0 {
				it.Article.Headline += " again"
			}
			f.Items = append(f.Items, it)
		}
		n.serves(feedURL, fmt.Sprint("feed ", round), f)
		r, err := c.Read(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		if sum := r.Stored + r.Revised + r.Unchanged + r.Copies + r.Refused + r.Later; sum != r.Items || r.Items != len(f.Items) {
			t.Errorf("round %d: %+v: %d items accounted for, of %d", round, r, sum, len(f.Items))
		}
	}
}

// What is known and unchanged costs nothing: no page, no writing.
func TestUnchangedItemsCostNothing(t *testing.T) {
	h, n := collecttest.New(feedURL), newNet()
	c, now := collector(h, n)
	c.Pages = true
	f := Feed{Items: []Item{item(1, noon), item(2, noon), {Refused: "the feed lists it twice", Article: item(1, noon).Article}}}
	n.serves(feedURL, "first", f)
	if r, err := c.Read(t.Context(), 1); err != nil || r.Stored != 2 || r.Refused != 1 {
		t.Fatalf("first reading: %+v, %v", r, err)
	}
	adds, refusals := h.Adds, len(h.Refusals)
	n.serves(feedURL, "the same items in another body", f)
	n.asked = nil
	*now = now.Add(time.Hour)
	r, err := c.Read(t.Context(), 1)
	if err != nil || r.Unchanged != 2 || r.Refused != 1 || h.Adds != adds || len(h.Refusals) != refusals || len(n.asked) != 1 {
		t.Errorf("second reading: %+v, %v; %d additions, %d refusals, asked for %v", r, err, h.Adds-adds, len(h.Refusals)-refusals, n.asked)
	}
	// After a restart it is still known what was said.
	again, _ := collector(h, n)
	again.Pages = true
	n.serves(feedURL, "after a restart", f)
	if r, err := again.Read(t.Context(), 1); err != nil || r.Unchanged != 2 || h.Adds != adds {
		t.Errorf("after a restart: %+v, %v", r, err)
	}
}

func TestSameAnswerIsNotLookedAt(t *testing.T) {
	h, n := collecttest.New(feedURL), newNet()
	c, now := collector(h, n)
	notModified := 0
	n.feeds["feed"] = Feed{Items: []Item{item(1, noon), item(2, noon.Add(-4*time.Hour))}}
	n.answers[feedURL] = func(r Request) (Response, error) {
		if r.ETag == "v1" && r.LastModified == "yesterday" {
			notModified++
			return Response{URL: feedURL, NotModified: true}, nil
		}
		return Response{URL: feedURL, Body: []byte("feed"), ETag: "v1", LastModified: "yesterday"}, nil
	}
	if r, err := c.Read(t.Context(), 1); err != nil || r.Same || r.Next.Sub(noon) != 2*time.Hour {
		t.Fatalf("first reading: %+v, %v", r, err)
	}
	*now = now.Add(3 * time.Hour)
	if r, err := c.Read(t.Context(), 1); err != nil || !r.Same || r.Items != 0 || r.Next.Sub(*now) != 2*time.Hour || notModified != 1 {
		t.Errorf("not modified: %+v, %v, want the same pause as before", r, err)
	}
	st := h.State[1]
	st.ETag = "" // a site that knows no validators
	h.State[1] = st
	if r, err := c.Read(t.Context(), 1); err != nil || !r.Same || h.Adds != 1 {
		t.Errorf("same body: %+v, %v", r, err)
	}
	if st := h.State[1]; st.ETag != "v1" || st.Items != 2 || st.Succeeded != *now {
		t.Errorf("state %+v", st)
	}
}

// What a source holds when it is first read was there before; what comes
// later is new.
func TestFirstReadingIsTheBaseline(t *testing.T) {
	h, n := collecttest.New(feedURL), newNet()
	c, _ := collector(h, n)
	n.serves(feedURL, "empty", Feed{})
	if _, err := c.Read(t.Context(), 1); err != nil || h.State[1].Baselined {
		t.Errorf("an empty answer is no baseline: %+v, %v", h.State[1], err)
	}
	n.serves(feedURL, "first", Feed{Items: []Item{item(1, noon), item(2, time.Time{})}})
	n.serves("https://later.example", "second", Feed{})
	if _, err := c.Read(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	n.serves(feedURL, "second", Feed{Items: []Item{item(1, noon), item(2, time.Time{}), item(3, time.Time{})}})
	if r, err := c.Read(t.Context(), 1); err != nil || r.Stored != 1 {
		t.Fatalf("second reading: %+v, %v", r, err)
	}
	for i, want := range map[int]bool{1: true, 2: true, 3: false} {
		if a := h.Articles[fmt.Sprintf("url https://l.example/%d", i)]; a.Baseline != want {
			t.Errorf("article %d: Baseline %v, want %v", i, a.Baseline, want)
		}
	}
}

// X4: a feed whose identifiers all change, or that shows very much at once
// without dates, floods nobody.
func TestManyUndatedItemsAreNoNews(t *testing.T) {
	h, n := collecttest.New(feedURL), newNet()
	c, _ := collector(h, n)
	n.serves(feedURL, "first", Feed{Items: []Item{item(0, time.Time{})}})
	if _, err := c.Read(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	var f Feed
	for i := 1; i <= 300; i++ {
		f.Items = append(f.Items, item(i, time.Time{}))
	}
	n.serves(feedURL, "second", f)
	if r, err := c.Read(t.Context(), 1); err != nil || r.Stored != 300 {
		t.Fatalf("%+v, %v", r, err)
	}
	news := 0
	for i := 1; i <= 300; i++ {
		if !h.Articles[fmt.Sprintf("url https://l.example/%d", i)].Baseline {
			news++
		}
	}
	if news != undatedAtOnce {
		t.Errorf("%d of 300 undated items count as news, want %d", news, undatedAtOnce)
	}
	for i := range f.Items {
		f.Items[i].Article.GUID += " of another day"
	}
	n.serves(feedURL, "third", f)
	if r, err := c.Read(t.Context(), 1); err != nil || r.Unchanged != 300 {
		t.Errorf("other identifiers: %+v, %v, want all unchanged", r, err)
	}
}

// X4: identifiers that are made anew for every answer bring nothing twice,
// with an address or without; what is new among them is taken, and so is the
// next part of a series under one headline.
func TestIdentifiersThatChange(t *testing.T) {
	h, n := collecttest.New(feedURL), newNet()
	c, now := collector(h, n)
	read := func(round int, more ...Item) Report {
		t.Helper()
		var f Feed
		for i := range 40 {
			it := item(i, noon.Add(-time.Duration(i)*time.Hour))
			it.Article.GUID = fmt.Sprintf("g%d of round %d", i, round)
			if it.Article.URL = fmt.Sprintf("https://l.example/%d?visit=%d", i, round); i%2 == 0 {
				it.Article.URL = ""
			}
			f.Items = append(f.Items, it)
		}
		f.Items = append(f.Items, more...)
		n.serves(feedURL, fmt.Sprint("round ", round), f)
		r, err := c.Read(t.Context(), 1)
		if err != nil || r.Items != r.Stored+r.Unchanged {
			t.Fatalf("round %d: %+v, %v", round, r, err)
		}
		*now = now.Add(time.Hour)
		return r
	}
	if r := read(1); r.Stored != 40 {
		t.Errorf("the first reading: %+v", r)
	}
	series := item(1, noon.Add(30*time.Minute)) // the headline of one of them, of another hour
	series.Article.GUID, series.Article.URL = "s1", "https://l.example/series/1"
	for round := 2; round < 6; round++ {
		if r := read(round, series, item(100+round, *now)); r.Unchanged < 40 || r.Stored != map[bool]int{true: 2, false: 1}[round == 2] {
			t.Errorf("round %d: %+v, want only what is new stored", round, r)
		}
	}
}

func TestDates(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2025, 6, d, 0, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		name    string
		at      time.Time
		dayOnly bool
		first   bool
		want    time.Time
		note    string
	}{
		{"as stated", noon.Add(-time.Hour), false, false, noon.Add(-time.Hour), ""},
		{"no date", time.Time{}, false, false, time.Time{}, ""},
		{"some minutes ahead", noon.Add(5 * time.Minute), false, false, noon, ""},
		{"in 2099", time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC), false, false, noon, "dated 1 January 2099 by its publisher, which is still to come"},
		{"only the day, today", day(5), true, false, noon, ""},
		{"only the day, tomorrow, which it is in Tokyo", day(6), true, false, noon, ""},
		{"only the day, yesterday", day(4), true, false, day(4), ""},
		{"only the day, last week", day(1), true, false, day(1), ""},
		{"only the day, today, at the first reading", day(5), true, true, day(5), ""},
	} {
		it := item(1, c.at)
		it.DayOnly = c.dayOnly
		date(&it, c.first, noon)
		if got := it.Article; !got.Published.Equal(c.want) || got.Note != c.note {
			t.Errorf("%s: %v, note %q, want %v, %q", c.name, got.Published, got.Note, c.want, c.note)
		}
	}
}

// A source that fails is tried again later and later, but never given up.
func TestFailuresAreTriedAgainForEver(t *testing.T) {
	h, n := collecttest.New(feedURL), newNet()
	c, now := collector(h, n)
	n.fails(feedURL, &bot.Error{Kind: bot.Transient, Text: "l.example has a fault of its own (500)", Hint: "it is tried again by itself"})
	for i, want := range []time.Duration{10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440, 1440} {
		r, err := c.Read(t.Context(), 1)
		if err != nil || r.Next.Sub(*now) != want*time.Minute || h.State[1].Failures != i+1 || h.State[1].Retired {
			t.Fatalf("failure %d: %+v, %v, want again in %v", i+1, r, err, want*time.Minute)
		}
		*now = r.Next
	}
	if p := h.State[1].Problem; p != "l.example has a fault of its own (500)" {
		t.Errorf("problem %q", p)
	}
	for range 200 {
		if r, err := c.Read(t.Context(), 1); err != nil || r.Next.Sub(*now) > 24*time.Hour {
			t.Fatalf("%+v, %v", r, err)
		}
	}
	n.serves(feedURL, "feed", Feed{Items: []Item{item(1, *now)}})
	if r, err := c.Read(t.Context(), 1); err != nil || r.Stored != 1 || h.State[1].Failures != 0 || h.State[1].Problem != "" {
		t.Errorf("after it works again: %+v, %v, %+v", r, err, h.State[1])
	}
	n.fails(feedURL, &bot.Error{Kind: bot.Transient, Text: "too often", After: 3 * time.Hour})
	if r, err := c.Read(t.Context(), 1); err != nil || r.Next.Sub(*now) != 3*time.Hour {
		t.Errorf("Retry-After: %+v, %v, want again in 3h", r, err)
	}
}

func TestBusyIsNoFailure(t *testing.T) {
	h, n := collecttest.New(feedURL), newNet()
	c, now := collector(h, n)
	n.fails(feedURL, &bot.Error{Kind: bot.Transient, Text: "busy", After: 10 * time.Minute, Err: ErrBusy})
	r, err := c.Read(t.Context(), 1)
	if st := h.State[1]; err != nil || st.Failures != 0 || st.Problem != "" || r.Next.Sub(*now) < 10*time.Minute || r.Next.Sub(*now) > 13*time.Minute {
		t.Errorf("%+v, %+v, %v", r, st, err)
	}
}

// Only a publisher who says twice, a day or more apart, that a feed is gone
// is believed.
func TestGoneTwiceRetires(t *testing.T) {
	h, n := collecttest.New(feedURL), newNet()
	c, now := collector(h, n)
	var heard []string
	c.Tell = func(_ context.Context, what string) { heard = append(heard, what) }
	gone := &bot.Error{Kind: bot.Permanent, Text: "l.example says that this address is gone for good (410)", Hint: "look on the site for a new one", Err: ErrGone}
	read := func() bot.SourceState {
		t.Helper()
		if _, err := c.Read(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		return h.State[1]
	}
	n.fails(feedURL, gone)
	if st := read(); st.Retired || st.Next.Sub(*now) < 24*time.Hour || st.Problem != "l.example says that this address is gone for good (410); look on the site for a new one" {
		t.Errorf("first 410: %+v", st)
	}
	*now = now.Add(time.Hour)
	if st := read(); st.Retired {
		t.Error("retired after an hour")
	}
	n.serves(feedURL, "feed", Feed{Items: []Item{item(1, noon)}})
	*now = now.Add(25 * time.Hour)
	read()
	n.fails(feedURL, gone)
	if st := read(); st.Retired {
		t.Error("retired although it worked in between")
	}
	*now = now.Add(24 * time.Hour)
	if st := read(); !st.Retired {
		t.Error("not retired after two 410 a day apart")
	}
	if err := c.Checkup(t.Context()); err != nil || len(heard) != 1 || !strings.HasPrefix(heard[0], "The source “source 1” has ended: l.example says that this address is gone for good (410).") {
		t.Errorf("heard %q, %v; want once that it has ended", heard, err)
	}
	n.asked = nil
	if read(); len(n.asked) != 0 {
		t.Error("a retired source was asked")
	}
}

func TestPause(t *testing.T) {
	every := func(gap time.Duration) Feed {
		var f Feed
		for i := range 30 {
			f.Items = append(f.Items, item(i, noon.Add(-time.Duration(i)*gap)))
		}
		return f
	}
	for _, c := range []struct {
		name  string
		feed  Feed
		fresh time.Duration
		floor time.Duration
		want  time.Duration
	}{
		{"hourly", every(time.Hour), 0, 0, 30 * time.Minute},
		{"every minute", every(time.Minute), 0, 0, 10 * time.Minute},
		{"weekly", every(7 * 24 * time.Hour), 0, 0, 12 * time.Hour},
		{"without dates", Feed{Items: []Item{item(1, time.Time{}), item(2, time.Time{})}}, 0, 0, time.Hour},
		{"ttl", Feed{Every: 2 * time.Hour, Items: every(time.Minute).Items}, 0, 0, 2 * time.Hour},
		{"max-age", every(time.Minute), 3 * time.Hour, 0, 3 * time.Hour},
		{"max-age of a year", every(time.Minute), 365 * 24 * time.Hour, 0, 24 * time.Hour},
		{"configured", every(time.Minute), 0, time.Hour, time.Hour},
		{"dates to come", Feed{Items: []Item{item(1, noon.Add(time.Hour*1e5)), item(2, noon), item(3, noon.Add(-2*time.Hour))}}, 0, 0, time.Hour},
	} {
		h, n := collecttest.New(feedURL), newNet()
		col, _ := collector(h, n)
		col.Every = c.floor
		n.feeds["feed"] = c.feed
		n.answers[feedURL] = func(Request) (Response, error) {
			return Response{URL: feedURL, Body: []byte("feed"), Fresh: c.fresh}, nil
		}
		r, err := col.Read(t.Context(), 1)
		if got := r.Next.Sub(noon); err != nil || got != c.want {
			t.Errorf("%s: again in %v, error %v, want %v", c.name, got, err, c.want)
		}
	}
}

func TestHealth(t *testing.T) {
	h, n := collecttest.New(feedURL), newNet()
	c, _ := collector(h, n)
	read := func(name string, f Feed) string {
		t.Helper()
		n.serves(feedURL, name, f)
		r, err := c.Read(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		return r.Problem
	}
	for _, x := range []struct {
		name, want string
		feed       Feed
	}{
		{"nothing", "the feed has no items", Feed{}},
		{"well", "", Feed{Items: []Item{item(1, noon), item(2, noon)}}},
		{"nothing any more", "the feed is empty; it had 2 items before", Feed{}},
		{"nothing still", "the feed is empty; it had 2 items before", Feed{Every: 1}},
		{"nothing still", "the feed is empty; it had 2 items before", Feed{Every: 1}}, // the same answer
		{"broken off", "the feed breaks off in the middle; the items before that are read (1)", Feed{Flaw: "the feed breaks off in the middle; the items before that are read (1)", Items: []Item{item(1, noon)}}},
		{"well again", "", Feed{Items: []Item{item(1, noon)}}},
	} {
		if got := read(x.name, x.feed); got != x.want {
			t.Errorf("%s: problem %q, want %q", x.name, got, x.want)
		}
	}
	h2, n2 := collecttest.New(feedURL), newNet()
	c2, _ := collector(h2, n2)
	n2.serves(feedURL, "old", Feed{Items: []Item{item(1, noon.AddDate(-1, 0, 0))}})
	if r, err := c2.Read(t.Context(), 1); err != nil || r.Problem != "nothing new since 5 June 2024; the feed may be abandoned" {
		t.Errorf("%+v, %v", r, err)
	}
}

var long = strings.Repeat("The board said that the fee would rise to 4.20 euros a tonne from July. ", 20)

func TestPages(t *testing.T) {
	h, n := collecttest.New(feedURL), newNet()
	c, _ := collector(h, n)
	c.Pages = true
	page := func(i int) string { return fmt.Sprintf("https://l.example/%d", i) }
	n.page(page(1), long)
	n.fails(page(2), &bot.Error{Kind: bot.Transient, Text: "l.example has a fault of its own (500)"})
	n.robots[page(3)] = true
	n.answers[page(4)] = func(Request) (Response, error) {
		return Response{URL: page(4), ContentType: "application/pdf", Body: []byte("%PDF")}, nil
	}
	n.answers[page(5)] = func(Request) (Response, error) {
		return Response{URL: "https://l.example/", ContentType: "text/html", Body: []byte("<p>Welcome")}, nil
	}
	n.page(page(6), "Subscribe to continue reading.")
	n.page(page(7), "") // nothing to read
	n.page(page(8), long)
	n.page(page(9), "The board met on Monday and agreed on the fee.</p><p>Subscribe to continue reading.")
	n.page(page(10), "Please verify that you are a human to go on.")
	n.page(page(11), "Home News Contact")
	full := item(8, noon)
	full.Content = "<p>In the feed: " + long
	n.serves(feedURL, "feed", Feed{Items: []Item{item(1, noon), item(2, noon), item(3, noon), item(4, noon), item(5, noon), item(6, noon), item(7, noon), full, item(9, noon), item(10, noon), item(11, noon)}})
	r, err := c.Read(t.Context(), 1)
	if err != nil || r.Stored != 11 {
		t.Fatalf("%+v, %v", r, err)
	}
	for i, want := range map[int]struct{ text, note string }{
		1:  {strings.TrimSpace(long), ""},
		2:  {"A summary.", "feed text only: l.example has a fault of its own (500)"},
		3:  {"A summary.", "feed text only: the site keeps robots from its page"},
		4:  {"A summary.", "feed text only: its link leads to no page but to application/pdf"},
		5:  {"A summary.", "feed text only: its link leads to the site's front page"},
		6:  {"A summary.", "feed text only: the article is behind a paywall"},
		10: {"A summary.", "feed text only: the site asks visitors to prove that they are human"},
		11: {"A summary.", "feed text only: the page has no readable article"},
		9:  {"The board met on Monday and agreed on the fee.", "open part only: the article is behind a paywall"},
		7:  {"A summary.", "feed text only: the page has no readable article"},
		8:  {"In the feed: " + strings.TrimSpace(long), ""},
	} {
		if a := h.Articles["url "+page(i)]; a.Text != want.text || a.Note != want.note {
			t.Errorf("article %d: text %.40q, note %q, want %.40q, %q", i, a.Text, a.Note, want.text, want.note)
		}
	}
}

func TestTextOfFeed(t *testing.T) {
	for _, c := range []struct {
		name             string
		content, summary string
		whole            bool
	}{
		{"long content", long, "short", true},
		{"short content", "<p>short", "", false},
		{"content that breaks off", long + " […]", "", false},
		{"content that leads on", long + "<a href=x>Continue reading Duty 1 rises</a>", "", false},
		{"long summary", "", long, false},
		{"very long summary", "", long + long + long, true},
	} {
		it := Item{Content: c.content, Summary: c.summary}
		if text, whole := it.text(); whole != c.whole || text == "" {
			t.Errorf("%s: whole %v, want %v", c.name, whole, c.whole)
		}
	}
}

// An item whose feed entry changes is looked at again; a page that fails then
// does not cost the text that is stored.
func TestEditsAreRevisions(t *testing.T) {
	h, n := collecttest.New(feedURL), newNet()
	c, _ := collector(h, n)
	c.Pages = true
	url := "https://l.example/1"
	n.page(url, long)
	n.serves(feedURL, "1", Feed{Items: []Item{item(1, noon)}})
	if r, err := c.Read(t.Context(), 1); err != nil || r.Stored != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	edited := item(1, noon.Add(time.Hour))
	edited.Article.Headline = "Duty 1, corrected"
	n.fails(url, &bot.Error{Kind: bot.Transient, Text: "l.example does not answer"})
	n.serves(feedURL, "2", Feed{Items: []Item{edited}})
	if r, err := c.Read(t.Context(), 1); err != nil || r.Unchanged != 1 || h.Articles["url "+url].Text != strings.TrimSpace(long) {
		t.Fatalf("edit whose page fails: %+v, %v", r, err)
	}
	n.page(url, strings.ReplaceAll(long, "4.20", "4.10"))
	n.serves(feedURL, "3", Feed{Items: []Item{edited}})
	if r, err := c.Read(t.Context(), 1); err != nil || r.Revised != 1 || !strings.Contains(h.Articles["url "+url].Text, "4.10") {
		t.Errorf("edit: %+v, %v", r, err)
	}
	moved := edited // the date alone is no edit
	moved.Article.Published = noon.Add(5 * time.Hour)
	n.asked = nil
	n.serves(feedURL, "4", Feed{Items: []Item{moved}})
	if r, err := c.Read(t.Context(), 1); err != nil || r.Unchanged != 1 || len(n.asked) != 1 {
		t.Errorf("another date: %+v, %v, asked for %v", r, err, n.asked)
	}
}

// More new pages than one reading may fetch are left for the next one, which
// is soon and asks for the feed as if it had never been seen.
func TestManyPagesAreSpreadOverReadings(t *testing.T) {
	h, n := collecttest.New(feedURL), newNet()
	c, now := collector(h, n)
	c.Pages = true
	n.serves(feedURL, "first", Feed{Items: []Item{item(0, noon)}})
	if _, err := c.Read(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	var f Feed
	for i := 1; i <= 90; i++ {
		f.Items = append(f.Items, item(i, noon.Add(time.Duration(i)*time.Minute)))
		n.page(fmt.Sprintf("https://l.example/%d", i), long)
	}
	*now = now.Add(3 * time.Hour)
	n.feeds["many"] = f
	n.answers[feedURL] = func(r Request) (Response, error) {
		if r.ETag != "" {
			t.Error("asked conditionally although items were left")
		}
		return Response{URL: feedURL, Body: []byte("many"), ETag: "v2"}, nil
	}
	stored := 0
	for reading, later := range []int{50, 10, 0} {
		r, err := c.Read(t.Context(), 1)
		if err != nil || r.Later != later {
			t.Fatalf("reading %d: %+v, %v, want %d left", reading, r, err, later)
		}
		if later > 0 && r.Next.Sub(*now) != time.Minute {
			t.Errorf("reading %d: again in %v, want soon", reading, r.Next.Sub(*now))
		}
		stored += r.Stored
		*now = r.Next
	}
	if stored != 90 || h.Articles["url https://l.example/1"].Text != strings.TrimSpace(long) {
		t.Errorf("%d stored, want 90 with the text of their pages", stored)
	}
}

// At the first reading only the newest pages are fetched.
func TestFirstReadingFetchesFewPages(t *testing.T) {
	h, n := collecttest.New(feedURL), newNet()
	c, _ := collector(h, n)
	c.Pages = true
	var f Feed
	for i := range 200 {
		f.Items = append(f.Items, item(i, noon.Add(-time.Duration(i)*time.Hour)))
		n.page(fmt.Sprintf("https://l.example/%d", i), long)
	}
	n.serves(feedURL, "feed", f)
	r, err := c.Read(t.Context(), 1)
	if err != nil || r.Stored != 200 || len(n.asked) != 1+pagesAtFirst {
		t.Fatalf("%+v, %v, %d requests", r, err, len(n.asked))
	}
	if a := h.Articles["url https://l.example/199"]; a.Note != "feed text only: it was there before the source was first read" {
		t.Errorf("note %q", a.Note)
	}
}

// A first reading that slow pages cut short goes on as a first reading.
func TestFirstReadingMayTakeSeveral(t *testing.T) {
	h, n := collecttest.New(feedURL), newNet()
	c, now := collector(h, n)
	c.Pages = true
	var f Feed
	for i := range 15 {
		f.Items = append(f.Items, item(i, noon.Add(-time.Duration(i)*time.Hour)))
		url := f.Items[i].Article.URL
		n.answers[url] = func(Request) (Response, error) {
			*now = now.Add(9 * time.Second)
			return Response{URL: url, Body: []byte("<p>" + long)}, nil
		}
	}
	n.serves(feedURL, "feed", f)
	for i, later := range []int{6, 0} {
		if r, err := c.Read(t.Context(), 1); err != nil || r.Later != later || h.State[1].Baselined != (later == 0) {
			t.Errorf("reading %d: %+v, %v, baselined %v", i, r, err, h.State[1].Baselined)
		}
	}
	for i := range f.Items {
		if a := h.Articles["url "+f.Items[i].Article.URL]; !a.Baseline || a.Note != "" {
			t.Errorf("article %d: Baseline %v, note %q", i, a.Baseline, a.Note)
		}
	}
}

// What goes wrong on our side changes nothing of the source, so that nothing
// is lost; and it stops no other source.
func TestOurFaultsLoseNothing(t *testing.T) {
	other := "https://other.example/feed"
	h, n := collecttest.New(feedURL, other), newNet()
	c, now := collector(h, n)
	n.serves(feedURL, "feed", Feed{Items: []Item{item(1, noon)}})
	n.serves(other, "empty", Feed{})
	h.Broken = errDisk
	got := map[string]error{}
	if err := c.Round(t.Context(), 4, func(r Report, err error) { got[r.Source.URL] = err }); err != nil {
		t.Fatal(err)
	}
	if !errors.Is(got[feedURL], errDisk) || got[other] != nil || len(got) != 2 {
		t.Errorf("round: %v", got)
	}
	if st := h.State[1]; !st.Next.Equal(now.Add(lease)) || st.ETag != "" || st.Problem != "" || st.BodyHash != "" {
		t.Errorf("state %+v, want it untouched but for its claim", st)
	}
	h.Broken = nil
	*now = now.Add(lease)
	if r, err := c.Read(t.Context(), 1); err != nil || r.Stored != 1 {
		t.Errorf("after that: %+v, %v", r, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	n.fails(feedURL, context.Canceled)
	if _, err := c.Read(ctx, 1); !errors.Is(err, context.Canceled) || h.State[1].Failures != 0 {
		t.Errorf("cancelled: %v, %+v", err, h.State[1])
	}
	if _, err := c.Read(t.Context(), 99); bot.KindOf(err) != bot.NotFound {
		t.Errorf("removed source: %v", err)
	}
}

func TestTryAndAdd(t *testing.T) {
	h, n := collecttest.New(), newNet()
	c, _ := collector(h, n)
	n.answers["https://www.l.example/"] = func(Request) (Response, error) {
		return Response{URL: "https://www.l.example/", Body: []byte("page")}, nil
	}
	n.serves(feedURL, "feed", Feed{Title: "Harbour Ledger", Language: "en", Items: []Item{item(1, noon), {Refused: "x"}}})
	s, trial, err := c.Add(t.Context(), h, "https://www.l.example/", "slack/T1")
	if err != nil {
		t.Fatal(err)
	}
	want := digest.Source{ID: 1, Name: "Harbour Ledger", URL: feedURL, Publisher: "l.example", Region: "world", Kind: digest.Unknown, Tier: 3, Language: "en", Grade: "added", Owners: []string{"slack/T1"}}
	if !reflect.DeepEqual(s, want) || len(trial.Items) != 1 || !trial.Newest.Equal(noon) || h.State[1].Next != noon || h.Adds != 0 {
		t.Errorf("Add = %+v, %+v, want %+v", s, trial, want)
	}
	n.answers["https://m.example/"] = func(Request) (Response, error) {
		return Response{URL: "https://m.example/", Body: []byte("a page without")}, nil
	}
	n.asked = nil
	if _, err := c.Try(t.Context(), "https://m.example/"); !errors.Is(err, ErrNoFeed) || len(n.asked) != 1+tries {
		t.Errorf("error %v, asked for %v", err, n.asked)
	}
	if _, err := c.Try(t.Context(), "https://nowhere.example/"); bot.KindOf(err) != bot.NotFound {
		t.Errorf("error %v, want not found", err)
	}
}
