package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"waybill/adapters/slack/slacktest"
	"waybill/bot"
)

// story is a section as digests have it.
func story(n int) bot.Section {
	return bot.Section{
		Heading: bot.Line{{Text: fmt.Sprintf("%d. ", n)}, {Text: "Elsmar raises its levy on cold-rolled coil", Bold: true, URL: "https://harbourwire.example/coil"}, {Text: " (3 sources)"}},
		Body:    []bot.Line{bot.Text("The levy applies to shipments that leave port after 1 May."), bot.Text("Fabricators R&D <groups> had asked for a quota instead.")},
		Figures: []bot.Line{{{Text: "18%", Bold: true}, {Text: " new levy on cold-rolled coil"}}, {{Text: "12,400 tonnes", Bold: true}, {Text: " in transit"}}},
		Quotes:  []bot.Line{{{Text: "“Nobody in the *trade* saw this coming.”", Italic: true}, {Text: " — Tove Arnesen, fabricator"}}},
		Context: []bot.Line{{{Text: "Harbour Wire", URL: "https://harbourwire.example/coil?a=1&b=2"}, {Text: " · "}, {Text: "Metal Daily", URL: "https://metaldaily.example/x"}, {Text: " +1"}}},
		Buttons: []bot.Button{{Label: "More", Say: fmt.Sprintf("more %d of 118", n)}, {Label: "Mute story", Say: fmt.Sprintf("mute %d of 118", n), Style: bot.Danger}},
	}
}

func sampleDigest() bot.Message {
	return bot.Message{
		Title:    "Trade digest · steel · Tue 3 Mar 2026, 08:00 Vienna",
		Intro:    []bot.Line{bot.Text("Late: this digest was due Tue 3 Mar 07:00.")},
		Sections: []bot.Section{story(1), story(2)},
		Footer:   []bot.Line{bot.Text("4 of 4 figures and 2 of 2 quotes found in their sources · next: Wed 4 Mar 08:00 Vienna")},
		Buttons:  []bot.Button{{Label: "Settings", Say: "settings", Style: bot.Primary}},
	}
}

// Whatever fails, one Post is one request: slack-go's own retries would post
// a message again whose answer was lost.
func TestPostIsOneRequest(t *testing.T) {
	for name, f := range map[string]slacktest.Fault{
		"cut after":   {Cut: true, Done: true},
		"cut":         {Cut: true},
		"502":         {Status: 502, Done: true},
		"429":         {Status: 429, RetryAfter: "1"},
		"html":        {Body: "<html>", Done: true},
		"ratelimited": {Error: "ratelimited"},
		"fatal":       {Error: "fatal_error", Done: true},
	} {
		t.Run(name, func(t *testing.T) {
			s := workspace(t, slacktest.Config{})
			a := adapterFor(t, s, nil, &logbook{})
			f.Method = "chat.postMessage"
			s.Fail(f)
			if _, err := a.Post(t.Context(), trade(), "k", sampleDigest()); err == nil {
				t.Fatal("no error")
			}
			time.Sleep(20 * time.Millisecond)
			if n := len(s.Calls("chat.postMessage")); n != 1 {
				t.Errorf("%d requests, want 1", n)
			}
		})
	}
}

