package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"waybill/bot"
	"waybill/digest"
)

// due is a store with one subscription that was claimed for day.
func due(t *testing.T) (*Store, bot.Subscription, bot.Delivery) {
	t.Helper()
	s := fresh(t)
	noted(t, s)
	sub := must[bot.Subscription](t)(s.AddSubscription(t.Context(), order(steelChannel, day)))
	ds := must[[]bot.Delivery](t)(s.ClaimDue(t.Context(), day, 10, daily))
	if len(ds) != 1 {
		t.Fatalf("claimed %d deliveries, want 1", len(ds))
	}
	return s, sub, ds[0]
}

// composed is due with a digest in so many parts.
func composed(t *testing.T, parts int) (*Store, bot.Subscription, bot.Delivery) {
	t.Helper()
	s, sub, d := due(t)
	compose(t, s, d.ID, parts)
	return s, sub, must[bot.Delivery](t)(s.Delivery(t.Context(), d.ID))
}

func compose(t *testing.T, s *Store, id int64, parts int) {
	t.Helper()
	dg := must[int64](t)(s.SaveDigest(t.Context(), "steel", digest.Digest{Topics: []string{"tariffs"}, From: day.AddDate(0, 0, -1), To: day}))
	var ms []bot.Message
	for i := range parts {
		ms = append(ms, bot.Say(fmt.Sprintf("part %d", i+1)))
	}
	ok(t, s.Compose(t.Context(), id, dg, ms))
}

func statuses(t *testing.T, s *Store) []bot.Status {
	t.Helper()
	ds := must[[]bot.Delivery](t)(s.Deliveries(t.Context(), DeliveryFilter{}))
	var all []bot.Status
	for i := len(ds) - 1; i >= 0; i-- {
		all = append(all, ds[i].Status)
	}
	return all
}

func want(t *testing.T, s *Store, all ...bot.Status) {
	t.Helper()
	if diff := cmp.Diff(all, statuses(t, s)); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}

func TestComposeFillsAndQueuesTheFirstPart(t *testing.T) {
	engines(t, func(t *testing.T) {
		s, sub, d := composed(t, 3)
		if d.Parts != 3 || d.Part != 1 || d.Digest != 1 || d.Message.Intro[0].Plain() != "part 1" {
			t.Errorf("delivery = %+v, want the first of three parts", d)
		}
		js := jobs(t, s)
		if got := js[len(js)-1]; len(js) != 2 || got.Kind != bot.DeliverJob || got.ID != d.ID {
			t.Errorf("jobs = %+v, want one to compose and one to deliver part 1", js)
		}
		if after := must[bot.Subscription](t)(s.SubscriptionByID(t.Context(), sub.ID)); !after.Covered.Equal(day) {
			t.Errorf("Covered = %v, want the digest's end %v", after.Covered, day)
		}
		compose(t, s, d.ID, 5) // as after a crash behind the commit
		if len(jobs(t, s)) != 2 {
			t.Error("composing again wrote another job")
		}
		want(t, s, bot.Pending, bot.Pending, bot.Pending)
		for i, d := range must[[]bot.Delivery](t)(s.Deliveries(t.Context(), DeliveryFilter{})) {
			if key := fmt.Sprintf("1/%d/%d", day.Unix(), 3-i); d.Key != key {
				t.Errorf("key %q, want %q", d.Key, key)
			}
		}
	})
}

func TestAttemptThatSucceeds(t *testing.T) {
	engines(t, func(t *testing.T) {
		s, _, d := composed(t, 1)
		begun, is, err := s.Begin(t.Context(), d.ID, day)
		if err != nil || !is || begun.Status != bot.Sending || begun.Attempts != 1 || begun.Message.Intro[0].Plain() != "part 1" {
			t.Fatalf("Begin = %+v, %v, %v", begun, is, err)
		}
		if _, again, err := s.Begin(t.Context(), d.ID, day); again || err != nil {
			t.Fatalf("a second Begin = %v, %v, want no second attempt", again, err)
		}
		ok(t, s.Finish(t.Context(), d.ID, 1, bot.Sent, "", "1772.0001", time.Time{}, day.Add(time.Second)))
		got := must[bot.Delivery](t)(s.Delivery(t.Context(), d.ID))
		if got.Status != bot.Sent || got.Receipt != "1772.0001" || !got.Attempted.Equal(day) {
			t.Errorf("delivery = %+v, want it sent with its receipt", got)
		}
		events := must[[]bot.Event](t)(s.Events(t.Context(), d.ID))
		wantEvents := []bot.Event{
			{At: day, Status: bot.Pending, Reason: "due"},
			{At: day, Attempt: 1, Status: bot.Sending},
			{At: day.Add(time.Second), Attempt: 1, Status: bot.Sent},
		}
		if diff := cmp.Diff(wantEvents, events); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
	})
}

