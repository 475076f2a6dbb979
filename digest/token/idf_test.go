package token

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "count words in ../shared/data and write idf.txt anew")

func TestIDF(t *testing.T) {
	common, rare := IDF(Stem("year")), IDF(Stem("tariffs"))
	if !(0 < common && common < rare && rare < MaxIDF) {
		t.Errorf("IDF(year) = %v, IDF(tariff) = %v: want 0 < year < tariff < %v", common, rare, MaxIDF)
	}
	if got := IDF("xqzzy"); got != MaxIDF {
		t.Errorf("IDF of an unknown stem = %v, want %v", got, MaxIDF)
	}
}

// A part of the background: counts of one collection are scaled to its share,
// so that thousands of wires of 1987 do not decide what is common today.
var collections = []struct {
	file, text string
	share      float64
}{
	{"retrieval/reuters_modapte_train.jsonl", "body", 0.30},
	{"trade_news/peoples_daily_tariff.jsonl", "text", 0.15},
	{"quotes/polnear_articles.jsonl", "text", 0.20},
	{"clustering/ecbplus.jsonl", "text", 0.15},
	{"summarization/cnndm_boilerplate.jsonl", "article", 0.10},
	{"summarization/cnndm_clean.jsonl", "article", 0.10},
}

// TestIDFTable makes idf.txt: counts of words, no sentences.
func TestIDFTable(t *testing.T) {
	data := filepath.Join("..", "..", "..", "shared", "data")
	if !*update {
		t.Skip("run with -update to count words in ../shared/data and write idf.txt anew")
	}
	share := map[string]float64{}
	seen := map[string]int{}
	for _, c := range collections {
		texts, err := readField(filepath.Join(data, filepath.FromSlash(c.file)), c.text)
		if err != nil {
			t.Skipf("the articles beside the project are not here: %v", err)
		}
		for _, text := range texts {
			for stem := range stemsOf(text) {
				share[stem] += c.share / float64(len(texts))
				seen[stem]++
			}
		}
	}
	if err := os.WriteFile("idf.txt", table(share, seen), 0o644); err != nil {
		t.Fatal(err)
	}
}

func readField(file, field string) ([]string, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []string
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var row map[string]any
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			return nil, fmt.Errorf("read %q: %w", file, err)
		}
		if s, _ := row[field].(string); s != "" {
			s, _, _ = strings.Cut(s, " var ") // the tail of a script
			out = append(out, s)
		}
	}
	return out, lines.Err()
}

func stemsOf(text string) map[string]bool {
	set := map[string]bool{}
	for _, k := range Scan(nil, text, 0, len(text)) {
		if w := strings.ToLower(k.In(text)); k.Kind == Word && len(w) <= 24 {
			set[Stem(w)] = true
		}
	}
	return set
}

// table writes the stems that stand in at least two articles, by weight.
func table(share map[string]float64, seen map[string]int) []byte {
	levels := map[int][]string{}
	for stem, s := range share {
		if level := int(math.Round(-10 * math.Log(s))); seen[stem] >= 2 && float64(level)/10 < MaxIDF {
			levels[max(level, 0)] = append(levels[max(level, 0)], stem)
		}
	}
	var b strings.Builder
	b.WriteString("# ln(N/n) and the stems that stand in n of N news articles; made by go test ./digest/token -run TestIDFTable -update\n")
	for level := range 200 {
		if stems := levels[level]; stems != nil {
			slices.Sort(stems)
			fmt.Fprintf(&b, "%.1f %s\n", float64(level)/10, strings.Join(stems, " "))
		}
	}
	return []byte(b.String())
}
