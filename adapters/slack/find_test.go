package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"waybill/adapters/slack/slacktest"
	"waybill/bot"
)

func TestFindLooksOnlyAtOurKeys(t *testing.T) {
	s := workspace(t, slacktest.Config{})
	a := adapterFor(t, s, nil, &logbook{})
	meta := func(kind, key string) json.RawMessage {
		return json.RawMessage(fmt.Sprintf(`{"event_type":%q,"event_payload":{"key":%q}}`, kind, key))
	}
	s.Add(slacktest.Message{Channel: "C0TRADE", User: "U0CLEO", Text: "a person's", Metadata: meta(eventType, "k")})
	s.Add(slacktest.Message{Channel: "C0TRADE", User: "U9", Bot: true, Text: "another kind", Metadata: meta("other_event", "k")})
	s.Add(slacktest.Message{Channel: "C0DESK", User: slacktest.BotUID, Bot: true, Text: "elsewhere", Metadata: meta(eventType, "k")})
	s.Add(slacktest.Message{Channel: "C0TRADE", User: "U9", Bot: true, Text: "odd", Metadata: json.RawMessage(`{"event_type":"x","event_payload":{"key":{"n":[1]}}}`)})
	if ts, found, err := a.Find(t.Context(), trade(), "k", time.Now().Add(-time.Minute)); found || err != nil {
		t.Errorf("Find gives %q, %v, %v, want nothing", ts, found, err)
	}
	ours := s.Add(slacktest.Message{Channel: "C0TRADE", User: slacktest.BotUID, Bot: true, Text: "ours", Metadata: meta(eventType, "k")})
	if ts, found, err := a.Find(t.Context(), trade(), "k", time.Now().Add(-time.Minute)); !found || ts != ours.TS || err != nil {
		t.Errorf("Find gives %q, %v, %v, want %q", ts, found, err, ours.TS)
	}
}

// The blocks of other apps, known to slack-go or not, don't stop a look-up.
func TestFindReadsStrangeNeighbours(t *testing.T) {
	s := workspace(t, slacktest.Config{})
	a := adapterFor(t, s, nil, &logbook{})
	ts, err := a.Post(t.Context(), trade(), "k", sampleDigest())
	if err != nil {
		t.Fatal(err)
	}
	for _, blocks := range []string{
		`[{"type":"a_block_of_next_year","payload":{"x":1}}]`,
		`[{"type":"rich_text","elements":[{"type":"rich_text_hologram","elements":[{"type":"smell","of":3}]}]}]`,
		`[{"type":"actions","elements":[{"type":"lever","position":0.5}]}]`,
		`[{"type":"section","text":{"type":"mrkdwn","text":"x"},"accessory":{"type":"gauge"}}]`,
		`[{"type":"context","elements":[{"type":"sparkline"}]}]`,
		`[{"type":"video"},{"type":"table","rows":[]},{"type":"input","element":{"type":"dial"}}]`,
	} {
		s.Add(slacktest.Message{Channel: "C0TRADE", User: "U9", Bot: true, Text: "other app", Blocks: json.RawMessage(blocks)})
		got, found, err := a.Find(t.Context(), trade(), "k", time.Now())
		if err != nil || !found || got != ts {
			t.Fatalf("beside %s, Find gives %q, %v, %v", blocks, got, found, err)
		}
	}
}

// Apps outside the Marketplace get 15 messages a page whatever they ask for.
func TestFindTurnsSmallPages(t *testing.T) {
	s := workspace(t, slacktest.Config{Unlisted: true})
	a := adapterFor(t, s, nil, &logbook{})
	ts, err := a.Post(t.Context(), trade(), "k", sampleDigest())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Chatter("trade", 100); err != nil {
		t.Fatal(err)
	}
	if got, found, err := a.Find(t.Context(), trade(), "k", time.Now()); err != nil || !found || got != ts {
		t.Errorf("Find gives %q, %v, %v", got, found, err)
	}
}

func TestFindDoesNotReadForEver(t *testing.T) {
	s := workspace(t, slacktest.Config{})
	a := adapterFor(t, s, nil, &logbook{})
	if err := s.Chatter("trade", maxHistory+historyPage); err != nil {
		t.Fatal(err)
	}
	_, _, err := a.Find(t.Context(), trade(), "k", time.Now().Add(-time.Minute))
	if got := bot.KindOf(err); got != bot.Ambiguous {
		t.Errorf("error %v is of kind %v, want Ambiguous", err, got)
	}
	if n := len(s.Calls("conversations.history")); n != maxHistory/historyPage {
		t.Errorf("%d pages were read", n)
	}
}

// Reading does no harm, so a look-up tries again by itself for a while; what
// only time can mend is Transient, what an admin must mend Ambiguous.
func TestFindTriesAgain(t *testing.T) {
	for name, c := range map[string]struct {
		fault slacktest.Fault
		found bool
		kind  bot.Kind
	}{
		"once busy":     {slacktest.Fault{Status: 503}, true, 0},
		"once cut":      {slacktest.Fault{Cut: true}, true, 0},
		"once limited":  {slacktest.Fault{Status: 429, RetryAfter: "1"}, true, 0},
		"long limited":  {slacktest.Fault{Status: 429, RetryAfter: "60", Times: -1}, false, bot.Transient},
		"always broken": {slacktest.Fault{Status: 503, Times: -1}, false, bot.Transient},
		"thrown out":    {slacktest.Fault{Error: "not_in_channel", Times: -1}, false, bot.Ambiguous},
		"channel gone":  {slacktest.Fault{Error: "channel_not_found", Times: -1}, false, bot.Ambiguous},
	} {
		t.Run(name, func(t *testing.T) {
			s := workspace(t, slacktest.Config{})
			a := adapterFor(t, s, nil, &logbook{})
			if _, err := a.Post(t.Context(), trade(), "k", sampleDigest()); err != nil {
				t.Fatal(err)
			}
			c.fault.Method = "conversations.history"
			s.Fail(c.fault)
			ctx, cancel := context.WithTimeout(t.Context(), 4*time.Second)
			defer cancel()
			_, found, err := a.Find(ctx, trade(), "k", time.Now())
			if found != c.found || (err == nil) != c.found {
				t.Errorf("found is %v, error %v", found, err)
			}
			if told, ok := errors.AsType[*bot.Error](err); err != nil && (!ok || told.Kind != c.kind) {
				t.Errorf("error %v, want kind %v", err, c.kind)
			}
		})
	}
}
