// Package edition makes editions: a subscription that is due becomes a row of
// the ledger, then a digest, then the messages of its delivery.
//
// Claiming and making are two steps, each one transaction of the store. A
// process that dies between them leaves a pending delivery without a digest,
// which is made again; made twice it comes out the same, because a digest is
// stored once for its topics and window.
package edition

import (
	"context"
	"fmt"
	"slices"
	"time"

	"waybill/bot"
	"waybill/bot/render"
	"waybill/bot/schedule"
	"waybill/digest"
	"waybill/digest/compose"
)

// A Ledger keeps subscriptions and their deliveries.
type Ledger interface {
	// ClaimDue writes down a pending delivery for each subscription that is
	// due and moves it to its next time, both in one transaction.
	ClaimDue(ctx context.Context, now time.Time, limit int, next func(bot.Subscription) (time.Time, error)) ([]bot.Delivery, error)
	Delivery(ctx context.Context, id int64) (bot.Delivery, error)
	// Dossier is what is to be known of a delivery, with at most limit outcomes
	// and the digests sent for slots since a time.
	Dossier(ctx context.Context, delivery int64, limit int, since time.Time) (bot.Dossier, error)
	Skip(ctx context.Context, delivery int64, reason string) error
	// Compose gives a delivery its messages, queues the first, and counts the
	// subscription as covered up to the digest's end, in one transaction.
	Compose(ctx context.Context, delivery, digest int64, parts []bot.Message) error
	SaveDigest(ctx context.Context, key string, d digest.Digest) (int64, error)
	// DigestByKey is of kind bot.NotFound if there is none.
	DigestByKey(ctx context.Context, key string) (int64, digest.Digest, error)
	Digest(ctx context.Context, id int64) (digest.Digest, error)
	// DigestsSent are the digests that a subscription was sent for slots since a
	// time, oldest first.
	DigestsSent(ctx context.Context, subscription int64, since time.Time) ([]digest.Digest, error)
	// CountUnread counts the articles that were seen in a window and are still
	// to be read; Seal makes those seen before a time news of a later window.
	CountUnread(ctx context.Context, from, to time.Time) (int, error)
	Seal(ctx context.Context, until time.Time) error
	// Whole is the ID under which a story goes on: its own, or that of the
	// story it was merged into.
	Whole(ctx context.Context, story string) (string, error)
}

// A Composer makes digests from the archive.
type Composer interface {
	Compose(ctx context.Context, o compose.Options) (digest.Digest, error)
}

// An Editor makes editions.
type Editor struct {
	Ledger   Ledger                                           // required
	Composer Composer                                         // required
	Labels   func(topics []string) []string                   // topic IDs as people call them; required
	Parts    map[bot.Platform]func(bot.Message) []bot.Message // splits for a platform's limits; required
	Now      func() time.Time                                 // required
	Stories  int                                              // at most in one digest; required
	Late     time.Duration                                    // later than this, an edition is skipped; required
	Holidays schedule.Holidays                                // lists that subscriptions leave out

	made made
}

// remembered is how far back an edition looks for what was already sent.
const remembered = 14 * 24 * time.Hour

// tolerance is how late an edition may be without saying so.
const tolerance = 10 * time.Minute

// settle is how long a window stays open behind its end, for articles that are
// on their way into the archive and were seen inside it.
const settle = time.Second

// Claim writes down what is due now and returns how many editions that were.
func (e *Editor) Claim(ctx context.Context) (int, error) {
	const batch = 500
	total := 0
	for {
		now := e.Now().Add(-settle)
		claimed, err := e.Ledger.ClaimDue(ctx, now, batch, func(s bot.Subscription) (time.Time, error) { return e.next(s, now) })
		total += len(claimed)
		if err != nil || len(claimed) < batch {
			return total, err
		}
	}
}

// next is the first slot of a subscription after now: slots missed while
// the bot was down are covered by one edition, not by many.
func (e *Editor) next(s bot.Subscription, now time.Time) (time.Time, error) {
	r, err := schedule.Of(s, e.Holidays)
	if err != nil {
		return time.Time{}, err
	}
	return r.Next(now), nil
}

// again is how soon a delivery is looked at again that cannot be made yet.
const again = 2 * time.Second

