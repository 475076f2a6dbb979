package cluster

import (
	"encoding/binary"
	"math"
	"slices"
)

// A packed is a profile without its text, as it is kept: 32 bytes, years,
// places, and eight bytes for each term. It is never changed.
type packed []byte

const packedHead = 32

func (p *profile) pack() packed {
	le := binary.LittleEndian
	b := make([]byte, 0, packedHead+2*len(p.years)+4*len(p.places)+8*len(p.terms))
	b = le.AppendUint64(b, uint64(p.at))
	for _, f := range []float32{p.words, p.names, p.lead, p.title} {
		b = le.AppendUint32(b, math.Float32bits(f))
	}
	nums := uint32(p.nums) << 1
	if p.short {
		nums |= 1
	}
	b = le.AppendUint32(b, nums)
	b = append(b, byte(len(p.years)), byte(len(p.terms)))
	b = le.AppendUint16(b, uint16(len(p.places)))
	for _, y := range p.years {
		b = le.AppendUint16(b, y)
	}
	for _, c := range p.places {
		b = le.AppendUint32(b, uint32(c))
	}
	for _, t := range p.terms {
		b = append(le.AppendUint32(b, t.id), t.tf, t.named, t.level, byte(t.top))
	}
	return b
}

// unpack makes it a profile again, in the memory of p.
func (m packed) unpack(p *profile) {
	c := cursor(m)
	p.at, p.keys = int64(c.u64()), nil
	p.words, p.names, p.lead, p.title = c.f32(), c.f32(), c.f32(), c.f32()
	nums := c.u32()
	p.nums, p.short = int(nums>>1), nums&1 != 0
	years, terms, places := int(c.u8()), int(c.u8()), int(c.u16())
	p.years, p.places, p.terms = p.years[:0], p.places[:0], slices.Grow(p.terms[:0], terms)[:terms]
	for range years {
		p.years = append(p.years, c.u16())
	}
	for range places {
		p.places = append(p.places, code(c.u32()))
	}
	for i := range p.terms {
		p.terms[i] = unpackTerm(c[8*i : 8*i+8])
	}
}

// stats are those of a story that has only this article, appended to to.
func (m packed) stats(to []stat) []stat {
	le := binary.LittleEndian
	p := profile{words: math.Float32frombits(le.Uint32(m[8:])), names: math.Float32frombits(le.Uint32(m[12:]))}
	b := m[len(m)-8*int(m[29]):]
	to = slices.Grow(to, len(b)/8)
	for ; len(b) >= 8; b = b[8:] {
		t := unpackTerm(b[:8])
		x := stat{id: t.id, idf: t.idf(), w: tfidf(t.tf, t.level) / p.words, df: 1}
		if t.named > 0 {
			x.e = tfidf(t.named, t.level) / p.names
		}
		to = append(to, x)
	}
	return to
}

// pack appends the story, without what its row has.
func (s *story) pack(b []byte) []byte {
	le := binary.LittleEndian
	for _, f := range []float64{s.w, s.e, s.core, s.names} {
		b = le.AppendUint64(b, math.Float64bits(f))
	}
	for _, n := range []int{s.shorts, len(s.years), len(s.places), len(s.posted), len(s.stats), len(s.members), len(s.copies)} {
		b = le.AppendUint32(b, uint32(n))
	}
	for _, y := range s.years {
		b = le.AppendUint16(b, y)
	}
	for _, p := range s.places {
		b = le.AppendUint32(le.AppendUint32(b, uint32(p.code)), uint32(p.df))
	}
	for _, id := range s.posted {
		b = le.AppendUint32(b, id)
	}
	for _, x := range s.stats {
		b = le.AppendUint32(b, x.id)
		b = le.AppendUint32(b, math.Float32bits(x.idf))
		b = le.AppendUint32(b, math.Float32bits(x.w))
		b = le.AppendUint32(b, math.Float32bits(x.e))
		b = le.AppendUint32(b, uint32(x.df))
	}
	for _, m := range s.members {
		b = append(le.AppendUint32(b, uint32(len(m))), m...)
	}
	for _, c := range s.copies {
		b = append(le.AppendUint32(b, uint32(len(c.original))), c.original...)
		b = le.AppendUint32(b, c.text.step)
		b = append(le.AppendUint32(b, uint32(len(c.text.runs))), c.text.runs...)
	}
	return b
}

// unpackStory makes a story of what pack made of it. It refers to data.
func unpackStory(r *row, data []byte) *story {
	s := newStory(r)
	c := cursor(data)
	s.w, s.e, s.core, s.names = c.f64(), c.f64(), c.f64(), c.f64()
	var n [7]int
	for i := range n {
		n[i] = int(c.u32())
	}
	s.shorts = n[0]
	s.years, s.places, s.posted, s.stats = room[uint16](n[1]), room[seen](n[2]), room[uint32](n[3]), room[stat](n[4])
	for i := range s.years {
		s.years[i] = c.u16()
	}
	for i := range s.places {
		s.places[i] = seen{code(c.u32()), int(c.u32())}
	}
	for i := range s.posted {
		s.posted[i] = c.u32()
	}
	for i := range s.stats {
		s.stats[i] = stat{c.u32(), c.f32(), c.f32(), c.f32(), int32(c.u32())}
	}
	for range n[5] {
		s.members = append(s.members, packed(c.bytes()))
	}
	for range n[6] {
		s.copies = append(s.copies, copyOf{original: c.bytes(), text: sketch{step: c.u32(), runs: c.bytes()}})
	}
	return s
}

// room is a list of n, nil if n is 0.
func room[T any](n int) []T {
	if n == 0 {
		return nil
	}
	return make([]T, n)
}

// A cursor is what is left to be unpacked.
type cursor []byte

func (c *cursor) take(n int) []byte {
	b := (*c)[:n:n]
	*c = (*c)[n:]
	return b
}

func (c *cursor) u8() byte      { return c.take(1)[0] }
func (c *cursor) u16() uint16   { return binary.LittleEndian.Uint16(c.take(2)) }
func (c *cursor) u32() uint32   { return binary.LittleEndian.Uint32(c.take(4)) }
func (c *cursor) u64() uint64   { return binary.LittleEndian.Uint64(c.take(8)) }
func (c *cursor) f32() float32  { return math.Float32frombits(c.u32()) }
func (c *cursor) f64() float64  { return math.Float64frombits(c.u64()) }
func (c *cursor) bytes() []byte { return c.take(int(c.u32())) }

func unpackTerm(b []byte) term {
	_ = b[7]
	return term{binary.LittleEndian.Uint32(b), b[4], b[5], b[6], mark(b[7])}
}
