package slack

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	slackgo "github.com/slack-go/slack"

	"waybill/adapters/chattext"
	"waybill/adapters/slack/slacktest"
	"waybill/bot"
)

var update = flag.Bool("update", false, "rewrite the files in testdata and the manifest")

// golden compares with a file, or rewrites it.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		must(t, os.WriteFile(name, got, 0o644))
		return
	}
	want, err := os.ReadFile(name)
	must(t, err)
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what is made now; run the test with -update and read the difference", name)
	}
}

// The whole request of a digest, as Block Kit Builder takes it.
func TestDigestGolden(t *testing.T) {
	raw, err := Body(trade(), "sub-7/2026-03-03T08:00/1", sampleDigest())
	must(t, err)
	var b bytes.Buffer
	must(t, json.Indent(&b, raw, "", "  "))
	b.WriteByte('\n')
	golden(t, "testdata/digest.json", b.Bytes())
}

// A manifest is what Slack's own type knows, in every way to run the app.
func TestManifest(t *testing.T) {
	commands := []bot.Command{{Name: "subscribe"}, {Name: "source", Sub: "add"}}
	for name, o := range map[string]ManifestOptions{"sockets": {}, "http": {URL: "https://bot.example.org/"}, "assistant": {Assistant: true}, "org": {URL: "https://bot.example.org", OrgWide: true, Rotation: true}} {
		raw, err := Manifest(commands, o)
		must(t, err)
		var m struct {
			slackgo.Manifest
			Features struct {
				slackgo.Features
				AssistantView any `json:"assistant_view"`
			} `json:"features"`
		}
		dec := json.NewDecoder(bytes.NewReader(raw))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&m); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if m.Settings.SocketModeEnabled != (o.URL == "") || m.Settings.OrgDeployEnabled != o.OrgWide || m.Settings.TokenRotationEnabled != o.Rotation || m.Features.AppHome.MessagesTabReadOnlyEnabled || !m.Features.AppHome.HomeTabEnabled || len(m.Display.Description) > 140 || len(m.Features.SlashCommands[0].UsageHint) > maxHint || len(m.Features.Shortcuts) != 1 {
			t.Errorf("%s: the manifest is %s", name, raw)
		}
		for _, want := range map[string][]string{"http": {"https://bot.example.org/slack/events", "https://bot.example.org/slack/commands", "https://bot.example.org/slack/interactivity", "https://bot.example.org/slack/oauth"}, "assistant": {"assistant:write", "assistant_thread_started"}, "org": {"team_access_granted", "team_access_revoked"}}[name] {
			if !bytes.Contains(raw, []byte(`"`+want+`"`)) {
				t.Errorf("%s: %q is missing in %s", name, want, raw)
			}
		}
	}
}

// render is the blocks of one message as JSON.
func render(t testing.TB, m bot.Message) []byte {
	t.Helper()
	raw, err := json.Marshal(blocks(tidied(m)))
	must2(t, err)
	return raw
}

