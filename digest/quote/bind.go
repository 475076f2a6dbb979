package quote

import "strings"

// A binder finds the reporting words of a page and binds them to their
// subjects. It walks over the words once; m is the first mention that ends
// after the word at hand.
type binder struct {
	*page
	mentions []mention
	m        int
	out      []report
}

// reports are the reporting words of a page with their subjects.
func (p *page) reports(ms []mention) []report {
	b := binder{page: p, mentions: ms}
	for i := range p.words {
		for b.m < len(ms) && ms[b.m].last <= i {
			b.m++
		}
		if p.words[i].span < 0 {
			b.read(i)
		}
	}
	return b.out
}

// read adds the report at word i, if there is one.
func (b *binder) read(i int) {
	w := b.words[i]
	r := report{at: i, class: w.class, subject: -1}
	switch {
	case w.mark == ':' && i+1 < len(b.words) && b.words[i+1].span >= 0:
		r.form = colon
		b.bindColon(&r)
	case b.signs(i): // "“…” — Ana Prieto, trade minister"
		r.form, r.subject, r.tie = according, b.m, inverted
	case strings.EqualFold(b.text[w.start:w.end], "according"):
		r.form = according
		if b.m < len(b.mentions) && b.mentions[b.m].first <= i+3 {
			r.subject, r.tie = b.m, inverted
		}
	case !w.is(cue) || w.capital && !b.opensClause(i) || b.m < len(b.mentions) && b.mentions[b.m].first <= i:
		return // no reporting word, or part of a mention
	default:
		r.form = b.formOf(i)
		if by := b.before(i); r.form == gerund && by != nil && b.in(i-1, i) == "as" {
			b.bindQuoted(&r, by)
		} else {
			b.bind(&r)
		}
		if w.is(noun) && r.tie == noTie {
			return
		}
	}
	b.out = append(b.out, r)
}

// signs reports whether the mark at word i is a dash between a quote and the
// name that signs it, with which the paragraph or the clause ends.
func (b *binder) signs(i int) bool {
	switch b.words[i].mark {
	case '—', '–', '-', '―':
	default:
		return false
	}
	if i == 0 || b.words[i-1].span < 0 || b.m >= len(b.mentions) || b.mentions[b.m].first != i+1 {
		return false
	}
	end := b.mentions[b.m].last
	return end >= len(b.words) || b.words[end].para != b.words[i].para || b.words[end].mark == ','
}

// formOf is the form of the verb at word i.
func (b *binder) formOf(i int) form {
	w := b.words[i]
	switch {
	case w.is(ing):
		return gerund
	case b.is(i-1, copula) || b.is(i-1, adverb) && b.is(i-2, copula):
		return passive
	case w.is(base) && (b.is(i-1, aux|adverb) || i > 0 && b.in(i-1, i) == "to"):
		return bareForm
	}
	return finite
}

// before is the report before word i in its sentence, nil if there is none.
func (b *binder) before(i int) *report {
	if n := len(b.out) - 1; n >= 0 && b.words[b.out[n].at].sent == b.words[i].sent {
		return &b.out[n]
	}
	return nil
}

// bindColon finds whose words a colon announces: those of the report before
// it ("Greer told the BBC:"), of the mention right before it, or of the
// subject of its sentence.
func (b *binder) bindColon(r *report) {
	last := b.m - 1
	beside := last >= 0 && b.mentions[last].last == r.at && !b.mentions[last].object && !b.mentions[last].oblique
	if by := b.before(r.at); by != nil && by.subject >= 0 && !beside {
		r.subject, r.tie = by.subject, by.tie
		if r.tie == inverted {
			r.tie = adjacent // it stands before the colon all the same
		}
	} else if beside {
		r.subject, r.tie = last, adjacent
	} else if k := b.sentenceSubject(r.at); k >= 0 {
		r.subject, r.tie = k, shared
	}
}

// bindQuoted finds who is quoted "as saying": the object of the verb before
// it, or its subject if that is passive.
func (b *binder) bindQuoted(r, by *report) {
	if by.form == passive {
		r.subject, r.tie = by.subject, by.tie
		return
	}
	for k := b.m - 1; k >= 0 && b.mentions[k].first > by.at; k-- {
		if b.mentions[k].first == by.at+1 {
			r.subject, r.tie = k, inverted
			by.subject, by.tie = -1, noTie // who quotes does not speak
		}
	}
}

// bind finds the subject of a verb.
func (b *binder) bind(r *report) {
	if k := b.agent(r); k >= 0 {
		r.subject, r.tie, r.form = k, inverted, finite
		return
	}
	if k := b.inverted(r); k >= 0 {
		r.subject, r.tie = k, inverted
		return
	}
	i, tied := b.skipFillers(r)
	if i < 0 {
		return
	}
	k := b.m - 1
	switch mark := b.words[i].mark; {
	case r.form == gerund:
	case k >= 0 && b.mentions[k].last-1 == i:
		if !b.mentions[k].possessive { // else it is a noun: "the bank's offer"
			r.subject, r.tie = b.chained(k, tied)
		}
		return
	case mark == ',' || mark == ')' || mark == '—' || mark == '–' || mark == '>':
		if k := b.beforeApposition(k, i); k >= 0 {
			r.subject, r.tie = k, apposed
			return
		}
	}
	if k := b.sentenceSubject(r.at); k >= 0 {
		r.subject, r.tie = k, shared
		if r.form != gerund && i-b.mentions[k].last < 4 && b.words[i].mark == 0 && !b.words[i].is(conj) {
			r.tie = auxiliary
		}
	}
}

