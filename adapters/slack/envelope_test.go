package slack

import (
	"encoding/json"
	"strings"
	"testing"

	"waybill/adapters/slack/slacktest"
	"waybill/bot"
)

func TestWhatIsNotForUsIsAcknowledgedAndIgnored(t *testing.T) {
	h := &crew{}
	s, _, book := begin(t, slacktest.Config{}, h, nil)
	for _, e := range []map[string]any{
		{"type": "message", "channel": "C0TRADE", "channel_type": "channel", "user": "U0ANA", "text": "not for us", "ts": "1.1"},
		{"type": "message", "channel": "D0ANA", "channel_type": "im", "bot_id": "B9", "user": "U9", "text": "another bot", "ts": "1.2"},
		{"type": "message", "channel": "D0ANA", "channel_type": "im", "subtype": "message_changed", "ts": "1.3"},
		{"type": "message", "channel": "D0ANA", "channel_type": "im", "subtype": "message_deleted", "user": "U0ANA", "ts": "1.4"},
		{"type": "app_mention", "channel": "C0TRADE", "user": slacktest.BotUID, "text": "<@" + slacktest.BotUID + "> me", "ts": "1.5"},
		{"type": "app_mention", "channel": "C0TRADE", "user": "U0ANA", "text": "edited", "ts": "1.6", "edited": map[string]any{"user": "U0ANA", "ts": "1.7"}},
		{"type": "reaction_added", "user": "U0ANA", "item": []any{1, "x"}},
		{"type": "an_event_of_next_year", "text": 5},
	} {
		must(t, s.Event(e))
	}
	for _, p := range []map[string]any{
		{"type": "view_submission", "view": map[string]any{"id": "V1"}},
		{"type": "block_actions", "actions": []any{}},
		{"type": "block_actions", "user": map[string]any{"id": "U0ANA"}, "channel": map[string]any{"id": "C0TRADE"}, "actions": []any{map[string]any{"action_id": "somebody-elses", "value": "x"}}},
		{"type": "shortcut", "callback_id": "x"},
		{"type": 7},
	} {
		must(t, s.Interact(p))
	}
	eventually(t, "acknowledgements", func() bool { return s.Unacked() == 0 })
	for _, raw := range []string{"", "not json", "[1,2]", `{"type":"a_type_of_next_year"}`, `{"type":"events_api","envelope_id":"","payload":null}`, strings.Repeat("x", 100_000)} {
		must(t, s.Raw(raw))
	}
	must(t, s.Say("ana", "trade", "@waybill status"))
	said(t, s, "Heard: status")
	if n := len(h.requests()); n != 1 {
		t.Errorf("%d requests were handled, want 1: %+v", n, h.requests())
	}
	if strings.Contains(book.String(), "connection to Slack ended") {
		t.Error("something strange ended a connection")
	}
}

func TestSpoken(t *testing.T) {
	words := map[string]bot.Command{"ask": {}, "subscribe": {}}
	for in, want := range map[string]string{
		"<@U0B> ask steel":                            "ask steel",
		"  <@U0B>:  ask   steel ":                     "ask steel",
		"hey <@U0B>, ask steel":                       "ask steel",
		"ask steel, <@U0B>":                           "ask steel,",
		"ask steel <@U0B> please":                     "ask steel",
		"thanks <@U0B>":                               "thanks",
		"<@U0B>":                                      "",
		"ask R&amp;D &lt;5% &gt;2%":                   "ask R&D <5% >2%",
		"why <https://a.example/x?a=1&amp;b=2>":       "why https://a.example/x?a=1&b=2",
		"why <https://a.example/x|see this>":          "why https://a.example/x",
		"source add <http://a.example/f|a.example/f>": "source add a.example/f",
		"ask <#C1|desk> about <!here> and <#C2>":      "ask #desk about @here and #C2",
		"settings allow <@U2|ben>":                    "settings allow <@U2>",
		"ask <!subteam^S1|@desk>":                     "ask @desk",
		"ask &amp;lt;":                                "ask &lt;",
		"import a\nb":                                 "import a b",
	} {
		if got := spoken(in, "U0B", words); got != want {
			t.Errorf("spoken(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzSpoken(f *testing.F) {
	f.Add("<@U0B> ask <https://a.example|x> &amp;<<>>|")
	f.Fuzz(func(t *testing.T, s string) {
		got := spoken(s, "U0B", map[string]bot.Command{"ask": {}})
		if strings.TrimSpace(got) != got || strings.ContainsAny(got, "\n\t") {
			t.Errorf("spoken(%q) = %q", s, got)
		}
	})
}

// Envelopes are read whatever is in them.
func FuzzRead(f *testing.F) {
	f.Add("slash_commands", `{"user_id":"U1","channel_id":"C1","text":"ask"}`)
	f.Add("interactive", `{"type":"block_actions","actions":[{"action_id":"say-1","value":"x"}],"user":{"id":"U1"},"container":{"channel_id":"C1"}}`)
	f.Add("interactive", `{"type":"view_submission","user":{"id":"U1"},"view":{"callback_id":"form","private_metadata":"{\"line\":\"subscribe\"}","state":{"values":{"topics":{"value":{"selected_options":[{"value":"x"}]}}}}}}`)
	f.Add("interactive", `{"type":"message_action","callback_id":"summarise","user":{"id":"U1"},"message":{"text":"<https://a.example|x>","blocks":[{"elements":[{"url":"https://b.example"}]}]}}`)
	f.Add("events_api", `{"event_id":"E1","event":{"type":"app_home_opened","user":"U1","tab":"home"}}`)
	f.Add("events_api", `{"event":{"type":"app_mention","user":"U1","channel":"C1","text":"<@U0B> ask"}}`)
	a, err := New(Options{BotToken: "xoxb-1", Logger: quietLogger()})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, kind, payload string) {
		got, err := a.read(t.Context(), envelope{Type: kind, ID: "e", Payload: json.RawMessage(payload)})
		if err == nil && got.work != nil && got.key == "" {
			t.Errorf("read(%s, %q) = %+v", kind, payload, got)
		}
	})
}
