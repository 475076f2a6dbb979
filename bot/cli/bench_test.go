package cli

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"waybill/bot"
	"waybill/bot/cli/sample"
	"waybill/bot/intake"
	"waybill/config"
	"waybill/digest"
	"waybill/digest/inspect"
	"waybill/digest/topic"
)

// invented makes n articles of about 500 words in the manner of the samples:
// three tell each event, with names and numbers of its own, among paragraphs
// of others.
func invented(tb testing.TB, n int, end time.Time) []digest.Article {
	tb.Helper()
	invent := inventor(tb, end)
	articles := make([]digest.Article, n)
	for i := range articles {
		articles[i] = invent(i, end.Add(-time.Duration(n-i)*time.Minute/4))
	}
	return articles
}

// inventor makes the i-th of such articles.
func inventor(tb testing.TB, end time.Time) func(i int, at time.Time) digest.Article {
	tb.Helper()
	samples, err := sample.Articles(end, end)
	if err != nil {
		tb.Fatal(err)
	}
	var paragraphs []string
	for _, s := range samples {
		paragraphs = append(paragraphs, strings.Split(s.Text, "\n\n")...)
	}
	return func(i int, at time.Time) digest.Article {
		event, own := rand.New(rand.NewPCG(uint64(i/3), 7)), rand.New(rand.NewPCG(uint64(i), 8))
		theme := samples[event.IntN(len(samples))]
		headline, text := varied(theme.Headline, event), varied(theme.Text, event)
		for len(text) < 3000 {
			text += "\n\n" + varied(paragraphs[own.IntN(len(paragraphs))], own)
		}
		return article(i, headline, text, at)
	}
}

// archive makes n articles of which one in twenty is English. The others are
// in words of a made-up language that are as unevenly used as those of a real
// one (Zipf's law), with some that only their event has: so a word is in as few
// articles as it would be in a real archive.
func archive(tb testing.TB, n int, end time.Time) []digest.Article {
	tb.Helper()
	articles := invented(tb, n/20, end)
	for i := len(articles); i < n; i++ {
		event, own := rand.New(rand.NewPCG(uint64(i/3), 7)), rand.New(rand.NewPCG(uint64(i), 8))
		headline, text := babble(event, event, 9), babble(event, event, 60)
		for len(text) < 3000 {
			text += "\n\n" + babble(own, event, 40)
		}
		articles = append(articles, article(i, headline, text, end.Add(-time.Duration(n-i)*time.Minute/4)))
	}
	return articles
}

func article(i int, headline, text string, at time.Time) digest.Article {
	id := fmt.Sprintf("b%06d", i)
	return digest.Article{
		ID: id, GUID: id, Source: fmt.Sprintf("Outlet %d", i%40), URL: "https://outlet.example/" + id, Revision: 1,
		Headline: headline, Text: text, Published: at, Seen: at,
	}
}

var (
	digits  = regexp.MustCompile(`\d[\d,.]*\d|\d`)
	capital = regexp.MustCompile(`\b[A-Z][a-z]{4,}\b`)
)

// varied is a text with other numbers and some other names.
func varied(text string, r *rand.Rand) string {
	text = digits.ReplaceAllStringFunc(text, func(string) string { return strconv.Itoa(1 + r.IntN(990)) })
	return capital.ReplaceAllStringFunc(text, func(w string) string {
		if r.IntN(3) > 0 {
			return w
		}
		return w[:2] + string("aeiou"[r.IntN(5)]) + string("bdklmnrst"[r.IntN(9)]) + w[2:]
	})
}

// babble is n words in sentences, a third of them of the event.
func babble(r, event *rand.Rand, n int) string {
	zipf := rand.NewZipf(r, 1.1, 3, 60_000)
	var b strings.Builder
	for i := range n {
		k := zipf.Uint64()
		if r.IntN(3) == 0 {
			k = 20_000 + event.Uint64N(40_000)
		}
		w := word(k)
		switch {
		case i%15 == 0:
			w = strings.ToUpper(w[:1]) + w[1:]
		case i%15 == 14 || i == n-1:
			w += "."
		}
		b.WriteString(w + " ")
	}
	return strings.TrimSpace(b.String())
}

