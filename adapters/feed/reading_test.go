package feed_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"

	"waybill/adapters/feed"
	"waybill/adapters/web"
	"waybill/bot/collect"
	"waybill/bot/collect/collecttest"
	"waybill/digest"
)

var noon = time.Date(2025, 6, 5, 12, 0, 0, 0, time.UTC)

// newsstand is a collector that reads what h serves on loopback.
func newsstand(tb testing.TB, patience time.Duration, h http.Handler, paths ...string) (*collect.Collector, *collecttest.House, string) {
	tb.Helper()
	s := httptest.NewServer(h)
	tb.Cleanup(s.Close)
	u, err := url.Parse(s.URL)
	if err != nil {
		tb.Fatal(err)
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	if err != nil {
		tb.Fatal(err)
	}
	client := web.New(web.Options{
		UserAgent: "Waybill/test (+https://waybill.example)", Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Ports: []uint16{uint16(port)},
		Header: patience, Total: 4 * patience,
	})
	tb.Cleanup(client.Close)
	urls := make([]string, len(paths))
	for i, p := range paths {
		urls[i] = p
		if strings.HasPrefix(p, "/") {
			urls[i] = s.URL + p
		}
	}
	house := collecttest.New(urls...)
	return &collect.Collector{
		Store: house, Web: client, Feeds: feed.Reader{}, Intake: house, Now: func() time.Time { return noon },
		Log: slog.New(slog.DiscardHandler), Pages: true,
	}, house, s.URL
}

func rss(items string) string {
	return "<rss version='2.0'><channel><title>T</title>" + items + "</channel></rss>"
}

func entry(n int, more string) string {
	return fmt.Sprintf("<item><title>Duty %d rises</title><link>/news/%d</link><guid>g%d</guid><pubDate>Thu, 05 Jun 2025 09:00:00 GMT</pubDate>%s</item>", n, n, n, more)
}

// Whatever a source does wrong, people read one sentence about it, and the
// next source is read.
func TestBadSources(t *testing.T) {
	zeros := make([]byte, 1<<16)
	large := rss(entry(1, "<description>"+strings.Repeat("steel ", 10<<20/6)+"</description>"))
	serve := func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/html":
			fmt.Fprint(w, "<!doctype html><link rel=alternate type=application/rss+xml href=/good><p>News")
		case "/truncated":
			fmt.Fprint(w, rss(entry(1, ""))[:120])
		case "/cut":
			fmt.Fprint(w, rss(entry(1, "") + entry(2, ""))[:230])
		case "/endless":
			for r.Context().Err() == nil {
				if _, err := w.Write(zeros); err != nil {
					return
				}
			}
		case "/circle":
			http.Redirect(w, r, "/circle", http.StatusFound)
		case "/empty":
		case "/binary":
			w.Write([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"))
		case "/large":
			fmt.Fprint(w, large)
		case "/404":
			w.WriteHeader(http.StatusNotFound)
		case "/410":
			w.WriteHeader(http.StatusGone)
		case "/500":
			w.WriteHeader(http.StatusInternalServerError)
		case "/silent":
			<-r.Context().Done()
		case "/slow":
			for r.Context().Err() == nil {
				fmt.Fprint(w, " ")
				w.(http.Flusher).Flush()
				time.Sleep(20 * time.Millisecond)
			}
		case "/private":
			http.Redirect(w, r, "http://192.168.1.1/admin", http.StatusFound)
		case "/nothing":
			fmt.Fprint(w, rss(""))
		case "/charset":
			w.Header().Set("Content-Type", "text/xml; charset=iso-8859-1")
			fmt.Fprint(w, "<?xml version='1.0' encoding='us-ascii'?>"+rss("<item><title>Zölle auf Käse – 5 %</title><link>/c</link></item>"))
		case "/good":
			fmt.Fprint(w, rss(entry(1, "")))
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}
	wants := []struct{ path, problem string }{
		{"/html", "127.0.0.1 sends a web page instead of a feed; its feed may be URL/good"},
		{"/truncated", "127.0.0.1 sends a feed that breaks off in the middle; it is tried again by itself"},
		{"/cut", "the feed breaks off in the middle; the items before that are read (1)"},
		{"/endless", "127.0.0.1 sends more than 5 MB; feeds and articles are smaller"},
		{"/circle", "127.0.0.1 redirects in a circle; open the address in a browser to see where it leads"},
		{"/empty", "127.0.0.1 sends nothing; it is tried again by itself"},
		{"/binary", "127.0.0.1 sends something that is no text; give the address of its feed"},
		{"/large", "127.0.0.1 sends more than 5 MB; feeds and articles are smaller"},
		{"/404", "127.0.0.1 has nothing at this address (404); look on the site for the right one"},
		{"/410", "127.0.0.1 says that this address is gone for good (410); look on the site for a new one"},
		{"/500", "127.0.0.1 has a fault of its own (500)"},
		{"/silent", "127.0.0.1 did not begin to answer within 2 s"},
		{"/slow", "127.0.0.1 took longer than 8 s to answer"},
		{"/private", "127.0.0.1 redirects to a private or reserved network, which is not read; if it is yours, whoever runs the bot can allow it with collect.allow"},
		{"http://10.0.0.1/feed", "10.0.0.1 leads to a private or reserved network, which is not read; if it is yours, whoever runs the bot can allow it with collect.allow"},
		{"/nothing", "the feed has no items"},
		{"/charset", ""},
		{"/good", ""},
	}
	var paths []string
	for _, w := range wants {
		paths = append(paths, w.path)
	}
	c, house, base := newsstand(t, 2*time.Second, http.HandlerFunc(serve), paths...)
	err := c.Round(t.Context(), 8, func(r collect.Report, err error) {
		if err != nil {
			t.Errorf("%s: %v", r.Source.URL, err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range wants {
		want := strings.ReplaceAll(w.problem, "URL", base)
		if st := house.State[int64(i+1)]; st.Problem != want || !st.Next.After(noon) {
			t.Errorf("%s: problem %q, next %v, want %q", w.path, st.Problem, st.Next, want)
		}
	}
	if a := house.Articles["url "+base+"/c"]; a.Headline != "Zölle auf Käse – 5 %" {
		t.Errorf("wrong charset label: headline %q", a.Headline)
	}
	if a := house.Articles["url "+base+"/news/1"]; a.Headline != "Duty 1 rises" {
		t.Errorf("the source that works: %+v", a)
	}
}

// Articles whose page is of no use are kept as the feed tells them, and say
// why.
func TestBadArticles(t *testing.T) {
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	z.Write(make([]byte, 10<<20))
	z.Close()
	german := strings.Repeat("Das Ministerium teilte mit, dass die Zölle auf Kupfer zum 1. Juli um 12 Prozent steigen sollen. ", 8)
	pages := []struct {
		note string
		h    http.HandlerFunc
	}{
		{"", func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintf(w, "<html lang=de><article><p>%s</p></article>", german)
		}},
		{"feed text only: 127.0.0.1 sends more than 5 MB", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(bomb.Bytes())
		}},
		{"feed text only: the page has no readable article", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
		}},
		{"feed text only: the page is nested too deeply to be a page", func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, strings.Repeat("<div>", 5000))
		}},
		{"feed text only: its link leads to no page but to image/png", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "image/png")
		}},
	}
	mux := http.NewServeMux()
	var items strings.Builder
	for i, p := range pages {
		mux.Handle(fmt.Sprintf("/news/%d", i), p.h)
		items.WriteString(entry(i, "<description>A summary.</description>"))
	}
	mux.HandleFunc("/feed", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, rss(items.String())) })
	c, house, base := newsstand(t, 5*time.Second, mux, "/feed")
	r, err := c.Read(t.Context(), 1)
	if err != nil || r.Stored != len(pages) || r.Problem != "" {
		t.Fatalf("%+v, %v", r, err)
	}
	for i, p := range pages {
		a := house.Articles[fmt.Sprintf("url %s/news/%d", base, i)]
		text := "A summary."
		if i == 0 {
			text = strings.TrimSpace(german)
		}
		if a.Note != p.note || a.Text != text {
			t.Errorf("article %d: note %q, text %.60q, want %q, %.60q", i, a.Note, a.Text, p.note, text)
		}
	}
}

