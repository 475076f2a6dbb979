package quote

// The templates of the speaker model. What their values are is said in order
// in shapes.
const (
	tZoneKind template = iota
	tZoneTie
	tReport
	tReportGap
	tReportLead
	tRank
	tPlace
	tEnding
	tOpening
	tSpeaker
	tSpeakerTie
	tGap
	tBetween
	tKindTie
	tLeadKind
	tAlone
	tNone
	tNoneLead
	tRival
	tNamed
	templates = iota
)

// speakerShapes are the shapes of the templates, in their order.
var speakerShapes = []shape{
	{"zone kind plural", []int{zones, int(kinds), 2}},
	{"zone tie", []int{zones, int(ties)}},
	{"side form class tie", []int{3, int(forms), 4, int(ties)}},
	{"side gap nearest", []int{3, 7, 2}},
	{"side tie trail|lead", []int{3, int(ties), int(leads)}},
	{"zone rank tied", []int{zones, 4, 2}},
	{"zone oblique object possessive opens", []int{zones, 16}},
	{"zone ending trail tied", []int{zones, int(endings), int(leads), 2}},
	{"zone lower length tied opens", []int{zones, 2, 3, 2, 2}},
	{"same as speaker before: gap own resumed opens", []int{5, 3, 2, 2}},
	{"same as speaker before: zone tie", []int{zones, int(ties)}},
	{"zone distance", []int{zones, 8}},
	{"zone quotes between", []int{zones, 3}},
	{"kind tie side", []int{int(kinds), int(ties), 3}},
	{"zone lead kind", []int{zones, int(leads), int(kinds)}},
	{"zone opens closes tie", []int{zones, 4, int(ties)}},
	{"none: length lower ending", []int{3, 2, int(endings)}},
	{"none: lead trail tied", []int{int(leads), int(leads), 2}},
	{"rival: side best tie, own tie", []int{3, int(ties), int(ties)}},
	{"named in the quote: zone tie", []int{zones, int(ties)}},
}

// add appends the feature of template t with the given values.
func (c *candidate) add(t template, values ...int) {
	c.features[c.count] = speakerLayout.index(t, values...)
	c.count++
}

// describe fills in the features of the candidates of quotation qi.
func (s *scene) describe(cs []candidate, qi int) {
	q := &s.quotes[qi]
	own, nearest := s.ownReport(q, cs)
	for i := range cs {
		c := &cs[i]
		c.count = 0
		if c.mention < 0 {
			c.add(tNone, lengthOf(q), bit(q.lower), int(q.ending))
			c.add(tNoneLead, int(q.lead), int(q.trail), bit(own > 0))
			continue
		}
		tied, side := s.describeReport(c, q)
		s.describePlace(c, q, tied, side)
		c.add(tBetween, c.zone, s.quotesBetween(q, qi, c.mention))
		c.add(tRival, side, int(nearest), int(tied))
		if m := &s.mentions[c.mention]; m.name < m.nameEnd && s.names(q, s.base(m.nameEnd-1)) {
			c.add(tNamed, c.zone, int(tied))
		}
		if c.mention == s.speakerBefore(qi) {
			c.add(tSpeaker, s.speakerGap(qi), own, bit(q.resumed), bit(q.opensPara))
			c.add(tSpeakerTie, c.zone, int(tied))
		}
	}
}

// describeReport adds what the report tells that ties a candidate to the
// quote. Side is 0 if that stands before the quote, 1 after, 2 if there is none.
func (s *scene) describeReport(c *candidate, q *quotation) (tied tie, side int) {
	if c.report < 0 {
		return noTie, 2
	}
	r := &s.reports[c.report]
	gap, beside := q.first-r.at, q.lead
	if r.at >= q.first {
		gap, beside, side = r.at-q.last+1, q.trail, 1
	}
	c.add(tReport, side, int(r.form), classOf(r.class), int(r.tie))
	c.add(tReportGap, side, bucket(gap, 2, 3, 5, 9, 17, 33), bit(s.nearest(q, c.report)))
	c.add(tReportLead, side, int(r.tie), int(beside))
	return r.tie, side
}

