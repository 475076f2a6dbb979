package figure

import (
	"bufio"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"waybill/digest"
	"waybill/digest/sentence"
)

// sharedData is where the labelled articles lie, beside the project.
const sharedData = "../../../shared/data"

// jsonLines reads a file of JSON lines below the shared folder.
func jsonLines[T any](tb testing.TB, name string) []T {
	tb.Helper()
	f, err := os.Open(filepath.Join(sharedData, name))
	if err != nil {
		tb.Skipf("the shared data is not beside the project: %v", err)
	}
	defer f.Close()
	var out []T
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<24)
	for sc.Scan() {
		var v T
		if err := json.Unmarshal(sc.Bytes(), &v); err != nil {
			tb.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

// A goldFigure is one labelled figure: grade 2 is key, 1 of use, 0 neither.
type goldFigure struct {
	Value json.RawMessage
	Grade int
}

// is reports whether f has the value of g, which is a number or a range.
func (g goldFigure) is(f digest.Figure) bool {
	same := func(a, b float64) bool { return math.Abs(a-b) <= 1e-3*math.Abs(b)+1e-8 }
	var v float64
	if json.Unmarshal(g.Value, &v) == nil {
		return f.Low == nil && same(f.Value, v)
	}
	var r [2]float64
	return json.Unmarshal(g.Value, &r) == nil && f.Low != nil && same(*f.Low, r[0]) && same(*f.High, r[1])
}

// TestFigureGold holds what the labelled articles have shown: a little less
// than was measured, so that a loss is seen and a new rule is free to trade.
func TestFigureGold(t *testing.T) {
	type article struct{ ID, Title, Text string }
	type labels struct {
		ID      string
		Figures []goldFigure
	}
	gold := map[string][]goldFigure{}
	for _, g := range jsonLines[labels](t, "trade_gold/gold.jsonl") {
		gold[g.ID] = g.Figures
	}
	var hits, found, labelled, keys, goodKeys float64
	for _, a := range jsonLines[article](t, "trade_gold/articles.jsonl") {
		want, ok := gold[a.ID]
		if !ok {
			continue
		}
		got := Find(Doc{Title: a.Title, Text: a.Text, Sentences: sentence.Split(a.Text)})
		found += float64(len(got))
		labelled += float64(len(want))
		for _, f := range got {
			best := -1
			for _, g := range want {
				if g.is(f) {
					best = max(best, g.Grade)
				}
			}
			if best >= 0 {
				hits++
			}
			if f.Key {
				keys++
				if best == 2 {
					goodKeys++
				}
			}
		}
	}
	if p := hits / found; p < .95 {
		t.Errorf("%.3f of the figures found are labelled, want .95", p)
	}
	if r := hits / labelled; r < .95 {
		t.Errorf("%.3f of the labelled figures were found, want .95", r)
	}
	if p := goodKeys / keys; p < .74 {
		t.Errorf("%.3f of the key figures are labelled so, want .74", p)
	}
}
