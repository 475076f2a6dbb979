package summary

import (
	"slices"
	"strings"
	"testing"
	"time"

	"waybill/digest/sentence"
)

func telling(hour int, title, text string) Telling {
	return Telling{
		Doc:       Doc{Title: title, Text: text, Sentences: sentence.Split(text)},
		Published: time.Date(2026, 3, 2, hour, 0, 0, 0, time.UTC),
	}
}

func tell(tellings []Telling, sentences, words int) []string {
	var out []string
	for _, c := range Story(tellings, sentences, words) {
		out = append(out, c.At.In(tellings[c.Telling].Text))
	}
	return out
}

// Four outlets on one event: the news of the morning, and what became of it.
func strait() []Telling {
	return []Telling{
		telling(7, "Orrin Strait closed after collision",
			"OSLO (Norwire) — The Orrin Strait was closed to all ships on Monday after two tankers collided in fog, the harbour authority said. "+
				"About 40 ships are waiting on both sides of the strait.\n\n"+
				"\"Nobody was hurt,\" said harbour master Nils Adair.\n\n"+
				"A third of Norland's tin exports passes through the strait."),
		telling(9, "Tankers collide in strait",
			"Two tankers collided in fog in the Orrin Strait on Monday, and the harbour authority closed it to ships.\n\n"+
				"It was the first closure since 2011. Insurers raised the premium for the strait from 0.1 percent to 0.4 percent of a ship's value within hours."),
		telling(16, "Strait to open again on Wednesday",
			"By Lena Okafor\n\nNEW PORT, March 2 (Harbour Post) - The Orrin Strait will open again on Wednesday for ships of up to 60,000 tonnes, the harbour authority said after divers had looked at the two tankers that collided in fog.\n\n"+
				"But larger ships must wait for tugs from Sudmark. About 75 ships are now waiting on both sides of the strait.\n\n"+
				"Scroll down for video"),
		telling(12, "Tin price up",
			"Tin rose by 3 percent on the Oslo exchange after the closure of the Orrin Strait, through which a third of Norland's exports of the metal passes.\n\n"+
				"Traders said that stocks would last for nine days."),
	}
}

func TestStory(t *testing.T) {
	got := tell(strait(), 3, 70)
	all := strings.Join(got, "\n")
	if len(got) < 2 || len(got) > 3 || len(strings.Fields(all)) > 70 {
		t.Fatalf("Story gave %d sentences of %d words:\n%s", len(got), len(strings.Fields(all)), all)
	}
	if !strings.HasPrefix(got[0], "The Orrin Strait will open again") {
		t.Errorf("Story begins with %q, want the lead of the newest telling without its dateline", got[0])
	}
	if strings.Contains(all, "40 ships") {
		t.Errorf("Story states an old count of ships:\n%s", all)
	}
	if strings.Contains(all, "was closed to all ships") && strings.Contains(all, "closed it to ships") {
		t.Errorf("Story tells the same twice:\n%s", all)
	}
}

// Whatever is asked for, the limits hold and the first sentence points at
// nothing before it.
func TestStoryKeepsItsLimits(t *testing.T) {
	tellings := strait()
	for sentences := range 5 {
		for words := range 120 {
			got := tell(tellings, sentences, words)
			if n := len(strings.Fields(strings.Join(got, " "))); len(got) > sentences || n > words {
				t.Errorf("Story of at most %d sentences and %d words gave %d and %d", sentences, words, len(got), n)
			}
			for i, s := range got {
				if leans(s) && (i == 0 || !strings.HasPrefix(s, "But larger") && !strings.HasPrefix(s, "It was")) {
					t.Errorf("Story shows %q as sentence %d", s, i+1)
				}
			}
		}
	}
}

// The order in which the tellings are given decides nothing.
func TestStoryDoesNotDependOnOrder(t *testing.T) {
	want := tell(strait(), 3, 70)
	tellings := strait()
	for range tellings {
		tellings = append(tellings[1:], tellings[0])
		if got := tell(tellings, 3, 70); !slices.Equal(got, want) {
			t.Fatalf("Story = %q, want %q", got, want)
		}
	}
}

func TestStoryOfLittle(t *testing.T) {
	for _, c := range []struct {
		tellings []Telling
		want     []string
	}{
		{nil, nil},
		{[]Telling{{}}, nil},
		{[]Telling{telling(7, "", "Scroll down for video\n\n(File photo)\n\nWhy now?")}, nil},
		{[]Telling{telling(7, "", "It rose by a third in the year to March.")}, nil},
		{
			[]Telling{telling(7, "Tin", ""), telling(6, "Tin", "Tin rose by 3 percent on the Oslo exchange.")},
			[]string{"Tin rose by 3 percent on the Oslo exchange."},
		},
	} {
		if got := tell(c.tellings, 3, 70); !slices.Equal(got, c.want) {
			t.Errorf("Story = %q, want %q", got, c.want)
		}
	}
}

func FuzzStory(f *testing.F) {
	f.Add("OSLO — Tin rose. It fell.", "Tin rose by 3 percent. “Why?”", 3, 70)
	f.Fuzz(func(t *testing.T, a, b string, sentences, words int) {
		tellings := []Telling{telling(7, a, b), telling(8, b, a), telling(8, a, a)}
		total := 0
		for i, c := range Story(tellings, min(sentences, 9), words) {
			in := c.At.In(tellings[c.Telling].Text)
			if in == "" || i == 0 && leans(in) {
				t.Fatalf("sentence %d is %q", i, in)
			}
			total++
		}
		if total > max(0, sentences) {
			t.Fatalf("%d sentences, asked for %d", total, sentences)
		}
	})
}

func BenchmarkStory(b *testing.B) {
	var tellings []Telling
	for range 3 {
		tellings = append(tellings, strait()...)
	}
	b.ReportAllocs()
	for b.Loop() {
		Story(tellings, 3, 70)
	}
}
