package store

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"waybill/bot"
)

func TestSubscriptionComesBackAsItWas(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		sub := order(steelChannel, day)
		sub.Until, sub.Covered, sub.State, sub.Length = day.AddDate(0, 0, 3), day.AddDate(0, 0, -1), bot.Paused, bot.Brief
		added := must[bot.Subscription](t)(s.AddSubscription(t.Context(), sub))
		sub.ID, sub.Number = 1, 1
		if diff := cmp.Diff(sub, added); diff != "" {
			t.Errorf("added (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(sub, must[bot.Subscription](t)(s.SubscriptionByID(t.Context(), 1))); diff != "" {
			t.Errorf("read back (-want +got):\n%s", diff)
		}
		sub.Topics, sub.Cadence, sub.Zone, sub.Next, sub.State = []string{"shipping"}, "daily 07:30", "Asia/Tokyo", day.Add(time.Hour), bot.Active
		ok(t, s.UpdateSubscription(t.Context(), sub))
		if diff := cmp.Diff(sub, must[bot.Subscription](t)(s.Subscription(t.Context(), steelChannel, 1))); diff != "" {
			t.Errorf("updated (-want +got):\n%s", diff)
		}
	})
}

// What a change read before a digest was composed does not move the window
// back.
func TestCoveredOnlyMovesForward(t *testing.T) {
	engines(t, func(t *testing.T) {
		s, sub, _ := composed(t, 1)
		sub.Cadence = "daily 09:00" // read before Compose: Covered is zero
		ok(t, s.UpdateSubscription(t.Context(), sub))
		if got := must[bot.Subscription](t)(s.SubscriptionByID(t.Context(), sub.ID)); !got.Covered.Equal(day) {
			t.Errorf("Covered = %v, want %v", got.Covered, day)
		}
	})
}

// Each workspace counts for itself, and sees nothing of another: what is not
// theirs looks like what does not exist.
func TestWorkspacesAreApart(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		noted(t, s)
		mine := steelChannel
		sameWorkspace := bot.Channel{Platform: bot.Slack, Workspace: "T1", ID: "C2"}
		otherWorkspace := bot.Channel{Platform: bot.Slack, Workspace: "T2", ID: "C1"}
		otherPlatform := bot.Channel{Platform: bot.Discord, Workspace: "T1", ID: "C1"}
		aDirect := bot.Channel{Platform: bot.Discord, ID: "900"}
		bDirect := bot.Channel{Platform: bot.Discord, ID: "901"}
		for _, c := range []bot.Channel{mine, sameWorkspace, otherWorkspace, otherPlatform, aDirect, bDirect} {
			must[bot.Subscription](t)(s.AddSubscription(t.Context(), order(c, day)))
		}
		numbers := map[bot.Channel]int{}
		for _, sub := range must[[]bot.Subscription](t)(s.Subscriptions(t.Context(), bot.Channel{})) {
			numbers[sub.Channel] = sub.Number
		}
		if diff := cmp.Diff(map[bot.Channel]int{
			mine: 1, sameWorkspace: 2, otherWorkspace: 1, otherPlatform: 1, aDirect: 1, bDirect: 1,
		}, numbers); diff != "" {
			t.Errorf("numbers (-want +got):\n%s", diff)
		}

		const nothing = "there is no subscription 2 here (say “subscriptions” to see all)"
		for _, c := range []bot.Channel{otherWorkspace, otherPlatform, aDirect, bDirect} {
			_, err := s.Subscription(t.Context(), c, 2)
			refused(t, err, bot.NotFound, nothing)
		}
		must[bot.Subscription](t)(s.Subscription(t.Context(), mine, 2)) // another channel, the same workspace
		if got := must[[]bot.Subscription](t)(s.Subscriptions(t.Context(), bot.Channel{Platform: bot.Discord})); len(got) != 0 {
			t.Errorf("all direct conversations have %+v in common", got)
		}
		if got := must[[]bot.Subscription](t)(s.Subscriptions(t.Context(), bot.Channel{Platform: bot.Slack, Workspace: "T1"})); len(got) != 2 {
			t.Errorf("the workspace has %d subscriptions, want 2", len(got))
		}
		if got := must[[]bot.Subscription](t)(s.Subscriptions(t.Context(), aDirect)); len(got) != 1 {
			t.Errorf("the direct conversation has %d subscriptions, want 1", len(got))
		}

		ds := must[[]bot.Delivery](t)(s.ClaimDue(t.Context(), day, 10, daily))
		for _, d := range ds {
			for _, c := range []bot.Channel{mine, otherWorkspace, otherPlatform, aDirect, bDirect} {
				_, err := s.DeliveryIn(t.Context(), c, d.ID)
				theirs := d.Channel.Platform == c.Platform && tenant(d.Channel) == tenant(c)
				if theirs != (err == nil) || !theirs && bot.KindOf(err) != bot.NotFound {
					t.Errorf("DeliveryIn(%+v) of %+v = %v", c, d.Channel, err)
				}
			}
		}
		if got := must[[]bot.Delivery](t)(s.Deliveries(t.Context(), DeliveryFilter{In: bDirect})); len(got) != 1 || !got[0].Channel.Same(bDirect) {
			t.Errorf("Deliveries of a direct conversation = %+v, want its own", got)
		}

		stolen := must[bot.Subscription](t)(s.Subscription(t.Context(), mine, 1))
		stolen.Channel = otherWorkspace
		if err := s.UpdateSubscription(t.Context(), stolen); bot.KindOf(err) != bot.NotFound {
			t.Errorf("moving a subscription to another workspace = %v, want NotFound", err)
		}
	})
}

// A number is never given twice, so an old button reaches nothing new.
func TestNumbersAreNotUsedAgain(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		a := must[bot.Subscription](t)(s.AddSubscription(t.Context(), order(steelChannel, day)))
		ok(t, s.RemoveSubscription(t.Context(), a.ID))
		b := must[bot.Subscription](t)(s.AddSubscription(t.Context(), order(steelChannel, day)))
		if b.Number != 2 || b.ID == a.ID {
			t.Errorf("the next subscription has number %d and ID %d, want new ones", b.Number, b.ID)
		}
		if _, err := s.Subscription(t.Context(), steelChannel, 1); bot.KindOf(err) != bot.NotFound {
			t.Errorf("Subscription 1 = %v, want NotFound", err)
		}
	})
}

func TestRefusedSubscriptions(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		for want, spoil := range map[string]func(*bot.Subscription){
			"a subscription needs a channel":                                              func(s *bot.Subscription) { s.Channel.ID = "" },
			"a subscription needs a topic (say “topics” to see all)":                      func(s *bot.Subscription) { s.Topics = nil },
			"a subscription has at most 50 topics":                                        func(s *bot.Subscription) { s.Topics = make([]string, 51) },
			"the channel's name has 1048576 bytes, and at most 300 are kept (shorten it)": func(s *bot.Subscription) { s.Channel.Name = strings.Repeat("x", 1<<20) },
			"the user's name has 1048576 bytes, and at most 300 are kept (shorten it)":    func(s *bot.Subscription) { s.CreatedBy.Name = strings.Repeat("x", 1<<20) },
			"the topic has 301 bytes, and at most 300 are kept (shorten it)":              func(s *bot.Subscription) { s.Topics[0] = strings.Repeat("x", 301) },
		} {
			sub := order(steelChannel, day)
			spoil(&sub)
			_, err := s.AddSubscription(t.Context(), sub)
			refused(t, err, bot.Invalid, want)
		}
	})
}
