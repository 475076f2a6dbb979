package store

import (
	"errors"
	"testing"
	"time"

	"waybill/bot"
)

// A due subscription becomes one delivery with the job that composes it, and
// moves on.
func TestClaimWritesDeliveryJobAndNextDate(t *testing.T) {
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
}

// If the job cannot be written, nothing else is.
func TestClaimIsAllOrNothing(t *testing.T) {
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
}
