package feed_test

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"waybill/adapters/web"
	"waybill/bot/collect"
	"waybill/bot/collect/collecttest"
)

// A fault is a way in which a source fails: in its answer, or before there is
// one.
type fault struct {
	name   string
	answer http.HandlerFunc
	lookup func() ([]netip.Addr, error) // of its name; nil for where it is
}

func says(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, text) }
}

func packed(as, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", as)
		fmt.Fprint(w, text)
	}
}

func status(code int, after string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if after != "" {
			w.Header().Set("Retry-After", after)
		}
		w.WriteHeader(code)
	}
}

func sends(to string) http.HandlerFunc { return http.RedirectHandler(to, http.StatusFound).ServeHTTP }

// forever does something again and again until the reader has had enough.
func forever(pause time.Duration, some string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := io.WriteString(w, some); err != nil {
				return
			}
			w.(http.Flusher).Flush()
			time.Sleep(pause)
		}
	}
}

// faults are the ways known. secure is a site whose certificate nobody knows,
// plain one that does not speak https.
func faults(secure, plain string) []fault {
	lookup := func(err error, to ...string) func() ([]netip.Addr, error) {
		return func() ([]netip.Addr, error) {
			var all []netip.Addr
			for _, s := range to {
				all = append(all, netip.MustParseAddr(s))
			}
			return all, err
		}
	}
	return []fault{
		{name: "no such name", lookup: lookup(&net.DNSError{Err: "no such host", IsNotFound: true})},
		{name: "name server fails", lookup: lookup(&net.DNSError{Err: "server misbehaving", IsTemporary: true})},
		{name: "name server is slow", lookup: lookup(&net.DNSError{Err: "i/o timeout", IsTimeout: true})},
		{name: "name without address", lookup: lookup(nil)},
		{name: "private address", lookup: lookup(nil, "10.9.8.7")},
		{name: "refused", lookup: lookup(nil, "127.0.0.2")},
		{name: "unknown certificate", answer: sends(secure)},
		{name: "no https", answer: sends(plain)},
		{name: "400", answer: status(400, "")},
		{name: "401", answer: status(401, "")},
		{name: "402", answer: status(402, "")},
		{name: "403", answer: status(403, "")},
		{name: "404", answer: status(404, "")},
		{name: "418", answer: status(418, "")},
		{name: "429", answer: status(429, "1200")},
		{name: "451", answer: status(451, "")},
		{name: "500", answer: status(500, "")},
		{name: "502", answer: status(502, "")},
		{name: "503", answer: status(503, "Thu, 05 Jun 2025 15:00:00 GMT")},
		{name: "503 until the year 2099", answer: status(503, "Thu, 05 Jun 2099 15:00:00 GMT")},
		{name: "204", answer: status(204, "")},
		{name: "304 unasked", answer: status(304, "")},
		{name: "redirects to itself", answer: func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) }},
		{name: "redirects on and on", answer: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.Path+"?n="+r.URL.Query().Get("n")+"x", http.StatusMovedPermanently)
		}},
		{name: "redirects into a private network", answer: sends("http://10.9.8.7/")},
		{name: "redirects to ftp", answer: sends("ftp://l.example/")},
		{name: "page", answer: says("<!doctype html><title>Down</title>We are back soon")},
		{name: "challenge", answer: says("<html><body>Checking your browser</body></html>")},
		{name: "text", answer: says("Service unavailable")},
		{name: "cut off", answer: says(rss(entry(1, ""))[:150])},
		{name: "JSON cut off", answer: says(`{"version":"https://jsonfeed.org/version/1","items":[`)},
		{name: "binary", answer: says("\x00\x01\x02\xff\xfe")},
		{name: "sitemap", answer: says(`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url/></urlset>`)},
		{name: "nested", answer: says("<rss>" + strings.Repeat("<channel>", 5000))},
		{name: "empty feed", answer: says(rss(""))},
		{name: "another encoding than it says", answer: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/rss+xml; charset=utf-16")
			fmt.Fprint(w, "\xfe\xff\x00<\x00r\x00s\xd8\x00")
		}},
		{name: "packed badly", answer: packed("gzip", "\x1f\x8bnot gzip at all")},
		{name: "packed unasked", answer: packed("compress", "x")},
		{name: "bomb", answer: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			_, _ = io.CopyN(z, zeros{}, 20<<20)
			_ = z.Close()
		}},
		{name: "endless", answer: forever(0, strings.Repeat("<item/>", 1<<16))},
		{name: "drips", answer: forever(10*time.Millisecond, " ")},
		{name: "headers without end", answer: func(w http.ResponseWriter, _ *http.Request) {
			for i := range 4000 {
				w.Header().Set(fmt.Sprintf("X-%d", i), strings.Repeat("x", 64))
			}
		}},
		{name: "silent", answer: func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }},
		{name: "silent after the beginning", answer: func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "5000")
			fmt.Fprint(w, "<rss>")
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}},
		{name: "hangs up", answer: func(w http.ResponseWriter, _ *http.Request) {
			if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
				_ = conn.Close()
			}
		}},
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// A twoSites is a collector of two sources on sites of their own: the first is
// as it is set, the second well, with something new in each answer.
type twoSites struct {
	*collect.Collector
	house *collecttest.House
	now   time.Time
	heard []string

	mu      sync.Mutex
	is      fault // of the first; one without a name is none
	good    http.HandlerFunc
	answers int // of the second
}

