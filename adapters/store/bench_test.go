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
	"syscall"
	"testing"
	"time"

	"waybill/adapters/store/pgtest"
	"waybill/bot"
	"waybill/digest"
)

// A press prints articles of 5 kB out of a vocabulary in which, as in a
// language, few words are common and most are rare.
type press struct {
	rng   *rand.Rand
	zipf  *rand.Zipf
	words []string
}

func newPress() *press {
	rng := rand.New(rand.NewPCG(7, 11))
	p := &press{rng: rng, zipf: rand.NewZipf(rng, 1.1, 8, 49_999)}
	for i := range 50_000 {
		word := []byte{}
		for n := i + 26; n > 0; n /= 26 {
			word = append(word, byte('a'+n%26), "aeiou"[n%5])
		}
		p.words = append(p.words, string(word))
	}
	return p
}

func (p *press) text(n int) string {
	var b strings.Builder
	for b.Len() < n {
		b.WriteString(p.words[p.zipf.Uint64()])
		b.WriteByte(" \n"[p.rng.IntN(40)/39])
	}
	return b.String()
}

func (p *press) article(i int) bot.Filed {
	f := filed(strconv.Itoa(i), p.text(60), p.text(5000))
	f.Article.Seen = day.Add(time.Duration(i) * time.Minute)
	f.Article.Published = f.Article.Seen
	f.Analysis = digest.Analysis{Language: "en", Topics: []string{"tariffs", "shipping"}[:1+i%2]}
	for at := 0; at < 5000; at += 120 {
		f.Analysis.Sentences = append(f.Analysis.Sentences, digest.Span{Start: at, End: at + 119})
	}
	for n := range 10 {
		f.Analysis.Figures = append(f.Analysis.Figures, digest.Figure{
			At: digest.Span{Start: n * 120, End: n*120 + 6}, Sentence: digest.Span{Start: n * 120, End: n*120 + 119}, Value: float64(n) * 1.5,
			Unit: "%", Kind: "percent", Measures: "duty on coil", Actor: "Brussels", Fit: n < 4, Key: n < 3, Score: float64(n),
		})
	}
	for n := range 2 {
		f.Analysis.Quotes = append(f.Analysis.Quotes, digest.Quote{
			At: digest.Span{Start: n*120 + 20, End: n*120 + 60}, Sentence: digest.Span{Start: n * 120, End: n*120 + 119},
			Kind: digest.Full, Speaker: "Ida Roth", Role: "minister", Cue: "said", Confidence: digest.High,
		})
	}
	return f
}

// cpu is the processor time that this process has used.
func cpu() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// One article of 5 kB with its analysis and index, in batches of 100.
func BenchmarkFileArticles(b *testing.B) {
	s, p := fresh(b), newPress()
	var used time.Duration
	n := 0
	for b.Loop() {
		b.StopTimer()
		batch := make([]bot.Filed, 100)
		for i := range batch {
			batch[i] = p.article(n)
			n++
		}
		b.StartTimer()
		before := cpu()
		ok(b, s.FileArticles(context.Background(), batch))
		used += cpu() - before
	}
	b.ReportMetric(float64(used.Microseconds())/float64(n), "cpu-µs/article")
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(n), "µs/article")
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
	p := newPress()
	for n := t.Articles; n < articles; {
		var batch []bot.Filed
		for range 500 {
			batch = append(batch, p.article(n))
			n++
		}
		ok(b, s.FileArticles(context.Background(), batch))
	}
	return s
}

// Questions with two words of their own and twelve more of their topics, each
// time others, over the newest thirty days and over everything. 100,000 articles
// take a minute to make, so it is 10,000 unless WAYBILL_BENCH_ARTICLES says
// otherwise.
func BenchmarkSearch(b *testing.B) {
	b.Run("sqlite", benchmarkSearch)
	b.Run(onPostgres, benchmarkSearch)
}

