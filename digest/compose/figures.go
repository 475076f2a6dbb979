package compose

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"waybill/digest"
	"waybill/digest/figure"
	"waybill/digest/place"
	"waybill/digest/token"
)

// update is how much later a differing value must be stated to be an update of
// the earlier one and not a conflict with it.
const update = 12 * time.Hour

// correction is how much later one source states another value when it has
// changed its word, and not two things in mind.
const correction = 2 * time.Hour

// figures merges what the articles state: the same figure is one with all its
// sources, a later value for the same thing replaces the earlier one, and
// different values of the same time are a conflict. Those that tell most come
// first.
func figures(texts texts, all []Telling, lead Telling) ([]digest.Fact, []digest.Conflict) {
	var facts []digest.Fact
	own := texts.current()
	for _, t := range own {
		for _, f := range ofArticle(t, all) {
			facts = mergeFact(facts, f)
		}
	}
	for _, t := range texts.own {
		if texts.newer[t.Article.ID] != "" {
			for _, f := range ofArticle(t, all) {
				facts = texts.addVersion(facts, f)
			}
		}
	}
	facts, conflicts := settle(facts)
	facts = withoutOld(withoutVague(facts))
	speakers := speakersOf(own)
	for i := range facts {
		tidy(&facts[i], lead.Article.Headline, speakers)
	}
	for _, c := range conflicts {
		for i := range c.Facts {
			tidy(&c.Facts[i], lead.Article.Headline, speakers)
		}
	}
	slices.SortStableFunc(facts, func(a, b digest.Fact) int { return cmp.Compare(worth(b, lead), worth(a, lead)) })
	return facts, conflicts
}

// worth is how much a figure tells about the story: its own score, how many
// sources state it, and whether the article that leads does.
func worth(f digest.Fact, lead Telling) float64 {
	w := f.Figure.Score + 0.7*float64(len(f.Sources)-1)
	if f.Figure.Key {
		w += 2
	}
	if f.Earlier != nil {
		w++
	}
	if f.Passage.Article == lead.Article.ID {
		w += 1.5
	}
	return w
}

// ofArticle are the fit figures of one article. Of a change from one value to
// another the new value is a fact, and the old one is what it was before.
func ofArticle(t Telling, all []Telling) []digest.Fact {
	var facts []digest.Fact
	for _, f := range t.Analysis.Figures {
		if f.Fit {
			facts = append(facts, newFact(t, f, all))
		}
	}
	for i := range facts {
		from := facts[i].Figure.From
		if from == nil {
			continue
		}
		for _, g := range t.Analysis.Figures {
			if g.At != facts[i].Figure.At && g.Sentence == facts[i].Figure.Sentence && g.Value == *from && g.Unit == facts[i].Figure.Unit {
				earlier := newFact(t, g, all)
				facts[i].Earlier = &earlier
				break
			}
		}
	}
	return slices.DeleteFunc(facts, func(f digest.Fact) bool {
		return slices.ContainsFunc(facts, func(g digest.Fact) bool { return g.Earlier != nil && g.Earlier.Passage == f.Passage })
	})
}

// withoutOld leaves out what another fact says was so before.
func withoutOld(facts []digest.Fact) []digest.Fact {
	return slices.DeleteFunc(slices.Clone(facts), func(f digest.Fact) bool {
		return slices.ContainsFunc(facts, func(g digest.Fact) bool {
			return g.Earlier != nil && f.Earlier == nil && f.Stated.Before(g.Stated.Add(update)) &&
				(figure.Same(f.Figure, g.Earlier.Figure) || sameInStory(f, *g.Earlier) && related(f.Figure, g.Figure))
		})
	})
}

// withoutVague leaves out a rounded figure, such as "less than 3,000", beside
// the exact one that it stands for.
func withoutVague(facts []digest.Fact) []digest.Fact {
	return slices.DeleteFunc(slices.Clone(facts), func(f digest.Fact) bool {
		return f.Figure.Modifier != "" && slices.ContainsFunc(facts, func(g digest.Fact) bool {
			return g.Figure.Modifier == "" && exact(f.Figure, g.Figure)
		})
	})
}

// exact reports whether g is the exact value of a rounded f: of the same unit,
// hardly different, on the side that f says, and measured of the same.
func exact(f, g digest.Figure) bool {
	if f.Unit != g.Unit || f.Kind != g.Kind || f.Low != nil || g.Low != nil || f.Value == 0 || g.Value == f.Value {
		return false
	}
	switch off := g.Value/f.Value - 1; f.Modifier {
	case "less than", "up to":
		if off > 0 || off < -near {
			return false
		}
	case "more than", "at least":
		if off < 0 || off > near {
			return false
		}
	default:
		if off < -near || off > near {
			return false
		}
	}
	return related(f, g)
}

// related reports whether what the two measure has a word in common.
func related(f, g digest.Figure) bool {
	x, y := token.Bag(f.Measures), token.Bag(g.Measures)
	for w := range x {
		if y[w] {
			return true
		}
	}
	return false
}

// near is how far a round figure is from its exact one at most.
const near = 0.03

func newFact(t Telling, f digest.Figure, all []Telling) digest.Fact {
	return digest.Fact{
		Figure: f, Passage: passage(t.Article, f.At), Sentence: passage(t.Article, f.Sentence),
		Sources: sources(t, all), Stated: t.Article.At(),
	}
}

