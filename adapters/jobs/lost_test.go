package jobs_test

import (
	"context"
	"testing"
	"time"

	"waybill/adapters/jobs"
	"waybill/bot"
	"waybill/digest"
)

// A delivery whose process died while it was posting, and whose job is lost
// with it, is put into the queue by the sweeper; if it turns out not to be
// posted, it is posted then, and not a sweep or two later. So the job that
// looks into an attempt is another one than the job of the next attempt.
func TestSweptDeliveryIsPostedAtOnce(t *testing.T) {
	engines(t, func(t *testing.T) {
		s, rec := open(t), newRecord()
		r := start(t, s, jobs.Work{Deliver: func(ctx context.Context, id int64) error {
			rec.note(bot.DeliverJob, id)
			d, err := s.Delivery(ctx, id)
			if err != nil || d.Status != bot.Sending {
				return err
			}
			return s.Finish(ctx, id, d.Attempts, bot.Pending, "it is not in the channel", "", time.Time{}, time.Now())
		}})
		s.Enqueue(nil) // until it is swept, no job is written
		at := time.Now().Add(-time.Minute)
		if _, err := s.AddSubscription(t.Context(), bot.Subscription{
			Channel: bot.Channel{Platform: bot.Slack, Workspace: "T1", ID: "C1"}, Topics: []string{"tariffs"}, Next: at,
		}); err != nil {
			t.Fatal(err)
		}
		due, err := s.ClaimDue(t.Context(), time.Now(), 1, func(sub bot.Subscription) (time.Time, error) { return sub.Next.AddDate(0, 0, 1), nil })
		if err != nil || len(due) != 1 {
			t.Fatal(due, err)
		}
		n, err := s.SaveDigest(t.Context(), "steel", digest.Digest{})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Compose(t.Context(), due[0].ID, n, []bot.Message{bot.Say("one")}); err != nil {
			t.Fatal(err)
		}
		if _, begun, err := s.Begin(t.Context(), due[0].ID, time.Now()); err != nil || !begun {
			t.Fatal(begun, err)
		}
		s.Enqueue(r)
		if err := s.Requeue(t.Context(), due[0].ID); err != nil {
			t.Fatal(err)
		}
		rec.wait(t, 2, soon) // what looks into it, and what posts it
	})
}
