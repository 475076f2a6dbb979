package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"waybill/bot"
	"waybill/digest"
)

// Deliveries that many work on at once each come to their own outcome, whoever
// shares a statement with whom; and of several that want the same one, one gets
// it.
func TestManyAtOnce(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		noted(t, s)
		const n = 60
		for i := range n {
			must[bot.Subscription](t)(s.AddSubscription(t.Context(), order(bot.Channel{Platform: bot.Slack, Workspace: "T1", ID: fmt.Sprint("C", i)}, day)))
		}
		ds := must[[]bot.Delivery](t)(s.ClaimDue(t.Context(), day, n, daily))
		dg := must[int64](t)(s.SaveDigest(t.Context(), "steel", digest.Digest{To: day}))
		var wg sync.WaitGroup
		for i, d := range ds {
			for range 2 { // two jobs for each
				wg.Go(func() { complete(t, s, d, dg, i) })
			}
		}
		wg.Go(func() {
			if err := s.Compose(t.Context(), 1_000_000, dg, []bot.Message{bot.Say("nobody's")}); bot.KindOf(err) != bot.NotFound {
				t.Errorf("composing what does not exist: %v", err)
			}
			if _, _, err := s.Begin(t.Context(), 1_000_000, day); bot.KindOf(err) != bot.NotFound {
				t.Errorf("beginning what does not exist: %v", err)
			}
			if _, err := s.Dossier(t.Context(), 1_000_000, 10, day); bot.KindOf(err) != bot.NotFound {
				t.Errorf("what is known of what does not exist: %v", err)
			}
		})
		wg.Wait()
		for i, d := range ds {
			got := must[bot.Delivery](t)(s.Delivery(t.Context(), d.ID))
			if got.Status != bot.Sent || got.Attempts != 1 || got.Receipt != fmt.Sprint("receipt ", i) || got.Message.Intro[0][0].Text != fmt.Sprint("message ", i) {
				t.Errorf("delivery %d came to %+v", d.ID, got)
			}
			if steps := must[[]bot.Event](t)(s.Events(t.Context(), d.ID)); len(steps) != 3 {
				t.Errorf("delivery %d has %d events, want 3: %v", d.ID, len(steps), steps)
			}
		}
		posting := 0
		for _, j := range jobs(t, s) {
			if j.Kind == bot.DeliverJob {
				posting++
			}
		}
		if posting != n {
			t.Errorf("%d jobs to post were written, want %d", posting, n)
		}
	})
}

// complete brings a delivery from its claim to its outcome, as far as nobody
// else does.
func complete(t *testing.T, s *Store, d bot.Delivery, digest int64, i int) {
	ctx := context.Background()
	known, err := s.Dossier(ctx, d.ID, 10, day.AddDate(0, 0, -1))
	if err != nil || known.Delivery.ID != d.ID || known.Subscription.Channel.ID != fmt.Sprint("C", i) || len(known.Outcomes) != 1 {
		t.Errorf("known of delivery %d: of %d in %s, with %d outcomes, %v", d.ID, known.Delivery.ID, known.Subscription.Channel.ID, len(known.Outcomes), err)
	}
	if err := s.Compose(ctx, d.ID, digest, []bot.Message{bot.Say(fmt.Sprint("message ", i))}); err != nil {
		t.Error(err)
	}
	if state, err := s.State(ctx, d.ID); err != nil || state.ID != d.ID || state.Parts != 1 {
		t.Errorf("state of delivery %d: %+v, %v", d.ID, state, err)
	}
	begun, mine, err := s.Begin(ctx, d.ID, day)
	if err != nil || !mine {
		if err != nil {
			t.Error(err)
		}
		return
	}
	held, err := s.Holds(ctx, d.ID, begun.Attempts)
	if other, _ := s.Holds(ctx, d.ID, begun.Attempts+1); err != nil || !held || other {
		t.Errorf("delivery %d is held: %v, %v; in another attempt: %v", d.ID, held, err, other)
	}
	if err := s.Finish(ctx, d.ID, begun.Attempts+1, bot.Sent, "", "not this", time.Time{}, day); !errors.Is(err, ErrSuperseded) {
		t.Errorf("the outcome of another attempt: %v", err)
	}
	if err := s.Finish(ctx, d.ID, begun.Attempts, bot.Sent, "", fmt.Sprint("receipt ", i), time.Time{}, day); err != nil {
		t.Error(err)
	}
}