// describePlace adds what a candidate is and where it stands.
func (s *scene) describePlace(c *candidate, q *quotation, tied tie, side int) {
	m := &s.mentions[c.mention]
	c.add(tZoneKind, c.zone, int(m.kind), bit(m.plural))
	c.add(tZoneTie, c.zone, int(tied))
	c.add(tRank, c.zone, c.rank, bit(tied != noTie))
	c.add(tPlace, c.zone, bit(m.oblique)|bit(m.object)<<1|bit(m.possessive)<<2|bit(m.opensSentence)<<3)
	c.add(tEnding, c.zone, int(q.ending), int(q.trail), bit(tied != noTie))
	c.add(tOpening, c.zone, bit(q.lower), lengthOf(q), bit(tied != noTie), bit(q.opensPara))
	c.add(tGap, c.zone, bucket(c.gap, 1, 2, 4, 8, 16, 32, 64))
	c.add(tKindTie, int(m.kind), int(tied), side)
	c.add(tLeadKind, c.zone, int(q.lead), int(m.kind))
	c.add(tAlone, c.zone, bit(q.opensPara)|bit(q.closesPara)<<1, int(tied))
}

// lengthOf sorts quotations by length: a few words, a phrase, a sentence.
func lengthOf(q *quotation) int { return bucket(q.count, 4, 9) }

// ownReport says whether a report in the quote's own sentence has a subject
// among the candidates: 2 if it stands beside the quote, 1 if farther off;
// and the nearest such tie.
func (s *scene) ownReport(q *quotation, cs []candidate) (own int, best tie) {
	nearest := 1 << 30
	for _, c := range cs {
		if c.report < 0 || c.zone != left && c.zone != right {
			continue
		}
		r := s.reports[c.report]
		gap := q.first - r.at
		if gap < 0 {
			gap = r.at - q.last + 1
		}
		own = max(own, 1)
		if gap <= 3 {
			own = 2
		}
		if gap < nearest {
			nearest, best = gap, r.tie
		}
	}
	return own, best
}

// speakerGap says how far back the quote before qi is.
func (s *scene) speakerGap(qi int) int {
	if qi == 0 {
		return 4
	}
	q, b := &s.quotes[qi], &s.quotes[qi-1]
	x, y := s.words[q.first], s.words[b.last-1]
	switch {
	case x.para == y.para && x.sent == y.sent:
		return 0
	case x.para == y.para && q.first-b.last < 25:
		return 1
	case x.para == y.para:
		return 2
	case x.para == y.para+1:
		return 3
	}
	return 4
}

// quotesBetween counts the quotes between a mention and quotation qi, up to 2.
func (s *scene) quotesBetween(q *quotation, qi, m int) int {
	n := 0
	if at := s.mentions[m].first; at < q.first {
		for k := qi - 1; k >= 0 && n < 2 && s.quotes[k].first > at; k-- {
			n++
		}
	} else {
		for k := qi + 1; k < len(s.quotes) && n < 2 && s.quotes[k].first < at; k++ {
			n++
		}
	}
	return n
}

// nearest reports whether no other report with a subject stands between
// report ri and the quote.
func (s *scene) nearest(q *quotation, ri int) bool {
	step := 1
	if s.reports[ri].at >= q.first {
		step = -1
	}
	for k := ri + step; k >= 0 && k < len(s.reports); k += step {
		at := s.reports[k].at
		if step > 0 && at >= q.first || step < 0 && at < q.last {
			return true
		}
		if s.reports[k].subject >= 0 {
			return false
		}
	}
	return true
}

// classOf sorts report classes: say, judge, think, other.
func classOf(c class) int {
	switch {
	case c.is(say):
		return 0
	case c.is(judge):
		return 1
	case c.is(think):
		return 2
	}
	return 3
}

func (c class) is(d class) bool { return c&d != 0 }

// bucket is the number of bounds that n has reached.
func bucket(n int, bounds ...int) int {
	for i, b := range bounds {
		if n < b {
			return i
		}
	}
	return len(bounds)
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
