package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"waybill/bot"
)

// An installation is its workspace's; taken away, its token is gone and its
// subscriptions rest, and no other's do.
func TestInstallations(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		first := Installation{Platform: bot.Slack, Workspace: steelChannel.Workspace, Name: nasty[0], User: "U0", Token: "v1.sealed", Scopes: "chat:write,commands", By: "U1", At: day}
		ok(t, s.SaveInstallation(t.Context(), first))
		first.Token, first.Name = "v1.again", "Steel House"
		ok(t, s.SaveInstallation(t.Context(), first))
		other := first
		other.Workspace, other.Token = "T2", "v1.other"
		ok(t, s.SaveInstallation(t.Context(), other))
		for _, want := range []Installation{first, other} {
			if diff := cmp.Diff(want, must[Installation](t)(s.Installation(t.Context(), bot.Slack, want.Workspace))); diff != "" {
				t.Errorf("installation (-want +got):\n%s", diff)
			}
		}
		if _, err := s.Installation(t.Context(), bot.Discord, first.Workspace); bot.KindOf(err) != bot.NotFound {
			t.Errorf("another platform's: %v", err)
		}
		mine := must[bot.Subscription](t)(s.AddSubscription(t.Context(), order(steelChannel, day)))
		there := must[bot.Subscription](t)(s.AddSubscription(t.Context(), order(bot.Channel{Platform: bot.Slack, Workspace: "T2", ID: steelChannel.ID}, day)))
		for range 2 {
			ok(t, s.RemoveInstallation(t.Context(), bot.Slack, first.Workspace))
		}
		if _, err := s.Installation(t.Context(), bot.Slack, first.Workspace); bot.KindOf(err) != bot.NotFound {
			t.Errorf("after its removal: %v", err)
		}
		must[Installation](t)(s.Installation(t.Context(), bot.Slack, "T2"))
		if out := must[[]bot.Outage](t)(s.Outages(t.Context())); len(out) != 1 || !out[0].Removed || out[0].Workspace != first.Workspace {
			t.Errorf("outages = %+v, want that of the workspace", out)
		}
		if got := must[[]bot.Delivery](t)(s.ClaimDue(t.Context(), day, 10, daily)); len(got) != 1 || got[0].Subscription != there.ID {
			t.Errorf("claimed %+v, want the other workspace's alone", got)
		}
		ok(t, s.SaveInstallation(t.Context(), first))
		if got := must[[]bot.Delivery](t)(s.ClaimDue(t.Context(), day, 10, daily)); len(got) != 1 || got[0].Subscription != mine.ID {
			t.Errorf("claimed %+v, want what waited for the app to be installed again", got)
		}
	})
}
