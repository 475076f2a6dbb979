package summary

import (
	"math"

	"waybill/digest/token"
)

// A word is a word of an article as it is written small, with what tells
// whether a summary would use it.
type word struct {
	term     int32 // -1 for a stop word
	number   bool
	title    bool
	count    int
	lines    int // that hold it
	captions int // of them, captions and lines that end in no stop
	capital  int // times it was written with a capital within a line
	first    int // place of the first fit line with it, -1 if none has it
	last     int // scratch: the last line it was seen in, plus one
	central  float64
	wanted   float64 // how likely a summary would use it
}

// word is the number of the word t, noted if it is new.
func (a *article) word(t token.Token) int32 {
	w := t.In(a.lower)
	if id, ok := a.terms.words[w]; ok {
		return id
	}
	id := int32(len(a.words))
	a.terms.words[w] = id
	a.words = append(a.words, word{term: a.terms.term(w, t.Kind), number: t.Kind == token.Number, first: -1})
	return id
}

// Traits are what a word's wanted is made of.
type traits [numTraits]float64

const (
	always    = iota
	often     // log of its count
	early     // falls with the place of the first line that has it
	earlyish  // the same, slower
	inFirst   // the first line has it
	isNumber  //
	smallWord // log of the count of a stop word
	inCaption // log of the captions with it
	spread    // share of the lines that have it
	name      // written with a capital, and early
	inCentral // how central the most central line with it is
	wordy     // log of the number of different words in the article
	inTitle
	numTraits
)

// traits of w in a.
func (a *article) traits(w *word) (t traits) {
	first := float64(w.first)
	if w.first < 0 {
		first = 60
	}
	t[always] = 1
	t[often] = math.Log(float64(w.count))
	t[early] = math.Exp(-first / 4)
	t[earlyish] = math.Exp(-first / 12)
	t[inFirst] = one(w.first == 0)
	t[isNumber] = one(w.number)
	if w.term < 0 {
		t[smallWord] = t[often]
	}
	if w.captions > 0 {
		t[inCaption] = math.Log(1 + float64(w.captions))
	}
	t[spread] = float64(w.lines) / float64(len(a.lines))
	t[name] = one(2*w.capital > w.count) * t[early]
	t[inCentral] = w.central
	t[wordy] = math.Log(float64(len(a.words))) / 6
	t[inTitle] = one(w.title)
	return t
}

func one(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// want fills in how likely a summary would use each word of the article.
func (a *article) want() {
	for i := range a.lines {
		for _, id := range a.lines[i].words {
			a.words[id].central = max(a.words[id].central, a.lines[i].central)
		}
	}
	for i := range a.words {
		w := &a.words[i]
		sum := 0.0
		for k, x := range a.traits(w) {
			sum += a.weights.wants[k] * x
		}
		w.wanted = 1 / (1 + math.Exp(-sum))
	}
}
