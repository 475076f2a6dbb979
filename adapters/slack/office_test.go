package slack

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"waybill/adapters/slack/slacktest"
	"waybill/bot"
)

// An office is a crew that has forms, and shows subscriptions.
type office struct {
	crew
	listed []bot.Channel // of its subscriptions
	slow   time.Duration // that checking a form takes
}

func (o *office) Complete(_ context.Context, r bot.Request, command, option, typed string) []bot.Choice {
	if typed == "many" {
		var all []bot.Choice
		for i := range 200 {
			all = append(all, bot.Choice{Label: fmt.Sprint(i) + strings.Repeat("世", 90), Value: fmt.Sprint(i) + strings.Repeat("界", 140)})
		}
		return all
	}
	return []bot.Choice{
		{Label: strings.Repeat("long label ", 20), Value: "long"},
		{Label: "too long a value", Value: strings.Repeat("x", 151)},
		{Label: "<!channel> & co", Value: command + " " + option + " " + typed + " in " + r.Channel.ID},
	}
}

func (o *office) Form(_ context.Context, r bot.Request) (bot.Form, bool, error) {
	switch r.Line {
	case "subscribe", "change 3":
	case "change 4":
		return bot.Form{}, false, &bot.Error{Kind: bot.NotFound, Text: "there is no subscription 4 here"}
	default:
		return bot.Form{}, false, nil
	}
	few := []bot.Choice{{Label: "Full", Value: "full"}, {Label: "Brief", Value: "brief"}}
	return bot.Form{Title: "Order a digest, which is a title too long", Submit: "Subscribe", Line: r.Line, Fields: []bot.Field{
		{Name: "topics", Label: "Topics", Kind: bot.Picks, Values: []bot.Choice{{Label: "Tariffs", Value: "tariffs"}}},
		{Name: "when", Label: "Days", Kind: bot.Picks, Choices: append(few, bot.Choice{Label: "Every day", Value: "daily"}), Values: few[:1]},
		{Name: "time", Label: "Time", Help: "08:00", Kind: bot.Words, Values: []bot.Choice{{Label: "08:00", Value: "08:00"}}},
		{Name: "zone", Label: "Zone", Kind: bot.Pick, Values: []bot.Choice{{Label: "Europe/Vienna", Value: "Europe/Vienna"}}},
		{Name: "length", Label: "Length", Kind: bot.Pick, Choices: few, Values: few[:1]},
	}}, true, nil
}

func (o *office) Filled(_ context.Context, r bot.Request, v map[string][]string) (string, map[string]string) {
	time.Sleep(o.slow)
	if v["time"] == nil {
		return "", map[string]string{"time": "There is no time " + strings.Repeat("x", 300)}
	}
	return fmt.Sprintf("%s %s in %s %v", r.Line, strings.Join(v["topics"], "+"), r.Channel.ID, r.User.Manages), nil
}

func (o *office) Overview(_ context.Context, r bot.Request, sees func(bot.Channel) bool) (bot.Message, error) {
	m := bot.Message{Title: "Your trade digests", Intro: []bot.Line{bot.Text("page: " + r.Line)}, Buttons: []bot.Button{{Label: "Subscribe", Say: "subscribe"}, {Label: "Status", Say: "status"}, {Label: "Next", Say: "page 2"}}}
	for i, c := range o.listed {
		if sees(c) {
			m.Sections = append(m.Sections, bot.Section{
				Heading: bot.Text(fmt.Sprintf("%d. Tariffs in %s", i, c.ID)),
				Buttons: []bot.Button{{Label: "Pause", Say: fmt.Sprintf("pause %d", i), In: c.ID}, {Label: "Change", Say: "change 3", In: c.ID}},
			})
		}
	}
	return m, nil
}

func channels(ids ...string) []bot.Channel {
	var all []bot.Channel
	for _, id := range ids {
		all = append(all, bot.Channel{Platform: bot.Slack, Workspace: slacktest.TeamID, ID: id})
	}
	return all
}

