// Package quote finds what people say in an article: the words between
// quotation marks, who says them, and how sure that is.
package quote

import "waybill/digest"

// A Doc is an article as the engine works on it.
type Doc struct {
	Title, Text string
	Sentences   []digest.Span // of Text, in order
}

// Find returns the quotes of an article, most telling first.
func Find(d Doc) []digest.Quote {
	p := read(d)
	if len(p.spans) == 0 {
		return nil
	}
	s := stage(p)
	s.attribute(speakerModel())
	var out []digest.Quote
	for i := range s.quotes {
		q := &s.quotes[i]
		o := digest.Quote{At: digest.Span{Start: q.start, End: q.end}, Sentence: d.sentence(q.start), Kind: digest.Full, Confidence: digest.Low}
		if q.speaker >= 0 {
			m := s.mentions[q.speaker]
			o.Mention = digest.Span{Start: s.words[m.first].start, End: s.words[m.last-1].end}
			o.Speaker = s.in(m.name, m.nameEnd)
		}
		if q.p > .9 {
			o.Confidence = digest.High
		} else if q.p > .6 {
			o.Confidence = digest.Medium
		}
		out = append(out, o)
	}
	return out
}

// attribute chooses a speaker for every quote, in order.
func (s *scene) attribute(m model) {
	var cs []candidate
	for i := range s.quotes {
		cs = s.candidates(cs[:0], i)
		s.describe(cs, i)
		m.weigh(cs)
		c := cs[best(cs)]
		s.quotes[i].speaker, s.quotes[i].p = c.mention, c.p
	}
}
