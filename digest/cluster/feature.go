package cluster

import (
	"math"
	"slices"
)

// What speaks for an article being on a story's event. The weights of each are
// in weights.go.
const (
	bias       = iota // always 1
	wordsLike         // cosine of the words with the story's
	namesLike         // cosine of the names and numbers
	coreHeld          // share of the story's core that the article has
	leadKnown         // share of the lead's names and numbers that the story's articles have
	leadNew           // share of them that none has: another event has other names
	titleNew          // share of the headline's words that none of the story's articles has
	size              // log of the story's articles
	alone             // 1 if the story has one article
	numbers           // share of the lead's numbers that the story has
	yearSame          // 1 if both name a year, and the same one
	yearOther         // 1 if both name years, and none is the same
	placeSame         // share of the places that the lead names which most of the story's leads name
	placeOther        // 1 if both name places, and none is the same
	nFeatures
)

// For two stories: the means of the above over the articles of each, and
const (
	smaller     = nFeatures + iota // log of the smaller one's articles
	coreShared                     // share of the smaller core's names and numbers that both have
	storyLike                      // cosine of all their words: of stories of many articles it tells far more than the means
	storyUnlike                    // what is left of it to 1, times smaller
	nPair
)

// numbersUnknown is the value of [numbers] for a lead without any: the share
// that is usual.
const numbersUnknown = 0.3

// compare measures an article against a story, in one walk through the terms
// of both.
func (s *story) compare(p *profile) (f [nFeatures]float64) {
	var words, names, core, known, unknown, untold float64
	hits := 0
	var buf [mostTerms]stat
	stats := s.terms(&buf)
	k := 0
	for i := range p.terms {
		t := &p.terms[i]
		for k < len(stats) && stats[k].id < t.id {
			k++
		}
		if k == len(stats) || stats[k].id != t.id {
			if t.top&inLead != 0 {
				unknown += float64(t.idf())
			}
			if t.top&inTitle != 0 {
				untold += float64(t.idf())
			}
			continue
		}
		x := &stats[k]
		words += float64(p.w(*t)) * float64(x.w)
		names += float64(p.e(*t)) * float64(x.e)
		if s.isCore(x) {
			core += s.weight(x)
		}
		if t.top&inLead != 0 {
			known += s.weight(x)
		}
		if t.top&leadNum != 0 {
			hits++
		}
	}
	f[bias] = 1
	f[wordsLike] = ratio(words, s.w)
	f[namesLike] = ratio(names, s.e)
	f[coreHeld] = ratio(core, s.core)
	f[leadKnown] = ratio(known, float64(p.lead))
	f[leadNew] = ratio(unknown, float64(p.lead))
	f[titleNew] = ratio(untold, float64(p.title))
	f[size] = math.Log(float64(s.n))
	if s.n == 1 {
		f[alone] = 1
	}
	f[numbers] = numbersUnknown
	if p.nums > 0 {
		f[numbers] = float64(hits) / float64(p.nums)
	}
	if same, main := s.main(p.places); len(p.places) > 0 && main > 0 {
		f[placeSame] = float64(same) / float64(len(p.places))
		if same == 0 {
			f[placeOther] = 1
		}
	}
	if len(p.years) > 0 && len(s.years) > 0 {
		if meet(p.years, s.years) {
			f[yearSame] = 1
		} else {
			f[yearOther] = 1
		}
	}
	return f
}

// main counts the places that at least half the story's leads name, and those
// of them that are among the given.
func (s *story) main(given []code) (same, all int) {
	for _, p := range s.places {
		if 2*p.df >= int(s.n) {
			all++
			if slices.Contains(given, p.code) {
				same++
			}
		}
	}
	return same, all
}

// comparePair measures two stories against each other. Their articles are
// unpacked into p.
func comparePair(a, b *story, p *profile) (f [nPair]float64) {
	for _, pair := range [2][2]*story{{a, b}, {b, a}} {
		members := pair[0].members
		for _, m := range members {
			m.unpack(p)
			for i, v := range pair[1].compare(p) {
				f[i] += v / float64(2*len(members))
			}
		}
	}
	f[smaller] = math.Log(float64(min(a.n, b.n)))
	f[coreShared] = sharedCore(a, b)
	f[storyLike] = likeness(a, b)
	f[storyUnlike] = (1 - f[storyLike]) * f[smaller]
	return f
}

// sharedCore compares the names and numbers that most articles of each story
// have.
func sharedCore(a, b *story) float64 {
	var both float64
	var bufA, bufB [mostTerms]stat
	inA, inB := a.terms(&bufA), b.terms(&bufB)
	k := 0
	for i := range inA {
		x := &inA[i]
		for k < len(inB) && inB[k].id < x.id {
			k++
		}
		if k == len(inB) {
			break
		}
		if y := &inB[k]; y.id == x.id && x.e > 0 && y.e > 0 && a.isCore(x) && b.isCore(y) {
			both += min(a.weight(x), b.weight(y))
		}
	}
	return ratio(both, min(a.names, b.names))
}

// likeness is the cosine of two stories' words.
func likeness(a, b *story) float64 {
	var dot float64
	var bufA, bufB [mostTerms]stat
	inA, inB := a.terms(&bufA), b.terms(&bufB)
	k := 0
	for i := range inA {
		for k < len(inB) && inB[k].id < inA[i].id {
			k++
		}
		if k == len(inB) {
			break
		}
		if inB[k].id == inA[i].id {
			dot += float64(inA[i].w) * float64(inB[k].w)
		}
	}
	return ratio(dot, a.w*b.w)
}

func ratio(a, b float64) float64 {
	if b <= 0 {
		return 0
	}
	return a / b
}

// meet reports whether two sorted lists have a year in common.
func meet(a, b []uint16) bool {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			return true
		}
	}
	return false
}