// agent is who did what a passive verb tells, if a quote and "by" follow it:
// "was called “a tax” by retailers"; -1 if there is none.
func (b *binder) agent(r *report) int {
	i := r.at + 1
	if r.form != passive || i >= len(b.words) || b.words[i].span < 0 {
		return -1
	}
	q := b.words[i].span
	for i < len(b.words) && b.words[i].span == q {
		i++
	}
	if b.in(min(i, len(b.words)-1), min(i+1, len(b.words))) != "by" {
		return -1
	}
	for k := b.m; k < len(b.mentions) && b.mentions[k].first <= i+1; k++ {
		if b.mentions[k].first == i+1 {
			return k
		}
	}
	return -1
}

// inverted is the subject behind a verb that follows a quote or a comma:
// "“…,” said Greer"; -1 if there is none. "Told" is followed by whom it was told.
func (b *binder) inverted(r *report) int {
	says := r.class.is(say) && !r.class.is(noun)
	afterComma := says && r.at > 0 && b.words[r.at-1].mark == ','
	opens := says && b.words[r.at].capital // "Adds Greer: “…”"
	if r.form != finite || !afterComma && !opens && !b.afterQuote(r.at) {
		return -1
	}
	switch b.in(r.at, r.at+1) {
	case "told", "tells", "tell":
		return -1
	}
	return b.mentionAt(r.at + 1)
}

// skipFillers is the last word before a verb that may be its subject's, and
// how close that ties them; -1 if the sentence begins before.
func (b *binder) skipFillers(r *report) (int, tie) {
	i, tied := r.at-1, adjacent
	for i >= 0 && b.words[i].span < 0 && b.words[i].sent == b.words[r.at].sent && b.filler(i) {
		if !b.words[i].is(times) {
			tied = auxiliary
		}
		i--
	}
	if i < 0 || b.words[i].sent != b.words[r.at].sent {
		return -1, noTie
	}
	return i, tied
}

// chained is the head of the chain of phrases that ends with mention k, and
// how it is tied to the verb behind it.
func (b *binder) chained(k int, tied tie) (int, tie) {
	head := b.chainHead(k)
	if head != k {
		tied = chained
	}
	if strings.EqualFold(b.base(b.mentions[head].first), "who") {
		tied = related
	}
	return head, tied
}

// afterQuote reports whether word i comes right after a quote, but for marks
// and words like "also".
func (b *binder) afterQuote(i int) bool {
	for i--; i >= 0; i-- {
		w := b.words[i]
		switch {
		case w.span >= 0:
			return true
		case w.mark == 0 && !w.is(aux|adverb), w.mark == '.', w.mark == ':':
			return false
		}
	}
	return false
}

// filler reports whether word i may stand between a subject and its verb.
func (p *page) filler(i int) bool {
	w := p.words[i]
	return w.mark == 0 && (w.is(aux|adverb|times) || strings.HasSuffix(p.text[w.start:w.end], "ly") && !w.capital)
}

// mentionAt is the index of the mention that starts at word i, or after an
// adverb or a time before it; -1 if none does.
func (b *binder) mentionAt(i int) int {
	for k := b.m; k < len(b.mentions) && b.mentions[k].first <= i+2; k++ {
		if b.mentions[k].first < i {
			continue
		}
		for j := i; j < b.mentions[k].first; j++ {
			if !b.filler(j) {
				return -1
			}
		}
		return k
	}
	return -1
}

// chainHead goes back from mention k over "of", "at", "for" … to the mention
// that heads the chain: from "Cargill" to "the head" in "the head of Cargill".
func (b *binder) chainHead(k int) int {
	for k > 0 && b.mentions[k].oblique {
		m, n := &b.mentions[k], &b.mentions[k-1]
		if n.last != m.first-1 || b.words[m.first].sent != b.words[n.first].sent {
			break
		}
		k--
	}
	return k
}

// longestApposition is how many words and marks an apposition may have.
const longestApposition = 40

// beforeApposition is the mention before the apposition that ends at the mark
// i: "Greer, who took office in February," gives Greer. Mentions after k end
// behind it.
func (b *binder) beforeApposition(k, i int) int {
	open := ','
	switch b.words[i].mark {
	case ')':
		open = '('
	case '>':
		open = '<'
	case '—', '–':
		open = b.words[i].mark
	}
	for j := i - 1; j >= 0 && i-j < longestApposition && b.words[j].sent == b.words[i].sent && b.words[j].span < 0; j-- {
		if b.words[j].mark != open {
			continue
		}
		for k >= 0 && b.mentions[k].last > j {
			k--
		}
		if k >= 0 && b.mentions[k].last == j {
			k = b.chainHead(k)
			if !b.mentions[k].oblique || b.mentions[k].opensSentence {
				return k
			}
			return -1
		}
		if open != ',' {
			return -1
		}
	}
	return -1
}

// sentenceSubject is the first mention of the sentence of word at that can be
// its subject, among those before the word; -1 if there is none.
func (b *binder) sentenceSubject(at int) int {
	found := -1
	for k := b.m - 1; k >= 0 && k >= b.m-back && b.words[b.mentions[k].first].sent == b.words[at].sent; k-- {
		if b.mentions[k].opensSentence {
			return k
		}
		if !b.mentions[k].oblique {
			found = k
		}
	}
	return found
}
