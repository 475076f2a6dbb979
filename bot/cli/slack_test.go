package cli

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"waybill/adapters/slack/slacktest"
	"waybill/bot"
	"waybill/config"
)

// homeSays waits for a person's App Home to say words.
func homeSays(t *testing.T, s *slacktest.Server, user, words string) slacktest.View {
	t.Helper()
	var v slacktest.View
	eventually(t, fmt.Sprintf("%q stands on the App Home", words), func() bool {
		v, _ = s.Home(user)
		return strings.Contains(v.Read(), words)
	})
	return v
}

// Slack's own ways, with the whole bot behind them: a form, the App Home with
// its buttons, a digest sent now, and a link that is read.
func TestSlackInItsOwnManner(t *testing.T) {
	w := newWorld(t)
	c := w.config(t, filepath.Join(t.TempDir(), "waybill.db"))
	n, _ := w.bot(t, c)
	eventually(t, "all sources are read", func() bool { return hasRead(t, n, 12) })
	s := w.slack
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	// A form, from the command without words.
	do(s.Slash("ben", "desk", "subscribe"))
	eventually(t, "the form is open", func() bool { _, ok := s.Modal("ben"); return ok })
	found, err := s.Suggest("ben", "topics", "crit")
	if err != nil || len(found) == 0 || found[0] != "critical-minerals" {
		t.Errorf("proposed topics: %v, %v", found, err)
	}
	if found, err = s.Suggest("ben", "zone", "toro"); err != nil || len(found) == 0 || found[0] != "America/Toronto" {
		t.Errorf("proposed zones: %v, %v", found, err)
	}
	order := map[string][]string{"topics": {"critical-minerals", "tariffs"}, "when": {"weekdays"}, "time": {"25:00"}, "zone": {"America/Toronto"}, "length": {"full"}}
	wrong, err := s.Fill("ben", order)
	if err != nil || len(wrong) != 1 || !strings.Contains(wrong["time"], "There is no time") {
		t.Errorf("wrong is %q, %v", wrong, err)
	}
	order["time"] = []string{"8am"}
	if wrong, err = s.Fill("ben", order); err != nil || len(wrong) > 0 {
		t.Errorf("wrong is %q, %v", wrong, err)
	}
	eventually(t, "the order is confirmed", func() bool {
		return having(w.slackTexts(), "Subscribed", "#desk", "weekdays 08:00, Toronto", "First digest") == 1
	})
	// The App Home, where somebody else may look but not change.
	do(s.OpenHome("cleo"))
	homeSays(t, s, "cleo", "Critical minerals")
	do(s.PressHome("cleo", "C0DESK pause 1"))
	homeSays(t, s, "cleo", "You may not change what this channel receives.")
	do(s.OpenHome("ben"))
	homeSays(t, s, "ben", "Critical minerals")
	do(s.PressHome("ben", "C0DESK pause 1"))
	homeSays(t, s, "ben", "Subscription 1 is paused")
	do(s.PressHome("ben", "C0DESK resume 1"))
	homeSays(t, s, "ben", "Subscription 1 runs again")
	do(s.PressHome("ben", "C0DESK send 1"))
	homeSays(t, s, "ben", "is being made")
	eventually(t, "the digest comes", func() bool {
		return having(w.slackTexts(), "Trade digest") == 1 || having(w.slackTexts(), "Nothing new") == 1
	})
	do(s.PressHome("ben", "topics"))
	homeSays(t, s, "ben", "any country or bloc by name")
	subs, err := n.house.Subscriptions(t.Context(), bot.Channel{})
	if err != nil || len(subs) != 1 || subs[0].State != bot.Active || !subs[0].Next.After(w.now()) {
		t.Errorf("subscriptions: %+v, %v", subs, err)
	}
	// A link, read through the client that refuses private addresses.
	pages := w.samples.Sources()
	m := s.Add(slacktest.Message{Channel: "C0DESK", User: "U0CLEO", Text: "see <http://169.254.169.254/latest/meta-data>"})
	do(s.Shortcut("ben", m, "summarise"))
	eventually(t, "the private address is refused", func() bool { return having(w.slackTexts(), "⚠️", "private or reserved network") >= 1 })
	hits, err := n.house.Search(t.Context(), bot.Query{Must: []string{"rare earths"}, Limit: 1})
	if err != nil || len(hits) == 0 {
		t.Fatalf("no article to summarise, %v of %d sources", err, len(pages))
	}
	m = s.Add(slacktest.Message{Channel: "C0DESK", User: "U0CLEO", Text: "see <" + hits[0].URL + "|this>"})
	do(s.Shortcut("ben", m, "summarise"))
	eventually(t, "the article is read", func() bool { return having(w.slackTexts(), "found in the article", hits[0].Headline) == 1 })
}

