package quote

import (
	"bufio"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"waybill/digest/sentence"
)

var (
	update = flag.Bool("update", false, "train again and write the models")
	misses = flag.String("misses", "", "write what the held-out folds got wrong to this file")
)

const sharedData = "../../../shared/data"

// lines reads a file of JSON lines below the shared folder.
func lines[T any](tb testing.TB, name string) []T {
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

type goldArticle struct{ ID, Title, Text string }

type goldQuote struct {
	Article      string
	Start, End   int // code points, until byBytes
	Words        int
	IsQuote      bool     `json:"is_quote"`
	Speaker      string   `json:"speaker"`
	SpeakerSpans [][2]int `json:"speaker_spans"`
	Pronoun      bool     `json:"speaker_is_pronoun"`
}

// A lesson is an article whose quotes have known speakers.
type lesson struct {
	id    string
	doc   Doc
	scene *scene
	gold  []*goldQuote // for each quotation, nil if the gold data does not know it
}

func polnear(tb testing.TB) []*lesson {
	byArticle := map[string][]*goldQuote{}
	for _, q := range lines[*goldQuote](tb, "quotes/polnear_quotes.jsonl") {
		byArticle[q.Article] = append(byArticle[q.Article], q)
	}
	var out []*lesson
	for _, a := range lines[goldArticle](tb, "quotes/polnear_articles.jsonl") {
		l := &lesson{id: a.ID, doc: Doc{Title: a.Title, Text: a.Text, Sentences: sentence.Split(a.Text)}}
		at := make([]int, 0, len(a.Text)) // code point -> byte
		for i := range a.Text {
			at = append(at, i)
		}
		at = append(at, len(a.Text))
		for _, q := range byArticle[a.ID] {
			q.Start, q.End = at[q.Start], at[q.End]
			for i, s := range q.SpeakerSpans {
				q.SpeakerSpans[i] = [2]int{at[s[0]], at[s[1]]}
			}
		}
		l.scene = stage(read(l.doc))
		l.gold = make([]*goldQuote, len(l.scene.quotes))
		for i, q := range l.scene.quotes {
			for _, g := range byArticle[a.ID] {
				if min(q.end, g.End)-max(q.start, g.Start)*1 >= (g.End-g.Start)*8/10 {
					l.gold[i] = g
				}
			}
		}
		out = append(out, l)
	}
	return out
}

// right reports whether mention m is the speaker of gold quote g.
func (l *lesson) right(g *goldQuote, m int) bool {
	if m < 0 {
		return len(g.SpeakerSpans) == 0
	}
	mm := l.scene.mentions[m]
	start, end := l.scene.words[mm.first].start, l.scene.words[mm.last-1].end
	for _, s := range g.SpeakerSpans {
		if start < s[1] && s[0] < end {
			return true
		}
	}
	return false
}

// sameName reports whether mention m has the gold speaker's last word.
func (l *lesson) sameName(g *goldQuote, m int) bool {
	if m < 0 || g.Pronoun || l.scene.mentions[m].kind == pronounKind {
		return false
	}
	mm := l.scene.mentions[m]
	w := strings.Fields(g.Speaker)
	return len(w) > 0 && strings.EqualFold(strings.Trim(w[len(w)-1], ".,’s'"), strings.Trim(l.scene.base(mm.last-1), "s"))
}

type trainer struct {
	w, g2 []float64 // weights, squared gradients
	rate  float64
	l2    float64
}

func newTrainer() *trainer {
	n := offsets[templates]
	return &trainer{w: make([]float64, n), g2: make([]float64, n), rate: .1, l2: 2e-4}
}

func (t *trainer) model() model {
	m := make(model, len(t.w))
	for i := range m {
		m[i] = float32(t.w[i])
	}
	return m
}

// learn makes one pass over lessons.
func (t *trainer) learn(ls []*lesson) {
	var cs []candidate
	m := make(model, len(t.w))
	for _, l := range ls {
		for i := range m {
			m[i] = float32(t.w[i])
		}
		for i := range l.scene.quotes {
			cs = l.scene.candidates(cs[:0], i)
			l.scene.describe(cs, i)
			m.weigh(cs)
			b := best(cs)
			l.scene.quotes[i].speaker = cs[b].mention
			g := l.gold[i]
			if g == nil || !g.IsQuote {
				continue
			}
			pos := 0.0
			for _, c := range cs {
				if l.right(g, c.mention) {
					pos += c.p
				}
			}
			if pos == 0 {
				continue
			}
			weight := 1.0
			if g.Words < 4 {
				weight = .5
			}
			for _, c := range cs {
				d := c.p
				if l.right(g, c.mention) {
					d -= c.p / pos
				}
				for _, f := range c.features {
					gr := weight*d + t.l2*t.w[f]
					t.g2[f] += gr * gr
					t.w[f] -= t.rate * gr / (1e-3 + math.Sqrt(t.g2[f]))
				}
			}
		}
	}
}

func train(ls []*lesson, epochs int) model {
	t := newTrainer()
	ls = slices.Clone(ls)
	rng := rand.New(rand.NewPCG(1, 2))
	for e := range epochs {
		rng.Shuffle(len(ls), func(i, j int) { ls[i], ls[j] = ls[j], ls[i] })
		t.rate = .1 / (1 + float64(e)*.3)
		t.learn(ls)
	}
	return t.model()
}

type verdict struct {
	p    float64
	good bool
}

// TestSpeakerModel cross-validates the speaker model by article, and with
// -update trains it on everything and writes it.
func TestSpeakerModel(t *testing.T) {
	if !*update && testing.Short() {
		t.Skip("cross-validation takes a while")
	}
	ls := polnear(t)
	var miss *os.File
	if *misses != "" {
		miss, _ = os.Create(*misses)
		defer miss.Close()
	}
	const folds = 5
	var vs []verdict
	oracle, n := 0, 0
	for f := range folds {
		var train_, test []*lesson
		for i, l := range ls {
			if i%folds == f {
				test = append(test, l)
			} else {
				train_ = append(train_, l)
			}
		}
		m := train(train_, 12)
		for _, l := range test {
			l.scene.attribute(m)
			for i, q := range l.scene.quotes {
				g := l.gold[i]
				if g == nil || !g.IsQuote || g.Words < 4 || len(g.SpeakerSpans) == 0 {
					continue
				}
				n++
				cs := l.scene.candidates(nil, i)
				has := slices.ContainsFunc(cs, func(c candidate) bool { return l.right(g, c.mention) || l.sameName(g, c.mention) })
				if has {
					oracle++
				}
				good := l.right(g, q.speaker) || l.sameName(g, q.speaker)
				vs = append(vs, verdict{q.p, good})
				if !good && miss != nil {
					got := "-"
					if q.speaker >= 0 {
						mm := l.scene.mentions[q.speaker]
						got = l.scene.in(mm.first, mm.last)
					}
					from, to := max(0, q.open-220), min(len(l.doc.Text), q.close+160)
					fmt.Fprintf(miss, "=== %s p=%.2f gold=%q got=%q oracle=%v lead=%d trail=%d\n%s⟦%s⟧%s\n", l.id, q.p, g.Speaker, got, has, q.lead, q.trail, l.doc.Text[from:q.open], l.doc.Text[q.open:q.close], l.doc.Text[q.close:to])
				}
			}
		}
	}
	good := 0
	for _, v := range vs {
		if v.good {
			good++
		}
	}
	t.Logf("%d quotes, oracle %.4f, speaker %.4f", n, float64(oracle)/float64(n), float64(good)/float64(n))
	slices.SortFunc(vs, func(a, b verdict) int { return cmp.Compare(b.p, a.p) })
	ok := 0
	for i, v := range vs {
		if v.good {
			ok++
		}
		if c := (i + 1) * 20 / len(vs); c != i*20/len(vs) {
			t.Logf("coverage %.2f  p>=%.3f  precision %.4f", float64(c)/20, v.p, float64(ok)/float64(i+1))
		}
	}
	if *update {
		var b strings.Builder
		b.WriteString("# Weights of the speaker model: template, values, weight; made by\n# go test ./digest/quote -run TestSpeakerModel -update\n")
		if err := train(ls, 12).write(&b); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("speaker.model", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
