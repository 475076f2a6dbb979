package slack

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"waybill/adapters/slack/slacktest"
	"waybill/bot"
)

const signingSecret = "c0ffee-signing-secret"

// overHTTP runs an adapter that Slack reaches over HTTP alone.
func overHTTP(t *testing.T, c slacktest.Config, h bot.Handler) (*slacktest.Server, *Adapter, *logbook) {
	t.Helper()
	s := workspace(t, c)
	book := &logbook{}
	a, err := New(Options{
		BotToken: s.BotToken(), APIURL: s.URL(), Handler: h, Every: time.Millisecond, Listen: "127.0.0.1:0", SigningSecret: signingSecret,
		Commands: []bot.Command{{Name: "ask"}}, Logger: bookLogger(book),
	})
	must(t, err)
	runUntilEnd(t, a)
	eventually(t, "an address", func() bool { return a.Address() != "" && a.Connected() })
	s.Deliver("http://"+a.Address(), signingSecret)
	return s, a, book
}

func runUntilEnd(t *testing.T, a *Adapter) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := a.Run(ctx); err != nil {
			t.Errorf("Run: %v", err)
		}
	}()
	t.Cleanup(func() { cancel(); <-done })
}

// Over HTTP people are heard as over sockets.
func TestPeopleAreHeardOverHTTP(t *testing.T) {
	o := &office{}
	s, _, _ := overHTTP(t, slacktest.Config{}, o)
	must(t, s.Slash("ben", "trade", "ask steel"))
	said(t, s, "Heard: ask steel")
	must(t, s.Say("ana", "trade", "@waybill ask rebar"))
	m := said(t, s, "Heard: ask rebar")
	if m.Thread == "" {
		t.Error("a mention was not answered in its thread")
	}
	must(t, s.Say("ben", "D0BEN", "ask coil"))
	said(t, s, "Heard: ask coil")
	must(t, s.Slash("ben", "desk", "subscribe"))
	modalOf(t, s, "ben")
	found, err := s.Suggest("ben", "zone", "tor")
	must(t, err)
	if len(found) == 0 {
		t.Error("nothing was proposed")
	}
	wrong, err := s.Fill("ben", nil)
	must(t, err)
	if wrong["time"] == "" {
		t.Errorf("wrong is %q", wrong)
	}
	_, err = s.Fill("ben", map[string][]string{"topics": {"x"}, "time": {"noon"}})
	must(t, err)
	said(t, s, "Heard: subscribe x in C0DESK true")
	must(t, s.OpenHome("ben"))
	homeWith(t, s, "ben", "Your trade digests")
}

// Slack gets its answer within three seconds, whatever the work.
func TestWorkDoesNotHoldUpTheAnswer(t *testing.T) {
	release := make(chan struct{})
	h := &crew{answer: func(_ context.Context, r bot.Request) bot.Message { <-release; return bot.Say("Heard: " + r.Line) }}
	s, _, _ := overHTTP(t, slacktest.Config{}, h)
	before := time.Now()
	must(t, s.Slash("ben", "trade", "ask steel")) // fails when there is no answer in time
	must(t, s.Say("ana", "trade", "@waybill ask rebar"))
	if d := time.Since(before); d > 3*time.Second {
		t.Errorf("two answers took %v", d)
	}
	close(release)
	said(t, s, "Heard: ask steel")
	said(t, s, "Heard: ask rebar")
}

// Nothing is done for a request that isn't signed by Slack just now, and
// nothing twice.
func TestRequestsAreSlacks(t *testing.T) {
	h := &crew{}
	s, a, book := overHTTP(t, slacktest.Config{}, h)
	base, now := "http://"+a.Address(), time.Now()
	body := func(line string) []byte {
		return []byte(url.Values{"team_id": {slacktest.TeamID}, "user_id": {"U0BEN"}, "channel_id": {"C0TRADE"}, "text": {line}, "trigger_id": {line}}.Encode())
	}
	change := func(h http.Header, name, value string) http.Header {
		if h.Del(name); value != "" {
			h.Set(name, value)
		}
		return h
	}
	stamp := "X-Slack-Request-Timestamp"
	for name, c := range map[string]struct {
		signed http.Header
		body   []byte
	}{
		"another secret":    {slacktest.Sign("wrong", now, body("1")), body("1")},
		"no signature":      {change(slacktest.Sign(signingSecret, now, body("2")), "X-Slack-Signature", ""), body("2")},
		"no time":           {change(slacktest.Sign(signingSecret, now, body("3")), stamp, ""), body("3")},
		"a time with point": {change(slacktest.Sign(signingSecret, now, body("4")), stamp, fmt.Sprintf("%d.5", now.Unix())), body("4")},
		"six minutes old":   {slacktest.Sign(signingSecret, now.Add(-6*time.Minute), body("5")), body("5")},
		"six minutes ahead": {slacktest.Sign(signingSecret, now.Add(6*time.Minute), body("6")), body("6")},
		"another body":      {slacktest.Sign(signingSecret, now, body("7")), body("7, with more")},
		"another time":      {change(slacktest.Sign(signingSecret, now, body("8")), stamp, fmt.Sprint(now.Unix()+1)), body("8")},
		"a short signature": {change(slacktest.Sign(signingSecret, now, body("9")), "X-Slack-Signature", "v0=00"), body("9")},
	} {
		status, _, err := slacktest.Post(base+"/slack/commands", "application/x-www-form-urlencoded", c.signed, c.body, 0)
		if err != nil || status != http.StatusUnauthorized {
			t.Errorf("%s: status %d, %v", name, status, err)
		}
	}
	signed := slacktest.Sign(signingSecret, now.Add(-4*time.Minute), body("once"))
	for range 3 {
		status, _, err := slacktest.Post(base+"/slack/commands", "application/x-www-form-urlencoded", signed.Clone(), body("once"), 0)
		if err != nil || status != http.StatusOK {
			t.Errorf("a good request: status %d, %v", status, err)
		}
	}
	must(t, s.Say("ana", "trade", "@waybill after all"))
	must(t, s.Repeat()) // signed anew, as Slack does when it missed the answer
	said(t, s, "Heard: after all")
	time.Sleep(50 * time.Millisecond)
	var lines []string
	for _, r := range h.requests() {
		lines = append(lines, r.Line)
	}
	if slices.Sort(lines); strings.Join(lines, ", ") != "after all, once" {
		t.Errorf("handled: %q", lines)
	}
	if strings.Contains(book.String(), signingSecret) {
		t.Error("the log holds the signing secret")
	}
}

