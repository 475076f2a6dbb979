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
