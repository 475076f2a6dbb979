package cluster

import "encoding/binary"

// Lists are many lists of stories, most of them short, in little memory: of each
// number only by how much it differs from the one before, in as few bytes as
// that takes, in chunks that double from 8 bytes to 128, as Lucene's do
// (https://lucene.apache.org, ByteBlockPool).
type lists struct {
	all   []list
	pages []*[pageBytes]byte
	used  uint32          // of the pages, in grains
	free  [classes]uint32 // first of the chunks that are free again, each of which names the next
	bytes [maxVarint]byte
}

// A list is full of one term's stories; when they are too many to be of use, it
// knows no more than that.
type list struct {
	n     uint16 // stories; mostPostings + 1: too many, none is kept
	class uint8  // of the last chunk
	used  uint8  // bytes of it
	last  uint32 // story
	head  uint32 // first chunk
	tail  uint32 // last chunk
}

const (
	grain     = 8 // bytes: the first chunk, and what chunks are counted in
	classes   = 5
	pageBytes = 1 << 15
	link      = 4 // bytes at the end of a chunk, which name the next
	maxVarint = binary.MaxVarintLen32
)

// add makes a list.
func (x *lists) add() uint32 {
	if x.used == 0 {
		x.used = 1 // no chunk is number 0
	}
	at := x.chunk(0)
	x.all = append(x.all, list{head: at, tail: at})
	return uint32(len(x.all) - 1)
}

func (x *lists) at(chunk uint32) []byte {
	const inPage = pageBytes / grain
	if int(chunk/inPage) == len(x.pages) {
		x.pages = append(x.pages, new([pageBytes]byte))
	}
	return x.pages[chunk/inPage][chunk%inPage*grain:]
}

// next is where a chunk names the next.
func (x *lists) next(chunk uint32, class uint8) []byte {
	end := grain << class
	return x.at(chunk)[end-link : end]
}

// chunk is an empty one. One that does not fit the page begins the next.
func (x *lists) chunk(class uint8) uint32 {
	if at := x.free[class]; at != 0 {
		x.free[class] = binary.LittleEndian.Uint32(x.next(at, class))
		return at
	}
	const inPage = pageBytes / grain
	size := uint32(1) << class
	if left := inPage - x.used%inPage; left < size {
		x.used += left
	}
	at := x.used
	x.used += size
	_ = x.at(at)
	return at
}

// put appends a story to a list.
func (x *lists) put(i uint32, story uint32) {
	l := &x.all[i]
	switch {
	case l.n > mostPostings:
		return
	case l.n == mostPostings:
		x.drop(l)
		return
	}
	for _, b := range x.bytes[:binary.PutVarint(x.bytes[:], int64(story)-int64(l.last))] {
		if int(l.used) == grain<<l.class-link {
			class := min(l.class+1, classes-1)
			at := x.chunk(class)
			binary.LittleEndian.PutUint32(x.next(l.tail, l.class), at)
			l.tail, l.class, l.used = at, class, 0
		}
		x.at(l.tail)[l.used] = b
		l.used++
	}
	l.n++
	l.last = story
}

// drop frees the chunks of a list that has become too long.
func (x *lists) drop(l *list) {
	for at, class := l.head, uint8(0); ; {
		next := binary.LittleEndian.Uint32(x.next(at, class))
		binary.LittleEndian.PutUint32(x.next(at, class), x.free[class])
		x.free[class] = at
		if at == l.tail {
			break
		}
		at, class = next, min(class+1, classes-1)
	}
	l.n, l.head, l.tail = mostPostings+1, 0, 0
}

// stories appends those of a list to to.
func (x *lists) stories(to []uint32, i uint32) []uint32 {
	l := &x.all[i]
	if l.n > mostPostings {
		return to
	}
	story, u, shift := int64(0), uint64(0), 0
	for at, class := l.head, uint8(0); ; {
		in := x.at(at)[:grain<<class-link]
		if at == l.tail {
			in = in[:l.used]
		}
		for _, b := range in {
			u |= uint64(b&0x7f) << shift
			if shift += 7; b < 0x80 {
				story += int64(u>>1) ^ -int64(u&1)
				to = append(to, uint32(story))
				u, shift = 0, 0
			}
		}
		if at == l.tail {
			return to
		}
		at, class = binary.LittleEndian.Uint32(x.next(at, class)), min(class+1, classes-1)
	}
}
