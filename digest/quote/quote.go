// Package quote finds what people say in an article: the words between
// quotation marks, who says them, and how sure that is.
//
// An article goes through it in these steps, each in files of its own:
//
//	span, paragraph      marks of every style are paired into quoted spans
//	word, lexicon        words get their classes from words.txt
//	mention, phrase,     phrases outside quotes that may name a speaker:
//	name                 names, roles, bodies, pronouns
//	report, bind         reporting words are bound to their subjects
//	scene, candidate,    for each quote, the mentions around it are described
//	feature, model       and weighed by a linear model (speaker.model)
//	genuine              a second one (genuine.model) tells quotes from scare
//	                     quotes, titles of works and nicknames
//	cast, bearer,        mentions are resolved to people and bodies: "he", "the
//	pronoun              minister" and "Greer" to "Jamieson Greer"
//	speaker, role,       what a quote is called: fullest name, role, reporting
//	kind, rank           word, full or fragment, how much it tells
//
// The models were trained on 280 articles of American press with labelled
// speakers (PolNeAR) and 32 labelled trade articles; TestModels holds each
// fifth out in turn and says how they do there. Everything else is rules. Words
// are never altered, and a pronoun that may mean two people names nobody.
package quote

import (
	"cmp"
	"slices"

	"waybill/digest"
)

// A Doc is an article as the engine works on it.
type Doc struct {
	Title, Text string
	Sentences   []digest.Span // of Text, in order
}

// How likely a quote and its speaker must be. The bars were chosen on
// held-out folds of 280 articles: see TestModels.
const (
	genuineBar = .6  // that the marks hold somebody's words
	shortBar   = .75 // the same for less than four words
	highBar    = .7  // that the speaker is right
	mediumBar  = .5
	faint      = .02 // less likely speakers are forgotten
)

// Find returns the quotes of an article, most telling first. Scare quotes,
// titles of works and nicknames are left out.
func Find(d Doc) []digest.Quote {
	p := read(d)
	if len(p.spans) == 0 {
		return nil
	}
	defer p.done()
	s := stage(p)
	s.attribute(speakerModel(), genuineModel())
	c := casting(s)
	c.recount()
	out := make([]digest.Quote, 0, len(s.quotes))
	for i := range s.quotes {
		if s.quotes[i].genuine >= bar(&s.quotes[i]) {
			out = append(out, c.quote(d, i))
		}
	}
	slices.SortStableFunc(out, func(a, b digest.Quote) int { return cmp.Compare(b.Score, a.Score) })
	return out
}

// bar is how likely q must be somebody's words to be shown.
func bar(q *quotation) float64 {
	if q.count < 4 {
		return shortBar
	}
	return genuineBar
}

// attribute chooses a speaker for every quotation, in order, and weighs
// whether it is one.
func (s *scene) attribute(speakers, genuine model) {
	var cs []candidate
	var features []int32
	votes := make([]vote, 0, 3*len(s.quotes))
	for i := range s.quotes {
		q := &s.quotes[i]
		cs = s.candidates(cs[:0], i)
		s.describe(cs, i)
		speakers.weigh(cs)
		c := &cs[likeliest(cs)]
		if before := i - 1; q.resumed && before >= 0 && s.quotes[before].speaker >= 0 {
			// The speaker of a paragraph left open goes on.
			c = &cs[slices.IndexFunc(cs, func(c candidate) bool { return c.mention == s.quotes[before].speaker })]
			c.p = max(c.p, s.quotes[before].p)
		}
		q.speaker, q.p, q.report = c.mention, c.p, c.report
		cast := len(votes)
		for _, c := range cs {
			if c.p > faint && c.mention >= 0 {
				votes = append(votes, vote{c.mention, c.report, c.p})
			}
		}
		q.votes = votes[cast:]
		features = s.sifts(features[:0], q, c, cs[len(cs)-1].p)
		if q.genuine = genuine.genuine(features); s.dubbed(q) {
			q.genuine = 0
		}
	}
}

// quote is quotation i as the digest knows it.
func (c *cast) quote(d Doc, i int) digest.Quote {
	q := &c.quotes[i]
	o := digest.Quote{
		At:         digest.Span{Start: q.start, End: q.end},
		Sentence:   d.sentence(q.start),
		Kind:       c.kindOf(q),
		Confidence: digest.Low,
	}
	if q.speaker >= 0 {
		m := &c.mentions[q.speaker]
		o.Mention = digest.Span{Start: c.words[m.first].start, End: c.words[m.last-1].end}
		o.Cue = c.cueFor(q, q.speaker)
		if b := c.who[q.speaker]; b >= 0 {
			o.Speaker, o.Role = c.speakerName(b), c.roleOf(b)
		}
		o.Confidence = c.confidence(q)
	}
	o.Score = c.tell(d, q, &o)
	return o
}

// confidence says how sure the speaker of a quotation is.
func (c *cast) confidence(q *quotation) digest.Confidence {
	switch {
	case q.speaker < 0 || c.who[q.speaker] < 0:
		return digest.Low
	case q.p >= highBar:
		return digest.High
	case q.p >= mediumBar:
		return digest.Medium
	}
	return digest.Low
}
