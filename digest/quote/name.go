package quote

import (
	"slices"
	"strings"

	"waybill/digest/place"
	"waybill/digest/quote/person"
)

// seam is where a person's name begins that is printed right after the name of
// the place or ministry that the title before them ends with: "the ambassador
// to China Wei Li", "spokesman for the Ministry of Commerce Wei Li"; 0 if m is
// no such pair.
func (p *page) seam(m *mention) int {
	if !m.oblique || m.nameEnd-m.name < 3 || m.kind == placeKind {
		return 0
	}
	for at := m.nameEnd - 2; at > m.name; at-- {
		if p.words[at-1].possessive || slices.ContainsFunc(p.words[at:m.nameEnd], func(w word) bool {
			return w.is(org|body|title) && !w.is(given) || w.mark != 0 || !w.capital
		}) {
			continue
		}
		if _, form, ok := place.Lookup(p.in(m.name, at)); ok && form != place.Demonym {
			return at
		}
		if ministry := p.words[at-1]; ministry.is(title) && at-2 > m.name && (p.words[at-2].is(prep|conj) || p.words[at-2].is(title)) && m.nameEnd-at <= 3 {
			return at
		}
	}
	return 0
}

// nameable reports whether the capitalised word i may be part of a name in
// the phrase that began at start.
func (p *page) nameable(i, start int) bool {
	w := p.words[i]
	if w.is(times) && !w.is(given) && !(i > start && p.words[i-1].is(given) && p.words[i-1].capital) || p.paras[w.para].headline || p.shouting(i) {
		return false
	}
	if !w.is(small | cue) {
		return i > start || !p.opensClause(i) || !p.commonOpener(i)
	}
	if w.shout && w.end-w.start > 1 && !w.is(pronoun) { // "US", "IT"
		return !p.shouting(i)
	}
	if p.opensClause(i) {
		return false
	}
	if w.is(pronoun) { // "Vice Premier He Lifeng"
		return i > start && p.words[i-1].is(office|people) && i+1 < len(p.words) && p.words[i+1].capital && !p.words[i+1].is(small)
	}
	return i > start && p.words[i-1].capital || w.is(given) && i+1 < len(p.words) && p.words[i+1].capital
}

// commonOpener reports whether word i, which begins a sentence, is a common
// word there and no name: the text has it in lower case too, or it ends like
// a participle or an adverb; and nothing speaks for a name.
func (p *page) commonOpener(i int) bool {
	w := p.words[i]
	s := p.base(i)
	if w.is(title|role|org|given) || w.shout || p.upper.has(s) || p.is(i+1, say) && !p.is(i+1, noun) {
		return false
	}
	switch p.in(i+1, min(i+2, len(p.words))) {
	case "with", "of", "to", "as", "from", "by":
		return true
	}
	if i+1 < len(p.words) && p.words[i+1].capital && !p.words[i+1].is(small) {
		return strings.HasSuffix(s, "ing") || strings.HasSuffix(s, "ed") && !p.is(i+2, cue)
	}
	return p.lower.has(lexicon().fold(s)) || strings.HasSuffix(s, "ly") || strings.HasSuffix(s, "ing") || strings.HasSuffix(s, "ed")
}

// shouting reports whether word i stands in a run of capitals: a headline.
func (p *page) shouting(i int) bool {
	long := func(j int) bool {
		return j >= 0 && j < len(p.words) && p.words[j].shout && p.words[j].end-p.words[j].start > 2
	}
	return long(i) && (long(i-1) || long(i+1))
}

// opensClause reports whether word i begins a sentence or follows a mark, so
// that its capital means nothing.
func (p *page) opensClause(i int) bool {
	if i == 0 || p.words[i-1].sent != p.words[i].sent || p.words[i-1].para != p.words[i].para {
		return true
	}
	m := p.words[i-1].mark
	return m != 0 && strings.ContainsRune(".!?:;—–-\"“”()[]•*", m)
}

// properName is the proper name in words [i, j): the capitalised words at its
// end, after a title.
func (p *page) properName(i, j int) (from, to int) {
	from = j
	for from > i && p.inName(from-1) {
		from--
	}
	for from < j && (!p.words[from].capital || p.words[from].is(det) || strings.HasSuffix(p.in(from, from+1), "-based")) {
		from++
	}
	// Drop the title: all up to the last word that ends one, if a name follows.
	for k := j - 2; k >= from; k-- {
		if p.words[k].possessive && p.words[k].is(people) && p.words[k].capital && plural(lexicon().fold(p.base(k))) {
			continue // "National People's Congress"
		}
		if p.endsTitle(k) && !(p.words[k].is(given) && k == from) && !p.ofChain(from, k) {
			k = p.afterTitle(k+1, j)
			if slices.ContainsFunc(p.words[k:j], func(w word) bool { return w.is(org) && !w.is(given) }) && p.words[k-1].capital && p.words[k-1].mark == 0 {
				return from, j // "Economist Intelligence Unit"
			}
			return k, j
		}
		if p.words[k].possessive {
			return k + 1, j
		}
	}
	return from, j
}

