package summary

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"waybill/digest"
)

// A Telling is one article of a story. Copies of the same text are one
// telling; the caller leaves the others out.
type Telling struct {
	Doc
	Published time.Time // zero if unknown: older than every other
}

// A Chosen is a sentence of a story's summary: a span of the text of one of
// its tellings.
type Chosen struct {
	Telling int // index into the tellings
	At      digest.Span
}

// Story returns at most maxSentences sentences, of at most maxWords words
// together, that tell what the tellings have in common and what is new, in the
// order in which they should be shown. The first is the lead of the newest
// telling that has one: it has no dateline and points at nothing before it.
// The others add to it, prefer what several tellings say, and repeat nothing.
// It returns none when nothing is fit to be shown.
func Story(tellings []Telling, maxSentences, maxWords int) []Chosen {
	s := readStory(tellings)
	first := s.lead(maxWords)
	if first < 0 || maxSentences < 1 {
		return nil
	}
	s.take(first)
	for len(s.taken) < maxSentences {
		next := s.next(maxWords)
		if next < 0 {
			break
		}
		s.take(next)
	}
	return s.ordered()
}

// A story is its tellings, read with the same terms, and what is chosen so far.
type story struct {
	articles []*article
	number   []int // of each article in what the caller gave
	age      []time.Duration
	lines    []candidate
	terms    *terms
	support  []float64 // of each term: in how many articles it stands
	told     []bool    // terms
	taken    []int     // into lines, as chosen
	words    int
}

// A candidate is a line of one of the articles.
type candidate struct {
	article int
	index   int
	*line
	core vector // its vector, by what the tellings have in common; nil if there are few
}

func readStory(tellings []Telling) *story {
	order := make([]int, len(tellings))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return tellings[b].Published.Compare(tellings[a].Published) })
	s := &story{terms: newTerms(4096), number: order}
	for _, k := range order {
		t := tellings[k]
		a := read(t.Doc, s.terms, &standard)
		a.score()
		a.prefer(t.Doc)
		s.articles = append(s.articles, a)
		s.age = append(s.age, tellings[order[0]].Published.Sub(t.Published))
	}
	s.count()
	for i, a := range s.articles {
		for k := range a.lines {
			if l := &a.lines[k]; l.place < deepest && s.showable(a, l) {
				s.lines = append(s.lines, candidate{i, k, l, s.core(l)})
			}
		}
	}
	return s
}

// Only the first lines of an article are looked at, as news has them.
const deepest = 10

// showable reports whether l, of a, can be in a digest. What begins with a
// quotation is left to the digest's quotes.
func (s *story) showable(a *article, l *line) bool {
	return !l.unfit && l.ended && !l.personal && !strings.ContainsRune("\"“‘'", first(l.at.In(a.text)))
}

