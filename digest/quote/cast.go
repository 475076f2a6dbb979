package quote

import (
	"strings"

	"waybill/digest/quote/person"
)

// A cast knows who the mentions of a scene are. Bearers are told apart by the
// first mention that has their fullest name; that mention's index stands for
// them.
type cast struct {
	*scene
	who     []int            // for each mention its bearer, -1 if that is not sure
	byText  map[string]int   // full names, lower case, to their bearer
	byLast  map[string][]int // bearers with full names by the last word, in order of appearance
	byFirst map[string][]int // the same by the first word
	bodies  []int            // the first bodies with full names
	seen    map[int]int      // bearer to its latest mention so far
	gender  map[int]person.Gender
	human   map[string]bool // last words of names whose bearers are surely people
	speaks  map[int][]int   // for each mention the first quotes it is the speaker of
	roles   map[int]string  // of the bearers who speak; nil until somebody asks
}

// casting resolves all mentions of a scene, whose quotes have speakers.
func casting(s *scene) *cast {
	c := &cast{
		scene: s, who: make([]int, len(s.mentions)), byText: map[string]int{}, byLast: map[string][]int{},
		byFirst: map[string][]int{}, seen: map[int]int{}, gender: map[int]person.Gender{}, human: map[string]bool{}, speaks: map[int][]int{},
	}
	for q := range s.quotes {
		if i := s.quotes[q].speaker; i >= 0 && len(c.speaks[i]) < 3 {
			c.speaks[i] = append(c.speaks[i], q)
		}
	}
	for i := range s.mentions {
		c.enter(i)
	}
	quote := 0 // the first quote that does not end before the mention
	for i := range s.mentions {
		for quote < len(s.quotes) && s.quotes[quote].last <= s.mentions[i].first {
			quote++
		}
		c.who[i] = c.resolve(i, quote)
		if b := c.who[i]; b >= 0 {
			c.seen[b] = i
			if g := s.mentions[i].gender; g != person.Unknown && c.gender[b] == person.Unknown {
				c.gender[b] = g
			}
		}
	}
	return c
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

// resolve finds the bearer of mention i; the quotes before index quote stand
// before it.
func (c *cast) resolve(i, quote int) int {
	m := &c.mentions[i]
	switch {
	case m.kind == pronounKind:
		return c.pronounBearer(i, quote)
	case m.name < m.nameEnd:
		return c.nameBearer(i)
	}
	return c.roleBearer(i)
}

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
// the first that is named after it.
func (c *cast) latest(i int, bearers []int) int {
	best, at := -1, -1
	for _, b := range bearers {
		if c.mentions[i].gender.Opposes(c.genderOf(b)) {
			continue
		}
		if s, ok := c.seen[c.fullest(b)]; ok && s > at {
			best, at = b, s
		} else if best < 0 {
			best = b
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
