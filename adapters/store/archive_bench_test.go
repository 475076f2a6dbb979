package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"waybill/adapters/store/pgtest"
	"waybill/bot"
)

// One article of 5 kB with its analysis and index, in batches of 100, and how
// much of the disk it takes. Built with the tag sqlite_dbstat it also says for
// what.
func BenchmarkFileArticles(b *testing.B) {
	s, p := fresh(b), newPress()
	empty := size(b, s)
	var used time.Duration
	n, text := 0, 0
	for b.Loop() {
		b.StopTimer()
		batch := make([]bot.Filed, 100)
		for i := range batch {
			batch[i] = p.article(n)
			text += len(batch[i].Article.Text)
			n++
		}
		b.StartTimer()
		before := cpu()
		ok(b, s.FileArticles(context.Background(), batch))
		used += cpu() - before
	}
	b.ReportMetric(float64(used.Microseconds())/float64(n), "cpu-µs/article")
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(n), "µs/article")
	b.ReportMetric((size(b, s)-empty)/float64(text), "database/text")
	sizes(b, s, n)
}

// size is what a file has of pages that are used, in bytes.
func size(b *testing.B, s *Store) float64 {
	var n int64
	ok(b, s.read.QueryRow("SELECT (c.page_count - f.freelist_count) * p.page_size FROM pragma_page_count c, pragma_freelist_count f, pragma_page_size p").Scan(&n))
	return float64(n)
}

// sizes logs which table and index takes how much of an article.
func sizes(b *testing.B, s *Store, articles int) {
	rows, err := s.read.Query("SELECT name, SUM(pgsize), SUM(payload) FROM dbstat GROUP BY name HAVING SUM(pgsize) > $1 ORDER BY 2 DESC", 5*articles)
	if err != nil {
		return // built without
	}
	defer rows.Close()
	var table strings.Builder
	for rows.Next() {
		var name string
		var pages, payload int64
		ok(b, rows.Scan(&name, &pages, &payload))
		fmt.Fprintf(&table, "\n%-32s %6d bytes an article, %6d of them rows", name, pages/int64(articles), payload/int64(articles))
	}
	b.Log(table.String())
}

// shelf is an archive of so many articles, kept between runs in the folder
// that WAYBILL_BENCH names, if it names one.
func shelf(b *testing.B, articles int) *Store {
	b.Helper()
	dir := os.Getenv("WAYBILL_BENCH")
	if dir == "" {
		dir = b.TempDir()
	}
	dsn := filepath.Join(dir, fmt.Sprintf("shelf-%d.db", articles))
	if strings.Contains(b.Name(), onPostgres) {
		dsn = pgtest.New(b)
	}
	s, err := Open(b.Context(), dsn)
	ok(b, err)
	b.Cleanup(func() { s.Close() })
	t, err := s.Tally(b.Context())
	ok(b, err)
	batches := make(chan []bot.Filed, 2)
	go func() {
		defer close(batches)
		p := newPress()
		p.rng = rand.New(rand.NewPCG(uint64(t.Articles), 11))
		for n := t.Articles; n < articles; {
			var batch []bot.Filed
			for range min(1000, articles-n) {
				batch = append(batch, p.article(n))
				n++
			}
			batches <- batch
		}
	}()
	for batch := range batches {
		ok(b, s.FileArticles(context.Background(), batch))
	}
	return s
}

// Questions of each kind, each time others, over the newest thirty days, which
// are 43,200 articles, over the newest hundredth, and over everything. It is 10,000 articles unless
// WAYBILL_BENCH_ARTICLES says otherwise: a million takes ten minutes to make.
func BenchmarkSearch(b *testing.B) {
	b.Run("sqlite", benchmarkSearch)
	b.Run(onPostgres, benchmarkSearch)
}

// ranks of words, by how common they are: in most articles down to every
// fourth, to every hundredth, and to one of some thousands.
var (
	commonWords = [2]int{3, 300}
	middleWords = [2]int{300, 6_000}
	rareWords   = [2]int{20_000, 100_000}
)

var searches = []struct {
	name string
	ask  func(word func(ranks [2]int) string) bot.Query
}{
	{"rare", func(word func([2]int) string) bot.Query { return bot.Query{Must: []string{word(rareWords)}} }},
	{"middle", func(word func([2]int) string) bot.Query { return bot.Query{Must: []string{word(middleWords)}} }},
	{"common", func(word func([2]int) string) bot.Query { return bot.Query{Must: []string{word(commonWords)}} }},
	{"two", func(word func([2]int) string) bot.Query {
		return bot.Query{Must: []string{word(middleWords), word(commonWords)}}
	}},
	{"two-common", func(word func([2]int) string) bot.Query {
		return bot.Query{Must: []string{word(commonWords), word(commonWords)}}
	}},
	{"three", func(word func([2]int) string) bot.Query {
		return bot.Query{Must: []string{word(middleWords), word(middleWords), word(middleWords)}}
	}},
	{"phrase", func(word func([2]int) string) bot.Query {
		return bot.Query{Must: []string{word(commonWords) + " " + word(commonWords)}}
	}},
	{"without", func(word func([2]int) string) bot.Query {
		return bot.Query{Must: []string{word(middleWords)}, Not: []string{word(commonWords)}}
	}},
	{"asked", func(word func([2]int) string) bot.Query {
		q := bot.Query{Must: []string{word(middleWords), word(middleWords)}, Topics: []string{"shipping"}, Limit: 60}
		for range 6 {
			q.Also = append(q.Also, word(middleWords), word(commonWords)+" "+word(commonWords))
		}
		return q
	}},
}

func benchmarkSearch(b *testing.B) {
	articles := 10_000
	if n, err := strconv.Atoi(os.Getenv("WAYBILL_BENCH_ARTICLES")); err == nil {
		articles = n
	}
	s, p := shelf(b, articles), newPress()
	end := day.Add(time.Duration(articles) * time.Minute)
	for _, reach := range []struct {
		name  string
		since time.Time
	}{
		{"month", end.AddDate(0, 0, -30)},
		{"hundredth", end.Add(-time.Duration(articles/100) * time.Minute)},
		{"all", time.Time{}},
	} {
		for _, c := range searches {
			b.Run(reach.name+"/"+c.name, func(b *testing.B) {
				r := rand.New(rand.NewPCG(3, 5))
				var took, used []time.Duration
				for b.Loop() {
					q := c.ask(func(ranks [2]int) string { return p.words[ranks[0]+r.IntN(ranks[1]-ranks[0])] })
					q.Since = reach.since
					start, before := time.Now(), cpu()
					if _, err := s.Search(context.Background(), q); err != nil {
						b.Fatal(err)
					}
					took, used = append(took, time.Since(start)), append(used, cpu()-before)
				}
				slices.Sort(took)
				slices.Sort(used)
				for _, share := range []int{50, 95, 99} {
					at := (len(took) - 1) * share / 100
					b.ReportMetric(float64(took[at].Microseconds())/1000, fmt.Sprintf("ms-p%d", share))
					b.ReportMetric(float64(used[at].Microseconds())/1000, fmt.Sprintf("cpu-ms-p%d", share))
				}
			})
		}
	}
}
