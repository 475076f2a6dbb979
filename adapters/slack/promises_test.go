package slack

import (
	"bytes"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"waybill/adapters/chattest"
	"waybill/adapters/slack/slacktest"
	"waybill/bot"
)

func TestPromises(t *testing.T) {
	chattest.Run(t, chattest.Subject{New: newRig})
}

// A log is a buffer that many may write to.
type logbook struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// workspace starts a test server that fails the test on any violation.
func workspace(t *testing.T, c slacktest.Config) *slacktest.Server {
	t.Helper()
	s, err := c.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.Close()
		for _, v := range s.Violations() {
			t.Errorf("violation: %s", v)
		}
	})
	return s
}

// adapterFor makes an adapter for s that doesn't wait between posts.
func adapterFor(t *testing.T, s *slacktest.Server, h bot.Handler, book *logbook) *Adapter {
	t.Helper()
	a, err := New(Options{
		BotToken: s.BotToken(), AppToken: s.AppToken(), APIURL: s.URL(), Handler: h, Every: time.Millisecond,
		Commands: []bot.Command{{Name: "ask"}, {Name: "subscribe"}, {Name: "help"}},
		Logger:   bookLogger(book),
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func trade() bot.Channel {
	return bot.Channel{Platform: bot.Slack, Workspace: slacktest.TeamID, ID: "C0TRADE", Name: "trade"}
}

func newRig(t *testing.T, h bot.Handler) chattest.Rig {
	s := workspace(t, slacktest.Config{})
	book := &logbook{}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	return chattest.Rig{
		Adapter: adapterFor(t, s, h, book),
		Open:    trade(),
		Gone:    bot.Channel{Platform: bot.Slack, Workspace: slacktest.TeamID, ID: "C0NOWHERE"},
		Ana:     "U0ANA",
		Ben:     "U0BEN",
		Fail:    func(f chattest.Fault) { fail(s, f) },
		Posted:  func() []chattest.Posted { return posted(s) },
		Chatter: func(n int) { must(s.Chatter("trade", n)) },
		Say:     func(user, text string) { must(s.Say(user, "trade", "@waybill "+text)) },
		Direct:  func(user, text string) { must(s.Say(user, "D0"+strings.TrimPrefix(user, "U0"), text)) },
		Press: func(user string, p chattest.Posted, label string) {
			for _, m := range s.Posted() {
				if m.TS == p.Receipt {
					must(s.Press(user, m, label))
					return
				}
			}
			t.Fatalf("no message %q", p.Receipt)
		},
		Repeat:    func() { must(s.Repeat()) },
		Reconnect: func() { must(s.Disconnect("refresh_requested")) },
		Secrets:   s.Secrets(),
		Log:       book.String,
	}
}

// fail makes s fail as the suite names it.
func fail(s *slacktest.Server, f chattest.Fault) {
	const page = "<html><body>Please wait</body></html>"
	post := slacktest.Fault{Method: "chat.postMessage"}
	switch f {
	case chattest.Limited:
		post.Status, post.RetryAfter, post.Error = 429, "7", "ratelimited"
	case chattest.LimitedHTML:
		post.Status, post.RetryAfter, post.Body = 429, "7", page
	case chattest.Broken:
		post.Status, post.Body = 503, page
	case chattest.BrokenAfter:
		post.Status, post.Body, post.Done = 502, page, true
	case chattest.Cut:
		post.Cut = true
	case chattest.CutAfter:
		post.Cut, post.Done = true, true
	case chattest.Slow:
		post.Delay, post.Done = 3*time.Second, true
	case chattest.HTML:
		post.Body, post.Done = page, true
	case chattest.WrongToken:
		post = slacktest.Fault{Error: "invalid_auth", Times: -1}
	case chattest.Blind:
		post = slacktest.Fault{Method: "conversations.history", Error: "missing_scope", Needed: "channels:history", Times: -1}
	}
	s.Fail(post)
}

func posted(s *slacktest.Server) []chattest.Posted {
	var all []chattest.Posted
	for _, m := range s.Posted() {
		p := chattest.Posted{Receipt: m.TS, Channel: m.Channel, To: m.To, Text: m.Read(), Links: m.Links(), Pings: m.Pings()}
		for _, b := range m.Buttons() {
			p.Buttons = append(p.Buttons, b.Label)
		}
		all = append(all, p)
	}
	return all
}

func quietLogger() *slog.Logger { return slog.New(slog.DiscardHandler) }

func bookLogger(book *logbook) *slog.Logger {
	return slog.New(slog.NewTextHandler(book, &slog.HandlerOptions{Level: slog.LevelDebug}))
}
