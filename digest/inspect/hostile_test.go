package inspect

import (
	"strings"
	"syscall"
	"testing"

	"waybill/digest"
	"waybill/digest/topic"
)

// hostile are texts that nobody would write, a megabyte of each.
var hostile = []string{
	"\"((1,000,", "\"", "(", "tariff ", "tariff", "said said ", "U.S. ", "\n", "e\u0301\u0302", "\u0301",
	"“‘", "1,000 to 2,000 pct ", "he said. ", "<script>", "$1 ", "Trade Minister Ana Prieto ", "a, b; c - ", "25 percent from 10 percent ",
	"“We will,” said she. ", "Norland and Sundia ", "- 5\n", "A: b\n\n", "1. ", "\x00", "\xff",
}

// What is seen in such a text lies within it, as in any other.
func TestHostile(t *testing.T) {
	e := &Engine{Topics: topic.Default()}
	for _, unit := range hostile {
		text := strings.Repeat(unit, 1<<17/len(unit))
		checkSpans(t, text, e.Article(&digest.Article{Headline: text[:min(len(text), 2000)], Text: text, Language: "en"}, Options{}))
	}
}

// checkSpans fails the test if a span of an analysis does not lie in its text.
func checkSpans(t *testing.T, text string, an digest.Analysis) {
	t.Helper()
	var spans []digest.Span
	at := 0
	for _, s := range an.Sentences {
		if s.Start < at {
			t.Fatalf("sentence %v begins before %d", s, at)
		}
		at = s.End
	}
	spans = append(append(spans, an.Sentences...), an.Summary...)
	for _, f := range an.Figures {
		spans = append(spans, f.At)
		if !f.Sentence.Contains(f.At) {
			t.Fatalf("figure %v is not in its sentence %v", f.At, f.Sentence)
		}
	}
	for _, q := range an.Quotes {
		spans = append(spans, q.At)
		if m := q.Mention; m != (digest.Span{}) && m.In(text) == "" {
			t.Fatalf("mention %v is not in the text", m)
		}
	}
	for _, s := range spans {
		if s.In(text) == "" {
			t.Fatalf("%v is not in the text of %d bytes", s, len(text))
		}
	}
}

// FuzzArticle puts texts through the whole engine.
func FuzzArticle(f *testing.F) {
	f.Add("Norland raises duty", tin)
	f.Add("", "\"((1,000, “We,” he said. U.S. And $5-10 bn\r\n• 3 pct <script>x</script>\xff")
	f.Add("A", "A: 5 pct\n\nB: “no”\n\nA: 6 pct")
	e := &Engine{Topics: topic.Default()}
	f.Fuzz(func(t *testing.T, headline, text string) {
		checkSpans(t, text, e.Article(&digest.Article{Headline: headline, Text: text, Language: "en"}, Options{}))
	})
}

// BenchmarkHostile is a megabyte of each.
func BenchmarkHostile(b *testing.B) {
	e := &Engine{Topics: topic.Default()}
	for _, unit := range hostile {
		text := strings.Repeat(unit, 1<<20/len(unit))
		b.Run(strings.TrimSpace(strings.ToValidUTF8(unit, "?"))+"_", func(b *testing.B) {
			begin := processor(b)
			for b.Loop() {
				e.Article(&digest.Article{Headline: text[:min(len(text), 2000)], Text: text, Language: "en"}, Options{})
			}
			b.ReportMetric(1000*(processor(b)-begin)/float64(b.N), "cpu-ms/op")
		})
	}
}

// processor is the processor time that this process has used, in seconds: what
// else the machine does is not in it.
func processor(tb testing.TB) float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}