// A process that was stopped during an attempt and comes back changes nothing.
func TestLateOutcomeIsSuperseded(t *testing.T) {
	engines(t, func(t *testing.T) {
		s, _, d := composed(t, 1)
		must[bot.Delivery](t)(first(s.Begin(t.Context(), d.ID, day)))
		ok(t, s.Finish(t.Context(), d.ID, 1, bot.Pending, "not there", "", day, day))
		must[bot.Delivery](t)(first(s.Begin(t.Context(), d.ID, day)))
		if err := s.Finish(t.Context(), d.ID, 1, bot.Sent, "", "late", time.Time{}, day); !errors.Is(err, ErrSuperseded) {
			t.Errorf("Finish of attempt 1 during attempt 2 = %v, want ErrSuperseded", err)
		}
		want(t, s, bot.Sending)
		ok(t, s.Finish(t.Context(), d.ID, 2, bot.Sent, "", "in time", time.Time{}, day))
		if err := s.Finish(t.Context(), d.ID, 2, bot.Failed, "again", "", time.Time{}, day); !errors.Is(err, ErrSuperseded) {
			t.Errorf("a second Finish = %v, want ErrSuperseded", err)
		}
		if got := must[bot.Delivery](t)(s.Delivery(t.Context(), d.ID)); got.Receipt != "in time" || got.Status != bot.Sent {
			t.Errorf("delivery = %+v, want what attempt 2 said", got)
		}
		if err := s.Finish(t.Context(), d.ID, 2, bot.Sending, "", "", time.Time{}, day); err == nil {
			t.Error("Finish took Sending for an outcome")
		}
	})
}

func first(d bot.Delivery, begun bool, err error) (bot.Delivery, error) {
	if err == nil && !begun {
		err = errors.New("not begun")
	}
	return d, err
}

// What waits is not begun before its time, and its job is written for then.
func TestRetryWaitsForItsTime(t *testing.T) {
	engines(t, func(t *testing.T) {
		s, _, d := composed(t, 1)
		must[bot.Delivery](t)(first(s.Begin(t.Context(), d.ID, day)))
		later := day.Add(time.Minute)
		ok(t, s.Finish(t.Context(), d.ID, 1, bot.Pending, "slow down", "", later, day))
		js := jobs(t, s)
		if got := js[len(js)-1]; got.Attempt != 1 || !got.At.Equal(later) || got.Kind != bot.DeliverJob || got.Platform != bot.Slack {
			t.Errorf("job = %+v, want attempt 1 at %v", got, later)
		}
		if _, begun, _ := s.Begin(t.Context(), d.ID, later.Add(-time.Second)); begun {
			t.Error("begun before its time")
		}
		if _, begun, _ := s.Begin(t.Context(), d.ID, later); !begun {
			t.Error("not begun in time")
		}
	})
}

// What may have been posted is never posted again by itself, only by hand.
func TestUnknownIsNeverBegunAgain(t *testing.T) {
	engines(t, func(t *testing.T) {
		s, _, d := composed(t, 1)
		must[bot.Delivery](t)(first(s.Begin(t.Context(), d.ID, day)))
		ok(t, s.Finish(t.Context(), d.ID, 1, bot.Unknown, "the connection broke", "", time.Time{}, day))
		for _, try := range []func() error{
			func() error {
				_, begun, err := s.Begin(t.Context(), d.ID, day.AddDate(1, 0, 0))
				return found2(begun, err)
			},
			func() error { return s.Requeue(t.Context(), d.ID) },
		} {
			ok(t, try())
		}
		if stale := must[[]bot.Delivery](t)(s.Stale(t.Context(), day.AddDate(1, 0, 0))); len(stale) != 0 {
			t.Errorf("Stale = %+v, want nothing", stale)
		}
		if n := len(jobs(t, s)); n != 2 {
			t.Errorf("%d jobs, want 2 as before", n)
		}
		want(t, s, bot.Unknown)
		ok(t, s.Retry(t.Context(), d.ID))
		want(t, s, bot.Pending)
		if js := jobs(t, s); len(js) != 3 || js[2].Attempt != 1 {
			t.Errorf("jobs = %+v, want one more for a further attempt", js)
		}
		must[bot.Delivery](t)(first(s.Begin(t.Context(), d.ID, day)))
	})
}

