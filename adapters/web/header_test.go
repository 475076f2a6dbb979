package web

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"waybill/bot/collect"
)

// What a site says of when to come back is read in each way that HTTP has for
// it; what cannot be read is as if it were not said.
func TestWhenToComeBack(t *testing.T) {
	now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	in := func(d time.Duration) string { return now.Add(d).Format(http.TimeFormat) }
	for _, c := range []struct {
		name         string
		header       map[string]string
		after, fresh time.Duration
	}{
		{"nothing", nil, 0, 0},
		{"seconds", map[string]string{"Retry-After": "90"}, 90 * time.Second, 0},
		{"a date", map[string]string{"Retry-After": in(time.Hour)}, time.Hour, 0},
		{"a date, of a site whose clock is two hours late", map[string]string{"Retry-After": in(-time.Hour), "Date": in(-2 * time.Hour)}, time.Hour, 0},
		{"a date that is past", map[string]string{"Retry-After": in(-time.Hour)}, 0, 0},
		{"a year", map[string]string{"Retry-After": "31536000"}, maxWait, 0},
		{"less than nothing", map[string]string{"Retry-After": "-5"}, 0, 0},
		{"no time at all", map[string]string{"Retry-After": "soon"}, 0, 0},
		{"max-age", map[string]string{"Cache-Control": "public, Max-Age=900"}, 0, 15 * time.Minute},
		{"max-age before Expires", map[string]string{"Cache-Control": `max-age="60"`, "Date": in(0), "Expires": in(time.Hour)}, 0, time.Minute},
		{"not to be kept", map[string]string{"Cache-Control": "no-cache, max-age=900"}, 0, 0},
		{"Expires", map[string]string{"Date": in(0), "Expires": in(30 * time.Minute)}, 0, 30 * time.Minute},
		{"expired", map[string]string{"Date": in(0), "Expires": "0"}, 0, 0},
	} {
		h := http.Header{}
		for name, value := range c.header {
			h.Set(name, value)
		}
		if got := after(h, now); got != c.after {
			t.Errorf("%s: left alone for %v, want %v", c.name, got, c.after)
		}
		if got := fresh(h); got != c.fresh {
			t.Errorf("%s: fresh for %v, want %v", c.name, got, c.fresh)
		}
	}
}

// A site without ETags is asked by date, and both are sent where both are known.
func TestAskedByDate(t *testing.T) {
	const date = "Thu, 05 Jun 2025 10:00:00 GMT"
	s, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-Modified-Since") == date {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Last-Modified", date)
		fmt.Fprint(w, r.Header.Get("If-None-Match"))
	})
	first, err := c.Fetch(t.Context(), collect.Request{URL: s.URL, ETag: `"v1"`})
	if err != nil || first.LastModified != date || string(first.Body) != `"v1"` {
		t.Errorf("Fetch = %+v, %v", first, err)
	}
	if again, err := c.Fetch(t.Context(), collect.Request{URL: s.URL, LastModified: date}); err != nil || !again.NotModified {
		t.Errorf("Fetch = %+v, %v, want not modified", again, err)
	}
}
