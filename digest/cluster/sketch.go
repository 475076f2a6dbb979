package cluster

import (
	"encoding/binary"
	"math"
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
)

// A sketch is a text's runs: hashes, ascending, those divisible by step.
type sketch struct {
	runs runs
	step uint32
}

// Runs are hashes as they are kept, four bytes each.
type runs []byte

func (r runs) len() int { return len(r) / 4 }

func (r runs) at(i int) uint32 { return binary.LittleEndian.Uint32(r[4*i:]) }

// A lookup knows the runs of one text, for comparing many with it.
type lookup struct {
	sketch
	slots [lookupSlots]uint32 // 0 is free; a run goes to the slot of its upper bits, or one behind
	zero  bool                // 0 is a run too
}

// lookupSlots is a power of two, and so many more than mostRuns that a run is
// mostly found, or found missing, at the first look.
const lookupSlots = 1024

func (l *lookup) fill(s sketch) {
	l.sketch, l.zero = s, false
	clear(l.slots[:])
	for i := range s.runs.len() {
		r := s.runs.at(i)
		k := slotOf(r)
		for l.slots[k] != 0 {
			k = (k + 1) % lookupSlots
		}
		l.slots[k] = r
		l.zero = l.zero || r == 0
	}
}

func slotOf(run uint32) uint32 { return run / (1 << 32 / lookupSlots) }

// has reports whether the text has the run.
func (l *lookup) has(run uint32) bool {
	for k := slotOf(run); l.slots[k] != 0; k = (k + 1) % lookupSlots {
		if l.slots[k] == run {
			return true
		}
	}
	return run == 0 && l.zero
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
	runs = slices.Compact(runs)
	s.runs = make([]byte, 0, 4*len(runs))
	for _, r := range runs {
		s.runs = binary.LittleEndian.AppendUint32(s.runs, r)
	}
	return s
}

// containment is the share of the smaller text's runs that the other has, 0 if
// it is certainly less than sameTelling.
func (l *lookup) containment(s sketch) float64 {
	step := max(l.step, s.step)
	all, n := s.runs.within(step, s.step), s.runs.len()
	if l.runs.len()*int(l.step) < n*int(s.step) {
		all = l.runs.within(step, l.step)
	}
	if all == 0 {
		return 0
	}
	need := int(math.Ceil(sameTelling * float64(all)))
	common := 0
	for i := range n {
		if common+n-i < need {
			return 0
		}
		if r := s.runs.at(i); l.has(r) && (step == s.step || r%step == 0) {
			common++
		}
	}
	return float64(common) / float64(all)
}

// within counts the runs that are divisible by step, of a text whose own step
// is given.
func (r runs) within(step, own uint32) (n int) {
	if step == own {
		return r.len()
	}
	for i := range r.len() {
		if r.at(i)%step == 0 {
			n++
		}
	}
	return n
}
