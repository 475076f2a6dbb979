package gate

import (
	"os"
	"strings"
	"testing"
)

// A trial is one case of testdata/cases.txt.
type trial struct {
	what, name string // "good" or the reason, and what it tries
	sources    []string
	words      string
}

func trials(t testing.TB) []trial {
	text, err := os.ReadFile("testdata/cases.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []trial
	for block := range strings.SplitSeq(string(text), "\n\n") {
		block = strings.TrimSpace(block)
		if block == "" || block[0] == '#' {
			continue
		}
		lines := strings.Split(block, "\n")
		c := trial{}
		c.what, c.name, _ = strings.Cut(lines[0], " ")
		for _, l := range lines[1:] {
			if words, ok := strings.CutPrefix(l, "> "); ok {
				c.words = words
			} else if c.words == "" {
				c.sources = append(c.sources, l)
			} else {
				c.what = l
			}
		}
		all = append(all, c)
	}
	return all
}

// Nothing that says something else is let through, and each refusal says why.
// Of what says the same, the gate may refuse some: its default is no.
func TestCases(t *testing.T) {
	good, passed, bad := 0, 0, 0
	for _, c := range trials(t) {
		got := Check(c.words, c.sources)
		if c.what == "good" {
			good++
			if got == "" {
				passed++
			} else {
				t.Logf("%s: refused for its %s: %s", c.name, got, c.words)
			}
			continue
		}
		bad++
		switch {
		case got == "":
			t.Errorf("%s: accepted: %s", c.name, c.words)
		case string(got) != c.what:
			t.Errorf("%s: refused for its %s, want %s: %s", c.name, got, c.what, c.words)
		}
	}
	t.Logf("%d of %d good ones accepted, %d bad ones tried", passed, good, bad)
}