func found2(begun bool, err error) error {
	if begun {
		return errors.New("begun")
	}
	return err
}

// What stays behind because its job or its worker was lost is found, and
// queued again once.
func TestSweep(t *testing.T) {
	engines(t, func(t *testing.T) {
		s, _, d := due(t)
		if got := must[[]bot.Delivery](t)(s.Stale(t.Context(), day)); len(got) != 0 {
			t.Errorf("Stale at once = %+v, want nothing", got)
		}
		got := must[[]bot.Delivery](t)(s.Stale(t.Context(), day.Add(2*time.Minute)))
		if len(got) != 1 || got[0].ID != d.ID {
			t.Fatalf("Stale after two minutes = %+v, want the delivery without a digest", got)
		}
		s.now = func() time.Time { return day.Add(2 * time.Minute) }
		ok(t, s.Requeue(t.Context(), d.ID))
		if js := jobs(t, s); len(js) != 2 || js[1].Kind != bot.DigestJob {
			t.Errorf("jobs = %+v, want another to compose it", js)
		}
		if got := must[[]bot.Delivery](t)(s.Stale(t.Context(), day.Add(2*time.Minute))); len(got) != 0 {
			t.Errorf("Stale after Requeue = %+v, want nothing for a while", got)
		}
		compose(t, s, d.ID, 1)
		must[bot.Delivery](t)(first(s.Begin(t.Context(), d.ID, day.Add(2*time.Minute)))) // and the process dies
		got = must[[]bot.Delivery](t)(s.Stale(t.Context(), day.Add(5*time.Minute)))
		if len(got) != 1 || got[0].Status != bot.Sending {
			t.Fatalf("Stale = %+v, want the delivery that is being sent", got)
		}
		ok(t, s.Requeue(t.Context(), d.ID))
		js := jobs(t, s)
		if last := js[len(js)-1]; last.Kind != bot.DeliverJob || last.Attempt != 0 {
			t.Errorf("job = %+v, want the one that began attempt 1: the next attempt is another job", last)
		}
	})
}

func TestUnsubscribeSkipsWhatIsPending(t *testing.T) {
	engines(t, func(t *testing.T) {
		s, sub, d := composed(t, 2)
		must[bot.Delivery](t)(first(s.Begin(t.Context(), d.ID, day)))
		ok(t, s.RemoveSubscription(t.Context(), sub.ID))
		want(t, s, bot.Sending, bot.Skipped)
		ok(t, s.Finish(t.Context(), d.ID, 1, bot.Sent, "", "r", time.Time{}, day)) // what was under way
		want(t, s, bot.Sent, bot.Skipped)
		if got := must[[]bot.Delivery](t)(s.ClaimDue(t.Context(), day.AddDate(0, 1, 0), 10, daily)); len(got) != 0 {
			t.Errorf("claimed %+v for a removed subscription", got)
		}
		refused(t, s.RemoveSubscription(t.Context(), sub.ID), bot.NotFound, "there is no subscription 1 here")
	})
}

