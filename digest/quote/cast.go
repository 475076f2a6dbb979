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
	who     []int            // for each mention its bearer, -1 if that is not sure
	byText  map[string]int   // full names, lower case, to their bearer
	byLast  map[string][]int // bearers with full names by the last word, in order of appearance
	byFirst map[string][]int // the same by the first word
	bodies  []int            // the first bodies with full names
	seen    map[int]int      // bearer to its latest mention so far
	gender  map[int]person.Gender
	human   map[string]bool // last words of names whose bearers are surely people
	speaks  map[int][]int   // for each mention the quotes it is the speaker of
	roles   map[int]string  // of the bearers who speak; nil until somebody asks
}

// casting resolves all mentions of a scene, whose quotes have speakers.
func casting(s *scene) *cast {
	c := &cast{
		scene: s, who: make([]int, len(s.mentions)), byText: map[string]int{}, byLast: map[string][]int{},
		byFirst: map[string][]int{}, seen: map[int]int{}, gender: map[int]person.Gender{}, human: map[string]bool{}, speaks: map[int][]int{},
	}
	for q := range s.quotes {
		if i := s.quotes[q].speaker; i >= 0 {
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

// roleBearer is the bearer of a phrase without a name: whom an apposition
// names, or who had that role before; otherwise the phrase stands for itself.
func (c *cast) roleBearer(i int) int {
	m := &c.mentions[i]
	noun := c.fold(m.last - 1)
	if m.last == m.first+1 && c.words[m.first].is(det) {
		return -1 // "one", "another"
	}
	if b := c.apposedName(i); b >= 0 {
		return b
	}
	if m.plural || !c.definite(i) {
		return i
	}
	b := c.sameRole(i, noun)
	if b < 0 && m.kind == roleKind && len(c.speaks[i]) > 0 {
		if name, subject, _ := c.antecedents(i); name >= 0 && name == subject {
			return name // "the diplomat", of him of whom the text speaks
		}
	}
	if b < 0 || c.mentions[b].name == c.mentions[b].nameEnd && c.mentions[b].last-c.mentions[b].first < m.last-m.first {
		return i
	}
	return b
}

// definite reports whether mention i speaks of somebody known: it has "the"
// or no article at all.
func (c *cast) definite(i int) bool {
	w := c.words[c.mentions[i].first]
	return !w.is(det) || strings.EqualFold(c.in(c.mentions[i].first, c.mentions[i].first+1), "the") ||
		strings.EqualFold(c.in(c.mentions[i].first, c.mentions[i].first+1), "that")
}

// apposedName is the bearer of a name that stands in apposition to the phrase
// of mention i, before or after it.
func (c *cast) apposedName(i int) int {
	m := &c.mentions[i]
	if m.plural || m.kind != roleKind && m.kind != writKind {
		return -1
	}
	if m.kind == roleKind && !m.oblique && i+1 < len(c.mentions) && c.words[m.last-1].sent == c.words[c.mentions[i+1].first].sent && c.mentions[i+1].kind == personKind &&
		c.mentions[i+1].first == m.last+1 && c.words[m.last].mark == ',' {
		return c.nameBearer(i + 1)
	}
	if i > 0 && c.mentions[i-1].last == m.first-1 && c.words[m.first-1].mark == ',' && c.mentions[i-1].name < c.mentions[i-1].nameEnd &&
		c.words[m.first].sent == c.words[m.first-1].sent && (c.mentions[i-1].kind == personKind && m.kind == roleKind || c.mentions[i-1].kind == bodyKind) {
		return c.who[i-1]
	}
	return -1
}

// sameRole is the bearer who last had the role noun before mention i. A word
// for any body, such as "company", stands for the last body that was a subject.
func (c *cast) sameRole(i int, noun string) int {
	subject := -1
	for k := i - 1; k >= 0 && k >= i-back; k-- {
		m := &c.mentions[k]
		if m.kind == pronounKind || m.plural || c.who[k] < 0 {
			continue
		}
		if c.hasRole(k, noun) && c.fits(i, k) {
			return c.who[k]
		}
		if subject < 0 && m.kind == bodyKind && (m.opensSentence || c.says(k)) {
			subject = c.who[k]
		}
	}
	switch noun {
	case "company", "firm", "group", "organisation", "organization", "agency", "corporation", "carmaker", "automaker", "bank", "body", "newspaper", "paper":
		return subject
	}
	return -1
}

// fits reports whether the names within the phrase of mention i ("the
// California Republican") are printed with mention k too.
func (c *cast) fits(i, k int) bool {
	m, n := &c.mentions[i], &c.mentions[k]
	for j := m.first; j < m.last-1; j++ {
		if w := c.words[j]; !w.capital || w.is(det) {
			continue
		}
		if !slices.ContainsFunc(c.words[n.first:min(n.last+10, len(c.words))], func(w word) bool {
			return w.capital && strings.HasPrefix(c.text[w.start:w.end], c.base(j))
		}) {
			return false
		}
	}
	return true
}

// hasRole reports whether mention k carries the noun: in its title, as the
// head of its phrase, in the name of a body, or in an apposition.
func (c *cast) hasRole(k int, noun string) bool {
	m := &c.mentions[k]
	from, to := m.first, m.name
	switch {
	case m.name == m.nameEnd:
		from, to = m.last-1, m.last
	case m.kind == bodyKind:
		to = m.last
	case m.kind == placeKind:
		return false
	}
	for j := from; j < to; j++ {
		if c.words[j].mark == 0 && strings.EqualFold(c.base(j), noun) {
			return true
		}
	}
	return m.name < m.nameEnd && c.apposedRole(k, noun)
}

// apposedRole reports whether the apposition right after mention k has noun as
// its head.
func (c *cast) apposedRole(k int, noun string) bool {
	m := &c.mentions[k]
	if m.last >= len(c.words) || c.words[m.last].mark != ',' {
		return false
	}
	for j := m.last + 1; j < min(m.last+10, len(c.words)); j++ {
		w := c.words[j]
		if w.mark != 0 || w.span >= 0 || w.is(small) && !w.is(det|hers) {
			return false
		}
		if strings.EqualFold(c.base(j), noun) {
			return true
		}
	}
	return false
}

// back is how many mentions before a pronoun are looked at.
const back = 40

// pronounBearer is the bearer of a pronoun if two of three signs agree: the
// nearest name before it, the subject before it, and the speaker of the quote
// before it.
func (c *cast) pronounBearer(i, quote int) int {
	m := &c.mentions[i]
	word := c.fold(m.first)
	if word == "who" {
		if i > 0 && c.words[m.first].sent == c.words[c.mentions[i-1].first].sent && m.first-c.mentions[i-1].last <= 1 {
			return c.who[i-1]
		}
		return -1
	}
	if word == "it" || word == "its" || m.plural {
		return c.thing(i)
	}
	name, subject, says := c.antecedents(i)
	speaker := c.lastSpeaker(i, quote)
	switch {
	case subject >= 0 && says:
		return subject
	case name >= 0 && (name == subject || name == speaker && subject < 0):
		return name
	case subject >= 0 && subject == speaker:
		return subject
	}
	return -1
}

// antecedents are the bearers of the nearest personal name before pronoun i
// and of the nearest subject, of those it may stand for; -1 if there is none.
// It tells too whether that subject opens its sentence and says something.
func (c *cast) antecedents(i int) (name, subject int, says bool) {
	name, subject = -1, -1
	from := c.antecedentsEnd(i)
	for k := from; k >= 0 && k >= i-back && (name < 0 || subject < 0); k-- {
		m := &c.mentions[k]
		b := c.personal(k)
		if b < 0 || c.mentions[i].gender.Opposes(c.genderOf(b)) || c.namedInOwnQuote(i, b) {
			continue
		}
		if name < 0 && m.name < m.nameEnd {
			name = b
		}
		if subject < 0 && !m.possessive && (m.opensSentence || len(c.links[k]) > 0) {
			subject, says = b, m.opensSentence && m.kind != pronounKind && c.says(k)
		}
	}
	return name, subject, says
}

// says reports whether mention k is the subject of a verb of saying.
func (c *cast) says(k int) bool {
	return slices.ContainsFunc(c.links[k], func(l int32) bool {
		r := &c.reports[l]
		return r.form == finite && r.class.is(say) && !r.class.is(noun) && r.tie != shared
	})
}

// antecedentsEnd is the last mention before pronoun i that it may stand for.
// In "X will resign, he said" X is what he speaks of, and not he.
func (c *cast) antecedentsEnd(i int) int {
	first := c.mentions[i].first
	k := i - 1
	if first > 0 && c.words[first-1].mark == ',' && c.is(c.mentions[i].last, say) {
		for k >= 0 && c.words[c.mentions[k].first].sent == c.words[first].sent {
			k--
		}
	}
	return k
}

// namedInOwnQuote reports whether a quote with pronoun i as its speaker names
// bearer b: people seldom speak of themselves by name.
func (c *cast) namedInOwnQuote(i, b int) bool {
	m := &c.mentions[b]
	if m.name == m.nameEnd {
		return false
	}
	return slices.ContainsFunc(c.speaks[i], func(q int) bool { return c.names(&c.quotes[q], c.base(m.nameEnd-1)) })
}

// lastSpeaker is the bearer of the mention chosen as the speaker of the last
// quote before index quote.
func (c *cast) lastSpeaker(i, quote int) int {
	for q := quote - 1; q >= 0 && q >= quote-2; q-- {
		if k := c.quotes[q].speaker; k >= 0 && k < i {
			if b := c.personal(k); b >= 0 && !c.mentions[i].gender.Opposes(c.genderOf(b)) && !c.namedInOwnQuote(i, b) {
				return b
			}
		}
	}
	return -1
}

// personal is the bearer of mention k if it may be one person.
func (c *cast) personal(k int) int {
	b := c.who[k]
	if b < 0 || c.mentions[k].plural {
		return -1
	}
	m := &c.mentions[b]
	switch m.kind {
	case roleKind, personKind:
		return b
	case nameKind:
		if c.human[c.fold(m.nameEnd-1)] {
			return b
		}
	}
	return -1
}

// thing is the bearer of "it" or "they": the subject before it that is a
// body, a writing, a place or several people.
func (c *cast) thing(i int) int {
	for k := i - 1; k >= 0 && k >= i-back; k-- {
		m := &c.mentions[k]
		b := c.who[k]
		if b < 0 || !m.opensSentence && len(c.links[k]) == 0 {
			continue
		}
		switch kind := c.mentions[b].kind; {
		case kind == bodyKind || kind == writKind || kind == placeKind:
			return b
		case c.mentions[i].plural && kind == roleKind && c.mentions[b].plural:
			return b
		}
	}
	return -1
}
