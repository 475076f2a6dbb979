package cluster

import (
	"cmp"
	"slices"
)

// root is the story that s was merged into, or s.
func (s *story) root() *story {
	for s.into != nil {
		s = s.into
	}
	return s
}

// Merge brings together the stories that are one, of those that changed since
// it was last called. The younger becomes part of the older.
func (x *Index) Merge() []Merged {
	var merged []Merged
	for {
		pairs := x.pairs()
		if len(pairs) == 0 {
			return merged
		}
		for _, p := range pairs {
			if p.a.gone || p.b.gone || p.a.n != p.na || p.b.n != p.nb {
				continue // changed by a better pair: judged again in the next round
			}
			merged = append(merged, x.merge(p.a, p.b))
		}
	}
}

// A pair is two stories that are likely one.
type pair struct {
	a, b   *story
	na, nb int // articles of each when they were compared
	odds   float64
}

// pairs lists the likely pairs of the stories that changed, best first.
func (x *Index) pairs() []pair {
	var changed []*story
	for _, s := range x.stories {
		if s.changed {
			changed = append(changed, s)
		}
	}
	slices.SortFunc(changed, func(a, b *story) int { return cmp.Compare(a.id, b.id) })
	var pairs []pair
	for _, a := range changed {
		a.changed = false
		near := x.postings.nearStory(a, func(b *story) bool { return x.inTime(b, a.first, a.last) })
		for _, b := range near {
			if b.changed && b.id < a.id || likeness(a, b) < worthwhilePair {
				continue
			}
			if odds := merges(a, b) - x.decay(b, a.n, a.first, a.last); odds >= 0 {
				pairs = append(pairs, pair{a, b, a.n, b.n, odds})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(b.odds, a.odds) })
	return pairs
}

// merge makes two stories one.
func (x *Index) merge(a, b *story) Merged {
	if b.first < a.first || (b.first == a.first && b.id < a.id) {
		a, b = b, a
	}
	a.posted = a.filed()
	filed := b.filed()
	a.absorb(b)
	for _, id := range filed {
		x.postings.file(a, id)
	}
	b.gone, b.into, b.stats, b.members, b.copies, b.posted = true, a, nil, nil, nil, nil
	delete(x.stories, b.id)
	return Merged{From: b.id, Into: a.id}
}
