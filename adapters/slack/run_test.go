package slack

import (
	"context"
	"encoding/json"
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
func begin(t *testing.T, c slacktest.Config, h *crew, change func(*Adapter)) (*slacktest.Server, *Adapter, *logbook) {
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

func TestSlashIsAnsweredInItsChannel(t *testing.T) {
	h := &crew{answer: func(_ context.Context, r bot.Request) bot.Message {
		m := bot.Say("Heard: " + r.Line)
		m.Private = strings.HasPrefix(r.Line, "status")
		m.Failed = strings.HasPrefix(r.Line, "nonsense")
		return m
	}}
	s, _, _ := begin(t, slacktest.Config{}, h, nil)
	for _, c := range []struct{ typed, heard, to string }{
		{"ask steel <5%  since monday", "ask steel <5% since monday", ""},
		{"status", "status", "U0BEN"},
		{"nonsense", "nonsense", "U0BEN"}, // a refusal is nobody else's business
		{"", "help", ""},
		{"why https://harbourwire.example/a?b=1&c=2", "why https://harbourwire.example/a?b=1&c=2", ""},
		{"settings allow @ben", "settings allow <@U0BEN>", ""},
	} {
		must(t, s.Slash("ben", "trade", c.typed))
		m := said(t, s, "Heard: "+c.heard)
		if m.Via != "response_url" || m.To != c.to || m.Channel != "C0TRADE" {
			t.Errorf("%q was answered by %s to %q in %s, want to %q", c.typed, m.Via, m.To, m.Channel, c.to)
		}
	}
	r := h.requests()[0]
	if r.Channel != trade() || r.User.ID != "U0BEN" || r.User.Name != "ben" || r.User.Zone != "America/Toronto" || r.Direct || r.Thread != "" {
		t.Errorf("the request was %+v", r)
	}
	if n := strings.Count(said(t, s, "nonsense").Read(), "⚠"); n != 1 {
		t.Errorf("a refusal has %d marks", n)
	}
}

// A slash command works where the bot isn't.
func TestSlashWorksWithoutTheBot(t *testing.T) {
	h := &crew{}
	s, _, _ := begin(t, slacktest.Config{}, h, nil)
	must(t, s.Slash("ben", "board", "ask steel"))
	if m := said(t, s, "Heard: ask steel"); m.Channel != "G0BOARD" {
		t.Errorf("answered in %s", m.Channel)
	}
	if r := h.requests()[0]; r.User.Manages || r.Direct {
		t.Errorf("the request was %+v", r)
	}
}

func TestLongSlashAnswersAreCutWithAWord(t *testing.T) {
	long := sampleDigest()
	for i := range 90 {
		long.Sections = append(long.Sections, story(i+3))
	}
	if n := len(Parts(long)); n <= hookUses {
		t.Fatalf("only %d parts", n)
	}
	h := &crew{answer: func(context.Context, bot.Request) bot.Message { return long }}
	s, _, _ := begin(t, slacktest.Config{}, h, nil)
	must(t, s.Slash("ben", "trade", "ask everything"))
	m := said(t, s, "too long to be shown whole")
	if n := len(s.Posted()); n != hookUses {
		t.Errorf("%d messages, want %d", n, hookUses)
	}
	if want := fmt.Sprintf("%d parts are missing", len(Parts(long))-hookUses+1); !strings.Contains(m.Read(), want) {
		t.Errorf("%q doesn't say that %s", m.Read(), want)
	}
	// In a thread there is no such limit.
	must(t, s.Say("ben", "trade", "@waybill ask everything"))
	said(t, s, long.Sections[len(long.Sections)-1].Heading[0].Text)
}

func TestMentionsAreAnsweredInTheirThread(t *testing.T) {
	h := &crew{answer: func(_ context.Context, r bot.Request) bot.Message {
		m := bot.Say("Heard: " + r.Line)
		m.Private = r.Line == "status"
		return m
	}}
	s, _, _ := begin(t, slacktest.Config{}, h, nil)
	must(t, s.Say("ana", "trade", "@waybill ask #desk about steel"))
	m := said(t, s, "Heard: ask #desk about steel")
	first := h.requests()[0]
	if m.Thread == "" || first.Thread != "" || m.Via != "chat.postMessage" {
		t.Errorf("answered in thread %q by %s, request %+v", m.Thread, m.Via, first)
	}
	must(t, s.Reply("ana", "trade", m.Thread, "@waybill more 1"))
	if again := said(t, s, "Heard: more 1"); again.Thread != m.Thread || h.requests()[1].Thread != m.Thread {
		t.Errorf("a question in a thread was answered in %q, want %q", again.Thread, m.Thread)
	}
	must(t, s.Reply("ben", "trade", m.Thread, "@waybill status"))
	if p := said(t, s, "Heard: status"); p.To != "U0BEN" || p.Thread != m.Thread {
		t.Errorf("a private answer went to %q in thread %q", p.To, p.Thread)
	}
}

func TestDirectMessages(t *testing.T) {
	h := &crew{answer: func(_ context.Context, r bot.Request) bot.Message {
		m := bot.Say("Heard: " + r.Line)
		m.Private = true
		return m
	}}
	s, _, _ := begin(t, slacktest.Config{}, h, nil)
	must(t, s.Say("ben", "D0BEN", "source add harbourwire.example/feed"))
	m := said(t, s, "Heard: source add harbourwire.example/feed")
	if m.Channel != "D0BEN" || m.To != "" || m.Thread != "" {
		t.Errorf("answered %+v", m)
	}
	must(t, s.Slash("ben", "D0BEN", "subscribe steel"))
	said(t, s, "Heard: subscribe steel")
	for _, r := range h.requests() {
		if !r.Direct || !r.User.Manages || r.Channel.Name != "" {
			t.Errorf("the request was %+v, want a direct one", r)
		}
	}
	if n := len(h.requests()); n != 2 {
		t.Errorf("%d requests, want 2: the bot must not listen to itself", n)
	}
}

func TestButtons(t *testing.T) {
	h := &crew{answer: func(_ context.Context, r bot.Request) bot.Message {
		m := bot.Say("Heard: " + r.Line)
		m.Buttons = []bot.Button{{Label: "Again", Say: "again"}}
		m.Private = strings.HasPrefix(r.Line, "more 2")
		return m
	}}
	s, a, _ := begin(t, slacktest.Config{}, h, nil)
	ts, err := a.Post(t.Context(), trade(), "k", sampleDigest())
	must(t, err)
	digest := s.Posted()[0]

	must(t, s.Press("ben", digest, "More"))
	m := said(t, s, "Heard: more 1 of 118")
	if m.Thread != ts || m.To != "" {
		t.Errorf("a public answer went to thread %q and %q, want the digest's thread", m.Thread, m.To)
	}
	must(t, s.Press("ben", m, "Again"))
	if deeper := said(t, s, "Heard: again"); deeper.Thread != ts {
		t.Errorf("a button in the thread was answered in %q", deeper.Thread)
	}
	digest2 := sampleDigest()
	digest2.Sections[0].Buttons[0].Say = "more 2 of 119"
	_, err = a.Post(t.Context(), trade(), "k2", digest2)
	must(t, err)
	must(t, s.Press("cleo", s.Posted()[len(s.Posted())-1], "More"))
	private := said(t, s, "Heard: more 2 of 119")
	if private.To != "U0CLEO" || private.Via != "response_url" {
		t.Errorf("a private answer went to %q by %s", private.To, private.Via)
	}
	// A button in a message that only Cleo sees: she alone sees the answer,
	// and there is no thread to put it into.
	must(t, s.Press("cleo", private, "Again"))
	eventually(t, "an answer for Cleo", func() bool {
		last := s.Posted()[len(s.Posted())-1]
		return strings.Contains(last.Read(), "Heard: again") && last.To == "U0CLEO" && last.Thread == ""
	})
}

// Where the bot may not post, the button's response URL still works.
func TestButtonFallsBackToItsResponseURL(t *testing.T) {
	h := &crew{}
	s, a, _ := begin(t, slacktest.Config{}, h, nil)
	_, err := a.Post(t.Context(), trade(), "k", sampleDigest())
	must(t, err)
	s.Fail(slacktest.Fault{Method: "chat.postMessage", Error: "not_in_channel", Times: -1})
	must(t, s.Press("ben", s.Posted()[0], "More"))
	if m := said(t, s, "Heard: more 1 of 118"); m.Via != "response_url" {
		t.Errorf("answered by %s", m.Via)
	}
}

// A question is taken once however often it comes, and old ones are forgotten.
func TestInboxRemembers(t *testing.T) {
	b := newInbox()
	var mu sync.Mutex
	ran := map[string]int{}
	take := func(key string) receipt {
		return b.take(key, key, func() {
			mu.Lock()
			defer mu.Unlock()
			ran[key]++
		})
	}
	for i := range 3 * remembered {
		key := fmt.Sprint(i)
		for take(key) == busy {
			time.Sleep(time.Millisecond)
		}
		if i >= remembered {
			if got := take(fmt.Sprint(i - remembered + 1)); got != known {
				t.Fatalf("question %d came again after %d others: %v", i-remembered+1, remembered-1, got)
			}
		}
	}
	b.close()
	if got := take("late"); got != busy {
		t.Errorf("a closed inbox answers %v", got)
	}
	if len(ran) != 3*remembered || len(b.seen)+len(b.before) > 2*remembered || len(b.perUser) > 0 || b.pending != 0 {
		t.Errorf("%d questions ran, %d are remembered, %d pending", len(ran), len(b.seen)+len(b.before), b.pending)
	}
}

func TestWhoManages(t *testing.T) {
	h := &crew{}
	s, _, _ := begin(t, slacktest.Config{}, h, nil)
	s.AddUser(slacktest.User{ID: "U0ZOE", Name: "zoe", Admin: true, Team: "T9ELSEWHERE"})
	s.AddUser(slacktest.User{ID: "U0OLA", Name: "ola", Owner: true})
	s.AddUser(slacktest.User{ID: "U0KAI", Name: "kai", Guest: true})
	s.AddChannel(slacktest.Channel{ID: "C0KAI", Name: "kais", Creator: "U0KAI", Member: true})
	for i, c := range []struct {
		user, channel string
		want          bool
	}{
		{"ana", "trade", true},   // an admin
		{"ana", "desk", true},    // anywhere
		{"ana", "board", true},   // even where the bot can't look
		{"ola", "desk", true},    // an owner
		{"ben", "trade", false},  // nobody in particular
		{"ben", "desk", true},    // made the channel
		{"ben", "board", false},  // can't be looked up
		{"gus", "trade", false},  // a guest
		{"kai", "kais", false},   // a guest who made the channel
		{"gus", "D0GUS", false},  // a guest in a direct message
		{"cleo", "D0CLEO", true}, // her own direct messages
		{"zoe", "trade", false},  // an admin of another workspace
		{"zoe", "D0ZOE", false},
	} {
		line := fmt.Sprintf("case %d.", i)
		must(t, s.Slash(c.user, c.channel, line))
		said(t, s, "Heard: "+line)
		all := h.requests()
		if got := all[len(all)-1].User.Manages; got != c.want {
			t.Errorf("%s in %s manages: %v, want %v", c.user, c.channel, got, c.want)
		}
	}
	if n := len(s.Calls("users.info")); n > 7 {
		t.Errorf("users.info was asked %d times for 7 people", n)
	}
}

// When Slack doesn't say who somebody is, they may ask but change nothing.
func TestNobodyManagesWhenSlackIsSilent(t *testing.T) {
	h := &crew{}
	s, _, _ := begin(t, slacktest.Config{}, h, nil)
	s.Fail(slacktest.Fault{Method: "users.info", Status: 500, Times: -1})
	must(t, s.Slash("ana", "trade", "subscribe steel"))
	said(t, s, "Heard: subscribe steel")
	if r := h.requests()[0]; r.User.Manages || r.User.ID != "U0ANA" || r.User.Name != "ana" {
		t.Errorf("the request was %+v", r)
	}
	s.Heal()
	must(t, s.Slash("ana", "trade", "subscribe rebar"))
	said(t, s, "Heard: subscribe rebar")
	if r := h.requests()[1]; !r.User.Manages {
		t.Error("an error was remembered")
	}
}

// Acknowledgements never wait for answers: slack-go's consumer that takes its
// time stops the reading.
func TestAcknowledgedAtOnce(t *testing.T) {
	release := make(chan struct{})
	h := &crew{answer: func(ctx context.Context, r bot.Request) bot.Message {
		select {
		case <-release:
		case <-ctx.Done():
		}
		return bot.Say("Heard: " + r.Line)
	}}
	s, _, _ := begin(t, slacktest.Config{Retry: 100 * time.Millisecond}, h, nil)
	const people = 70 // more than slack-go's channel holds, and than are worked on at once
	for i := range people {
		name := fmt.Sprintf("p%d", i)
		s.AddUser(slacktest.User{ID: strings.ToUpper("U0" + name), Name: name})
		must(t, s.Say(name, "trade", fmt.Sprintf("@waybill question %d.", i)))
	}
	eventually(t, "all acknowledgements", func() bool { return s.Unacked() == 0 })
	for _, ack := range s.Acks() {
		if ack.After > 2*time.Second {
			t.Errorf("an acknowledgement took %v", ack.After)
		}
	}
	time.Sleep(300 * time.Millisecond) // for repetitions
	close(release)
	for i := range people {
		said(t, s, fmt.Sprintf("Heard: question %d.", i))
	}
	if n := len(h.requests()); n != people {
		t.Errorf("%d requests were handled, want %d", n, people)
	}
}

// One person's flood leaves room for others, and is answered, not ignored.
func TestFloodIsBounded(t *testing.T) {
	release := make(chan struct{})
	h := &crew{answer: func(ctx context.Context, r bot.Request) bot.Message {
		if r.User.ID == "U0BEN" {
			select {
			case <-release:
			case <-ctx.Done():
			}
		}
		return bot.Say("Heard: " + r.Line)
	}}
	s, _, _ := begin(t, slacktest.Config{}, h, nil)
	for i := range 100 {
		must(t, s.Slash("ben", "trade", fmt.Sprintf("flood %d.", i)))
	}
	must(t, s.Slash("cleo", "trade", "ask steel"))
	said(t, s, "Heard: ask steel")
	if m := said(t, s, "too many questions"); m.To != "U0BEN" || m.Via != "ack" {
		t.Errorf("the refusal went to %q by %s", m.To, m.Via)
	}
	close(release)
	eventually(t, "the first answers", func() bool { return len(h.requests()) == maxPerUser+1 })
	if s.Unacked() > 0 {
		t.Error("a slash command was left without an acknowledgement")
	}
}

// An event for which there is no room comes again later, so it isn't
// acknowledged, and isn't taken for a copy then.
func TestEventsWithoutRoomComeAgain(t *testing.T) {
	release := make(chan struct{})
	h := &crew{answer: func(ctx context.Context, r bot.Request) bot.Message {
		select {
		case <-release:
		case <-ctx.Done():
		}
		return bot.Say("Heard: " + r.Line)
	}}
	s, _, _ := begin(t, slacktest.Config{Retry: 300 * time.Millisecond}, h, nil)
	for i := range maxPerUser + 1 {
		must(t, s.Say("ben", "trade", fmt.Sprintf("@waybill question %d.", i)))
	}
	eventually(t, "one without acknowledgement", func() bool { return s.Unacked() == 1 })
	close(release)
	for i := range maxPerUser + 1 {
		said(t, s, fmt.Sprintf("Heard: question %d.", i))
	}
	if n := len(h.requests()); n != maxPerUser+1 {
		t.Errorf("%d requests", n)
	}
}

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

// Whoever is waiting for an answer when the bot stops is told.
func TestStoppingTellsWhoWaits(t *testing.T) {
	h := &crew{answer: func(ctx context.Context, r bot.Request) bot.Message {
		<-ctx.Done()
		return bot.Say("too late")
	}}
	s := workspace(t, slacktest.Config{})
	a := adapterFor(t, s, h, &logbook{})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx) }()
	must(t, s.Slash("ben", "trade", "ask steel"))
	eventually(t, "the request", func() bool { return len(h.requests()) == 1 })
	cancel()
	if err := <-done; err != nil {
		t.Errorf("Run: %v", err)
	}
	all := s.Posted()
	if len(all) != 1 || !strings.Contains(all[0].Read(), "restarted") || all[0].To != "U0BEN" {
		t.Errorf("posted %+v", all)
	}
}

