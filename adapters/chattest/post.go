package chattest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"waybill/bot"
)

// sample is a digest with everything a message can hold.
func sample() bot.Message {
	return bot.Message{
		Title: "Trade digest · steel, shipping · Tue 3 Mar 2026, 08:00 Vienna",
		Intro: []bot.Line{bot.Text("Two stories since yesterday morning.")},
		Sections: []bot.Section{
			{
				Heading: bot.Line{{Text: "1. "}, {Text: "Norvania halves its quota for rebar", Bold: true}, {Text: " (3 sources)"}},
				Body:    []bot.Line{bot.Text("The ministry cut the duty-free volume with effect from April."), bot.Text("Importers asked for a delay.")},
				Figures: []bot.Line{{{Text: "120,000 tonnes", Bold: true}, {Text: " new yearly quota"}}, {{Text: "25%", Bold: true}, {Text: " duty above it"}}},
				Quotes:  []bot.Line{{{Text: "“We were given nine days' notice.”", Italic: true}, {Text: " — Ida Brekke, importer"}}},
				Context: []bot.Line{{{Text: "Harbour Wire", URL: "https://harbourwire.example/rebar?a=1&b=2"}, {Text: " · "}, {Text: "Metal Daily", URL: "https://metaldaily.example/x_(1)"}}},
				Buttons: []bot.Button{{Label: "More", Say: "more 1 of 118"}, {Label: "Mute story", Say: "mute 1 of 118", Style: bot.Danger}},
			},
			{
				Heading: bot.Line{{Text: "2. "}, {Text: "Port of Elsmar reopens its second berth", Bold: true}},
				Body:    []bot.Line{bot.Text("Waiting times fell below two days.")},
				Buttons: []bot.Button{{Label: "More", Say: "more 2 of 118"}},
			},
		},
		Footer:  []bot.Line{bot.Text("2 of 2 figures found in their sources · next: Wed 4 Mar 08:00 Vienna")},
		Buttons: []bot.Button{{Label: "Settings", Say: "settings", Style: bot.Primary}},
	}
}

// lines are all lines of a message in reading order, without the buttons.
func lines(m bot.Message) []string {
	var all []string
	add := func(ls ...bot.Line) {
		for _, l := range ls {
			if p := l.Plain(); p != "" {
				all = append(all, p)
			}
		}
	}
	add(bot.Text(m.Title))
	add(m.Intro...)
	for _, s := range m.Sections {
		add(s.Heading)
		add(s.Body...)
		add(s.Figures...)
		add(s.Quotes...)
		add(s.Context...)
	}
	add(m.Footer...)
	return all
}

// checkOrder fails unless text holds all the lines, in order.
func checkOrder(t *testing.T, text string, want []string) {
	t.Helper()
	rest := text
	for _, l := range want {
		i := strings.Index(rest, l)
		if i < 0 {
			t.Fatalf("%q is missing or out of order after\n%s", l, text[:len(text)-len(rest)])
		}
		rest = rest[i+len(l):]
	}
}

func postShowsEverything(t *testing.T, s Subject) {
	r := s.New(t, &desk{})
	m := sample()
	receipt := mustPost(t, r, "sample-1", m)
	posted := r.Posted()
	if len(posted) != 1 {
		t.Fatalf("%d messages were posted, want 1", len(posted))
	}
	p := posted[0]
	if p.Receipt != receipt || p.Channel != r.Open.ID || p.To != "" {
		t.Errorf("posted %+v, want receipt %q in %q for all", p, receipt, r.Open.ID)
	}
	checkOrder(t, p.Text, lines(m))
	if got, want := strings.Join(p.Buttons, ","), "More,Mute story,More,Settings"; got != want {
		t.Errorf("buttons %s, want %s", got, want)
	}
	if len(p.Pings) > 0 {
		t.Errorf("it pings %q", p.Pings)
	}
	if len(p.Links) != 2 || p.Links[0] != "https://harbourwire.example/rebar?a=1&b=2" {
		t.Errorf("links %q, want the two sources", p.Links)
	}
}

