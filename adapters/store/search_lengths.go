package store

import (
	"context"
	"math"
	"slices"
	"sync"

	"waybill/adapters/store/internal/rank"
)

// lengths are how many words each article has, in the part of the archive that
// was searched since the start, two bytes each. bm25 needs them of every article
// that it scores, and to look one up in the index takes longer than all the rest.
// One that is revised keeps the length it had when it was first seen.
type lengths struct {
	mu       sync.Mutex
	low      int64    // the number of the first article
	of       []uint16 // 0: there is no such article
	articles int64
	words    int64
}

// A measure is the lengths of the articles of a reach.
type measure struct {
	of    []uint16
	usual float64
}

// long is bm25's measure of an article: 1 for one of the usual length.
func (m measure) long(i int64) float64 { return 1 - bm25B + bm25B*float64(m.of[i])/m.usual }

// stride is how many lengths are read at once.
const stride = 100_000

// measure returns the lengths of a reach's articles, after it has read those
// that were not known yet.
func (s *fts5) measure(ctx context.Context, r reach) (measure, error) {
	l := &s.lengths
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.of) == 0 {
		l.low = r.low
	}
	for high := l.low - 1; r.low < l.low; high = l.low - 1 {
		low := max(r.low, high-stride+1)
		some, err := s.sizes(ctx, low, high)
		if err != nil {
			return measure{}, err
		}
		l.low, l.of = low, slices.Concat(some, l.of)
	}
	for low := l.low + int64(len(l.of)); low <= r.high; low = l.low + int64(len(l.of)) {
		some, err := s.sizes(ctx, low, min(r.high, low+stride-1))
		if err != nil {
			return measure{}, err
		}
		l.of = append(l.of, some...)
	}
	return measure{l.of[r.low-l.low : r.high-l.low+1], max(1, float64(l.words)/float64(max(1, l.articles)))}, nil
}

// sizes reads the lengths of some articles.
func (s *fts5) sizes(ctx context.Context, low, high int64) ([]uint16, error) {
	var gathered []byte
	if err := s.read.QueryRowContext(ctx, "SELECT gather(id, tokens(sz)) FROM articles_text_docsize WHERE id >= $1 AND id <= $2", low, high).Scan(&gathered); err != nil {
		return nil, err
	}
	of := make([]uint16, high-low+1)
	for seq, words := range rank.Read(gathered) {
		of[seq-low] = uint16(min(words, math.MaxUint16))
		s.lengths.articles, s.lengths.words = s.lengths.articles+1, s.lengths.words+int64(words)
	}
	return of, nil
}