func TestErrorKinds(t *testing.T) {
	for _, c := range []struct {
		fault slacktest.Fault
		kind  bot.Kind
		after time.Duration
	}{
		{slacktest.Fault{Error: "channel_not_found"}, bot.Permanent, 0},
		{slacktest.Fault{Error: "not_in_channel"}, bot.Permanent, 0},
		{slacktest.Fault{Error: "is_archived"}, bot.Permanent, 0},
		{slacktest.Fault{Error: "account_inactive"}, bot.Permanent, 0},
		{slacktest.Fault{Error: "token_revoked"}, bot.Permanent, 0},
		{slacktest.Fault{Error: "token_expired"}, bot.Permanent, 0},
		{slacktest.Fault{Error: "restricted_action_read_only_channel"}, bot.Permanent, 0},
		{slacktest.Fault{Error: "missing_scope", Needed: "chat:write"}, bot.Permanent, 0},
		{slacktest.Fault{Error: "ratelimited"}, bot.Transient, limitedFor},
		{slacktest.Fault{Error: "service_unavailable"}, bot.Transient, 0},
		{slacktest.Fault{Error: "a_code_of_next_year"}, bot.Transient, 0},
		{slacktest.Fault{Error: "fatal_error", Done: true}, bot.Ambiguous, 0},
		{slacktest.Fault{Error: "internal_error"}, bot.Ambiguous, 0},
		{slacktest.Fault{Status: 500}, bot.Ambiguous, 0},
		{slacktest.Fault{Status: 429}, bot.Transient, limitedFor}, // slack-go: no RateLimitedError
		{slacktest.Fault{Status: 429, RetryAfter: "soon"}, bot.Transient, limitedFor},
		{slacktest.Fault{Status: 429, RetryAfter: "1.5"}, bot.Transient, 1500 * time.Millisecond},
		{slacktest.Fault{Status: 404}, bot.Transient, 0},
		{slacktest.Fault{Body: "{}", ContentType: "application/json", Done: true}, bot.Ambiguous, 0},
		{slacktest.Fault{Body: `{"ok":true}`, ContentType: "application/json", Done: true}, bot.Ambiguous, 0},
		{slacktest.Fault{Body: `{"ok":tr`, ContentType: "application/json", Done: true}, bot.Ambiguous, 0},
	} {
		s := workspace(t, slacktest.Config{})
		a := adapterFor(t, s, nil, &logbook{})
		c.fault.Method = "chat.postMessage"
		s.Fail(c.fault)
		_, err := a.Post(t.Context(), trade(), "k", sampleDigest())
		told, ok := errors.AsType[*bot.Error](err)
		if !ok || told.Kind != c.kind || told.After != c.after {
			t.Errorf("%+v gives %#v, want kind %v after %v", c.fault, err, c.kind, c.after)
			continue
		}
		if told.Text == "" || told.Kind == bot.Permanent && told.Hint == "" {
			t.Errorf("%+v gives %q with the hint %q", c.fault, told.Text, told.Hint)
		}
	}
}

func TestPostArguments(t *testing.T) {
	s := workspace(t, slacktest.Config{})
	a := adapterFor(t, s, nil, &logbook{})
	if _, err := a.Post(t.Context(), trade(), "sub-7/2026-03-03/1", sampleDigest()); err != nil {
		t.Fatal(err)
	}
	args := s.Posted()[0].Args
	for k, want := range map[string]string{
		"channel": "C0TRADE", "unfurl_links": "false", "unfurl_media": "false", "parse": "none", "link_names": "false", "mrkdwn": "false",
		"metadata": `{"event_type":"waybill_delivery","event_payload":{"key":"sub-7/2026-03-03/1"}}`,
		"text":     "Trade digest · steel · Tue 3 Mar 2026, 08:00 Vienna\nLate: this digest was due Tue 3 Mar 07:00.\n1. Elsmar raises its levy on cold-rolled coil (3 sources)\n2. Elsmar raises its levy on cold-rolled coil (3 sources)",
	} {
		if args[k] != want {
			t.Errorf("argument %s is %q, want %q", k, args[k], want)
		}
	}
}

// What Body shows is what Post sends.
func TestBodyIsWhatIsPosted(t *testing.T) {
	s := workspace(t, slacktest.Config{})
	a := adapterFor(t, s, nil, &logbook{})
	if _, err := a.Post(t.Context(), trade(), "k", sampleDigest()); err != nil {
		t.Fatal(err)
	}
	raw, err := Body(trade(), "k", sampleDigest())
	if err != nil {
		t.Fatal(err)
	}
	var body map[string]json.RawMessage
	if err := json.Unmarshal(raw, &body); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for k, v := range body {
		var text string
		if json.Unmarshal(v, &text) != nil {
			text = string(v)
		}
		got[k] = text
	}
	if diff := cmp.Diff(s.Posted()[0].Args, got); diff != "" {
		t.Errorf("posted (-) and Body (+) differ:\n%s", diff)
	}
}

func TestUnreachableIsTransient(t *testing.T) {
	dead := httptest.NewServer(http.NotFoundHandler())
	address := dead.URL + "/api/"
	dead.Close()
	for _, url := range []string{address, "http://slack.invalid/api/"} {
		a, err := New(Options{BotToken: "xoxb-1", APIURL: url})
		if err != nil {
			t.Fatal(err)
		}
		_, err = a.Post(t.Context(), trade(), "k", sampleDigest())
		if got := bot.KindOf(err); got != bot.Transient {
			t.Errorf("%s: error %v is of kind %v, want Transient: nothing can have been posted", url, err, got)
		}
	}
}

// A redirect would carry the token, which is in the body, to another place.
func TestRedirectIsNotFollowed(t *testing.T) {
	var reached atomic.Int32
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Add(1) }))
	defer elsewhere.Close()
	here := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusTemporaryRedirect))
	defer here.Close()
	a, err := New(Options{BotToken: "xoxb-1", APIURL: here.URL})
	if err != nil {
		t.Fatal(err)
	}
	_, err = a.Post(t.Context(), trade(), "k", sampleDigest())
	if got := bot.KindOf(err); got != bot.Transient {
		t.Errorf("error %v is of kind %v, want Transient", err, got)
	}
	if reached.Load() > 0 {
		t.Error("the request was sent on")
	}
}

