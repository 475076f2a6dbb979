package discordtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

func serve(t *testing.T, c Config) *Server {
	t.Helper()
	s, err := c.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// call sends a request as a bot does, and returns the status and the answer.
func (s *Server) call(t *testing.T, method, path string, body any) (int, http.Header, string) {
	t.Helper()
	raw, ok := body.(string)
	if !ok {
		b, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		raw = string(b)
	}
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL()+path, strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bot "+s.Token())
	req.Header.Set("User-Agent", "DiscordBot (https://desk.example, 1)")
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var answer bytes.Buffer
	if _, err := answer.ReadFrom(resp.Body); err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, resp.Header, answer.String()
}

func message(more string) string {
	return `{"allowed_mentions":{"parse":[]},` + more + `}`
}

// Every rule is kept without Discord's description of its interface, and
// nothing that is allowed is refused with it.
func TestRules(t *testing.T) {
	embed := func(n int) string { return fmt.Sprintf(`{"description":"%s"}`, strings.Repeat("x", n)) }
	row := func(button string) string {
		return `"content":"x","components":[{"type":1,"components":[` + button + `]}]`
	}
	create := "/channels/1300000000000000001/messages"
	commands := "/applications/" + AppID + "/commands"
	for _, c := range []struct{ name, method, path, body, wrong string }{
		{"fine", "POST", create, message(`"content":"hello","nonce":"x","enforce_nonce":true`), ""},
		{"content of 2,001", "POST", create, message(`"content":"` + strings.Repeat("x", 2001) + `"`), "content has 2001"},
		{"6,000 over all embeds", "POST", create, message(`"embeds":[` + embed(3000) + `,` + embed(3001) + `]`), "6001"},
		{"unknown key", "POST", create, message(`"content":"x","text":"y"`), `unknown key "text"`},
		{"button that does nothing", "POST", create, message(row(`{"type":2,"style":1,"label":"x"}`)), "custom_id"},
		{"button twice", "POST", create, message(row(`{"type":2,"style":1,"label":"x","custom_id":"a"},{"type":2,"style":1,"label":"y","custom_id":"a"}`)), "two buttons"},
		{"11 embeds", "POST", create, message(`"embeds":[` + strings.Repeat(embed(1)+",", 10) + embed(1) + `]`), "11 embeds"},
		{"empty", "POST", create, message(`"content":""`), "empty"},
		{"pings", "POST", create, `{"content":"@everyone"}`, "ping"},
		{"pings by null", "POST", create, `{"content":"@everyone","allowed_mentions":{"parse":null}}`, "ping"},
		{"nonce of 26", "POST", create, message(`"content":"x","nonce":"` + strings.Repeat("x", 26) + `"`), "nonce has 26"},
		{"command", "PUT", commands, `[{"name":"status","description":"x"}]`, ""},
		{"upper case", "PUT", commands, `[{"name":"Status","description":"x"}]`, "no name"},
		{"no description", "PUT", commands, `[{"name":"status","description":"x","options":[{"type":3,"name":"a"}]}]`, "no description"},
		{"required last", "PUT", commands, `[{"name":"status","description":"x","options":[{"type":3,"name":"a","description":"a"},{"type":3,"name":"b","description":"b","required":true}]}]`, "after an optional"},
	} {
		for _, spec := range []string{"-", FindSpec()} {
			s := serve(t, Config{Spec: spec})
			status, _, answer := s.call(t, c.method, c.path, c.body)
			wrong := strings.Join(s.Violations(), "; ")
			if c.wrong == "" && (status != http.StatusOK || wrong != "") {
				t.Errorf("%s: status %d, %s, %s", c.name, status, answer, wrong)
			}
			if c.wrong != "" && (status != http.StatusBadRequest || !strings.Contains(wrong, c.wrong)) {
				t.Errorf("%s: status %d and %q, want a violation with %q", c.name, status, wrong, c.wrong)
			}
		}
	}
}

// Discord's description finds what the rules don't look for.
func TestSpec(t *testing.T) {
	if FindSpec() == "" {
		t.Skip("Discord's openapi.json is not beside the module")
	}
	for name, body := range map[string]string{
		"address that is none": message(`"embeds":[{"title":"x","url":"no address"}]`),
		"date that is none":    message(`"embeds":[{"title":"x","timestamp":"yesterday"}]`),
		"colour that is none":  message(`"embeds":[{"title":"x","color":99999999}]`),
	} {
		s := serve(t, Config{})
		if status, _, _ := s.call(t, "POST", "/channels/1300000000000000001/messages", body); status != http.StatusBadRequest || len(s.Violations()) == 0 {
			t.Errorf("%s: status %d, violations %q", name, status, s.Violations())
		}
	}
}

func TestNonces(t *testing.T) {
	s := serve(t, Config{Nonces: 100 * time.Millisecond, Bucket: 100})
	post := func(nonce string, enforce bool) (status int, id string) {
		status, _, answer := s.call(t, "POST", "/channels/1300000000000000001/messages", message(fmt.Sprintf(`"content":"x","nonce":%q,"enforce_nonce":%v`, nonce, enforce)))
		var m struct{ ID string }
		_ = json.Unmarshal([]byte(answer), &m)
		return status, m.ID
	}
	_, first := post("a", true)
	if _, again := post("a", true); again != first {
		t.Error("a nonce made two messages")
	}
	if _, other := post("a", false); other == first {
		t.Error("a nonce was enforced that needn't be")
	}
	time.Sleep(120 * time.Millisecond)
	_, late := post("a", true)
	if late == first {
		t.Error("a nonce was remembered for ever")
	}
	s.Delete(late)
	if status, _ := post("a", true); status != http.StatusNotFound {
		t.Errorf("a deleted message's nonce gives status %d, want 404", status)
	}
}

func TestLimits(t *testing.T) {
	s := serve(t, Config{Bucket: 2, Global: 4, Window: time.Minute})
	var last http.Header
	statuses := ""
	for range 3 {
		status, h, _ := s.call(t, "POST", "/channels/1300000000000000001/messages", message(`"content":"x"`))
		statuses, last = statuses+fmt.Sprint(status, " "), h
	}
	if statuses != "200 200 429 " || last.Get("X-RateLimit-Remaining") != "0" || last.Get("Retry-After") == "" || last.Get("X-RateLimit-Scope") != "user" {
		t.Errorf("statuses %s, at last %v", statuses, last)
	}
	for range 2 {
		_, last, _ = s.call(t, "GET", "/users/@me", "")
	}
	if last.Get("X-RateLimit-Global") != "true" || last.Get("X-RateLimit-Reset-After") != "" || s.Refused() != 2 {
		t.Errorf("the fifth request in a second is answered with %v", last)
	}
}

// Read undoes markup as Discord does.
func TestRead(t *testing.T) {
	for content, want := range map[string]string{
		"**bold** *it* _it_ __u__ ~~s~~ ||x||":        "bold it it u s x",
		`\*\*not\*\* \_x\_ \[a\]`:                     "**not** _x_ [a]",
		"***both***":                                  "both",
		"**a *b* c**":                                 "a b c",
		"# Head\n> said\n-# small\n- item":            "Head\nsaid\nsmall\nitem",
		"`a*b*` ``x`y`` ```\nblock\n```":              "a*b* x`y block",
		"5 * 3 * 2 snake_case":                        "5 * 3 * 2 snake_case",
		"[Wire](<https://wire.example/a>)":            "Wire",
		"[**Wire**](https://wire.example/a) [x] (y)":  "Wire [x] (y)",
		"<@123> <#4> <t:1:R>":                         "(@123) (#4) (t:1:R)",
		"1. one":                                      "#. one",
		"see https://wire.example/a. <https://b.c/d>": "see https://wire.example/a. https://b.c/d",
	} {
		if got := (Message{Content: content}).Read(); got != want {
			t.Errorf("%q reads %q, want %q", content, got, want)
		}
	}
	m := Message{Content: "<@1> @everyone https://a.example [b](<https://b.example>) \\@here", Ping: true, Embeds: []Embed{{Title: "x", URL: "https://c.example"}, {Description: "y", URL: "https://hidden.example"}}}
	if got := strings.Join(m.Links(), " "); got != "https://a.example https://b.example https://c.example" {
		t.Errorf("links %s", got)
	}
	if got := strings.Join(m.Pings(), " "); got != "<@1> @everyone" {
		t.Errorf("pings %s", got)
	}
}
