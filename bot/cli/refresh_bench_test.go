package cli

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"html"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"regexp"
	"runtime/debug"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"

	"waybill/adapters/feed"
	"waybill/adapters/web"
	"waybill/bot/cli/sample"
	"waybill/bot/collect"
	"waybill/digest"
)

// A publisher's world on loopback, as a process of its own so that its work is
// not counted as the bot's: feeds of ten articles, 100 kB each, packed to a
// quarter, 50 to 150 ms away. Of a hundred feeds, 70 have not changed; 20 have
// two new articles; 4 have moved; 3 fail, 1 is gone; 1 answers after two seconds
// and 1 after five. With WAYBILL_TEST_DEAD, one in a hundred never answers.
// https://pkg.go.dev/net/http keeps connections; a request for /round/N begins
// the next round.
func feedServer() {
	dead := os.Getenv("WAYBILL_TEST_DEAD") != ""
	paragraphs := sampleParagraphs()
	var round atomic.Int64
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n, ok := strings.CutPrefix(r.URL.Path, "/round/"); ok {
			v, _ := strconv.ParseInt(n, 10, 64)
			round.Store(v)
			return
		}
		n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(r.Host, "site"), ".example:"+os.Getenv("WAYBILL_TEST_PORT")))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		now := round.Load()
		wait := time.Duration(50+(n*37+int(now)*11)%100) * time.Millisecond
		version := int64(0)
		switch kind := n % 100; {
		case now == 0:
		case dead && kind == 99:
			<-r.Context().Done()
			return
		case kind < 70:
		case kind < 90:
			version = now
		case kind < 94:
			if r.URL.Path != "/moved" {
				time.Sleep(wait)
				http.Redirect(w, r, "/moved", http.StatusMovedPermanently)
				return
			}
		case kind < 97:
			time.Sleep(wait)
			w.WriteHeader(http.StatusInternalServerError)
			return
		case kind == 97:
			w.WriteHeader(http.StatusGone)
			return
		case kind == 98:
			wait = 2 * time.Second
		default:
			wait = 4900 * time.Millisecond
		}
		time.Sleep(wait)
		tag := fmt.Sprintf(`"%d"`, version)
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Content-Type", "application/rss+xml")
		w.Header().Set("Content-Encoding", "gzip")
		z, _ := gzip.NewWriterLevel(w, gzip.BestSpeed)
		writeFeed(z, n, version, paragraphs)
		_ = z.Close()
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	os.Setenv("WAYBILL_TEST_PORT", strconv.Itoa(l.Addr().(*net.TCPAddr).Port))
	fmt.Println(os.Getenv("WAYBILL_TEST_PORT"))
	_ = http.Serve(l, handler)
}

func sampleParagraphs() []string {
	now := time.Now()
	articles, err := sample.Articles(now, now)
	if err != nil {
		panic(err)
	}
	var all []string
	for _, a := range articles {
		all = append(all, strings.Split(a.Text, "\n\n")...)
	}
	return all
}

// writeFeed writes ten articles, of which each version brings two.
func writeFeed(w *gzip.Writer, n int, version int64, paragraphs []string) {
	fmt.Fprintf(w, `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Site %d</title><link>http://site%d.example/</link>`, n, n)
	for i := range int64(10) {
		id := version*2 + i
		own := rand.New(rand.NewPCG(uint64(n), uint64(id)))
		var text strings.Builder
		for text.Len() < 4200 {
			fmt.Fprintf(&text, "<p class=\"story-body__paragraph\" data-component=\"text-block\">%s</p>\n", html.EscapeString(varied(paragraphs[own.IntN(len(paragraphs))], own)))
		}
		body := text.String()
		markup := strings.Repeat(`<figure class="image"><img src="https://img.example/a.jpg" srcset="https://img.example/a-320.jpg 320w, https://img.example/a-640.jpg 640w"></figure>`, 34)
		fmt.Fprintf(w, "<item><title>%s</title><link>http://site%d.example/news/%d</link><guid isPermaLink=\"false\">s%d-%d</guid><pubDate>%s</pubDate><content:encoded><![CDATA[%s%s]]></content:encoded></item>\n",
			html.EscapeString(varied("Harbour of Veloria to raise fees by 12 percent for container ships", own)), n, id, n, id,
			time.Now().Add(-time.Duration(600-id)*time.Minute).Format(time.RFC1123Z), body, markup)
	}
	fmt.Fprint(w, "</channel></rss>")
}

// Publishers are the server's process as the bench speaks to it.
type publishers struct {
	port  uint16
	round int
}

func newPublishers(b *testing.B, dead string) *publishers {
	b.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "WAYBILL_TEST_FEEDS=1", "WAYBILL_TEST_DEAD="+dead)
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	port, err := strconv.ParseUint(strings.TrimSpace(line), 10, 16)
	if err != nil {
		b.Fatal(line, err)
	}
	return &publishers{port: uint16(port)}
}

func (w *publishers) next(b *testing.B) {
	b.Helper()
	w.round++
	res, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d/round/%d", w.port, w.round))
	if err != nil {
		b.Fatal(err)
	}
	_ = res.Body.Close()
}

