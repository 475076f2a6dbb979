// Package deliver posts what the ledger holds: each delivery is marked as
// being sent before it is posted, and with what came of it after. So a crash
// loses nothing, and what may have been posted is looked up before it is
// posted again.
package deliver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"waybill/bot"
	"waybill/bot/render"
)

// A Ledger remembers deliveries across restarts.
type Ledger interface {
	Delivery(ctx context.Context, id int64) (bot.Delivery, error)
	// State is a delivery without its message.
	State(ctx context.Context, id int64) (bot.Delivery, error)
	// Begin turns a pending delivery to sending and counts the attempt. It
	// is false if there is nothing to post: somebody else has it, or the
	// part before it is not done.
	Begin(ctx context.Context, id int64, now time.Time) (bot.Delivery, bool, error)
	// Holds reports whether a delivery is still at sending in this attempt.
	Holds(ctx context.Context, id int64, attempt int) (bool, error)
	// Finish writes down what came of an attempt, unless a later attempt
	// has begun. Pending means again, not before the given time.
	Finish(ctx context.Context, id int64, attempt int, to bot.Status, reason, receipt string, notBefore, now time.Time) error
	// Stale lists deliveries that nothing has happened to since, of many the
	// oldest.
	Stale(ctx context.Context, before time.Time) ([]bot.Delivery, error)
	// Requeue puts the work of deliveries into the queue again. It happens to
	// them now.
	Requeue(ctx context.Context, ids ...int64) error
	// Disable stops the subscriptions of a channel that refuses for good,
	// and says how many those were: 0 if it was done before.
	Disable(ctx context.Context, c bot.Channel) (int, error)
	// BeginOutage keeps everything back that is due where the bot's token is
	// refused, until EndOutage, and reports whether that is news.
	BeginOutage(ctx context.Context, o bot.Outage) (news bool, err error)
	EndOutage(ctx context.Context, p bot.Platform, workspace string) error
	Outages(ctx context.Context) ([]bot.Outage, error)
	SubscriptionByID(ctx context.Context, id int64) (bot.Subscription, error)
	// Text is the stored text of an article.
	Text(ctx context.Context, article string) (string, bool, error)
}

// A Poster puts a message into a channel under a key and returns the
// platform's identifier for it. An error of kind Transient means that nothing
// was posted, Permanent that trying again is pointless, any other that it may
// have been posted. The reach of a Permanent one says whether the channel is to
// blame or the bot's token.
type Poster interface {
	Post(ctx context.Context, to bot.Channel, key string, m bot.Message) (receipt string, err error)
}

// A Finder can tell whether a key was posted. Not all platforms can.
type Finder interface {
	Find(ctx context.Context, to bot.Channel, key string, since time.Time) (receipt string, found bool, err error)
}

// A Repeater may be given the same key again within a time without posting
// twice.
type Repeater interface {
	Repeatable(since, now time.Time) bool
}

// A Watcher is told what becomes of deliveries.
type Watcher interface {
	// Tried tells of one request to post: how long it took, and its error.
	Tried(p bot.Platform, took time.Duration, err error)
	// Finished tells what a delivery has come to, so long after its slot.
	Finished(p bot.Platform, to bot.Status, late time.Duration)
}

// A Mailer posts deliveries.
type Mailer struct {
	Ledger  Ledger                  // required
	Posters map[bot.Platform]Poster // required
	Now     func() time.Time        // required
	Log     *slog.Logger            // required
	GiveUp  time.Duration           // after this long since its slot, or since somebody had it retried, a delivery is Failed; required
	Timeout time.Duration           // of one post; required
	Watch   Watcher                 // nil for nobody

	// Tell tells those who run the bot what they must act on. It is called
	// once for each channel that refuses for good, and for each outage when it
	// begins and ends. Nil tells nobody.
	Tell func(ctx context.Context, what string)

	// Jitter is a number from 0 up to 1, by which waits differ; nil for one by
	// chance.
	Jitter func() float64

	outages outages
}

