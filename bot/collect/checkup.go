package collect

import (
	"context"
	"fmt"
	"time"

	"waybill/bot"
)

// When a source is ill enough for somebody to hear of it. What mends itself
// within a day is nobody's business.
const (
	illFor     = 24 * time.Hour
	yieldLeast = 30 // articles from which on none on topic tells something
)

// YieldFor is for how long back the articles of a source are looked at.
const YieldFor = 30 * 24 * time.Hour

// An illness is what is wrong with a source for longer.
type illness struct {
	name   string // of its kind: it is told once
	what   string
	advice string
}

// Ill says what is wrong with a source by what it brings, "" if nothing is:
// the last problem, or that nothing of it is on any topic, and what to do.
func Ill(st bot.SourceState, y bot.Yield, now time.Time) (what, advice string) {
	i := ill(st, y, now)
	return i.what, i.advice
}

func ill(st bot.SourceState, y bot.Yield, now time.Time) illness {
	remove := fmt.Sprintf("look for its new address, or type: source remove %d", st.Source.ID)
	switch {
	case st.Retired:
		return illness{"retired", "its publisher says that it is gone: " + st.Problem, remove}
	case st.Failures > 0 && st.Succeeded.IsZero():
		return illness{"failing", "it could never be read: " + st.Problem, remove}
	case st.Failures > 0 && now.Sub(st.Succeeded) >= illFor:
		return illness{"failing", fmt.Sprintf("it could not be read since %s: %s", st.Succeeded.Format("2 January 15:04 MST"), st.Problem), remove}
	case st.Failures > 0:
		return illness{}
	case st.Problem != "":
		return illness{"useless", st.Problem, remove}
	case y.Articles >= yieldLeast && y.OnTopic == 0:
		return illness{"off topic", fmt.Sprintf("none of its %d articles of the last 30 days is on any topic", y.Articles), "it may be the wrong feed; " + remove}
	}
	return illness{}
}

// Checkup looks at every source, and tells those who run the bot of each that
// is ill: once, with what to do, however its illness goes on. One that is well
// again may be told of anew.
func (c *Collector) Checkup(ctx context.Context) error {
	now := c.Now()
	all, err := c.Store.Sources(ctx)
	if err != nil {
		return fmt.Errorf("check sources: %w", err)
	}
	yields, err := c.Store.Yields(ctx, now.Add(-YieldFor))
	if err != nil {
		return fmt.Errorf("check sources: %w", err)
	}
	var told int
	for _, st := range all {
		i := ill(st, yields[st.Source.Name], now)
		switch {
		case i.name == st.Notified, i.name == "" && st.Failures > 0, i.name == "failing" && !tried(st, now):
			continue // nothing new, or not for long
		case i.name != "" && i.name != "retired" && st.Notified != "":
			continue // it goes on in another way
		}
		if err := c.Store.Notified(ctx, st.Source.ID, i.name); err != nil {
			return fmt.Errorf("check sources: %w", err)
		}
		if i.name == "" {
			continue
		}
		if told++; told <= toldAtOnce {
			c.tell(ctx, fmt.Sprintf("The source “%s” is ill: %s. To do: %s.", st.Source.Name, i.what, i.advice))
		}
	}
	if more := told - toldAtOnce; more > 0 {
		c.tell(ctx, fmt.Sprintf("%d more sources are ill; type: sources", more))
	}
	return nil
}

// toldAtOnce bounds what a checkup says: with the network away all sources
// are ill.
const toldAtOnce = 5

// tried reports whether a failing source was tried often enough for a day.
func tried(st bot.SourceState, now time.Time) bool {
	return st.Failures >= 4 && (!st.Succeeded.IsZero() && now.Sub(st.Succeeded) >= illFor || st.Failures >= 8)
}
