package quote

import "slices"

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
	name, subject, sure := c.antecedents(i)
	speaker := c.lastSpeaker(i, quote)
	switch {
	case subject >= 0 && sure:
		return subject
	case name >= 0 && (name == subject || name == speaker && subject < 0):
		return name
	case subject >= 0 && subject == speaker:
		return subject
	}
	if namesakes := c.byFirst[word]; len(namesakes) == 1 && c.words[m.first].capital {
		return c.fullest(namesakes[0]) // Vice Premier He
	}
	return -1
}

// antecedents are the bearers of the nearest personal name before pronoun i
// and of the nearest subject, of those it may stand for; -1 if there is none.
// That subject is sure if it opens its sentence and says something, or is a
// person without a name, nearer than any name.
func (c *cast) antecedents(i int) (name, subject int, sure bool) {
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
			subject = b
			sure = m.opensSentence && m.kind != pronounKind && (c.says(k) || name < 0 && m.kind == roleKind)
		}
	}
	return name, subject, sure
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
		for k >= 0 && k >= i-back && c.words[c.mentions[k].first].sent == c.words[first].sent {
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
