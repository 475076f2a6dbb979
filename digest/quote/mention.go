package quote

import (
	"slices"
	"strings"

	"waybill/digest/place"
	"waybill/digest/quote/person"
)

// A mention is a phrase outside quotes that may name a speaker.
type mention struct {
	first, last   int // its words are words[first:last]
	name, nameEnd int // the proper name within it, words[name:nameEnd]; empty if it has none
	kind          kind
	gender        person.Gender
	plural        bool
	possessive    bool // ends in 's: "Mamman's"
	oblique       bool // stands after a preposition
	object        bool // stands after a reporting verb that is not about a quote: "told Reuters"
	opensSentence bool // the first mention of its sentence that is not oblique
	aside         bool // stands alone in brackets: "(R-Texas)", "(USTR)"
}

// A kind says what sort of phrase a mention is.
type kind uint8

// The kinds of mentions.
const (
	pronounKind kind = iota // he, she, it, they, who
	personKind              // a name that is a person's, by title or given name or shape
	bodyKind                // a name that is a body's: "the Commerce Ministry"
	placeKind               // a country, a bloc or a capital
	nameKind                // another name
	roleKind                // people or a person by role: "a senior ministry official"
	writKind                // a body or writing by a common noun: "the ministry", "the report"
	otherKind               // another noun phrase beside a reporting verb
	kinds
)

// mentions finds the mentions of a page, in order and without overlap.
func (p *page) mentions() []mention {
	var out []mention
	for i := 0; i < len(p.words); {
		w := p.words[i]
		if w.span >= 0 || w.mark != 0 && w.mark != '@' {
			i++
			continue
		}
		m, ok := p.pronoun(i)
		if !ok {
			m, ok = p.phrase(i)
		}
		if !ok {
			i++
			continue
		}
		p.locate(&m)
		if at := p.placeThenName(&m); at > 0 && len(out) > 0 && out[len(out)-1].kind == roleKind && out[len(out)-1].last == m.first-1 {
			rest := mention{first: at, last: m.last, name: at, nameEnd: m.last}
			m.last, m.nameEnd, m.kind, m.possessive = at, at, placeKind, false
			out = append(out, m)
			p.sort(&rest)
			m = rest
		}
		out = append(out, m)
		i = max(m.last, i+1)
	}
	sent := -1
	for i := range out {
		if s := p.words[out[i].first].sent; s != sent && !out[i].oblique {
			sent = s
			out[i].opensSentence = true
		}
	}
	return out
}

// placeThenName is where a person's name begins that is printed right after a
// place: "the ambassador to China Wei Li"; 0 if m is no such pair.
func (p *page) placeThenName(m *mention) int {
	if !m.oblique || m.nameEnd-m.name < 3 || m.kind == placeKind {
		return 0
	}
	for at := min(m.name+3, m.nameEnd-2); at > m.name; at-- {
		if _, form, ok := place.Lookup(p.in(m.name, at)); ok && form != place.Demonym && !p.words[at-1].possessive &&
			!slices.ContainsFunc(p.words[at:m.nameEnd], func(w word) bool { return w.is(org|body) && !w.is(given) || w.mark != 0 }) {
			return at
		}
	}
	return 0
}

// pronoun is the pronoun at word i as a mention.
func (p *page) pronoun(i int) (mention, bool) {
	w := p.words[i]
	if !w.is(pronoun | hers) {
		return mention{}, false
	}
	m := mention{first: i, last: i + 1, name: i, nameEnd: i, kind: pronounKind, possessive: w.possessive && w.is(hers)}
	switch lexicon().fold(p.base(i)) {
	case "he", "his", "him":
		m.gender = person.Male
	case "she", "her":
		m.gender = person.Female
	case "they", "them", "their":
		m.plural = true
	case "it", "who", "its":
	default:
		return mention{}, false
	}
	if w.is(hers) {
		if _, ok := p.phrase(i); ok { // "his spokesman"
			return mention{}, false
		}
		m.possessive = true
	}
	return m, true
}

// base is word i without what follows its apostrophe.
func (p *page) base(i int) string { return p.text[p.words[i].start:p.words[i].base] }

