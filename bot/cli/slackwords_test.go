package cli

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode"

	"waybill/adapters/slack/slacktest"
	"waybill/bot"
)

// Text that would act if a chat made anything of it: from titles, sources,
// summaries, quotes and people. Slack's own recorder fails the test for what a
// message may not hold, and for one that would unfurl or link names.
// https://owasp.org/www-community/Injection_Flaws
var injections = map[string]string{
	"pings of Discord":   "@everyone @here <@&123> <@123>",
	"pings of Slack":     "<!channel> <!here> <!everyone> <@U0BEN> <!subteam^S1> <#C0DESK> <!date^1^{date}|x>",
	"a link in markdown": "](https://evil.example) [Click](https://evil.example)",
	"a link in markup":   "<https://evil.example|https://bank.example>",
	"a bare link":        "https://evil.example/login www.evil.example mailto:a@evil.example",
	"styles":             "*bold* _italic_ ~struck~ `code` ```block``` ||spoiler||",
	"headings":           "# h1 -# small > quoted :skull: :tada:",
	"entities":           "&lt;!channel&gt; &amp;lt; &#60;!here&#62;",
	"directions":         "\u202eDEUSSI\u202c \u2066isolate\u2069 \u200f",
	"the invisible":      "ze\u200bro\u200dwi\ufeffdth \U000e0041\U000e0042 \u00ad\u2800",
	"towers":             "Z\u0334\u0321\u0353\u0359\u0345\u0357\u034a\u0351\u0363\u0366\u036dalgo",
	"emoji":              strings.Repeat("🚢", 500),
	"one word":           strings.Repeat("Donaudampfschiff", 400),
	"escapes":            strings.Repeat("<&>", 400),
	"JSON":               `","blocks":[{"type":"image"}],"x":"\u003c!channel\u003e`,
}

func TestInjectionOnSlack(t *testing.T) {
	for name, evil := range injections {
		t.Run(name, func(t *testing.T) {
			f := newFlow(t, monday)
			s := f.subscribe(t, f.slackTrade(), "daily 08:00")
			f.clock.set(monday.Add(time.Hour))
			a := tariff(f.clock.now())
			a.Headline += " " + strings.ToValidUTF8(evil[:min(len(evil), 3000)], "")
			a.Source += " " + strings.ToValidUTF8(evil[:min(len(evil), 200)], "") // a longer name is refused
			a.Text = strings.Replace(a.Text, "35 percent in March,", "35 percent in March "+evil+",", 1)
			a.Text = strings.Replace(a.Text, "for three winters,", "for three winters "+evil+",", 1)
			f.add(t, a, exports(f.clock.now()))
			f.clock.set(monday.Add(2*time.Hour + 2*time.Second))
			f.edition(t, s)
			for _, part := range f.rows(t, s) {
				if err := f.deliver(t, part); err != nil {
					t.Fatal(err)
				}
				f.statusIs(t, part, bot.Sent)
			}
			digest := f.slack.Posted()[0]
			if !strings.Contains(digest.Read(), "Norvania to raise steel tariff to 35 percent") {
				t.Errorf("the digest reads:\n%s", digest.Read())
			}
			f.talks(t, digest, evil)
			f.actsNowhere(t)
		})
	}
}

