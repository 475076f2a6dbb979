package extract

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

type sample struct {
	URL     string
	HTMLGz  string `json:"html_gz"`
	Article string `json:"article_body"`
	html    []byte
}

// corpus is the gold data of article extraction beside the project, if it is
// there.
func corpus(tb testing.TB) []sample {
	tb.Helper()
	dir := filepath.Join("..", "..", "..", "shared", "data", "extraction", "scrapinghub")
	f, err := os.Open(filepath.Join(dir, "pages.jsonl"))
	if err != nil {
		tb.Skip("the gold data of article extraction is not beside the project")
	}
	defer f.Close()
	var all []sample
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var s sample
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			tb.Fatal(err)
		}
		g, err := os.Open(filepath.Join(dir, s.HTMLGz))
		if err != nil {
			tb.Fatal(err)
		}
		z, err := gzip.NewReader(g)
		if err != nil {
			tb.Fatal(err)
		}
		if s.html, err = io.ReadAll(z); err != nil {
			tb.Fatal(err)
		}
		g.Close()
		all = append(all, s)
	}
	return all
}

// The text of real pages agrees with what people marked as their article:
// F1 of word 4-grams, as the Zyte benchmark counts it, where go-trafilatura
// reaches .963 and rs_trafilatura .970.
func TestCorpus(t *testing.T) {
	all := corpus(t)
	var precision, recall float64
	for _, s := range all {
		c, _ := Page(s.html, s.URL)
		got, want := shingles(c.Text), shingles(s.Article)
		common, nGot, nWant := 0, 0, 0
		for k, n := range got {
			common += min(n, want[k])
			nGot += n
		}
		for _, n := range want {
			nWant += n
		}
		precision += float64(common) / float64(max(nGot, 1))
		recall += float64(common) / float64(max(nWant, 1))
	}
	precision /= float64(len(all))
	recall /= float64(len(all))
	f1 := 2 * precision * recall / (precision + recall)
	t.Logf("%d pages: precision %.4f, recall %.4f, F1 %.4f", len(all), precision, recall, f1)
	if f1 < .97 {
		t.Errorf("F1 = %.4f, want at least .97", f1)
	}
}

var word = regexp.MustCompile(`[\pL\pN_]+`)

func shingles(s string) map[string]int {
	words := word.FindAllString(s, -1)
	set := map[string]int{}
	for i := 0; i+4 <= len(words); i++ {
		set[strings.Join(words[i:i+4], " ")]++
	}
	return set
}

func BenchmarkPage(b *testing.B) {
	page := []byte(harbour)
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		if _, err := Page(page, "https://ledger.example/2025/06/05/a"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCorpus reads one real page per operation.
func BenchmarkCorpus(b *testing.B) {
	all := corpus(b)
	for i := 0; b.Loop(); i++ {
		s := all[i%len(all)]
		_, _ = Page(s.html, s.URL)
	}
}
