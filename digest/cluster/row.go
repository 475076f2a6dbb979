package cluster

import (
	"strconv"
	"strings"
)

// A row is what the index keeps in memory of every story, in pages without
// pointers: what decides whether the story comes into question, and where the
// rest of it is.
type row struct {
	id          uint64 // of which its name is made, see nameOf
	first, last int64  // times of the oldest and newest article; 0 if unknown
	n           int32  // articles
	into        uint32 // the story it was merged into, none if it was not
	rest        spot
	changed     bool // since the last Merge
	gone        bool // merged or expired
}

// none is no story's number.
const none = ^uint32(0)

// A table is rows, numbered as they came: a row stays where it is.
type table[T any] struct {
	pages []*[rowsInPage]T
	n     uint32
}

const rowsInPage = 512

func (x *table[T]) at(i uint32) *T { return &x.pages[i/rowsInPage][i%rowsInPage] }

func (x *table[T]) add(r T) uint32 {
	if x.n%rowsInPage == 0 {
		x.pages = append(x.pages, new([rowsInPage]T))
	}
	x.n++
	*x.at(x.n - 1) = r
	return x.n - 1
}

// Stories are the rows of all, numbered as they began.
type stories struct {
	table[row]
	byID finder
}

// of is the story with this number for an ID, false if it is gone or never was.
func (x *stories) of(id uint64) (uint32, bool) {
	return x.byID.find(id, func(i uint32) bool { return x.at(i).id == id && !x.at(i).gone })
}

func (x *stories) enter(r row) uint32 {
	i := x.add(r)
	x.byID.add(i, func(i uint32) uint64 { return x.at(i).id })
	return i
}

// root is the story that i was merged into, or i.
func (x *stories) root(i uint32) uint32 {
	for x.at(i).into != none {
		i = x.at(i).into
	}
	return i
}

// A placed is where an article went.
type placed struct {
	hash   uint64 // of the article's ID
	story  uint32
	copyOf uint32 // among the originals; 0: of none
}

// Articles are all that the index holds.
type articles struct {
	table[placed]
	byID finder
}

func (x *articles) of(hash uint64) (placed, bool) {
	i, is := x.byID.find(hash, func(i uint32) bool { return x.at(i).hash == hash })
	if !is {
		return placed{}, false
	}
	return *x.at(i), true
}

func (x *articles) enter(p placed) {
	x.byID.add(x.add(p), func(i uint32) uint64 { return x.at(i).hash })
}

// storyID makes a story's ID from its first article's: short, and the same
// whenever the archive is clustered again.
func storyID(article string) string { return idOf(fnv64(article)) }

func idOf(n uint64) string { return "s" + strconv.FormatUint(n, 36) }

func fnv64(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// number is what a row keeps of a story's ID. One that storyID did not make is
// remembered as it is.
func (x *Index) number(id string) uint64 {
	if digits, is := strings.CutPrefix(id, "s"); is {
		if n, err := strconv.ParseUint(digits, 36, 64); err == nil && idOf(n) == id {
			return n
		}
	}
	n := fnv64(id)
	x.names[n] = id
	return n
}

// name is the ID of a story.
func (x *Index) name(r *row) string {
	if id, is := x.names[r.id]; is {
		return id
	}
	return idOf(r.id)
}
