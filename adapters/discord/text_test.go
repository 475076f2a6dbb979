package discord

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"waybill/adapters/chattext"
	"waybill/adapters/discord/discordtest"
	"waybill/bot"
)

// seen is what people see of a line, with where its links lead.
func seen(out string) (string, []string) {
	m := discordtest.Message{Content: out, Ping: true}
	return m.Read(), append(m.Links(), m.Pings()...)
}

func TestMarkup(t *testing.T) {
	const link = "https://wire.example/a"
	for _, c := range []struct {
		name string
		line bot.Line
		want string
	}{
		{"plain", bot.Text("Duty of 25% on rebar"), "Duty of 25% on rebar"},
		{"styles", bot.Line{{Text: "25%", Bold: true}, {Text: " on "}, {Text: "rebar", Italic: true}}, "**25%** on *rebar*"},
		{"blanks stay outside", bot.Line{{Text: " 25% ", Bold: true}, {Text: "duty"}}, "**25%** duty"},
		{"neighbours of one style are one", bot.Line{{Text: "25", Bold: true}, {Text: "%", Bold: true}}, "**25%**"},
		{"asterisks side by side are kept apart", bot.Line{{Text: "a", Bold: true}, {Text: "b", Italic: true}}, "**a**\u200b*b*"},
		{"link", bot.Line{{Text: "Wire", URL: link}}, "[Wire](<https://wire.example/a>)"},
		{"bold link", bot.Line{{Text: "Wire", URL: link, Bold: true}}, "**[Wire](<https://wire.example/a>)**"},
		{"address as text", bot.Line{{Text: link, URL: link}}, "<https://wire.example/a>"},
		{"another host's name", bot.Line{{Text: "bank.example", URL: link}}, "bank.example (<https://wire.example/a>)"},
		{"no link", bot.Line{{Text: "Wire", URL: "javascript:x"}}, "Wire"},
		{"no link by itself", bot.Text("see https://evil.example/x"), `see https:\//evil.example/x`},
		{"no invitation", bot.Text("discord.gg/abc"), `discord.gg\/abc`},
		{"no list", bot.Text("1. item"), `1\. item`},
		{"no quotation", bot.Text("> said"), `\> said`},
		{"inside a line they are nothing", bot.Text("a > b # c - d 1. e"), "a > b # c - d 1. e"},
		{"mention", bot.Text("@everyone <@1>"), `\@everyone \<\@1>`},
		{"code", bot.Line{{Text: "source add", Code: true}}, "`source add`"},
		{"code with a backtick", bot.Line{{Text: "a`b", Code: true}}, "``a`b``"},
		{"nothing", bot.Line{{Text: ""}, {Text: " "}}, ""},
	} {
		if got, cut := markup(c.line, maxLine); got != c.want || cut {
			t.Errorf("%s: markup = %q, %v, want %q", c.name, got, cut, c.want)
		}
	}
}