func benchmarkSearch(b *testing.B) {
	articles := 10_000
	if n, err := strconv.Atoi(os.Getenv("WAYBILL_BENCH_ARTICLES")); err == nil {
		articles = n
	}
	s, p := shelf(b, articles), newPress()
	end := day.Add(time.Duration(articles) * time.Minute)
	for _, c := range []struct {
		name     string
		since    time.Time
		from, to int // ranks of the words, by how common they are
	}{
		{"month/rare", end.AddDate(0, 0, -30), 1000, 9000},
		{"month/common", end.AddDate(0, 0, -30), 3, 300},
		{"all/rare", time.Time{}, 1000, 9000},
		{"all/common", time.Time{}, 3, 300},
	} {
		b.Run(c.name, func(b *testing.B) {
			r := rand.New(rand.NewPCG(3, 5))
			before := cpu()
			var took []time.Duration
			for b.Loop() {
				q := bot.Query{Since: c.since, Topics: []string{"shipping"}}
				for range 2 {
					q.Must = append(q.Must, p.words[c.from+r.IntN(c.to-c.from)])
				}
				for range 6 {
					q.Also = append(q.Also, p.words[300+r.IntN(2000)], p.words[20+r.IntN(50)]+" "+p.words[40+r.IntN(100)])
				}
				start := time.Now()
				if _, err := s.Search(context.Background(), q); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(start))
			}
			slices.Sort(took)
			b.ReportMetric(float64((cpu()-before).Microseconds())/1000/float64(len(took)), "cpu-ms/op")
			for _, share := range []int{50, 95, 99} {
				b.ReportMetric(float64(took[(len(took)-1)*share/100].Microseconds())/1000, fmt.Sprintf("ms-p%d", share))
			}
		})
	}
}

// 10,000 subscriptions of 100,000 are due.
func BenchmarkClaimDue(b *testing.B) {
	s := fresh(b)
	subscribe(b, s, 100_000)
	now, total := day, 0
	var used time.Duration
	for b.Loop() {
		before := cpu()
		for claimed := 0; claimed < 10_000; {
			ds, err := s.ClaimDue(context.Background(), now, 500, func(sub bot.Subscription) (time.Time, error) { return sub.Next.Add(time.Hour), nil })
			ok(b, err)
			if claimed += len(ds); len(ds) == 0 {
				now = now.Add(time.Hour)
			}
			total += len(ds)
		}
		used += cpu() - before
	}
	b.ReportMetric(float64(used.Microseconds())/float64(total), "cpu-µs/claim")
}

// A tick on which nothing is due.
func BenchmarkIdleTick(b *testing.B) {
	s := fresh(b)
	subscribe(b, s, 100_000)
	for b.Loop() {
		ds, err := s.ClaimDue(context.Background(), day.Add(-time.Hour), 500, daily)
		if len(ds) != 0 || err != nil {
			b.Fatal(len(ds), err)
		}
		if err := s.AskFetch(context.Background(), day); err != nil {
			b.Fatal(err)
		}
	}
}

func subscribe(b *testing.B, s *Store, n int) {
	b.Helper()
	tx, err := s.write.Begin()
	ok(b, err)
	defer tx.Rollback()
	for i := range n {
		_, err := tx.Exec(`INSERT INTO subscriptions (tenant, number, platform, workspace, channel, channel_name, topics, cadence, zone, length,
			state, until_at, next_at, covered_at, created_by, created_by_name, created_at)
			VALUES ($1, $2, 'slack', $1, $3, 'steel', '["tariffs"]', 'weekdays 08:00', 'Europe/Berlin', 'full', 'active', 0, $4, 0, 'U1', 'Ana', 0)`,
			fmt.Sprint("T", i/10), i%10+1, fmt.Sprint("C", i), millis(day.Add(time.Duration(i%10)*time.Hour)))
		ok(b, err)
	}
	ok(b, tx.Commit())
}

// A new file with its whole schema, and one that is there.
func BenchmarkOpen(b *testing.B) {
	b.Run("new", func(b *testing.B) {
		dir := b.TempDir()
		n := 0
		for b.Loop() {
			s, err := Open(context.Background(), filepath.Join(dir, fmt.Sprint(n, ".db")))
			ok(b, err)
			s.Close()
			n++
		}
	})
	b.Run("there", func(b *testing.B) {
		path := fresh(b).path
		for b.Loop() {
			s, err := Open(context.Background(), path)
			ok(b, err)
			s.Close()
		}
	})
}

// One delivery from the ledger to its receipt: two commits.
func BenchmarkBeginFinish(b *testing.B) {
	s := fresh(b)
	sub, err := s.AddSubscription(context.Background(), order(steelChannel, day))
	ok(b, err)
	n, err := s.SaveDigest(context.Background(), "k", digest.Digest{})
	ok(b, err)
	now := sub.Next
	for b.Loop() {
		ds, err := s.ClaimDue(context.Background(), now, 1, daily)
		ok(b, err)
		now = now.AddDate(0, 0, 1)
		ok(b, s.Compose(context.Background(), ds[0].ID, n, []bot.Message{bot.Say("one")}))
		d, _, err := s.Begin(context.Background(), ds[0].ID, now)
		ok(b, err)
		ok(b, s.Finish(context.Background(), d.ID, 1, bot.Sent, "", "r", time.Time{}, now))
	}
}