// again asks the queue for another try after a while. It is no failure.
func again(after time.Duration) error {
	return &bot.Error{Kind: bot.Transient, Text: "not yet", After: max(after, time.Millisecond)}
}

// inFlight is, in timeouts of a post, how long an attempt may still be under
// way: longer than a job may take. Before that nobody asks what became of it.
const inFlight = 3

// Deliver does what is to be done for a delivery now.
func (m *Mailer) Deliver(ctx context.Context, id int64) error {
	d, err := m.Ledger.State(ctx, id)
	if err == nil && d.Status == bot.Sending {
		d, err = m.Ledger.Delivery(ctx, id) // it may have to be posted again
	}
	if err != nil {
		return fmt.Errorf("read delivery %d: %w", id, err)
	}
	if wait := m.held(ctx, d.Channel); wait > 0 && (d.Status == bot.Sending || d.Status == bot.Pending && d.Parts > 0) {
		return again(wait)
	}
	switch {
	case d.Status == bot.Sending:
		return m.resolve(ctx, d)
	case d.Status != bot.Pending || d.Parts == 0:
		return nil
	case d.NotBefore.After(m.Now()):
		return again(d.NotBefore.Sub(m.Now()))
	}
	if wait := m.rest(ctx, d); wait > 0 {
		return again(wait)
	}
	d, mine, err := m.Ledger.Begin(ctx, id, m.Now())
	if err != nil || !mine {
		return err
	}
	if d.Part == 1 && m.tooLate(since(d)) {
		return m.finish(ctx, d, bot.Failed, fmt.Sprintf("the bot could not post it within %s of its time", m.GiveUp), "", time.Time{})
	}
	// Measured from the attempt in the ledger: a process that was stopped in
	// between and wakes up later must not post what others look for already.
	receipt, err := m.post(ctx, d, d.Attempted.Add(m.Timeout))
	if errors.Is(err, errOver) {
		return m.over(ctx, d)
	}
	if err != nil {
		return m.failed(ctx, d, err)
	}
	return m.finish(ctx, d, bot.Sent, "", receipt, time.Time{})
}

// since is from when on there is patience with a delivery.
func since(d bot.Delivery) time.Time {
	if d.Retried.After(d.Slot) {
		return d.Retried
	}
	return d.Slot
}

func (m *Mailer) tooLate(since time.Time) bool { return m.Now().Sub(since) > m.GiveUp }

// post makes one request for a delivery that is at sending, without what its
// sources no longer say.
func (m *Mailer) post(ctx context.Context, d bot.Delivery, until time.Time) (receipt string, err error) {
	poster, ok := m.Posters[d.Channel.Platform]
	if !ok {
		return "", &bot.Error{Kind: bot.Transient, Text: fmt.Sprintf("the bot is not connected to %s", d.Channel.Platform)}
	}
	message, err := m.proven(ctx, d)
	if err != nil {
		return "", &bot.Error{Kind: bot.Transient, Text: "the archive could not be read", Err: err}
	}
	// The fence: nothing is posted after the attempt's time, by the wall clock
	// in the ledger, and nothing once another attempt has begun.
	held := true
	if age := m.Now().Sub(d.Attempted); age < 0 || age > fresh {
		if held, err = m.Ledger.Holds(ctx, d.ID, d.Attempts); err != nil {
			return "", &bot.Error{Kind: bot.Transient, Text: "the ledger could not be read", Err: err}
		}
	}
	left := until.Sub(m.Now())
	if !held || left <= 0 {
		return "", errOver
	}
	ctx, cancel := context.WithTimeout(ctx, left)
	defer cancel()
	begun := time.Now()
	receipt, err = poster.Post(ctx, d.Channel, d.Key, message)
	if m.Watch != nil {
		m.Watch.Tried(d.Channel.Platform, time.Since(begun), err)
	}
	return receipt, err
}

// fresh is how long ago an attempt may have begun, by the wall clock, that
// nobody has to be asked about: a look into the ledger takes as long.
const fresh = time.Second

