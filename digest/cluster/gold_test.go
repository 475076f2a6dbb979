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
	type row struct {
		ID                   any
		Title, Text, Cluster string
		Timestamp            int64 `json:"timestamp_ms"`
	}
	var docs []labelled
	for _, r := range rows[row](t, "clustering", name+".jsonl") {
		d := labelled{Doc{ID: fmt.Sprint(r.ID), Title: r.Title, Text: r.Text, Sentences: sentence.Split(r.Text)}, r.Cluster}
		if r.Timestamp > 0 {
			d.At = time.UnixMilli(r.Timestamp)
		}
		docs = append(docs, d)
	}
	return docs
}

// rows reads a file of JSON lines of the folder beside the project.
func rows[T any](t testing.TB, path ...string) (all []T) {
	f, err := os.Open(filepath.Join(append([]string{"..", "..", "..", "shared", "data"}, path...)...))
	if err != nil {
		t.Skipf("no gold data beside the project: %v", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var r T
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

// A wire is a story of the Reuters collection.
type wire struct {
	ID             int
	Title, Body    string
	Topics, Places []string
}

func wires(t testing.TB) []wire {
	return rows[wire](t, "retrieval", "reuters_modapte_train.jsonl")
}

// A labelledPair is two wires and how their texts are alike.
type labelledPair struct {
	A, B  int
	Label string
}

func pairsOfGold(t testing.TB) []labelledPair {
	return rows[labelledPair](t, "clustering", "reuters_near_duplicate_pairs_silver.jsonl")
}

// run puts docs through an index, as the program does, and returns each one's
// story.
func run(t testing.TB, docs []labelled) []string {
	x := New(Options{})
	for i, d := range docs {
		add(t, x, d.Doc)
		if i%MergeEvery == MergeEvery-1 {
			merge(t, x)
		}
	}
	merge(t, x)
	stories := make([]string, len(docs))
	for i, d := range docs {
		p, _ := x.Where(d.ID)
		stories[i] = p.Story
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
	}{{"ecbplus", 0.925}, {"uci_headlines", 0.87}} {
		t.Run(c.name, func(t *testing.T) {
			docs := gold(t, c.name)
			p, r, f := bcubed(docs, run(t, docs))
			t.Logf("%s: BCubed P %.3f R %.3f F1 %.3f", c.name, p, r, f)
			if f < c.want {
				t.Errorf("%s: BCubed F1 %.3f, want at least %.3f", c.name, f, c.want)
			}
		})
	}
}

// Copies must be found and other texts left alone, on pairs that were made by
// comparing all of a collection's texts.
func TestGoldCopies(t *testing.T) {
	docs := map[int]Doc{}
	for _, r := range wires(t) {
		docs[r.ID] = Doc{ID: fmt.Sprint(r.ID), Title: r.Title, Text: r.Body, Sentences: sentence.Split(r.Body)}
	}
	found, all := map[string]int{}, map[string]int{}
	for _, p := range pairsOfGold(t) {
		a, hasA := docs[p.A]
		b, hasB := docs[p.B]
		if !hasA || !hasB {
			continue
		}
		x := New(Options{})
		add(t, x, a)
		all[p.Label]++
		if add(t, x, b).CopyOf == a.ID {
			found[p.Label]++
		}
	}
	t.Logf("copies found %v of %v", found, all)
	if n := all["near-duplicate"]; found["near-duplicate"] < n*98/100 {
		t.Errorf("%d of %d copies found", found["near-duplicate"], n)
	}
	if n := all["overlap"]; found["overlap"] > n*2/100 {
		t.Errorf("%d of %d texts that only overlap taken for copies", found["overlap"], n)
	}
}