// endsTitle reports whether a name may come right after word k, which ends a
// title. A capitalised noun for people that is no title may be a surname: "Fan".
func (p *page) endsTitle(k int) bool {
	w := p.words[k]
	return w.is(office) || w.is(people) && (!w.capital || w.is(title) || p.is(k+1, given))
}

// afterTitle is where the name begins after the office that ends before word
// k: behind its full stop, and behind "of Commerce", "for Trade and Industry".
func (p *page) afterTitle(k, j int) int {
	for k < j && p.words[k].mark != 0 {
		k++
	}
	if k < j-1 && p.words[k].is(prep) {
		for n := k + 1; n < j; n++ {
			if w := p.words[n]; w.capital && !w.is(title|org) {
				return n
			}
		}
	}
	return k
}

// inName reports whether word i can be inside a name.
func (p *page) inName(i int) bool {
	w := p.words[i]
	return w.capital || w.mark != 0 || w.is(loose) || w.is(prep|conj|det)
}

// ofChain reports whether the words before k name a body that k is part of:
// "Office of the Trade Representative".
func (p *page) ofChain(from, k int) bool {
	for i := from + 1; i < k; i++ {
		if p.words[i].is(prep) && p.words[i-1].is(org|body|writing) {
			return true
		}
	}
	return false
}

// sort decides the kind, number and gender of a phrase.
func (p *page) sort(m *mention) {
	head := p.words[m.last-1]
	m.possessive = head.possessive
	for i := m.first; i < min(m.last, max(m.name, m.first)); i++ {
		if p.words[i].is(office | people) {
			if g := person.OfTitle(p.base(i)); g != person.Unknown {
				m.gender = g
			}
		}
	}
	switch {
	case m.name < m.nameEnd:
		m.kind = p.nameKind(m)
		if m.kind == personKind && m.gender == person.Unknown {
			m.gender, _ = person.Given(p.base(m.name))
		}
	case head.is(body|writing) && !head.is(people):
		m.kind = writKind
	default:
		m.kind = roleKind
	}
	m.plural = m.name == m.nameEnd && plural(p.base(m.last-1))
}

// plural reports whether a noun for people or bodies means several.
func plural(noun string) bool {
	switch noun {
	case "people", "men", "women", "police", "media":
		return true
	}
	return strings.HasSuffix(noun, "s") && !strings.HasSuffix(noun, "ss")
}

// nameKind tells a person's name from a body's by its title, its given name
// and its words.
func (p *page) nameKind(m *mention) kind {
	name := p.nameText(m)
	if _, form, ok := place.Lookup(name); ok && form != place.Demonym || lexicon().class(name).is(city) {
		return placeKind
	}
	words, orgs := 0, 0
	for i := m.name; i < m.nameEnd; i++ {
		if p.words[i].mark != 0 {
			continue
		}
		words++
		if p.words[i].is(org) || p.words[i].is(body|writing) && !p.words[i].is(given) || p.words[i].is(prep) {
			orgs++
		}
	}
	known := p.words[m.name].is(given)
	titled := m.name > m.first && p.endsTitle(m.name-1) || m.name > m.first+1 && p.words[m.name-1].mark == '.'
	switch {
	case p.words[m.nameEnd-1].is(people) && !known && (m.name == m.first || !p.words[m.name-1].is(office)): // "Prime Minister"
		m.name, m.nameEnd = m.last, m.last
		return roleKind
	case titled && orgs == 0:
		return personKind
	case known && words > 1 && words <= 4 && orgs == 0:
		return personKind
	case orgs > 0:
		return bodyKind
	case words == 1 && (p.words[m.name].shout || p.words[m.name].is(title|role)):
		return bodyKind
	case words == 2 || words == 3:
		if _, _, ok := place.Lookup(p.base(m.name)); !ok && !p.whereabouts(m) {
			return personKind
		}
	}
	return nameKind
}

// whereabouts reports whether a mention follows "in" or "at": it names a place
// or a meeting.
func (p *page) whereabouts(m *mention) bool {
	if m.first == 0 {
		return false
	}
	w := p.in(m.first-1, m.first)
	return w == "in" || w == "at" || w == "In" || w == "At"
}

// nameText is the proper name of a mention without a possessive 's.
func (p *page) nameText(m *mention) string {
	if m.name == m.nameEnd {
		return ""
	}
	last := p.words[m.nameEnd-1]
	end := last.end
	if last.possessive {
		end = last.base
	}
	return folded(p.text[p.words[m.name].start:end])
}

// folded is s with every run of white space as one space.
func folded(s string) string {
	if !strings.ContainsAny(s, "\n\t\r\u00a0") && !strings.Contains(s, "  ") {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}