// errOver means that an attempt's time was over before it posted anything.
var errOver = errors.New("the attempt is over")

// over leaves a delivery whose attempt posted nothing in its time to whoever
// looks into it next: it may be somebody else's already.
func (m *Mailer) over(ctx context.Context, d bot.Delivery) error {
	m.Log.Warn("an attempt began to post too late, and did not", "delivery", d.ID, "attempt", d.Attempts)
	held, err := m.Ledger.Holds(ctx, d.ID, d.Attempts)
	if err != nil || !held {
		return err
	}
	return again(m.Timeout * inFlight)
}

// proven is the delivery's message as far as the stored articles still bear it
// out. An archive that cannot be read proves nothing, and refutes nothing.
func (m *Mailer) proven(ctx context.Context, d bot.Delivery) (bot.Message, error) {
	var failed error
	message, lost := render.Prove(d.Message, func(article string) (string, bool) {
		text, ok, err := m.Ledger.Text(ctx, article)
		failed = errors.Join(failed, err)
		return text, ok
	})
	if lost > 0 && failed == nil {
		m.Log.Warn("left out what its source no longer says", "delivery", d.ID, "runs", lost)
	}
	return message, failed
}

// failed writes down what an error of a post means.
func (m *Mailer) failed(ctx context.Context, d bot.Delivery, err error) error {
	switch bot.KindOf(err) {
	case bot.Transient:
		wait := m.quiet(ctx, d, m.patience(d.Attempts, err))
		if m.tooLate(since(d).Add(-wait)) {
			return m.finish(ctx, d, bot.Failed, "given up: "+err.Error(), "", time.Time{})
		}
		return m.finish(ctx, d, bot.Pending, err.Error(), "", m.Now().Add(wait))
	case bot.Permanent:
		if bot.ReachOf(err) != bot.OfChannel {
			return m.keep(ctx, d, err)
		}
		return m.refused(ctx, d, bot.Failed, err)
	}
	// It may have been posted. The row stays at sending, and is looked into
	// when the attempt is surely over.
	m.Log.Warn("a post ended without an answer", "delivery", d.ID, "error", err)
	return again(m.Timeout * inFlight)
}

// refused gives up a delivery whose channel takes no messages of ours any
// more, and with it the channel's subscriptions.
func (m *Mailer) refused(ctx context.Context, d bot.Delivery, to bot.Status, why error) error {
	n, err := m.Ledger.Disable(context.WithoutCancel(ctx), d.Channel)
	if err != nil {
		return fmt.Errorf("disable %s: %w", d.Channel, err)
	}
	if err := m.finish(ctx, d, to, why.Error(), "", time.Time{}); err != nil {
		return err
	}
	if n > 0 {
		m.Log.Error("a channel refuses for good; its subscriptions are disabled", "channel", d.Channel.String(), "platform", d.Channel.Platform, "subscriptions", n, "reason", why.Error())
		if m.Tell != nil {
			m.Tell(context.WithoutCancel(ctx), fmt.Sprintf("%s on %s takes no digests any more: %s. %s stopped; when it is mended, somebody there says resume and the number.",
				d.Channel, d.Channel.Platform, why, render.Count(n, "subscription is", "subscriptions are")))
		}
	}
	return nil
}

