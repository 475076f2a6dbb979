package collect

import (
	"slices"
	"time"

	"waybill/bot"
)

// How often a source is read. The shortest and longest pause and the half of
// the median gap are what CommaFeed settled on; the doubling after failures
// goes on to a day and stays there.
const (
	shortest  = 10 * time.Minute
	longest   = 24 * time.Hour
	rarely    = 12 * time.Hour   // the longest pause while all is well
	undated   = time.Hour        // between readings of a feed that says nothing of its rhythm
	soon      = time.Minute      // when items were left for the next reading
	goneAgain = 24 * time.Hour   // between two answers that a feed is gone
	skew      = 10 * time.Minute // by which a publisher's clock may be fast
)

// rhythm is the pause that a feed's items suggest: half the median gap
// between its newest twenty, so that on average an item waits a quarter of
// the time until the next one.
func rhythm(f Feed, now time.Time) time.Duration {
	var at []time.Time
	for _, it := range f.Items {
		if p := it.Article.Published; !p.IsZero() && p.Before(now.Add(skew)) {
			at = append(at, p)
		}
	}
	if len(at) < 2 {
		return undated
	}
	slices.SortFunc(at, func(a, b time.Time) int { return b.Compare(a) })
	at = at[:min(len(at), 21)]
	gaps := make([]time.Duration, 0, len(at))
	for i := 1; i < len(at); i++ {
		gaps = append(gaps, at[i-1].Sub(at[i]))
	}
	slices.Sort(gaps)
	return clamp(gaps[len(gaps)/2] / 2)
}

// interval is the pause that the source's items suggested last.
func interval(st *bot.SourceState, now time.Time) time.Duration {
	if st.Pace > 0 {
		return st.Pace
	}
	return guess(st, now)
}

// guess is the pause for a source of which only the state is known.
func guess(st *bot.SourceState, now time.Time) time.Duration {
	if st.Newest.IsZero() {
		return undated
	}
	return clamp(now.Sub(st.Newest) / 4)
}

func clamp(d time.Duration) time.Duration { return min(max(d, shortest), rarely) }

// wait is a pause with jitter, but not below what the publisher asks for. A
// publisher who asks for more than a day is read once a day.
func (c *Collector) wait(pause, asked time.Duration) time.Duration {
	return min(max(time.Duration(float64(pause)*c.jitter()), asked), longest)
}

// patience is the pause after a number of failures in a row.
func patience(failures int) time.Duration {
	d := shortest
	for range failures - 1 {
		if d *= 2; d >= longest {
			return longest
		}
	}
	return d
}
