package token

import (
	"slices"
	"testing"
)

func TestScan(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"The U.S. rose 4.5% to $1,200.50.", []string{"The", "U.S.", "rose", "4.5", "%", "to", "$", "1,200.50", "."}},
		{"China's e-commerce, “3bn” — AT&T's", []string{"China's", "e-commerce", ",", "“", "3bn", "”", "—", "AT&T's"}},
		{"a.m. Monday; e.g. tin.", []string{"a.m.", "Monday", ";", "e.g.", "tin", "."}},
		{"x\xff y", []string{"x", "\xff", "y"}},
		{"No. 2. It ended.", []string{"No", ".", "2", ".", "It", "ended", "."}},
	} {
		var got []string
		for _, k := range Scan(nil, c.text, 0, len(c.text)) {
			got = append(got, k.In(c.text))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("Scan(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func FuzzScan(f *testing.F) {
	f.Add("The U.S. rose 4.5% to $1,200.50. “Yes,” he said.")
	f.Fuzz(func(t *testing.T, text string) {
		at := 0
		for _, k := range Scan(nil, text, 0, len(text)) {
			if k.Start < at || k.End <= k.Start || k.End > len(text) {
				t.Fatalf("token [%d,%d) after %d in %q", k.Start, k.End, at, text)
			}
			at = k.End
		}
	})
}
