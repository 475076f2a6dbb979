package summary

import "math"

// score fills in what every line is worth apart from its words.
func (a *article) score() {
	a.centre()
	a.announce()
	a.want()
	for i := range a.lines {
		a.lines[i].prior = a.prior(&a.lines[i])
	}
}

// prior is what l is worth apart from its words.
func (a *article) prior(l *line) float64 {
	w := a.weights
	p := w.position*math.Exp(-float64(l.place)/w.decay) + w.centrality*l.central + w.announcing*l.forward
	if l.place == 0 {
		p += w.leading
	}
	if l.personal {
		p -= w.personal
	}
	words := float64(l.length)
	return p - w.cost*words - w.brevity*max(0, w.short-words)
}

// centre fills in how like each line is to the whole article. Lines of the
// page and captions say nothing about it.
func (a *article) centre() {
	sum := make([]float64, len(a.terms.idf))
	top := 0.0
	for i := range a.lines {
		l := &a.lines[i]
		if l.caption || l.furniture {
			continue
		}
		for _, x := range l.vector {
			sum[x.term] += x.weight
			top = max(top, sum[x.term])
		}
	}
	for i := range a.lines {
		l := &a.lines[i]
		l.central = 0
		for _, x := range l.vector {
			if sum[x.term] >= top/10 { // rarer words are no part of the centre
				l.central += x.weight * sum[x.term]
			}
		}
	}
	a.scale(func(l *line) *float64 { return &l.central })
}

// announce fills in how much of what follows a line announces, less how much it
// repeats of what came before (PacSum, Zheng and Lapata 2019).
func (a *article) announce() {
	for i := range a.lines {
		a.lines[i].forward = 0
	}
	for i := range a.lines {
		for k := range i {
			if c := a.lines[i].vector.dot(a.lines[k].vector); c > 0 {
				a.lines[k].forward += c
				a.lines[i].forward -= c
			}
		}
	}
	a.scale(func(l *line) *float64 { return &l.forward })
}

// scale moves a part of the score to between 0 and 1 within the article.
func (a *article) scale(part func(*line) *float64) {
	low, high := math.Inf(1), math.Inf(-1)
	for i := range a.lines {
		low, high = min(low, *part(&a.lines[i])), max(high, *part(&a.lines[i]))
	}
	for i := range a.lines {
		p := part(&a.lines[i])
		if high > low {
			*p = (*p - low) / (high - low)
		} else {
			*p = 0
		}
	}
}
