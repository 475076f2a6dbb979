package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"waybill/bot"
)

// nasty are texts that somebody types to see what happens.
var nasty = []string{
	`'; DROP TABLE sources; --`, `" OR 1=1`, "NUL \x00 inside", "half a rune \xe2\x82", "%_\\", "$1 ?1 :name @name", "💥\u202e", "",
}

func TestSettingsOfAChannel(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		if diff := cmp.Diff(bot.Settings{}, must[bot.Settings](t)(s.Settings(t.Context(), steelChannel))); diff != "" {
			t.Errorf("settings of an untouched channel (-want +got):\n%s", diff)
		}
		set := bot.Settings{Zone: "Europe/Berlin", Allow: []string{"U1", "U2"}, Less: []string{"shipping"}, Paused: true}
		ok(t, s.SaveSettings(t.Context(), steelChannel, set))
		ok(t, s.Mute(t.Context(), steelChannel, "story-1"))
		ok(t, s.Mute(t.Context(), steelChannel, "story-1"))
		ok(t, s.Mute(t.Context(), steelChannel, "story-2"))
		ok(t, s.Unmute(t.Context(), steelChannel, "story-1"))
		set.Muted = []string{"story-2"}
		if diff := cmp.Diff(set, must[bot.Settings](t)(s.Settings(t.Context(), steelChannel))); diff != "" {
			t.Errorf("settings (-want +got):\n%s", diff)
		}
		ok(t, s.SaveSettings(t.Context(), steelChannel, bot.Settings{})) // does not forget what is muted
		if got := must[bot.Settings](t)(s.Settings(t.Context(), steelChannel)); len(got.Muted) != 1 || got.Paused {
			t.Errorf("settings = %+v, want only the muted story", got)
		}
		elsewhere := bot.Channel{Platform: bot.Slack, Workspace: "T2", ID: steelChannel.ID}
		if got := must[bot.Settings](t)(s.Settings(t.Context(), elsewhere)); len(got.Muted) != 0 {
			t.Errorf("another workspace sees %+v", got)
		}
	})
}

func TestShownListIsAPersons(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		ok(t, s.SaveShown(t.Context(), steelChannel, "U1", []string{"a", "b"}))
		ok(t, s.SaveShown(t.Context(), steelChannel, "U1", []string{"b", "c"}))
		if diff := cmp.Diff([]string{"b", "c"}, must[[]string](t)(s.Shown(t.Context(), steelChannel, "U1"))); diff != "" {
			t.Errorf("shown (-want +got):\n%s", diff)
		}
		if got := must[[]string](t)(s.Shown(t.Context(), steelChannel, "U2")); got != nil {
			t.Errorf("somebody else was shown %v", got)
		}
	})
}

func TestAuditLogOfAWorkspace(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		other := bot.Channel{Platform: bot.Slack, Workspace: "T2", ID: "C1"}
		for i, line := range append([]string{"subscribe steel"}, nasty...) {
			ok(t, s.Record(t.Context(), bot.Change{At: day, Channel: steelChannel, User: bot.User{ID: "U1", Name: line}, Command: line, Result: line}))
			if i == 0 {
				ok(t, s.Record(t.Context(), bot.Change{At: day, Channel: other, User: bot.User{ID: "U9"}, Command: "unsubscribe 1"}))
			}
		}
		got := must[[]bot.Change](t)(s.Changes(t.Context(), ChangeFilter{In: bot.Channel{Platform: bot.Slack, Workspace: "T1"}}))
		if len(got) != len(nasty)+1 {
			t.Fatalf("%d changes, want %d", len(got), len(nasty)+1)
		}
		want := bot.Change{At: day, Channel: steelChannel, User: bot.User{ID: "U1", Name: "subscribe steel"}, Command: "subscribe steel", Result: "subscribe steel"}
		if diff := cmp.Diff(want, got[len(got)-1]); diff != "" {
			t.Errorf("the oldest change (-want +got):\n%s", diff)
		}
		if got := must[[]bot.Change](t)(s.Changes(t.Context(), ChangeFilter{Limit: 3})); len(got) != 3 {
			t.Errorf("%d changes of all, want the limit of 3", len(got))
		}
		if got := must[[]bot.Change](t)(s.Changes(t.Context(), ChangeFilter{Since: day.AddDate(0, 0, 1)})); len(got) != 0 {
			t.Errorf("changes since tomorrow: %+v", got)
		}
	})
}

// Whatever somebody types, it is stored as text and nothing else.
func TestNastyTextsAreOnlyTexts(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		for _, text := range nasty {
			c := bot.Channel{Platform: bot.Slack, Workspace: "T1", ID: "C1", Name: text}
			sub := order(c, day)
			sub.Cadence, sub.Zone, sub.Topics, sub.CreatedBy.Name = text, text, []string{text}, text
			added := must[bot.Subscription](t)(s.AddSubscription(t.Context(), sub))
			got := must[bot.Subscription](t)(s.Subscription(t.Context(), c, added.Number))
			if want := clean(text); got.Cadence != want || got.Topics[0] != want || got.Channel.Name != want || len(want) != len(text) {
				t.Errorf("%q came back as %+v", text, got)
			}
			ok(t, s.Mute(t.Context(), c, text))
			ok(t, s.SaveShown(t.Context(), c, text, []string{text}))
			ok(t, s.SaveSettings(t.Context(), c, bot.Settings{Zone: text, Allow: []string{text}}))
		}
		if tally := must[bot.Tally](t)(s.Tally(t.Context())); tally.Subscriptions != len(nasty) {
			t.Errorf("%d subscriptions, want %d", tally.Subscriptions, len(nasty))
		}
		ok(t, s.Check(t.Context()))
	})
}
