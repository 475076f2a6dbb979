package collect

import (
	"testing"
	"time"

	"waybill/bot/collect/collecttest"
)

// What a publisher asks for, in the feed or with the answer, holds also while
// it answers only that nothing has changed, and after a restart.
func TestAskedPauseHoldsWhileNothingChanges(t *testing.T) {
	for _, c := range []struct {
		name              string
		ttl, fresh, again time.Duration // in the feed, with the answer, and with "not modified"
		want              time.Duration
	}{
		{"ttl", 4 * time.Hour, 0, 0, 4 * time.Hour},
		{"max-age", 0, 3 * time.Hour, 0, 3 * time.Hour},
		{"a longer one later", 0, time.Hour, 5 * time.Hour, 5 * time.Hour},
		{"the longer of both", 4 * time.Hour, 0, 2 * time.Hour, 4 * time.Hour},
	} {
		h, n := collecttest.New(feedURL), newNet()
		col, now := collector(h, n)
		n.feeds["feed"] = Feed{Every: c.ttl, Items: []Item{item(1, noon), item(2, noon.Add(-time.Minute)), item(3, noon.Add(-2*time.Minute))}}
		n.answers[feedURL] = func(r Request) (Response, error) {
			if r.ETag != "" {
				return Response{URL: feedURL, NotModified: true, Fresh: c.again}, nil
			}
			return Response{URL: feedURL, Body: []byte("feed"), ETag: "v1", Fresh: c.fresh}, nil
		}
		if _, err := col.Read(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		*now = now.Add(6 * time.Hour)
		again, later := collector(h, n)
		*later = *now
		if r, err := again.Read(t.Context(), 1); err != nil || !r.Same || r.Next.Sub(*now) != c.want {
			t.Errorf("%s: again in %v, error %v, want %v", c.name, r.Next.Sub(*now), err, c.want)
		}
	}
}
