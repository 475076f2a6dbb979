package slack

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"waybill/adapters/slack/slacktest"
	"waybill/bot"
)

func TestPaceIsPerChannel(t *testing.T) {
	s := workspace(t, slacktest.Config{})
	a := adapterFor(t, s, nil, &logbook{})
	a.home.pace = newPace(400 * time.Millisecond)
	desk := bot.Channel{Platform: bot.Slack, Workspace: slacktest.TeamID, ID: "C0DESK"}
	var wg sync.WaitGroup
	for i := range 4 {
		for _, c := range []bot.Channel{trade(), desk} {
			wg.Go(func() {
				if _, err := a.Post(t.Context(), c, fmt.Sprint(i), sampleDigest()); err != nil {
					t.Error(err)
				}
			})
		}
	}
	wg.Wait()
	first, last := map[string]time.Time{}, map[string]time.Time{}
	for _, c := range s.Calls("chat.postMessage") {
		channel := c.Args["channel"]
		if first[channel].IsZero() {
			first[channel] = c.At
		}
		last[channel] = c.At
	}
	for channel := range first {
		if span := last[channel].Sub(first[channel]); span < 800*time.Millisecond {
			t.Errorf("4 posts in %s within %v, want about 1.2 s", channel, span)
		}
	}
	p := newPace(time.Hour)
	for _, channel := range []string{"C0DESK", "C0TRADE"} {
		if d := p.turn(channel, time.Minute); d != 0 {
			t.Errorf("the first post in %s waits %v for another channel", channel, d)
		}
		if d := p.turn(channel, time.Minute); d < 59*time.Minute {
			t.Errorf("the second post in %s waits only %v", channel, d)
		}
	}
}

// Nobody waits for longer than makes sense: they are told when to come back.
func TestPaceTellsWhenToComeBack(t *testing.T) {
	p := newPace(time.Minute)
	if err := p.wait(t.Context(), "C1"); err != nil {
		t.Fatal(err)
	}
	err := p.wait(t.Context(), "C1")
	told, ok := errors.AsType[*bot.Error](err)
	if !ok || told.Kind != bot.Transient || told.After < 59*time.Second {
		t.Fatalf("wait gives %#v, want Transient after about a minute", err)
	}
	if err := p.wait(t.Context(), "C2"); err != nil {
		t.Errorf("another channel has to wait: %v", err)
	}
}

func TestRetryAfterHoldsTheChannel(t *testing.T) {
	s := workspace(t, slacktest.Config{})
	a := adapterFor(t, s, nil, &logbook{})
	s.Fail(slacktest.Fault{Method: "chat.postMessage", Status: 429, RetryAfter: "30"})
	post := func(channel string) *bot.Error {
		_, err := a.Post(t.Context(), bot.Channel{Platform: bot.Slack, ID: channel}, "k", sampleDigest())
		told, _ := errors.AsType[*bot.Error](err)
		return told
	}
	if e := post("C0TRADE"); e == nil || e.After != 30*time.Second {
		t.Fatalf("Post gives %#v, want After 30 s", e)
	}
	if e := post("C0TRADE"); e == nil || e.Kind != bot.Transient || e.After < 25*time.Second {
		t.Errorf("the next post gives %#v, want Transient with what is left of 30 s", e)
	}
	if n := len(s.Calls("chat.postMessage")); n != 1 {
		t.Errorf("%d requests, want 1: Slack asked to stay away", n)
	}
	if e := post("C0DESK"); e != nil {
		t.Errorf("another channel is held back too: %v", e)
	}
	// Slack may say it with status 200 as well.
	quiet := adapterFor(t, s, nil, &logbook{})
	s.Fail(slacktest.Fault{Method: "chat.postMessage", Error: "ratelimited"})
	asked := len(s.Calls("chat.postMessage"))
	for range 2 {
		if _, err := quiet.Post(t.Context(), trade(), "k", sampleDigest()); bot.KindOf(err) != bot.Transient {
			t.Errorf("Post gives %v, want Transient", err)
		}
	}
	if n := len(s.Calls("chat.postMessage")); n != asked+1 {
		t.Errorf("%d requests, want 1: Slack asked to stay away", n-asked)
	}
	// A second channel that is limited means the whole workspace.
	s.Fail(slacktest.Fault{Method: "chat.postMessage", Status: 429, RetryAfter: "20"})
	post("C0DESK")
	before := len(s.Calls("chat.postMessage"))
	if e := post("C0LOBBY"); e == nil || e.After < 15*time.Second {
		t.Errorf("a third channel gives %#v, want Transient", e)
	}
	if n := len(s.Calls("chat.postMessage")); n != before {
		t.Error("Slack was asked though it limits the workspace")
	}
}
