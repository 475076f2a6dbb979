package summary

import (
	"bufio"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"waybill/digest"
	"waybill/digest/sentence"
)

// A sample is an article with summaries that people wrote.
type sample struct {
	ID, Article string
	References  []string
	doc         Doc
}

// samples reads a set of articles that stands beside the project.
func samples(t testing.TB, name string) []sample {
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", "summarization", name+".jsonl"))
	if err != nil {
		t.Skipf("the articles beside the project are not here: %v", err)
	}
	defer f.Close()
	var out []sample
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var s sample
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			t.Fatal(err)
		}
		s.doc = Doc{Text: s.Article, Sentences: sentence.Split(s.Article)}
		out = append(out, s)
	}
	return out
}

// rougeWords are the words that ROUGE counts.
func rougeWords(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !('a' <= r && r <= 'z' || '0' <= r && r <= '9')
	})
}

// rouge is the F1 of n-grams, against the best of the references.
func rouge(n int, words []string, references []string) float64 {
	best := 0.0
	for _, ref := range references {
		a, b := grams(words, n), grams(rougeWords(ref), n)
		match, all := 0, 0
		for g, k := range a {
			match += min(k, b[g])
			all += k
		}
		for _, k := range b {
			all += k
		}
		if all > 0 {
			best = max(best, 2*float64(match)/float64(all))
		}
	}
	return best
}

func grams(words []string, n int) map[string]int {
	m := make(map[string]int, len(words))
	for i := 0; i+n <= len(words); i++ {
		m[strings.Join(words[i:i+n], " ")]++
	}
	return m
}

func (s *sample) rouge(n int, spans []digest.Span) float64 {
	var words []string
	for _, at := range spans {
		words = append(words, rougeWords(at.In(s.Article))...)
	}
	return rouge(n, words, s.References)
}

// over is by how much Pick beats the first three sentences, in ROUGE-1 and -2,
// and half the width of the 95% interval of the first.
func over(set []sample) (r1, r2, interval float64) {
	var d []float64
	for i := range set {
		s := &set[i]
		lead := s.doc.Sentences[:min(3, len(s.doc.Sentences))]
		ours := Pick(s.doc, 3)
		d = append(d, s.rouge(1, ours)-s.rouge(1, lead))
		r1 += d[i]
		r2 += s.rouge(2, ours) - s.rouge(2, lead)
	}
	n := float64(len(set))
	r1, r2 = r1/n, r2/n
	for _, x := range d {
		interval += (x - r1) * (x - r1)
	}
	return r1, r2, 1.96 * math.Sqrt(interval/(n-1)/n)
}

// A summary has to tell more than the first three sentences do.
func TestOverLead(t *testing.T) {
	for name, least := range map[string]float64{"cnndm_clean": 0.012, "cnndm_boilerplate": 0.030} {
		r1, r2, interval := over(samples(t, name))
		t.Logf("%s: ROUGE-1 %+.4f ± %.4f, ROUGE-2 %+.4f over the first three sentences", name, r1, interval, r2)
		if r1 < least {
			t.Errorf("%s: ROUGE-1 %+.4f over the first three sentences, want at least %+.4f", name, r1, least)
		}
	}
}
