// Package series finds what articles state again and again of one thing, so
// that it can be drawn over time: a tariff before and after it was raised, the
// price of copper, a quota.
//
// It is a strict editor. Two figures are of one series only if their words,
// unit, owner, target and kind of period are the same; a figure of which it is
// not sure whether it is how things stand on the day of its article (a plan, a
// memory, a range, a change, one of two values that an article has for one
// thing) is left out, and counted. It computes no value and no date.
//
//	thing   what a figure measures, as a key to compare
//	now     whether it is how things stand: no plan, no memory
//	period  which month or year a flow is of
//	match   whether a question asks for it
package series

import (
	"cmp"
	"slices"

	"waybill/digest"
	"waybill/digest/compose"
)

// Least is how many days a series needs to be drawn, or months if it is of
// months, with two values at least.
const Least = 3

// Drawable reports whether a series says anything over time.
func Drawable(s digest.Series) bool { return s.Times() >= Least && s.Values() > 1 }

// Find are the series that a question asks for among what the articles state,
// the best answer first. Those that only have something in common with the
// question come second, as what else there is.
func Find(tellings []compose.Telling, q Question) (asked, near []digest.Series) {
	groups := gather(tellings)
	var found, others []ranked
	for _, g := range groups {
		if len(g.points) == 0 {
			continue
		}
		r := ranked{series: g.series(), extra: q.beyond(g.thing)}
		switch share := q.share(g.thing); {
		case share == 1:
			found = append(found, r)
		case share > 0:
			r.extra = int(-100 * share)
			others = append(others, r)
		}
	}
	return best(found), best(others)
}

// A ranked series is one with how many words it has that were not asked for.
type ranked struct {
	series digest.Series
	extra  int
}

// best orders series: those that can be drawn first, then those that say least
// beyond the question, then those of most days.
func best(all []ranked) []digest.Series {
	slices.SortStableFunc(all, func(a, b ranked) int {
		return cmp.Or(drawn(b.series)-drawn(a.series), a.extra-b.extra, b.series.Times()-a.series.Times(), len(b.series.Points)-len(a.series.Points))
	})
	out := make([]digest.Series, len(all))
	for i, r := range all {
		out[i] = r.series
	}
	return out
}

func drawn(s digest.Series) int {
	if Drawable(s) {
		return 1
	}
	return 0
}

// A group is the figures of one thing.
type group struct {
	thing  thing
	points []digest.Point
	left   map[reason]int
}

// gather sorts the figures of articles by what they measure, in the order of
// the articles' dates.
func gather(tellings []compose.Telling) []*group {
	var all []*group
	of := map[key]*group{}
	for _, t := range ordered(tellings) {
		for _, s := range statements(t) {
			g := of[s.thing.key]
			if g == nil {
				g = &group{thing: s.thing, left: map[reason]int{}}
				of[s.thing.key], all = g, append(all, g)
			}
			if s.why != fine {
				g.left[s.why]++
				continue
			}
			p := newPoint(t, s.figure, tellings)
			p.Of = s.span.from
			g.add(p)
		}
	}
	for _, g := range all {
		g.dispute()
	}
	return all
}

// ordered are the dated articles that have a text of their own, the oldest
// first.
func ordered(tellings []compose.Telling) []compose.Telling {
	there := map[string]bool{}
	for _, t := range tellings {
		there[t.Article.ID] = true
	}
	own := slices.DeleteFunc(slices.Clone(tellings), func(t compose.Telling) bool {
		return t.Article.Published.IsZero() || t.CopyOf != "" && there[t.CopyOf]
	})
	slices.SortStableFunc(own, func(a, b compose.Telling) int {
		return cmp.Or(a.Article.Published.Compare(b.Article.Published), cmp.Compare(a.Article.ID, b.Article.ID))
	})
	return own
}

// newPoint is a figure with the article it stands in, and those that have the
// same text.
func newPoint(t compose.Telling, f digest.Figure, all []compose.Telling) digest.Point {
	a := t.Article
	p := digest.Point{
		Fact: digest.Fact{
			Figure:   f,
			Passage:  digest.Passage{Article: a.ID, At: f.At, Words: f.At.In(a.Text)},
			Sentence: digest.Passage{Article: a.ID, At: f.Sentence, Words: f.Sentence.In(a.Text)},
			Sources:  []string{a.Source}, Stated: a.Published,
		},
		Links: []digest.Link{{Source: a.Source, Article: a.ID, URL: a.URL}},
	}
	for _, c := range all {
		if c.CopyOf == a.ID {
			share(&p, digest.Link{Source: c.Article.Source, Article: c.Article.ID, URL: c.Article.URL})
		}
	}
	return p
}

// share names one more article that states a point.
func share(p *digest.Point, l digest.Link) {
	if !slices.Contains(p.Fact.Sources, l.Source) {
		p.Fact.Sources, p.Links = append(p.Fact.Sources, l.Source), append(p.Links, l)
	}
}

// add puts a point into the group. What was stated already, on that day or of
// that period, is the same point with one more source.
func (g *group) add(p digest.Point) {
	for i := range g.points {
		have := &g.points[i]
		same := have.Fact.Figure.Value == p.Fact.Figure.Value && have.Of.Equal(p.Of)
		if same && (!p.Of.IsZero() || have.Day().Equal(p.Day())) {
			for _, l := range p.Links {
				share(have, l)
			}
			return
		}
	}
	for i := range g.points {
		have := &g.points[i]
		if !have.Day().Equal(p.Day()) || have.Of.Equal(p.Of) {
			continue
		}
		g.left[memory]++ // of two months told on one day, the newer one is the news
		if have.Of.Before(p.Of) {
			*have = p
		}
		return
	}
	g.points = append(g.points, p)
}

// dispute marks the points for whose day and period there are several values.
func (g *group) dispute() {
	for i := range g.points {
		for k := range g.points {
			a, b := &g.points[i], &g.points[k]
			a.Disputed = a.Disputed || i != k && a.Of.Equal(b.Of) && a.Day().Equal(b.Day())
		}
	}
}

// series is the group as others see it, in the words of its newest point.
func (g *group) series() digest.Series {
	f := g.points[len(g.points)-1].Fact.Figure
	s := digest.Series{Measures: f.Measures, Actor: f.Actor, Target: f.Target, Unit: f.Unit, Steady: g.thing.steady, Points: g.points}
	for why, text := range explained {
		if n := g.left[reason(why)]; n > 0 {
			s.Left = append(s.Left, digest.Omission{Why: text, Count: n})
		}
	}
	return s
}
