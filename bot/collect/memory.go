package collect

import (
	"crypto/sha256"
	"encoding/binary"
	"sync"
	"time"

	"waybill/bot"
)

// A memory holds what is worth knowing of sources and not worth storing: how
// often they publish, and what their feeds said of each item, by which an
// edited item is told from one that is merely still there. It is empty after
// a start; then items that are known count as unchanged, unless the feed holds
// their whole text.
type memory struct {
	mu sync.Mutex
	of map[int64]*recollection
}

type recollection struct {
	pace  time.Duration
	items map[uint64]uint64 // what the feed said of an item, by its identity
}

func (m *memory) source(id int64) *recollection {
	if m.of == nil {
		m.of = map[int64]*recollection{}
	}
	r := m.of[id]
	if r == nil {
		r = &recollection{}
		m.of[id] = r
	}
	return r
}

// interval is the pause that the source's items suggested last.
func (m *memory) interval(id int64, st *bot.SourceState, now time.Time) time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	if d := m.source(id).pace; d > 0 {
		return d
	}
	return guess(st, now)
}

func (m *memory) paced(id int64, d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.source(id).pace = d
}

// items are what the source's feed said of its items last time.
func (m *memory) items(id int64) map[uint64]uint64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.source(id).items
}

// remember replaces what the source's feed said. The map is not changed any
// more.
func (m *memory) remember(id int64, items map[uint64]uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.source(id).items = items
}

// fingerprint is a short name for texts, by which they are told apart.
func fingerprint(texts ...string) uint64 {
	h := sha256.New()
	for _, t := range texts {
		h.Write([]byte(t))
		h.Write([]byte{0})
	}
	return binary.LittleEndian.Uint64(h.Sum(nil))
}