// modalOf waits for the modal that a person sees.
func modalOf(t *testing.T, s *slacktest.Server, user string) slacktest.View {
	t.Helper()
	var v slacktest.View
	eventually(t, "a modal", func() (ok bool) { v, ok = s.Modal(user); return ok })
	return v
}

// homeWith waits for a person's App Home to say words.
func homeWith(t *testing.T, s *slacktest.Server, user, words string) slacktest.View {
	t.Helper()
	var v slacktest.View
	eventually(t, fmt.Sprintf("%q on the App Home", words), func() bool {
		v, _ = s.Home(user)
		return strings.Contains(v.Read(), words)
	})
	return v
}

// A command without words opens its form; what is wrong is said beside the
// fields; what is right is said as a line where the form was opened.
func TestForms(t *testing.T) {
	o := &office{}
	s, _, _ := begin(t, slacktest.Config{}, o, nil)
	must(t, s.Slash("ben", "desk", "subscribe"))
	v := modalOf(t, s, "ben")
	want := map[string]string{"topics": "multi_external_select", "when": "multi_static_select", "time": "plain_text_input", "zone": "external_select", "length": "radio_buttons"}
	if got := v.Fields(); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the modal asks for %v, want %v", got, want)
	}
	found, err := s.Suggest("ben", "topics", "crit")
	must(t, err)
	if fmt.Sprint(found) != "[long subscribe topics crit in C0DESK]" {
		t.Errorf("proposed: %q", found)
	}
	wrong, err := s.Fill("ben", map[string][]string{"topics": {"a", "b"}})
	must(t, err)
	if !strings.HasPrefix(wrong["time"], "There is no time") || len(wrong) != 1 {
		t.Errorf("wrong is %q", wrong)
	}
	wrong, err = s.Fill("ben", map[string][]string{"topics": {"a", "b"}, "time": {"noon"}, "length": {"full"}})
	must(t, err)
	if len(wrong) > 0 {
		t.Errorf("wrong is %q", wrong)
	}
	if m := said(t, s, "Heard: subscribe a+b in C0DESK true"); m.Channel != "C0DESK" || m.Via != "response_url" {
		t.Errorf("answered in %s by %s", m.Channel, m.Via)
	}
	if _, open := s.Modal("ben"); open {
		t.Error("the modal is still open")
	}
	must(t, s.Slash("ben", "desk", "subscribe tariffs"))
	said(t, s, "Heard: subscribe tariffs")
	if _, open := s.Modal("ben"); open {
		t.Error("a line that says everything opens a form")
	}
	must(t, s.Slash("ben", "desk", "change 4"))
	if m := said(t, s, "there is no subscription 4 here"); m.To != "U0BEN" {
		t.Errorf("a refusal went to %q", m.To)
	}
}

// Slack drops an acknowledgement of 20 KB without a word; proposals stay below.
func TestManyLongProposals(t *testing.T) {
	s, _, _ := begin(t, slacktest.Config{}, &office{}, nil)
	must(t, s.Slash("ben", "desk", "subscribe"))
	modalOf(t, s, "ben")
	found, err := s.Suggest("ben", "topics", "many") // a longer one is a violation
	must(t, err)
	if len(found) < 15 {
		t.Errorf("only %d of 200 were proposed", len(found))
	}
}

// A form that is filled in after half an hour has no response URL any more.
func TestFormsThatAreFilledInSlowly(t *testing.T) {
	s, _, _ := begin(t, slacktest.Config{}, &office{}, nil)
	for _, c := range []struct{ channel, lands string }{{"desk", "C0DESK"}, {"board", "D0BEN"}} {
		must(t, s.Slash("ben", c.channel, "subscribe"))
		modalOf(t, s, "ben")
		s.Fail(slacktest.Fault{Method: "response_url", Status: 404, Body: `{"ok":false,"error":"used_url"}`, Times: -1})
		_, err := s.Fill("ben", map[string][]string{"topics": {c.channel}, "time": {"noon"}})
		must(t, err)
		if m := said(t, s, "Heard: subscribe "+c.channel); m.Channel != c.lands {
			t.Errorf("answered in %s, want %s", m.Channel, c.lands)
		}
		s.Heal()
	}
}

