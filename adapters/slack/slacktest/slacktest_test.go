package slacktest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gorilla/websocket"
)

func start(t *testing.T, c Config) *Server {
	t.Helper()
	s, err := c.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// call makes a request as a bot would and returns Slack's answer.
func call(t *testing.T, s *Server, method string, args url.Values) map[string]any {
	t.Helper()
	if !args.Has("token") {
		args.Set("token", s.BotToken())
	}
	resp, err := http.PostForm(s.URL()+method, args)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var answer map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

func TestRefusalsAreSlacks(t *testing.T) {
	s := start(t, Config{Specs: "-"})
	s.SetScopes("chat:write", "channels:read", "users:read")
	say := func(channel string, more ...string) url.Values {
		v := url.Values{"channel": {channel}, "text": {"hello"}}
		for i := 0; i < len(more); i += 2 {
			v.Set(more[i], more[i+1])
		}
		return v
	}
	for _, c := range []struct {
		method string
		args   url.Values
		want   string
	}{
		{"chat.postMessage", say("C0TRADE"), ""},
		{"chat.postMessage", say("C0TRADE", "token", "xoxb-wrong"), "invalid_auth"},
		{"chat.postMessage", say("C0TRADE", "token", s.AppToken()), "not_allowed_token_type"},
		{"chat.postMessage", say("C0NOWHERE"), "channel_not_found"},
		{"chat.postMessage", say("trade"), "channel_not_found"},
		{"chat.postMessage", say("G0BOARD"), "channel_not_found"},
		{"chat.postMessage", say("C0LOBBY"), "not_in_channel"},
		{"chat.postMessage", say("C0ATTIC"), "is_archived"},
		{"chat.postMessage", say("C0TRADE", "text", ""), "no_text"},
		{"chat.postMessage", say("C0TRADE", "blocks", `[{"type":"section"}]`), "invalid_blocks"},
		{"chat.postMessage", say("C0TRADE", "blocks", `{`), "invalid_blocks_format"},
		{"chat.postMessage", say("C0TRADE", "metadata", `{"event_type":"x"}`), "invalid_metadata_format"},
		{"chat.postMessage", say("C0TRADE", "metadata", `{"event_type":"x","event_payload":{"k":"`+strings.Repeat("x", maxMetadata)+`"}}`), "metadata_too_large"},
		{"chat.postEphemeral", say("C0TRADE", "user", "U0NOBODY"), "user_not_in_channel"},
		{"conversations.history", url.Values{"channel": {"C0TRADE"}}, "missing_scope"},
		{"conversations.info", url.Values{"channel": {"G0BOARD"}}, "channel_not_found"},
		{"users.info", url.Values{"user": {"U0NOBODY"}}, "user_not_found"},
		{"apps.connections.open", url.Values{}, "not_allowed_token_type"},
		{"chat.shout", url.Values{}, "unknown_method"},
	} {
		answer := call(t, s, c.method, c.args)
		if got, _ := answer["error"].(string); got != c.want || answer["ok"] != (c.want == "") {
			t.Errorf("%s %v gives %v, want %q", c.method, c.args, answer, c.want)
		}
	}
	if n := len(s.Posted()); n != 1 {
		t.Errorf("%d messages were posted, want 1", n)
	}
}

func TestCheckBlocks(t *testing.T) {
	text := func(kind string, n int) string {
		return `{"type":"` + kind + `","text":"` + strings.Repeat("x", n) + `"}`
	}
	list := func(n int, block string) string {
		return "[" + strings.TrimSuffix(strings.Repeat(block+",", n), ",") + "]"
	}
	rich := `{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[` + text("text", 2000) + `]}]}`
	for name, c := range map[string]struct{ blocks, want string }{
		"dividers":      {list(50, `{"type":"divider"}`), ""},
		"dividers +":    {list(51, `{"type":"divider"}`), "invalid_blocks"},
		"header":        {list(1, `{"type":"header","text":`+text("plain_text", 150)+`}`), ""},
		"header +":      {list(1, `{"type":"header","text":`+text("plain_text", 151)+`}`), "invalid_blocks"},
		"header markup": {list(1, `{"type":"header","text":`+text("mrkdwn", 5)+`}`), "invalid_blocks"},
		"section":       {list(1, `{"type":"section","text":`+text("mrkdwn", 3000)+`}`), ""},
		"section +":     {list(1, `{"type":"section","text":`+text("mrkdwn", 3001)+`}`), "invalid_blocks"},
		"empty text":    {list(1, `{"type":"section","text":`+text("mrkdwn", 0)+`}`), "invalid_blocks"},
		"context":       {list(1, `{"type":"context","elements":`+list(10, text("mrkdwn", 5))+`}`), ""},
		"context +":     {list(1, `{"type":"context","elements":`+list(11, text("mrkdwn", 5))+`}`), "invalid_blocks"},
		"actions":       {list(1, `{"type":"actions","elements":`+list(25, `{"type":"button","text":`+text("plain_text", 75)+`}`)+`}`), ""},
		"actions +":     {list(1, `{"type":"actions","elements":`+list(26, `{"type":"button","text":`+text("plain_text", 75)+`}`)+`}`), "invalid_blocks"},
		"label +":       {list(1, `{"type":"actions","elements":`+list(1, `{"type":"button","text":`+text("plain_text", 76)+`}`)+`}`), "invalid_blocks"},
		"twice":         {list(1, `{"type":"actions","elements":`+list(2, `{"type":"button","action_id":"a","text":`+text("plain_text", 5)+`}`)+`}`), "invalid_blocks"},
		"cumulative":    {list(5, rich), ""},
		"cumulative +":  {list(6, rich), "msg_blocks_too_long"},
		"empty rich":    {`[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":""}]}]}]`, "invalid_blocks"},
		"link":          {`[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"link","url":"nowhere"}]}]}]`, "invalid_blocks"},
		"unknown":       {`[{"type":"hologram"}]`, "invalid_blocks"},
	} {
		if got, why := CheckBlocks(json.RawMessage(c.blocks)); got != c.want {
			t.Errorf("%s: %q (%s), want %q", name, got, why, c.want)
		}
	}
}

// What Slack's schemas forbid is noticed though Slack itself might let it pass.
func TestViolations(t *testing.T) {
	if FindSpecs() == "" {
		t.Skip("no folder shared/specs/slack beside the project")
	}
	var told []string
	s := start(t, Config{OnViolation: func(v string) { told = append(told, v) }})
	ok := url.Values{"channel": {"C0TRADE"}, "text": {"x"}, "parse": {"none"}, "unfurl_links": {"false"}, "unfurl_media": {"false"}}
	call(t, s, "chat.postMessage", ok)
	if v := s.Violations(); len(v) > 0 {
		t.Fatalf("a good request violates %q", v)
	}
	for _, args := range []url.Values{
		{"channel": {"C0TRADE"}, "text": {"x"}, "client_msg_id": {"1"}},
		{"channel": {"C0TRADE"}, "text": {"x"}, "unfurl_links": {"perhaps"}},
		{"text": {"x"}},
		{"channel": {"C0TRADE"}, "text": {strings.Repeat("x", maxText+1)}},
		{"channel": {"C0TRADE"}, "blocks": {`[{"type":"divider","color":"red"}]`}},
		{"channel": {"C0TRADE"}, "blocks": {`[{"type":"rich_text","elements":[{"type":"rich_text_list","style":"bullet","offset":0,"elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"x"}]}]}]}]`}},
	} {
		before := len(s.Violations())
		call(t, s, "chat.postMessage", args)
		if len(s.Violations()) == before {
			t.Errorf("%.200v is no violation", args)
		}
	}
	if diff := cmp.Diff(s.Violations(), told); diff != "" {
		t.Errorf("the callback was told otherwise:\n%s", diff)
	}
}

func TestReadingUndoesMarkup(t *testing.T) {
	for _, c := range []struct {
		name, text, read    string
		links, pings        []string
		verbatim, formatted bool
	}{
		{"escapes", "R&amp;D &lt;5%", "R&D <5%", nil, nil, true, true},
		{"link", "<https://a.example/?x=1&amp;y=2|A>", "A", []string{"https://a.example/?x=1&y=2"}, nil, true, true},
		{"mentions", "<!channel> <@U1> <#C1|x>", "!channel @U1 #C1", nil, []string{"!channel", "@U1", "#C1"}, true, true},
		{"styles", "*b* _i_ ~s~ `c` a*b*c", "b i s c a*b*c", nil, nil, true, true},
		{"emoji", "at 08:00 :ship:", "at 08:00 □", nil, nil, true, true},
		{"quote", "&gt; x", " x", nil, nil, true, true},
		{"unformatted", "*b*", "*b*", nil, nil, true, false},
		{"parsed", "https://a.example @here", "https://a.example @here", []string{"https://a.example"}, []string{"@here"}, false, true},
	} {
		var r reading
		got := r.markup(c.text, c.verbatim, c.formatted)
		if got != c.read || !cmp.Equal(r.links, c.links) || !cmp.Equal(r.pings, c.pings) {
			t.Errorf("%s: %q, %q, %q", c.name, got, r.links, r.pings)
		}
	}
}

// connect opens a socket as an app does.
func connect(t *testing.T, s *Server) *websocket.Conn {
	t.Helper()
	opened := call(t, s, "apps.connections.open", url.Values{"token": {s.AppToken()}})
	ws, _, err := websocket.DefaultDialer.Dial(opened["url"].(string), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ws.Close() })
	var hello map[string]any
	if err := ws.ReadJSON(&hello); err != nil || hello["type"] != "hello" {
		t.Fatalf("%v, %v instead of a hello", hello, err)
	}
	return ws
}

func TestSocketsNeedATicket(t *testing.T) {
	s := start(t, Config{Specs: "-"})
	_, resp, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(s.base, "http")+"/link/?ticket=guessed", nil)
	if err == nil || resp == nil || resp.StatusCode != http.StatusForbidden {
		t.Errorf("a guessed ticket gives %v, %v", resp, err)
	}
}

