package console

import (
	"bytes"
	"strings"
	"testing"

	"github.com/charmbracelet/lipgloss"

	"waybill/bot"
)

// printed is a message as a terminal of some width shows it.
func printed(t *testing.T, m bot.Message, width int, color bool) string {
	t.Helper()
	var out bytes.Buffer
	c := New(Options{Out: &out, Width: width, Color: color})
	if _, err := c.Post(t.Context(), Home, "key", m); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func message() bot.Message {
	return bot.Message{
		Title: "Trade digest", Intro: []bot.Line{bot.Text("Late by an hour.")},
		Sections: []bot.Section{{
			Heading: bot.Line{{Text: "1. "}, {Text: "Norland raises tariff", URL: "https://courier.example/1", Bold: true}},
			Body:    []bot.Line{bot.Text("Norland raised its steel tariff on Monday, and its neighbours said that they would answer in kind.")},
			Figures: []bot.Line{{{Text: "25 percent", Bold: true}, {Text: " steel tariff"}}},
			Quotes:  []bot.Line{{{Text: "“"}, {Text: "We will answer"}, {Text: "” — Mira Okafor"}}},
			Context: []bot.Line{bot.Text("Courier · Harbour News")},
			Buttons: []bot.Button{{Label: "More", Say: "more 1 of 7"}},
		}},
		Footer: []bot.Line{bot.Text("1 of 1 figure found")},
	}
}

func TestPostShowsEverything(t *testing.T) {
	got := printed(t, message(), 60, false)
	want := `Trade digest
Late by an hour.

1. Norland raises tariff
   Norland raised its steel tariff on Monday, and its
   neighbours said that they would answer in kind.
   ▪ 25 percent steel tariff
   │ “We will answer” — Mira Okafor
   Courier · Harbour News
   [more 1 of 7]

1 of 1 figure found
`
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestColourChangesNoWord(t *testing.T) {
	colored := printed(t, message(), 60, true)
	if !strings.Contains(colored, "\x1b[") || !strings.Contains(colored, "https://courier.example/1") {
		t.Errorf("no colour and no link in %q", colored)
	}
	for _, l := range strings.Split(colored, "\n") {
		if w := lipgloss.Width(l); w > 60 {
			t.Errorf("a line of %d columns: %q", w, l)
		}
	}
}

// Strangers' text does nothing to the terminal: no escape sequence, no bell,
// no line turned around, no link that leads elsewhere.
func TestHostileTextStaysText(t *testing.T) {
	for _, hostile := range []string{"\x1b]0;owned\x07", "\x1b[2J\x1b[1;1H", "\u202eevil\u202c", "a\rb", "a\x00b", "\u009b31m"} {
		m := message()
		m.Title, m.Sections[0].Heading[1].Text, m.Sections[0].Buttons[0].Say = hostile, hostile, hostile
		m.Sections[0].Heading[1].URL = "javascript:alert(1)"
		got := printed(t, m, 60, false)
		if strings.ContainsAny(got, "\x1b\x07\r\x00\u009b\u202e") || strings.Contains(got, "javascript") {
			t.Errorf("%q shows as %q", hostile, got)
		}
	}
}

func FuzzPrint(f *testing.F) {
	f.Add("tariff \x1b[31m on \u202e steel", 40)
	f.Fuzz(func(t *testing.T, text string, width int) {
		m := message()
		m.Sections[0].Body = []bot.Line{bot.Text(text)}
		if got := printed(t, m, width%200, false); strings.ContainsAny(got, "\x1b\x07\u202e") {
			t.Errorf("%q shows as %q", text, got)
		}
	})
}