// phrase reads the noun phrase that starts at word i, as far as it can be the
// name of a speaker: it must hold a name or a noun for people or bodies, or
// stand beside a reporting verb.
func (p *page) phrase(i int) (mention, bool) {
	w := p.words[i]
	if !w.capital && !w.is(det|hers|role|title|given) && (p.is(i-1, pronoun) || p.is(i-1, conj) && strings.HasPrefix(p.in(i-1, i), "wh")) {
		return mention{}, false // a verb: "who hits …"
	}
	if w.is(cue) && !w.capital && p.afterName(i) {
		return mention{}, false // a verb: "Greer quotes …"
	}
	end, head := p.extent(i)
	if head < 0 {
		return p.other(i, end)
	}
	m := mention{first: i, last: head + 1, kind: nameKind}
	m.name, m.nameEnd = p.properName(i, head+1)
	p.sort(&m)
	return m, true
}

// afterName reports whether word i comes right after a name or a pronoun.
func (p *page) afterName(i int) bool {
	return i > 0 && p.words[i-1].mark == 0 && p.words[i-1].span < 0 && !p.words[i-1].possessive &&
		(p.words[i-1].is(pronoun) || p.words[i-1].capital && !p.opensClause(i-1) || p.words[i-1].capital && !p.words[i-1].is(small))
}

// extent walks over the words that can belong to one noun phrase from i on.
// It returns where they end, and the last word among them that can be the
// phrase's head, -1 if there is none.
func (p *page) extent(i int) (end, head int) {
	head = -1
	lower := false // an unknown lower-case word was passed since the last head
	start := i
	for ; i < len(p.words); i++ {
		w := p.words[i]
		if w.span >= 0 || i > start && w.sent != p.words[start].sent || i-start > 14 {
			break
		}
		if w.mark != 0 {
			if i > start && p.joins(i) {
				continue
			}
			break
		}
		if w.number {
			if i > start && lower || i == start && !strings.Contains(p.in(i, i+1), "-") {
				break
			}
			continue
		}
		if w.capital && p.nameable(i, start) {
			if lower && head >= 0 && !w.is(role) || lower && i > start && !p.words[i-1].is(role|title) && !(i == start+2 && p.words[start].is(det|hers)) {
				break
			}
			head, lower = i, false
			if w.possessive && i+1 < len(p.words) && !p.words[i+1].capital && !p.roleAhead(i+1) {
				return i + 1, head
			}
			continue
		}
		if w.is(det | hers) {
			if i > start {
				break
			}
			continue
		}
		if head >= 0 && p.words[head].capital && p.links(i, head, start) {
			continue
		}
		if w.is(small) && !(w.is(title) && !w.is(prep) && p.roleAhead(i+1)) {
			break
		}
		if w.is(role) && !w.is(cue) || w.is(role) && w.is(noun) && !p.verbHere(i, start) {
			head = i
			lower = false
			continue
		}
		if w.is(cue) && !w.is(noun) && !(i > start && p.words[i-1].is(det) && p.roleAhead(i+1)) {
			break
		}
		if w.is(cue) && w.is(noun) && p.verbHere(i, start) {
			break
		}
		if w.is(times) && !(i > start && p.roleAhead(i+1)) {
			break
		}
		if head >= 0 && !p.roleAhead(i) {
			break
		}
		lower = true
	}
	return i, head
}

