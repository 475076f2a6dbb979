//go:build unix

package figure

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"waybill/digest"
)

// hostile are pieces of text that invite a search to begin again and again.
var hostile = []string{`"((1,000,`, "$", "one hundred and ", "1/2 ", "between 3 and ", "US$1.2.3-4-5 to ", "half a ", "a,b", "of the ", "in 2017 ", "tariffs on goods of 5 pct from China to ", "\xff1", "1−", "½", "$1(", "1 to ", "€1bn; ", "China ", "5% and 6%, ", "\"", "a-", "U.S.", "dlrs ", "tin, ", "tin, zinc and 5 ", "those to ", "it cut ", "737 Max "}

// TestFindTakesLinearTime compares a text with one eight times as long: where
// work grows with the square it takes 64 times as long, on any machine. What
// counts is the processor's time, which a busy machine does not stretch.
func TestFindTakesLinearTime(t *testing.T) {
	took := func(piece string, size int) time.Duration {
		text := strings.Repeat(piece, size/len(piece))
		start := used(t)
		Find(Doc{Title: text[:200], Text: text, Sentences: []digest.Span{{Start: 0, End: len(text)}}})
		return used(t) - start
	}
	for _, piece := range hostile {
		short, long := took(piece, 1<<14), took(piece, 1<<17)
		if long > 32*max(short, 8*time.Millisecond) {
			t.Errorf("16 KB of %q took %v, 128 KB took %v", piece, short, long)
		}
	}
}

// used is the processor's time that the process has taken.
func used(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano())
}
