package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// newsServer serves articles as RSS feeds with a page for each, 40 to a feed.
type newsServer struct {
	*httptest.Server
	articles []line
	start    time.Time
}

const perFeed = 40

func serveNews(t *testing.T, articles []line) *newsServer {
	t.Helper()
	s := &newsServer{articles: articles, start: time.Now()}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /feed/{n}", s.feed)
	mux.HandleFunc("GET /article/{n}", s.page)
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func (s *newsServer) feeds() int { return (len(s.articles) + perFeed - 1) / perFeed }

func (s *newsServer) feed(w http.ResponseWriter, r *http.Request) {
	var n int
	if _, err := fmt.Sscan(r.PathValue("n"), &n); err != nil || n >= s.feeds() {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/rss+xml; charset=utf-8")
	fmt.Fprintf(w, `<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Outlet %d</title>`, n)
	for i := n * perFeed; i < min((n+1)*perFeed, len(s.articles)); i++ {
		fmt.Fprint(w, "<item><title>")
		_ = xml.EscapeText(w, []byte(s.articles[i].Title))
		fmt.Fprintf(w, "</title><link>%s/article/%d</link><guid>g%d</guid><pubDate>%s</pubDate></item>", s.URL, i, i, s.start.Add(-time.Duration(i)*time.Second).UTC().Format(time.RFC1123Z))
	}
	fmt.Fprint(w, "</channel></rss>")
}

func (s *newsServer) page(w http.ResponseWriter, r *http.Request) {
	var n int
	if _, err := fmt.Sscan(r.PathValue("n"), &n); err != nil || n >= len(s.articles) {
		http.NotFound(w, r)
		return
	}
	a := s.articles[n]
	fmt.Fprintf(w, "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>%s</title></head><body><nav>Home Markets</nav><article><h1>%s</h1>", html.EscapeString(a.Title), html.EscapeString(a.Title))
	for _, p := range strings.Split(a.Text, "\n\n") {
		fmt.Fprintf(w, "<p>%s</p>\n", html.EscapeString(p))
	}
	fmt.Fprint(w, "</article><footer>All rights reserved</footer></body></html>")
}

// tradeNews reads the evaluation's trade articles.
func tradeNews(t testing.TB) []line {
	t.Helper()
	files, _ := filepath.Glob("../../../shared/data/trade_news/*.jsonl")
	if len(files) == 0 {
		t.Skip("the evaluation data is not here: ../shared/data/trade_news")
	}
	var all []line
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		err = readLines(bufio.NewReader(f), func(n numbered) error {
			all = append(all, n.line)
			return n.err
		})
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// The program itself, as a process, on real trade news served over HTTP: it
// collects all of it, is asked for a digest on both platforms, is restarted,
// and delivers at the minute that was subscribed. It takes a minute or two, so
// it runs only when WAYBILL_TEST_SLOW is set.
func TestProcessOnTradeNews(t *testing.T) {
	if os.Getenv("WAYBILL_TEST_SLOW") == "" {
		t.Skip("takes two minutes; set WAYBILL_TEST_SLOW=1 to run it")
	}
	news := serveNews(t, tradeNews(t))
	w := newWorld(t)
	dir := t.TempDir()
	bin := filepath.Join(dir, "waybill")
	if out, err := exec.Command("go", "build", "-tags", "sqlite_fts5 netgo", "-o", bin, "waybill").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	var conf strings.Builder
	fmt.Fprintf(&conf, "[collect]\ncatalogue = false\npace = \"0s\"\nallow = [\"127.0.0.0/8\"]\nports = [%s]\n", news.URL[strings.LastIndexByte(news.URL, ':')+1:])
	fmt.Fprintf(&conf, "[slack]\nbot_token = %q\napp_token = %q\napi_url = %q\n", w.slack.BotToken(), w.slack.AppToken(), w.slack.URL())
	fmt.Fprintf(&conf, "[discord]\ntoken = %q\napi_url = %q\n", w.discord.Token(), w.discord.URL())
	for i := range news.feeds() {
		fmt.Fprintf(&conf, "[[source]]\nname = \"Outlet %d\"\nurl = \"%s/feed/%d\"\n", i, news.URL, i)
	}
	if err := os.WriteFile(filepath.Join(dir, "waybill.toml"), []byte(conf.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	start := func() *exec.Cmd {
		cmd := exec.Command(bin, "run")
		cmd.Dir, cmd.Stderr = dir, w.log
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = cmd.Process.Kill() })
		eventually(t, "both platforms are connected", w.connected)
		return cmd
	}
	stop := func(cmd *exec.Cmd) {
		begin := time.Now()
		_ = cmd.Process.Signal(syscall.SIGTERM)
		if err := cmd.Wait(); err != nil {
			t.Errorf("the process ended with %v", err)
		}
		if took := time.Since(begin); took > 10*time.Second {
			t.Errorf("it took %s to end", took)
		}
	}
	cmd := start()
	stored := func() int {
		out, err := exec.Command(bin, "--db", filepath.Join(dir, "waybill.db"), "export", "articles").Output()
		if err != nil {
			return 0
		}
		return bytes.Count(out, []byte("\n"))
	}
	for end := time.Now().Add(3 * time.Minute); stored() < len(news.articles) && time.Now().Before(end); time.Sleep(2 * time.Second) {
	}
	if got := stored(); got != len(news.articles) {
		t.Errorf("%d of %d articles are stored", got, len(news.articles))
	}
	at := time.Now().UTC().Add(75 * time.Second).Format("15:04")
	if err := w.slack.Slash("U0ANA", "C0TRADE", "subscribe tariffs daily at "+at+" UTC"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.discord.Command("ana", "trade", "subscribe", map[string]any{"topics": "tariffs", "time": at, "zone": "UTC"}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "both are answered", func() bool {
		return having(w.slackTexts(), "Subscribed") == 1 && having(w.discordTexts(), "Subscribed") == 1
	})
	stop(cmd)
	cmd = start()
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		if having(w.slackTexts(), "Nothing new on Tariffs") >= 1 && having(w.discordTexts(), "Nothing new on Tariffs") >= 1 {
			break
		}
	}
	// All of it was there before somebody subscribed, so the day is quiet.
	if s, d := having(w.slackTexts(), "Nothing new on Tariffs"), having(w.discordTexts(), "Nothing new on Tariffs"); s != 1 || d != 1 {
		t.Errorf("Slack has %d digests, Discord %d, want one each", s, d)
	}
	posted := time.Now().UTC().Format("15:04")
	if posted != at {
		t.Errorf("posted at %s, want %s", posted, at)
	}
	stop(cmd)
	out, err := exec.Command(bin, "--db", filepath.Join(dir, "waybill.db"), "deliveries", "list", "--format", "json").Output()
	if err != nil {
		t.Fatal(err)
	}
	var rows []struct{ Status string }
	if err := json.Unmarshal(out, &rows); err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, r := range rows {
		counts[r.Status]++
	}
	if counts["sent"] != 2 || len(rows) != 2 {
		t.Errorf("the ledger has %v, want two sent", counts)
	}
}