// What is known of a delivery is the same on both engines as what is asked for
// piece by piece.
func TestDossier(t *testing.T) {
	engines(t, func(t *testing.T) {
		s, sub, d := composed(t, 2)
		set := bot.Settings{Zone: "Asia/Tokyo", Allow: []string{"U2"}, Less: []string{"energy"}}
		ok(t, s.SaveSettings(t.Context(), sub.Channel, set))
		ok(t, s.Mute(t.Context(), sub.Channel, "story-1"))
		got := must[bot.Dossier](t)(s.Dossier(t.Context(), d.ID, 10, day.AddDate(0, 0, -1)))
		set.Muted = []string{"story-1"}
		d.Message = bot.Message{}
		want := bot.Dossier{
			Delivery: d, Subscription: must[bot.Subscription](t)(s.SubscriptionByID(t.Context(), sub.ID)), Settings: set,
			Outcomes: must[[]bot.Delivery](t)(s.Outcomes(t.Context(), sub.ID, 10)),
			Sent:     must[[]int64](t)(s.DigestIDsSent(t.Context(), sub.ID, day.AddDate(0, 0, -1))),
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("dossier (-want +got):\n%s", diff)
		}
		if len(got.Outcomes) != 2 || len(got.Sent) != 1 {
			t.Errorf("outcomes %v, digests %v", got.Outcomes, got.Sent)
		}
		if later := must[bot.Dossier](t)(s.Dossier(t.Context(), d.ID, 1, day.AddDate(0, 0, 1))); len(later.Outcomes) != 1 || len(later.Sent) != 0 {
			t.Errorf("one outcome, and none since tomorrow: %v, %v", later.Outcomes, later.Sent)
		}
		ok(t, s.RemoveSubscription(t.Context(), sub.ID))
		if gone := must[bot.Dossier](t)(s.Dossier(t.Context(), d.ID, 10, day)); !gone.Removed || gone.Delivery.ID != d.ID {
			t.Errorf("without its subscription: %+v", gone)
		}
	})
}

// Whoever stops waiting before the question was put takes it back, and a
// question that fails fails for all who asked.
func TestGatherer(t *testing.T) {
	asking, answer := make(chan []int), make(chan error)
	g := &gatherer[int, int]{ask: func(_ context.Context, all []int, say func(int, int)) error {
		asking <- all
		for i, q := range all {
			say(i, -q)
		}
		return <-answer
	}}
	type result struct {
		a   int
		err error
	}
	results := make(chan result, 10)
	put := func(ctx context.Context, q int) {
		go func() {
			a, _, err := g.put(ctx, q)
			results <- result{a, err}
		}()
	}
	put(t.Context(), 1)
	<-asking
	ctx, cancel := context.WithCancel(t.Context())
	put(ctx, 2)
	cancel()
	if r := <-results; !errors.Is(r.err, context.Canceled) {
		t.Errorf("who left heard %+v", r)
	}
	answer <- nil
	if r := <-results; r != (result{-1, nil}) {
		t.Errorf("the first heard %+v", r)
	}
	bad := errors.New("bad")
	put(t.Context(), 3)
	if all := <-asking; len(all) != 1 || all[0] != 3 {
		t.Errorf("asked %v, want 3 alone", all)
	}
	put(t.Context(), 4)
	put(t.Context(), 5)
	for g.waits() < 2 {
		time.Sleep(time.Millisecond)
	}
	answer <- bad
	if r := <-results; !errors.Is(r.err, bad) {
		t.Errorf("the third heard %+v", r)
	}
	if all := <-asking; len(all) != 2 {
		t.Errorf("asked %v, want two together", all)
	}
	answer <- nil
	if a, b := <-results, <-results; a.err != nil || b.err != nil || a.a+b.a != -9 {
		t.Errorf("the last two heard %+v, %+v", a, b)
	}
}

func (g *gatherer[Q, A]) waits() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.waiting)
}
