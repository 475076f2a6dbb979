package cli

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"waybill/adapters/discord"
	"waybill/adapters/discord/discordtest"
	"waybill/adapters/slack"
	"waybill/adapters/slack/slacktest"
	"waybill/bot"
	"waybill/bot/command"
)

// The conversations of testdata/script that are had on the terminal are had on
// Slack and Discord too, over real sockets, and say the same there.
func TestConversationsEverywhere(t *testing.T) {
	files, err := filepath.Glob("testdata/script/chat_*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no conversations: %v", err)
	}
	for name, open := range map[string]func(*testscript.TestScript, bot.Handler) *stage{"slack": onSlack, "discord": onDiscord} {
		t.Run(name, func(t *testing.T) {
			p := scriptParams()
			p.Dir, p.Files, p.UpdateScripts = "", files, false
			setup := p.Setup
			p.Setup = func(e *testscript.Env) error {
				err := setup(e)
				e.Values[roomKey{}].(*room).open = open
				return err
			}
			testscript.Run(t, p)
		})
	}
}

// A stage is a chat platform on which a script is played.
type stage struct {
	say    func(user, line string) error
	posted func() []string                   // all that the bot said so far, as people read it
	parts  func(m bot.Message) []bot.Message // in how many messages it says something
	names  map[string]string                 // users' IDs by the names that scripts call them
	last   *overheard
}

// An overheard hands requests on and keeps the last answer.
type overheard struct {
	bot.Handler
	mu      sync.Mutex
	answers []bot.Message
}

// Handle answers a request.
func (o *overheard) Handle(ctx context.Context, r bot.Request) bot.Message {
	m := o.Handler.Handle(ctx, r)
	o.mu.Lock()
	defer o.mu.Unlock()
	o.answers = append(o.answers, m)
	return m
}

func (o *overheard) count() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.answers)
}

// play says a line and waits for the whole answer.
func (s *stage) play(ts *testscript.TestScript, user, line string) (string, bool) {
	for name, id := range s.names {
		line = strings.ReplaceAll(line, "U-"+name, id)
	}
	asked, before := s.last.count(), len(s.posted())
	ts.Check(s.say(user, line))
	deadline := time.Now().Add(30 * time.Second)
	for s.last.count() == asked {
		if time.Now().After(deadline) {
			ts.Fatalf("%q was not heard", line)
		}
		time.Sleep(time.Millisecond)
	}
	s.last.mu.Lock()
	m := s.last.answers[asked]
	s.last.mu.Unlock()
	want := before + len(s.parts(m))
	for len(s.posted()) < want {
		if time.Now().After(deadline) {
			ts.Fatalf("%q has %d of %d messages of its answer", line, len(s.posted())-before, want-before)
		}
		time.Sleep(time.Millisecond)
	}
	return strings.Join(s.posted()[before:], "\n") + "\n", m.Failed
}

// run runs an adapter until the script ends.
func (s *stage) run(ts *testscript.TestScript, run func(context.Context) error) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- run(ctx) }()
	ts.Defer(func() {
		cancel()
		if err := <-done; err != nil {
			ts.Logf("the adapter ended with %v", err)
		}
	})
}

func onSlack(ts *testscript.TestScript, h bot.Handler) *stage {
	w, err := slacktest.Start()
	ts.Check(err)
	s := &stage{names: map[string]string{}, last: &overheard{Handler: h}, parts: slack.Parts}
	for _, name := range []string{"ana", "bo", "cy", "cleo"} {
		s.names[name] = "U0SCRIPT" + strings.ToUpper(name)
		w.AddUser(slacktest.User{ID: s.names[name], Name: "script-" + name, Zone: "UTC", Admin: name == "ana"})
	}
	a, err := slack.New(slack.Options{
		BotToken: w.BotToken(), AppToken: w.AppToken(), APIURL: w.URL(), Handler: s.last, Every: time.Millisecond,
		Commands: command.Commands(), Logger: slog.New(slog.DiscardHandler),
	})
	ts.Check(err)
	ts.Defer(func() {
		w.Close()
		if v := w.Violations(); len(v) > 0 {
			ts.Fatalf("Slack forbids: %s", strings.Join(v, "\n"))
		}
	})
	s.run(ts, a.Run)
	s.say = func(user, line string) error { return w.Slash(s.names[user], "trade", line) }
	s.posted = func() []string {
		var all []string
		for _, m := range w.Posted() {
			all = append(all, m.Read())
		}
		return all
	}
	return s
}

func onDiscord(ts *testscript.TestScript, h bot.Handler) *stage {
	w, err := discordtest.Start()
	ts.Check(err)
	s := &stage{names: map[string]string{}, last: &overheard{Handler: h}, parts: discord.Parts}
	for i, name := range []string{"ana", "bo", "cy", "cleo"} {
		u := discordtest.User{ID: fmt.Sprintf("140000000000000000%d", i), Name: "script-" + name, Shown: name}
		if name == "ana" {
			u.May = discordtest.ManageChannels
		}
		s.names[name] = w.AddUser(u).ID
	}
	a, err := discord.New(discord.Options{
		Token: w.Token(), APIURL: strings.TrimRight(w.URL(), "/"), Handler: s.last, Commands: command.Commands(), Logger: slog.New(slog.DiscardHandler), Version: "test",
	})
	ts.Check(err)
	ts.Defer(func() {
		w.Close()
		if v := w.Violations(); len(v) > 0 {
			ts.Fatalf("Discord forbids: %s", strings.Join(v, "\n"))
		}
	})
	s.run(ts, a.Run)
	s.say = func(user, line string) error { _, err := w.Mention(s.names[user], "trade", line); return err }
	s.posted = func() []string {
		var all []string
		for _, m := range w.Posted() {
			all = append(all, m.Read())
		}
		return all
	}
	return s
}
