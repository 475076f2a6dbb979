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
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
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
	SubscriptionByID(ctx context.Context, id int64) (bot.Subscription, error)
	Settings(ctx context.Context, c bot.Channel) (bot.Settings, error)
	Skip(ctx context.Context, delivery int64, reason string) error
	// Compose gives a delivery its messages, queues the first, and counts the
	// subscription as covered up to the digest's end, in one transaction.
	Compose(ctx context.Context, delivery, digest int64, parts []bot.Message) error
	SaveDigest(ctx context.Context, key string, d digest.Digest) (int64, error)
	// DigestByKey is of kind bot.NotFound if there is none.
	DigestByKey(ctx context.Context, key string) (int64, digest.Digest, error)
	DigestsSent(ctx context.Context, subscription int64, since time.Time) ([]digest.Digest, error)
	// History lists a subscription's deliveries, newest first.
	History(ctx context.Context, subscription int64, limit int) ([]bot.Delivery, error)
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
		claimed, err := e.Ledger.ClaimDue(ctx, e.Now().Add(-settle), batch, e.next)
		total += len(claimed)
		if err != nil || len(claimed) < batch {
			return total, err
		}
	}
}

// next is the first slot of a subscription after now: slots missed while
// the bot was down are covered by one edition, not by many.
func (e *Editor) next(s bot.Subscription) (time.Time, error) {
	r, err := schedule.Of(s)
	if err != nil {
		return time.Time{}, err
	}
	return r.Next(e.Now()), nil
}

// again is how soon a delivery is looked at again that cannot be made yet.
const again = 2 * time.Second

// Make makes the edition of a claimed delivery: its digest and its messages.
// A delivery that has them already is left alone.
func (e *Editor) Make(ctx context.Context, delivery int64) error {
	d, err := e.Ledger.Delivery(ctx, delivery)
	if err != nil {
		return fmt.Errorf("read delivery %d: %w", delivery, err)
	}
	if d.Status != bot.Pending || d.Parts > 0 {
		return nil
	}
	s, err := e.Ledger.SubscriptionByID(ctx, d.Subscription)
	if bot.KindOf(err) == bot.NotFound {
		return e.Ledger.Skip(ctx, d.ID, "unsubscribed before it was made")
	}
	if err != nil {
		return fmt.Errorf("read subscription %d: %w", d.Subscription, err)
	}
	switch {
	case s.State == bot.Paused:
		return e.Ledger.Skip(ctx, d.ID, paused)
	case s.State == bot.Disabled:
		return e.Ledger.Skip(ctx, d.ID, "its channel refuses the bot's messages")
	case e.Now().Sub(d.Slot) > e.Late:
		return e.Ledger.Skip(ctx, d.ID, fmt.Sprintf("it could not be made at %s, and not within %s of that either", schedule.Show(d.Slot, s.Zone), e.Late))
	}
	return e.make(ctx, d, s)
}

func (e *Editor) make(ctx context.Context, d bot.Delivery, s bot.Subscription) error {
	split, ok := e.Parts[d.Channel.Platform]
	if !ok {
		return &bot.Error{Kind: bot.Transient, Text: fmt.Sprintf("the bot is not connected to %s", d.Channel.Platform), After: time.Minute}
	}
	p, err := e.past(ctx, d, s)
	if err != nil {
		return err
	}
	if p.unmade {
		return &bot.Error{Kind: bot.Transient, Text: "the edition before it is not made yet", After: again}
	}
	o, err := e.options(ctx, d, s)
	if err != nil {
		return err
	}
	id, dig, err := e.digest(ctx, s, o)
	if err != nil {
		return err
	}
	next, err := e.next(s)
	if err != nil {
		return err
	}
	m := render.Digest(dig, render.Edition{
		ID: id, Topics: e.Labels(s.Topics), Zone: s.Zone, Slot: d.Slot, Next: next, Length: s.Length,
		Late: e.Now().Sub(d.Slot) > tolerance, Missed: p.missed,
	})
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
func (e *Editor) options(ctx context.Context, d bot.Delivery, s bot.Subscription) (compose.Options, error) {
	settings, err := e.Ledger.Settings(ctx, s.Channel)
	if err != nil {
		return compose.Options{}, fmt.Errorf("read settings of %s: %w", s.Channel, err)
	}
	o := compose.Options{Topics: s.Topics, Language: "en", Max: e.Stories, Less: settings.Less, Muted: settings.Muted}
	o.From, o.To = window(s.Covered, d.Slot, e.Now())
	o.Before, err = e.sent(ctx, s)
	return o, err
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

// sent is what the subscription was sent lately, oldest first, under the
// stories' present IDs.
func (e *Editor) sent(ctx context.Context, s bot.Subscription) ([]digest.Item, error) {
	digests, err := e.Ledger.DigestsSent(ctx, s.ID, e.Now().Add(-remembered))
	if err != nil {
		return nil, fmt.Errorf("read what subscription %d was sent: %w", s.ID, err)
	}
	var items []digest.Item
	for _, d := range digests {
		for _, item := range d.Items {
			if item.Story, err = e.Ledger.Whole(ctx, item.Story); err != nil {
				return nil, fmt.Errorf("look up what became of a story: %w", err)
			}
			items = append(items, item)
		}
	}
	return items, nil
}

// digest is the stored digest for the options, made now if it is the first
// time that they are asked for.
func (e *Editor) digest(ctx context.Context, s bot.Subscription, o compose.Options) (int64, digest.Digest, error) {
	key := Key(o)
	id, d, err := e.Ledger.DigestByKey(ctx, key)
	if err == nil {
		return id, d, nil
	}
	if bot.KindOf(err) != bot.NotFound {
		return 0, d, fmt.Errorf("read digest: %w", err)
	}
	d, err = e.Composer.Compose(ctx, o)
	if err != nil {
		return 0, d, fmt.Errorf("compose digest for subscription %d: %w", s.ID, err)
	}
	if _, err = e.Ledger.SaveDigest(ctx, key, d); err != nil {
		return 0, d, fmt.Errorf("save digest: %w", err)
	}
	// Somebody else may have saved theirs first: what is stored is what is sent.
	if id, d, err = e.Ledger.DigestByKey(ctx, key); err != nil {
		return 0, d, fmt.Errorf("read digest: %w", err)
	}
	return id, d, nil
}

// Key names a digest by everything that decides what is in it, so that
// subscriptions to the same share one.
func Key(o compose.Options) string {
	h := sha256.New()
	sorted := func(all []string) string {
		all = slices.Clone(all)
		slices.Sort(all)
		return strings.Join(all, "\x00")
	}
	fmt.Fprintf(h, "%q %q %d %d %d %q %q", sorted(o.Topics), o.Language, o.From.Unix(), o.To.Unix(), o.Max, sorted(o.Less), sorted(o.Muted))
	for _, item := range o.Before {
		fmt.Fprintf(h, " %q %d", item.Story, item.Last.Unix())
	}
	return hex.EncodeToString(h.Sum(nil))
}