// When Slack refuses the blocks for a reason that we don't know, people get
// the digest all the same.
func TestRefusedBlocksBecomePlainText(t *testing.T) {
	for _, code := range []string{"invalid_blocks", "msg_blocks_too_long"} {
		s := workspace(t, slacktest.Config{})
		a := adapterFor(t, s, nil, &logbook{})
		s.Fail(slacktest.Fault{Method: "chat.postMessage", Error: code})
		ts, err := a.Post(t.Context(), trade(), "k", sampleDigest())
		if err != nil {
			t.Fatal(err)
		}
		all := s.Posted()
		if len(all) != 1 || all[0].TS != ts || len(all[0].Blocks) > 0 {
			t.Fatalf("%s: posted %+v", code, all)
		}
		for _, want := range []string{"Nobody in the *trade* saw this coming.", "18% new levy", "R&D <groups>", "next: Wed 4 Mar", "https://metaldaily.example/x"} {
			if !strings.Contains(all[0].Read(), want) {
				t.Errorf("%s: %q is missing in %q", code, want, all[0].Read())
			}
		}
		if len(all[0].Pings())+len(all[0].Links()) > 0 {
			t.Errorf("%s: plain text makes links or mentions", code)
		}
		if got, found, err := a.Find(t.Context(), trade(), "k", time.Now()); err != nil || !found || got != ts {
			t.Errorf("%s: Find gives %q, %v, %v", code, got, found, err)
		}
	}
}

func TestEmptyAndTooLongAreNotSent(t *testing.T) {
	s := workspace(t, slacktest.Config{})
	a := adapterFor(t, s, nil, &logbook{})
	long := sampleDigest()
	for i := range 60 {
		long.Sections = append(long.Sections, story(i))
	}
	for _, m := range []bot.Message{{}, {Title: " \n\u200b"}, long} {
		_, err := a.Post(t.Context(), trade(), "k", m)
		if got := bot.KindOf(err); got != bot.Transient {
			t.Errorf("error %v is of kind %v, want Transient: the channel is fine", err, got)
		}
	}
	if n := len(s.Calls("")); n > 0 {
		t.Errorf("%d requests were made", n)
	}
}

// Slack takes a while; whoever gives up in the middle can't know.
func TestGivingUpInTheMiddleIsAmbiguous(t *testing.T) {
	s := workspace(t, slacktest.Config{})
	a := adapterFor(t, s, nil, &logbook{})
	s.Fail(slacktest.Fault{Method: "chat.postMessage", Delay: time.Second, Done: true, Body: `{"ok":true}`})
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(100*time.Millisecond, cancel)
	_, err := a.Post(ctx, trade(), "k", sampleDigest())
	if got := bot.KindOf(err); got != bot.Ambiguous {
		t.Errorf("error %v is of kind %v, want Ambiguous", err, got)
	}
}

func TestNewRefusesOtherTokens(t *testing.T) {
	const secret = "ghp_0123456789abcdef"
	for _, o := range []Options{{}, {BotToken: secret}, {BotToken: "xoxb-1", AppToken: secret}} {
		_, err := New(o)
		told, ok := errors.AsType[*bot.Error](err)
		if !ok || told.Hint == "" || strings.Contains(fmt.Sprintf("%+v", err), secret) {
			t.Errorf("New gives %+v", err)
		}
	}
	if _, err := New(Options{BotToken: "xoxb-1", APIURL: "ftp://slack.example"}); err == nil {
		t.Error("an address that isn't HTTP was taken")
	}
}

// A client of one's own, with a proxy or certificates of the house, serves the
// sockets too.
func TestSocketsUseTheClientsTransport(t *testing.T) {
	s := workspace(t, slacktest.Config{})
	var dials atomic.Int32
	var d net.Dialer
	client := &http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			dials.Add(1)
			return d.DialContext(ctx, network, address)
		},
	}}
	a := adapterWith(t, Options{BotToken: s.BotToken(), AppToken: s.AppToken(), APIURL: s.URL(), HTTPClient: client, Handler: &crew{}})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx) }()
	eventually(t, "connections", func() bool { return s.Connected() == sideBySide })
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if n := dials.Load(); n != 1+2*sideBySide { // auth.test, and each connection asked for and made
		t.Errorf("%d of %d connections went through the client", n, 1+2*sideBySide)
	}
	if client.CheckRedirect != nil || client.Timeout != 0 {
		t.Error("the caller's client was changed")
	}
}
