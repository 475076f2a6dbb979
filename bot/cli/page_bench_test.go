package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"golang.org/x/sync/errgroup"

	"waybill/digest"
	"waybill/digest/extract"
)

// A webPage is one as a publisher sends it.
type webPage struct {
	url  string
	body []byte
}

// madePages are n pages of 20 to 300 kB: an article between the menus, teasers,
// boxes, scripts and comments that make up most of a page.
func madePages(n int) []webPage {
	paragraphs := sampleParagraphs()
	pages := make([]webPage, n)
	for i := range pages {
		own := rand.New(rand.NewPCG(7, uint64(i)))
		some := func() string { return html.EscapeString(varied(paragraphs[own.IntN(len(paragraphs))], own)) }
		var b strings.Builder
		title := varied("Harbour of Veloria to raise fees by 12 percent for container ships", own)
		fmt.Fprintf(&b, `<!doctype html><html lang="en"><head><title>%s | Quay Courier</title><meta property="og:title" content="%[1]s"><meta name="author" content="Ilse Maren"><script type="application/ld+json">{"@type":"NewsArticle","headline":%[2]q,"datePublished":"2031-03-03T09:00:00Z"}</script>`, html.EscapeString(title), title)
		b.WriteString("<script>" + strings.Repeat("window.layer=window.layer||[];layer.push({k:1,v:'x'});", 40+own.IntN(800)) + "</script><style>" + strings.Repeat(".a{color:#123}", 200) + "</style></head><body>")
		menu := strings.Repeat(`<li class="nav__item"><a class="nav__link" href="/section/metals">Metals and minerals</a></li>`, 30+own.IntN(60))
		b.WriteString(`<header><nav><ul>` + menu + `</ul></nav></header><main><article class="story"><h1>` + html.EscapeString(title) + `</h1><p class="byline">By Ilse Maren</p>`)
		for words := 250 + own.IntN(900); words > 0; {
			p := some()
			words -= len(strings.Fields(p))
			fmt.Fprintf(&b, `<p class="story-body__paragraph" data-component="text-block">%s</p><figure><img src="/a.jpg" srcset="/a-320.jpg 320w, /a-640.jpg 640w"><figcaption>Cranes at the quay</figcaption></figure>`, p)
		}
		b.WriteString(`</article><aside class="related">`)
		for range 10 + own.IntN(150) {
			fmt.Fprintf(&b, `<div class="teaser"><a href="/news/%d"><img src="/t.jpg" alt=""><h3>%.60s</h3></a><span class="date">3 March</span></div>`, own.IntN(1e6), some())
		}
		b.WriteString(`</aside><section id="comments">`)
		for range own.IntN(60) {
			fmt.Fprintf(&b, `<div class="comment"><b>reader</b><p>%.150s</p></div>`, some())
		}
		b.WriteString(`</section></main><footer><ul>` + menu + `</ul></footer></body></html>`)
		pages[i] = webPage{fmt.Sprintf("https://courier.example/news/%d", i), []byte(b.String())}
	}
	return pages
}

// realPages are the pages of the extraction set beside the project.
func realPages(b *testing.B) []webPage {
	b.Helper()
	dir := filepath.Join("..", "..", "..", "shared", "data", "extraction", "scrapinghub")
	f, err := os.Open(filepath.Join(dir, "pages.jsonl"))
	if err != nil {
		b.Skip("the pages of the extraction set are not beside the project")
	}
	defer f.Close()
	var all []webPage
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var p struct {
			URL  string
			File string `json:"html_gz"`
		}
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			b.Fatal(err)
		}
		g, err := os.Open(filepath.Join(dir, p.File))
		if err != nil {
			b.Fatal(err)
		}
		z, err := gzip.NewReader(g)
		if err != nil {
			b.Fatal(err)
		}
		body, err := io.ReadAll(z)
		if err != nil {
			b.Fatal(err)
		}
		_ = g.Close()
		all = append(all, webPage{p.URL, body})
	}
	return all
}

// BenchmarkPages makes read articles of pages as the bot does: two workers
// extract the text and file it, stored and indexed, in the batches of a reading;
// meanwhile the engine reads what was filed, analyses it and puts it into
// stories. An operation is all pages of a set, into an archive that has none of
// them, until the last is read.
func BenchmarkPages(b *testing.B) {
	b.Run("made", func(b *testing.B) { benchPages(b, madePages(500)) })
	b.Run("real", func(b *testing.B) { benchPages(b, realPages(b)) })
}

func benchPages(b *testing.B, pages []webPage) {
	size := 0
	for _, p := range pages {
		size += len(p.body)
	}
	var used, filed time.Duration
	for b.Loop() {
		b.StopTimer()
		p := &program{database: filepath.Join(b.TempDir(), "pages.db")}
		n, err := p.newsdesk(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		cpu, begun := cpuTime(), time.Now()
		b.StartTimer()
		took, err := n.takePages(b, pages)
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		used += cpuTime() - cpu
		filed += took.Sub(begun)
		if left, err := n.house.CountUnread(b.Context(), time.Time{}, time.Time{}); err != nil || left > 0 {
			b.Fatalf("%d articles are unread, %v", left, err)
		}
		_ = n.close()
		b.StartTimer()
	}
	done := float64(b.N * len(pages))
	b.ReportMetric(done/b.Elapsed().Seconds(), "pages/s")
	b.ReportMetric(done/filed.Seconds(), "filed/s")
	b.ReportMetric(float64(used.Microseconds())/1000/done, "cpu-ms/page")
	b.ReportMetric(done/used.Seconds(), "pages/cpu-s")
	b.ReportMetric(float64(size)/float64(len(pages))/1000, "kB/page")
}

// pageWorkers are as many as the machine has processors for in the numbers that
// are asked for.
const pageWorkers = 2

// takePages takes pages in and reads them, and says when the last was filed.
func (n *newsdesk) takePages(b *testing.B, pages []webPage) (filed time.Time, err error) {
	ctx, stop := context.WithCancel(b.Context())
	defer stop()
	var reader errgroup.Group
	workers, working := errgroup.WithContext(ctx)
	done := make(chan struct{})
	reader.Go(func() error { // as the bot does, at short intervals
		for {
			if _, err := n.intake.Read(ctx); err != nil {
				return err
			}
			select {
			case <-done:
				return n.intake.ReadAll(ctx)
			case <-time.After(100 * time.Millisecond):
			}
		}
	})
	todo := make(chan []webPage)
	for range pageWorkers {
		workers.Go(func() error {
			for part := range todo {
				articles := make([]digest.Article, len(part))
				for i, p := range part {
					c, _ := extract.Page(p.body, p.url)
					articles[i] = digest.Article{Source: "Quay Courier", URL: p.url, Headline: c.Title, Byline: c.Byline, Text: c.Text, Published: c.Published}
				}
				if _, err := n.intake.File(ctx, articles); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for part := range slices.Chunk(pages, 25) { // as many as a reading hands over
		select {
		case todo <- part:
		case <-working.Done():
		}
	}
	close(todo)
	err = workers.Wait()
	filed = time.Now()
	close(done)
	return filed, errors.Join(err, reader.Wait())
}