// Strangers' text acts nowhere: not on the App Home, in a form, in what is said
// beside a field, nor with a file.
func TestStrangersTextActsNowhere(t *testing.T) {
	const bad = "<!channel> <@U0BEN> <https://evil.example|bank> *b* `c` :smile: @here"
	long := bot.Message{Title: bad}
	for i := range 90 {
		s := story(i)
		s.Heading = bot.Text(bad)
		long.Sections = append(long.Sections, s)
	}
	o := &office{listed: channels("C0TRADE")}
	o.answer = func(_ context.Context, r bot.Request) bot.Message {
		if r.Line == "status" {
			return bot.Message{Title: bad, Intro: []bot.Line{bot.Text(bad)}, Footer: []bot.Line{bot.Text(bad)}, Buttons: []bot.Button{{Label: bad, Say: "x", In: "C0TRADE"}}}
		}
		return long
	}
	s, _, _ := begin(t, slacktest.Config{}, o, nil)
	must(t, s.OpenHome("ben"))
	homeWith(t, s, "ben", "C0TRADE")
	must(t, s.PressHome("ben", "status"))
	v := homeWith(t, s, "ben", bad)
	if strings.Count(v.Read(), bad) != 3 || len(v.Pings())+len(v.Links()) > 0 {
		t.Errorf("the App Home pings %q, links to %q and reads:\n%s", v.Pings(), v.Links(), v.Read())
	}
	must(t, s.Say("ben", "trade", "@waybill ask long"))
	m := said(t, s, "the whole of it is in this file")
	first := s.Posted()[0]
	if len(m.Pings())+len(m.Links())+len(first.Pings()) > 0 || first.Thread != m.Thread || !strings.Contains(first.Read(), bad) || !strings.Contains(m.File, bad) {
		t.Errorf("the file's comment pings %q, links to %q and reads:\n%s", m.Pings(), m.Links(), m.Read())
	}
	must(t, s.Slash("ben", "desk", "subscribe"))
	modalOf(t, s, "ben")
	found, err := s.Suggest("ben", "topics", bad)
	must(t, err)
	if len(found) != 2 || !strings.Contains(found[1], bad) { // as a value; labels are plain text
		t.Errorf("proposed: %q", found)
	}
}

// Files go to Slack's own hosts only: the address comes with an answer.
func TestUploadsAreSlacks(t *testing.T) {
	g, err := newGate(nil, "https://slack.com/api/")
	must(t, err)
	for address, want := range map[string]bool{
		"https://files.slack.com/upload/v1/x": true, "https://slack.com/x": true, "https://files.slack-gov.com/x": true,
		"http://files.slack.com/x": false, "https://files.slack.com.evil.example/x": false, "https://a@files.slack.com/x": false,
		"http://169.254.169.254/": false, "": false,
	} {
		if got := g.mayUpload(address); got != want {
			t.Errorf("mayUpload(%q) = %v, want %v", address, got, want)
		}
	}
}

// Slack's wait for a modal is over when its trigger is; the person is told.
func TestFormsThatComeTooLate(t *testing.T) {
	s, _, _ := begin(t, slacktest.Config{}, &office{}, nil)
	s.Fail(slacktest.Fault{Method: "views.open", Error: "expired_trigger_id"})
	must(t, s.Slash("ben", "desk", "subscribe"))
	said(t, s, "Slack waited too long for the form")
	must(t, s.Slash("ben", "desk", "subscribe"))
	modalOf(t, s, "ben")
}