// word is the k-th word of the made-up language.
func word(k uint64) string {
	s := ""
	for k++; k > 0; k /= 70 {
		s += string("bdfgklmnprstvz"[k%14]) + string("aeiou"[k/14%5])
	}
	return s
}

// BenchmarkArticle is one article of 500 words through the whole engine, on one
// core: the mean, and the median article.
func BenchmarkArticle(b *testing.B) {
	b.Run("invented", func(b *testing.B) { benchArticles(b, invented(b, 300, time.Now())) })
	b.Run("trade news", func(b *testing.B) {
		var articles []digest.Article
		for i, l := range tradeNews(b) {
			if n := len(strings.Fields(l.Text)); 450 <= n && n <= 550 {
				articles = append(articles, article(i, l.Title, l.Text, time.Now()))
			}
		}
		benchArticles(b, articles)
	})
}

func benchArticles(b *testing.B, articles []digest.Article) {
	e := &inspect.Engine{Topics: topic.Default()}
	b.ReportAllocs()
	var took []time.Duration
	for b.Loop() {
		start := time.Now()
		e.Article(&articles[len(took)%len(articles)], inspect.Options{})
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2]), "ns/median")
}

func benchDesk(b *testing.B) *newsdesk {
	b.Helper()
	p := &program{database: filepath.Join(b.TempDir(), "bench.db")}
	n, err := p.newsdesk(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = n.close() })
	return n
}

func add(b *testing.B, n *newsdesk, articles []digest.Article) {
	b.Helper()
	for len(articles) > 0 {
		k := min(importBatch, len(articles))
		results, err := n.intake.Add(context.Background(), articles[:k])
		if err != nil {
			b.Fatal(err)
		}
		for _, r := range results {
			if r.Outcome == intake.Refused {
				b.Fatalf("refused: %s", r.Reason)
			}
		}
		articles = articles[k:]
	}
}

// BenchmarkThousand is 1,000 articles imported, put into stories, and made a
// digest of.
func BenchmarkThousand(b *testing.B) {
	now := time.Now()
	articles := invented(b, 1000, now)
	for b.Loop() {
		n := benchDesk(b)
		add(b, n, articles)
		ids, err := n.topicIDs(nil)
		if err != nil {
			b.Fatal(err)
		}
		d, err := n.room.Preview(context.Background(), "", ids, now.Add(-24*time.Hour), now, 0)
		if err != nil || len(d.Items) == 0 {
			b.Fatal("no digest", err)
		}
	}
}

// BenchmarkStories is what the command stories does with articles of 500 words,
// one every 15 seconds, on one core: sentences, topics, the story of each, and
// merging.
func BenchmarkStories(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
			start := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
			invent := inventor(b, start)
			var took time.Duration
			for b.Loop() {
				g := newGrouping(&inspect.Engine{Topics: topic.Default()})
				for at := 0; at < n; {
					var some []digest.Article
					for ; len(some) < 1000 && at < n; at++ {
						some = append(some, invent(at, start.Add(time.Duration(at)*15*time.Second)))
					}
					begin := cpuTime()
					for _, a := range some {
						if err := g.add(a); err != nil {
							b.Fatal(err)
						}
					}
					took += cpuTime() - begin
				}
				begin := cpuTime()
				if err := g.settle(); err != nil {
					b.Fatal(err)
				}
				took += cpuTime() - begin
			}
			b.ReportMetric(float64(n*b.N)/took.Seconds(), "articles/cpu-s")
		})
	}
}

