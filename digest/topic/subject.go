package topic

import (
	"sort"
	"strings"

	"waybill/digest"
	"waybill/digest/place"
)

// Subjects lists the countries, blocs and HS chapters and headings that an
// article is about, as IDs of topics ("south-korea", "hs-2846"), most
// prominent first. Like topics, they must be named on top or several times.
func (s *Set) Subjects(title, text string, sentences []digest.Span) []string {
	if len(sentences) == 0 && text != "" {
		sentences = cutAnyhow(text)
	}
	c := counter{score: map[string]float64{}, top: map[string]bool{}, now: map[string]bool{}, search: search{matcher: system().match}, sentences: sentences}
	for _, m := range place.Find(title) {
		c.add(placeID(m.Place), titleWeight)
	}
	for _, m := range place.Find(text) {
		c.add(placeID(m.Place), c.weight(m.At.Start))
	}
	c.goods(title, digest.Span{End: len(title)}, titleWeight)
	for _, span := range sentences {
		c.goods(text, span, c.weight(span.Start))
	}
	for _, part := range []string{title, text} {
		for _, at := range printedHS.FindAllStringSubmatchIndex(part, 20) {
			code := strings.ReplaceAll(part[at[2]:at[3]], ".", "")
			c.add("hs-"+code, titleWeight)
			if len(code) > 2 {
				c.add("hs-"+code[:2], titleWeight)
			}
		}
	}
	return c.subjects()
}

// A counter adds up how prominent subjects are.
type counter struct {
	score     map[string]float64
	top       map[string]bool
	sentences []digest.Span
	cutter    cutter
	search    search
	now       map[string]bool // what one phrase names: a heading and its chapter
}

func (c *counter) add(id string, weight float64) {
	c.score[id] += weight
	c.top[id] = c.top[id] || weight > 1
}

// weight is that of the sentence in which byte at stands.
func (c *counter) weight(at int) float64 {
	if n := min(lede, len(c.sentences)); n > 0 && at < c.sentences[n-1].End {
		return ledeWeight
	}
	return 1
}

// goods counts the headings whose words stand in a sentence.
func (c *counter) goods(text string, span digest.Span, weight float64) {
	until := 0
	c.search.find(c.cutter.words(text, span.Start, span.End), func(f found) {
		if f.start < until {
			return
		}
		until = f.end
		clear(c.now)
		for _, ref := range f.refs {
			code := system().headings[ref.owner].code
			c.now["hs-"+code], c.now["hs-"+code[:2]] = true, true
		}
		for id := range c.now {
			c.add(id, weight)
		}
	})
}

func (c *counter) subjects() []string {
	var ids []string
	for id, score := range c.score {
		if c.top[id] || score >= enough {
			ids = append(ids, id)
		}
	}
	sort.Slice(ids, func(a, b int) bool {
		if c.score[ids[a]] != c.score[ids[b]] {
			return c.score[ids[a]] > c.score[ids[b]]
		}
		return ids[a] < ids[b]
	})
	return ids
}
