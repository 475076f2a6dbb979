package collect

import (
	"fmt"
	"time"

	"waybill/bot"
)

// abandoned is for how long a feed may be silent before it is said.
const abandoned = 180 * 24 * time.Hour

// health says what is wrong with a feed that was read, "" if nothing is. A
// feed can be valid and of no use: eleven of a hundred were, in the largest
// public list that was tested (koala73/worldmonitor#4920).
func health(st *bot.SourceState, f Feed, now time.Time) string {
	switch {
	case f.Flaw != "":
		return f.Flaw
	case len(f.Items) == 0 && st.Items > 0:
		return fmt.Sprintf("the feed is empty; it had %d items before", st.Items)
	case len(f.Items) == 0:
		return "the feed has no items"
	}
	s := *st
	if newest := newestOf(f, now); newest.After(s.Newest) {
		s.Newest = newest
	}
	return stale(&s, now)
}

// stale says so if a source has been silent for very long.
func stale(st *bot.SourceState, now time.Time) string {
	if st.Newest.IsZero() || now.Sub(st.Newest) < abandoned {
		return ""
	}
	return fmt.Sprintf("nothing new since %s; the feed may be abandoned", st.Newest.Format("2 January 2006"))
}

// newestOf is the newest date in a feed that is not in the future.
func newestOf(f Feed, now time.Time) time.Time {
	var newest time.Time
	for _, it := range f.Items {
		if p := it.Article.Published; p.After(newest) && !p.After(now.Add(skew)) {
			newest = p
		}
	}
	return newest
}