// Whatever strangers write is seen as they wrote it, and links and pings
// nothing.
func FuzzMarkup(f *testing.F) {
	for _, s := range []string{"@everyone", "](https://evil) [x", "**a**", "`` ` ``", "> - # 1. x", `\\*\`, "<t:1:R> <@&2> https://a.b discord.gg/x", "1.", "-# x", "||a||", "_a_ __b__"} {
		f.Add(s, false, false, uint8(200))
		f.Add(s, true, true, uint8(9))
	}
	f.Fuzz(func(t *testing.T, s string, bold, italic bool, most uint8) {
		line := bot.Line{{Text: s, Bold: bold, Italic: italic}}
		out, cut := markup(line, maxLine)
		text, links := seen(out)
		if len(links) > 0 {
			t.Fatalf("%q becomes %q, which leads to %q", s, out, links)
		}
		if want := strings.TrimSpace(chattext.Clean(s, 0)); !cut && strings.TrimSpace(text) != want {
			t.Fatalf("%q becomes %q and is seen as %q", s, out, text)
		}
		short, _ := markup(line, int(most))
		if n := units(short); n > int(most) {
			t.Fatalf("%q cut to %d has %d units", s, most, n)
		}
		if _, links := seen(short); len(links) > 0 {
			t.Fatalf("%q cut to %d becomes %q, which leads to %q", s, most, short, links)
		}
	})
}

// Parts are within all limits and parts of nothing but themselves, hold every
// line in order, and every button.
func FuzzParts(f *testing.F) {
	f.Add(uint64(1), uint8(3), "word")
	f.Add(uint64(2), uint8(4), strings.Repeat("a*b ", 900))
	f.Add(uint64(3), uint8(9), strings.Repeat("🚢", 1500))
	f.Fuzz(func(t *testing.T, seed uint64, sections uint8, text string) {
		if len(text) > 4000 {
			t.Skip("nothing is longer than long")
		}
		layout := Components
		if seed%2 == 0 {
			layout = Embeds
		}
		rng := rand.New(rand.NewPCG(seed, 1))
		m := made(rng, int(sections)%15, text)
		all := layout.Parts(m)
		var got []string
		buttons := 0
		for i, p := range all {
			if !layout.draw(p, nonce("k")).fits() || !layout.draw(p, "").fits() {
				t.Fatalf("part %d of %d is over a limit", i, len(all))
			}
			if diff := cmp.Diff([]bot.Message{p}, layout.Parts(p)); diff != "" {
				t.Fatalf("part %d has other parts:\n%s", i, diff)
			}
			body := layout.draw(p, nonce("k"))
			if len(all) > 1 && body.empty() {
				t.Fatalf("part %d is empty", i)
			}
			for _, s := range p.Sections {
				for _, l := range s.Body {
					got = append(got, l.Plain())
				}
				buttons += len(s.Buttons)
			}
			buttons += len(p.Buttons)
		}
		var want []string
		n := len(m.Buttons)
		for _, s := range m.Sections {
			for _, l := range s.Body {
				want = append(want, l.Plain())
			}
			n += len(s.Buttons)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("lines of the parts:\n%s", diff)
		}
		if buttons != n {
			t.Fatalf("%d buttons, want %d", buttons, n)
		}
	})
}

// made is a message of n sections around a text.
func made(rng *rand.Rand, n int, text string) bot.Message {
	piece := func() bot.Line {
		return bot.Line{{Text: fmt.Sprint(rng.IntN(1000)) + " " + text, Bold: rng.IntN(2) == 0, URL: []string{"", "https://wire.example/" + strings.Repeat("x", rng.IntN(1900))}[rng.IntN(2)]}}
	}
	some := func(most int) (all []bot.Line) {
		for range rng.IntN(most + 1) {
			all = append(all, piece())
		}
		return all
	}
	m := bot.Message{Title: []string{"", text}[rng.IntN(2)], Intro: some(5), Footer: some(3), Failed: rng.IntN(2) == 0}
	for i := range n {
		s := bot.Section{Body: some(5), Figures: some(4), Quotes: some(2), Context: some(2)}
		if rng.IntN(3) > 0 {
			s.Heading = piece()
		}
		for j := range rng.IntN(4) * rng.IntN(9) {
			s.Buttons = append(s.Buttons, bot.Button{Label: "More", Say: fmt.Sprintf("more %d of %d", j, i)})
		}
		m.Sections = append(m.Sections, s)
	}
	for i := range rng.IntN(8) {
		m.Buttons = append(m.Buttons, bot.Button{Label: text, Say: fmt.Sprint("settings ", i)})
	}
	return m
}

// A button's ID gives back the line that it says, also when two say the same.
func TestButtons(t *testing.T) {
	say := bot.Button{Label: "More", Say: "more 2 of 118: again"}
	p := render(bot.Message{Title: "x", Buttons: []bot.Button{say, say, {Label: "Too long", Say: strings.Repeat("x", 98)}, {Label: "None"}}}, "")
	var ids []string
	for _, row := range p.Components {
		b, err := json.Marshal(row)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range strings.Split(string(b), `"custom_id":"`)[1:] {
			id, _, _ := strings.Cut(part, `"`)
			ids = append(ids, id)
		}
	}
	if diff := cmp.Diff([]string{"say:more 2 of 118: again", "say2:more 2 of 118: again"}, ids); diff != "" {
		t.Fatal(diff)
	}
	for _, id := range ids {
		if line, ok := said(id); !ok || line != say.Say {
			t.Errorf("said(%q) = %q, %v", id, line, ok)
		}
	}
	for _, id := range []string{"", "say", "say:", "other:more 1", "sayx:more 1", "more 1"} {
		if line, ok := said(id); ok {
			t.Errorf("said(%q) = %q, want nothing", id, line)
		}
	}
}