// Make makes the edition of a claimed delivery: its digest and its messages.
// A delivery that has them already is left alone.
func (e *Editor) Make(ctx context.Context, delivery int64) error {
	f, err := e.Ledger.Dossier(ctx, delivery, looked, e.Now().Add(-remembered))
	if err != nil {
		return fmt.Errorf("read what is known of delivery %d: %w", delivery, err)
	}
	d, s := f.Delivery, f.Subscription
	if d.Status != bot.Pending || d.Parts > 0 {
		return nil
	}
	if f.Removed {
		return e.Ledger.Skip(ctx, d.ID, "unsubscribed before it was made")
	}
	switch {
	case s.State == bot.Paused:
		return e.Ledger.Skip(ctx, d.ID, paused)
	case s.State == bot.Disabled:
		return e.Ledger.Skip(ctx, d.ID, "its channel refuses the bot's messages")
	case e.Now().Sub(d.Slot) > e.Late:
		return e.Ledger.Skip(ctx, d.ID, fmt.Sprintf("it could not be made at %s, and not within %s of that either", schedule.Show(d.Slot, s.Zone), e.Late))
	}
	if wait, err := e.rest(s, d.Slot); err != nil || wait > 0 {
		if err != nil {
			return err
		}
		return &bot.Error{Kind: bot.Transient, Text: "it is late, and its quiet hours have begun", After: wait}
	}
	return e.make(ctx, f)
}

// rest is how long an edition that is late has to wait for the end of its quiet
// hours.
func (e *Editor) rest(s bot.Subscription, slot time.Time) (time.Duration, error) {
	if e.Now().Sub(slot) <= tolerance {
		return 0, nil
	}
	r, err := schedule.Of(s, e.Holidays)
	if err != nil {
		return 0, err
	}
	until, _ := r.Rests(e.Now())
	return max(0, until.Sub(e.Now())), nil
}

func (e *Editor) make(ctx context.Context, f bot.Dossier) error {
	d, s := f.Delivery, f.Subscription
	split, ok := e.Parts[d.Channel.Platform]
	if !ok {
		return &bot.Error{Kind: bot.Transient, Text: fmt.Sprintf("the bot is not connected to %s", d.Channel.Platform), After: time.Minute}
	}
	p := e.past(f)
	if p.unmade {
		return &bot.Error{Kind: bot.Transient, Text: "the edition before it is not made yet", After: again}
	}
	id, dig, err := e.digest(ctx, f, e.options(f))
	if err != nil {
		return err
	}
	next, err := e.next(s, e.Now())
	if err != nil {
		return err
	}
	m := render.Digest(dig, render.Edition{
		ID: id, Topics: e.Labels(s.Topics), Zone: s.Zone, Slot: d.Slot, Next: next, Length: s.Length,
		Late: e.Now().Sub(d.Slot) > tolerance, Missed: p.missed,
	})
	if next.IsZero() {
		m.Footer = append(m.Footer, bot.Text(fmt.Sprintf("This was the last digest of subscription %d.", s.Number)))
	}
	if p.doubt != "" {
		m.Intro = slices.Insert(m.Intro, 0, bot.Text(p.doubt))
	}
	if err := e.Ledger.Compose(ctx, d.ID, id, split(m)); err != nil {
		return fmt.Errorf("write down the messages of delivery %d: %w", d.ID, err)
	}
	return nil
}

// options are the window and the history of an edition: it starts where the
// last one ended, so that what appeared while the bot was down is not lost.
func (e *Editor) options(f bot.Dossier) compose.Options {
	o := compose.Options{Topics: f.Subscription.Topics, Language: "en", Max: e.Stories, Less: f.Settings.Less, Muted: f.Settings.Muted}
	if f.Own { // everybody else shares one
		o.Reader = f.Subscription.Channel.Reader()
	}
	o.From, o.To = window(f.Subscription.Covered, f.Delivery.Slot, e.Now())
	return o
}

// window is from when to when the articles of an edition were seen: from the
// end of the one before to the slot or, if that is late or covered already, to
// now.
func window(covered, slot, now time.Time) (from, to time.Time) {
	from, to = covered, slot
	if now.Sub(slot) > tolerance || !from.Before(to) {
		to = now.Truncate(time.Minute)
	}
	if from.IsZero() {
		from = to.Add(-24 * time.Hour)
	}
	if from.After(to) {
		from = to
	}
	return from, to
}