// A workspace installs the app with a click, is answered over HTTP, and is
// forgotten when it removes the app.
func TestSlackWorkspacesInstallTheApp(t *testing.T) {
	w := newWorld(t)
	c := w.config(t, filepath.Join(t.TempDir(), "waybill.db"))
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	c.Slack.BotToken, c.Slack.AppToken = config.Secret{}, config.Secret{}
	c.Slack.Listen, c.Slack.SigningSecret, c.Slack.URL = address, config.NewSecret("shhh"), "http://"+address
	c.Slack.ClientID, c.Slack.ClientSecret = slacktest.ClientID, config.NewSecret(slacktest.ClientSecret)
	c.Slack.TokenKey = config.NewSecret(base64.StdEncoding.EncodeToString(key))
	w.slack.Deliver("http://"+address, "shhh")
	w.overHTTP = true
	n, _ := w.bot(t, c)

	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	var to *url.URL
	eventually(t, "the bot sends to Slack", func() bool {
		resp, err := client.Get("http://" + address + "/slack/install")
		if err != nil {
			return false
		}
		defer resp.Body.Close()
		to, err = resp.Location()
		return err == nil
	})
	back := url.Values{"state": {to.Query().Get("state")}, "code": {w.slack.Authorize(to.Query().Get("redirect_uri"))}}
	resp, err := client.Get("http://" + address + "/slack/oauth?" + back.Encode())
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("installing: %v, %v", resp, err)
	}
	_ = resp.Body.Close()
	if err := w.slack.Slash("ana", "trade", "subscribe tariffs daily at 08:00 Vienna"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "Slack is answered", func() bool { return having(w.slackTexts(), "Subscribed") == 1 })
	if err := w.slack.Event(map[string]any{"type": "app_uninstalled"}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "its orders rest", func() bool {
		out, err := n.house.Outages(t.Context())
		return err == nil && len(out) == 1 && out[0].Platform == bot.Slack && out[0].Workspace == slacktest.TeamID
	})
	if strings.Contains(w.log.String(), w.slack.BotToken()) {
		t.Error("a token stands in the log")
	}
}

// Two thousand subscriptions in one workspace, a hundred of them in one
// channel, topics by the dozen and names in every script: what Slack is sent is
// within its limits, and a page at a time.
func TestSlackWithThousandsOfSubscriptions(t *testing.T) {
	w := newWorld(t)
	n, _ := w.bot(t, w.config(t, filepath.Join(t.TempDir(), "waybill.db")))
	names := []string{"торговля", "貿易-ニュース", "व्यापार", "تجارة", "εμπόριο", "무역", "ngoại-thương", "סחר", "การค้า", strings.Repeat("x", 80)}
	var topics []string
	for _, t := range n.topics.All() {
		topics = append(topics, t.ID)
	}
	for i := range 2000 {
		c := bot.Channel{Platform: bot.Slack, Workspace: slacktest.TeamID, ID: fmt.Sprintf("C0N%d", i%1900), Name: names[i%len(names)]}
		if i >= 1900 {
			c.ID = "C0TRADE"
		} else {
			w.slack.AddChannel(slacktest.Channel{ID: c.ID, Name: c.Name, Creator: "U0ANA", Member: true})
		}
		_, err := n.house.AddSubscription(t.Context(), bot.Subscription{
			Channel: c, Topics: topics[:1+i%len(topics)], Cadence: fmt.Sprintf("daily %02d:%02d", i/60%24, i%60), Zone: "Asia/Kolkata", Next: w.now().Add(1000 * time.Hour), Covered: w.now(),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	begun := time.Now()
	if err := w.slack.OpenHome("ana"); err != nil {
		t.Fatal(err)
	}
	homeSays(t, w.slack, "ana", "2000 subscriptions")
	t.Logf("the App Home of 2,000 subscriptions took %v", time.Since(begun))
	if err := w.slack.PressHome("ana", "page 2"); err != nil {
		t.Fatal(err)
	}
	v := homeSays(t, w.slack, "ana", "Page 2 of 200")
	if entries := strings.Count(v.Read(), "next: "); entries != 10 {
		t.Errorf("a page shows %d subscriptions, want 10", entries)
	}
	if err := w.slack.Slash("ana", "C0TRADE", "subscriptions"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the list comes", func() bool { return having(w.slackTexts(), "Page 1 of 10") == 1 })
	if got := len(w.slack.Posted()); got > 2 {
		t.Errorf("a page of the channel's list took %d messages", got)
	}
}
