package web

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"testing"
	"time"

	"waybill/bot/collect"
)

// A visit is one request as a site saw it.
type visit struct{ begun, ended time.Time }

// Visits are the requests that publishers saw, by publisher and in their order.
type visits struct {
	mu sync.Mutex
	of map[string][]visit
}

// watched is a handler whose requests are written down with their times.
func (v *visits) watched(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		host, _, _ := net.SplitHostPort(r.Host)
		seen := visit{begun: time.Now()}
		h(w, r)
		seen.ended = time.Now()
		v.mu.Lock()
		defer v.mu.Unlock()
		v.of[publisher(host)] = append(v.of[publisher(host)], seen)
	}
}

// A redirect is a request like any other: of the publisher it leads to, who is
// asked one request at a time with a pause between, whoever sends there. That
// holds for feeds, for pages and for robots.txt, and on one's own site.
func TestRedirectWaitsForItsPublishersTurn(t *testing.T) {
	const pace, takes = 200 * time.Millisecond, 60 * time.Millisecond
	seen := &visits{of: map[string][]visit{}}
	port := ""
	s, c := serve(t, seen.watched(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(takes)
		host, _, _ := net.SplitHostPort(r.Host)
		switch {
		case r.URL.Path == "/robots.txt" && host != "cdn.hub.example":
			http.Redirect(w, r, "http://cdn.hub.example:"+port+"/robots.txt", http.StatusMovedPermanently)
		case r.URL.Path == "/feed":
			http.Redirect(w, r, "http://feeds.hub.example:"+port+"/of/"+host, http.StatusFound)
		case r.URL.Path == "/old":
			http.Redirect(w, r, "/new", http.StatusPermanentRedirect)
		default:
			fmt.Fprint(w, "here")
		}
	}), func(o *Options) {
		o.Pace = pace
		o.Lookup = func(context.Context, string, string) ([]netip.Addr, error) {
			return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
		}
	})
	port = fmt.Sprint(portOf(t, s.URL))
	var all sync.WaitGroup
	fetch := func(address string) {
		all.Go(func() {
			got, err := c.Fetch(t.Context(), collect.Request{URL: "http://" + address})
			if err != nil || string(got.Body) != "here" {
				t.Errorf("%s: %q, %v", address, got.Body, err)
			}
		})
	}
	for _, host := range []string{"quay.example", "www.mole.example", "pier.example"} {
		fetch(host + ":" + port + "/feed")
	}
	fetch("hub.example:" + port + "/own")
	fetch("berth.example:" + port + "/old")
	all.Go(func() {
		if ok, err := c.Allowed(t.Context(), "http://jetty.example:"+port+"/news/1"); err != nil || !ok {
			t.Errorf("Allowed = %v, %v", ok, err)
		}
	})
	all.Wait()
	for name, want := range map[string]int{"quay.example": 1, "mole.example": 1, "pier.example": 1, "jetty.example": 1, "berth.example": 2, "hub.example": 5} {
		of := seen.of[name]
		if len(of) != want {
			t.Errorf("%s saw %d requests, want %d", name, len(of), want)
		}
		for i := 1; i < len(of); i++ {
			if pause := of[i].begun.Sub(of[i-1].ended); pause < pace-takes/2 {
				t.Errorf("%s was asked again %v after it had answered, want %v", name, pause, pace)
			}
		}
	}
}

// A site that is sent to and wants to be left alone is left alone, not the one
// that sent there.
func TestRetryAfterIsWhoseItIs(t *testing.T) {
	port := ""
	s, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch host, _, _ := net.SplitHostPort(r.Host); {
		case host == "hub.example":
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusTooManyRequests)
		case r.URL.Path == "/feed":
			http.Redirect(w, r, "http://hub.example:"+port+"/", http.StatusFound)
		}
	}, func(o *Options) {
		o.Pace = time.Millisecond
		o.Lookup = func(context.Context, string, string) ([]netip.Addr, error) {
			return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
		}
	})
	port = fmt.Sprint(portOf(t, s.URL))
	const want = "hub.example says it was asked too often (429) (it is asked again more slowly by itself)"
	if _, err := c.Fetch(t.Context(), collect.Request{URL: "http://quay.example:" + port + "/feed"}); err == nil || err.Error() != want {
		t.Errorf("error %v, want %q", err, want)
	}
	if _, err := c.Fetch(t.Context(), collect.Request{URL: "http://quay.example:" + port + "/other"}); err != nil {
		t.Errorf("who sent there: %v", err)
	}
	const rests = "hub.example is being read, or asked not to be for now (it is tried again by itself)"
	if _, err := c.Fetch(t.Context(), collect.Request{URL: "http://quay.example:" + port + "/feed"}); err == nil || err.Error() != rests {
		t.Errorf("error %v, want %q", err, rests)
	}
}
