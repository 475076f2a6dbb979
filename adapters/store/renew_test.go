package store

import (
	"testing"

	"waybill/bot"
)

// A token is renewed only in the place of the one that it was got for; an
// organisation takes its workspaces with it when it goes.
func TestTokensOfOrganisations(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		org := Installation{Platform: bot.Slack, Workspace: "E1", Name: "The Group", Token: "v1.first", At: day}
		part := Installation{Platform: bot.Slack, Workspace: steelChannel.Workspace, Org: "E1", At: day}
		alone := Installation{Platform: bot.Slack, Workspace: "T2", Token: "v1.own", At: day}
		for _, i := range []Installation{org, part, alone} {
			ok(t, s.SaveInstallation(t.Context(), i))
		}
		for _, c := range []struct {
			older, token string
			want         bool
		}{{"v1.first", "v1.second", true}, {"v1.first", "v1.third", false}} {
			if got := must[bool](t)(s.RenewToken(t.Context(), bot.Slack, "E1", c.older, c.token)); got != c.want {
				t.Errorf("RenewToken(%s, %s) = %v, want %v", c.older, c.token, got, c.want)
			}
		}
		if got := must[Installation](t)(s.Installation(t.Context(), bot.Slack, "E1")).Token; got != "v1.second" {
			t.Errorf("the token is %s", got)
		}
		if got := must[Installation](t)(s.Installation(t.Context(), bot.Slack, part.Workspace)).Org; got != "E1" {
			t.Errorf("the workspace is of %q", got)
		}
		mine := must[bot.Subscription](t)(s.AddSubscription(t.Context(), order(steelChannel, day)))
		theirs := must[bot.Subscription](t)(s.AddSubscription(t.Context(), order(bot.Channel{Platform: bot.Slack, Workspace: "T2", ID: steelChannel.ID}, day)))
		ok(t, s.RemoveInstallation(t.Context(), bot.Slack, "E1"))
		if _, err := s.Installation(t.Context(), bot.Slack, "E1"); bot.KindOf(err) != bot.NotFound {
			t.Errorf("the organisation's after the removal: %v", err)
		}
		must[Installation](t)(s.Installation(t.Context(), bot.Slack, "T2"))
		if got := must[[]bot.Delivery](t)(s.ClaimDue(t.Context(), day, 10, daily)); len(got) != 1 || got[0].Subscription != theirs.ID {
			t.Errorf("claimed %+v, want the other workspace's alone", got)
		}
		for _, w := range []string{"E1", mine.Channel.Workspace} { // installed again, and found so
			ok(t, s.EndOutage(t.Context(), bot.Slack, w))
		}
		if got := must[[]bot.Delivery](t)(s.ClaimDue(t.Context(), day, 10, daily)); len(got) != 1 || got[0].Subscription != mine.ID {
			t.Errorf("claimed %+v, want what waited", got)
		}
	})
}