func first(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// count finds in how many articles each term stands.
func (s *story) count() {
	s.support = make([]float64, len(s.terms.idf))
	s.told = make([]bool, len(s.terms.idf))
	seen := make([]int, len(s.terms.idf))
	for i, a := range s.articles {
		for k := range a.lines {
			if a.lines[k].furniture {
				continue
			}
			for _, x := range a.lines[k].vector {
				if seen[x.term] != i+1 {
					seen[x.term] = i + 1
					s.support[x.term]++
				}
			}
		}
	}
}

// core is the vector of l with each term weighed by the share of the articles
// that have it, so that the subject of the story outweighs its ornaments.
func (s *story) core(l *line) vector {
	n := float64(len(s.articles))
	if n < 3 {
		return l.vector
	}
	out := make(vector, 0, len(l.vector))
	sum := 0.0
	for _, x := range l.vector {
		if s.support[x.term] > 1 {
			x.weight *= s.support[x.term] / n
			sum += x.weight * x.weight
			out = append(out, x)
		}
	}
	for i := range out {
		out[i].weight /= math.Sqrt(sum)
	}
	return out
}

// shared is the share of l that is not told yet and that the other articles
// have too, weighed like its vector; 0 if there are none.
func (s *story) shared(l *line) float64 {
	if len(s.articles) < 2 {
		return 0
	}
	sum := 0.0
	for _, x := range l.vector {
		if !s.told[x.term] {
			sum += x.weight * x.weight * (s.support[x.term] - 1)
		}
	}
	return sum / float64(len(s.articles)-1)
}

// lead is the best opening line of the newest article that has one.
func (s *story) lead(maxWords int) int {
	best, most := -1, 0.0
	for i := range s.lines {
		c := &s.lines[i]
		if best >= 0 && c.article != s.lines[best].article {
			break // of an older article
		}
		if c.place > 2 || c.leans || c.length > maxWords || !s.telling(c.article) {
			continue
		}
		w := s.worth(c) + opening*math.Exp(-float64(c.place)) - crowding*max(0, float64(c.length-maxWords/2))
		if best < 0 || w > most {
			best, most = i, w
		}
	}
	if best < 0 { // any line that can open
		best = slices.IndexFunc(s.lines, func(c candidate) bool { return !c.leans && c.length <= maxWords })
	}
	return best
}

// opening is what the first line of an article has over the second as the
// first line of a summary.
const opening = 6

// crowding is taken from it for each word beyond half of the summary, which
// leaves little room for others.
const crowding = 0.4

// telling reports whether article i tells what the story is about: not a
// brief of a line, nor an outlier, as long as there are others.
func (s *story) telling(i int) bool {
	if len(s.articles) == 1 {
		return true
	}
	return s.articles[i].fit >= 2 && s.closeness(i) >= 0.4*s.closest()
}

// closeness is how much the first lines of article i share with the others.
func (s *story) closeness(i int) float64 {
	sum, n := 0.0, 0.0
	for k := range s.lines {
		if c := &s.lines[k]; c.article == i && c.place < 3 {
			sum += s.shared(c.line)
			n++
		}
	}
	return sum / max(n, 1)
}

func (s *story) closest() float64 {
	most := 0.0
	for i := range s.articles {
		most = max(most, s.closeness(i))
	}
	return most
}

// sharing is what a line has for being said by all articles.
const sharing = 6

// worth is what c adds to what is told.
func (s *story) worth(c *candidate) float64 {
	a := s.articles[c.article]
	sum := c.prior + sharing*s.shared(c.line)
	for _, id := range c.words {
		if w := &a.words[id]; w.term < 0 || !s.told[w.term] {
			sum += 2 * w.wanted
		}
	}
	return sum
}

// next is the line that adds most to those taken, -1 if none may be added.
func (s *story) next(maxWords int) int {
	best, most := -1, 0.0
	for i := range s.lines {
		c := &s.lines[i]
		if s.words+c.length > maxWords || !s.mayFollow(c) {
			continue
		}
		w := s.worth(c) - standard.repetition*s.likeness(c) - aging*math.Min(1, s.age[c.article].Hours()/24)
		if best < 0 || w > most {
			best, most = i, w
		}
	}
	return best
}

// aging is what a line loses for being a day older than the newest article.
const aging = 2

func (s *story) take(i int) {
	c := &s.lines[i]
	s.taken = append(s.taken, i)
	s.words += c.length
	for _, x := range c.vector {
		s.told[x.term] = true
	}
}

// ordered is what was taken in the order of reading: the lead, then what its
// article goes on with, then the others, those that stand early in their
// article first. A line that leans on another comes right after it.
func (s *story) ordered() []Chosen {
	lead := &s.lines[s.taken[0]]
	slices.SortStableFunc(s.taken[1:], func(i, j int) int {
		a, b := &s.lines[i], &s.lines[j]
		if a.article == b.article {
			return cmp.Compare(a.index, b.index)
		}
		if a.article == lead.article || b.article == lead.article {
			return cmp.Compare(one(b.article == lead.article), one(a.article == lead.article))
		}
		return cmp.Or(cmp.Compare(s.placeOf(a), s.placeOf(b)), cmp.Compare(a.article, b.article))
	})
	out := make([]Chosen, len(s.taken))
	for k, i := range s.taken {
		out[k] = Chosen{s.number[s.lines[i].article], s.lines[i].at}
	}
	return out
}

// placeOf is the place of the first line taken of c's article.
func (s *story) placeOf(c *candidate) int {
	first := c.place
	for _, k := range s.taken {
		if t := &s.lines[k]; t.article == c.article {
			first = min(first, t.place)
		}
	}
	return first
}
