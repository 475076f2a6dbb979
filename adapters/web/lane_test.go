package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"waybill/bot"
	"waybill/bot/collect"
)

// One publisher is asked one request at a time with a pause between, however
// many hosts it has and however many want to; others are not held up.
func TestLanesPauseBetweenRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ls := newLanes(time.Second, time.Minute, time.Now)
		start := time.Now()
		var busy, most atomic.Int32
		var wg sync.WaitGroup
		for i := range 5 {
			wg.Go(func() {
				l, err := ls.enter(t.Context(), fmt.Sprintf("blog%d.ledger.example", i), false)
				if err != nil {
					t.Error(err)
					return
				}
				most.Store(max(most.Load(), busy.Add(1)))
				time.Sleep(100 * time.Millisecond)
				busy.Add(-1)
				l.leave()
			})
		}
		wg.Wait()
		if took := time.Since(start); took != 4*time.Second+500*time.Millisecond {
			t.Errorf("5 requests of 100 ms took %v, want 4.5s", took)
		}
		if most.Load() != 1 {
			t.Errorf("%d requests at once, want 1", most.Load())
		}
		start = time.Now()
		l, err := ls.enter(t.Context(), "harbour.example", false)
		if err != nil || time.Since(start) != 0 {
			t.Errorf("another publisher waited %v, error %v", time.Since(start), err)
		}
		l.leave()
	})
}

// A worker does not stand in the queue of one publisher for long: it is told
// when to come back.
func TestLanesSendAwayWhoWouldWaitLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ls := newLanes(time.Second, 20*time.Second, time.Now)
		l, _ := ls.enter(t.Context(), "ledger.example", false)
		l.rest(time.Hour) // it answered 429 with Retry-After
		l.leave()
		_, err := ls.enter(t.Context(), "www.ledger.example", false)
		e, ok := errors.AsType[*bot.Error](err)
		if !ok || e.Kind != bot.Transient || !errors.Is(err, collect.ErrBusy) || e.After < time.Hour {
			t.Errorf("error %v, want busy for an hour", err)
		}
		time.Sleep(time.Hour)
		if l, err = ls.enter(t.Context(), "ledger.example", false); err != nil {
			t.Fatalf("after the hour: %v", err)
		}
		if _, err = ls.enter(t.Context(), "ledger.example", false); !errors.Is(err, collect.ErrBusy) {
			t.Errorf("while it is read for longer than the patience: error %v, want busy", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err = ls.enter(ctx, "ledger.example", false); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want the caller's", err)
		}
		l.leave()
	})
}

// Of hundreds that want one publisher's turn only as many wait as will have it
// soon; the others are told at once when to come back.
func TestLanesKeepNoLongQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ls := newLanes(time.Second, 20*time.Second, time.Now)
		start := time.Now()
		var wg sync.WaitGroup
		var atOnce, read atomic.Int32
		for range 300 {
			wg.Go(func() {
				l, err := ls.enter(t.Context(), "ledger.example", false)
				switch {
				case err == nil:
					read.Add(1)
					l.leave()
				case time.Since(start) == 0:
					atOnce.Add(1)
				}
			})
		}
		wg.Wait()
		if atOnce.Load() < 275 || read.Load() < 20 {
			t.Errorf("%d were sent away at once, %d had their turn, want nearly all and 20", atOnce.Load(), read.Load())
		}
	})
}

func TestLanesAreForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ls := newLanes(time.Millisecond, time.Second, time.Now)
		for i := range 5000 {
			l, err := ls.enter(t.Context(), fmt.Sprintf("a%d.example", i), false)
			if err != nil {
				t.Fatal(err)
			}
			l.leave()
			time.Sleep(2 * time.Millisecond)
		}
		if n := len(ls.of); n > 1024 {
			t.Errorf("%d lanes are kept", n)
		}
	})
}

func TestRobots(t *testing.T) {
	var asked atomic.Int32
	robots := "User-agent: *\nDisallow: /private/\nAllow: /private/open\nDisallow: /*?print=\n\nUser-agent: badbot\nDisallow: /\n"
	code := http.StatusOK
	s, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			asked.Add(1)
			w.WriteHeader(code)
			fmt.Fprint(w, robots)
		}
	})
	for path, want := range map[string]bool{
		"/news/1": true, "/private/1": false, "/private/open": true, "/news/1?print=1": false, "/": true,
	} {
		if got, err := c.Allowed(t.Context(), s.URL+path); err != nil || got != want {
			t.Errorf("Allowed(%s) = %v, %v, want %v", path, got, err, want)
		}
	}
	if n := asked.Load(); n != 1 {
		t.Errorf("robots.txt was asked for %d times, want once", n)
	}
	for _, x := range []struct {
		code int
		body string
		want bool
	}{{404, "", true}, {403, "", true}, {500, "", false}, {200, "\x00\xff<html>not robots", true}, {200, "User-agent: waybill\nDisallow: /", false}} {
		code, robots = x.code, x.body
		c.robots = newRobots(time.Now)
		if got, err := c.Allowed(t.Context(), s.URL+"/news/1"); err != nil || got != x.want {
			t.Errorf("robots.txt %d %q: Allowed = %v, %v, want %v", x.code, x.body, got, err, x.want)
		}
	}
}

// A site that asks robots to wait between pages is waited for, half a minute at
// most, and so are its publisher's other hosts.
func TestCrawlDelay(t *testing.T) {
	delay := "7"
	s, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "User-agent: *\nCrawl-delay: %s\n", delay)
	}, func(o *Options) { o.Pace = time.Millisecond })
	for _, x := range []struct {
		delay string
		want  time.Duration
	}{{"7", 7 * time.Second}, {"86400", maxDelay}} {
		delay = x.delay
		c.robots, c.lanes = newRobots(time.Now), newLanes(time.Millisecond, time.Minute, time.Now)
		if ok, err := c.Allowed(t.Context(), s.URL+"/news/1"); err != nil || !ok {
			t.Errorf("Allowed = %v, %v", ok, err)
		}
		if got := c.lanes.of["127.0.0.1"].pace; got != x.want {
			t.Errorf("Crawl-delay %s: a pause of %v, want %v", x.delay, got, x.want)
		}
	}
}