// resolve finds out what became of an attempt that nobody finished.
func (m *Mailer) resolve(ctx context.Context, d bot.Delivery) error {
	if over := d.Attempted.Add(m.Timeout * inFlight); over.After(m.Now()) {
		return again(over.Sub(m.Now()))
	}
	poster := m.Posters[d.Channel.Platform]
	if r, ok := poster.(Repeater); ok && r.Repeatable(d.Attempted, m.Now()) {
		return m.repeat(ctx, d)
	}
	f, ok := poster.(Finder)
	if !ok {
		return m.finish(ctx, d, bot.Unknown, "the bot stopped while posting, and the platform cannot be asked", "", time.Time{})
	}
	receipt, found, err := f.Find(ctx, d.Channel, d.Key, d.Attempted.Add(-time.Minute))
	switch {
	case bot.ReachOf(err) != bot.OfChannel:
		return errors.Join(m.begin(ctx, d.Channel, err), again(firstHold))
	case err != nil && !m.tooLate(d.Attempted) && (ctx.Err() != nil || bot.KindOf(err) == bot.Transient):
		return again(m.patience(d.Attempts, err))
	case err != nil:
		return m.finish(ctx, d, bot.Unknown, "it may have been posted: "+err.Error(), "", time.Time{})
	case found:
		return m.finish(ctx, d, bot.Sent, "found in the channel after a lost answer", receipt, time.Time{})
	case d.Attempts > 1 && m.tooLate(since(d)):
		return m.finish(ctx, d, bot.Failed, "given up: no post was answered, and none is in the channel", "", time.Time{})
	}
	return m.finish(ctx, d, bot.Pending, "not in the channel after a lost answer; posting again", "", m.Now().Add(m.quiet(ctx, d, m.patience(d.Attempts, nil))))
}

// repeat posts under the same key once more, which makes no second message.
// The row stays in its attempt: when this one fails as well, the first may
// still have been posted.
func (m *Mailer) repeat(ctx context.Context, d bot.Delivery) error {
	receipt, err := m.post(ctx, d, m.Now().Add(m.Timeout))
	switch {
	case errors.Is(err, errOver):
		return m.over(ctx, d)
	case err == nil:
		return m.finish(ctx, d, bot.Sent, "posted again under its key after a lost answer", receipt, time.Time{})
	case bot.ReachOf(err) != bot.OfChannel:
		return errors.Join(m.begin(ctx, d.Channel, err), again(firstHold))
	case bot.KindOf(err) == bot.Permanent:
		return m.refused(ctx, d, bot.Unknown, err)
	}
	m.Log.Warn("a post could not be repeated", "delivery", d.ID, "error", err)
	return again(max(m.Timeout*inFlight, m.patience(1, err)))
}

// finish writes down what came of an attempt, even when the bot is being
// stopped. That another attempt has taken over meanwhile is no error: the
// ledger goes by that one.
func (m *Mailer) finish(ctx context.Context, d bot.Delivery, to bot.Status, reason, receipt string, notBefore time.Time) error {
	ctx = context.WithoutCancel(ctx)
	err := m.Ledger.Finish(ctx, d.ID, d.Attempts, to, reason, receipt, notBefore, m.Now())
	if err == nil {
		if m.Watch != nil {
			m.Watch.Finished(d.Channel.Platform, to, m.Now().Sub(d.Slot))
		}
		return nil
	}
	if now, reading := m.Ledger.Delivery(ctx, d.ID); reading == nil && (now.Status != bot.Sending || now.Attempts != d.Attempts) {
		m.Log.Warn("an attempt ended after another had taken over", "delivery", d.ID, "attempt", d.Attempts, "outcome", to, "receipt", receipt, "now", now.Status)
		return nil
	}
	return fmt.Errorf("write down that delivery %d is %s: %w", d.ID, to, err)
}

// Sweep puts deliveries back into the queue for which it has done nothing for
// a while, twice as long as it takes to look into a lost answer: the ledger is
// right even if the queue forgets.
func (m *Mailer) Sweep(ctx context.Context) error {
	before := m.Now().Add(-m.Timeout * inFlight * 2)
	for last := int64(0); ctx.Err() == nil; {
		stale, err := m.Ledger.Stale(ctx, before)
		if err != nil {
			return fmt.Errorf("read stale deliveries: %w", err)
		}
		if len(stale) == 0 || stale[0].ID == last {
			break
		}
		last = stale[0].ID
		ids := make([]int64, len(stale))
		for i, d := range stale {
			ids[i] = d.ID
		}
		if err := m.Ledger.Requeue(ctx, ids...); err != nil {
			return fmt.Errorf("requeue %d deliveries: %w", len(ids), err)
		}
	}
	return ctx.Err()
}
