package quote

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A scene is a page with everything needed to decide who speaks in it.
type scene struct {
	*page
	mentions []mention
	reports  []report
	links    [][]int32 // for each mention, the reports whose subject it is
	quotes   []quotation
}

// A quotation is a span with what stands around it.
type quotation struct {
	span
	first, last int // its words, marks included: words[first:last]
	count       int // words in it
	ending      ending
	lower       bool    // begins with a lower-case letter
	opensPara   bool    // nothing stands before it in its paragraph
	closesPara  bool    // nothing stands after it
	lead        lead    // what stands right before it
	trail       lead    // what stands right after it
	speaker     int     // the mention chosen for it, -1 if none
	report      int     // the report that ties it to the quote, -1 if none
	p           float64 // how likely that speaker is
	genuine     float64 // how likely the marks hold somebody's words
	votes       []vote  // the mentions that may be its speaker
}

// A vote is a mention that may be the speaker, and how likely that is.
type vote struct {
	mention, report int
	p               float64
}

// An ending is how the words of a quote end.
type ending uint8

// The endings.
const (
	bare ending = iota
	comma
	stop
	query // ? or !
	endings
)

// A lead is the kind of word or mark that stands beside a quote.
type lead uint8

// The leads.
const (
	nothing lead = iota
	commaLead
	colonLead
	stopLead
	otherMark
	cueLead
	thatLead
	copulaLead
	prepLead
	detLead
	nameLead
	conjLead
	pronounLead
	asLead
	wordLead
	leads
)

// stage reads the scene of a page.
func stage(p *page) *scene {
	s := &scene{page: p}
	s.mentions = p.mentions()
	s.reports = p.reports(s.mentions)
	s.links = make([][]int32, len(s.mentions))
	for i, r := range s.reports {
		if r.subject >= 0 {
			s.links[r.subject] = append(s.links[r.subject], int32(i))
		}
	}
	s.quotes = make([]quotation, len(p.spans))
	for i, sp := range p.spans {
		s.quotes[i] = quotation{span: sp, first: -1, speaker: -1}
	}
	for i, w := range p.words {
		if w.span < 0 {
			continue
		}
		q := &s.quotes[w.span]
		if q.first < 0 {
			q.first = i
		}
		q.last = i + 1
		if w.mark == 0 {
			q.count++
		}
	}
	for i := range s.quotes {
		s.surround(&s.quotes[i])
	}
	return s
}

// surround fills in what stands around a quotation.
func (s *scene) surround(q *quotation) {
	words := s.text[q.start:q.end]
	r, _ := utf8.DecodeRuneInString(words)
	q.lower = unicode.IsLower(r)
	r, _ = utf8.DecodeLastRuneInString(words)
	switch r {
	case ',':
		q.ending = comma
	case '.', '…':
		q.ending = stop
	case '?', '!':
		q.ending = query
	case '-', '—', '–':
		q.ending = comma
	}
	q.lead, q.trail = s.leadAt(q.first-1, q.first), s.leadAt(q.last, q.first)
	q.opensPara, q.closesPara = q.lead == nothing, q.trail == nothing
}

// leadAt is the kind of word i as seen from the paragraph of word from.
func (s *scene) leadAt(i, from int) lead {
	if i < 0 || i >= len(s.words) || s.words[i].para != s.words[from].para {
		return nothing
	}
	w := s.words[i]
	switch {
	case w.mark == ',':
		return commaLead
	case w.mark == ':':
		return colonLead
	case w.mark == '.' || w.mark == '?' || w.mark == '!' || w.mark == ';':
		return stopLead
	case w.mark != 0:
		return otherMark
	case w.is(cue) && !w.is(noun):
		return cueLead
	case strings.EqualFold(s.in(i, i+1), "that"):
		return thatLead
	case strings.EqualFold(s.in(i, i+1), "as"):
		return asLead
	case w.is(copula):
		return copulaLead
	case w.is(det|hers) || w.possessive:
		return detLead
	case w.is(prep):
		return prepLead
	case w.is(pronoun):
		return pronounLead
	case w.is(conj | aux | adverb):
		return conjLead
	case w.capital:
		return nameLead
	}
	return wordLead
}
