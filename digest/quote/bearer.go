package quote

import (
	"slices"
	"strings"
)

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
	if m.plural || !c.definite(i) || c.words[m.last-1].is(writing) && !c.words[m.last-1].is(people|body) {
		return i // several, somebody new, or a text, of which there are many
	}
	b := c.sameRole(i, noun)
	if b < 0 && m.kind == roleKind && len(c.speaks[i]) > 0 && !c.words[m.first].is(hers) { // "her counterpart" is not she
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
	if k, end := c.afterChain(i); m.kind == roleKind && !m.oblique && k < len(c.mentions) && c.mentions[k].kind == personKind &&
		c.mentions[k].first == end+1 && c.words[end].mark == ',' && c.words[end].sent == c.words[m.first].sent {
		return c.nameBearer(k)
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

// rank is which of the words that change an office are in words [from, to):
// a former president is no president, nor is a vice president.
func (c *cast) rank(from, to int) (r string) {
	for i := from; i < to; i++ {
		switch w := c.fold(i); w {
		case "former", "ex", "vice", "deputy", "assistant", "prime", "under":
			r += w + " "
		}
	}
	return r
}

// fits reports whether the names within the phrase of mention i ("the
// California Republican") are printed with mention k too.
func (c *cast) fits(i, k int) bool {
	m, n := &c.mentions[i], &c.mentions[k]
	if n.first < n.name && n.kind == personKind && c.rank(m.first, m.last) != c.rank(n.first, n.name) {
		return false
	}
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
