package quote

import (
	"cmp"
	"flag"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"waybill/digest"
)

var (
	update = flag.Bool("update", false, "train again and write the models")
	misses = flag.String("misses", "", "write what the held-out folds got wrong to this file")
)

const (
	folds  = 5
	epochs = 12
)

// A trainer fits weights by AdaGrad with a penalty on their squares.
type trainer struct {
	w, g2    []float64
	rate, l2 float64
}

func newTrainer(l *layout, l2 float64) *trainer {
	return &trainer{w: make([]float64, l.size()), g2: make([]float64, l.size()), l2: l2}
}

// step moves the weights of features against a gradient.
func (t *trainer) step(features []int32, gradient float64) {
	for _, f := range features {
		g := gradient + t.l2*t.w[f]
		t.g2[f] += g * g
		t.w[f] -= t.rate * g / (1e-3 + math.Sqrt(t.g2[f]))
	}
}

func (t *trainer) model() model {
	m := make(model, len(t.w))
	for i := range m {
		m[i] = float32(t.w[i])
	}
	return m
}

// shuffled calls pass for every epoch with xs in a new order, and lowers the
// learning rate meanwhile.
func shuffled[T any](t *trainer, xs []T, pass func([]T)) {
	xs = slices.Clone(xs)
	rng := rand.New(rand.NewPCG(1, 2))
	for e := range epochs {
		rng.Shuffle(len(xs), func(i, j int) { xs[i], xs[j] = xs[j], xs[i] })
		t.rate = .1 / (1 + float64(e)*.3)
		pass(xs)
	}
}

// fitSpeakers trains the speaker model: the probability of all right mentions
// together is to grow.
func fitSpeakers(ls []*lesson) model {
	t := newTrainer(speakerLayout, 1.5e-3)
	var cs []candidate
	shuffled(t, ls, func(ls []*lesson) {
		for _, l := range ls {
			m := t.model()
			for i := range l.scene.quotes {
				cs = l.scene.candidates(cs[:0], i)
				l.scene.describe(cs, i)
				m.weigh(cs)
				l.scene.quotes[i].speaker = cs[likeliest(cs)].mention
				g := l.gold[i]
				if g == nil || !g.IsQuote {
					continue
				}
				sum := 0.0
				for _, c := range cs {
					if l.right(g, c.mention) {
						sum += c.p
					}
				}
				if sum == 0 {
					continue
				}
				for _, c := range cs {
					d := c.p
					if l.right(g, c.mention) {
						d -= c.p / sum
					}
					t.step(c.features[:c.count], d)
				}
			}
		}
	})
	return t.model()
}

// A verdict is one decision on held-out data.
type verdict struct {
	p    float64
	good bool
	high bool // shown with high confidence
}

// A sample is a quotation with the features that tell whether it is one.
type sample struct {
	l        *lesson
	q        int
	features []int32
	genuine  bool
}

// TestModels cross-validates both models by article and holds them to what a
// digest needs; with -update it trains them on everything and writes them.
func TestModels(t *testing.T) {
	if testing.Short() {
		t.Skip("cross-validation takes a while")
	}
	ls := polnear(t)
	trade := tradeGold(t)
	var report io.Writer = io.Discard
	if *misses != "" {
		f, err := os.Create(*misses)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		report = f
	}
	var vs []verdict
	var samples []sample
	for f := range folds {
		learn, held := split(ls, f)
		m := fitSpeakers(learn)
		for _, l := range held {
			vs = append(vs, judgeSpeakers(l, m, report)...)
			samples = append(samples, sift(l, m)...)
		}
	}
	curve(t, vs)
	all := fitSpeakers(ls)
	for _, l := range trade {
		samples = append(samples, sift(l, all)...)
	}
	sifted(t, samples, report)
	if !*update {
		return
	}
	save(t, "speaker.model", speakerLayout, all)
	save(t, "genuine.model", genuineLayout, fitGenuine(samples))
}

// split holds out every folds-th article.
func split(ls []*lesson, f int) (learn, held []*lesson) {
	for i, l := range ls {
		if i%folds == f {
			held = append(held, l)
		} else {
			learn = append(learn, l)
		}
	}
	return learn, held
}

// judgeSpeakers compares the speakers that m chooses with the labels.
func judgeSpeakers(l *lesson, m model, report io.Writer) (vs []verdict) {
	s := l.scene
	s.attribute(m, genuineModel())
	c := casting(s)
	c.recount()
	for i, q := range s.quotes {
		g := l.gold[i]
		if g == nil || !g.IsQuote || g.Words < 4 || len(g.SpeakerSpans) == 0 {
			continue
		}
		v := verdict{q.p, l.right(g, q.speaker) || l.sameName(g, q.speaker), c.confidence(&s.quotes[i]) == digest.High}
		vs = append(vs, v)
		if !v.good {
			got := "-"
			if q.speaker >= 0 {
				got = s.in(s.mentions[q.speaker].first, s.mentions[q.speaker].last)
			}
			found := slices.ContainsFunc(s.candidates(nil, i), func(c candidate) bool { return l.right(g, c.mention) })
			fmt.Fprintf(report, "=== speaker %s p=%.2f gold=%q got=%q candidate=%v\n%s\n", l.id, q.p, g.Speaker, got, found, around(s.text, q))
		}
	}
	return vs
}

