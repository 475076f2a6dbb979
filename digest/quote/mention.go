package quote

import "waybill/digest/quote/person"

// A mention is a phrase outside quotes that may name a speaker.
type mention struct {
	first, last   int // its words are words[first:last]
	name, nameEnd int // the proper name within it, words[name:nameEnd]; empty if it has none
	kind          kind
	gender        person.Gender
	plural        bool
	possessive    bool // ends in 's: "Greer's"
	oblique       bool // stands after a preposition
	object        bool // stands after a reporting verb that is not about a quote: "told Reuters"
	opensSentence bool // the first mention of its sentence that is not oblique
	owner         int  // where the name ends that the phrase begins with, as in "Donald Grant's adviser"; 0 if with none
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
		if at := p.seam(&m); at > 0 && len(out) > 0 && out[len(out)-1].kind == roleKind && out[len(out)-1].last == m.first-1 {
			rest := mention{first: at, last: m.last, name: at, nameEnd: m.last}
			m.last, m.nameEnd, m.possessive = at, at, false
			p.sort(&m)
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
