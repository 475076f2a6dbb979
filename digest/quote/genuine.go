package quote

import (
	"math"
	"strings"
)

// The templates of the model that tells quotes from scare quotes, titles of
// works and nicknames.
const (
	gLength template = iota
	gLeadTrail
	gLead
	gTitle
	gSpeech
	gTie
	gNobody
	gEnding
	gPara
	gWord
	gTitleLead
	gReport
)

var genuineShapes = []shape{
	{"length lower", []int{6, 2}},
	{"lead trail", []int{int(leads), int(leads)}},
	{"lead length", []int{int(leads), 6}},
	{"title case, length, tied", []int{3, 6, 2}},
	{"speech length", []int{2, 6}},
	{"zone tie short", []int{zones, int(ties), 3}},
	{"nobody length", []int{5, 6}},
	{"ending trail length", []int{int(endings), int(leads), 3}},
	{"opens closes length", []int{4, 3}},
	{"words before: scare, possessive, article; report class", []int{2, 2, 3, 5}},
	{"title case, lead, scare", []int{3, int(leads), 2}},
	{"report: side gap form class", []int{3, 5, int(forms), 4}},
}

// sifts fills in the features by which quotation q, whose speaker is likely
// c, is taken for somebody's words or not.
func (s *scene) sifts(dst []int32, q *quotation, c *candidate, nobodyP float64) []int32 {
	length := bucket(q.count, 2, 3, 4, 6, 10)
	short := bucket(q.count, 3, 6)
	tied, class := noTie, 4
	if c.report >= 0 && (c.zone == left || c.zone == right || c.zone == after) {
		tied, class = s.reports[c.report].tie, classOf(s.reports[c.report].class)
	}
	l := genuineLayout
	before := q.first - 1
	possessive := before >= 0 && s.words[before].possessive
	article := 0
	if s.is(before, det) {
		article = 1
	} else if s.is(before, hers) {
		article = 2
	}
	scary := bit(s.is(before, scare) || s.is(before-1, scare) && s.is(before, det|prep))
	side, gap, form := 2, 0, finite
	if c.report >= 0 && tied != noTie {
		r := &s.reports[c.report]
		side, gap, form = 0, q.first-r.at, r.form
		if r.at >= q.first {
			side, gap = 1, r.at-q.last+1
		}
	}
	return append(dst,
		l.index(gLength, length, bit(q.lower)),
		l.index(gLeadTrail, int(q.lead), int(q.trail)),
		l.index(gLead, int(q.lead), length),
		l.index(gTitle, s.titleCase(q), length, bit(tied != noTie)),
		l.index(gSpeech, bit(s.speech(q)), length),
		l.index(gTie, c.zone, int(tied), short),
		l.index(gNobody, bucket(int(nobodyP*100), 2, 10, 30, 60), length),
		l.index(gEnding, int(q.ending), int(q.trail), short),
		l.index(gPara, bit(q.opensPara)|bit(q.closesPara)<<1, short),
		l.index(gWord, scary, bit(possessive), article, class),
		l.index(gTitleLead, s.titleCase(q), int(q.lead), scary),
		l.index(gReport, side, bucket(gap, 2, 3, 6, 12), int(form), min(class, 3)),
	)
}

// work reports whether a quotation is a name and nobody's words: it follows
// "so-called" or the like, or it is capitalised like the title of a work and
// tied to nobody who would say it.
func (s *scene) dubbed(q *quotation) bool {
	if s.is(q.first-1, dub) {
		return true
	}
	if q.first > 1 {
		switch strings.ToLower(s.in(q.first-2, q.first)) {
		case "so called", "known as":
			return true
		}
	}
	if q.count < 2 || q.lead == colonLead || q.lead == nothing || s.titleCase(q) != 1 {
		return false
	}
	if s.is(q.first-1, scare) || s.is(q.first-2, scare) { // "her favourite book is"
		return true
	}
	return q.report < 0 || s.reports[q.report].tie == noTie || s.words[s.reports[q.report].at].sent != s.words[q.first].sent
}

// titleCase says how a quotation is capitalised: 0 as running text, 1 all its
// longer words capital, 2 all capitals or no words at all.
func (s *scene) titleCase(q *quotation) int {
	capitals, lowers, shouts := 0, 0, 0
	for _, w := range s.words[q.first:q.last] {
		switch {
		case w.mark != 0 || w.number || w.is(small):
		case w.shout:
			shouts++
			capitals++
		case w.capital:
			capitals++
		default:
			lowers++
		}
	}
	switch {
	case lowers > 0:
		return 0
	case capitals == shouts:
		return 2
	}
	return 1
}

// speech reports whether a quotation holds words of a sentence: a pronoun, an
// auxiliary or a form of to be.
func (s *scene) speech(q *quotation) bool {
	for _, w := range s.words[q.first:q.last] {
		if w.is(pronoun|copula|aux) && !w.is(prep) {
			return true
		}
	}
	return false
}

// genuine is how likely it is that the marks hold somebody's words.
func (m model) genuine(features []int32) float64 {
	return 1 / (1 + math.Exp(-m.score(features)))
}
