package token

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

//go:embed idf.txt
var idfText string

//go:embed stop.txt
var stopText string

// MaxIDF is the weight of a stem that the background has never seen: that of
// one article in ten thousand.
const MaxIDF = 9.2

// IDF says how rare a stem is in the news: ln(N/n), where n of N articles hold
// it. It is near 0 for "said", about 2 for "tariff", and [MaxIDF] for a stem
// that is unknown.
func IDF(stem string) float64 {
	if w, ok := background()[stem]; ok {
		return float64(w) / 10
	}
	return MaxIDF
}

// background is idf.txt: each line is a weight and the stems that have it, in
// tenths so that an entry is small.
var background = sync.OnceValue(loadIDF)

func loadIDF() map[string]uint8 {
	m := make(map[string]uint8, strings.Count(idfText, " "))
	for line := range strings.Lines(idfText) {
		weight, stems, _ := strings.Cut(strings.TrimSpace(line), " ")
		w, err := strconv.ParseFloat(weight, 64)
		if err != nil {
			continue // a comment
		}
		for stem := range strings.SplitSeq(stems, " ") {
			m[stem] = uint8(w*10 + 0.5)
		}
	}
	return m
}

// Stop reports whether a lower-case English word says nothing by itself:
// articles, pronouns, prepositions, auxiliaries, "said".
func Stop(lower string) bool {
	if len(lower) > longestStop || lower == "" {
		return false
	}
	_, ok := stopWords()[lower]
	return ok
}

const longestStop = 12

var stopWords = sync.OnceValue(func() map[string]struct{} {
	m := make(map[string]struct{}, 256)
	for line := range strings.Lines(stopText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for w := range strings.FieldsSeq(line) {
			m[w] = struct{}{}
			if strings.Contains(w, "'") {
				m[strings.ReplaceAll(w, "'", "’")] = struct{}{}
			}
		}
	}
	return m
})
