package cluster

import (
	"cmp"
	"slices"
)

// How stories like an article are found: through the weightiest terms of
// both. A term that very many stories have finds nothing and costs much, so
// the rarest come first, and only so far.
const (
	keyTerms       = 30
	mostPostings   = 6000 // looked at for one article
	mostExact      = 10   // compared word by word
	candidates     = 5    // measured
	worthwhile     = 0.02 // cosine from which a story is a candidate
	worthwhilePair = 0.12
)

// A postings lists, for each key term, the stories that have it, by their
// slots.
type postings struct {
	byTerm map[uint32][]uint32
	slots  []*story  // that have one
	score  []float32 // by slot; all 0 between calls
	keys   []key
	found  []*story
}

// A key is a term that stories are looked for by.
type key struct {
	id     uint32
	w      float32
	posted []uint32
}

// enter gives a story its slot.
func (x *postings) enter(s *story) {
	s.slot = len(x.slots)
	x.slots = append(x.slots, s)
	x.score = append(x.score, 0)
}

// post files the story, which has it now, under a profile's key terms.
func (x *postings) post(s *story, p *profile) {
	if s.n == 1 {
		for _, t := range keyTermsOf(p) {
			x.byTerm[t.id] = append(x.byTerm[t.id], uint32(s.slot))
		}
		return
	}
	if s.posted == nil {
		s.posted = keyIDs(s.members[0])
	}
	for _, t := range keyTermsOf(p) {
		x.file(s, t.id)
	}
}

func (x *postings) file(s *story, id uint32) {
	if i, is := slices.BinarySearch(s.posted, id); !is {
		s.posted = slices.Insert(s.posted, i, id)
		x.byTerm[id] = append(x.byTerm[id], uint32(s.slot))
	}
}

// filed are the terms under which a story is filed, ascending.
func (s *story) filed() []uint32 {
	if s.posted == nil && len(s.members) > 0 {
		return keyIDs(s.members[0])
	}
	return s.posted
}

// keyIDs are a profile's key terms, ascending.
func keyIDs(p *profile) []uint32 {
	top := keyTermsOf(p)
	ids := make([]uint32, len(top))
	for i, t := range top {
		ids[i] = t.id
	}
	slices.Sort(ids)
	return ids
}

// keyTermsOf lists the terms that weigh most.
func keyTermsOf(p *profile) []term {
	if len(p.terms) <= keyTerms {
		return p.terms
	}
	top := slices.Clone(p.terms)
	slices.SortFunc(top, func(a, b term) int {
		return cmp.Or(cmp.Compare(tfidf(b.tf, b.level), tfidf(a.tf, a.level)), cmp.Compare(a.id, b.id))
	})
	return top[:keyTerms]
}

// near lists the usable stories that share the most of the keys, best first.
func (x *postings) near(usable func(*story) bool) []*story {
	for i := range x.keys {
		x.keys[i].posted = x.byTerm[x.keys[i].id]
	}
	slices.SortFunc(x.keys, func(a, b key) int {
		return cmp.Or(cmp.Compare(len(a.posted), len(b.posted)), cmp.Compare(a.id, b.id))
	})
	x.found = x.found[:0]
	seen := 0
	for _, k := range x.keys {
		if seen += len(k.posted); seen > mostPostings {
			break
		}
		for _, slot := range k.posted {
			if x.score[slot] == 0 {
				x.found = append(x.found, x.slots[slot])
			}
			x.score[slot] += k.w * k.w
		}
	}
	best := make([]*story, 0, mostExact+1)
	for _, s := range x.found {
		if !s.gone && (len(best) < mostExact || x.better(s, best[len(best)-1])) && usable(s) {
			best = x.insert(best, s)
		}
	}
	for _, s := range x.found {
		x.score[s.slot] = 0
	}
	return best
}

// better orders stories by score, and those of one score by age.
func (x *postings) better(a, b *story) bool {
	return x.score[a.slot] > x.score[b.slot] || (x.score[a.slot] == x.score[b.slot] && a.slot < b.slot)
}

func (x *postings) insert(best []*story, s *story) []*story {
	i := len(best)
	for i > 0 && x.better(s, best[i-1]) {
		i--
	}
	best = slices.Insert(best, i, s)
	return best[:min(mostExact, len(best))]
}

// nearProfile lists the stories near an article.
func (x *postings) nearProfile(p *profile, usable func(*story) bool) []*story {
	x.keys = x.keys[:0]
	for _, t := range keyTermsOf(p) {
		x.keys = append(x.keys, key{id: t.id, w: p.w(t)})
	}
	return x.near(usable)
}

// nearStory lists the stories near a story.
func (x *postings) nearStory(s *story, usable func(*story) bool) []*story {
	x.keys = x.keys[:0]
	for _, t := range s.heaviest(keyTerms) {
		x.keys = append(x.keys, key{id: t.id, w: t.w / float32(s.n)})
	}
	return x.near(func(o *story) bool { return o != s && usable(o) })
}

// rebuild files the stories that are left anew, and the rest no more.
func (x *postings) rebuild(left []*story) {
	x.byTerm, x.slots, x.score = map[uint32][]uint32{}, nil, x.score[:0]
	for _, s := range left {
		x.enter(s)
		for _, id := range s.filed() {
			x.byTerm[id] = append(x.byTerm[id], uint32(s.slot))
		}
	}
}
