package quote

import (
	"slices"
	"strings"
)

// Zones say where a mention stands as seen from a quote.
const (
	left      = iota // before it in its sentence
	right            // after it in the sentence
	after            // in the next sentence of the paragraph
	before           // in the sentence before, same paragraph
	earlier          // earlier in the paragraph
	previous         // in the paragraph before
	following        // in the paragraph after
	far              // farther back
	nobody           // no mention at all
	zones
)

// A candidate is a mention considered as the speaker of one quote.
type candidate struct {
	mention  int // -1 for nobody
	zone     int
	report   int // the report that ties it to the quote, -1 if none
	gap      int // words between mention and quote
	rank     int // how many other mentions of the zone are nearer
	features [templates]int32
	count    int // of features
	score    float64
	p        float64
}

// Windows of words around a quote in which a speaker is looked for.
const (
	windowBack  = 120
	windowAhead = 60
	mostBack    = 14
	mostAhead   = 8
)

// candidates are the mentions that may be the speaker of quotation qi, and
// nobody at the end.
func (s *scene) candidates(dst []candidate, qi int) []candidate {
	q := &s.quotes[qi]
	n := len(dst)
	k, _ := slices.BinarySearchFunc(s.mentions, q.first, func(m mention, at int) int { return m.first - at })
	for j := k - 1; j >= 0 && k-j <= mostBack && q.first-s.mentions[j].last <= windowBack; j-- {
		if s.mentions[j].aside {
			continue
		}
		dst = append(dst, candidate{mention: j, zone: s.zoneBefore(q, j), gap: q.first - s.mentions[j].last})
	}
	for j := k; j < len(s.mentions) && j-k < mostAhead && s.mentions[j].first-q.last <= windowAhead; j++ {
		z := s.zoneAfter(q, j)
		if z == far {
			break
		}
		dst = append(dst, candidate{mention: j, zone: z, gap: s.mentions[j].first - q.last})
	}
	if sp := s.speakerBefore(qi); sp >= 0 && !slices.ContainsFunc(dst[n:], func(c candidate) bool { return c.mention == sp }) {
		z := far
		if sp >= k {
			z = following
		}
		dst = append(dst, candidate{mention: sp, zone: z, gap: 200})
	}
	dst = append(dst, candidate{mention: -1, zone: nobody, report: -1})
	seen := [zones]int{}
	for i := n; i < len(dst); i++ {
		c := &dst[i]
		c.rank = seen[c.zone]
		seen[c.zone]++
		if c.mention >= 0 {
			c.report = s.reportFor(q, c)
		}
	}
	return dst
}

// zoneBefore is the zone of mention j, which stands before quotation q.
func (s *scene) zoneBefore(q *quotation, j int) int {
	a, b := s.words[s.mentions[j].last-1], s.words[q.first]
	switch {
	case a.para == b.para && a.sent == b.sent:
		return left
	case a.para == b.para && a.sent == b.sent-1:
		return before
	case a.para == b.para:
		return earlier
	case a.para == b.para-1:
		return previous
	}
	return far
}

// zoneAfter is the zone of mention j, which stands after quotation q. The
// sentence right behind a quote that ends its own counts as after.
func (s *scene) zoneAfter(q *quotation, j int) int {
	a, b := s.words[s.mentions[j].first], s.words[q.last-1]
	switch {
	case a.para == b.para && a.sent == b.sent:
		return right
	case a.para == b.para && a.sent == b.sent+1:
		return after
	case a.para == b.para+1 && q.closesPara && a.start-b.end < 200:
		return following
	}
	return far
}

// speakerBefore is the mention chosen for the quote before qi, -1 if none.
func (s *scene) speakerBefore(qi int) int {
	for k := qi - 1; k >= 0 && k >= qi-3; k-- {
		if s.quotes[k].speaker >= 0 {
			return s.quotes[k].speaker
		}
	}
	return -1
}

// reportFor is the report with c as its subject that is nearest to the quote
// on the right side: for a mention before the quote the report stands before
// it too, for one after it after. A report on the far side of another quote
// counts only if there is no other.
func (s *scene) reportFor(q *quotation, c *candidate) int {
	best, gap := -1, 1<<30
	for _, ri := range s.links[c.mention] {
		r := s.reports[ri]
		var g int
		switch {
		case r.at < q.first:
			g = q.first - r.at
		default:
			g = r.at - q.last + 1
			if c.zone != right && c.zone != after && c.zone != following {
				g += 20 // "Greer said “…” and added": the report behind belongs to the next quote
			}
		}
		if g < gap {
			best, gap = int(ri), g
		}
	}
	return best
}

// names reports whether quotation q holds a word that begins with name.
func (s *scene) names(q *quotation, name string) bool {
	for _, w := range s.words[q.first:min(q.last, q.first+longest)] {
		if w.capital && strings.HasPrefix(s.text[w.start:w.end], name) {
			return true
		}
	}
	return false
}

// longest is how many words of a quote are searched.
const longest = 150
