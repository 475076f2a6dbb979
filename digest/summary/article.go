package summary

import (
	"unicode/utf8"

	"waybill/digest"
	"waybill/digest/token"
)

// An article is a Doc, read.
type article struct {
	text    string
	lower   string // text, written small
	lines   []line
	fit     int // how many lines are fit to be shown
	words   []word
	terms   *terms
	weights *weights
	tokens  []token.Token // scratch
}

// A line is one sentence as the choice looks at it.
type line struct {
	at     digest.Span // without its dateline
	place  int         // how many fit lines stand before it
	before int         // the fit line before it, -1 if there is none
	length int         // in words
	words  []int32     // each once, into article.words
	vector vector
	kind

	central float64 // likeness to the whole article, 0 to 1 within it
	forward float64 // how much of what follows it announces, 0 to 1
	prior   float64 // what it is worth apart from its words
}

// No more lines of an article are looked at. News is shorter, and what stands
// further down in a report is not its news.
const mostLines = 120

// read reads the sentences of d. Articles that share terms can be compared.
func read(d Doc, t *terms, w *weights) *article {
	d.Sentences = d.Sentences[:min(len(d.Sentences), mostLines)]
	a := &article{text: d.Text, lower: lower(d.Text[:end(d)]), lines: make([]line, len(d.Sentences)), terms: t, weights: w}
	a.words = make([]word, 0, 64+len(a.lower)/12)
	t.begin()
	before := -1
	aside := asides(d)
	for i, at := range d.Sentences {
		l := &a.lines[i]
		l.at = Lead(d.Text, pastTitle(d, at))
		a.tokens = token.Scan(a.tokens[:0], d.Text, l.at.Start, l.at.End)
		l.kind = a.kindOf(l)
		l.unfit = l.unfit || aside[i]
		l.place, l.before = a.fit, before
		a.readLine(l, i)
		if !l.unfit {
			a.fit++
			before = i
		}
	}
	a.readTitle(d.Title)
	return a
}

// readLine notes the words of line i, whose tokens are in a.tokens.
func (a *article) readLine(l *line, i int) {
	l.words = make([]int32, 0, len(a.tokens))
	l.vector = make(vector, 0, len(a.tokens)*2/3)
	for k, t := range a.tokens {
		if t.Kind == token.Mark {
			continue
		}
		l.length++
		id := a.word(t)
		w := &a.words[id]
		w.count++
		if c := a.text[t.Start]; k > 0 && 'A' <= c && c <= 'Z' {
			w.capital++
		}
		if w.last != i+1 { // first time in this line
			w.last = i + 1
			w.lines++
			if l.caption || !l.ended {
				w.captions++
			}
			if w.first < 0 && !l.unfit {
				w.first = l.place
			}
			l.words = append(l.words, id)
		}
		if w.term >= 0 {
			l.vector = append(l.vector, weighted{w.term, 1})
		}
	}
	l.vector = l.vector.unit(a.terms.idf)
}

func (a *article) readTitle(title string) {
	title = lower(title)
	for _, t := range token.Scan(a.tokens[:0], title, 0, len(title)) {
		if id, ok := a.terms.words[t.In(title)]; ok {
			a.words[id].title = a.words[id].term >= 0
		}
	}
}

// pastTitle is the part of the sentence s behind the title, where a page's
// title runs into its first sentence.
func pastTitle(d Doc, s digest.Span) digest.Span {
	in, n := s.In(d.Text), len(d.Title)
	if n < 20 || len(in) < n+20 || in[:n] != d.Title || in[n] != ' ' {
		return s
	}
	if r, _ := utf8.DecodeRuneInString(in[n+1:]); opensSentence(r) {
		s.Start += n + 1
	}
	return s
}

// end is where the last sentence of d ends.
func end(d Doc) int {
	if n := len(d.Sentences); n > 0 {
		return d.Sentences[n-1].End
	}
	return 0
}
