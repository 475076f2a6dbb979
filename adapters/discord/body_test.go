package discord_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"waybill/adapters/discord"
	"waybill/bot"
)

var update = flag.Bool("update", false, "rewrite the bodies in testdata")

// edition is a digest with everything a digest holds.
func edition() bot.Message {
	return bot.Message{
		Title: "Trade digest · tariffs, steel · Thu 5 Mar 2026, 08:00 Toronto",
		Intro: []bot.Line{bot.Text("Late: this digest was due at 07:00.")},
		Sections: []bot.Section{
			{
				Heading: bot.Line{{Text: "1. "}, {Text: "Norvania halves its rebar quota", URL: "https://harbourwire.example/rebar_(2)?a=1&b=2", Bold: true}, {Text: " (3 sources)"}},
				Body:    []bot.Line{bot.Text("The ministry cut the duty-free volume from April. Importers* asked for a delay.")},
				Figures: []bot.Line{
					{{Text: "120,000 tonnes", Bold: true}, {Text: " new yearly quota"}},
					{{Text: "25%", Bold: true}, {Text: " duty above it, "}, {Text: "was 10%", Italic: true}},
				},
				Quotes:  []bot.Line{{{Text: "“We were given nine days’ notice.”", Italic: true}, {Text: " — Ida Brekke, importer"}}, bot.Text("“No comment.” — ministry")},
				Context: []bot.Line{{{Text: "Harbour Wire", URL: "https://harbourwire.example/rebar"}, {Text: " · "}, {Text: "Metal Daily", URL: "https://metaldaily.example/x"}, {Text: " +1"}}},
				Buttons: []bot.Button{{Label: "More", Say: "more 1 of 118"}, {Label: "Mute story", Say: "mute 1 of 118", Style: bot.Danger}},
			},
			{
				Heading: bot.Line{{Text: "2. "}, {Text: "Port of Elsmar reopens its second berth", URL: "https://metaldaily.example/berth", Bold: true}},
				Body:    []bot.Line{bot.Text("Waiting times fell below two days.")},
				Buttons: []bot.Button{{Label: "More", Say: "more 2 of 118"}, {Label: "Mute story", Say: "mute 2 of 118", Style: bot.Danger}},
			},
		},
		Footer:  []bot.Line{bot.Text("3 more stories · 2 of 2 figures found in their sources · next: Fri 6 Mar 08:00 Toronto")},
		Buttons: []bot.Button{{Label: "Settings", Say: "settings", Style: bot.Primary}},
	}
}

// The bodies in testdata are what Discord gets. go test -update rewrites them:
// read the difference before committing it.
func TestBodies(t *testing.T) {
	refusal := bot.Say("I don’t know the topic “stel”. Did you mean steel?")
	refusal.Failed = true
	for name, m := range map[string]bot.Message{
		"digest": edition(),
		"quiet":  bot.Say("Nothing new on steel since Wed 4 Mar 2026, 08:00 Toronto: 310 articles read from 42 sources."),
		"bare":   {Title: "Sources", Sections: []bot.Section{{Heading: bot.Line{{Text: "Harbour Wire", URL: "https://harbourwire.example/feed"}}}}},
		"failed": refusal,
	} {
		t.Run(name, func(t *testing.T) {
			body, err := discord.Body("7/2026-03-05T13:00:00Z/1", m)
			if err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			if err := json.Indent(&got, body, "", "  "); err != nil {
				t.Fatal(err)
			}
			got.WriteByte('\n')
			file := filepath.Join("testdata", name+".json")
			if *update {
				if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got.String() != string(want) {
				t.Errorf("the body is\n%s\nwant\n%s", got.String(), strings.TrimSpace(string(want)))
			}
		})
	}
}
