package slack

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"waybill/adapters/slack/slacktest"
	"waybill/bot"
)

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
	// In a thread it comes whole, as a file; and where no files may be, in as
	// many messages as it takes.
	last := long.Sections[len(long.Sections)-1].Heading[0].Text
	must(t, s.Say("ben", "trade", "@waybill ask everything"))
	file := said(t, s, "the whole of it is in this file")
	if file.Thread == "" || !strings.Contains(file.File, last) || strings.Contains(file.File, "&amp;") {
		t.Errorf("the file in thread %q holds %.200q", file.Thread, file.File)
	}
	for _, f := range []slacktest.Fault{{Method: "files.getUploadURLExternal", Error: "missing_scope"}, {Method: "upload", Status: 500}, {Method: "files.completeUploadExternal", Error: "posting_to_channel_denied"}} {
		s.Fail(f)
		before := len(s.Posted())
		must(t, s.Say("ben", "trade", "@waybill ask everything "+f.Method))
		eventually(t, "the parts", func() bool { return len(s.Posted()) == before+len(Parts(long)) })
	}
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
		if !r.Direct || !r.User.Manages || r.Channel.String() != "@ben" {
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
	for _, f := range []slacktest.Fault{{Cut: true}, {Status: 500}, {Status: 302, Times: 1 + retries}} {
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