func goneChannelIsPermanent(t *testing.T, s Subject) {
	r := s.New(t, &desk{})
	_, err := r.Adapter.Post(t.Context(), r.Gone, "gone-1", sample())
	checkError(t, r, err, bot.Permanent)
	checkHint(t, err)
}

func wrongTokenIsPermanent(t *testing.T, s Subject) {
	r := s.New(t, &desk{})
	r.Fail(WrongToken)
	_, err := r.Adapter.Post(t.Context(), r.Open, "token-1", sample())
	checkError(t, r, err, bot.Permanent)
	checkHint(t, err)
}

// checkHint: what only an admin can mend says how.
func checkHint(t *testing.T, err error) {
	t.Helper()
	if told := asError(err); told.Hint == "" {
		t.Errorf("error %q has no hint", told.Text)
	}
}

func limitedIsTransient(t *testing.T, s Subject) {
	for _, f := range []Fault{Limited, LimitedHTML} {
		t.Run(string(f), func(t *testing.T) {
			r := s.New(t, &desk{})
			r.Fail(f)
			_, err := r.Adapter.Post(t.Context(), r.Open, "limited-1", sample())
			checkError(t, r, err, bot.Transient)
			if after := asError(err).After; after < RetryAfter-time.Second || after > RetryAfter+5*time.Second {
				t.Errorf("After is %v, want about %v", after, RetryAfter)
			}
			if n := len(r.Posted()); n != 0 {
				t.Errorf("%d messages were posted, want none", n)
			}
		})
	}
}

// After a fault that leaves the outcome open, an adapter says so; or it has
// found out by itself, and then its word is true.
func unsettledIsAmbiguous(t *testing.T, s Subject) {
	for f, posted := range unsettled {
		t.Run(string(f), func(t *testing.T) {
			r := s.New(t, &desk{})
			r.Fail(f)
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			receipt, err := r.Adapter.Post(ctx, r.Open, "unsettled-1", sample())
			time.Sleep(50 * time.Millisecond) // for a repetition behind the adapter's back
			switch all := r.Posted(); {
			case len(all) > 1:
				t.Fatalf("posted %d times", len(all))
			case err == nil && (len(all) != 1 || all[0].Receipt != receipt):
				t.Fatalf("receipt %q, but posted is %+v", receipt, all)
			case err != nil && (len(all) == 1) != posted:
				t.Fatalf("posted is %+v after %v", all, f)
			}
			if err != nil {
				checkError(t, r, err, bot.Ambiguous)
			}
		})
	}
}

func postsAtOnceAllArrive(t *testing.T, s Subject) {
	r := s.New(t, &desk{})
	var mu sync.Mutex
	receipts := map[string]bool{}
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			receipt, err := r.Adapter.Post(t.Context(), r.Open, fmt.Sprintf("at-once-%d", i), sample())
			if err != nil {
				t.Errorf("Post: %v", err)
			}
			mu.Lock()
			defer mu.Unlock()
			receipts[receipt] = true
		})
	}
	wg.Wait()
	if len(receipts) != 12 || len(r.Posted()) != 12 {
		t.Errorf("%d receipts for %d messages, want 12", len(receipts), len(r.Posted()))
	}
}

func endedContextPostsNothing(t *testing.T, s Subject) {
	r := s.New(t, &desk{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := r.Adapter.Post(ctx, r.Open, "ended-1", sample())
	checkError(t, r, err, bot.Transient)
	if n := len(r.Posted()); n != 0 {
		t.Errorf("%d messages were posted, want none", n)
	}
}

func onceIsOnce(t *testing.T, s Subject) {
	if !s.Once {
		t.Skip("the platform doesn't know a message by its key")
	}
	r := s.New(t, &desk{})
	first := mustPost(t, r, "once-1", sample())
	if second := mustPost(t, r, "once-1", sample()); second != first {
		t.Errorf("receipts %q and %q, want the same", first, second)
	}
	if n := len(r.Posted()); n != 1 {
		t.Errorf("%d messages were posted, want 1", n)
	}
	if other := mustPost(t, r, "once-2", sample()); other == first {
		t.Error("another key got the same receipt")
	}
}
