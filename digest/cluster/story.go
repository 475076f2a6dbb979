package cluster

import (
	"cmp"
	"math"
	"slices"
)

// A story is the articles on one event, and what they have in common.
type story struct {
	id          string
	n           int
	first, last int64  // times of the oldest and newest article; 0 if unknown
	stats       []stat // by id; nil for one article, whose terms they are
	years       []uint16
	places      []seen
	w, e        float64    // lengths of the two vectors
	core        float64    // weight of the core
	names       float64    // weight of the core's names and numbers
	members     []*profile // some of them: the first and the newest
	copies      []copyOf   // texts to compare a new one with
	shorts      int        // members that are hardly more than a headline
	changed     bool       // since the last Merge
	gone        bool       // merged or expired
	into        *story     // what it was merged into, nil if it was not
	slot        int        // place in the postings
	posted      []uint32   // terms it is filed under, ascending; nil for one article: its key terms
}

// A seen counts the articles whose lead names a place.
type seen struct {
	code string
	df   int
}

// A copyOf is a text of the story and the article that had it first.
type copyOf struct {
	article, original string
	text              sketch
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

// add puts an article into the story.
func (s *story) add(p *profile) {
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
	for _, code := range p.places {
		s.sawPlace(code, 1)
	}
	if s.n > 1 {
		s.stats = mergeStats(s.own(), asStats(nil, p))
	}
	if len(s.members) < mostMembers {
		s.members = append(s.members, p)
	} else { // the first half stays, the newest follow
		copy(s.members[mostMembers/2:], s.members[mostMembers/2+1:])
		s.members[mostMembers-1] = p
	}
	s.settle()
}

// absorb puts another story's articles into this one.
func (s *story) absorb(o *story) {
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
	s.stats = mergeStats(s.own(), o.own())
	s.members = interleave(s.members, o.members, mostMembers)
	s.copies = append(s.copies, o.copies...)
	if len(s.copies) > mostCopies {
		s.copies = s.copies[len(s.copies)-mostCopies:]
	}
	s.settle()
}

func (s *story) see(at int64) {
	if at == 0 {
		return
	}
	if s.first == 0 || at < s.first {
		s.first = at
	}
	s.last = max(s.last, at)
}

func (s *story) sawPlace(code string, times int) {
	for i := range s.places {
		if s.places[i].code == code {
			s.places[i].df += times
			return
		}
	}
	s.places = append(s.places, seen{code, times})
}

// keepText remembers an article's text for finding copies.
func (s *story) keepText(p *profile, original string) {
	if len(s.copies) == mostCopies {
		s.copies = s.copies[:copy(s.copies, s.copies[1:])]
	}
	s.copies = append(s.copies, copyOf{p.id, original, p.text})
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
func (s *story) isCore(x *stat) bool { return 2*int(x.df) >= s.n && x.idf >= rareIDF }

func (s *story) weight(x *stat) float64 {
	return float64(x.idf) * float64(x.df) / float64(s.n)
}

// heaviest lists the n terms that weigh most in the story, for finding others
// like it.
func (s *story) heaviest(n int) []stat {
	top := slices.Clone(s.own())
	slices.SortFunc(top, func(a, b stat) int {
		return cmp.Or(cmp.Compare(b.w, a.w), cmp.Compare(a.id, b.id))
	})
	return top[:min(n, len(top))]
}

// terms are what the story's articles have of each term. Those of its one
// article, if it has no more, are put into buf: most stories never get a second
// one, and need not keep them twice.
func (s *story) terms(buf *[mostTerms]stat) []stat {
	if s.stats != nil || len(s.members) == 0 {
		return s.stats
	}
	return asStats(buf[:0], s.members[0])
}

// own is terms to be kept.
func (s *story) own() []stat {
	if s.stats != nil || len(s.members) == 0 {
		return s.stats
	}
	return asStats(nil, s.members[0])
}

func asStats(to []stat, p *profile) []stat {
	to = slices.Grow(to, len(p.terms))
	for _, t := range p.terms {
		to = append(to, stat{id: t.id, idf: t.idf(), w: p.w(t), e: p.e(t), df: 1})
	}
	return to
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
func interleave(a, b []*profile, n int) []*profile {
	var out []*profile
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
