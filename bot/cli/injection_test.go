package cli

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"waybill/adapters/chattext"
	"waybill/adapters/discord"
	"waybill/adapters/discord/discordtest"
	"waybill/bot"
	"waybill/bot/render"
	"waybill/digest"
)

// hostileWords are what strangers put into titles, quotes, names and questions,
// by the case of reliability.md that each stands for.
var hostileWords = map[string][]string{
	"M1 pings":    {"@everyone @here", "<@123> <@!123> <@&123>", "<@1200000000000000001>", "<#1300000000000000001>", "@\u200beveryone", "</ask:1> <t:1:R> <id:guide> <:a:1>"},
	"M3 markup":   {"](https://evil.example) [Click", "<https://evil.example|https://bank.example>", "[bank.example](<https://evil.example>)", "`a` ``` b", "||spoiler||", "# h1", "-# x", "> q", ">>> q", "1. x", "- x", "*b* __u__ ~~s~~", `\`, `\*`, "https://evil.example/x", "discord.gg/evil"},
	"M5 unseen":   {"\u202egnp.exe", "\u2066iso\u2069", "z\u200be\u200dr\ufeffo", "tag\U000e0041\U000e007f", "Z" + strings.Repeat("\u0301", 60) + "algo", strings.Repeat("🚢", 10000)},
	"M7 one word": {strings.Repeat("w", 9000), strings.Repeat("*", 5000), strings.Repeat(`\`, 4001), strings.Repeat("[", 4000), strings.Repeat("<@1>", 2000)},
}

// hostileLinks are addresses that lead where they shouldn't, or look as if they
// led elsewhere. None becomes a link.
var hostileLinks = []string{
	"javascript:alert(1)", "data:text/html,x", "discord://x", "file:///etc/hosts", "http://x y", "https://bank.example@evil.example/",
	"https://evil.example/" + strings.Repeat("x", 5000), "//evil.example", "wire.example/a",
}

// harmless checks what a message does beside showing text: it pings nobody,
// leads only where we lead, shows no card but ours, and no preview.
func harmless(t *testing.T, what string, m discordtest.Message) {
	t.Helper()
	if p := m.Pings(); len(p) > 0 {
		t.Errorf("%s pings %q", what, p)
	}
	for _, l := range m.Links() {
		if !strings.HasPrefix(l, "https://wire.example/") {
			t.Errorf("%s leads to %.80q", what, l)
		}
	}
	var body map[string]any
	if err := json.Unmarshal(m.Body, &body); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	for _, key := range []string{`"author":`, `"footer":`, `"fields":`, `"image":`, `"thumbnail":`} {
		if strings.Contains(string(m.Body), key) {
			t.Errorf("%s has %s of a stranger", what, key)
		}
	}
	const suppressEmbeds, components = 1 << 2, 1 << 15
	if len(m.Embeds) == 0 && m.Flags&(suppressEmbeds|components) == 0 {
		t.Errorf("%s shows previews of links", what)
	}
	if !utf8.ValidString(m.Read()) || strings.ContainsAny(m.Read(), "\u202e\u2066\u200b\ufeff\U000e0041") && !strings.Contains(m.Read(), "*\u200b*") {
		t.Errorf("%s shows what cannot be seen: %.80q", what, m.Read())
	}
}

// Whatever strangers write into news is shown on Discord as they wrote it and
// does nothing: as components, as cards and as a forum's post.
func TestHostileNewsOnDiscord(t *testing.T) {
	t.Parallel()
	s, err := discordtest.Config{Bucket: 1000, Global: 1000}.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.Close()
		for _, v := range s.Violations() {
			t.Errorf("Discord forbids: %.300s", v)
		}
	})
	at := func(channel string) bot.Channel {
		return bot.Channel{Platform: bot.Discord, Workspace: discordtest.GuildID, ID: s.ChannelID(channel), Name: channel}
	}
	post := func(what, key string, l discord.Layout, to bot.Channel, m bot.Message) {
		a, err := discord.New(discord.Options{Token: s.Token(), APIURL: s.URL(), Layout: l, PostRate: 500})
		if err != nil {
			t.Fatal(err)
		}
		for i, part := range a.Parts(m) {
			before := len(s.Posted())
			if _, err := a.Post(t.Context(), to, key+"/1/"+string(rune('1'+i)), part); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			harmless(t, what, s.Posted()[before])
		}
	}
	n := 0
	for kind, all := range hostileWords {
		for _, h := range all {
			m := hostileDigest(h, "https://wire.example/a")
			m.Title = h
			for _, l := range []discord.Layout{discord.Components, discord.Embeds} {
				n++
				what := kind + " as " + string(l) + ": " + chattext.Cut(h, 30)
				post(what, "h"+string(rune('a'+n)), l, at("trade"), m)
				all := s.Posted()
				short := strings.TrimSpace(chattext.Clean(h, 0))
				if first := all[len(all)-1].Read(); len(h) < 60 && !strings.Contains(first, short) {
					t.Errorf("%s reads %.200q, want %q in it", what, first, short)
				}
			}
			n++
			post(kind+" in a forum: "+chattext.Cut(h, 30), "h"+string(rune('a'+n)), discord.Components, at("talk"), m)
		}
	}
	for _, thread := range s.Threads("talk") {
		if name := thread.Name; utf8.RuneCountInString(name) > 100 || name != chattext.Clean(name, 100) || strings.TrimSpace(name) == "" {
			t.Errorf("a post is called %q", name)
		}
	}
	for _, link := range hostileLinks {
		for _, l := range []discord.Layout{discord.Components, discord.Embeds} {
			n++
			post("M4 "+chattext.Cut(link, 40), "h"+string(rune('a'+n)), l, at("trade"), hostileDigest("News", link))
		}
	}
}

// hostileDigest is a digest of one story in which every word is a stranger's.
func hostileDigest(words, link string) bot.Message {
	p := digest.Passage{Article: "a1", Words: words}
	sentence := digest.Passage{Article: "a1", Words: words + " said " + words + "."}
	fact := digest.Fact{Figure: digest.Figure{Measures: words, Actor: words, Target: words, Period: words, Unit: "%"}, Passage: p, Sentence: sentence, Sources: []string{words}}
	d := digest.Digest{Items: []digest.Item{{
		Story: "s1", Headline: words, URL: link, Sources: []digest.Link{{Source: words, Article: "a1", URL: link}, {Source: "bank.example", Article: "a2", URL: link}},
		Tellings: 2, Summary: []digest.Passage{sentence, sentence}, Figures: []digest.Fact{fact}, Conflicts: []digest.Conflict{{Facts: []digest.Fact{fact, fact}}},
		Quotes: []digest.Said{{Quote: digest.Quote{Kind: digest.Full, Speaker: words, Role: words}, Passage: p, Sentence: sentence, Sources: []string{words}}},
		New:    words, Topics: []string{"tariffs"},
	}}}
	return render.Digest(d, render.Edition{ID: 118, Topics: []string{words}, Zone: "UTC", Slot: monday, Next: monday.Add(time.Hour), Length: bot.Full, Note: words})
}

// What people type, and what they and their channels are called, comes back as
// text, in answers, in forms and in what a form proposes.
func TestHostilePeopleOnDiscord(t *testing.T) {
	f := newFlow(t, monday)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	for _, l := range f.links {
		if l.platform == bot.Discord {
			go func() { l.run(ctx); close(ended) }()
		}
	}
	defer func() { stop(); <-ended }()
	eventually(t, "Discord listens", func() bool { return f.discord.Connected() > 0 && f.discord.CommandWrites() > 0 })
	f.add(t, tariff(f.clock.now().Add(-time.Hour)))
	room := f.discord.AddChannel(discordtest.Channel{Name: "@everyone <@1> **news**"})
	f.discord.AddUser(discordtest.User{ID: "1200000000000000077", Name: "eve", Shown: "@here ](https://evil.example)", May: discordtest.ManageChannels})
	seen := 0
	check := func(what string) {
		t.Helper()
		all := f.discord.Posted()
		for _, m := range all[seen:] {
			harmless(t, what, m)
		}
		seen = len(all)
	}
	answer := func(what string, i *discordtest.Interaction, err error) *discordtest.Interaction {
		t.Helper()
		if err == nil {
			err = i.Wait(10 * time.Second)
		}
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
		check(what)
		return i
	}
	for kind, words := range hostileWords {
		for _, h := range words {
			what := kind + " " + chattext.Cut(h, 30)
			typed := chattext.Cut(h, 1500)
			for path, option := range map[string]string{"ask": "question", "why": "what", "more": "story", "settings": "change", "help": "command", "import": "lines", "source add": "url", "preview": "topics"} {
				value := typed
				if path == "settings" {
					value = "allow " + typed
				}
				i, err := f.discord.Command("eve", room.ID, path, map[string]any{option: value})
				answer(what+" to "+path, i, err)
			}
			i, err := f.discord.Command("eve", room.ID, "settings", nil)
			answer(what+" in settings", i, err)
			i, err = f.discord.Command("eve", room.ID, "subscribe", nil)
			opened := answer(what+" in a form", i, err)
			if opened.Form() == nil {
				t.Fatalf("%s: no form", what)
			}
			i, err = f.discord.Submit("eve", opened, map[string][]string{"topics": {typed}, "time": {typed}, "zone": {typed}})
			refused := answer(what+" in a form's fields", i, err)
			if all := refused.Messages(); len(all) > 0 && slices.ContainsFunc(all[0].Buttons(), func(b discordtest.Button) bool { return b.Label == "Fix it" }) {
				i, err = f.discord.Press("eve", all[0], "Fix it")
				answer(what+" in a form again", i, err)
			}
			i, err = f.discord.Autocomplete("eve", room.ID, "subscribe", "topics", map[string]any{"topics": chattext.Cut(h, 90)})
			answer(what+" completed", i, err)
		}
	}
	i, err := f.discord.Command("eve", room.ID, "subscriptions", nil)
	answer("the channel's name", i, err)
	if all := i.Messages(); len(all) == 0 || !strings.Contains(all[0].Read(), "@everyone <@1> **news**") {
		t.Errorf("the channel's name is shown in %+v", all)
	}
}
