package cluster

import (
	"cmp"
	"slices"
)

// Merge brings together the stories that are one, of those that changed since
// it was last called. The younger becomes part of the older. What it did before
// an error is done: the error is [ErrScratch].
func (x *Index) Merge() (merged []Merged, err error) {
	if x.broken != nil {
		return nil, x.broken
	}
	for {
		pairs, err := x.pairs()
		if err != nil || len(pairs) == 0 {
			return merged, err
		}
		for _, p := range pairs {
			a, b := x.rows.at(p.a), x.rows.at(p.b)
			if a.gone || b.gone || a.n != p.na || b.n != p.nb {
				continue // changed by a better pair: judged again in the next round
			}
			m, err := x.merge(p.a, p.b)
			if err != nil {
				return merged, err
			}
			merged = append(merged, m)
		}
	}
}

// A pair is two stories that are likely one.
type pair struct {
	a, b   uint32
	na, nb int32 // articles of each when they were compared
	odds   float64
}

// pairs lists the likely pairs of the stories that changed, best first.
func (x *Index) pairs() (pairs []pair, err error) {
	judged := map[[2]uint32]bool{}
	for _, i := range x.changed() {
		x.rows.at(i).changed = false
		if pairs, err = x.pairsOf(i, pairs, judged); err != nil {
			return nil, err
		}
		x.desk.tidy(x.options.Hot)
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(b.odds, a.odds) })
	return pairs, nil
}

// pairsOf appends the likely pairs of one story that were not judged yet.
func (x *Index) pairsOf(i uint32, pairs []pair, judged map[[2]uint32]bool) ([]pair, error) {
	a, err := x.load(i)
	if err != nil {
		return nil, err
	}
	if a.n == 1 {
		a.unpacked = a.members[0].stats(x.unpacked[:0])
		defer func() { x.unpacked, a.unpacked = a.unpacked, nil }()
	}
	for _, k := range x.nearStory(a) {
		if judged[[2]uint32{k, i}] {
			continue
		}
		b, err := x.load(k)
		if err != nil {
			return nil, err
		}
		if likeness(a, b) < worthwhilePair {
			continue
		}
		if a.n > 1 || b.n > 1 { // of two articles it matters which is compared with which
			judged[[2]uint32{i, k}] = true
		}
		if odds := merges(a, b, &x.member) - x.decay(b.row, a.n, a.first, a.last); odds >= 0 {
			pairs = append(pairs, pair{i, k, a.n, b.n, odds})
		}
	}
	return pairs, nil
}

// changed lists the stories that changed since the last Merge, by their IDs.
func (x *Index) changed() []uint32 {
	var all []uint32
	for i := range x.rows.n {
		if r := x.rows.at(i); r.changed && !r.gone {
			all = append(all, i)
		}
	}
	names := make(map[uint32]string, len(all))
	for _, i := range all {
		names[i] = x.name(x.rows.at(i))
	}
	slices.SortFunc(all, func(a, b uint32) int { return cmp.Compare(names[a], names[b]) })
	return all
}

// merge makes two stories one.
func (x *Index) merge(i, k uint32) (Merged, error) {
	a, err := x.load(i)
	if err != nil {
		return Merged{}, err
	}
	b, err := x.load(k)
	if err != nil {
		return Merged{}, err
	}
	if b.first < a.first || (b.first == a.first && x.name(b.row) < x.name(a.row)) {
		a, b = b, a
	}
	a.posted = a.filed()
	filed := b.filed()
	a.absorb(b)
	for _, id := range filed {
		x.postings.also(a, id)
	}
	x.desk.changed(a)
	b.gone, b.into = true, a.number
	x.forget(b.number)
	x.desk.tidy(x.options.Hot)
	return Merged{From: x.name(b.row), Into: x.name(a.row)}, nil
}