// talks has people say evil wherever they can say anything.
func (f *flow) talks(t *testing.T, digest slacktest.Message, evil string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	for _, l := range f.links {
		if l.platform == bot.Slack {
			go func() { done <- l.chat.Run(ctx) }()
		}
	}
	s := f.slack
	eventually(t, "a connection", func() bool { return s.Connected() > 0 })
	answered := func(do func() error) {
		t.Helper()
		before := len(s.Posted())
		if err := do(); err != nil {
			t.Fatal(err)
		}
		eventually(t, "an answer", func() bool { return len(s.Posted()) > before })
	}
	short := strings.ToValidUTF8(evil[:min(len(evil), 300)], "")
	for _, line := range []string{
		"ask steel " + short, short, "subscribe " + short, "subscribe tariffs at " + short, "subscribe tariffs zone " + short, "source add " + short, "source test " + short,
		"help " + short, "why " + short, "why https://" + short, "settings zone " + short, "settings allow " + short, "mute " + short, "import subscribe " + short, "summarise " + short,
	} {
		answered(func() error { return s.Slash("ana", "trade", line) })
	}
	for _, m := range s.Posted() { // in whichever part of it
		if s.Press("cleo", m, "More") == nil {
			break
		}
	}
	answered(func() error { return s.Reply("cleo", "trade", digest.TS, "@waybill ask steel since january") })
	answered(func() error { return s.Reply("cleo", "trade", digest.TS, "@waybill only "+short) })
	if err := s.Slash("ben", "desk", "subscribe"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "a form", func() bool { _, ok := s.Modal("ben"); return ok })
	for _, filled := range []map[string][]string{
		{"topics": {short}, "time": {short}, "when": {short}, "zone": {short}, "length": {short}},
		{"topics": {"tariffs"}, "time": {"08:00"}, "when": {"daily"}, "zone": {"Europe/Vienna"}, "length": {short}},
	} {
		if wrong, err := s.Fill("ben", filled); err != nil || len(wrong) == 0 {
			t.Errorf("the form takes %q: %v", filled, err)
		}
	}
	for _, field := range []string{"topics", "zone"} {
		if _, err := s.Suggest("ben", field, short); err != nil {
			t.Error(err)
		}
	}
	m := s.Add(slacktest.Message{Channel: "C0TRADE", User: "U0CLEO", Text: "see <https://harbourwire.example/" + strings.NewReplacer("<", "", ">", "", "|", "").Replace(short) + ">"})
	answered(func() error { return s.Shortcut("ben", m, "summarise") })
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// actsNowhere fails for anything in what the bot ever said that acts, or that
// shows other than it is.
func (f *flow) actsNowhere(t *testing.T) {
	t.Helper()
	ours := map[string]bool{"https://harbourwire.example/tariff": true, "https://metaldaily.example/exports": true}
	for _, m := range f.slack.Posted() {
		if pings := m.Pings(); len(pings) > 0 {
			t.Errorf("it pings %q:\n%s", pings, m.Read())
		}
		for _, l := range m.Links() {
			if !ours[l] {
				t.Errorf("it links to %q:\n%s", l, m.Read())
			}
		}
		marks := 0
		for _, r := range m.Read() + m.Text {
			if unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) || unicode.Is(unicode.Co, r) {
				t.Errorf("%U stands in:\n%s", r, m.Read())
				break
			}
			if marks++; !unicode.Is(unicode.Mn, r) {
				marks = 0
			}
			if marks > 4 {
				t.Errorf("a tower of marks stands in:\n%s", m.Read())
				break
			}
		}
	}
}

// Addresses that an article may come with and that must not become links; those
// of letters that look like others show what they are. Of more than 2,048 bytes
// none is stored.
func TestAddressesThatAreNoLinks(t *testing.T) {
	for _, address := range []string{
		"javascript:alert(1)", "data:text/html,x", "slack://channel?id=C0DESK", "discord://x", "file:///etc/passwd", "http://x y.example/", "https://bank.example@evil.example/",
		"https://bаnk.example/", "//evil.example/x",
	} {
		t.Run(fmt.Sprintf("%.30s", address), func(t *testing.T) {
			f := newFlow(t, monday)
			s := f.subscribe(t, f.slackTrade(), "daily 08:00")
			f.clock.set(monday.Add(time.Hour))
			a := tariff(f.clock.now())
			a.URL = address
			f.add(t, a, exports(f.clock.now()))
			f.clock.set(monday.Add(2*time.Hour + 2*time.Second))
			if err := f.deliver(t, f.edition(t, s)); err != nil {
				t.Fatal(err)
			}
			for _, l := range f.slack.Posted()[0].Links() {
				if l != "https://metaldaily.example/exports" && !strings.HasPrefix(l, "https://xn--") {
					t.Errorf("it links to %q", l)
				}
			}
		})
	}
}
