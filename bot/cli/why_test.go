package cli

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"waybill/adapters/web"
	"waybill/bot"
	"waybill/bot/collect"
	"waybill/digest"
)

// Every item of every source is stored, merged or refused; the counts add up;
// and whoever asks why is told which, and for what reason.
func TestWhyTellsWhatBecameOfEveryItem(t *testing.T) {
	story := strings.Repeat("<p>The port of Veloria will raise its container fee by 12 percent from July, said director Mira Okafor, because dredging cost 3.4 million euros more than planned.</p>", 4)
	feeds := map[string]string{
		"/courier": `<item><title>Port fee to rise</title><link>/fee</link><guid>1</guid></item>
			<item><title>Port fee to rise</title><link>/fee</link><guid>1</guid></item>
			<item><title>Behind robots.txt</title><link>/private/tin</link><guid>2</guid><description>Tin duty to rise by 5 percent.</description></item>
			<item><title>Behind a wall</title><link>/wall</link><guid>3</guid><description>Nickel quota to open.</description></item>
			<item><title>Not there</title><link>/lost</link><guid>4</guid><description>Cobalt export ban is lifted.</description></item>
			<item><link>/silent</link><guid>5</guid></item>
			<item><title>Dated ahead</title><link>/ahead</link><guid>6</guid><pubDate>Thu, 01 Jan 2099 00:00:00 GMT</pubDate><description>Zinc duty.</description></item>`,
		"/gazette": `<item><title>Fee of the port to rise</title><link>/copy</link><guid>1</guid></item>
			<item><title>Port fee to rise</title><link>/fee</link><guid>2</guid></item>`,
	}
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case feeds[r.URL.Path] != "":
			fmt.Fprintf(w, "<rss version='2.0'><channel><title>%s</title>%s</channel></rss>", r.URL.Path, feeds[r.URL.Path])
		case r.URL.Path == "/robots.txt":
			fmt.Fprint(w, "User-agent: *\nDisallow: /private/")
		case r.URL.Path == "/fee", r.URL.Path == "/copy":
			fmt.Fprintf(w, "<html lang=en><article><h1>Port fee to rise</h1>%s</article></html>", story)
		case r.URL.Path == "/wall":
			fmt.Fprint(w, "<html><article><p>Subscribe to continue reading.</p></article></html>")
		case r.URL.Path == "/silent", r.URL.Path == "/ahead":
			fmt.Fprint(w, "<html><body></body></html>")
		default:
			http.NotFound(w, r)
		}
	}))
	defer site.Close()
	p := &program{database: filepath.Join(t.TempDir(), "why.db"), out: io.Discard}
	n, err := p.newsdesk(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.close() })
	log, now := slog.New(slog.DiscardHandler), time.Now
	c := n.collector(log, now)
	c.Web = webOn(site)
	c.Pages = true
	for i, want := range []collect.Report{
		{Items: 7, Stored: 5, Refused: 2},
		{Items: 2, Stored: 1, Unchanged: 1},
	} {
		path := []string{"/courier", "/gazette"}[i]
		src, err := n.house.AddSource(t.Context(), digest.Source{Name: path[1:], URL: site.URL + path}, now())
		if err != nil {
			t.Fatal(err)
		}
		r, err := c.Read(t.Context(), src.ID)
		got := collect.Report{Items: r.Items, Stored: r.Stored, Copies: r.Copies, Revised: r.Revised, Unchanged: r.Unchanged, Refused: r.Refused, Later: r.Later}
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v, want %+v", path, got, err, want)
		}
		if err := n.intake.ReadAll(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if tally, err := n.house.Tally(t.Context()); err != nil || tally.Articles != 6 {
		t.Errorf("%d articles, %v, want the 5 and 1 that were counted", tally.Articles, err)
	}
	desk := n.desk(n.sourceDesk(c), log, now)
	for path, wants := range map[string][]string{
		"/fee":         {"1. Read from courier", "in courier, and not stored again: the feed lists it twice", "2. Topics:"},
		"/copy":        {"1. Read from gazette", "3. It has the same text as an earlier article"},
		"/private/tin": {"Note: feed text only: the site keeps robots from its page."},
		"/wall":        {"Note: feed text only: the article is behind a paywall."},
		"/lost":        {"Note: feed text only: 127.0.0.1 has nothing at this address (404)."},
		"/silent":      {"Not stored", "from courier: it has neither a headline nor a text."},
		"/ahead":       {"Note: dated 1 January 2099 by its publisher, which is still to come; feed text only: the page has no readable article."},
		"/never":       {"I have never seen that address in any source."},
	} {
		said := words(desk.Handle(t.Context(), bot.Request{
			Line: "why " + site.URL + path, Channel: bot.Channel{Platform: bot.Slack, Workspace: "T1", ID: "C1"}, User: bot.User{ID: "U1"},
		}))
		for _, want := range wants {
			if !strings.Contains(said, want) {
				t.Errorf("why %s: %q, want %q", path, said, want)
			}
		}
	}
}

// webOn is the client that reads sources, and may read a site on loopback.
func webOn(site *httptest.Server) *web.Client {
	return web.New(web.Options{
		UserAgent: "Waybill/test", Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
		Ports: []uint16{netip.MustParseAddrPort(site.Listener.Addr().String()).Port()},
	})
}
