package cluster

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"testing"
	"time"

	"waybill/digest/sentence"
)

// A labelled is a gold article with the event it tells.
type labelled struct {
	Doc
	event string
}

// gold reads a file of labelled articles from the folder beside the project,
// which is not part of it: without it the test is skipped.
func gold(t testing.TB, name string) []labelled {
	path := filepath.Join("..", "..", "..", "shared", "data", "clustering", name+".jsonl")
	f, err := os.Open(path)
	if err != nil {
		t.Skipf("no gold data beside the project: %v", err)
	}
	defer f.Close()
	var docs []labelled
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var r struct {
			ID                   any
			Title, Text, Cluster string
			Timestamp            int64 `json:"timestamp_ms"`
		}
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		d := labelled{Doc{ID: fmt.Sprint(r.ID), Title: r.Title, Text: r.Text, Sentences: sentence.Split(r.Text)}, r.Cluster}
		if r.Timestamp > 0 {
			d.At = time.UnixMilli(r.Timestamp)
		}
		docs = append(docs, d)
	}
	return docs
}

// cluster runs docs through an index and returns each one's story.
func run(docs []labelled) []string {
	x := New(Options{})
	for _, d := range docs {
		x.Add(d.Doc)
	}
	x.Merge()
	stories := make([]string, len(docs))
	for i, d := range docs {
		stories[i] = x.Add(d.Doc).Story
	}
	return stories
}

// bcubed scores a clustering (Bagga and Baldwin 1998).
func bcubed(docs []labelled, stories []string) (p, r, f float64) {
	bySize, byEvent, both := map[string]float64{}, map[string]float64{}, map[[2]string]float64{}
	for i, d := range docs {
		bySize[stories[i]]++
		byEvent[d.event]++
		both[[2]string{stories[i], d.event}]++
	}
	for i, d := range docs {
		n := both[[2]string{stories[i], d.event}]
		p += n / bySize[stories[i]] / float64(len(docs))
		r += n / byEvent[d.event] / float64(len(docs))
	}
	return p, r, 2 * p * r / (p + r)
}

func shuffled(docs []labelled, seed int64) []labelled {
	out := make([]labelled, len(docs))
	for i, k := range rand.New(rand.NewSource(seed)).Perm(len(docs)) {
		out[i] = docs[k]
	}
	return out
}

// The marks of the design: better than any single threshold reached there.
func TestGoldStories(t *testing.T) {
	for _, c := range []struct {
		name string
		want float64
	}{{"ecbplus", 0.925}, {"uci_headlines", 0.85}} {
		t.Run(c.name, func(t *testing.T) {
			docs := gold(t, c.name)
			p, r, f := bcubed(docs, run(docs))
			t.Logf("%s: BCubed P %.3f R %.3f F1 %.3f", c.name, p, r, f)
			if f < c.want {
				t.Errorf("%s: BCubed F1 %.3f, want at least %.3f", c.name, f, c.want)
			}
		})
	}
}