func must2(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Each limit, at its border and one beyond.
func TestLimitsAtTheirBorders(t *testing.T) {
	x := func(n int) string { return strings.Repeat("x", n) }
	lines := func(n int, l bot.Line) (ls []bot.Line) {
		for range n {
			ls = append(ls, l)
		}
		return ls
	}
	var buttons []bot.Button
	for i := range 60 {
		buttons = append(buttons, bot.Button{Label: fmt.Sprint(i), Say: fmt.Sprint("more ", i)})
	}
	link := bot.Run{Text: x(600), URL: "https://harbourwire.example/" + x(2000)}
	for name, m := range map[string]bot.Message{
		"title":         {Title: x(149), Failed: true},
		"title +":       {Title: x(151)},
		"title emoji":   {Title: strings.Repeat("🚢", 150)},
		"title escapes": {Title: strings.Repeat("&", 150)},
		"line":          {Intro: []bot.Line{bot.Text(x(3000))}, Failed: true},
		"line +":        {Intro: []bot.Line{bot.Text(x(3001))}},
		"line escapes":  {Intro: []bot.Line{bot.Text(strings.Repeat("<", 3000))}},
		"lines":         {Intro: lines(4, bot.Text(x(2000)))},
		"context":       {Footer: lines(10, bot.Text("small"))},
		"context +":     {Footer: lines(23, bot.Text("small"))},
		"context links": {Footer: lines(3, bot.Line{link, link, link, link, link, link, link, link, link, link, link, link})},
		"context text":  {Footer: []bot.Line{bot.Text(x(5000))}},
		"buttons":       {Intro: []bot.Line{bot.Text("x")}, Buttons: buttons[:25]},
		"buttons +":     {Intro: []bot.Line{bot.Text("x")}, Buttons: buttons},
		"labels":        {Buttons: []bot.Button{{Label: x(76), Say: "a"}, {Label: "", Say: "help"}, {Label: "x", Say: x(2001)}, {Label: "x"}}},
		"links":         {Intro: []bot.Line{{link, link, link, link, link, link, link}}},
		"figures":       {Sections: []bot.Section{{Figures: lines(80, bot.Text(x(90)))}}},
		"quotes":        {Sections: []bot.Section{{Quotes: lines(80, bot.Text(x(90)))}}},
		"sections":      {Sections: make([]bot.Section, 80)},
		"many":          {Sections: []bot.Section{{Heading: bot.Text("h"), Body: lines(500, bot.Text(x(50))), Buttons: buttons}}},
	} {
		parts := Parts(m)
		for i, p := range parts {
			if name == "sections" {
				continue // empty
			}
			raw := render(t, p)
			if code, why := slacktest.CheckBlocks(raw); code != "" {
				t.Errorf("%s, part %d of %d: %s: %s", name, i+1, len(parts), code, why)
			}
		}
	}
}

// What is in the message is in its parts, in order, whole.
func TestPartsSplitBetweenSections(t *testing.T) {
	m := sampleDigest()
	for i := range 40 {
		m.Sections = append(m.Sections, story(i+3))
	}
	parts := Parts(m)
	if len(parts) < 3 {
		t.Fatalf("%d parts", len(parts))
	}
	n := 0
	for i, p := range parts {
		for _, s := range p.Sections {
			n++
			if want := fmt.Sprintf("%d. ", n); s.Heading[0].Text != want || len(s.Figures) != 2 || len(s.Quotes) != 1 || len(s.Buttons) != 2 {
				t.Errorf("part %d: section %+v, want number %d whole", i+1, s, n)
			}
		}
		if want := fmt.Sprintf(" (%d/%d)", i+1, len(parts)); !strings.HasSuffix(p.Title, want) {
			t.Errorf("part %d has the title %q", i+1, p.Title)
		}
		if (len(p.Intro) > 0) != (i == 0) || (len(p.Footer) > 0) != (i == len(parts)-1) || (len(p.Buttons) > 0) != (i == len(parts)-1) {
			t.Errorf("part %d of %d: intro, footer or buttons are out of place", i+1, len(parts))
		}
	}
	if n != len(m.Sections) {
		t.Errorf("%d sections in all parts, want %d", n, len(m.Sections))
	}
}

// A section that is too long goes on in the next part, between its lines.
func TestLongSectionGoesOn(t *testing.T) {
	s := bot.Section{Heading: bot.Text("Figures")}
	for i := range 200 {
		s.Figures = append(s.Figures, bot.Line{{Text: fmt.Sprintf("%d tonnes", i), Bold: true}, {Text: " of coil through the port of Elsmar, with the sentence in which it stands and who printed it"}})
	}
	parts := Parts(bot.Message{Title: "One story", Sections: []bot.Section{s}})
	n := 0
	for _, p := range parts {
		for _, s := range p.Sections {
			for _, f := range s.Figures {
				if want := fmt.Sprintf("%d tonnes", n); f[0].Text != want {
					t.Fatalf("figure %q, want %q", f[0].Text, want)
				}
				n++
			}
		}
	}
	if n != 200 || len(parts) != 3 {
		t.Errorf("%d figures in %d parts", n, len(parts))
	}
}

func TestDefuse(t *testing.T) {
	for in, want := range map[string]string{
		"Harbour_Wire":         "Harbour_Wire",
		"_late_ *edition* ~x~": "ˍlateˍ ∗edition∗ ∼x∼",
		"a `code` b":           "a ˋcodeˋ b",
		":ship: at 08:00":      "∶ship: at 08:00",
		"> quoted > not":       "› quoted > not",
		"R&D <b>":              "R&D <b>",
		"関税 *関税*":              "関税 ∗関税∗",
		"\xff*":                "\ufffd∗",
	} {
		if got := defuse(in); got != want {
			t.Errorf("defuse(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFit(t *testing.T) {
	for _, c := range []struct {
		in    string
		limit int
		want  string
	}{
		{"quota", 5, "quota"},
		{"quota!", 5, "quot…"},
		{"&&&", 15, "&&&"},
		{"&&&", 14, "&&…"},
		{"🚢🚢🚢", 6, "🚢🚢🚢"},
		{"🚢🚢🚢", 5, "🚢🚢…"},
		{"", 0, ""},
	} {
		if got := fit(c.in, c.limit); got != c.want {
			t.Errorf("fit(%q, %d) = %q, want %q", c.in, c.limit, got, c.want)
		}
	}
}

func TestTidyShowsWhereALinkLeads(t *testing.T) {
	for _, c := range []struct {
		text, url, want string
		linked          bool
	}{
		{"Harbour Wire", "https://harbourwire.example/a", "Harbour Wire", true},
		{"https://bank.example/login", "https://evil.example/a", "https://bank.example/login (evil.example)", true},
		{"", "https://harbourwire.example/a", " (harbourwire.example)", true},
		{"Harbour Wire", "javascript:alert(1)", "Harbour Wire", false},
	} {
		l := tidy(bot.Line{{Text: c.text, URL: c.url}}, 500)
		linked := ""
		for _, r := range l {
			if r.URL != "" {
				linked = r.Text
			}
		}
		if l.Plain() != c.want || (linked != "") != c.linked || strings.Contains(linked, "bank.example") {
			t.Errorf("tidy(%q → %q) = %+v", c.text, c.url, l)
		}
	}
}

// Whatever strangers wrote: every part is within Slack's limits, nothing
// pings, and only the address we were given becomes a link.
func FuzzParts(f *testing.F) {
	f.Add("Trade digest", "<!channel> *x* &amp; \u202e", "Harbour_Wire", uint8(3), uint16(40))
	f.Add("", "@here https://evil.example", ":smile:", uint8(60), uint16(3))
	f.Add("🚢", strings.Repeat("&<>", 300), "", uint8(9), uint16(200))
	f.Fuzz(func(t *testing.T, title, text, source string, n uint8, times uint16) {
		text = strings.Repeat(text, int(times%64)+1)
		if len(text)+len(title)+len(source) > 6_000 {
			t.Skip()
		}
		line := bot.Line{{Text: text, Bold: true}, {Text: source, Italic: true}}
		m := bot.Message{Title: title, Intro: []bot.Line{line}, Footer: []bot.Line{line, {{Text: source, URL: "https://ours.example/a?b=1&c=2"}}}, Failed: n%2 == 0}
		for range n % 9 {
			m.Sections = append(m.Sections, bot.Section{
				Heading: line, Body: []bot.Line{line}, Figures: []bot.Line{line, line}, Quotes: []bot.Line{line},
				Context: []bot.Line{{{Text: source, URL: "https://ours.example/x"}, {Text: text}}}, Buttons: []bot.Button{{Label: title, Say: "more 1"}},
			})
		}
		for _, p := range Parts(m) {
			raw := render(t, p)
			if code, why := slacktest.CheckBlocks(raw); code != "" {
				t.Fatalf("%s: %s", code, why)
			}
			read := slacktest.Message{Blocks: raw, Text: notice(tidied(p)), Via: "chat.postMessage", Args: map[string]string{"parse": "none", "mrkdwn": "false"}}
			if pings := read.Pings(); len(pings) > 0 {
				t.Fatalf("it pings %q", pings)
			}
			for _, l := range read.Links() {
				if !strings.HasPrefix(l, "https://ours.example/") {
					t.Fatalf("it links to %q", l)
				}
			}
			if again := Parts(p); len(again) != 1 {
				t.Fatalf("a part has %d parts", len(again))
			}
		}
		if m := tidied(m); len(text) < 500 && len(m.Intro) > 0 {
			want := chattext.Clean(text, 0)
			if got := m.Intro[0][0].Text; strings.TrimSpace(want) != "" && got != want {
				t.Fatalf("%q became %q", want, got)
			}
		}
	})
}