func newTwoSites(t *testing.T) (s *twoSites, secure, plain string) {
	s = &twoSites{now: noon, good: says(rss(entry(1, "<description>A summary.</description>")))}
	mux := http.NewServeMux()
	mux.HandleFunc("/ill", func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		h := s.good
		if s.is.answer != nil {
			h = s.is.answer
		}
		s.mu.Unlock()
		h(w, r)
	})
	mux.HandleFunc("/well", func(w http.ResponseWriter, _ *http.Request) {
		s.mu.Lock()
		s.answers++
		n := s.answers
		s.mu.Unlock()
		fmt.Fprint(w, rss(entry(1000+n, "<description>A summary.</description>")))
	})
	site, tls := httptest.NewServer(mux), httptest.NewTLSServer(mux)
	t.Cleanup(site.Close)
	t.Cleanup(tls.Close)
	port, tlsPort := netip.MustParseAddrPort(site.Listener.Addr().String()).Port(), netip.MustParseAddrPort(tls.Listener.Addr().String()).Port()
	client := web.New(web.Options{
		UserAgent: "Waybill/test", Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Ports: []uint16{port, tlsPort},
		Header: 800 * time.Millisecond, Total: 2 * time.Second,
		Lookup: func(_ context.Context, _, name string) ([]netip.Addr, error) {
			s.mu.Lock()
			defer s.mu.Unlock()
			if name == "ill.example" && s.is.lookup != nil {
				return s.is.lookup()
			}
			return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
		},
	})
	t.Cleanup(client.Close)
	s.Collector, s.house, _ = newsstand(t, time.Second, mux, fmt.Sprintf("http://ill.example:%d/ill", port), fmt.Sprintf("http://well.example:%d/well", port))
	s.Web, s.Pages, s.Now, s.Jitter = client, false, func() time.Time { return s.now }, func() float64 { return 0.5 }
	s.Tell = func(_ context.Context, what string) { s.heard = append(s.heard, what) }
	return s, tls.URL, "https://" + (&url.URL{Host: site.Listener.Addr().String()}).Host + "/"
}

// mends has the first answer so when nothing is wrong with it.
func (s *twoSites) mends(good http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.good = good
}