// BenchmarkAsk is a question over an archive of 100,000 articles, with its
// answer as a message. WAYBILL_TEST_ARTICLES makes the archive smaller or larger.
func BenchmarkAsk(b *testing.B) {
	size := 100_000
	if s := os.Getenv("WAYBILL_TEST_ARTICLES"); s != "" {
		size, _ = strconv.Atoi(s)
	}
	now := time.Now()
	n := benchDesk(b)
	for _, part := range split(archive(b, size, now), 5000) {
		add(b, n, part)
	}
	desk := n.desk(nil, slog.New(slog.DiscardHandler), func() time.Time { return now })
	questions := []string{"ask rare earths", "ask steel tariff since 30d", "ask container rates suez since 60d", "ask china graphite duties since monday"}
	i := 0
	b.ResetTimer()
	for b.Loop() {
		m := desk.Handle(context.Background(), homeRequest(questions[i%len(questions)]))
		if m.Failed {
			b.Fatal(m.Intro)
		}
		i++
	}
}

func split(all []digest.Article, n int) [][]digest.Article {
	var parts [][]digest.Article
	for len(all) > 0 {
		k := min(n, len(all))
		parts, all = append(parts, all[:k]), all[k:]
	}
	return parts
}

// BenchmarkStart is from the beginning of the program to ready, on a new
// database with the whole catalogue.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		c := config.Default()
		c.Database = config.NewSecret(filepath.Join(b.TempDir(), "start.db"))
		p := &program{}
		n, err := p.newsdeskOf(context.Background(), c)
		if err != nil {
			b.Fatal(err)
		}
		if err := n.seed(context.Background(), time.Now()); err != nil {
			b.Fatal(err)
		}
		if _, err := n.newService(context.Background(), serviceOptions{log: slog.New(slog.DiscardHandler), now: time.Now}); err != nil {
			b.Fatal(err)
		}
		if err := n.intake.Restore(context.Background()); err != nil {
			b.Fatal(err)
		}
		_ = n.close()
	}
}

// BenchmarkIdle runs the program with the full catalogue, lets it come to
// rest, and reports its resident memory.
func BenchmarkIdle(b *testing.B) {
	dir := b.TempDir()
	bin := filepath.Join(dir, "waybill")
	if out, err := exec.Command("go", "build", "-tags", "sqlite_fts5 netgo", "-o", bin, "waybill").CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	for b.Loop() {
		cmd := exec.Command(bin, "run", "--db", filepath.Join(dir, "idle.db"))
		cmd.Dir = dir
		if err := cmd.Start(); err != nil {
			b.Fatal(err)
		}
		time.Sleep(20 * time.Second)
		b.ReportMetric(resident(b, cmd.Process.Pid), "MB-resident")
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	}
}

// resident is a process's memory in MB, as Linux tells it.
func resident(b *testing.B, pid int) float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Skip("resident memory is read from /proc")
	}
	m := regexp.MustCompile(`VmRSS:\s+(\d+) kB`).FindSubmatch(status)
	if m == nil {
		b.Fatal("no VmRSS")
	}
	kb, _ := strconv.Atoi(string(m[1]))
	return float64(kb) / 1024
}

// BenchmarkComplete is what the Handler takes to propose values while somebody
// types, in a workspace with 2,000 subscriptions, 100 of them in the channel.
func BenchmarkComplete(b *testing.B) {
	n := benchDesk(b)
	now := time.Now()
	for i := range 2000 {
		c := bot.Channel{Platform: bot.Discord, Workspace: "G1", ID: strconv.Itoa(i / 100)}
		_, err := n.house.AddSubscription(b.Context(), bot.Subscription{
			Channel: c, Topics: []string{"tariffs", "shipping"}, Cadence: "daily 08:00", Zone: "America/Toronto", Length: bot.Full,
			State: bot.Active, Created: now, Covered: now, Next: now.Add(time.Duration(i) * time.Hour),
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	desk := n.desk(nil, slog.New(slog.DiscardHandler), func() time.Time { return now })
	r := bot.Request{Channel: bot.Channel{Platform: bot.Discord, Workspace: "G1", ID: "7"}}
	for _, option := range []struct{ name, typed string }{{"number", "7"}, {"topics", "tariffs, sh"}, {"zone", "tor"}, {"when", "w"}} {
		b.Run(option.name, func(b *testing.B) {
			for b.Loop() {
				if len(desk.Complete(context.Background(), r, "change", option.name, option.typed)) == 0 {
					b.Fatal("nothing is proposed")
				}
			}
		})
	}
}
