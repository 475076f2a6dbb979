package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"waybill/bot"
)

// A due subscription becomes one delivery with the job that composes it, and
// moves on.
func TestClaimWritesDeliveryJobAndNextDate(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		noted(t, s)
		sub := must[bot.Subscription](t)(s.AddSubscription(t.Context(), order(steelChannel, day)))

		got := must[[]bot.Delivery](t)(s.ClaimDue(t.Context(), day.Add(time.Second), 10, daily))
		if len(got) != 1 || got[0].Key != "1/1772438400/1" || got[0].Status != bot.Pending || got[0].Parts != 0 || !got[0].Slot.Equal(day) {
			t.Fatalf("ClaimDue = %+v, want one pending delivery for %v", got, day)
		}
		if js := jobs(t, s); len(js) != 1 || js[0].Kind != bot.DigestJob || js[0].ID != got[0].ID || js[0].Platform != bot.Slack {
			t.Errorf("jobs = %+v, want one to compose delivery %d", js, got[0].ID)
		}
		after := must[bot.Subscription](t)(s.SubscriptionByID(t.Context(), sub.ID))
		if want := day.AddDate(0, 0, 1); !after.Next.Equal(want) {
			t.Errorf("Next = %v, want %v", after.Next, want)
		}
		if again := must[[]bot.Delivery](t)(s.ClaimDue(t.Context(), day.Add(time.Second), 10, daily)); len(again) != 0 {
			t.Errorf("a second ClaimDue = %+v, want nothing", again)
		}
	})
}

// If the job cannot be written, nothing else is.
func TestClaimIsAllOrNothing(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		book := noted(t, s)
		book.fail = errors.New("no room")
		sub := must[bot.Subscription](t)(s.AddSubscription(t.Context(), order(steelChannel, day)))

		if _, err := s.ClaimDue(t.Context(), day, 10, daily); err == nil {
			t.Fatal("ClaimDue succeeded without a job")
		}
		if ds := must[[]bot.Delivery](t)(s.Deliveries(t.Context(), DeliveryFilter{})); len(ds) != 0 {
			t.Errorf("deliveries = %+v, want none", ds)
		}
		if after := must[bot.Subscription](t)(s.SubscriptionByID(t.Context(), sub.ID)); !after.Next.Equal(day) {
			t.Errorf("Next = %v, want %v as before", after.Next, day)
		}
		book.fail = nil
		if got := must[[]bot.Delivery](t)(s.ClaimDue(t.Context(), day, 10, daily)); len(got) != 1 {
			t.Errorf("ClaimDue afterwards = %+v, want the delivery", got)
		}
	})
}

// Of two processes on one file each subscription goes to one.
func TestTwoClaimantsShare(t *testing.T) {
	engines(t, func(t *testing.T) {
		a := fresh(t)
		noted(t, a)
		b := reopen(t, address(a))
		b.Enqueue(&notebook{})
		const n = 300
		for i := range n {
			must[bot.Subscription](t)(a.AddSubscription(t.Context(), order(bot.Channel{Platform: bot.Slack, Workspace: "T1", ID: fmt.Sprint(i)}, day)))
		}
		var wg sync.WaitGroup
		claimed := make([]int, 2)
		for i, s := range []*Store{a, b} {
			wg.Go(func() {
				for {
					ds, err := s.ClaimDue(context.Background(), day, 7, daily)
					if err != nil {
						t.Error(err)
					}
					if len(ds) == 0 {
						return
					}
					claimed[i] += len(ds)
				}
			})
		}
		wg.Wait()
		if claimed[0]+claimed[1] != n {
			t.Errorf("claimed %v, want %d in all", claimed, n)
		}
		if tally := must[bot.Tally](t)(a.Tally(t.Context())); tally.Deliveries != n {
			t.Errorf("%d deliveries, want %d", tally.Deliveries, n)
		}
		if got := len(jobs(t, a)); got != n {
			t.Errorf("%d jobs, want %d", got, n)
		}
	})
}

