package quote

import (
	"slices"
	"strings"

	"waybill/digest/quote/person"
)

// A cast knows who the mentions of a scene are. Bearers are told apart by the
// first mention that has their fullest name; that mention's index stands for
// them.
type cast struct {
	*scene
	mentions []mention        // those of the scene, and behind them the owners within them
	real     int              // how many are the scene's
	who      []int            // for each mention its bearer, -1 if that is not sure
	byText   map[string]int   // full names, lower case, to their bearer
	byLast   map[string][]int // bearers with full names by the last word, in order of appearance
	byFirst  map[string][]int // the same by the first word
	bodies   []int            // the first bodies with full names
	seen     map[int]int      // bearer to its latest mention so far
	gender   map[int]person.Gender
	human    map[string]bool // last words of names whose bearers are surely people
	speaks   map[int][]int   // for each mention the first quotes it is the speaker of
	roles    map[int]string  // of the bearers who speak; nil until somebody asks
}

// casting resolves all mentions of a scene, whose quotes have speakers.
func casting(s *scene) *cast {
	c := &cast{
		scene: s, mentions: s.mentions, real: len(s.mentions), byText: map[string]int{}, byLast: map[string][]int{},
		byFirst: map[string][]int{}, seen: map[int]int{}, gender: map[int]person.Gender{}, human: map[string]bool{}, speaks: map[int][]int{},
	}
	c.addOwners()
	c.who = make([]int, len(c.mentions))
	for q := range s.quotes {
		if i := s.quotes[q].speaker; i >= 0 && len(c.speaks[i]) < 3 {
			c.speaks[i] = append(c.speaks[i], q)
		}
	}
	for i := range c.mentions {
		c.enter(i)
	}
	quote, owner := 0, c.real // the first quote that does not end before the mention; the next owner
	for i := range c.real {
		for quote < len(s.quotes) && s.quotes[quote].last <= s.mentions[i].first {
			quote++
		}
		if owner < len(c.mentions) && c.mentions[owner].first == c.mentions[i].first {
			c.resolve(owner, i, quote)
			owner++
		}
		c.resolve(i, i, quote)
	}
	return c
}

// recount adds up, for each quotation, the votes for mentions of one bearer:
// "Greer" and "the minister" may be one. The likeliest mention of the
// likeliest bearer is the speaker.
func (c *cast) recount() {
	for i := range c.quotes {
		q := &c.quotes[i]
		if q.resumed {
			continue
		}
		for _, v := range q.votes {
			sum, best := 0.0, v
			for _, o := range q.votes {
				if o.mention == v.mention || c.who[v.mention] >= 0 && c.who[o.mention] == c.who[v.mention] {
					sum += o.p
					if o.p > best.p {
						best = o
					}
				}
			}
			if sum > q.p {
				q.speaker, q.report, q.p = best.mention, best.report, sum
			}
		}
	}
}

// addOwners adds the people whose names are inside phrases, "Donald Grant" in
// "Donald Grant's adviser", behind the mentions of the scene.
func (c *cast) addOwners() {
	c.mentions = slices.Clip(c.mentions)
	for i := range c.real {
		if end := c.mentions[i].owner; end > 0 {
			m := mention{first: c.mentions[i].first, last: end}
			m.name, m.nameEnd = c.properName(m.first, m.last)
			if c.sort(&m); m.kind == personKind {
				c.mentions = append(c.mentions, m)
			}
		}
	}
}

// resolve finds the bearer of mention i, which stands at or within mention at;
// the quotes before index quote stand before it.
func (c *cast) resolve(i, at, quote int) {
	m := &c.mentions[i]
	var b int
	switch {
	case m.kind == pronounKind:
		b = c.pronounBearer(i, quote)
	case m.name < m.nameEnd:
		b = c.nameBearer(i)
	default:
		b = c.roleBearer(i)
	}
	if c.who[i] = b; b < 0 {
		return
	}
	c.seen[b] = at
	if m.kind != pronounKind && m.gender != person.Unknown && c.gender[b] == person.Unknown {
		c.gender[b] = m.gender
	}
}

// most is how many bearers of one surname are told apart.
const most = 12

