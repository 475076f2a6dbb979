package quote

import (
	"strings"
	"testing"
	"time"

	"waybill/digest"
	"waybill/digest/sentence"
)

func BenchmarkFind(b *testing.B) {
	text := string(golden(b, "testdata/articles/agency.txtar").Files[0].Data) // about 500 words
	d := Doc{Text: text, Sentences: sentence.Split(text)}
	b.ReportAllocs()
	for b.Loop() {
		Find(d)
	}
}

// TestHostileTextsTakeLinearTime reads a megabyte of what breaks parsers.
func TestHostileTextsTakeLinearTime(t *testing.T) {
	for _, s := range []string{
		"\"((1,000,", "“", "” ", "\"a", "\"a\" ", "“a ", "said, ", "“a,” he said ", "‘a ", "the ministry of the ", "A", "A ", "Al said. ", "(", ", who", "\n\"a\n", "''", "according to ",
		"“Ana,” Li Wei said. ", "President ", "the ", "Li of Wei of ", ":\"", "Li, ", "he said ", "the minister ", "\n\n“a", "He said, “A.” ",
	} {
		text := strings.Repeat(s, 1<<20/len(s))
		start := time.Now()
		Find(Doc{Text: text, Sentences: []digest.Span{{Start: 0, End: len(text)}}})
		if d := time.Since(start); d > 2*time.Second {
			t.Errorf("a megabyte of %q took %v", s, d)
		}
	}
}
