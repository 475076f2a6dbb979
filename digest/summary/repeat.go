package summary

// Two lines more alike than sameThing say the same. So do two of different
// articles that are more alike than sameCore in what the tellings have in
// common, or than sameLead when one of them opens its article. Two that are
// fairly alike but state different numbers are an old and a new version. Found
// by reading the summaries of forty stories.
const (
	sameThing = 0.5
	sameTopic = 0.3
	sameCore  = 0.65
	sameLead  = 0.45
)

// mayFollow reports whether c can be shown with the lines taken.
func (s *story) mayFollow(c *candidate) bool {
	if lead := &s.lines[s.taken[0]]; c.article == lead.article && c.index < lead.index {
		return false
	}
	follows := !c.leans
	for _, k := range s.taken {
		t := &s.lines[k]
		if t.line == c.line {
			return false
		}
		if t.article == c.article && t.index == c.before {
			follows = true
		}
		alike := c.vector.dot(t.vector)
		if alike > sameThing || t.article != c.article && (s.retells(c, t) || alike > sameTopic && s.restates(c, t)) {
			return false
		}
	}
	return follows && s.adds(c)
}

// retells reports whether c says of the story what t says.
func (s *story) retells(c, t *candidate) bool {
	alike := c.core.dot(t.core)
	return alike > sameCore || alike > sameLead && c.place == 0
}

// restates reports whether c and t each state a number that the other does not.
func (s *story) restates(c, t *candidate) bool {
	return s.otherNumber(c, t) && s.otherNumber(t, c)
}

// otherNumber reports whether c states a number that t does not.
func (s *story) otherNumber(c, t *candidate) bool {
	for _, id := range c.words {
		w := &s.articles[c.article].words[id]
		if w.number && !t.vector.has(w.term) {
			return true
		}
	}
	return false
}

// adds reports whether at least two fifths of what c says, by weight, is new.
func (s *story) adds(c *candidate) bool {
	sum := 0.0
	for _, x := range c.vector {
		if !s.told[x.term] {
			sum += x.weight * x.weight
		}
	}
	return sum >= 0.4
}

func (s *story) likeness(c *candidate) float64 {
	most := 0.0
	for _, k := range s.taken {
		most = max(most, c.vector.dot(s.lines[k].vector))
	}
	return most
}
