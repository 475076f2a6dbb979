// Package summary chooses the sentences that tell an article, and those that
// tell a story of several articles. It writes nothing: what it returns are
// spans of the texts.
//
// News says the most important thing first, so a summary has to beat the first
// sentences of the article. Each word of the article is given a chance to be
// in a summary that a person would write, from how often, how early and in
// what sort of lines it stands. A line is worth the words it adds to those
// already told, less its length, plus something for where it stands, how like
// the whole article it is, and how much of what follows it announces. Lines
// are taken greedily. What can't stand in a digest is never taken: captions,
// bylines, page furniture, bare quotations, lines that point back at one that
// was not taken.
//
// The numbers stand in weights.go, with how they were found.
package summary

import (
	"slices"

	"waybill/digest"
)

// A Doc is one article with what is known of it. Only Text and Sentences are
// required.
type Doc struct {
	Title, Text string
	Sentences   []digest.Span // in order, as package sentence finds them
	Figures     []digest.Figure
	Quotes      []digest.Quote
}

// Pick returns at most n sentences that tell d, in the order of the text,
// each without its dateline. It returns fewer when fewer are fit to be shown.
func Pick(d Doc, n int) []digest.Span {
	if n <= 0 || len(d.Sentences) == 0 {
		return nil
	}
	terms := spareTerms(len(d.Text))
	defer terms.done()
	a := read(d, terms, &standard)
	a.score()
	a.prefer(d)
	picked := a.choose(n)
	slices.Sort(picked)
	out := make([]digest.Span, len(picked))
	for i, k := range picked {
		out[i] = a.lines[k].at
	}
	return out
}

// prefer makes lines with a key figure dearer, so that the summary and the
// figures of a digest speak of the same.
func (a *article) prefer(d Doc) {
	for _, f := range d.Figures {
		if !f.Key {
			continue
		}
		i, _ := slices.BinarySearchFunc(a.lines, f.At.Start, func(l line, at int) int { return l.at.End - at - 1 })
		if i < len(a.lines) && a.lines[i].at.Contains(f.At) && !a.lines[i].keyed {
			a.lines[i].keyed = true
			a.lines[i].prior += a.weights.keyFigure
		}
	}
}

// choose takes n lines greedily and returns their indices, best first.
func (a *article) choose(n int) []int {
	var picked []int
	told := make([]bool, len(a.words))
	for len(picked) < n {
		best, most := -1, 0.0
		for i := range a.lines {
			if !a.mayFollow(i, picked) {
				continue
			}
			if w := a.worth(i, told) - a.weights.repetition*a.likeness(i, picked); best < 0 || w > most {
				best, most = i, w
			}
		}
		if best < 0 {
			break
		}
		picked = append(picked, best)
		for _, id := range a.lines[best].words {
			told[id] = true
		}
	}
	return picked
}

// mayFollow reports whether line i can be shown with the picked ones.
func (a *article) mayFollow(i int, picked []int) bool {
	l := &a.lines[i]
	if l.unfit || slices.Contains(picked, i) {
		return false
	}
	return !l.leans || l.before < 0 || slices.Contains(picked, l.before)
}

// worth is what line i adds to what is told.
func (a *article) worth(i int, told []bool) float64 {
	sum := a.lines[i].prior
	for _, id := range a.lines[i].words {
		if !told[id] {
			sum += 2 * a.words[id].wanted
		}
	}
	return sum
}

// likeness is how much line i is like the one most like it among picked.
func (a *article) likeness(i int, picked []int) float64 {
	most := 0.0
	for _, k := range picked {
		most = max(most, a.lines[i].vector.dot(a.lines[k].vector))
	}
	return most
}
