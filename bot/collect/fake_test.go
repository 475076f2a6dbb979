package collect

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"waybill/bot"
	"waybill/bot/collect/collecttest"
	"waybill/digest"
)

var noon = time.Date(2025, 6, 5, 12, 0, 0, 0, time.UTC)

// A net is a Web and a Feeds: it answers by address, and a body is the name of
// the Feed that it parses to.
type net struct {
	mu      sync.Mutex
	answers map[string]func(Request) (Response, error)
	feeds   map[string]Feed
	robots  map[string]bool // addresses that are forbidden
	asked   []string
}

func newNet() *net {
	return &net{answers: map[string]func(Request) (Response, error){}, feeds: map[string]Feed{}, robots: map[string]bool{}}
}

func (n *net) Fetch(_ context.Context, r Request) (Response, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.asked = append(n.asked, r.URL)
	if f := n.answers[r.URL]; f != nil {
		return f(r)
	}
	return Response{}, &bot.Error{Kind: bot.NotFound, Text: r.URL + " is not there"}
}

func (n *net) Allowed(_ context.Context, url string) (bool, error) { return !n.robots[url], nil }

func (n *net) Parse(body []byte, _, url string) (Feed, error) {
	if f, ok := n.feeds[string(body)]; ok {
		items := make([]Item, len(f.Items))
		copy(items, f.Items)
		f.Items = items
		return f, nil
	}
	return Feed{}, &bot.Error{Kind: bot.Invalid, Text: url + " sends a web page instead of a feed", Hint: "give the address of its feed", Err: ErrNoFeed}
}

func (n *net) Discover(page []byte, _ string) []string {
	if string(page) == "page" {
		return []string{"https://l.example/broken", "https://l.example/feed"}
	}
	return nil
}

// serves makes the address answer with a feed of this name.
func (n *net) serves(url, name string, f Feed) {
	n.feeds[name] = f
	n.answers[url] = func(Request) (Response, error) { return Response{URL: url, Body: []byte(name)}, nil }
}

func (n *net) fails(url string, err error) {
	n.answers[url] = func(Request) (Response, error) { return Response{}, err }
}

// pages makes the address answer with a page of this text.
func (n *net) page(url, text string) {
	n.answers[url] = func(Request) (Response, error) {
		return Response{URL: url, ContentType: "text/html", Body: []byte("<article><p>" + text + "</p></article>")}, nil
	}
}

func collector(h *collecttest.House, n *net) (*Collector, *time.Time) {
	now := noon
	c := &Collector{
		Store: h, Web: n, Feeds: n, Intake: h, Now: func() time.Time { return now },
		Log: slog.New(slog.DiscardHandler), Jitter: func() float64 { return 0.5 },
	}
	return c, &now
}

func item(n int, at time.Time) Item {
	return Item{Summary: "A summary.", Article: digest.Article{
		GUID: fmt.Sprintf("g%d", n), URL: fmt.Sprintf("https://l.example/%d", n), Headline: fmt.Sprintf("Duty %d", n), Published: at,
	}}
}

var errDisk = errors.New("the disk is full")
