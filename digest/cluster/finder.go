package cluster

import "math/bits"

// A finder finds numbered things by their hashes, in five or six bytes each: it
// has their numbers only, in an open table, and asks whose they are.
type finder struct {
	slots []uint32 // numbers, from 1; 0 is free
	n     int
}

// find is the number of the thing of this hash, false if there is none.
func (f *finder) find(hash uint64, is func(uint32) bool) (uint32, bool) {
	if f.n == 0 {
		return 0, false
	}
	for k := f.slot(hash); f.slots[k] != 0; k = (k + 1) % len(f.slots) {
		if i := f.slots[k] - 1; is(i) {
			return i, true
		}
	}
	return 0, false
}

// add adds a thing. It takes half as much room again when three quarters are
// full.
func (f *finder) add(i uint32, hash func(uint32) uint64) {
	if 4*f.n >= 3*len(f.slots) {
		old := f.slots
		f.slots = make([]uint32, max(64, len(old)+len(old)/2))
		for _, s := range old {
			if s != 0 {
				f.put(s-1, hash)
			}
		}
	}
	f.put(i, hash)
	f.n++
}

func (f *finder) put(i uint32, hash func(uint32) uint64) {
	k := f.slot(hash(i))
	for f.slots[k] != 0 {
		k = (k + 1) % len(f.slots)
	}
	f.slots[k] = i + 1
}

func (f *finder) slot(hash uint64) int {
	const spread = 0x9e3779b97f4a7c15 // 2^64 by the golden ratio
	high, _ := bits.Mul64(hash*spread, uint64(len(f.slots)))
	return int(high)
}