// C1: five hundred feeds on one host are read one at a time.
func TestManyFeedsOnOneHost(t *testing.T) {
	var now, most atomic.Int32
	paths := make([]string, 500)
	for i := range paths {
		paths[i] = fmt.Sprintf("/feed/%d", i)
	}
	c, house, _ := newsstand(t, 2*time.Second, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		most.Store(max(most.Load(), now.Add(1)))
		defer now.Add(-1)
		fmt.Fprint(w, rss(""))
	}), paths...)
	u, _ := url.Parse(house.State[1].Source.URL)
	port, _ := strconv.ParseUint(u.Port(), 10, 16)
	polite := web.New(web.Options{UserAgent: "Waybill/test", Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Ports: []uint16{uint16(port)}, Pace: time.Millisecond, Patience: time.Second})
	defer polite.Close()
	c.Web = polite
	err := c.Round(t.Context(), 64, func(_ collect.Report, err error) {
		if err != nil {
			t.Error(err)
		}
	})
	if err != nil || most.Load() != 1 {
		t.Errorf("%d requests at once, error %v, want 1", most.Load(), err)
	}
	for id, st := range house.State {
		if st.Failures != 0 {
			t.Errorf("source %d failed: %s", id, st.Problem)
		}
	}
}

func TestAddFindsTheFeedBehindAPage(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "<!doctype html><title>Ledger</title><p>News")
	})
	mux.HandleFunc("/rss.xml", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, rss(entry(1, ""))) })
	c, house, base := newsstand(t, 5*time.Second, mux)
	s, trial, err := c.Add(t.Context(), house, base+"/", "")
	if err != nil || s.URL != base+"/rss.xml" || s.Name != "T" || len(trial.Items) != 1 || trial.Items[0].Headline != "Duty 1 rises" || s.Kind != digest.Unknown {
		t.Errorf("Add = %+v, %+v, %v", s, trial, err)
	}
}

