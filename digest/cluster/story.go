package cluster

import (
	"cmp"
	"math"
	"slices"
)

// A story is the articles on one event, and what they have in common.
type story struct {
	*row
	number   uint32 // of the row
	stats    []stat // by id; nil for one article, whose terms they are
	unpacked []stat // the terms of one article while it is compared with many; nil otherwise
	years    []uint16
	places   []seen
	w, e     float64  // lengths of the two vectors
	core     float64  // weight of the core
	names    float64  // weight of the core's names and numbers
	members  []packed // some of them: the first and the newest
	copies   []copyOf // texts to compare a new one with
	shorts   int      // members that are hardly more than a headline
	posted   []uint32 // terms it is filed under, ascending; nil for one article: its key terms
	unsaved  bool     // changed since it was last packed
	bytes    int      // as the desk counts it
	newer    *story   // on the desk
	older    *story
	few      [1]packed // most stories need no more
	fewTexts [1]copyOf
}

// A seen counts the articles whose lead names a place.
type seen struct {
	code code
	df   int
}

// A copyOf is a text of the story and the article that had it first.
type copyOf struct {
	original []byte
	text     sketch
}

// A stat is what the articles of a story have of one term.
type stat struct {
	id   uint32
	idf  float32
	w, e float32 // sums over the articles
	df   int32   // articles that have it
}

// How much of a story is kept.
const (
	mostMembers = 8   // profiles that speak for it when stories are compared
	mostCopies  = 40  // texts
	mostStats   = 900 // terms; of more, those of one article only are dropped
)

func newStory(r *row) *story {
	s := &story{row: r}
	s.members, s.copies = s.few[:0], s.fewTexts[:0]
	return s
}

// add puts an article into the story.
func (s *story) add(p *profile) {
	m := p.pack()
	if s.n > 0 {
		s.stats = mergeStats(s.own(), m.stats(nil))
	}
	s.n++
	if p.short {
		s.shorts++
	}
	s.see(p.at)
	for _, y := range p.years {
		if i, found := slices.BinarySearch(s.years, y); !found {
			s.years = slices.Insert(s.years, i, y)
		}
	}
	for _, c := range p.places {
		s.sawPlace(c, 1)
	}
	if len(s.members) < mostMembers {
		s.members = append(s.members, m)
	} else { // the first half stays, the newest follow
		copy(s.members[mostMembers/2:], s.members[mostMembers/2+1:])
		s.members[mostMembers-1] = m
	}
	s.settle()
}

// absorb puts another story's articles into this one.
func (s *story) absorb(o *story) {
	s.stats = mergeStats(s.own(), o.own())
	s.n += o.n
	s.shorts += o.shorts
	s.see(o.first)
	s.see(o.last)
	for _, p := range o.places {
		s.sawPlace(p.code, p.df)
	}
	s.years = append(s.years, o.years...)
	slices.Sort(s.years)
	s.years = slices.Compact(s.years)
	s.members = interleave(s.members, o.members, mostMembers)
	s.copies = append(s.copies, o.copies...)
	if len(s.copies) > mostCopies {
		s.copies = s.copies[len(s.copies)-mostCopies:]
	}
	s.settle()
}

func (s *row) see(at int64) {
	if at == 0 {
		return
	}
	if s.first == 0 || at < s.first {
		s.first = at
	}
	s.last = max(s.last, at)
}

func (s *story) sawPlace(c code, times int) {
	for i := range s.places {
		if s.places[i].code == c {
			s.places[i].df += times
			return
		}
	}
	s.places = append(s.places, seen{c, times})
}

// keepText remembers an article's text for finding copies.
func (s *story) keepText(p *profile, original string) {
	if len(s.copies) == mostCopies {
		s.copies = s.copies[:copy(s.copies, s.copies[1:])]
	}
	s.copies = append(s.copies, copyOf{[]byte(original), sketch{runs: p.text.runs, step: p.text.step}})
}

// settle computes what depends on all terms.
func (s *story) settle() {
	s.changed = true
	if len(s.stats) > mostStats {
		s.stats = slices.DeleteFunc(s.stats, func(x stat) bool { return x.df == 1 })
	}
	var w, e float64
	s.core, s.names = 0, 0
	var buf [mostTerms]stat
	stats := s.terms(&buf)
	for i := range stats {
		x := &stats[i]
		w += float64(x.w) * float64(x.w)
		e += float64(x.e) * float64(x.e)
		if s.isCore(x) {
			s.core += s.weight(x)
			if x.e > 0 {
				s.names += s.weight(x)
			}
		}
	}
	s.w, s.e = math.Sqrt(w), math.Sqrt(e)
}

// isCore reports whether at least every second article has the term, and it is
// rare enough to tell the event.
func (s *story) isCore(x *stat) bool { return 2*x.df >= s.n && x.idf >= rareIDF }

func (s *story) weight(x *stat) float64 {
	return float64(x.idf) * float64(x.df) / float64(s.n)
}

// heaviest lists the n terms that weigh most in the story, for finding others
// like it.
func (s *story) heaviest(n int) []stat {
	var buf [mostTerms]stat
	top := slices.Clone(s.terms(&buf))
	slices.SortFunc(top, func(a, b stat) int {
		return cmp.Or(cmp.Compare(b.w, a.w), cmp.Compare(a.id, b.id))
	})
	return top[:min(n, len(top))]
}

// terms are what the story's articles have of each term. Those of its one
// article, if it has no more, are put into buf: most stories never get a second
// one, and need not keep them twice.
func (s *story) terms(buf *[mostTerms]stat) []stat {
	switch {
	case s.n != 1:
		return s.stats
	case s.unpacked != nil:
		return s.unpacked
	}
	return s.members[0].stats(buf[:0])
}

// own is terms to be kept.
func (s *story) own() []stat {
	if s.n != 1 {
		return s.stats
	}
	return s.members[0].stats(nil)
}

// weigh is about how many bytes the story takes while it is on the desk.
func (s *story) weigh() int {
	n := 500 + 20*len(s.stats) + 4*len(s.posted) + 16*len(s.places)
	for _, m := range s.members {
		n += len(m)
	}
	for _, c := range s.copies {
		n += len(c.text.runs) + 100
	}
	return n
}

// mergeStats adds up two lists that are sorted by id.
func mergeStats(a, b []stat) []stat {
	if len(a) == 0 {
		return b
	}
	sum := make([]stat, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		switch c := cmp.Compare(a[0].id, b[0].id); {
		case c < 0:
			sum, a = append(sum, a[0]), a[1:]
		case c > 0:
			sum, b = append(sum, b[0]), b[1:]
		default:
			x := a[0]
			x.w += b[0].w
			x.e += b[0].e
			x.df += b[0].df
			sum, a, b = append(sum, x), a[1:], b[1:]
		}
	}
	return append(append(sum, a...), b...)
}

// interleave takes members of both in turn, n at most.
func interleave(a, b []packed, n int) []packed {
	var out []packed
	for i := 0; len(out) < n && (i < len(a) || i < len(b)); i++ {
		if i < len(a) {
			out = append(out, a[i])
		}
		if i < len(b) && len(out) < n {
			out = append(out, b[i])
		}
	}
	return out
}
