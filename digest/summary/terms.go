package summary

import (
	"unicode"
	"unicode/utf8"

	"waybill/digest/token"
)

// Terms numbers the stems of the texts that are read with it, and the words of
// the text that is being read.
type terms struct {
	stems map[string]int32
	idf   []float64
	words map[string]int32 // into article.words, of the article being read
	small []byte           // scratch
}

func newTerms(bytes int) *terms {
	return &terms{stems: make(map[string]int32, 32+bytes/16), words: make(map[string]int32, 32+bytes/12)}
}

// begin forgets the words of the article before.
func (t *terms) begin() { clear(t.words) }

// lower is w written small, good until the next call.
func (t *terms) lower(w string) []byte {
	t.small = t.small[:0]
	for i := range len(w) {
		b := w[i]
		if b >= utf8.RuneSelf {
			return t.lowerRunes(w)
		}
		if 'A' <= b && b <= 'Z' {
			b += 'a' - 'A'
		}
		t.small = append(t.small, b)
	}
	return t.small
}

func (t *terms) lowerRunes(w string) []byte {
	t.small = t.small[:0]
	for _, r := range w {
		t.small = utf8.AppendRune(t.small, unicode.ToLower(r))
	}
	return t.small
}

// known is the number of a word of the article being read.
func (t *terms) known(w string) (int32, bool) {
	id, ok := t.words[string(t.lower(w))]
	return id, ok
}

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