// sources are the telling's source and those of its copies.
func sources(t Telling, all []Telling) []string {
	names := []string{t.Article.Source}
	for _, c := range all {
		if c.CopyOf == t.Article.ID && !slices.Contains(names, c.Article.Source) {
			names = append(names, c.Article.Source)
		}
	}
	return names
}

// mergeFact adds a fact, or its sources to the one that says the same.
func mergeFact(facts []digest.Fact, f digest.Fact) []digest.Fact {
	for i := range facts {
		if !figure.Same(facts[i].Figure, f.Figure) && !sameInStory(facts[i], f) {
			continue
		}
		have := &facts[i]
		for _, s := range f.Sources {
			if !slices.Contains(have.Sources, s) {
				have.Sources = append(have.Sources, s)
			}
		}
		if f.Earlier == nil {
			f.Earlier = have.Earlier
		}
		if better(f.Figure, have.Figure) {
			f.Sources, f.Stated = have.Sources, minTime(f.Stated, have.Stated)
			facts[i] = f
		} else if have.Earlier == nil {
			have.Earlier = f.Earlier
		}
		return facts
	}
	return append(facts, f)
}

// sameInStory reports whether two articles of one story state the same share or
// sum. Within a story that is one figure, however they call what it measures;
// within an article it need not be.
func sameInStory(a, b digest.Fact) bool {
	x, y := a.Figure, b.Figure
	return a.Passage.Article != b.Passage.Article && x.Value == y.Value && x.Unit == y.Unit && x.Low == nil && y.Low == nil &&
		(x.Kind == "percent" || x.Kind == "money") && (x.Change == y.Change || x.Change != "down" && y.Change != "down")
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func minTime(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// better reports whether a is to be shown for b, which says the same: the exact
// value before a round one, then the one that says more.
func better(a, b digest.Figure) bool {
	if a.Value != b.Value && a.Measures != "" && (a.Modifier == "") != (b.Modifier == "") {
		return a.Modifier == ""
	}
	return richer(a, b)
}

// richer reports whether a says more of what it measures than b.
func richer(a, b digest.Figure) bool {
	said := func(f digest.Figure) int {
		n := 0
		for _, s := range []string{f.Measures, f.Actor, f.Target} {
			if s != "" {
				n++
			}
		}
		return n
	}
	if x, y := said(a), said(b); x != y {
		return x > y
	}
	return a.Score > b.Score
}

// settle finds what different articles state differently. Of the same time it
// is a conflict and stays with all values; else the latest value replaces the
// earlier ones.
func settle(facts []digest.Fact) ([]digest.Fact, []digest.Conflict) {
	gone := make([]bool, len(facts))
	for i := range facts {
		for j := range facts {
			if i != j && replaces(&facts[i], &facts[j]) && differ(&facts[i], &facts[j]) {
				gone[j] = true
				if e := facts[i].Earlier; e == nil || facts[j].Stated.After(e.Stated) {
					earlier := facts[j]
					facts[i].Earlier = &earlier
				}
			}
		}
	}
	var conflicts []digest.Conflict
	for i := range facts {
		if gone[i] {
			continue
		}
		rivals := []digest.Fact{facts[i]}
		for j := i + 1; j < len(facts); j++ {
			if !gone[j] && differ(&facts[i], &facts[j]) {
				rivals, gone[j] = append(rivals, facts[j]), true
			}
		}
		if len(rivals) > 1 {
			conflicts, gone[i] = append(conflicts, digest.Conflict{Facts: rivals}), true
		}
	}
	kept := facts[:0:0]
	for i := range facts {
		if !gone[i] {
			kept = append(kept, facts[i])
		}
	}
	return kept, conflicts
}

// replaces reports whether a is stated so much later than b that it is an
// update of it.
func replaces(a, b *digest.Fact) bool {
	gap := a.Stated.Sub(b.Stated)
	return gap >= update || gap >= correction && oneOutlet(a, b)
}

// differ reports whether different articles state different values for one
// thing. One article that states two values means two things.
func differ(a, b *digest.Fact) bool {
	if a.Passage.Article == b.Passage.Article || a.Figure.Unit != b.Figure.Unit || a.Figure.Kind != b.Figure.Kind {
		return false
	}
	if !figure.Rival(owned(a.Figure, b.Figure), owned(b.Figure, a.Figure)) {
		return false
	}
	return later(a, b) || !oneOutlet(a, b)
}

// oneOutlet reports whether a source states both.
func oneOutlet(a, b *digest.Fact) bool {
	return slices.ContainsFunc(a.Sources, func(s string) bool { return slices.Contains(b.Sources, s) })
}

// owned is a figure with the owner that its measure names, if it has none and
// the other has: "Veloria's exports" are Veloria's.
func owned(f, other digest.Figure) digest.Figure {
	if f.Actor == "" && other.Actor != "" {
		if p, _, ok := place.Lookup(other.Actor); ok {
			for _, m := range place.Find(f.Measures) {
				if m.Place.Code == p.Code {
					f.Actor = other.Actor
				}
			}
		} else if strings.HasPrefix(f.Measures, other.Actor) {
			f.Actor = other.Actor
		}
	}
	return f
}

// later reports whether the facts are far enough apart in time for one source
// to have changed its word.
func later(a, b *digest.Fact) bool {
	return a.Stated.Sub(b.Stated).Abs() >= correction
}
