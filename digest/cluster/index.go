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

// A postings lists, for each key term, the stories that have it.
type postings struct {
	byTerm map[uint32]uint32 // its one story, or listed with the number of its list
	lists  lists
	score  []float32 // by story; all 0 between calls
	keys   []key
	posted []uint32
	found  []uint32
}

// listed is what a list's number begins at; no story's number reaches it.
const listed = 1 << 31

// A key is a term that stories are looked for by.
type key struct {
	id     uint32
	w      float32
	posted uint32 // in byTerm
	n      int    // stories that have it
}

// file puts a story under a term.
func (x *postings) file(i, term uint32) {
	old, is := x.byTerm[term]
	switch {
	case !is:
		x.byTerm[term] = i
	case old < listed:
		l := x.lists.add()
		x.byTerm[term] = listed + l
		x.lists.put(l, old)
		x.lists.put(l, i)
	default:
		x.lists.put(old-listed, i)
	}
}

// post files the story, which has it now, under a profile's key terms.
func (x *postings) post(s *story, p *profile) {
	if s.n == 1 {
		for _, t := range p.keyTerms() {
			x.file(s.number, t.id)
		}
		return
	}
	s.posted = s.filed()
	for _, t := range p.keyTerms() {
		x.also(s, t.id)
	}
}

// also files a story under a term if it is not yet.
func (x *postings) also(s *story, term uint32) {
	if i, is := slices.BinarySearch(s.posted, term); !is {
		s.posted = slices.Insert(s.posted, i, term)
		x.file(s.number, term)
	}
}

// filed are the terms under which a story is filed, ascending.
func (s *story) filed() []uint32 {
	if s.posted == nil && len(s.members) > 0 {
		var p profile
		s.members[0].unpack(&p)
		return keyIDs(&p)
	}
	return s.posted
}

// keyIDs are a profile's key terms, ascending.
func keyIDs(p *profile) []uint32 {
	top := p.keyTerms()
	ids := make([]uint32, len(top))
	for i, t := range top {
		ids[i] = t.id
	}
	slices.Sort(ids)
	return ids
}

// keyTerms lists the terms that weigh most.
func (p *profile) keyTerms() []term {
	if p.keys != nil || len(p.terms) == 0 {
		return p.keys
	}
	type weighed struct {
		term
		w float32
	}
	all := make([]weighed, len(p.terms))
	for i, t := range p.terms {
		all[i] = weighed{t, tfidf(t.tf, t.level)}
	}
	if len(all) > keyTerms {
		slices.SortFunc(all, func(a, b weighed) int { return cmp.Or(cmp.Compare(b.w, a.w), cmp.Compare(a.id, b.id)) })
		all = all[:keyTerms]
	}
	p.keys = make([]term, len(all))
	for i := range all {
		p.keys[i] = all[i].term
	}
	return p.keys
}

// near lists the usable stories that share the most of the keys, best first.
func (x *Index) near(usable func(uint32) bool) []uint32 {
	p := &x.postings
	p.found = p.found[:0]
	seen := 0
	for _, k := range p.rarest() {
		if seen += k.n; seen > mostPostings {
			break
		}
		for _, i := range p.under(k) {
			if p.score[i] == 0 {
				p.found = append(p.found, i)
			}
			p.score[i] += k.w * k.w
		}
	}
	best := make([]uint32, 0, mostExact+1)
	for _, i := range p.found {
		if !x.rows.at(i).gone && (len(best) < mostExact || p.better(i, best[len(best)-1])) && usable(i) {
			best = p.insert(best, i)
		}
	}
	for _, i := range p.found {
		p.score[i] = 0
	}
	return best
}

// rarest are the keys that any story has, by how few have them.
func (x *postings) rarest() []key {
	keys := x.keys[:0]
	for _, k := range x.keys {
		var is bool
		if k.posted, is = x.byTerm[k.id]; !is {
			continue
		}
		k.n = 1
		if k.posted >= listed {
			k.n = int(x.lists.all[k.posted-listed].n)
		}
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b key) int { return cmp.Or(cmp.Compare(a.n, b.n), cmp.Compare(a.id, b.id)) })
	return keys
}

// under are the stories that have a key.
func (x *postings) under(k key) []uint32 {
	if k.posted < listed {
		x.posted = append(x.posted[:0], k.posted)
	} else {
		x.posted = x.lists.stories(x.posted[:0], k.posted-listed)
	}
	return x.posted
}

// better orders stories by score, and those of one score by age.
func (x *postings) better(a, b uint32) bool {
	return x.score[a] > x.score[b] || (x.score[a] == x.score[b] && a < b)
}

func (x *postings) insert(best []uint32, s uint32) []uint32 {
	i := len(best)
	for i > 0 && x.better(s, best[i-1]) {
		i--
	}
	best = slices.Insert(best, i, s)
	return best[:min(mostExact, len(best))]
}

// nearProfile lists the stories near an article.
func (x *Index) nearProfile(p *profile) []uint32 {
	x.postings.keys = x.postings.keys[:0]
	for _, t := range p.keyTerms() {
		x.postings.keys = append(x.postings.keys, key{id: t.id, w: p.w(t)})
	}
	return x.near(func(i uint32) bool { return x.inTime(x.rows.at(i), p.at, p.at) })
}

// nearStory lists the stories near a story.
func (x *Index) nearStory(s *story) []uint32 {
	x.postings.keys = x.postings.keys[:0]
	for _, t := range s.heaviest(keyTerms) {
		x.postings.keys = append(x.postings.keys, key{id: t.id, w: t.w / float32(s.n)})
	}
	return x.near(func(i uint32) bool { return i != s.number && x.inTime(x.rows.at(i), s.first, s.last) })
}