// "Summarise this link" reads the link that people see, and only who asked
// sees the answer.
func TestSummariseThisLink(t *testing.T) {
	h := &crew{}
	s, _, _ := begin(t, slacktest.Config{}, h, nil)
	for i, c := range []struct{ text, blocks, want string }{
		{"look at <https://harbourwire.example/a?x=1&amp;y=2|this> &amp; that", "", "https://harbourwire.example/a?x=1&y=2"},
		{"see above", `[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"a"},{"type":"link","url":"https://harbourwire.example/b"}]}]}]`, "https://harbourwire.example/b"},
		{"<mailto:a@b.example|write> <https://harbourwire.example/c>", "", "https://harbourwire.example/c"},
	} {
		m := s.Add(slacktest.Message{Channel: "C0TRADE", User: "U0ANA", Text: c.text, Blocks: []byte(c.blocks)})
		must(t, s.Shortcut("ben", m, summarise))
		a := said(t, s, "Heard: summarise "+c.want)
		if a.To != "U0BEN" || a.Via != "response_url" {
			t.Errorf("case %d: answered to %q by %s", i, a.To, a.Via)
		}
	}
	m := s.Add(slacktest.Message{Channel: "C0TRADE", User: "U0ANA", Text: "no <@U0BEN> link, javascript:alert(1)"})
	must(t, s.Shortcut("ben", m, summarise))
	if a := said(t, s, "There is no link in this message."); a.To != "U0BEN" {
		t.Errorf("answered to %q", a.To)
	}
}

// A whole story goes into the thread of its digest for all to read, once.
func TestMoreGoesIntoTheThread(t *testing.T) {
	h := &crew{answer: func(_ context.Context, r bot.Request) bot.Message {
		m := bot.Say("Heard: " + r.Line)
		m.Private = true
		return m
	}}
	s, a, _ := begin(t, slacktest.Config{}, h, func(a *Adapter) { a.commands["more"] = bot.Command{Name: "more", Private: true, Thread: true} })
	ts, err := a.Post(t.Context(), trade(), "k", sampleDigest())
	must(t, err)
	digest := s.Posted()[0]
	must(t, s.Press("ben", digest, "More"))
	if m := said(t, s, "Heard: more 1 of 118"); m.Thread != ts || m.To != "" {
		t.Errorf("the story went to thread %q and %q", m.Thread, m.To)
	}
	must(t, s.Press("cleo", digest, "More"))
	if m := said(t, s, "stands in the thread below this message already"); m.To != "U0CLEO" {
		t.Errorf("the second time it went to %q", m.To)
	}
	must(t, s.Slash("cleo", "trade", "more 2"))
	if m := said(t, s, "Heard: more 2"); m.To != "U0CLEO" {
		t.Errorf("without a thread it went to %q", m.To)
	}
}

// In a workspace that has the assistant, conversations begin with questions to
// choose from, every word in them is a question, and people see that it is
// worked on. Where it was not granted, nothing of that is asked of Slack.
func TestAssistant(t *testing.T) {
	for _, granted := range []bool{true, false} {
		s := workspace(t, slacktest.Config{})
		if granted {
			s.SetScopes(append(Scopes(), "assistant:write")...)
		}
		h := &crew{}
		a := adapterFor(t, s, h, &logbook{})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- a.Run(ctx) }()
		if granted {
			must(t, s.Event(map[string]any{"type": "assistant_thread_started", "assistant_thread": map[string]any{"user_id": "U0BEN", "channel_id": "D0BEN", "thread_ts": "1.1", "context": map[string]any{}}}))
			eventually(t, "suggestions", func() bool { return len(s.Calls("assistant.threads.setSuggestedPrompts")) == 1 })
		}
		must(t, s.Reply("ben", "D0BEN", "1.1", "rare earths since monday"))
		must(t, s.Reply("ben", "D0BEN", "1.1", "subscribe tariffs"))
		want := "Heard: rare earths since monday"
		if granted {
			want = "Heard: ask rare earths since monday"
		}
		if m := said(t, s, want); m.Thread != "1.1" {
			t.Errorf("answered in thread %q", m.Thread)
		}
		said(t, s, "Heard: subscribe tariffs")
		status, title := len(s.Calls("assistant.threads.setStatus")), len(s.Calls("assistant.threads.setTitle"))
		if granted && (status != 2 || title != 1) || !granted && status+title > 0 {
			t.Errorf("granted: %v: %d times status, %d times title", granted, status, title)
		}
		cancel()
		must(t, <-done)
	}
}
