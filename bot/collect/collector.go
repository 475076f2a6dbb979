package collect

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"time"

	"waybill/bot"
	"waybill/bot/intake"
	"waybill/digest"
)

// A Store remembers sources and knows articles.
type Store interface {
	// Source is one source with its state; of kind bot.NotFound if it was
	// removed.
	Source(ctx context.Context, id int64) (bot.SourceState, error)
	SaveSource(ctx context.Context, st bot.SourceState) error
	// ClaimFetches takes sources to be read by now, longest overdue first, so
	// that nobody else does before the lease ends or SaveSource.
	ClaimFetches(ctx context.Context, now time.Time, limit int, lease time.Duration) ([]bot.DueSource, error)
	// KnownArticles are those of the identities that the archive holds.
	KnownArticles(ctx context.Context, ids []bot.Identity) ([]bot.Known, error)
	Refuse(ctx context.Context, refused []bot.Refusal) error
	// NoteAliases writes down other names of articles; Namesake is the ID of a
	// source's article with a headline and of a time, "" if there is none.
	NoteAliases(ctx context.Context, aliases []bot.Alias) error
	Namesake(ctx context.Context, source string, private int64, headline string, from, to time.Time) (string, error)
	// Told is what a feed said of its items, as SaveTold kept it.
	Told(ctx context.Context, source int64) ([]byte, error)
	SaveTold(ctx context.Context, source int64, told []byte) error
	// Sources are all sources; Yields is what they brought since a time, by
	// their names; Notified remembers which illness was told of.
	Sources(ctx context.Context) ([]bot.SourceState, error)
	Yields(ctx context.Context, since time.Time) (map[string]bot.Yield, error)
	Notified(ctx context.Context, source int64, illness string) error
}

// An Intake takes articles into the archive and says what became of each, in
// the same order. It writes down its own refusals. What the engine sees in them
// is found out later.
type Intake interface {
	File(ctx context.Context, articles []digest.Article) ([]intake.Result, error)
}

// Hubs know how to hear of a change without asking.
type Hubs interface {
	// Offer asks a hub to say when the feed of a source changes.
	Offer(ctx context.Context, source int64, hub, topic string) error
}

// A Collector reads sources. It may be used by several goroutines.
type Collector struct {
	Store  Store            // required
	Web    Web              // required
	Feeds  Feeds            // required
	Intake Intake           // required
	Now    func() time.Time // required
	Log    *slog.Logger     // required
	Pages  bool             // fetch the pages of articles, not only feeds
	Every  time.Duration    // least time between two readings of a source
	Jitter func() float64   // from 0 to 1; nil for a random one
	// Offices are where the text of some pages is to be had; may be nil.
	Offices []Office
	// Hubs are asked to say when a feed changes; may be nil.
	Hubs Hubs
	// Tell says what happened to a source to those who run the bot; may be nil.
	Tell func(ctx context.Context, what string)

	desk desk
}

// A Report says what one reading of a source came to. Items is the sum of
// Stored, Revised, Unchanged, Copies, Refused and Later.
type Report struct {
	Source    digest.Source
	Same      bool // the answer is the one of last time: no item was looked at
	Items     int
	Stored    int // new
	Copies    int // with the text of an earlier article, or at another address of one
	Revised   int // known, with a changed text
	Unchanged int
	Refused   int // not stored, for a reason that is written down
	Later     int // left for the next reading, which is soon
	Left      int // besides Items: older than the newest 500 of a long feed, and not looked at
	Problem   string
	Next      time.Time // when it is read again
}

// Fetch reads one source. What is wrong with the source is remembered with it
// and no error; errors are ours.
func (c *Collector) Fetch(ctx context.Context, sourceID int64) error {
	_, err := c.Read(ctx, sourceID)
	return err
}

// jitter is a factor between 0.9 and 1.1, so that sources that were added
// together are not read together for ever.
func (c *Collector) jitter() float64 {
	f := c.Jitter
	if f == nil {
		f = rand.Float64
	}
	return 0.9 + 0.2*f()
}
