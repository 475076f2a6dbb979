package collect

import (
	"testing"
	"time"

	"waybill/bot/collect/collecttest"
)

// What a feed leaves out of an article its page adds: who wrote it, its section,
// language and date; what the feed says of them counts.
func TestPageAddsWhatTheFeedLeavesOut(t *testing.T) {
	h, n := collecttest.New(feedURL), newNet()
	c, _ := collector(h, n)
	c.Pages = true
	const head = `<html lang="en-GB"><head><meta property="og:title" content="Fee to rise"><meta name="author" content="Ilse Maren">
		<meta property="article:section" content="Ports"><meta property="article:published_time" content="2025-06-04T08:30:00Z"></head><body><article><p>`
	for _, at := range []string{"https://l.example/1", "https://l.example/2"} {
		n.answers[at] = func(Request) (Response, error) {
			return Response{URL: at, ContentType: "text/html", Body: []byte(head + long + "</article></body></html>")}, nil
		}
	}
	bare, full := item(1, time.Time{}), item(2, noon)
	bare.Article.Headline = ""
	full.Article.Byline, full.Article.Section, full.Article.Language = "R. Hale", "Metals", "en"
	n.serves(feedURL, "feed", Feed{Items: []Item{bare, full}})
	if r, err := c.Read(t.Context(), 1); err != nil || r.Stored != 2 {
		t.Fatalf("%+v, %v", r, err)
	}
	a := h.Articles["url https://l.example/1"]
	if a.Headline != "Fee to rise" || a.Byline != "Ilse Maren" || a.Section != "Ports" || a.Language != "en-GB" || !a.Published.Equal(time.Date(2025, 6, 4, 8, 30, 0, 0, time.UTC)) {
		t.Errorf("of the page: %+v", a)
	}
	a = h.Articles["url https://l.example/2"]
	if a.Headline != "Duty 2" || a.Byline != "R. Hale" || a.Section != "Metals" || a.Language != "en" || !a.Published.Equal(noon) {
		t.Errorf("of the feed: %+v", a)
	}
}