// around is a quotation with the text at its sides.
func around(text string, q quotation) string {
	return text[max(0, q.open-250):q.open] + "⟦" + text[q.open:q.close] + "⟧" + text[q.close:min(len(text), q.close+160)]
}

// curve logs the accuracy of the surest verdicts.
func curve(t *testing.T, vs []verdict) {
	high, right := 0, 0
	for _, v := range vs {
		if v.high {
			high++
			right += bit(v.good)
		}
	}
	share, precise := float64(high)/float64(len(vs)), float64(right)/float64(high)
	t.Logf("high confidence: %.4f of the quotes, speaker right %.4f", share, precise)
	if share < .85 || precise < .955 {
		t.Errorf("high confidence has %.4f of the quotes and %.4f right speakers, want .85 and .955", share, precise)
	}
	slices.SortFunc(vs, func(a, b verdict) int { return cmp.Compare(b.p, a.p) })
	good := 0
	for i, v := range vs {
		if v.good {
			good++
		}
		if c := (i + 1) * 20 / len(vs); c >= 10 && c != i*20/len(vs) {
			t.Logf("surest %3d%%: p >= %.3f, speaker right %.4f (n=%d)", c*5, v.p, float64(good)/float64(i+1), i+1)
		}
	}
	if all := float64(good) / float64(len(vs)); all < .92 {
		t.Errorf("%.4f of the speakers are right, want .92", all)
	}
}

// sift collects the labelled quotations of l as samples.
func sift(l *lesson, m model) (out []sample) {
	var cs []candidate
	for i := range l.scene.quotes {
		cs = l.scene.candidates(cs[:0], i)
		l.scene.describe(cs, i)
		m.weigh(cs)
		b := cs[likeliest(cs)]
		l.scene.quotes[i].speaker, l.scene.quotes[i].p = b.mention, b.p
		if g := l.gold[i]; g != nil {
			out = append(out, sample{l, i, l.scene.sifts(nil, &l.scene.quotes[i], &b, cs[len(cs)-1].p), g.IsQuote})
		}
	}
	return out
}

// fitGenuine trains the model that tells quotes from other marks.
func fitGenuine(samples []sample) model {
	t := newTrainer(genuineLayout, 1e-3)
	shuffled(t, samples, func(ss []sample) {
		for _, s := range ss {
			sum := 0.0
			for _, f := range s.features {
				sum += t.w[f]
			}
			p := 1 / (1 + math.Exp(-sum))
			if s.genuine {
				p--
			}
			t.step(s.features, p)
		}
	})
	return t.model()
}

// sifted cross-validates the model that tells quotes from other marks.
func sifted(t *testing.T, samples []sample, report io.Writer) {
	articles := map[*lesson]int{}
	for _, s := range samples {
		if _, ok := articles[s.l]; !ok {
			articles[s.l] = len(articles)
		}
	}
	p := make([]float64, len(samples))
	for f := range folds {
		var learn []sample
		for _, s := range samples {
			if articles[s.l]%folds != f {
				learn = append(learn, s)
			}
		}
		m := fitGenuine(learn)
		for i, s := range samples {
			if articles[s.l]%folds == f {
				p[i] = m.genuine(s.features)
			}
		}
	}
	var long, short tally
	for i, s := range samples {
		if q := &s.l.scene.quotes[s.q]; q.count < 4 {
			short.count(s.genuine, p[i] >= bar(q))
		} else {
			long.count(s.genuine, p[i] >= bar(q))
		}
	}
	f1 := 2 * long.tp / (2*long.tp + long.fp + short.fp + long.fn) // short quotes may be missed, but not made up
	t.Logf("four words and more: %.0f found, %.0f missed, %.0f wrong; shorter: %.0f, %.0f, %.0f; F1 %.4f", long.tp, long.fn, long.fp, short.tp, short.fn, short.fp, f1)
	if f1 < .975 {
		t.Errorf("quotes are told from other marks with F1 %.4f, want .975", f1)
	}
	for i, s := range samples {
		if s.genuine != (p[i] >= bar(&s.l.scene.quotes[s.q])) {
			fmt.Fprintf(report, "=== genuine=%v p=%.2f %s\n%s\n", s.genuine, p[i], s.l.id, around(s.l.scene.text, s.l.scene.quotes[s.q]))
		}
	}
}

// A tally counts right and wrong decisions.
type tally struct{ tp, fp, fn float64 }

func (t *tally) count(genuine, shown bool) {
	switch {
	case genuine && shown:
		t.tp++
	case genuine:
		t.fn++
	case shown:
		t.fp++
	}
}

// save writes a model beside the code.
func save(t *testing.T, name string, l *layout, m model) {
	var b strings.Builder
	b.WriteString("# Weights of a linear model: template, values, weight. Made by\n# go test ./digest/quote -run TestModels -update\n")
	if err := l.write(&b, m); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
