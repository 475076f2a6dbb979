package quote

import "strings"

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
	m.owner = p.ownerEnd(&m)
	return m, true
}

// ownerEnd is where the name ends that owns what mention m names; 0 if there
// is none of two words or more.
func (p *page) ownerEnd(m *mention) int {
	for i := m.first + 1; i < m.last-1 && i != m.nameEnd-1; i++ {
		if p.words[i].possessive && p.words[i].capital && p.words[i-1].capital {
			return i + 1
		}
	}
	return 0
}

// afterName reports whether word i comes right after a name or a pronoun.
func (p *page) afterName(i int) bool {
	return i > 0 && p.words[i-1].mark == 0 && p.words[i-1].span < 0 && !p.words[i-1].possessive &&
		(p.words[i-1].is(pronoun) || p.words[i-1].capital && !p.opensClause(i-1) || p.words[i-1].capital && !p.words[i-1].is(small))
}

// A reach grows over the words that can belong to one noun phrase.
type reach struct {
	*page
	start, at int
	head      int  // the last word that can be the phrase's head, -1 if there is none
	lower     bool // an unknown lower-case word was passed since the head
	full      bool // nothing more can follow
}

// longestPhrase is how many words and marks a noun phrase may have.
const longestPhrase = 15

// extent is where the words end that can belong to one noun phrase from i on,
// and the last of them that can be its head, -1 if none can.
func (p *page) extent(i int) (end, head int) {
	r := reach{page: p, start: i, at: i, head: -1}
	for r.at < len(p.words) && r.at-i < longestPhrase && !r.full && r.takes(p.words[r.at]) {
		r.at++
	}
	return r.at, r.head
}

// takes reports whether the phrase goes on with the word at hand.
func (r *reach) takes(w word) bool {
	switch {
	case w.span >= 0 || w.sent != r.words[r.start].sent:
		return false
	case w.mark != 0:
		return r.at > r.start && r.joins(r.at)
	case w.number:
		return r.at > r.start && !r.lower || r.at == r.start && strings.Contains(r.in(r.at, r.at+1), "-")
	case w.capital && r.nameable(r.at, r.start):
		return r.takesCapital(w)
	case w.is(det | hers):
		return r.at == r.start
	case r.head >= 0 && r.words[r.head].capital && r.links(r.at, r.head, r.start):
		return true
	}
	return r.takesLower(w)
}

// takesCapital does so for a capitalised word, which may be the head.
func (r *reach) takesCapital(w word) bool {
	if r.lower {
		adjective := r.at == r.start+2 && r.words[r.start].is(det|hers) // "an angry Greer"
		if r.head >= 0 && !w.is(role) || !r.words[r.at-1].is(role|title) && !adjective {
			return false
		}
	}
	r.head, r.lower = r.at, false
	r.full = w.possessive && r.at+1 < len(r.words) && !r.words[r.at+1].capital && !r.roleAhead(r.at+1)
	return true
}

// takesLower does so for a word in lower case: a noun for people or bodies
// may be the head, and what stands before one belongs to it.
func (r *reach) takesLower(w word) bool {
	if w.is(small) && !(w.is(title) && !w.is(prep) && r.roleAhead(r.at+1)) {
		return false
	}
	verb := w.is(cue) && (!w.is(noun) || r.verbHere(r.at, r.start))
	if w.is(role) && !verb {
		r.head, r.lower = r.at, false
		return true
	}
	participle := r.at > r.start && r.words[r.at-1].is(det) && !w.is(noun) && r.roleAhead(r.at+1) // "the accused mayor"
	if verb && !participle || w.is(times) && !(r.at > r.start && r.roleAhead(r.at+1)) || r.head >= 0 && !r.roleAhead(r.at) {
		return false
	}
	r.lower = true
	return true
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
	case '\'', '’': // "the Farmers' Union"
		return glued && next && p.words[i-1].capital && p.words[i-1].is(people) && plural(p.base(i-1)) && p.words[i+1].is(org|body)
	case '&', '/':
		return next && p.words[i-1].capital
	}
	return false
}

// links reports whether the small word i ties a capitalised word on to the
// name that ends at head: "Department of Commerce", "Ludwig van Beethoven".
func (p *page) links(i, head, start int) bool {
	w := p.words[i]
	if w.is(loose) && !w.is(prep|conj) { // "Jan van der Meer"
		return p.particles(i, head)
	}
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
	return false
}

// particles reports whether the words from the head to i, and on to a
// capitalised word, are particles of a name.
func (p *page) particles(i, head int) bool {
	for k := head + 1; k < min(head+4, len(p.words)); k++ {
		if k > i && p.words[k].capital && p.words[k].span < 0 {
			return true
		}
		if !p.words[k].is(loose) {
			return false
		}
	}
	return false
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
	if i > 0 && p.words[i-1].is(aux) || i > 0 && p.in(i-1, i) == "to" {
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
