package collect

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"waybill/bot/collect/collecttest"
)

// A sluggish Web answers nothing new, each address after its own time.
type sluggish struct {
	*net
	takes map[string]time.Duration
	mu    sync.Mutex
	asked []string
}

func (s *sluggish) Fetch(_ context.Context, r Request) (Response, error) {
	s.mu.Lock()
	s.asked = append(s.asked, r.URL)
	s.mu.Unlock()
	time.Sleep(s.takes[r.URL])
	return Response{URL: r.URL, NotModified: true}, nil
}

// Three sites that take a minute, with two workers, hold up nobody, and are
// asked first when their time comes again, also if the bot was started since.
func TestLateSites(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var urls []string
		takes := map[string]time.Duration{}
		for i := range 12 {
			urls = append(urls, fmt.Sprintf("https://s%d.example/feed", i))
			takes[urls[i]] = 100 * time.Millisecond
		}
		slow := []string{urls[2], urls[3], urls[4]}
		for _, u := range slow {
			takes[u] = time.Minute
		}
		h := collecttest.New(urls...)
		web := &sluggish{net: newNet(), takes: takes}
		c, now := collector(h, web.net)
		c.Web = web
		round := func() map[string]time.Duration {
			start, read := time.Now(), map[string]time.Duration{}
			err := c.Round(t.Context(), 2, func(r Report, err error) {
				if err != nil {
					t.Error(err)
				}
				read[r.Source.URL] = time.Since(start)
			})
			if err != nil || len(read) != len(urls) {
				t.Fatalf("%d read of %d, %v", len(read), len(urls), err)
			}
			return read
		}
		for u, took := range round() {
			if !slices.Contains(slow, u) && took > 4*time.Second {
				t.Errorf("%s waited %v for others", u, took)
			}
		}
		*now, web.asked = now.Add(48*time.Hour), nil
		again, later := collector(h, web.net) // the bot was started again
		*later, again.Web, c = *now, web, again
		round()
		first := slices.Sorted(slices.Values(web.asked[:len(slow)]))
		if !slices.Equal(first, slow) {
			t.Errorf("asked first: %v, want the slow %v", first, slow)
		}
	})
}

// What becomes due while a slow site is waited for does not wait for it.
func TestDueWhileOthersAreRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const slow, other = "https://slow.example/feed", "https://other.example/feed"
		h := collecttest.New(slow, other)
		start := time.Now()
		later := h.State[2]
		later.Next = start.Add(5 * time.Second)
		h.State[2] = later
		web := &sluggish{net: newNet(), takes: map[string]time.Duration{slow: time.Minute, other: 100 * time.Millisecond}}
		c, _ := collector(h, web.net)
		c.Web, c.Now = web, time.Now
		read := map[string]time.Duration{}
		err := c.Round(t.Context(), 2, func(r Report, err error) {
			if err != nil {
				t.Error(err)
			}
			read[r.Source.URL] = time.Since(start)
		})
		if err != nil || len(read) != 2 || read[other] > 10*time.Second || time.Since(start) > 62*time.Second {
			t.Errorf("read %v, %v; ended after %v", read, err, time.Since(start))
		}
	})
}