// An answer that Slack is too busy to take comes a moment later.
func TestAnswersAreSentAgain(t *testing.T) {
	h := &crew{}
	s, _, _ := begin(t, slacktest.Config{}, h, nil)
	s.Fail(slacktest.Fault{Method: "response_url", Status: 429, RetryAfter: "1"})
	must(t, s.Slash("ben", "trade", "ask steel"))
	said(t, s, "Heard: ask steel")
	s.Fail(slacktest.Fault{Method: "chat.postMessage", Status: 429, RetryAfter: "1"})
	must(t, s.Say("ben", "trade", "@waybill ask rebar"))
	said(t, s, "Heard: ask rebar")
	s.Fail(slacktest.Fault{Method: "response_url", Status: 400, Body: "invalid_blocks"})
	must(t, s.Slash("ben", "trade", "ask coil"))
	if m := said(t, s, "Heard: ask coil"); len(m.Blocks) > 0 {
		t.Error("refused blocks were sent again")
	}
	if n := len(s.Posted()); n != 3 {
		t.Errorf("%d answers, want 3", n)
	}
}

// Response URLs are secrets: whoever has one can write into the channel.
func TestResponseURLsStaySecret(t *testing.T) {
	s, _, book := begin(t, slacktest.Config{}, &crew{}, nil)
	for _, f := range []slacktest.Fault{{Cut: true}, {Status: 500}, {Status: 404, Times: 1 + retries}, {Status: 302, Times: 1 + retries}} {
		f.Method = "response_url"
		s.Fail(f)
		before := strings.Count(book.String(), "answer not delivered")
		must(t, s.Slash("ben", "trade", "ask steel"))
		eventually(t, "a failure", func() bool { return strings.Count(book.String(), "answer not delivered") == before+1 })
	}
	for _, secret := range s.Secrets() {
		if strings.Contains(book.String(), strings.TrimPrefix(secret, "ack ")) {
			t.Errorf("the log holds a secret:\n%s", book.String())
		}
	}
}

