package summary

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"waybill/digest/token"
)

var fit = flag.Bool("fit", false, "fit the weights of words on the articles beside the project")

// An example is an article, read, and the words that its references use.
type example struct {
	s    *sample
	a    *article
	used []float64 // by word: 1 if the references have it
	set  int
	lead float64 // ROUGE-1 of the first three sentences
}

func examples(t *testing.T) []*example {
	var out []*example
	for k, name := range []string{"cnndm_clean", "cnndm_boilerplate"} {
		set := samples(t, name)
		for i := range set {
			e := &example{s: &set[i], set: k}
			terms := newTerms(0)
			e.a = read(e.s.doc, terms, &standard)
			e.a.score()
			e.used = make([]float64, len(e.a.words))
			for _, ref := range e.s.References {
				ref = lower(ref)
				for _, w := range token.Scan(nil, ref, 0, len(ref)) {
					if id, ok := terms.words[w.In(ref)]; ok {
						e.used[id] = 1
					}
				}
			}
			e.lead = e.s.rouge(1, e.s.doc.Sentences[:min(3, len(e.s.doc.Sentences))])
			out = append(out, e)
		}
	}
	return out
}

// gain is by how much the choice beats the first three sentences.
func (e *example) gain() float64 {
	e.a.score()
	var words []string
	for _, k := range e.a.choose(3) {
		words = append(words, rougeWords(e.a.lines[k].at.In(e.s.Article))...)
	}
	return rouge(1, words, e.s.References) - e.lead
}

// learn fits the weights of the traits by logistic regression.
func learn(es []*example) traits {
	w := standard.wants
	var all []traits
	var used []float64
	for _, e := range es {
		for i := range e.a.words {
			all = append(all, e.a.traits(&e.a.words[i]))
			used = append(used, e.used[i])
		}
	}
	for step := range 300 {
		var up traits
		for i := range all {
			miss := used[i] - chance(&w, &all[i])
			for k, x := range all[i] {
				up[k] += miss * x
			}
		}
		rate := 6 / (1 + float64(step)/200) / float64(len(all))
		for k := range w {
			w[k] += rate * up[k]
		}
	}
	return w
}

func chance(w, t *traits) float64 {
	sum := 0.0
	for k, x := range t {
		sum += w[k] * x
	}
	return 1 / (1 + math.Exp(-sum))
}

// TestFit fits the weights on all articles, and says what weights fitted on
// five sixths of them are worth on the rest.
func TestFit(t *testing.T) {
	if !*fit {
		t.Skip("run with -fit to fit the weights of words on the articles beside the project")
	}
	es := examples(t)
	const folds = 6
	fold := make([]int, len(es))
	for i, p := range rand.New(rand.NewPCG(1, 2)).Perm(len(es)) {
		fold[p] = i % folds
	}
	var fitted [folds]traits
	loss, n := 0.0, 0.0
	for k := range folds {
		var train []*example
		for i, e := range es {
			if fold[i] != k {
				train = append(train, e)
			}
		}
		fitted[k] = learn(train)
		for i, e := range es {
			if fold[i] != k {
				continue
			}
			for j := range e.a.words {
				tr := e.a.traits(&e.a.words[j])
				p := chance(&fitted[k], &tr)
				if e.used[j] == 0 {
					p = 1 - p
				}
				loss -= math.Log(p)
				n++
			}
		}
	}
	fmt.Printf("held-out loss a word %.5f\n", loss/n)
	var gain, count [2]float64
	for i, e := range es {
		w := standard
		w.wants = fitted[fold[i]]
		e.a.weights = &w
		gain[e.set] += e.gain()
		count[e.set]++
	}
	fmt.Printf("held-out ROUGE-1 over the first three sentences: clean %+.4f, boilerplate %+.4f\n", gain[0]/count[0], gain[1]/count[1])
	fmt.Printf("fitted on all: %.2f\n", learn(es))
}
