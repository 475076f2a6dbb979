package discord_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"regexp"
	"strconv"
	"sync"
	"testing"
	"time"

	"waybill/adapters/chattest"
	"waybill/adapters/discord"
	"waybill/adapters/discord/discordtest"
	"waybill/adapters/discord/gateway"
	"waybill/bot"
)

func TestPromises(t *testing.T) {
	chattest.Run(t, chattest.Subject{New: newRig, Once: true})
}

// quick are intervals for a server on this machine.
var quick = discord.Timing{
	Again: 5 * time.Millisecond,
	Gateway: gateway.Timing{
		Identify: time.Millisecond, InvalidMin: time.Millisecond, InvalidMax: 5 * time.Millisecond,
		PauseMin: 2 * time.Millisecond, PauseMax: 50 * time.Millisecond,
	},
}

// A logbook is a log that a test can read.
type logbook struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (l *logbook) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// serve starts a Discord that ends with t, and fails t on whatever is asked of
// it that Discord forbids.
func serve(t *testing.T, c discordtest.Config) *discordtest.Server {
	t.Helper()
	s, err := c.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.Close()
		for _, v := range s.Violations() {
			t.Errorf("Discord forbids: %s", v)
		}
	})
	return s
}

// adapter builds an adapter on s. change may be nil.
func adapter(t *testing.T, s *discordtest.Server, h bot.Handler, change func(*discord.Options)) *discord.Adapter {
	t.Helper()
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	o := discord.Options{
		Token: s.Token(), APIURL: s.URL(), HTTPClient: &http.Client{Transport: transport}, Handler: h, Timing: quick,
	}
	if change != nil {
		change(&o)
	}
	a, err := discord.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func channel(s *discordtest.Server, name string) bot.Channel {
	return bot.Channel{Platform: bot.Discord, Workspace: discordtest.GuildID, ID: s.ChannelID(name), Name: name}
}

// numbered is what the adapter puts before the labels of sections' buttons.
var numbered = regexp.MustCompile(`^\d+ · `)

func newRig(t *testing.T, h bot.Handler) chattest.Rig {
	s := serve(t, discordtest.Config{Bucket: 1000, Global: 1000})
	log := &logbook{}
	a := adapter(t, s, h, func(o *discord.Options) { o.Logger, o.PostRate = log.logger(), 1000 })
	open := channel(s, "trade")
	press := func(user string, p chattest.Posted, label string) {
		for _, m := range s.Posted() {
			if m.ID == p.Receipt {
				if _, err := s.Press(user, m, label); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	must := func(_ string, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	return chattest.Rig{
		Adapter: a, Open: open, Gone: bot.Channel{Platform: bot.Discord, Workspace: discordtest.GuildID, ID: "1300000000000000999"},
		Ana: s.UserID("ana"), Ben: s.UserID("ben"),
		Fail:      func(f chattest.Fault) { fail(s, f) },
		Posted:    func() []chattest.Posted { return posted(s) },
		Chatter:   func(n int) { must("", s.Chatter("trade", n)) },
		Say:       func(user, text string) { must(s.Mention(user, "trade", text)) },
		Direct:    func(user, text string) { must(s.Direct(user, text)) },
		Press:     press,
		Reconnect: s.Reconnect,
		Secrets:   s.Secrets(), Log: log.String,
	}
}

func posted(s *discordtest.Server) []chattest.Posted {
	var all []chattest.Posted
	for _, m := range s.Posted() {
		p := chattest.Posted{Receipt: m.ID, Channel: m.Channel, To: m.To, Text: m.Read(), Links: m.Links(), Pings: m.Pings()}
		for _, b := range m.Buttons() {
			p.Buttons = append(p.Buttons, numbered.ReplaceAllString(b.Label, ""))
		}
		all = append(all, p)
	}
	return all
}

// fail translates the suite's faults.
func fail(s *discordtest.Server, f chattest.Fault) {
	in := func(f discordtest.Fault) {
		f.Route, f.Arg = discordtest.CreateMessage, s.ChannelID("trade")
		s.Fail(f)
	}
	switch f {
	case chattest.Limited:
		in(discordtest.RouteLimited("", chattest.RetryAfter))
	case chattest.LimitedHTML:
		in(discordtest.GuardLimited("", chattest.RetryAfter))
	case chattest.Broken:
		in(discordtest.Fault{Status: http.StatusServiceUnavailable})
	case chattest.BrokenAfter:
		in(discordtest.Fault{Status: http.StatusBadGateway, Done: true})
	case chattest.Cut:
		in(discordtest.Fault{Cut: true})
	case chattest.CutAfter:
		in(discordtest.Fault{Cut: true, Done: true})
	case chattest.Slow:
		in(discordtest.Fault{Done: true, Delay: 3 * time.Second})
	case chattest.HTML:
		in(discordtest.Fault{Done: true, Status: http.StatusOK, Body: "<html>a proxy's page</html>"})
	case chattest.WrongToken:
		s.RevokeToken()
	case chattest.Blind:
		s.Deny("trade", discordtest.ReadHistory)
	default:
		panic("no such fault: " + strconv.Quote(string(f)))
	}
}