// joins reports whether the mark at i is inside a name or a title: "F.", "Sen.", "&".
func (p *page) joins(i int) bool {
	w := p.words[i]
	glued := p.words[i-1].end == w.start
	next := i+1 < len(p.words) && p.words[i+1].mark == 0 && (p.words[i+1].capital || p.words[i+1].is(loose))
	switch w.mark {
	case '.':
		n := p.words[i-1].end - p.words[i-1].start
		return glued && next && p.words[i-1].capital && (n == 1 || p.words[i-1].is(office) || p.words[i-1].is(title) && n <= 4)
	case '&', '/':
		return next && p.words[i-1].capital
	}
	return false
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
	if p.opensClause(i) || w.is(pronoun) {
		return false
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

// links reports whether the small word i ties a capitalised word on to the
// name that ends at head: "Department of Commerce", "Ludwig van Beethoven".
func (p *page) links(i, head, start int) bool {
	w := p.words[i]
	j := i + 1
	if p.is(j, det) && strings.EqualFold(p.in(j, j+1), "the") {
		j++
	}
	if j >= len(p.words) || p.words[j].span >= 0 || !p.words[j].capital || p.words[j].is(times) || head != i-1 || p.words[head].possessive {
		return false
	}
	switch p.text[w.start:w.end] {
	case "of", "for", "on", "in":
		if p.words[head].is(office | people) {
			return p.words[j].is(title) && p.titled(j)
		}
		return p.words[head].is(org | body | writing)
	case "the":
		return head == i-2 // the word before was a link
	case "and":
		return j == i+1 && p.and(start, head, j)
	}
	return j == i+1 && w.is(loose) && !w.is(prep|conj)
}

// titled reports whether a name follows the words of a title from j on:
// "Commerce Wilbur Ross" in "Secretary of Commerce Wilbur Ross".
func (p *page) titled(j int) bool {
	for k := j; k < min(j+6, len(p.words)); k++ {
		switch w := p.words[k]; {
		case w.mark != 0 || w.span >= 0:
			return false
		case w.capital && !w.is(title|org):
			return true
		case !w.capital && !w.is(conj):
			return false
		}
	}
	return false
}

// and reports whether "and" after the word at head ties on the capitalised
// word j: within a title ("Economy and Labour Minister", "House Ways and Means
// Committee") or within a body's name after a link ("Council for Planning and
// Development").
func (p *page) and(start, head, j int) bool {
	if p.words[head].is(people) {
		return false
	}
	if p.words[head].is(title|org) && p.words[j].is(title|org) {
		return true
	}
	first := start
	for first < head && !p.words[first].capital {
		first++
	}
	linked, ahead := false, false
	for k := first; k < head; k++ {
		linked = linked || p.words[k].is(prep)
		if p.words[k].is(office | people) {
			return false
		}
	}
	for k := j; k < min(j+4, len(p.words)) && p.words[k].capital; k++ {
		ahead = ahead || p.words[k].is(org|people|office)
	}
	return linked && !p.words[j].is(given) || ahead && p.words[first].is(title|org)
}

// verbHere reports whether word i, a noun or a verb by its form, is a verb:
// it follows what can be its subject and what follows is no part of a phrase.
func (p *page) verbHere(i, start int) bool {
	if i > 0 && p.words[i-1].is(aux) && p.words[i-1].is(small) || i > 0 && p.in(i-1, i) == "to" {
		return true
	}
	if i == start || p.words[i-1].is(det|hers) || p.words[i-1].possessive {
		return false
	}
	return i+1 >= len(p.words) || p.words[i+1].span >= 0 || p.words[i+1].mark != 0 || p.words[i+1].is(det|pronoun|conj|hers|prep)
}

// roleAhead reports whether a noun for people or bodies comes within three
// words from i, with nothing between that ends a phrase.
func (p *page) roleAhead(i int) bool {
	for j := i; j < min(i+4, len(p.words)); j++ {
		w := p.words[j]
		if w.mark != 0 || w.span >= 0 || w.is(small) || w.is(cue) && !w.is(noun) && j > i {
			return false
		}
		if w.is(role) {
			return true
		}
	}
	return false
}

// other is a phrase without a known head: the words between an article and a
// reporting verb ("one dad added"), or after one ("added one dad").
func (p *page) other(i, end int) (mention, bool) {
	if p.words[i].is(det) && end == i+1 && p.is(end, say) && !p.is(end, noun|ing) && !p.is(i, conj) {
		switch s := lexicon().fold(p.in(i, end)); s {
		case "one", "another", "some", "many", "several", "others", "both", "most":
			return mention{first: i, last: end, name: i, nameEnd: i, kind: roleKind, plural: s != "one" && s != "another"}, true
		}
	}
	if !p.words[i].is(det|hers) || end <= i+1 || strings.HasSuffix(p.in(end-1, end), "ly") {
		return mention{}, false
	}
	before := p.is(i-1, say) && i >= 2 && p.words[i-2].span >= 0
	if !before && !(p.is(end, say) && !p.is(end, noun)) {
		return mention{}, false
	}
	return mention{first: i, last: end, name: i, nameEnd: i, kind: otherKind}, true
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
		if p.words[k].is(office|people) && !(p.words[k].is(given) && k == from) && !p.ofChain(from, k) {
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
	titled := m.name > m.first && p.words[m.name-1].is(office|people) || m.name > m.first+1 && p.words[m.name-1].mark == '.'
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

// locate fills in where in its sentence a mention stands.
func (p *page) locate(m *mention) {
	i := m.first - 1
	if i < 0 || p.words[i].sent != p.words[m.first].sent || p.words[i].span >= 0 {
		return
	}
	m.aside = (p.words[i].mark == '(' || p.words[i].mark == '[' || p.words[i].mark == '<') && m.last < len(p.words) && p.words[m.last].mark != 0
	m.oblique = p.words[i].is(prep)
	m.object = p.words[i].is(cue) && !p.words[i].is(noun)
}