// An event that nobody acknowledges comes again, in a new envelope with the
// same event; a slash command doesn't.
func TestRetries(t *testing.T) {
	s := start(t, Config{Specs: "-", Retry: 30 * time.Millisecond})
	ws := connect(t, s)
	if err := s.Slash("ana", "trade", "status"); err != nil {
		t.Fatal(err)
	}
	if err := s.Say("ana", "trade", "@waybill status"); err != nil {
		t.Fatal(err)
	}
	events, slashes := map[string]bool{}, 0
	for range 4 {
		var e struct {
			Type    string `json:"type"`
			ID      string `json:"envelope_id"`
			Payload struct {
				Event string `json:"event_id"`
			} `json:"payload"`
			Attempt int `json:"retry_attempt"`
		}
		if err := ws.ReadJSON(&e); err != nil {
			t.Fatal(err)
		}
		if e.Type == "slash_commands" {
			slashes++
		} else {
			events[e.Payload.Event] = true
		}
		if e.Attempt == 2 {
			if err := ws.WriteJSON(map[string]string{"envelope_id": e.ID}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if slashes != 1 || len(events) != 1 {
		t.Errorf("%d slash commands, events %v, want one of each", slashes, events)
	}
	time.Sleep(100 * time.Millisecond)
	if n := s.Unacked(); n != 3 {
		t.Errorf("%d envelopes without acknowledgement, want the slash command and two copies", n)
	}
}

func TestResponseURLsWearOut(t *testing.T) {
	s := start(t, Config{Specs: "-"})
	_, c, err := s.lookup("ana", "trade")
	if err != nil {
		t.Fatal(err)
	}
	address := s.newHook(c, "U0ANA", "")
	for i := range hookUses + 1 {
		resp, err := http.Post(address, "application/json", strings.NewReader(`{"text":"hello","response_type":"ephemeral"}`))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
		if (resp.StatusCode == http.StatusOK) != (i < hookUses) {
			t.Errorf("use %d gives %s", i+1, resp.Status)
		}
	}
	if m := s.Posted(); len(m) != hookUses || m[0].To != "U0ANA" {
		t.Errorf("posted %+v", m)
	}
}

// Closing ends whoever waits.
func TestCloseEndsEverything(t *testing.T) {
	s := start(t, Config{Specs: "-"})
	connect(t, s)
	s.Fail(Fault{Delay: time.Hour})
	go func() {
		resp, err := http.PostForm(s.URL()+"auth.test", url.Values{})
		if err == nil {
			_ = resp.Body.Close()
		}
	}()
	time.Sleep(20 * time.Millisecond)
	done := make(chan struct{})
	go func() { s.Close(); s.Close(); close(done) }()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatal("Close doesn't end")
	}
	if err := s.Say("ana", "trade", "@waybill are you there"); err == nil {
		t.Error("a closed server hands events over")
	}
}
