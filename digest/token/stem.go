package token

import (
	"hash/maphash"
	"strings"
	"sync/atomic"

	"github.com/kljensen/snowball/english"
)

// Stem is the English stem of a lower-case word by the Snowball algorithm
// (Porter2): "tariffs" and "tariff" give "tariff", "China's" written small
// gives "china". A stop word is its own stem. It is safe for concurrent use.
//
// News repeats its words, so stems are remembered, in a table of fixed size
// where a newer word takes the place of an older one.
func Stem(lower string) string {
	slot := &stems[maphash.String(stemSeed, lower)%uint64(len(stems))]
	if e := slot.Load(); e != nil && e.word == lower {
		return e.stem
	}
	e := &stemmed{word: strings.Clone(lower)}
	e.stem = stem(e.word)
	if len(lower) <= longestKept {
		slot.Store(e)
	}
	return e.stem
}

// Stems lists the stems of the words and numbers of a text in their order,
// small words too.
func Stems(text string) []string {
	tokens := Scan(make([]Token, 0, len(text)/bytesAWord), text, 0, len(text))
	all := make([]string, 0, len(tokens))
	for _, t := range tokens {
		if t.Kind != Mark {
			w := strings.ToLower(t.In(text))
			all = append(all, Stem(strings.TrimSuffix(strings.TrimSuffix(w, "'s"), "’s")))
		}
	}
	return all
}

// bytesAWord is how many bytes a word of news takes, with the space and marks
// after it.
const bytesAWord = 5

// Bag is the set of the stems of a text, without small words.
func Bag(text string) map[string]bool {
	bag := make(map[string]bool, len(text)/bytesAWord)
	for _, t := range Scan(nil, text, 0, len(text)) {
		if w := strings.ToLower(t.In(text)); t.Kind != Mark && !Stop(w) {
			bag[Stem(w)] = true
		}
	}
	return bag
}

// A stemmed is a word and its stem.
type stemmed struct{ word, stem string }

// The table holds at most 2 MB: a day's news has some 30,000 different words.
const (
	stemSlots   = 1 << 15
	longestKept = 32 // bytes; longer words are not repeated
)

var (
	stems    [stemSlots]atomic.Pointer[stemmed]
	stemSeed = maphash.MakeSeed()
)

func stem(lower string) string {
	lower = strings.ReplaceAll(lower, "’", "'")
	if len(lower) > 2*longestKept { // no word
		return lower
	}
	if s := english.Stem(lower, false); s != "" {
		return s
	}
	return lower
}
