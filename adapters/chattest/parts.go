package chattest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"waybill/bot"
)

// digest makes up a digest of n sections, none of them over a limit alone.
func digest(rng *rand.Rand, n int) bot.Message {
	m := bot.Message{
		Title:   "Trade digest " + prose(rng, 3),
		Intro:   []bot.Line{bot.Text(prose(rng, 12))},
		Footer:  []bot.Line{bot.Text(fmt.Sprintf("%d of %d figures found in their sources · next: Fri 6 Mar 08:00 Vienna", rng.IntN(90), 90))},
		Buttons: []bot.Button{{Label: "Settings", Say: "settings"}},
	}
	some := func(most, words int) (ls []bot.Line) {
		for range rng.IntN(most + 1) {
			ls = append(ls, bot.Line{{Text: prose(rng, 1+rng.IntN(3)), Bold: true}, {Text: " " + prose(rng, 1+rng.IntN(words))}})
		}
		return ls
	}
	for i := range n {
		m.Sections = append(m.Sections, bot.Section{
			Heading: bot.Line{{Text: fmt.Sprintf("%d. ", i+1)}, {Text: prose(rng, 3+rng.IntN(12)), Bold: true}},
			Body:    some(2, 45),
			Figures: some(4, 8),
			Quotes:  some(2, 30),
			Context: []bot.Line{{{Text: "Harbour Wire", URL: fmt.Sprintf("https://harbourwire.example/%d?a=1&b=2", i)}, {Text: fmt.Sprintf(" · Metal Daily +%d", rng.IntN(9))}}},
			Buttons: []bot.Button{{Label: "More", Say: fmt.Sprintf("more %d of 118", i+1)}},
		})
	}
	return m
}

// prose is n words, some with letters that take several bytes or an escape.
func prose(rng *rand.Rand, n int) string {
	stock := []string{"quota", "rebar", "Zölle", "<limit>", "R&D", "25%", "tonnes", "a_b", "*note*", "berth", "関税", "12,400", "“halved”", "duty", "[sic]", "🚢", "exports"}
	words := make([]string, n)
	for i := range words {
		words[i] = stock[rng.IntN(len(stock))]
	}
	return strings.Join(words, " ")
}

func partsKeepEverything(t *testing.T, s Subject) {
	for seed := range uint64(12) {
		r := s.New(t, &desk{})
		rng := rand.New(rand.NewPCG(seed, 7))
		m := digest(rng, []int{0, 1, 2, 5, 12, 40}[seed%6])
		var text []string
		var buttons int
		for i, part := range r.Adapter.Parts(m) {
			mustPost(t, r, fmt.Sprintf("part-%d", i), part)
			all := r.Posted()
			text = append(text, all[len(all)-1].Text)
			buttons += len(all[len(all)-1].Buttons)
		}
		if m.Title != "" && !strings.Contains(strings.Join(text, "\n"), m.Title) {
			t.Errorf("seed %d: the title is missing", seed)
		}
		m.Title = ""
		checkOrder(t, strings.Join(text, "\n"), lines(m))
		if want := len(m.Sections) + 1; buttons != want {
			t.Errorf("seed %d: %d buttons, want %d", seed, buttons, want)
		}
	}
}

func partsAreStable(t *testing.T, s Subject) {
	r := s.New(t, &desk{})
	m := digest(rand.New(rand.NewPCG(1, 1)), 30)
	m.Private, m.Failed = true, true
	first := r.Adapter.Parts(m)
	if diff := cmp.Diff(first, r.Adapter.Parts(m)); diff != "" {
		t.Errorf("the same message has other parts the second time:\n%s", diff)
	}
	if len(first) < 2 {
		t.Fatalf("a message of 30 stories is %d part", len(first))
	}
	for i, p := range first {
		if !p.Private || !p.Failed {
			t.Errorf("part %d is no longer private and failed", i)
		}
		if diff := cmp.Diff([]bot.Message{p}, r.Adapter.Parts(p)); diff != "" {
			t.Errorf("part %d has parts of its own:\n%s", i, diff)
		}
	}
	if n := len(r.Adapter.Parts(sample())); n != 1 {
		t.Errorf("a short digest is %d parts", n)
	}
	if n := len(r.Posted()); n != 0 {
		t.Errorf("Parts posted %d messages", n)
	}
}

func giantSectionIsCut(t *testing.T, s Subject) {
	for name, text := range map[string]string{
		"word":    strings.Repeat("x", 60_000),
		"words":   strings.Repeat("quota & <duty> ", 4_000),
		"escapes": strings.Repeat("&", 60_000),
		"ideas":   strings.Repeat("関", 30_000),
		"emoji":   strings.Repeat("🚢", 20_000),
	} {
		t.Run(name, func(t *testing.T) {
			r := s.New(t, &desk{})
			line := bot.Text(text)
			m := bot.Message{
				Title:    text,
				Sections: []bot.Section{{Heading: line, Body: []bot.Line{line}, Figures: []bot.Line{line}, Quotes: []bot.Line{line}, Context: []bot.Line{line}}, {Body: []bot.Line{bot.Text("The last word.")}}},
				Buttons:  []bot.Button{{Label: text, Say: "help"}},
			}
			parts := r.Adapter.Parts(m)
			if len(parts) > 20 {
				t.Fatalf("%d parts: it wasn't cut", len(parts))
			}
			for i, part := range parts {
				mustPost(t, r, fmt.Sprintf("giant-%d", i), part)
			}
			if count(r, "…") == 0 {
				t.Error("nothing shows that it was cut")
			}
			if count(r, "The last word.") != 1 {
				t.Error("what follows the giant is missing")
			}
		})
	}
}
