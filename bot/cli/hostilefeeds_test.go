package cli

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"

	"waybill/adapters/web"
	"waybill/bot/collect"
	"waybill/digest"
)

// mostHostile is how much memory 128 sources may take that are read at once and
// made to take as much as they can, in bytes, besides what the bot has anyway.
const mostHostile = 300 << 20

// X2, X3: feeds of just the size that is read, packed to a few kB, and each made
// to grow in its own way, are read side by side in bounded memory, and the one
// honest feed among them as always.
func TestHostileFeedsTakeBoundedMemory(t *testing.T) {
	const size = 5<<20 - 1000
	fill := func(unit string) string { return strings.Repeat(unit, (size-600)/len(unit)) }
	var formats strings.Builder
	for i := range 150 {
		fmt.Fprintf(&formats, "&lt;b a='%d'>", i)
	}
	feeds := map[string]string{
		"text":     "<rss><channel><item><title>a</title><description>" + fill("steel ") + "</description></item></channel></rss>",
		"items":    "<rss><channel>" + fill("<item><title>a</title></item>") + "</channel></rss>",
		"elements": "<rss><channel><item><title>a</title>" + fill("<a:b/>") + "</item></channel></rss>",
		"json":     `{"version":"1","items":[` + fill("{},") + `{}]}`,
		"register": `{"count":1,"total_pages":1,"results":[` + fill("{},") + `{}]}`,
		"markup":   "<rss><channel><item><title>a</title><description>" + fill("&lt;p>") + "</description></item></channel></rss>",
		"growing":  "<rss><channel><item><title>a</title><description>&lt;p>" + formats.String() + strings.Repeat("&lt;p>tin", 500_000) + "</description></item></channel></rss>",
		"deep":     "<rss><channel>" + fill("<a>"),
		"page":     "<html><body>" + fill("<li>"),
	}
	lengthy := map[string]bool{"text": true, "markup": true, "growing": true, "items": true, "elements": true}
	packed := map[string][]byte{}
	var kinds []string
	for kind, feed := range feeds {
		var b bytes.Buffer
		z, _ := gzip.NewWriterLevel(&b, 9)
		fmt.Fprint(z, feed)
		z.Close()
		packed["/"+kind] = b.Bytes()
		kinds = append(kinds, kind)
	}
	feeds = nil
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := packed[r.URL.Path]
		if !ok {
			fmt.Fprint(w, `<rss version="2.0"><channel><item><title>Duty on tin rises to 4 percent</title><guid>t1</guid><link>https://tin.example/1</link></item></channel></rss>`)
			return
		}
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(body)
	}))
	t.Cleanup(s.Close)
	f := newFlow(t, monday)
	client := web.New(web.Options{UserAgent: "Waybill/test", Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Ports: []uint16{portOf(t, s.URL)}, Total: time.Minute, Header: time.Minute})
	t.Cleanup(client.Close)
	f.collector.Web, f.collector.Pages = client, false
	for i := range 128 {
		path := kinds[i%len(kinds)]
		switch {
		case i == 127:
			path = "honest"
		case i >= len(kinds) && lengthy[path]: // one of each: they take long, not much memory
			path = "json"
		}
		url := fmt.Sprintf("%s/%s?n=%d", s.URL, path, i)
		if _, err := f.n.house.AddSource(t.Context(), digest.Source{Name: url, URL: url, Kind: digest.Unknown}, monday); err != nil {
			t.Fatal(err)
		}
	}
	debug.FreeOSMemory()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	ctx, done := context.WithCancel(t.Context())
	peak := make(chan uint64)
	go func() {
		var most uint64
		for now := new(runtime.MemStats); ctx.Err() == nil; time.Sleep(5 * time.Millisecond) {
			runtime.ReadMemStats(now)
			most = max(most, now.HeapInuse+now.StackInuse)
		}
		peak <- most
	}()
	read := 0
	err := f.collector.Round(t.Context(), 128, func(_ collect.Report, err error) {
		if read++; err != nil {
			t.Error(err)
		}
	})
	done()
	most := int64(<-peak) - int64(before.HeapInuse)
	t.Logf("%d sources read, %d MB at most", read, most>>20)
	if err != nil || read < 128 || most > mostHostile {
		t.Errorf("%d sources read, %d MB at most, %v", read, most>>20, err)
	}
	contains(t, f.say(t, "why https://tin.example/1"), "Duty on tin rises to 4 percent")
}
