// Package correct tells readers when a source has changed what a digest took
// from it: the posted message is edited, or answered where it can't be, once,
// with the figure before and after.
//
// An article's revision is compared with what the message showed of it, not
// with the whole earlier text: a comma that moved is nobody's news.
package correct

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"waybill/bot"
	"waybill/bot/render"
	"waybill/digest"
)

// A Ledger knows what was posted and what became of the articles in it.
type Ledger interface {
	// Uncorrected lists revisions since a time of articles that a message
	// shows which was posted before, as far as Corrected was not called for.
	Uncorrected(ctx context.Context, since time.Time, limit int) ([]bot.Revision, error)
	Delivery(ctx context.Context, id int64) (bot.Delivery, error)
	Subscriber
	Article(ctx context.Context, id string) (digest.Article, error)
	Analysis(ctx context.Context, id string) (digest.Analysis, error)
	// TextAt is what an article said at a time.
	TextAt(ctx context.Context, article string, at time.Time) (string, error)
	Text(ctx context.Context, article string) (text string, ok bool, err error)
	// Corrected writes down that a revision is dealt with, and the message as
	// it is shown now.
	Corrected(ctx context.Context, r bot.Revision, now bot.Message, note string) error
	// NotCorrected takes that back: the revision was not told after all.
	NotCorrected(ctx context.Context, r bot.Revision) error
}

// A Subscriber knows in which zone a channel reads.
type Subscriber interface {
	SubscriptionByID(ctx context.Context, id int64) (bot.Subscription, error)
}

// An Editor can put another message in the place of one that was posted under
// a key. Doing it twice is as doing it once. An error of kind Permanent means
// that the message is gone, one of kind Forbidden that it stands there and may
// not be changed.
type Editor interface {
	Edit(ctx context.Context, to bot.Channel, receipt, key string, m bot.Message) error
}

// A Poster puts a message below one that was posted, under a key of its own.
type Poster interface {
	Answer(ctx context.Context, to bot.Channel, receipt, key string, m bot.Message) (string, error)
}

// A Desk corrects what was posted.
type Desk struct {
	Ledger  Ledger                                           // required
	Chats   map[bot.Platform]any                             // an Editor, a Poster, or both; required
	Parts   map[bot.Platform]func(bot.Message) []bot.Message // splits for a platform's limits; required
	Now     func() time.Time                                 // required
	Log     *slog.Logger                                     // required
	Timeout time.Duration                                    // of one request; required
}

// lookBack is how old a revision may be that is still told: what the bot missed
// while it was down for longer is no news to readers.
const lookBack = 7 * 24 * time.Hour

// atOnce is how many corrections are made in one go.
const atOnce = 100

// Run corrects what there is to correct. What fails is tried again by the next
// Run.
func (d *Desk) Run(ctx context.Context) error {
	all, err := d.Ledger.Uncorrected(ctx, d.Now().Add(-lookBack), atOnce)
	if err != nil {
		return fmt.Errorf("look for revisions: %w", err)
	}
	var failed error
	for _, r := range all {
		if ctx.Err() != nil {
			break
		}
		if err := d.correct(ctx, r); err != nil {
			failed = errors.Join(failed, fmt.Errorf("correct delivery %d for %q: %w", r.Delivery, r.Article, err))
		}
	}
	return failed
}

func (d *Desk) correct(ctx context.Context, r bot.Revision) error {
	row, err := d.Ledger.Delivery(ctx, r.Delivery)
	if err != nil {
		return err
	}
	before, err := d.Ledger.TextAt(ctx, r.Article, r.Shown)
	if err != nil {
		return err
	}
	article, err := d.Ledger.Article(ctx, r.Article)
	if err != nil {
		return err
	}
	seen, err := d.Ledger.Analysis(ctx, r.Article)
	if err != nil {
		return err
	}
	now, changes := compare(row.Message, &article, &seen, before)
	if len(changes) == 0 {
		return d.Ledger.Corrected(ctx, r, now, "")
	}
	s, err := d.Ledger.SubscriptionByID(ctx, row.Subscription)
	if err != nil {
		s.Zone = "UTC" // unsubscribed since
	}
	note := render.Correction(article.Source, r.At, s.Zone, changes)
	now = render.Corrected(now, article.ID, note)
	return d.tell(ctx, r, row, now, note)
}

// tell shows a correction: in the message if it can be edited and still is one
// message, else below it.
func (d *Desk) tell(ctx context.Context, r bot.Revision, row bot.Delivery, now bot.Message, note []bot.Line) error {
	chat := d.Chats[row.Channel.Platform]
	ctx, cancel := context.WithTimeout(ctx, d.Timeout)
	defer cancel()
	if e, ok := chat.(Editor); ok && d.one(row.Channel.Platform, now) {
		shown, err := d.proven(ctx, now)
		if err == nil {
			err = e.Edit(ctx, row.Channel, row.Receipt, row.Key, shown)
		}
		switch {
		case err != nil && bot.KindOf(err) == bot.Forbidden:
			d.Log.Info("a message may not be changed, its correction goes below it", "delivery", row.ID, "error", err)
			return d.answer(ctx, r, row, note)
		case err != nil && bot.KindOf(err) == bot.Permanent && bot.ReachOf(err) == bot.OfChannel:
			d.Log.Warn("a message could not be corrected", "delivery", row.ID, "error", err)
			return d.Ledger.Corrected(context.WithoutCancel(ctx), r, now, "not shown: "+err.Error())
		case err != nil:
			return err
		}
		return d.Ledger.Corrected(context.WithoutCancel(ctx), r, now, "edited")
	}
	return d.answer(ctx, r, row, note)
}

// answer tells a correction below the message.
func (d *Desk) answer(ctx context.Context, r bot.Revision, row bot.Delivery, note []bot.Line) error {
	p, ok := d.Chats[row.Channel.Platform].(Poster)
	if !ok {
		return d.Ledger.Corrected(ctx, r, row.Message, "not shown: the platform can't")
	}
	// Written down first: told twice is worse here than not at all. What surely
	// was not told is tried again.
	if err := d.Ledger.Corrected(ctx, r, row.Message, "answered"); err != nil {
		return err
	}
	_, err := p.Answer(ctx, row.Channel, row.Receipt, fmt.Sprintf("%s correction %s %d", row.Key, r.Article, r.Revision), bot.Message{Intro: note})
	if err != nil && bot.KindOf(err) == bot.Transient {
		return errors.Join(err, d.Ledger.NotCorrected(context.WithoutCancel(ctx), r))
	}
	if err != nil {
		d.Log.Warn("a correction was not answered", "delivery", row.ID, "error", err)
	}
	return nil
}

// proven is a message as far as the stored articles bear it out.
func (d *Desk) proven(ctx context.Context, m bot.Message) (bot.Message, error) {
	var failed error
	m, _ = render.Prove(m, func(article string) (string, bool) {
		text, ok, err := d.Ledger.Text(ctx, article)
		failed = errors.Join(failed, err)
		return text, ok
	})
	return m, failed
}

// one reports whether a message is still one on its platform.
func (d *Desk) one(p bot.Platform, m bot.Message) bool {
	split, ok := d.Parts[p]
	return ok && len(split(m)) == 1
}
