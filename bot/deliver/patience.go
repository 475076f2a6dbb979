package deliver

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/cenkalti/backoff/v5"

	"waybill/bot"
	"waybill/bot/schedule"
)

// tolerance is how late a delivery may be begun without a look at the quiet
// hours of its subscription.
const tolerance = 10 * time.Minute

// rest is how long a delivery that is late has to wait for the end of the quiet
// hours, unless a person asked for it.
func (m *Mailer) rest(ctx context.Context, d bot.Delivery) time.Duration {
	due := d.Slot
	if d.Part > 1 {
		due = d.NotBefore // when the part before it was done
	}
	if m.Now().Sub(due) <= tolerance || !d.Retried.IsZero() {
		return 0
	}
	return m.quiet(ctx, d, 0)
}

// quiet is a wait that does not end in the quiet hours of the delivery's
// subscription.
func (m *Mailer) quiet(ctx context.Context, d bot.Delivery, wait time.Duration) time.Duration {
	s, err := m.Ledger.SubscriptionByID(ctx, d.Subscription)
	if err != nil {
		return wait // it ended, or the next try finds out
	}
	r, err := schedule.Of(s, nil)
	if err != nil {
		return wait
	}
	until, _ := r.Rests(m.Now().Add(wait))
	return max(wait, until.Sub(m.Now()))
}

// patience is the wait after attempt n and its error: as long as the platform
// asks for, and at least 5 s, 10 s, 20 s … up to 15 min, less up to a fifth.
func (m *Mailer) patience(n int, err error) time.Duration {
	b := backoff.ExponentialBackOff{InitialInterval: 5 * time.Second, Multiplier: 2, MaxInterval: 15 * time.Minute}
	b.Reset()
	wait := b.NextBackOff()
	for range min(max(n-1, 0), 10) {
		wait = b.NextBackOff()
	}
	jitter := m.Jitter
	if jitter == nil {
		jitter = rand.Float64
	}
	wait -= time.Duration(jitter() * float64(wait) / 5)
	if e, ok := errors.AsType[*bot.Error](err); ok && e.After > wait {
		return e.After
	}
	return wait
}