// read reads both when the first is due, with the first as it is.
func (s *twoSites) read(t *testing.T, is fault) collect.Report {
	t.Helper()
	s.mu.Lock()
	s.is = is
	s.mu.Unlock()
	if next := s.house.State[1].Next; next.After(s.now) {
		s.now = next
	}
	well := s.house.State[2]
	well.Next = s.now
	s.house.State[2] = well
	s.Web.(*web.Client).Close() // a kept connection needs no name
	var first collect.Report
	err := s.Round(t.Context(), 2, func(r collect.Report, err error) {
		if err != nil {
			t.Errorf("%s: %s: %v", is.name, r.Source.Name, err)
		}
		if r.Source.ID == 1 {
			first = r
		} else if r.Stored != 1 || r.Problem != "" {
			t.Errorf("%s: the other source suffers: %+v", is.name, r)
		}
	})
	if err == nil {
		err = s.Checkup(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	return first
}

// A source that fails in every way known, for a day and more, costs the others
// nothing, is said to be ill once, is never given up, and is read again by
// itself when it works.
func TestADayOfFaults(t *testing.T) {
	s, secure, plain := newTwoSites(t)
	if r := s.read(t, fault{}); r.Stored != 1 {
		t.Fatalf("the first reading: %+v", r)
	}
	for _, f := range faults(secure, plain) {
		before := s.now
		r := s.read(t, f)
		st := s.house.State[1]
		if r.Problem == "" || r.Stored > 0 || st.Retired {
			t.Errorf("%s: %+v, want a problem, and that it is not given up", f.name, r)
		}
		if wait := st.Next.Sub(s.now); wait <= 0 || wait > 48*time.Hour {
			t.Errorf("%s: again in %v", f.name, wait)
		}
		if s.now.Sub(before) > 48*time.Hour {
			t.Errorf("%s: was not tried for %v", f.name, s.now.Sub(before))
		}
	}
	if len(s.heard) != 1 || !strings.Contains(s.heard[0], "“source 1” is ill: it could not be read since") {
		t.Errorf("heard %q, want one word of it", s.heard)
	}
	s.mends(says(rss(entry(1, "<description>A summary.</description>") + entry(2, ""))))
	if r := s.read(t, fault{}); r.Problem != "" || r.Stored != 1 || r.Unchanged != 1 {
		t.Errorf("after it works again: %+v, want what is new stored, and what was there known", r)
	}
	if st := s.house.State[1]; st.Failures != 0 || st.Notified != "" || len(s.heard) != 1 {
		t.Errorf("after it works again: %+v; heard %q", st, s.heard)
	}
}

// A source that can be read, and says what cannot be, costs the others nothing
// either: every item is accounted for, few are taken for news, and what is new
// afterwards comes in.
func TestADayOfOddAnswers(t *testing.T) {
	s, _, _ := newTwoSites(t)
	if r := s.read(t, fault{}); r.Stored != 1 {
		t.Fatalf("the first reading: %+v", r)
	}
	many := func(n int, item func(i int) string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(item(i))
		}
		return rss(b.String())
	}
	odd := func(title, link, guid, date, text string) string {
		return fmt.Sprintf("<item><title>%s</title><link>%s</link><guid isPermaLink='false'>%s</guid><pubDate>%s</pubDate><description>%s</description></item>", title, link, guid, date, text)
	}
	for _, a := range []struct {
		name, body string
		news       int // that may be new to a reader at most
	}{
		{"dates in 2099", many(30, func(i int) string {
			return odd("Quota of 2099", "", fmt.Sprint("f", i), "Thu, 01 Jan 2099 00:00:00 GMT", fmt.Sprint(i))
		}), 30},
		{"dates of the year 1", many(60, func(i int) string {
			return odd(fmt.Sprint("Old ", i), fmt.Sprint("/old/", i), fmt.Sprint("o", i), "Mon, 01 Jan 0001 00:00:00 GMT", "")
		}), 20},
		{"no dates", many(300, func(i int) string {
			return odd(fmt.Sprint("Undated ", i), fmt.Sprint("/undated/", i), fmt.Sprint("u", i), "", "")
		}), 20},
		{"other identifiers", many(300, func(i int) string {
			return odd(fmt.Sprint("Undated ", i), fmt.Sprint("/undated/", i), fmt.Sprint("w", i), "", "")
		}), 0},
		{"one identifier", many(5000, func(int) string { return odd("Same", "/same", "same", "", "") }), 1},
		{"another feed", many(30, func(i int) string {
			return odd(fmt.Sprint("Recipe ", i), fmt.Sprint("https://food.example/", i), fmt.Sprint("r", i), "Thu, 05 Jun 2025 09:00:00 GMT", "Boil.")
		}), 30},
		{"addresses of other kinds", rss(odd("Script", "javascript:alert(1)", "j", "", "x") + odd("File", "file:///etc/passwd", "k", "", "x") + odd("Name", "https://a@b.example/", "l", "", "x")), 3},
		{"names that ping", rss(odd("@everyone &lt;!channel&gt; \u202eevil", "/ping", "p", "", "x")), 1},
		{"a very long item", rss(odd(strings.Repeat("long ", 10_000), "/long", "long", "", strings.Repeat("word ", 500_000))), 1},
		{"characters that may not be", rss(odd("Nul \x00 and &#0; and \xff", "/nul", "nul", "", "\x01\x02")), 1},
		{"nothing in the items", rss(strings.Repeat("<item/>", 50)), 0},
	} {
		baseline := news(s.house)
		r := s.read(t, fault{name: a.name, answer: says(a.body)})
		if sum := r.Stored + r.Revised + r.Unchanged + r.Copies + r.Refused + r.Later; sum != r.Items || r.Items == 0 {
			t.Errorf("%s: %+v: %d of %d items accounted for", a.name, r, sum, r.Items)
		}
		if got := news(s.house) - baseline - 1; got > a.news { // one is the other source's
			t.Errorf("%s: %d items are taken for news, want %d at most", a.name, got, a.news)
		}
	}
	for _, a := range s.house.Articles {
		if a.Published.After(s.now) || a.URL != "" && !strings.HasPrefix(a.URL, "http") {
			t.Errorf("stored: %+v", a)
		}
	}
	if len(s.heard) > 1 {
		t.Errorf("heard %q, want one word of it at most", s.heard)
	}
	s.mends(says(rss(entry(7, "<description>A summary.</description>"))))
	if r := s.read(t, fault{}); r.Problem != "" || r.Stored != 1 {
		t.Errorf("afterwards: %+v, want the new item stored", r)
	}
}

// news counts the articles that were not there when their source was first
// read.
func news(h *collecttest.House) int {
	n := 0
	for key, a := range h.Articles {
		if strings.HasPrefix(key, "url ") && !a.Baseline {
			n++
		}
	}
	return n
}
