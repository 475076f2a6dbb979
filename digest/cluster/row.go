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

// A table is the rows of all stories, numbered as they began: a row stays where
// it is.
type table struct {
	pages []*[rowsInPage]row
	n     uint32
}

const rowsInPage = 512

func (x *table) at(i uint32) *row { return &x.pages[i/rowsInPage][i%rowsInPage] }

func (x *table) add(r row) uint32 {
	if x.n%rowsInPage == 0 {
		x.pages = append(x.pages, new([rowsInPage]row))
	}
	x.n++
	*x.at(x.n - 1) = r
	return x.n - 1
}

// root is the story that i was merged into, or i.
func (x *table) root(i uint32) uint32 {
	for x.at(i).into != none {
		i = x.at(i).into
	}
	return i
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
