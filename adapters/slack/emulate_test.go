package slack

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"waybill/bot"
)

// Somebody else's Slack: npm emulate 0.12.2, on Node 24, started with
//
//	emulate start --service slack --port 4003 --seed testdata/emulate.yaml
//
// and named by WAYBILL_TEST_EMULATE=http://localhost:4003. It knows messages,
// metadata, threads and files; no sockets, limits or refusals of blocks.
func TestOnAForeignSlack(t *testing.T) {
	base := os.Getenv("WAYBILL_TEST_EMULATE")
	if base == "" {
		t.Skip("set WAYBILL_TEST_EMULATE to the address of an npm emulate")
	}
	a, err := New(Options{BotToken: "xoxb-waybill-emulated", APIURL: base + "/api/", Handler: &crew{}, Logger: quietLogger(), Every: time.Millisecond})
	must(t, err)
	is, err := a.Check(t.Context())
	must(t, err)
	t.Logf("the bot is %+v", is)
	var list struct {
		Channels []struct {
			ID   string `json:"id"`
			Name string `json:"name"`
		} `json:"channels"`
	}
	must(t, a.home.call(t.Context(), "conversations.list", nil, &list))
	if len(list.Channels) == 0 {
		t.Fatal("it has no channels")
	}
	to := bot.Channel{Platform: bot.Slack, Workspace: is.Workspace, ID: list.Channels[0].ID}
	since, key := time.Now(), fmt.Sprintf("key-%d", time.Now().UnixNano())
	ts, err := a.Post(t.Context(), to, key, sampleDigest())
	must(t, err)
	got, found, err := a.Find(t.Context(), to, key, since)
	if err != nil || !found || got != ts {
		t.Errorf("Find gives %q, %v, %v, want %q", got, found, err, ts)
	}
	if _, found, err := a.Find(t.Context(), to, key+"x", since); err != nil || found {
		t.Errorf("Find of another key gives %v, %v", found, err)
	}
	must(t, a.Edit(t.Context(), to, ts, key, bot.Say("corrected")))
	reply, err := a.Answer(t.Context(), to, ts, key+"a", bot.Say("in the thread"))
	if err != nil || reply == ts {
		t.Errorf("Answer gives %q, %v", reply, err)
	}
	long := sampleDigest()
	for i := range 60 {
		long.Sections = append(long.Sections, story(i+3))
	}
	if err := a.home.reply(t.Context(), route{channel: to.ID, thread: ts}, long); err != nil {
		t.Errorf("a long answer: %v", err)
	}
	if _, err := a.Post(t.Context(), bot.Channel{Platform: bot.Slack, ID: "C0NOWHERE"}, "k", sampleDigest()); bot.KindOf(err) != bot.Permanent {
		t.Errorf("no such channel: %v", err)
	}
}

// A token is in no body, where it would be logged.
func TestTokensAreInHeaders(t *testing.T) {
	var bodies []string
	client := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		var b strings.Builder
		if r.Body != nil {
			buf := make([]byte, 1<<16)
			n, _ := r.Body.Read(buf)
			b.Write(buf[:n])
		}
		bodies = append(bodies, r.URL.Path+" "+b.String())
		if r.Header.Get("Authorization") != "Bearer xoxb-7" {
			t.Errorf("%s goes without its token", r.URL.Path)
		}
		return nil, fmt.Errorf("enough")
	})}
	a, err := New(Options{BotToken: "xoxb-7", APIURL: "http://slack.invalid/api/", HTTPClient: client, Logger: quietLogger(), Every: time.Millisecond})
	must(t, err)
	_, _ = a.Post(t.Context(), trade(), "k", sampleDigest())
	_, _, _ = a.Find(t.Context(), trade(), "k", time.Now())
	_, _ = a.Check(t.Context())
	if len(bodies) < 3 || strings.Contains(strings.Join(bodies, "\n"), "xoxb-7") {
		t.Errorf("sent:\n%s", strings.Join(bodies, "\n"))
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
