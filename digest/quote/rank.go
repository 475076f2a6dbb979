package quote

import (
	"math"
	"strings"

	"waybill/digest"
)

// tell is how much a quote tells: 0 to about 8. What counts is who says it and
// how sure that is, whether it can stand alone and is of a length people read,
// and whether it names a number or a matter of trade. Earlier ones count a
// little more, since writers put the best first.
func (c *cast) tell(d Doc, q *quotation, o *digest.Quote) float64 {
	score := 0.0
	switch o.Confidence {
	case digest.High:
		score += 2
	case digest.Medium:
		score++
	}
	if q.speaker >= 0 && c.who[q.speaker] >= 0 {
		if m := &c.mentions[c.who[q.speaker]]; m.name < m.nameEnd {
			score++
		}
	}
	if o.Role != "" {
		score += .5
	}
	if o.Kind == digest.Full {
		score++
	}
	if q.lower && c.words[q.first].is(conj) { // "and then we shall see": the end of what was said
		score--
	}
	score += c.substance(d, q)
	sentence := c.words[q.first].sent
	return score + math.Exp(-float64(sentence)/12)
}

// substance scores the words of a quotation: their number, figures, matters
// of trade, and words that the headline has too.
func (c *cast) substance(d Doc, q *quotation) float64 {
	figures, matters, headline := 0, 0, 0
	for _, w := range c.words[q.first:min(q.last, q.first+longest)] {
		if w.mark == '%' || w.mark == '$' || w.number {
			figures++
		}
		if w.is(trade) {
			matters++
		}
		if w.end-w.start > 4 && headline < 4 && strings.Contains(d.Title, c.text[w.start:w.end]) {
			headline++
		}
	}
	score := 0.0
	switch {
	case q.count >= 8 && q.count <= 35:
		score = 1
	case q.count >= 4 && q.count <= 60:
		score = .4
	}
	return score + .5*float64(min(figures, 1)) + .3*float64(min(matters, 3)) + .1*float64(headline)
}
