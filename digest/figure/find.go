package figure

import (
	"time"

	"waybill/digest"
	"waybill/digest/token"
)

// A Doc is an article to find figures in.
type Doc struct {
	Title     string
	Text      string
	Sentences []digest.Span // in order, never overlapping
	Published time.Time     // zero if unknown
}

// Find returns every figure that the article states, most important first,
// with Fit and Key set.
func Find(d Doc) []digest.Figure {
	w := newWork(&d)
	all := w.all()
	return w.figures(all, w.rank(all))
}

// all finds the quantities of every sentence.
func (w *work) all() []quantity {
	w.readTitle()
	all := make([]quantity, 0, numbersIn(w.doc.Text))
	for i, s := range w.doc.Sentences {
		if s.Start < 0 || s.End > len(w.doc.Text) || s.Start >= s.End {
			continue
		}
		w.sentence(i, s)
		all = append(all, w.quants...)
	}
	return all
}

// numbersIn guesses how many quantities a text has, to make room for them.
func numbersIn(text string) int {
	n, within := 8, false
	for i := 0; i < len(text) && n < 512; i++ {
		digit := isDigit(text[i])
		if digit && !within && text[max(i-1, 0)] != ',' && text[max(i-1, 0)] != '.' {
			n++
		}
		within = digit
	}
	return n
}

// letterCase notes whether the sentence is all capitals or has none.
func (w *work) letterCase() {
	caps, upper, words := 0, 0, 0
	for i := range w.atoms {
		if a := w.atom(i); a.kind == token.Word {
			words++
			if a.upper {
				upper++
			}
			if a.caps {
				caps++
			}
		}
	}
	w.shouting = caps*3 > words*2 && words > 3
	w.plain = upper == 0
}

// readTitle notes the numbers of the headline.
func (w *work) readTitle() {
	w.quants = w.quants[:0]
	w.atomize(w.doc.Title, 0, min(len(w.doc.Title), 1000))
	w.letterCase()
	w.scene.here = nil
	w.parse()
	w.quantities()
	w.join()
	for i := range min(len(w.quants), 8) {
		w.titleValues = append(w.titleValues, w.quants[i].value)
	}
}

// newWork is what Find keeps while it works on d.
func newWork(d *Doc) *work {
	return &work{doc: d, dollar: localDollar(d.Text), scene: newScene(d.Title, d.Text)}
}

// sentence finds the quantities of one sentence.
func (w *work) sentence(i int, s digest.Span) {
	w.quants = w.quants[:0]
	w.atomize(w.doc.Text, s.Start, s.End)
	w.scene.enter(s.Start, s.End)
	if !w.numbered() {
		w.onPolicy = w.ofPolicy(w.onPolicy)
		w.remember()
		return
	}
	w.letterCase()
	w.parse()
	w.onPolicy = w.ofPolicy(w.onPolicy)
	w.quantities()
	w.join()
	w.covers()
	for k := range w.quants {
		q := &w.quants[k]
		q.sentence = i
		q.at = digest.Span{Start: int(w.atom(q.from).start), End: int(w.atom(q.to - 1).end)}
		w.modify(q)
		if k > 0 {
			q.paired = w.paired(&w.quants[k-1], q)
		}
	}
	w.link()
	for k := range w.quants {
		var prev *quantity
		if k > 0 {
			prev = &w.quants[k-1]
		}
		q := &w.quants[k]
		q.verb = -1
		w.measure(q, prev)
		w.assign(q, prev)
		w.period(q, prev)
		w.effective(q, prev)
		w.setting(q)
	}
	w.remember()
}

// figures turns quantities into figures, in the order given.
func (w *work) figures(all []quantity, order []int) []digest.Figure {
	out := make([]digest.Figure, len(all))
	for i, k := range order {
		q := &all[k]
		f := &out[i]
		*f = digest.Figure{
			At: q.at, Sentence: w.doc.Sentences[q.sentence], Value: q.value, Unit: q.unit, Kind: q.kind,
			Modifier: q.modifier, Change: q.change, Measures: q.measures, Actor: q.actor, Target: q.target, Period: q.period,
			Fit: q.fit, Key: q.key, Score: q.score,
		}
		if q.kind == durationKind && ofTalks(q.measures) {
			f.Actor, f.Target = sides(w.text[f.Sentence.Start:q.at.Start]), ""
		}
		if q.ranged {
			low, high := q.low, q.high
			f.Low, f.High = &low, &high
		}
		if q.hasWas {
			from := q.was
			f.From = &from
		}
	}
	return out
}
