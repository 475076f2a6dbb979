package collect

import (
	"context"
	"time"

	"waybill/bot"
)

// When a feed's word that it has moved for good is believed: said so often,
// for so long, and the same feed at the new place. A site under repair sends
// everything to one page, and takes that back within a day.
const (
	movedTimes = 3
	movedFor   = 48 * time.Hour
)

// move notes where the publisher says that the feed is now, and goes there
// when that is to be believed.
func move(st *bot.SourceState, res Response, theSame bool, now time.Time) {
	to := cameFrom(st.Source.URL, Response{URL: res.Moved})
	switch {
	case res.Moved == "" || to == st.Source.URL || len(to) > maxAddress:
		st.Moved = bot.Move{}
		return
	case to != st.Moved.To:
		st.Moved = bot.Move{To: to, First: now}
	}
	st.Moved.Times++
	if !theSame || st.Moved.Times < movedTimes || now.Sub(st.Moved.First) < movedFor {
		return
	}
	st.Source.URL, st.Moved = to, bot.Move{}
}

// tell says what happened to a source to those who run the bot.
func (c *Collector) tell(ctx context.Context, what string) {
	c.Log.Warn(what)
	if c.Tell != nil {
		c.Tell(ctx, what)
	}
}
