package cluster

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math/bits"
)

// A Scratch is where an index puts what it seldom needs: a file that is nobody
// else's, empty at first, and worth nothing when the index is gone. If it has a
// Close, the index closes it.
type Scratch interface {
	io.ReaderAt
	io.WriterAt
}

// ErrScratch is that of an index that cannot read what it put into its scratch
// file. It is of no more use: what it held has to be restored into another one,
// see [Index.InMemory].
var ErrScratch = errors.New("the scratch file of stories cannot be read")

// A shelf keeps packed stories: in a scratch file, or in memory if there is none
// or it takes no more.
type shelf struct {
	open    func() (Scratch, error) // nil: in memory
	report  func(error)
	file    Scratch             // nil until it is needed
	end     uint32              // of the file, in units
	free    map[uint32][]uint32 // places in the file that are free again, by their units
	held    [][]byte            // in memory
	holes   []uint32            // of held
	failing bool                // the last try to write did
	wait    int                 // so many are held before the next try
}

// A spot is where on the shelf a story is.
type spot struct {
	at   uint32 // unit of the file, or held with what it is counted from
	size uint32 // bytes; 0: nowhere
	sum  uint32 // of the bytes and the story's number
}

const (
	unit     = 64      // bytes
	held     = 1 << 31 // spots from here on are in memory
	waitLong = 256     // stories
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func sum(data []byte, id uint64) uint32 {
	var key [8]byte
	binary.LittleEndian.PutUint64(key[:], id)
	return crc32.Update(crc32.Checksum(key[:], castagnoli), castagnoli, data)
}

// units is the room that a story of so many bytes gets: up to a quarter more
// than it takes, so that what one leaves fits another.
func (p spot) units() uint32 {
	u := (p.size + unit - 1) / unit
	step := uint32(1) << max(0, bits.Len32(max(u, 1)-1)-3)
	return (u + step - 1) / step * step
}

// put keeps what the story has become, and gives up what it was.
func (s *shelf) put(old spot, data []byte, id uint64) spot {
	s.drop(old)
	now := spot{size: uint32(len(data)), sum: sum(data, id)}
	if s.writable() {
		var err error
		if now.at, err = s.write(now, data); err == nil {
			s.failed(nil)
			return now
		}
		s.failed(err)
	}
	now.at = held + s.hold(bytes.Clone(data))
	return now
}

// writable reports whether it is worth trying to write to the file.
func (s *shelf) writable() bool {
	if s.open == nil {
		return false
	}
	s.wait--
	return s.wait < 0
}

func (s *shelf) failed(err error) {
	if err != nil {
		s.wait = waitLong
	}
	if (err != nil) != s.failing {
		s.tell(err)
	}
	s.failing = err != nil
}

func (s *shelf) tell(err error) {
	if s.report != nil {
		s.report(err)
	}
}

func (s *shelf) write(now spot, data []byte) (uint32, error) {
	if s.file == nil {
		file, err := s.open()
		if err != nil {
			return 0, err
		}
		s.file, s.free = file, map[uint32][]uint32{}
	}
	u := now.units()
	at, end := s.end, s.end+u
	if left := s.free[u]; len(left) > 0 {
		at, end = left[len(left)-1], s.end
		s.free[u] = left[:len(left)-1]
	}
	if end >= held {
		return 0, errors.New("the scratch file has grown too large")
	}
	s.end = end
	n, err := s.file.WriteAt(data, int64(at)*unit)
	if err == nil && n < len(data) {
		err = io.ErrShortWrite
	}
	if err != nil {
		s.free[u] = append(s.free[u], at)
	}
	return at, err
}

func (s *shelf) hold(data []byte) uint32 {
	if k := len(s.holes); k > 0 {
		i := s.holes[k-1]
		s.holes, s.held[i] = s.holes[:k-1], data
		return i
	}
	s.held = append(s.held, data)
	return uint32(len(s.held) - 1)
}

// read is what was put there. It must not be changed.
func (s *shelf) read(p spot, id uint64) ([]byte, error) {
	if p.at >= held {
		return s.held[p.at-held], nil
	}
	data := make([]byte, p.size)
	if n, err := s.file.ReadAt(data, int64(p.at)*unit); n < len(data) {
		return nil, fmt.Errorf("%w: %w", ErrScratch, err)
	}
	if sum(data, id) != p.sum {
		return nil, fmt.Errorf("%w: at %d is not what was written there", ErrScratch, int64(p.at)*unit)
	}
	return data, nil
}

// drop gives up a spot.
func (s *shelf) drop(p spot) {
	switch {
	case p.size == 0:
	case p.at >= held:
		s.held[p.at-held] = nil
		s.holes = append(s.holes, p.at-held)
	default:
		s.free[p.units()] = append(s.free[p.units()], p.at)
	}
}

func (s *shelf) close() error {
	if c, is := s.file.(io.Closer); is {
		return c.Close()
	}
	return nil
}
