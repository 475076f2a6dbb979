package collect

import (
	"context"
	"testing"
	"time"

	"waybill/bot/collect/collecttest"
)

// Sources that were added together are not read together for ever: each pause,
// after success and after failure, is a tenth shorter or longer by chance, but
// never shorter than what the publisher asks for.
func TestPausesAreSpread(t *testing.T) {
	h, n := collecttest.New(feedURL), newNet()
	c, now := collector(h, n)
	f := Feed{Items: []Item{item(1, noon), item(2, noon.Add(-4*time.Hour))}}
	pause := func(jitter float64, fresh time.Duration) time.Duration {
		t.Helper()
		c.Jitter = func() float64 { return jitter }
		n.feeds["feed"] = f
		n.answers[feedURL] = func(Request) (Response, error) {
			return Response{URL: feedURL, Body: []byte("feed"), Fresh: fresh}, nil
		}
		r, err := c.Read(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		return r.Next.Sub(*now)
	}
	if short, long := pause(0, 0), pause(1, 0); short != 108*time.Minute || long != 132*time.Minute {
		t.Errorf("pauses of %v and %v, want 1h48m and 2h12m", short, long)
	}
	if got := pause(0, 2*time.Hour); got != 2*time.Hour {
		t.Errorf("a pause of %v though two hours were asked for", got)
	}
	pause(0, 0)
	c.Jitter = nil
	seen := map[time.Duration]bool{}
	for range 20 {
		r, err := c.Read(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		seen[r.Next.Sub(*now)] = true
	}
	if len(seen) < 2 {
		t.Errorf("20 pauses are all the same: %v", seen)
	}
}

// A list is a page: where the site keeps robots from it, it is not asked for.
func TestListHeedsRobots(t *testing.T) {
	const list = "https://l.example/news#select=h3 a"
	h, n := collecttest.New(list), newNet()
	c, _ := collector(h, n)
	n.serves(list, "feed", Feed{Items: []Item{item(1, noon)}})
	n.robots[list] = true
	r, err := c.Read(t.Context(), 1)
	if want := "the site keeps robots from this page; look for a feed of it"; err != nil || r.Problem != want || len(n.asked) != 0 {
		t.Errorf("problem %q, asked for %v, error %v, want %q", r.Problem, n.asked, err, want)
	}
	n.robots[list] = false
	if r, err := c.Read(t.Context(), 1); err != nil || r.Stored != 1 {
		t.Errorf("%+v, %v", r, err)
	}
}

// offers are what hubs were asked for.
type offers []string

func (o *offers) Offer(_ context.Context, _ int64, hub, topic string) error {
	*o = append(*o, hub+" "+topic)
	return nil
}

// A hub that a feed names is asked to say when it changes.
func TestHubOfAFeedIsAsked(t *testing.T) {
	h, n := collecttest.New(feedURL), newNet()
	c, _ := collector(h, n)
	n.serves(feedURL, "none", Feed{Items: []Item{item(1, noon)}})
	var asked offers
	c.Hubs = &asked
	if _, err := c.Read(t.Context(), 1); err != nil || len(asked) != 0 {
		t.Fatalf("%v; hubs asked: %v", err, asked)
	}
	n.serves(feedURL, "one", Feed{Items: []Item{item(1, noon)}, Hub: "https://hub.example/", Self: "https://l.example/self"})
	if _, err := c.Read(t.Context(), 1); err != nil || len(asked) != 1 || asked[0] != "https://hub.example/ https://l.example/self" {
		t.Errorf("%v; hubs asked: %v", err, asked)
	}
}
