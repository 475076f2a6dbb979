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

// work is the state of one Find, its buffers used again for each sentence.
type work struct {
	doc            *Doc
	text           string
	tokens         []token.Token
	atoms          []atom
	quants         []quantity
	cover          []int16 // by atom: one more than the index of its quantity
	shouting       bool    // the sentence is all capitals
	last           context
	dollar         string // what bare dollars are: AUD in Australia's own news
	scene          scene
	policySentence bool      // the sentence names tariffs, duties, quotas
	labels         []float64 // numbers of names: Section 301
}

// A context is what earlier sentences leave to later ones.
type context struct {
	money    string  // the currency of the last amount in millions
	priced   string  // the currency that is being priced
	rate     float64 // the last price of a currency or a share
	rateUnit string
}

// A quantity is a figure in the making: a numeral with its unit, in atoms.
type quantity struct {
	from, to int // atoms of the figure, [from, to)
	num      numeral
	value    float64
	low      float64
	high     float64
	ranged   bool
	vague    bool   // names only its order
	lead     int    // the atom before q and its limit words
	left     group  // what q is said of, before it
	right    group  // what is measured, after it
	link     string // the preposition between q and right
	policy   bool   // a tariff or duty itself
	head     group  // what is measured, after it: import duties
	extra    string // how it stands: a deficit
	fromPrev bool   // the quantity before it is its earlier value
	verb     int    // the verb that says it, -1 if none
	paired   bool   // restates the quantity before it
	weak     bool   // a small bare number: no figure of its own
	unit     string
	kind     string
	modifier string
	change   string
	fromVal  float64
	hasFrom  bool
	measures string
	actor    string
	target   string
	period   string
	sentence int
	at       digest.Span
}

// Find returns every figure that the article states, most important first,
// with Fit and Key set.
func Find(d Doc) []digest.Figure {
	w := newWork(&d)
	var all []quantity
	for i, s := range d.Sentences {
		if s.Start < 0 || s.End > len(d.Text) || s.Start >= s.End {
			continue
		}
		w.sentence(i, s)
		all = append(all, w.quants...)
	}
	return w.figures(all)
}

// newWork is what Find keeps while it works on d.
func newWork(d *Doc) *work {
	return &work{doc: d, dollar: localDollar(d.Text), scene: newScene(d.Title, d.Text)}
}

// sentence finds the quantities of one sentence.
func (w *work) sentence(i int, s digest.Span) {
	w.quants = w.quants[:0]
	w.atomize(w.doc.Text, s.Start, s.End)
	w.parse()
	w.scene.enter(s.Start, s.End)
	w.policySentence = false
	for i := range w.atoms {
		w.policySentence = w.policySentence || w.atoms[i].is(policyNoun)
	}
	w.quantities()
	w.join()
	w.covers()
	for k := range w.quants {
		q := &w.quants[k]
		q.sentence = i
		q.at = digest.Span{Start: int(w.atoms[q.from].start), End: int(w.atoms[q.to-1].end)}
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
	}
	w.remember()
}

// figures turns quantities into figures.
func (w *work) figures(all []quantity) []digest.Figure {
	out := make([]digest.Figure, len(all))
	for i := range all {
		q := &all[i]
		f := &out[i]
		*f = digest.Figure{
			At: q.at, Sentence: w.doc.Sentences[q.sentence], Value: q.value, Unit: q.unit, Kind: q.kind,
			Modifier: q.modifier, Change: q.change, Measures: q.measures, Actor: q.actor, Target: q.target, Period: q.period,
		}
		if q.ranged {
			low, high := q.low, q.high
			f.Low, f.High = &low, &high
		}
		if q.hasFrom {
			from := q.fromVal
			f.From = &from
		}
	}
	return out
}