// collector reads the world's feeds into a real archive. Every site is a host
// of its own, all of them on loopback.
func (w *publishers) collector(b *testing.B, n *newsdesk, now func() time.Time) *collect.Collector {
	b.Helper()
	client := web.New(web.Options{
		UserAgent: "Waybill/bench (+https://waybill.example)", Pace: time.Second, Total: 10 * time.Second,
		Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Ports: []uint16{w.port},
		Lookup: func(context.Context, string, string) ([]netip.Addr, error) {
			return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
		},
	})
	b.Cleanup(client.Close)
	return &collect.Collector{Store: n.house, Web: client, Feeds: feed.Reader{}, Intake: n.intake, Now: now, Log: slog.New(slog.DiscardHandler)}
}

// BenchmarkRefresh reads feeds over HTTP into the archive: cold, when every
// article is new; steady, a day later, when some sites have become slow; and
// again, when that is known of them, by a process that was started since. Each
// until all is stored and can be searched for, and then until the engine has read
// it and put it into stories, which the bot does side by side. Memory is the most
// that the process had, the index of stories, SQLite and all.
//
// WAYBILL_TEST_FEEDERS makes the world smaller or larger than 2,000 feeds, by
// the hundred; one of 10,000 has dead sites. With WAYBILL_TEST_UNREAD the engine
// reads nothing, so that memory is without the index of stories.
func BenchmarkRefresh(b *testing.B) {
	thrifty() // as the bot is
	feeds := 2000
	if s := os.Getenv("WAYBILL_TEST_FEEDERS"); s != "" {
		feeds, _ = strconv.Atoi(s)
	}
	dead := ""
	if feeds >= 10_000 {
		dead = "1"
	}
	now := time.Now()
	w := newPublishers(b, dead)
	n := benchDesk(b)
	c := w.collector(b, n, func() time.Time { return now })
	var sources []digest.Source
	for i := range feeds {
		sources = append(sources, digest.Source{Name: fmt.Sprintf("Site %d", i), URL: fmt.Sprintf("http://site%d.example:%d/feed", i, w.port)})
	}
	if err := n.house.Seed(context.Background(), sources, now); err != nil {
		b.Fatal(err)
	}
	workers := 128
	if feeds >= 10_000 {
		workers = 256
	}
	round := func(b *testing.B) (sum collect.Report) {
		b.Helper()
		err := c.Round(context.Background(), workers, func(r collect.Report, err error) {
			if err != nil {
				b.Error(err)
			}
			sum.Items += r.Items
			sum.Stored += r.Stored + r.Copies
			sum.Unchanged += r.Unchanged
			if got := r.Stored + r.Copies + r.Revised + r.Unchanged + r.Refused + r.Later; got != r.Items {
				b.Errorf("%s: %d items accounted for of %d", r.Source.Name, got, r.Items)
			}
		})
		if err != nil {
			b.Fatal(err)
		}
		return sum
	}
	measured := func(b *testing.B, unit string, do func()) {
		b.Helper()
		cpu, start := cpuTime(), time.Now()
		do()
		b.ReportMetric(time.Since(start).Seconds(), "s-"+unit)
		b.ReportMetric((cpuTime() - cpu).Seconds(), "cpu-s-"+unit)
	}
	run := func(b *testing.B, want int) {
		b.Helper()
		var sum collect.Report
		forgetPeak()
		cpu, start := cpuTime(), time.Now()
		again := 0.0
		measured(b, "stored", func() {
			for sum = round(b); sum.Stored < want && again < 3; again++ {
				now = now.Add(time.Hour) // what failed is tried again
				sum.Stored += round(b).Stored
			}
		})
		if sum.Stored != want {
			b.Errorf("%d articles stored of %d", sum.Stored, want)
		}
		b.ReportMetric(again, "rounds-again")
		took, used := time.Since(start), cpuTime()-cpu
		b.ReportMetric(float64(feeds)/took.Seconds(), "feeds/s")
		b.ReportMetric(float64(used.Microseconds())/float64(feeds), "cpu-µs/feed")
		b.ReportMetric(float64(sum.Stored), "stored")
		b.ReportMetric(peak(b), "MB-stored")
		b.ReportMetric(0, "ns/op")
		if os.Getenv("WAYBILL_TEST_UNREAD") != "" {
			return
		}
		measured(b, "read", func() {
			if err := n.intake.ReadAll(context.Background()); err != nil {
				b.Error(err)
			}
		})
		b.ReportMetric(peak(b), "MB-read")
	}
	cold := true
	b.Run("cold", func(b *testing.B) {
		for b.Loop() {
			if !cold {
				b.Skip("what is cold is so once: use -benchtime 1x")
			}
			cold = false
			run(b, 10*feeds)
		}
	})
	for _, name := range []string{"steady", "again"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				now = now.Add(25 * time.Hour)
				debug.FreeOSMemory() // as a day does
				if name == "again" {
					c = w.collector(b, n, func() time.Time { return now })
				}
				w.next(b)
				run(b, 2*(feeds/100*20))
			}
		})
	}
}

// cpuTime is what this process has used of the processors.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// forgetPeak begins to measure the peak of memory anew, as Linux lets.
func forgetPeak() { _ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }

func peak(b *testing.B) float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	m := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(status)
	if m == nil {
		return 0
	}
	kb, _ := strconv.Atoi(string(m[1]))
	return float64(cmp.Or(kb, 0)) / 1024
}
