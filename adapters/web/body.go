package web

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"

	"waybill/bot/collect"
)

// errPacking is a body packed in a way that was not asked for.
var errPacking = errors.New("unknown packing")

// Sent is a body as it was sent, in pieces that serve one body after another.
// One is received whole before it is unpacked: hundreds that come side by side
// take the memory of what is sent, not of what it grows to.
type sent struct {
	pieces []*[piece]byte
	size   int
	read   int
}

// piece is how much of a body is kept in one piece, in bytes.
const piece = 8 << 10

var pieces = sync.Pool{New: func() any { return new([piece]byte) }}

// receive reads a body of at most limit bytes.
func receive(body io.Reader, limit int64) (*sent, error) {
	s := &sent{}
	for {
		if s.size == len(s.pieces)*piece {
			s.pieces = append(s.pieces, pieces.Get().(*[piece]byte))
		}
		n, err := body.Read(s.pieces[len(s.pieces)-1][s.size%piece:])
		s.size += n
		switch {
		case int64(s.size) > limit:
			err = fmt.Errorf("%w of %d bytes", collect.ErrLarge, limit)
		case err == nil:
			continue
		case err == io.EOF:
			return s, nil
		default:
			err = fmt.Errorf("read body: %w", err)
		}
		s.release()
		return nil, err
	}
}

// Read reads what was received.
func (s *sent) Read(b []byte) (int, error) {
	if s.read == s.size {
		return 0, io.EOF
	}
	from := s.pieces[s.read/piece][s.read%piece : min(piece, s.size-s.read/piece*piece)]
	n := copy(b, from)
	s.read += n
	return n, nil
}

// release gives the pieces to other bodies.
func (s *sent) release() {
	for _, p := range s.pieces {
		pieces.Put(p)
	}
	*s = sent{}
}

// buffers are what bodies are unpacked into, over and over, a few at a time: one
// that grows while it is read leaves twice its size behind.
type buffers struct {
	once sync.Once
	free chan *buffer
}

type buffer struct {
	bytes.Buffer
	gzip gzip.Reader
}

// maxWindow is how far back a zstd body may refer, in bytes: what browsers take
// (RFC 8878, section 3.1.1.1.2).
const maxWindow = 8 << 20

// maxKept is the largest buffer that is kept for the next body, in bytes.
const maxKept = 1 << 20

// take waits for a buffer, which is to be given back.
func (bs *buffers) take() *buffer {
	bs.once.Do(func() {
		bs.free = make(chan *buffer, runtime.GOMAXPROCS(0)+1)
		for range cap(bs.free) {
			bs.free <- &buffer{}
		}
	})
	return <-bs.free
}

func (bs *buffers) give(b *buffer) {
	if b.Reset(); b.Cap() > maxKept {
		b = &buffer{}
	}
	bs.free <- b
}

// unpack is a body of at most limit bytes, unpacked: what a few bytes on the
// wire can grow to is not believed to be small.
func (bs *buffers) unpack(s *sent, packing string, limit int64) ([]byte, error) {
	b := bs.take()
	defer bs.give(b)
	r, end, err := b.unpacker(packing, s)
	if err != nil {
		return nil, err
	}
	defer end()
	n, err := b.ReadFrom(io.LimitReader(r, limit+1))
	if n > limit {
		return nil, fmt.Errorf("%w of %d bytes", collect.ErrLarge, limit)
	}
	if err != nil {
		return nil, fmt.Errorf("read body: %w", err)
	}
	return bytes.Clone(b.Bytes()), nil
}

// unpacker reads a body as it was before it was packed, and is ended in the end.
func (b *buffer) unpacker(packing string, body io.Reader) (r io.Reader, end func(), err error) {
	end = func() {}
	switch e := strings.ToLower(strings.TrimSpace(packing)); e {
	case "", "identity", "none", "utf-8": // "utf-8" is a common mistake
		return body, end, nil
	case "gzip", "x-gzip":
		in := bufio.NewReader(body)
		if head, err := in.Peek(2); err != nil || head[0] != 0x1f || head[1] != 0x8b {
			return in, end, nil // says so, but is not
		}
		return &b.gzip, end, b.gzip.Reset(in)
	case "br":
		return brotli.NewReader(body), end, nil
	case "zstd":
		z, err := zstd.NewReader(body, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, end, err
		}
		return z, z.Close, nil
	case "deflate":
		in := bufio.NewReader(body)
		if head, err := in.Peek(2); err == nil && head[0]&0x0f == 8 && (int(head[0])<<8|int(head[1]))%31 == 0 {
			r, err = zlib.NewReader(in)
			return r, end, err
		}
		return flate.NewReader(in), end, nil
	default:
		return nil, end, fmt.Errorf("%w %q", errPacking, e)
	}
}
