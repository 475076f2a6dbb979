package feed_test

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"waybill/bot/collect"
)

// faults are the ways in which a source fails.
var faults = []func(w http.ResponseWriter, r *http.Request){
	status(http.StatusInternalServerError, ""), status(http.StatusBadGateway, ""), status(http.StatusForbidden, ""), status(http.StatusNotFound, ""),
	status(http.StatusTooManyRequests, "1200"), status(http.StatusServiceUnavailable, "Thu, 05 Jun 2025 15:00:00 GMT"), status(http.StatusNoContent, ""),
	func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "<!doctype html><title>Down</title>We are back soon")
	},
	func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, rss(entry(1, ""))[:150]) },
	func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "\x00\x01\x02\xff\xfe") },
	func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"version":"https://jsonfeed.org/version/1","items":[`)
	},
	func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) },
	func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://10.9.8.7/", http.StatusFound)
	},
	func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "ftp://l.example/", http.StatusFound)
	},
	func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
	func(w http.ResponseWriter, r *http.Request) { // a header, and then nothing
		w.Header().Set("Content-Length", "5000")
		fmt.Fprint(w, "<rss>")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	},
	func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			_ = conn.Close()
		}
	},
	func(w http.ResponseWriter, _ *http.Request) { // a bomb
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		_, _ = io.CopyN(z, zeros{}, 20<<20)
		_ = z.Close()
	},
	func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "<rss>"+strings.Repeat("<channel>", 5000))
	},
	func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, rss("")) },
}

func status(code int, after string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) {
		if after != "" {
			w.Header().Set("Retry-After", after)
		}
		w.WriteHeader(code)
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// A source that fails for a day in every way there is costs the others nothing,
// is said to be ill once, and is read again by itself when it works.
func TestADayOfFaults(t *testing.T) {
	var mu sync.Mutex
	fault, well := 0, true
	asked := map[string]int{}
	mux := http.NewServeMux()
	mux.HandleFunc("/ill", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked["ill"]++
		f, ok := faults[fault%len(faults)], well
		mu.Unlock()
		if ok {
			fmt.Fprint(w, rss(entry(1, "<description>A summary.</description>")))
			return
		}
		f(w, r)
	})
	mux.HandleFunc("/well", func(w http.ResponseWriter, _ *http.Request) {
		mu.Lock()
		asked["well"]++
		n := asked["well"]
		mu.Unlock()
		fmt.Fprint(w, rss(entry(100+n, "<description>A summary.</description>")))
	})
	c, house, _ := newsstand(t, 60*time.Millisecond, mux, "/ill", "/well")
	now := noon
	c.Now, c.Pages, c.Jitter = func() time.Time { return now }, false, func() float64 { return 0.5 }
	var heard []string
	c.Tell = func(_ context.Context, what string) { heard = append(heard, what) }
	tries := 0
	step := func() {
		t.Helper()
		err := c.Round(t.Context(), 2, func(r collect.Report, err error) {
			if err != nil {
				t.Errorf("%s: %v", r.Source.Name, err)
			}
			if r.Source.ID == 1 && r.Problem != "" {
				tries++
				fault++
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Checkup(t.Context()); err != nil {
			t.Fatal(err)
		}
		if st := house.State[2]; st.Problem != "" || st.Failures != 0 {
			t.Errorf("the other source suffers: %+v", st)
		}
		now = now.Add(10 * time.Minute)
	}
	step()
	well = false
	for range 3 * len(faults) { // as often as there are faults, whenever it is due
		if st := house.State[1]; st.Next.After(now) {
			now = st.Next
		}
		step()
	}
	if tries < len(faults) || house.State[1].Retired {
		t.Errorf("tried %d times, retired %v; want every fault, and never given up", tries, house.State[1].Retired)
	}
	if len(heard) != 1 || !strings.Contains(heard[0], "“source 1” is ill: it could not be read since") {
		t.Errorf("heard %q, want one word of it", heard)
	}
	if got, want := asked["well"], 3*len(faults)/2; got < want {
		t.Errorf("the other source was read %d times, want %d", got, want)
	}
	well = true
	now = house.State[1].Next
	step()
	if st := house.State[1]; st.Problem != "" || st.Failures != 0 || st.Notified != "" || len(heard) != 1 {
		t.Errorf("after it works again: %+v; heard %q", st, heard)
	}
}
