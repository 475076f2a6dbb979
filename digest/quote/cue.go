package quote

import "strings"

// A report is a reporting word outside quotes with its subject.
type report struct {
	at      int // the word
	class   class
	form    form
	subject int // index of the mention that is its subject, -1 if none was found
	tie     tie // how the subject was found
}

// A form is the shape of a reporting word.
type form uint8

// The forms of reporting words.
const (
	finite    form = iota // said, says
	gerund                // saying
	bareForm              // say, after "to" or an auxiliary
	according             // "according to"
	colon                 // a colon right before a quote
	forms
)

// A tie says how a report and its subject stand to each other.
type tie uint8

// The ties, nearest first.
const (
	noTie     tie = iota
	adjacent      // "Greer said"
	auxiliary     // "Greer also said"
	chained       // "the head of Cargill said": the subject is followed by of, at, for …
	apposed       // "Greer, the trade representative, said"
	related       // "Greer …, who said": the subject is the relative pronoun or its noun
	shared        // "Greer met Li and said": the subject of the sentence
	inverted      // "said Greer"
	ties
)

// reports finds the reporting words of a page and their subjects.
func (p *page) reports(ms []mention) []report {
	var out []report
	m := 0 // the first mention that ends after the word
	for i := range p.words {
		for m < len(ms) && ms[m].last <= i {
			m++
		}
		w := p.words[i]
		if w.span >= 0 {
			continue
		}
		if w.mark == ':' && i+1 < len(p.words) && p.words[i+1].span >= 0 {
			r := report{at: i, form: colon, subject: -1}
			if n := len(out) - 1; n >= 0 && out[n].subject >= 0 && p.words[out[n].at].sent == w.sent && (m == 0 || ms[m-1].last < i || ms[m-1].object) {
				r.subject, r.tie = out[n].subject, out[n].tie // "Greer told the BBC:"
			} else {
				p.colonSubject(&r, ms, m)
			}
			out = append(out, r)
			continue
		}
		if strings.EqualFold(p.text[w.start:w.end], "according") {
			r := report{at: i, form: according, subject: -1}
			for k := m; k < len(ms) && ms[k].first <= i+3; k++ {
				if ms[k].first > i {
					r.subject, r.tie = k, inverted
					break
				}
			}
			out = append(out, r)
			continue
		}
		if !w.is(cue) || w.capital && !p.opensClause(i) || m < len(ms) && ms[m].first <= i {
			continue // no reporting word, or part of a mention
		}
		r := report{at: i, class: w.class, form: finite, subject: -1}
		if w.is(ing) {
			r.form = gerund
		} else if w.is(base) && (p.is(i-1, aux) || i > 0 && p.in(i-1, i) == "to") {
			r.form = bareForm
		}
		if n := len(out) - 1; r.form == gerund && p.in(max(i-1, 0), i) == "as" && n >= 0 && p.words[out[n].at].sent == w.sent {
			p.quotedSubject(&r, &out[n], ms, m)
		} else {
			p.findSubject(&r, ms, m)
		}
		if w.is(noun) && r.tie == noTie {
			continue
		}
		out = append(out, r)
	}
	return out
}

// colonSubject finds whose words a colon announces: the mention right before
// it, or the subject of its sentence.
func (p *page) colonSubject(r *report, ms []mention, m int) {
	if m > 0 && ms[m-1].last == r.at && !ms[m-1].object {
		r.subject, r.tie = m-1, adjacent
		return
	}
	if k := p.sentenceSubject(r.at, ms, m); k >= 0 {
		r.subject, r.tie = k, shared
	}
}

// findSubject finds the subject of the reporting word r; mentions before m
// end before it.
func (p *page) findSubject(r *report, ms []mention, m int) {
	if r.form == finite && (p.afterQuote(r.at) || r.at > 0 && p.words[r.at-1].mark == ',' && r.class.is(say) && !r.class.is(noun)) {
		if k := p.mentionAt(ms, m, r.at+1); k >= 0 && !p.tells(r.at) {
			r.subject, r.tie = k, inverted
			return
		}
	}
	i := r.at - 1 // the last word that may be the subject's
	tied := adjacent
	for i >= 0 && p.words[i].span < 0 && p.words[i].sent == p.words[r.at].sent && p.filler(i) {
		if !p.words[i].is(times) {
			tied = auxiliary
		}
		i--
	}
	if i < 0 || p.words[i].sent != p.words[r.at].sent {
		return
	}
	if r.form == gerund {
		if k := p.sentenceSubject(r.at, ms, m); k >= 0 {
			r.subject, r.tie = k, shared
		}
		return
	}
	before := m - 1
	if before >= 0 && ms[before].last-1 == i {
		if ms[before].possessive {
			return // a noun: "his support", "the bank's offer"
		}
		k := p.chainHead(ms, before)
		if k != before {
			tied = chained
		}
		if p.words[ms[k].first].is(pronoun) && strings.EqualFold(p.base(ms[k].first), "who") {
			tied = related
		}
		r.subject, r.tie = k, tied
		return
	}
	if p.words[i].mark == ',' || p.words[i].mark == ')' || p.words[i].mark == '—' || p.words[i].mark == '–' || p.words[i].mark == '>' {
		if k := p.beforeApposition(ms, before, i); k >= 0 {
			r.subject, r.tie = k, apposed
			return
		}
	}
	if k := p.sentenceSubject(r.at, ms, m); k >= 0 {
		r.subject, r.tie = k, shared
		if i-ms[k].last < 4 && p.words[i].mark == 0 && !p.words[i].is(conj) {
			r.tie = auxiliary
		}
	}
}

