package web

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
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

// buffers are what bodies are unpacked into, over and over: one that grows while
// it is read leaves twice its size behind. A body is received whole before it is
// unpacked, a few at a time: hundreds that come side by side take the memory of
// what is sent, not of what it grows to.
type buffers struct {
	once sync.Once
	free chan *bytes.Buffer
}

// maxWindow is how far back a zstd body may refer, in bytes: what browsers take
// (RFC 8878, section 3.1.1.1.2).
const maxWindow = 8 << 20

// maxKept is the largest buffer that is kept for the next body, in bytes.
const maxKept = 1 << 20

// take waits for a buffer, which is to be given back.
func (bs *buffers) take() *bytes.Buffer {
	bs.once.Do(func() {
		bs.free = make(chan *bytes.Buffer, runtime.GOMAXPROCS(0)+2)
		for range cap(bs.free) {
			bs.free <- &bytes.Buffer{}
		}
	})
	return <-bs.free
}

func (bs *buffers) give(b *bytes.Buffer) {
	if b.Reset(); b.Cap() > maxKept {
		b = &bytes.Buffer{}
	}
	bs.free <- b
}

// unpack reads a body of at most limit bytes, unpacked: what a few bytes on
// the wire can grow to is not believed to be small.
func (bs *buffers) unpack(resp *http.Response, limit int64) ([]byte, error) {
	sent, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read body: %w", err)
	case int64(len(sent)) > limit:
		return nil, fmt.Errorf("%w of %d bytes", collect.ErrLarge, limit)
	}
	b := bs.take()
	defer bs.give(b)
	r, end, err := unpacker(resp.Header.Get("Content-Encoding"), bytes.NewReader(sent))
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
func unpacker(encoding string, body io.Reader) (r io.Reader, end func(), err error) {
	end = func() {}
	switch e := strings.ToLower(strings.TrimSpace(encoding)); e {
	case "", "identity", "none", "utf-8": // "utf-8" is a common mistake
		return body, end, nil
	case "gzip", "x-gzip":
		in := bufio.NewReader(body)
		if head, err := in.Peek(2); err != nil || head[0] != 0x1f || head[1] != 0x8b {
			return in, end, nil // says so, but is not
		}
		r, err = gzip.NewReader(in)
		return r, end, err
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