// enter files the full name of mention i.
func (c *cast) enter(i int) {
	m := &c.mentions[i]
	if m.kind == pronounKind || m.name == m.nameEnd {
		return
	}
	if c.surelyHuman(i) {
		c.human[c.fold(m.nameEnd-1)] = true
	}
	if m.nameEnd-m.name < 2 {
		return
	}
	text := strings.ToLower(c.nameOf(i))
	if _, ok := c.byText[text]; ok {
		return
	}
	c.byText[text] = i
	if m.kind == bodyKind && len(c.bodies) < most {
		c.bodies = append(c.bodies, i)
	}
	first, last := c.fold(m.name), c.fold(m.nameEnd-1)
	if len(c.byLast[last]) < most {
		c.byLast[last] = append(c.byLast[last], i)
	}
	if len(c.byFirst[first]) < most && m.kind == personKind {
		c.byFirst[first] = append(c.byFirst[first], i)
	}
}

// surelyHuman reports whether mention i is a person's: by a title, a known
// given name, an apposition with a noun for people, or because it says
// something.
func (c *cast) surelyHuman(i int) bool {
	m := &c.mentions[i]
	switch m.kind {
	case personKind:
		if m.name > m.first && c.words[m.name-1].is(office|people) || c.words[m.name].is(given) && m.nameEnd-m.name > 1 {
			return true
		}
	case nameKind:
	default:
		return false
	}
	if i >= c.real {
		return false
	}
	if c.says(i) {
		return true
	}
	if m.last < len(c.words) && c.words[m.last].mark == ',' && (c.roleAhead(m.last+1) || m.last+1 < len(c.words) && c.words[m.last+1].number) {
		return true // "Li, the minister", "Li, 52"
	}
	return i > 0 && c.mentions[i-1].kind == roleKind && c.mentions[i-1].last == m.first-1 && c.words[m.first-1].mark == ','
}

// fold is word i in lower case without 's.
func (c *cast) fold(i int) string { return lexicon().fold(c.base(i)) }

// nameOf is the proper name of mention i, "" if it has none.
func (c *cast) nameOf(i int) string { return c.nameText(&c.mentions[i]) }

// nameBearer is the bearer of the name of mention i: the fullest name that
// agrees with it.
func (c *cast) nameBearer(i int) int {
	m := &c.mentions[i]
	if m.nameEnd-m.name > 1 && !c.words[m.name].is(loose) {
		return c.fullest(c.byText[strings.ToLower(c.nameOf(i))])
	}
	word := c.fold(m.nameEnd - 1)
	if b := c.latest(i, c.byLast[word]); b >= 0 {
		return c.fullest(b)
	}
	if b := c.latest(i, c.byFirst[word]); b >= 0 && m.kind != placeKind {
		return c.fullest(b)
	}
	if b, ok := c.byText[word]; ok {
		return b
	}
	b := c.unclipped(i, word)
	if i > 0 && m.kind == bodyKind && m.first == c.mentions[i-1].last+1 && c.words[m.first-1].mark == '(' && c.mentions[i-1].name < c.mentions[i-1].nameEnd {
		b = c.who[i-1] // "the International Trade Commission (ITC)"
	}
	c.byText[word] = b
	return b
}

// unclipped is the bearer of a name that is the beginning of a body's full
// name: "Fed" for "Federal Reserve"; i if there is none.
func (c *cast) unclipped(i int, word string) int {
	if c.mentions[i].kind == bodyKind && len(word) >= 3 && len(word) <= 4 {
		for _, b := range c.bodies {
			if strings.HasPrefix(c.fold(c.mentions[b].name), word) {
				return b
			}
		}
	}
	return i
}

// latest chooses among bearers the one named last before mention i, or else
// the first that is named after it; people before bodies.
func (c *cast) latest(i int, bearers []int) int {
	best, rank := -1, -1
	for _, b := range bearers {
		if c.mentions[i].gender.Opposes(c.genderOf(b)) {
			continue
		}
		n := 0
		if s, ok := c.seen[c.fullest(b)]; ok {
			n = s + 1
		}
		if c.mentions[b].kind == personKind {
			n += len(c.mentions) + 1
		}
		if n > rank {
			best, rank = b, n
		}
	}
	return best
}

// genderOf is the gender of a bearer as far as the text tells.
func (c *cast) genderOf(b int) person.Gender {
	if g := c.gender[b]; g != person.Unknown {
		return g
	}
	return c.mentions[b].gender
}

// fullest is the bearer whose name is the longest form of the full name of b.
func (c *cast) fullest(b int) int {
	m := &c.mentions[b]
	if m.kind != personKind {
		return b
	}
	name, out, length := c.nameOf(b), b, m.nameEnd-m.name
	for _, o := range c.byLast[c.fold(m.nameEnd-1)] {
		if n := c.mentions[o].nameEnd - c.mentions[o].name; n > length && n <= 5 && c.mentions[o].kind == personKind && person.SamePerson(name, c.nameOf(o)) {
			out, length = o, n
		}
	}
	return out
}