// quotedSubject finds who is quoted "as saying": the object of the verb before
// it, or its subject if that is passive.
func (p *page) quotedSubject(r, by *report, ms []mention, m int) {
	if p.is(by.at-1, aux) && p.words[by.at-1].is(small) {
		r.subject, r.tie = by.subject, by.tie
		return
	}
	for k := m - 1; k >= 0 && ms[k].first > by.at; k-- {
		if ms[k].first == by.at+1 {
			r.subject, r.tie = k, inverted
			by.subject, by.tie = -1, noTie // who quotes does not speak
		}
	}
}

// tells reports whether the word at i is a form of "tell", which is followed
// by whom it was told.
func (p *page) tells(i int) bool {
	s := p.in(i, i+1)
	return s == "told" || s == "tells" || s == "tell"
}

// afterQuote reports whether word i comes right after a quote, but for marks
// and words like "also".
func (p *page) afterQuote(i int) bool {
	for i--; i >= 0; i-- {
		w := p.words[i]
		if w.span >= 0 {
			return true
		}
		if w.mark == 0 && !w.is(aux) {
			return false
		}
		if w.mark == '.' || w.mark == ':' {
			return false
		}
	}
	return false
}

// filler reports whether word i may stand between a subject and its verb.
func (p *page) filler(i int) bool {
	w := p.words[i]
	if w.mark != 0 {
		return false
	}
	if w.is(aux) || w.is(times) {
		return true
	}
	s := p.text[w.start:w.end]
	return strings.HasSuffix(s, "ly") && !w.capital
}

// mentionAt is the index of the mention that starts at word i, or after an
// adverb or a time before it; -1 if none does.
func (p *page) mentionAt(ms []mention, m, i int) int {
	for k := m; k < len(ms) && ms[k].first <= i+2; k++ {
		if ms[k].first < i {
			continue
		}
		for j := i; j < ms[k].first; j++ {
			if !p.filler(j) {
				return -1
			}
		}
		return k
	}
	return -1
}

// chainHead goes back from mention k over "of", "at", "for" … to the mention
// that heads the chain: from "Cargill" to "the head" in "the head of Cargill".
func (p *page) chainHead(ms []mention, k int) int {
	for k > 0 && ms[k].oblique {
		if ms[k-1].last != ms[k].first-1 || p.words[ms[k].first].sent != p.words[ms[k-1].first].sent {
			break
		}
		k--
	}
	return k
}

// beforeApposition finds the mention before the apposition that ends at the
// mark i: "Greer, who took office in February," gives Greer.
func (p *page) beforeApposition(ms []mention, k, i int) int {
	open := ','
	switch p.words[i].mark {
	case ')':
		open = '('
	case '>':
		open = '<'
	case '—', '–':
		open = p.words[i].mark
	}
	for j := i - 1; j >= 0 && i-j < 40 && p.words[j].sent == p.words[i].sent; j-- {
		if p.words[j].span >= 0 {
			return -1
		}
		if p.words[j].mark != open {
			continue
		}
		for k >= 0 && ms[k].last > j {
			k--
		}
		if k >= 0 && ms[k].last == j {
			k = p.chainHead(ms, k)
			if !ms[k].oblique || ms[k].opensSentence {
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
// its subject, among those before m; -1 if there is none.
func (p *page) sentenceSubject(at int, ms []mention, m int) int {
	found := -1
	for k := m - 1; k >= 0 && p.words[ms[k].first].sent == p.words[at].sent; k-- {
		if ms[k].opensSentence {
			return k
		}
		if !ms[k].oblique {
			found = k
		}
	}
	return found
}
