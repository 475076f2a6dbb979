package slack

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"waybill/adapters/slack/slacktest"
	"waybill/bot"
)

// A crew answers as a test says and remembers the requests.
type crew struct {
	mu     sync.Mutex
	asked  []bot.Request
	answer func(context.Context, bot.Request) bot.Message
}

func (c *crew) Handle(ctx context.Context, r bot.Request) bot.Message {
	c.mu.Lock()
	c.asked = append(c.asked, r)
	c.mu.Unlock()
	if c.answer == nil {
		return bot.Say("Heard: " + r.Line)
	}
	return c.answer(ctx, r)
}

func (c *crew) Complete(context.Context, bot.Request, string, string, string) []bot.Choice {
	return nil
}

func (c *crew) requests() []bot.Request {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]bot.Request(nil), c.asked...)
}

// begin runs an adapter on a fresh workspace until the test ends.
func begin(t *testing.T, c slacktest.Config, h bot.Handler, change func(*Adapter)) (*slacktest.Server, *Adapter, *logbook) {
	t.Helper()
	s := workspace(t, c)
	book := &logbook{}
	a := adapterFor(t, s, h, book)
	if change != nil {
		change(a)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := a.Run(ctx); err != nil {
			t.Errorf("Run: %v", err)
		}
	}()
	t.Cleanup(func() { cancel(); <-done })
	eventually(t, "two connections", func() bool { return s.Connected() == sideBySide })
	return s, a, book
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// said waits for the bot's message that holds words.
func said(t *testing.T, s *slacktest.Server, words string) slacktest.Message {
	t.Helper()
	var found slacktest.Message
	eventually(t, words, func() bool {
		for _, m := range s.Posted() {
			if strings.Contains(m.Read(), words) {
				found = m
				return true
			}
		}
		return false
	})
	return found
}

// The socket that Slack is about to close is read to its end, and the next one
// is open before: slack-go's socketmode loses what is on its way then.
func TestNothingIsLostOnDisconnect(t *testing.T) {
	h := &crew{}
	s, _, _ := begin(t, slacktest.Config{}, h, nil)
	// Both sockets at once, and each gets an envelope after it was told.
	must(t, s.Disconnect("warning"))
	must(t, s.Slash("ben", "trade", "on the first"))
	must(t, s.Disconnect("refresh_requested"))
	for i := range 5 {
		must(t, s.Slash("ben", "trade", fmt.Sprintf("in the gap %d.", i)))
	}
	said(t, s, "Heard: on the first")
	for i := range 5 {
		said(t, s, fmt.Sprintf("Heard: in the gap %d.", i))
	}
	eventually(t, "new connections", func() bool { return s.Connected() == sideBySide })
}

func TestBrokenConnectionsAreReplaced(t *testing.T) {
	h := &crew{}
	s, a, _ := begin(t, slacktest.Config{}, h, nil)
	eventually(t, "Connected", a.Connected)
	must(t, s.Drop())
	must(t, s.Say("ana", "trade", "@waybill after one")) // the other one works on
	said(t, s, "Heard: after one")
	must(t, s.Drop())
	eventually(t, "connections", func() bool { return s.Connected() == sideBySide })
	must(t, s.Say("ana", "trade", "@waybill after all"))
	said(t, s, "Heard: after all")
}

// A network that loses a connection silently is noticed.
func TestSilentConnectionsAreReplaced(t *testing.T) {
	h := &crew{}
	s, _, _ := begin(t, slacktest.Config{Ping: 50 * time.Millisecond}, h, func(a *Adapter) { a.quiet = 400 * time.Millisecond })
	s.Freeze()
	eventually(t, "new connections", func() bool { return s.Connected() == sideBySide })
	must(t, s.Say("ana", "trade", "@waybill thawed"))
	said(t, s, "Heard: thawed")
}

// A server that doesn't ping but answers our pings is alive.
func TestConnectionsLiveOnOurPings(t *testing.T) {
	s, _, _ := begin(t, slacktest.Config{Ping: time.Hour}, &crew{}, func(a *Adapter) { a.quiet = 300 * time.Millisecond })
	time.Sleep(time.Second)
	if n := s.Opened(); n != sideBySide {
		t.Errorf("%d connections were opened, want %d", n, sideBySide)
	}
}

func TestConnectingIsTriedAgain(t *testing.T) {
	for name, f := range map[string]slacktest.Fault{
		"5xx":     {Method: "apps.connections.open", Status: 503, Times: 2},
		"cut":     {Method: "apps.connections.open", Cut: true, Times: 2},
		"limited": {Method: "apps.connections.open", Status: 429, RetryAfter: "1", Times: 1},
		"html":    {Method: "apps.connections.open", Body: "<html>", Times: 1},
		"who":     {Method: "auth.test", Status: 502, Times: 2},
	} {
		t.Run(name, func(t *testing.T) {
			s := workspace(t, slacktest.Config{})
			a := adapterFor(t, s, &crew{}, &logbook{})
			s.Fail(f)
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- a.Run(ctx) }()
			eventually(t, "connections", func() bool { return s.Connected() == sideBySide })
			cancel()
			if err := <-done; err != nil {
				t.Errorf("Run: %v", err)
			}
		})
	}
}

func TestRunSaysWhatIsWrongWithTokens(t *testing.T) {
	s := workspace(t, slacktest.Config{})
	for name, a := range map[string]*Adapter{
		"no app token":    adapterWith(t, Options{BotToken: s.BotToken(), APIURL: s.URL(), Handler: &crew{}}),
		"wrong app token": adapterWith(t, Options{BotToken: s.BotToken(), AppToken: "xapp-wrong", APIURL: s.URL(), Handler: &crew{}}),
		"wrong bot token": adapterWith(t, Options{BotToken: "xoxb-wrong", AppToken: s.AppToken(), APIURL: s.URL(), Handler: &crew{}}),
	} {
		err := a.Run(t.Context())
		told, ok := errors.AsType[*bot.Error](err)
		if !ok || told.Kind != bot.Permanent || told.Hint == "" {
			t.Errorf("%s: Run gives %#v", name, err)
		}
	}
	if err := adapterWith(t, Options{BotToken: s.BotToken(), AppToken: s.AppToken(), APIURL: s.URL()}).Run(t.Context()); err == nil {
		t.Error("Run without a handler gives no error")
	}
}

func adapterWith(t *testing.T, o Options) *Adapter {
	t.Helper()
	o.Logger = quietLogger()
	a, err := New(o)
	must(t, err)
	return a
}

func TestCheck(t *testing.T) {
	s := workspace(t, slacktest.Config{})
	a := adapterFor(t, s, nil, &logbook{})
	is, err := a.Check(t.Context())
	if err != nil || is.Workspace != slacktest.TeamID || is.User != slacktest.BotUID || len(is.Missing) > 0 {
		t.Errorf("Check gives %+v, %v", is, err)
	}
	s.SetScopes("chat:write", "commands", "app_mentions:read", "users:read", "im:history", "im:read", "im:write")
	is, err = a.Check(t.Context())
	if err != nil || strings.Join(is.Missing, " ") != "channels:history channels:read chat:write.public files:write groups:history groups:read mpim:history mpim:read" {
		t.Errorf("Check gives %+v, %v", is, err)
	}
	a = adapterWith(t, Options{BotToken: s.BotToken(), AppToken: "xapp-wrong", APIURL: s.URL()})
	if _, err := a.Check(t.Context()); bot.KindOf(err) != bot.Permanent || !strings.Contains(err.Error(), "app-level") {
		t.Errorf("Check gives %v", err)
	}
}
