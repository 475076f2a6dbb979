package quote

import "strings"

// maxRole is how many words of a role are kept.
const maxRole = 8

// cueFor is the reporting word by which mention m is tied to quotation q: the
// nearest on the same side of the quote, and rather one that says so than one
// that may.
func (c *cast) cueFor(q *quotation, m int) string {
	at, rank := -1, 0
	before := c.mentions[m].first < q.first
	for _, l := range c.links[m] {
		r := &c.reports[l]
		if r.form == colon || c.words[r.at].mark != 0 {
			continue
		}
		n := 10*classOf(r.class) + q.first - r.at
		if r.at >= q.first {
			n = 10*classOf(r.class) + r.at - q.last + 1
		}
		if (r.at < q.first) != before {
			n += 40
		}
		if r.class.is(noun) {
			n += 10
		}
		if at < 0 || n < rank {
			at, rank = r.at, n
		}
	}
	if at < 0 {
		return ""
	}
	return c.in(at, at+1)
}

// speakerName is what bearer b is called: the name, or the phrase without its
// article, together with the body it belongs to.
func (c *cast) speakerName(b int) string {
	m := &c.mentions[b]
	if m.name < m.nameEnd {
		return c.nameOf(b)
	}
	from := m.first
	for from < m.last-1 && c.words[from].is(det|hers) {
		from++
	}
	to := c.chainEnd(b)
	if to == m.last {
		to = c.complementEnd(to)
	}
	return c.clip(from, to)
}

// complementEnd is where "of …" right after a phrase that ends at word at ends,
// if it is short and a verb or a mark follows.
func (c *cast) complementEnd(at int) int {
	if at >= len(c.words) || c.in(at, at+1) != "of" {
		return at
	}
	end := at + 1
	for ; end < len(c.words) && end < at+6; end++ {
		w := c.words[end]
		if w.mark != 0 || w.span >= 0 || w.is(cue) && !w.is(noun) {
			return end
		}
		if w.is(small) && !w.is(det) {
			return at
		}
	}
	return at
}

// chainEnd is where the phrase of mention b ends together with the "of the …"
// or "for …" that follows it.
func (c *cast) chainEnd(b int) int {
	_, end := c.afterChain(b)
	return end
}

// afterChain is the first mention behind the phrase of mention b and the
// "of the …" or "for …" that follows it, and where those end.
func (c *cast) afterChain(b int) (k, end int) {
	end = c.mentions[b].last
	named := c.mentions[b].name < c.mentions[b].nameEnd
	for k = b + 1; k < len(c.mentions) && k <= b+maxRole && c.mentions[k].first == end+1 && c.mentions[k].oblique; k++ {
		if named && c.mentions[k].kind != bodyKind && c.mentions[k].kind != nameKind || c.mentions[k].possessive {
			break
		}
		if !links(c.in(end, end+1), c.mentions[b].kind) {
			break
		}
		end = c.mentions[k].last
	}
	return k, end
}

// links reports whether a preposition says whose a phrase of that kind is.
func links(preposition string, k kind) bool {
	switch preposition {
	case "of", "for":
		return true
	case "at", "with", "from":
		return k != writKind
	}
	return false
}

// clip is the text of words [from, to), at most maxRole of them, without a
// small word or a mark at its end and without a possessive 's.
func (c *cast) clip(from, to int) string {
	n, end := 0, from
	for end < to && n < maxRole {
		if c.words[end].mark == 0 {
			n++
		}
		end++
	}
	end = c.wholeName(from, end, to)
	for end > from+1 && (c.words[end-1].is(det|prep|conj) && !c.words[end-1].capital || strings.HasSuffix(c.in(end-1, end), "-based") || c.words[end-1].mark != 0 && c.words[end-1].mark != ')' && c.words[end-1].mark != '.') {
		end--
	}
	if from >= end {
		return ""
	}
	stop := c.words[end-1].end
	if c.words[end-1].possessive && end == to {
		stop = c.words[end-1].base
	}
	return folded(c.text[c.words[from].start:stop])
}

// wholeName is where words from on that were cut at end, of words up to to, end
// with their last name whole: beyond it if it is short, before it if it is not.
func (c *cast) wholeName(from, end, to int) int {
	inside := func(i int) bool {
		w := c.words[i]
		return w.capital || w.mark != 0 && !strings.ContainsRune(",;", w.mark) || w.is(prep|conj) && i+1 < to && (c.in(i, i+1) == "of" || c.in(i, i+1) == "and") && c.words[i+1].capital
	}
	if end >= to || !inside(end) || !inside(end-1) {
		return end
	}
	stop := end
	for stop < to && stop < end+maxRole && inside(stop) {
		stop++
	}
	if stop == to || !inside(stop) {
		return stop
	}
	for end > from+1 && inside(end-1) {
		end--
	}
	return end
}

// bodyOf is the name of the body that a phrase speaks of: the last ministry
// named before "a senior ministry official".
func (c *cast) bodyOf(b int) string {
	m := &c.mentions[b]
	for i := m.first; i < m.last-1; i++ {
		if c.words[i].capital || !c.words[i].is(body) {
			continue
		}
		for k := b - 1; k >= 0 && k >= b-back; k-- {
			if n := &c.mentions[k]; n.kind == bodyKind && c.hasRole(k, c.fold(i)) {
				return c.clip(c.skipArticles(n.first), n.last)
			}
		}
	}
	return ""
}

// skipArticles is the first word from i on that is no article or the like.
func (c *cast) skipArticles(i int) int {
	for c.words[i].is(det|hers) && i+1 < len(c.words) {
		i++
	}
	return i
}