// BenchmarkRefresh reads 200 feeds of ten items from loopback, each once per
// operation: cold, all of them new; steady, seven of ten unchanged and the
// rest with two new items. Pages are not fetched.
func BenchmarkRefresh(b *testing.B) {
	const feeds = 200
	summary := "<description><![CDATA[" + strings.Repeat("<p>The ministry said on <b>Thursday</b> that the duty would rise to 12% from July.</p>", 100) + "]]></description>"
	var round atomic.Int64
	serve := func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.ParseInt(strings.TrimPrefix(r.URL.Path, "/feed/"), 10, 64)
		version := int64(0)
		if n%10 < 3 {
			version = round.Load()
		}
		tag := fmt.Sprintf(`"%d"`, version)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("ETag", tag)
		var items strings.Builder
		for i := range int64(10) {
			items.WriteString(entry(int(n*1000000+version*2+i), summary))
		}
		fmt.Fprint(w, rss(items.String()))
	}
	paths := make([]string, feeds)
	for i := range paths {
		paths[i] = fmt.Sprintf("/feed/%d", i)
	}
	run := func(b *testing.B, c *collect.Collector) {
		b.Helper()
		err := c.Round(b.Context(), 64, func(r collect.Report, err error) {
			if err != nil || r.Problem != "" {
				b.Errorf("%+v, %v", r, err)
			}
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.Run("cold", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			c, _, _ := newsstand(b, 5*time.Second, http.HandlerFunc(serve), paths...)
			c.Pages = false
			b.StartTimer()
			run(b, c)
		}
		b.ReportMetric(float64(feeds*b.N)/b.Elapsed().Seconds(), "feeds/s")
	})
	b.Run("steady", func(b *testing.B) {
		now := noon
		c, _, _ := newsstand(b, 5*time.Second, http.HandlerFunc(serve), paths...)
		c.Pages, c.Now = false, func() time.Time { return now }
		run(b, c)
		for b.Loop() {
			round.Add(1)
			now = now.Add(25 * time.Hour)
			run(b, c)
		}
		b.ReportMetric(float64(feeds*b.N)/b.Elapsed().Seconds(), "feeds/s")
	})
}
