package chattest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"waybill/adapters/chattext"
	"waybill/bot"
)

// hostile are texts of strangers that would do something if they were taken
// for markup, on one platform or another.
var hostile = []string{
	`@everyone @here read this`,
	`<@U123ANA> <@123456789012345678> <@!1234> <@&99> <#C1|general> <#1234567>`,
	`<!channel> <!here> <!everyone> <!subteam^S1> <!date^1392734382^{date}|now>`,
	`&lt;!channel&gt; &amp;lt;`,
	`](https://evil.example) [Click`,
	`[bank](https://evil.example)`,
	`<https://evil.example|https://bank.example>`,
	`<https://evil.example>`,
	`*bold* _italic_ ~struck~ **strong** __under__ ~~gone~~`,
	"`code` ```block``` ||spoiler||",
	`# heading`,
	`-# small`,
	`> quoted`,
	`>>> all quoted`,
	`- item`,
	`1. item`,
	`:smile: :not an emoji: <:name:12345> <a:name:12345>`,
	`</ask:1234> <t:1618953630:R> <id:customize>`,
	`back\slash \*not\* \`,
	`https://evil.example/auto www.evil.example`,
}

func hostileTextStaysText(t *testing.T, s Subject) {
	r := s.New(t, &desk{})
	for i, h := range hostile {
		m := bot.Message{
			Title: h,
			Intro: []bot.Line{{{Text: h}}},
			Sections: []bot.Section{{
				Heading: bot.Line{{Text: h, Bold: true}},
				Body:    []bot.Line{{{Text: h}}, {{Text: h, Italic: true}, {Text: " and "}, {Text: h, Code: true}}},
				Figures: []bot.Line{{{Text: h, Bold: true}, {Text: " " + h}}},
				Quotes:  []bot.Line{{{Text: "“" + h + "”", Italic: true}}},
				Context: []bot.Line{{{Text: h}}, {{Text: h, URL: "https://ours.example/a"}}},
			}},
			Footer:  []bot.Line{{{Text: h}}},
			Buttons: []bot.Button{{Label: h, Say: "help"}},
		}
		mustPost(t, r, fmt.Sprintf("hostile-%d", i), m)
		all := r.Posted()
		p := all[len(all)-1]
		if len(p.Pings) > 0 {
			t.Errorf("%q pings %q", h, p.Pings)
		}
		for _, l := range p.Links {
			if !strings.HasPrefix(l, "https://ours.example/a") {
				t.Errorf("%q makes a link to %q", h, l)
			}
		}
		m.Sections[0].Context, m.Footer = nil, nil // small print may show look-alikes
		checkOrder(t, p.Text, lines(m))
	}
	for i, h := range []string{"quota \u202e000,1\u202c tonnes", "ta\u200brif\u2066f\u2069", "tag\U000e0041ged\x00\x1b[1m"} {
		mustPost(t, r, fmt.Sprintf("unseen-%d", i), bot.Say(h))
		all := r.Posted()
		if p := all[len(all)-1]; !strings.Contains(p.Text, chattext.Clean(h, 0)) {
			t.Errorf("%q shows as %q", h, p.Text)
		}
	}
}

// What a person types comes back as text, wherever an answer repeats it: in its
// title, its text, a button, and the sources that it names. It pings nobody, and
// leads nowhere.
func whatPeopleTypeStaysText(t *testing.T, s Subject) {
	d := &desk{answer: func(_ context.Context, r bot.Request) bot.Message {
		return bot.Message{
			Title: "On “" + r.Line + "”",
			Intro: []bot.Line{{{Text: "Understood as: "}, {Text: r.Line, Code: true}}},
			Sections: []bot.Section{{
				Heading: bot.Line{{Text: "1. "}, {Text: r.Line, Bold: true}}, Body: []bot.Line{bot.Text(r.Line)},
				Context: []bot.Line{{{Text: r.Line, URL: "https://ours.example/source"}}},
			}},
			Buttons: []bot.Button{{Label: r.Line, Say: "help"}},
		}
	}}
	r := s.New(t, d)
	start(t, r)
	for i, h := range hostile {
		r.Say(r.Ana, "ask "+h)
		await(t, "an answer to "+h, func() bool { return len(r.Posted()) > i })
		p := r.Posted()[i]
		if len(p.Pings) > 0 {
			t.Errorf("the answer to %q pings %q", h, p.Pings)
		}
		for _, l := range p.Links {
			if !strings.HasPrefix(l, "https://ours.example/") {
				t.Errorf("the answer to %q leads to %q", h, l)
			}
		}
	}
}

func onlyHonestLinks(t *testing.T, s Subject) {
	r := s.New(t, &desk{})
	bad := []string{
		"javascript:alert(1)", "data:text/html,x", "slack://open", "discord://x", "file:///etc/hosts", "http://x y",
		"https://bank.example@evil.example/", "https://evil.example/" + strings.Repeat("x", 5000), "evil.example", "mailto:a@b.example",
	}
	for i, u := range bad {
		line := bot.Line{{Text: "A bad address: "}, {Text: "look", URL: u}}
		mustPost(t, r, fmt.Sprintf("bad-%d", i), bot.Message{Sections: []bot.Section{{Heading: line, Body: []bot.Line{line}, Context: []bot.Line{line}}}})
		all := r.Posted()
		p := all[len(all)-1]
		if len(p.Links) > 0 {
			t.Errorf("%.60q became the links %q", u, p.Links)
		}
		if strings.Count(p.Text, "A bad address: look") != 3 {
			t.Errorf("the text of %.60q shows as %q", u, p.Text)
		}
	}
	// The visible part of a link never reads as another host's address.
	cheat := bot.Line{{Text: "https://bank.example/login", URL: "https://evil.example/x"}}
	mustPost(t, r, "cheat", bot.Message{Sections: []bot.Section{{Body: []bot.Line{cheat}, Context: []bot.Line{cheat}}}})
	all := r.Posted()
	if p := all[len(all)-1]; !strings.Contains(p.Text, "evil.example") && len(p.Links) > 0 {
		t.Errorf("%q hides where it leads: %q", p.Text, p.Links)
	}
	good := []string{"https://ours.example/a?b=c&d=e_f*g#h", "https://ours.example/x_(y)", "http://ours.example/", "https://ours.example/" + strings.Repeat("y", 1900)}
	for i, u := range good {
		mustPost(t, r, fmt.Sprintf("good-%d", i), bot.Message{Sections: []bot.Section{{Body: []bot.Line{{{Text: "Harbour_Wire *late*", URL: u}}}, Context: []bot.Line{{{Text: "HW", URL: u}}}}}})
		all := r.Posted()
		want, _ := chattext.Link(u)
		if p := all[len(all)-1]; !slices.Equal(p.Links, []string{want, want}) {
			t.Errorf("%.60q became the links %.120q", u, p.Links)
		}
	}
}