// A copy is known by its signature for as long as that is valid.
func TestSignaturesAreRememberedLongEnough(t *testing.T) {
	s := &signatures{}
	at := time.Now()
	for i := range 100 {
		at = at.Add(30 * time.Second)
		if !s.first(fmt.Sprint(i), at) {
			t.Fatalf("signature %d came twice", i)
		}
		for back := 1; back <= 20 && back <= i; back++ { // ten minutes: from five ahead to five old
			if s.first(fmt.Sprint(i-back), at) {
				t.Fatalf("signature %d is forgotten after %d half minutes", i-back, back)
			}
		}
	}
	if n := len(s.recent) + len(s.older); n > 60 {
		t.Errorf("%d of 100 signatures are still remembered", n)
	}
}

// Slack asks whether an address is the app's before it sends anything there.
func TestAddressIsProved(t *testing.T) {
	_, a, _ := overHTTP(t, slacktest.Config{}, &crew{})
	base := "http://" + a.Address()
	for _, c := range []struct {
		path, body, want string
		status           int
	}{
		{"/slack/events", `{"type":"url_verification","challenge":"3eZbrw1a","token":"x"}`, "3eZbrw1a", 200},
		{"/slack/commands", "ssl_check=1&token=x", "", 200},
		{"/slack/events", `not json`, "", 400},
		{"/slack/interactivity", `payload=not+json`, "", 400},
		{"/slack/events", strings.Repeat("x", maxRequest+1), "", 413},
		{"/slack/nowhere", `{}`, "", 404},
		{"/slack/install", `{}`, "", 404}, // nothing can be installed here
	} {
		status, answer, err := slacktest.Post(base+c.path, "application/json", slacktest.Sign(signingSecret, time.Now(), []byte(c.body)), []byte(c.body), 0)
		if err != nil || status != c.status || c.want != "" && string(answer) != c.want {
			t.Errorf("%s %.40q gives %d %q, %v", c.path, c.body, status, answer, err)
		}
	}
}

// When there is no room Slack is told so, and sends events again.
func TestBusyOverHTTP(t *testing.T) {
	release := make(chan struct{})
	h := &crew{answer: func(_ context.Context, r bot.Request) bot.Message { <-release; return bot.Say("Heard: " + r.Line) }}
	s, _, _ := overHTTP(t, slacktest.Config{}, h)
	for i := range maxPerUser {
		must(t, s.Slash("ben", "trade", fmt.Sprintf("ask %d.", i)))
	}
	must(t, s.Slash("ben", "trade", "one more"))
	said(t, s, "too many questions at once")
	done := make(chan error, 1)
	go func() { done <- s.Say("ben", "D0BEN", "ask later") }()
	time.Sleep(30 * time.Millisecond)
	close(release)
	must(t, <-done)
	said(t, s, "Heard: ask later")
}

func TestListeningNeedsTheSigningSecret(t *testing.T) {
	_, err := New(Options{BotToken: "xoxb-1", Listen: "127.0.0.1:0"})
	if bot.KindOf(err) != bot.Permanent || !strings.Contains(err.Error(), "signing secret") {
		t.Errorf("New gives %v", err)
	}
	a, err := New(Options{BotToken: "xoxb-1", Listen: "256.0.0.1:1", SigningSecret: "x", Handler: &crew{}, Logger: quietLogger()})
	must(t, err)
	if err := a.serveHTTP(t.Context()); bot.KindOf(err) != bot.Permanent {
		t.Errorf("serveHTTP gives %v", err)
	}
}
