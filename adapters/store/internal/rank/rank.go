// Package rank lets SQLite's full-text search say how often each article has a
// word, and nothing more.
//
// bm25 as FTS5 has it first walks through every article that has the word, to
// know how rare it is, and looks up the length of each that it scores: of a
// common word in a million articles that is 0.7 s. Whoever asks knows how rare
// a word is, and can keep the lengths, two bytes for an article. So SQL gets
//
//   - times(index, weight), of a row that a query matches: how often it has the
//     query's first phrase, each time in the first column counting weight times,
//   - tokens(size), of a row of the index's table of sizes: how long it is,
//   - gather(rowid, number), of all rows: a list of them that [Read] reads, as
//     to hand over a row costs more than to find it.
//
// times needs a query of its own around it: SQLite makes one of both otherwise,
// in which it can't be called. A limit keeps them apart:
//
//	SELECT gather(seq, n) FROM (SELECT rowid AS seq, times(articles_text, 3.0) AS n
//	FROM articles_text WHERE articles_text MATCH $1 LIMIT -1)
package rank

import (
	"encoding/binary"
	"iter"
	"math"
)

// entry is the size of a row that gather packed: the rowid and a 32-bit float, as
// the machine orders bytes.
const entry = 12

// Len is how many rows a value of gather has.
func Len(gathered []byte) int { return len(gathered) / entry }

// Read reads a value of gather: each rowid and its number, in the order they were
// found.
func Read(gathered []byte) iter.Seq2[int64, float32] {
	return func(yield func(int64, float32) bool) {
		for ; len(gathered) >= entry; gathered = gathered[entry:] {
			row := int64(binary.NativeEndian.Uint64(gathered))
			if !yield(row, math.Float32frombits(binary.NativeEndian.Uint32(gathered[8:]))) {
				return
			}
		}
	}
}