func TestResponseURLsAreSlacks(t *testing.T) {
	g, err := newGate(nil, "https://slack.com/api/")
	must(t, err)
	for address, want := range map[string]bool{
		"https://hooks.slack.com/commands/T1/2/x":     true,
		"https://hooks.slack-gov.com/commands/T1/2/x": true,
		"https://slack.com/hooks/x":                   true,
		"http://hooks.slack.com/commands/T1/2/x":      false,
		"https://hooks.slack.com.evil.example/x":      false,
		"https://hooks.slack.com@evil.example/x":      false,
		"https://evil.example/hooks.slack.com":        false,
		"http://169.254.169.254/latest/meta-data":     false,
		"file:///etc/passwd":                          false,
		"":                                            false,
	} {
		if got := g.mayHook(address); got != want {
			t.Errorf("mayHook(%q) = %v, want %v", address, got, want)
		}
	}
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
	if err != nil || strings.Join(is.Missing, " ") != "channels:history channels:read chat:write.public groups:history groups:read mpim:history mpim:read" {
		t.Errorf("Check gives %+v, %v", is, err)
	}
	a = adapterWith(t, Options{BotToken: s.BotToken(), AppToken: "xapp-wrong", APIURL: s.URL()})
	if _, err := a.Check(t.Context()); bot.KindOf(err) != bot.Permanent || !strings.Contains(err.Error(), "app-level") {
		t.Errorf("Check gives %v", err)
	}
}

func TestSpoken(t *testing.T) {
	words := map[string]bool{"ask": true, "subscribe": true}
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
		got := spoken(s, "U0B", map[string]bool{"ask": true})
		if strings.TrimSpace(got) != got || strings.ContainsAny(got, "\n\t") {
			t.Errorf("spoken(%q) = %q", s, got)
		}
	})
}

// Envelopes are read whatever is in them.
func FuzzRead(f *testing.F) {
	f.Add("slash_commands", `{"user_id":"U1","channel_id":"C1","text":"ask"}`)
	f.Add("interactive", `{"type":"block_actions","actions":[{"action_id":"say-1","value":"x"}],"user":{"id":"U1"},"container":{"channel_id":"C1"}}`)
	f.Add("events_api", `{"event":{"type":"app_mention","user":"U1","channel":"C1","text":"<@U0B> ask"}}`)
	a, err := New(Options{BotToken: "xoxb-1", Logger: quietLogger()})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, kind, payload string) {
		q, ok := a.read(envelope{Type: kind, ID: "e", Payload: json.RawMessage(payload)})
		if ok && (q.user == "" || q.channel == "" || q.line == "" || q.key == "") {
			t.Errorf("read(%s, %q) = %+v", kind, payload, q)
		}
	})
}
