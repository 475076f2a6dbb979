package summary

import (
	"strings"
	"sync"

	"waybill/digest/token"
)

// Terms numbers the stems of the texts that are read with it, and the words of
// the text that is being read.
type terms struct {
	stems map[string]int32
	idf   []float64
	words map[string]int32 // into article.words, of the article being read
}

func newTerms(bytes int) *terms {
	return &terms{stems: make(map[string]int32, 32+bytes/16), words: make(map[string]int32, 32+bytes/12)}
}

// spares are terms that are done with.
var spares sync.Pool

// spareTerms is newTerms for one article, which is given back with done.
func spareTerms(bytes int) *terms {
	if t, ok := spares.Get().(*terms); ok {
		return t
	}
	return newTerms(bytes)
}

// mostSpare is how many stems terms may have to be kept for another article:
// a map never shrinks.
const mostSpare = 4096

func (t *terms) done() {
	if len(t.stems) <= mostSpare {
		clear(t.stems)
		clear(t.words)
		t.idf = t.idf[:0]
		spares.Put(t)
	}
}

// begin forgets the words of the article before.
func (t *terms) begin() { clear(t.words) }

// numberWeight is the idf of a number: rarer than most words, but two
// sentences with the same number need not say the same.
const numberWeight = 4

// term is the number of a lower-case word's stem, -1 for a stop word.
func (t *terms) term(lower string, kind token.Kind) int32 {
	if kind == token.Number {
		return t.stem(lower, numberWeight)
	}
	if token.Stop(lower) {
		return -1
	}
	s := token.Stem(lower)
	return t.stem(s, token.IDF(s))
}

func (t *terms) stem(s string, idf float64) int32 {
	id, ok := t.stems[s]
	if !ok {
		id = int32(len(t.idf))
		t.stems[s] = id
		t.idf = append(t.idf, idf)
	}
	return id
}

// lower is s with its ASCII letters small, so that offsets into the one are
// offsets into the other.
func lower(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := range len(s) {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		b.WriteByte(c)
	}
	return b.String()
}
