package language

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed languages.txt
var tableText string

const (
	maxLanguages = 64
	maxScripts   = 32
)

// Knowledge is languages.txt, ready for use.
type knowledge struct {
	tags    []string
	scripts []script // Latin first
	grams   map[uint64][]vote
	words   map[string][]vote
}

// A script is a writing and the languages that use it.
type script struct {
	table  *unicode.RangeTable
	weight int
	langs  []uint8
}

// A vote is what one trigram or word says for one language.
type vote struct{ lang, weight uint8 }

var known = sync.OnceValue(func() *knowledge { return read(tableText) })

// read reads lines of the form
//
//	nl Latin
//	words de het een en …
//	grams en_ de_ _de …
//
// that is: a tag and a script by its name in Unicode; small words; the most
// frequent trigrams, the most frequent first, with "_" for the space between
// words. A language that has its script for itself needs the first line only.
func read(table string) *knowledge {
	k := &knowledge{
		scripts: []script{{table: unicode.Latin, weight: 1}},
		grams:   make(map[uint64][]vote, 5000),
		words:   make(map[string][]vote, 1500),
	}
	for line := range strings.Lines(table) {
		head, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		lang := uint8(len(k.tags) - 1)
		switch head {
		case "", "#":
		case "words":
			for w := range strings.FieldsSeq(rest) {
				k.words[w] = append(k.words[w], vote{lang: lang})
			}
		case "grams":
			k.rank(lang, rest)
		default:
			k.add(head, rest)
		}
	}
	for _, v := range k.words {
		for i := range v { // a word of four languages tells little
			v[i].weight = uint8(wordWeight / len(v))
		}
	}
	return k
}

// add begins the language with the given tag and script.
func (k *knowledge) add(tag, name string) {
	ranges := unicode.Scripts[name]
	if ranges == nil || len(k.tags) == maxLanguages {
		return
	}
	s := k.writing(ranges, name)
	s.langs = append(s.langs, uint8(len(k.tags)))
	k.tags = append(k.tags, tag)
}

// writing is the script with the given ranges, made if it is new.
func (k *knowledge) writing(ranges *unicode.RangeTable, name string) *script {
	for i := range k.scripts {
		if k.scripts[i].table == ranges {
			return &k.scripts[i]
		}
	}
	s := script{table: ranges, weight: 1}
	if name == "Hiragana" || name == "Katakana" {
		s.weight = 6
	}
	k.scripts = append(k.scripts, s)
	return &k.scripts[len(k.scripts)-1]
}

// wordWeight is what a small word counts that only one language has.
const wordWeight = 24

// rank notes the trigrams of a language. What one counts goes down with the
// logarithm of its frequency.
func (k *knowledge) rank(lang uint8, grams string) {
	rank := 0
	for gram := range strings.FieldsSeq(grams) {
		id, ok := pack(gram)
		if !ok {
			continue
		}
		w := uint8(2)
		switch {
		case rank < 10:
			w = 6
		case rank < 30:
			w = 5
		case rank < 70:
			w = 4
		case rank < 150:
			w = 3
		}
		k.grams[id] = append(k.grams[id], vote{lang, w})
		rank++
	}
}

// pack is the key of a trigram as it is written in the table.
func pack(gram string) (uint64, bool) {
	if utf8.RuneCountInString(gram) != 3 {
		return 0, false
	}
	var r [3]rune
	i := 0
	for _, c := range gram {
		if c == '_' {
			c = ' '
		}
		r[i] = c
		i++
	}
	return key(r[0], r[1], r[2]), true
}
