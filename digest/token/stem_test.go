package token

import (
	"strconv"
	"sync"
	"testing"
)

func TestStem(t *testing.T) {
	for word, want := range map[string]string{
		"tariffs": "tariff", "tariff": "tariff", "exported": "export", "china's": "china", "china’s": "china",
		"duties": "duti", "the": "the", "": "", "'": "'",
	} {
		for range 2 { // computed, then remembered
			if got := Stem(word); got != want {
				t.Errorf("Stem(%q) = %q, want %q", word, got, want)
			}
		}
	}
}

// Many articles are read at once, and more words than the table holds.
func TestStemTogether(t *testing.T) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range 2 * stemSlots {
				if w := "zq" + strconv.Itoa(i); Stem(w) != w {
					t.Errorf("Stem(%q) = %q", w, Stem(w))
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestStop(t *testing.T) {
	for _, w := range []string{"the", "of", "said", "won't", "won’t", "themselves"} {
		if !Stop(w) {
			t.Errorf("Stop(%q) = false", w)
		}
	}
	for _, w := range []string{"tariff", "china", "", "#"} {
		if Stop(w) {
			t.Errorf("Stop(%q) = true", w)
		}
	}
}

func BenchmarkStem(b *testing.B) {
	b.Run("known", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Stem("negotiations")
		}
	})
	b.Run("new", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			stem("negotiations")
		}
	})
}

func BenchmarkIDF(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		IDF("tariff")
	}
}

func BenchmarkLoadIDF(b *testing.B) {
	for b.Loop() {
		loadIDF()
	}
}