// Every change of status is an event, and the last event is the status.
func TestEventsAddUp(t *testing.T) {
	engines(t, func(t *testing.T) {
		s, _, d := composed(t, 3)
		outcomes := []bot.Status{bot.Pending, bot.Pending, bot.Sent}
		for i, to := range outcomes {
			must[bot.Delivery](t)(first(s.Begin(t.Context(), d.ID, day)))
			ok(t, s.Finish(t.Context(), d.ID, i+1, to, "why", "r", day, day))
		}
		must[bot.Delivery](t)(first(s.Begin(t.Context(), d.ID+1, day)))
		ok(t, s.Finish(t.Context(), d.ID+1, 1, bot.Failed, "gone", "", time.Time{}, day))
		for _, d := range must[[]bot.Delivery](t)(s.Deliveries(t.Context(), DeliveryFilter{})) {
			events := must[[]bot.Event](t)(s.Events(t.Context(), d.ID))
			last, begun := events[len(events)-1], 0
			for _, e := range events {
				if e.Status == bot.Sending {
					begun++
				}
			}
			if last.Status != d.Status || last.Reason != d.Reason || begun != d.Attempts {
				t.Errorf("delivery %+v does not agree with its events %+v", d, events)
			}
		}
		counts := must[map[bot.Status]int](t)(s.StatusCounts(t.Context()))
		if diff := cmp.Diff(map[bot.Status]int{bot.Sent: 1, bot.Failed: 1, bot.Skipped: 1}, counts); diff != "" {
			t.Errorf("counts (-want +got):\n%s", diff)
		}
		if tally := must[bot.Tally](t)(s.Tally(t.Context())); tally.Deliveries != 3 {
			t.Errorf("tally = %+v, want 3 deliveries", tally)
		}
	})
}

// Of many that begin the same delivery at once one does.
func TestOneOfManyBegins(t *testing.T) {
	engines(t, func(t *testing.T) {
		s, _, d := composed(t, 1)
		var wg sync.WaitGroup
		var mu sync.Mutex
		begun := 0
		for range 16 {
			wg.Go(func() {
				_, is, err := s.Begin(context.Background(), d.ID, day)
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					t.Error(err)
				}
				if is {
					begun++
				}
			})
		}
		wg.Wait()
		if begun != 1 {
			t.Errorf("%d attempts begun, want 1", begun)
		}
	})
}

// A failure to write the job takes the outcome back.
func TestOutcomeAndJobAreOne(t *testing.T) {
	engines(t, func(t *testing.T) {
		s, _, d := composed(t, 2)
		must[bot.Delivery](t)(first(s.Begin(t.Context(), d.ID, day)))
		s.Enqueue(&notebook{fail: errors.New("no room")})
		if err := s.Finish(t.Context(), d.ID, 1, bot.Sent, "", "r", time.Time{}, day); err == nil {
			t.Fatal("Finish succeeded without the next part's job")
		}
		want(t, s, bot.Sending, bot.Pending)
		if events := must[[]bot.Event](t)(s.Events(t.Context(), d.ID)); len(events) != 2 {
			t.Errorf("events = %+v, want none of the outcome", events)
		}
	})
}

// A transaction that has begun is not cut off when the bot is stopped.
func TestStopDoesNotCutOffAnOutcome(t *testing.T) {
	engines(t, func(t *testing.T) {
		s, _, d := composed(t, 1)
		must[bot.Delivery](t)(first(s.Begin(t.Context(), d.ID, day)))
		ctx, stop := context.WithCancel(t.Context())
		s.Enqueue(stopper{stop})
		ok(t, s.Finish(ctx, d.ID, 1, bot.Pending, "slow down", "", day, day))
		want(t, s, bot.Pending)
		if err := s.Retry(ctx, d.ID); !errors.Is(err, context.Canceled) {
			t.Errorf("Retry afterwards = %v, want it not to begin", err)
		}
	})
}

// A stopper ends a context while a job is written.
type stopper struct{ stop func() }

func (s stopper) InsertTx(context.Context, *sql.Tx, ...bot.Job) error {
	s.stop()
	time.Sleep(20 * time.Millisecond)
	return nil
}

func TestDigestsSentAreThoseTheChannelGot(t *testing.T) {
	engines(t, func(t *testing.T) {
		s, sub, _ := composed(t, 1)
		got := must[[]digest.Digest](t)(s.DigestsSent(t.Context(), sub.ID, day.AddDate(0, 0, -7)))
		if len(got) != 1 || !got[0].To.Equal(day) {
			t.Errorf("DigestsSent = %+v, want the one on its way", got)
		}
		ok(t, s.Skip(t.Context(), 1, "too late"))
		if got := must[[]digest.Digest](t)(s.DigestsSent(t.Context(), sub.ID, day.AddDate(0, 0, -7))); len(got) != 0 {
			t.Errorf("DigestsSent = %+v, want nothing that was skipped", got)
		}
	})
}