func TestClaimLeavesPausedAndLater(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		noted(t, s)
		states := []bot.State{bot.Active, bot.Paused, bot.Disabled, bot.Active}
		for i, state := range states {
			sub := order(steelChannel, day)
			sub.State = state
			if i == 3 {
				sub.Next = day.Add(time.Minute)
			}
			must[bot.Subscription](t)(s.AddSubscription(t.Context(), sub))
		}
		got := must[[]bot.Delivery](t)(s.ClaimDue(t.Context(), day, 10, daily))
		if len(got) != 1 || got[0].Subscription != 1 {
			t.Errorf("claimed %+v, want subscription 1 only", got)
		}
	})
}

// A pause ends at its end: what was due meanwhile is not made up for.
func TestPauseEnds(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		noted(t, s)
		sub := order(steelChannel, day)
		sub.State, sub.Until = bot.Paused, day.AddDate(0, 0, 10)
		must[bot.Subscription](t)(s.AddSubscription(t.Context(), sub))
		now := day.AddDate(0, 0, 10)
		next := func(bot.Subscription) (time.Time, error) { return now.Add(time.Hour), nil }
		if got := must[[]bot.Delivery](t)(s.ClaimDue(t.Context(), now.Add(-time.Second), 10, next)); len(got) != 0 {
			t.Errorf("claimed %+v during the pause", got)
		}
		if got := must[[]bot.Delivery](t)(s.ClaimDue(t.Context(), now, 10, next)); len(got) != 0 {
			t.Errorf("claimed %+v for the time of the pause", got)
		}
		after := must[bot.Subscription](t)(s.SubscriptionByID(t.Context(), 1))
		if after.State != bot.Active || !after.Until.IsZero() || !after.Next.Equal(now.Add(time.Hour)) {
			t.Errorf("subscription = %+v, want it active and due in an hour", after)
		}
	})
}

// A subscription without a next date is disabled, and holds up no other.
func TestBrokenCadenceHoldsUpNobody(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		noted(t, s)
		for i := range 3 {
			sub := order(steelChannel, day)
			sub.Cadence = []string{"weekdays 08:00", "every blue moon", "standing still"}[i]
			must[bot.Subscription](t)(s.AddSubscription(t.Context(), sub))
		}
		next := func(sub bot.Subscription) (time.Time, error) {
			switch sub.Cadence {
			case "every blue moon":
				return time.Time{}, errors.New("no such cadence")
			case "standing still":
				return sub.Next, nil
			}
			return daily(sub)
		}
		got, err := s.ClaimDue(t.Context(), day, 10, next)
		if len(got) != 1 || got[0].Subscription != 1 {
			t.Errorf("claimed %+v, want subscription 1", got)
		}
		if err == nil || !strings.Contains(err.Error(), "every blue moon") || !strings.Contains(err.Error(), "standing still") {
			t.Errorf("error %v names not both that are broken", err)
		}
		for id := int64(2); id <= 3; id++ {
			if sub := must[bot.Subscription](t)(s.SubscriptionByID(t.Context(), id)); sub.State != bot.Disabled {
				t.Errorf("subscription %d is %s, want disabled", id, sub.State)
			}
		}
		if got, err := s.ClaimDue(t.Context(), day, 10, next); len(got) != 0 || err != nil {
			t.Errorf("a second ClaimDue = %+v, %v", got, err)
		}
	})
}

// A slot that is in the ledger already, as after a clock was set back, is not
// queued again.
func TestSlotIsQueuedOnce(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		noted(t, s)
		sub := must[bot.Subscription](t)(s.AddSubscription(t.Context(), order(steelChannel, day)))
		must[[]bot.Delivery](t)(s.ClaimDue(t.Context(), day, 10, daily))
		sub.Next = day
		ok(t, s.UpdateSubscription(t.Context(), sub))
		if got := must[[]bot.Delivery](t)(s.ClaimDue(t.Context(), day, 10, daily)); len(got) != 0 {
			t.Errorf("claimed %+v again", got)
		}
		if tally := must[bot.Tally](t)(s.Tally(t.Context())); tally.Deliveries != 1 {
			t.Errorf("%d deliveries, want 1", tally.Deliveries)
		}
	})
}
