package correct

import (
	"fmt"
	"strings"
	"testing"

	"waybill/bot"
	"waybill/digest"
	"waybill/digest/inspect"
	"waybill/digest/topic"
)

// shown is a message that shows these words of a text.
func shown(t *testing.T, text string, words ...string) bot.Message {
	t.Helper()
	var m bot.Message
	for _, w := range words {
		at := strings.Index(text, w)
		if at < 0 {
			t.Fatalf("%q is not in the text", w)
		}
		m.Intro = append(m.Intro, bot.Line{{Text: w, From: &digest.Passage{Article: "a", At: digest.Span{Start: at, End: at + len(w)}, Words: w}}})
	}
	return m
}

const quay = `Port fees in Sundia will rise 12 percent from May to 340 dollars a container, the harbour board said on Monday.

Traffic fell 12 percent last year. “We cannot run cranes on promises,” its chair Ana Petrov said.`

// What the message shows is looked for where it stood; what reads otherwise now
// is told with what stands in its place.
func TestCompare(t *testing.T) {
	engine := &inspect.Engine{Topics: topic.Default()}
	for _, c := range []struct {
		name, from, to string // what was replaced in the text
		shows          []string
		want           string
	}{
		{"nothing", "", "", []string{"12 percent", "340 dollars"}, ""},
		{"words before", "Port fees", "Under a new rule, port fees", []string{"12 percent", "340 dollars"}, ""},
		{"a paragraph before", "Port fees in", "The board met late.\n\nPort fees in", []string{"12 percent", "We cannot run cranes on promises,"}, ""},
		{"a figure", "rise 12 percent", "rise 15 percent", []string{"12 percent"}, "12 percent → 15 percent"},
		{"another of the same value", "fell 12 percent", "fell 9 percent", []string{"12 percent"}, ""},
		{"an amount", "to 340 dollars", "to 34 dollars", []string{"12 percent", "340 dollars"}, "340 dollars → 34 dollars a container"},
		{"the sentence is gone", "Port fees in Sundia will rise 12 percent from May to 340 dollars a container, the harbour board said on Monday.\n\n", "", []string{"340 dollars"}, "340 dollars → "},
		{"a longer number", "rise 12 percent", "rise 112 percent", []string{"12 percent"}, "12 percent → 112 percent"},
		{"a quote", "cannot run cranes on promises", "cannot run cranes on hope", []string{"We cannot run cranes on promises,"}, "We cannot run cranes on promises, → "},
		{"a sentence around a quote", "its chair Ana Petrov", "said chairwoman Ana Petrov", []string{"We cannot run cranes on promises,"}, ""},
	} {
		now := digest.Article{ID: "a", Source: "Quay Courier", Language: "en", Text: strings.Replace(quay, c.from, c.to, 1)}
		seen := engine.Article(&now, inspect.Options{})
		m, changes := compare(shown(t, quay, c.shows...), &now, &seen, quay)
		var got []string
		for _, ch := range changes {
			got = append(got, fmt.Sprintf("%s → %s", ch.Was, ch.Is.Words))
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%s: changes %q, want %q", c.name, s, c.want)
		}
		for _, l := range m.Intro {
			p := l[0].From
			if c.want == "" && p.At.In(now.Text) != p.Words {
				t.Errorf("%s: %q is said to stand where %q stands", c.name, p.Words, p.At.In(now.Text))
			}
		}
	}
}

// A message that was not taken from the text it is compared with tells nothing.
func TestCompareWithAnotherText(t *testing.T) {
	m := shown(t, quay, "340 dollars")
	now := digest.Article{ID: "a", Language: "en", Text: "Something else entirely."}
	engine := &inspect.Engine{Topics: topic.Default()}
	seen := engine.Article(&now, inspect.Options{})
	if _, changes := compare(m, &now, &seen, "Yet another text."); len(changes) != 0 {
		t.Errorf("changes %+v", changes)
	}
}
