package cluster

import (
	"slices"
	"strings"

	"waybill/digest/token"
)

// Two texts are copies by the share of the smaller one's five-word runs that
// the other has too: containment, which stays 1 when a text is cut, where
// Jaccard and simhash lose it. The thresholds are measured in the design:
// every one of 1,500 copies that were cut, reworded by 5% or given a new lede
// is found at .6, no random pair, and 2.8% of independent tellings of one
// event, which mostly share a wire's paragraphs.
const (
	runLength   = 5
	sameTelling = 0.6
	sameInSpite = 0.88 // what it takes when the lead has names of its own,
	otherNames  = 0.2  // from this share of its names on
	mostRuns    = 160  // kept of one text; of a longer one every second, fourth … run. Tried 120 to 320: of 345 copies 1 more or less is found
	probes      = 12   // runs looked up before all are compared
)

// A sketch is a text's runs: hashes, ascending, those divisible by step.
type sketch struct {
	runs []uint32
	step uint32
	bits *[sketchBits / 64]uint64 // of each run one, so that most that are not here are known at a glance
}

// sketchBits is a power of two: of so many, a text's runs set one in seven.
const sketchBits = 1024

// may reports whether the run r may be in the sketch.
func (s *sketch) may(r uint32) bool {
	k := r >> 22
	return s.bits[k/64]&(1<<(k%64)) != 0
}

// A sketcher makes sketches in the same memory.
type sketcher struct {
	tokens []token.Token
	words  []uint32
	runs   []uint32
}

// sketch is that of the article's text, or of its headline if it has none.
func (k *sketcher) sketch(d *Doc) sketch {
	text := d.Text
	if text == "" {
		text = d.Title
	}
	k.words = k.words[:0]
	k.tokens = token.Scan(k.tokens[:0], text, 0, len(text))
	for _, t := range k.tokens {
		if t.Kind != token.Mark {
			k.words = append(k.words, hash(strings.ToLower(t.In(text))))
		}
	}
	k.runs = k.runs[:0]
	for i := 0; i+runLength <= len(k.words); i++ {
		k.runs = append(k.runs, mix(k.words[i:i+runLength]))
	}
	if len(k.runs) == 0 && len(k.words) > 2 { // a short headline is one run
		k.runs = append(k.runs, mix(k.words))
	}
	return thin(k.runs)
}

// mix hashes words in their order, and spreads the bits so that divisibility
// is by chance.
func mix(words []uint32) uint32 {
	h := uint64(14695981039346656037)
	for _, w := range words {
		h = (h ^ uint64(w)) * 1099511628211
	}
	h ^= h >> 29
	h *= 0xbf58476d1ce4e5b9
	return uint32(h >> 32)
}

// thin sorts the runs and keeps as many as fit.
func thin(runs []uint32) sketch {
	s := sketch{step: 1}
	for n := len(runs); n > mostRuns; n /= 2 {
		s.step *= 2
	}
	runs = slices.DeleteFunc(runs, func(r uint32) bool { return r%s.step != 0 })
	slices.Sort(runs)
	s.runs = slices.Clone(slices.Compact(runs)) // kept for days, the rest read into again
	s.bits = new([sketchBits / 64]uint64)
	for _, r := range s.runs {
		k := r >> 22
		s.bits[k/64] |= 1 << (k % 64)
	}
	return s
}

// containment is the share of the smaller text's runs that the other has, 0 if
// it is certainly less than sameTelling.
func containment(a, b sketch) float64 {
	if len(a.runs)*int(a.step) > len(b.runs)*int(b.step) {
		a, b = b, a
	}
	if len(a.runs) == 0 || len(b.runs) == 0 || !likely(a, b) {
		return 0
	}
	step := max(a.step, b.step)
	missing := len(a.runs) // that many may be, and it is a copy yet
	if step == a.step {
		missing = int((1 - sameTelling) * float64(len(a.runs)))
	}
	common, all, k := 0, 0, 0
	for _, r := range a.runs {
		if r%step != 0 {
			continue
		}
		all++
		if b.may(r) {
			for k < len(b.runs) && b.runs[k] < r {
				k++
			}
			if k < len(b.runs) && b.runs[k] == r {
				common++
				continue
			}
		}
		if all-common > missing+1 {
			return 0
		}
	}
	if all == 0 {
		return 0
	}
	return float64(common) / float64(all)
}

// likely looks up a few runs of a in b, spread over a. Of texts that share three
// runs in five less than one probe in six is found but three times in 10,000;
// of those that share a paragraph in ten it mostly is.
func likely(a, b sketch) bool {
	step := max(a.step, b.step)
	every := max(1, len(a.runs)/probes)
	found, asked := 0, 0
	for i := 0; i < len(a.runs); i += every {
		if a.runs[i]%step != 0 {
			continue
		}
		asked++
		if b.may(a.runs[i]) {
			if _, is := slices.BinarySearch(b.runs, a.runs[i]); is {
				found++
			}
		}
	}
	return found > 0 && 6*found >= asked || asked < probes/2 // too few probes to say no
}
