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
	titleValues    []float64
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
	from, to  int // atoms of the figure, [from, to)
	num       numeral
	value     float64
	low       float64
	high      float64
	ranged    bool
	vague     bool   // names only its order
	lead      int    // the atom before q and its limit words
	left      group  // what q is said of, before it
	right     group  // what is measured, after it
	link      string // the preposition between q and right
	policy    bool   // a tariff or duty itself
	head      group  // what is measured, after it: import duties
	dative    group  // to whom: granted Indonesia a loan
	open      bool   // in a bracket with the one before it
	isFrom    bool   // the earlier value of the quantity before it
	past      bool   // under words such as last year, previously
	actorSaid bool   // the clause itself names the actor
	onPolicy  bool   // a measure of trade policy, or the goods under it
	fit, key  bool
	score     float64
	extra     string // how it stands: a deficit
	fromPrev  bool   // the quantity before it is its earlier value
	verb      int    // the verb that says it, -1 if none
	paired    bool   // restates the quantity before it
	weak      bool   // a small bare number: no figure of its own
	unit      string
	kind      string
	modifier  string
	change    string
	fromVal   float64
	hasFrom   bool
	measures  string
	actor     string
	target    string
	period    string
	sentence  int
	at        digest.Span
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
	var all []quantity
	for i, s := range w.doc.Sentences {
		if s.Start < 0 || s.End > len(w.doc.Text) || s.Start >= s.End {
			continue
		}
		w.sentence(i, s)
		all = append(all, w.quants...)
	}
	return all
}

// readTitle notes the numbers of the headline.
func (w *work) readTitle() {
	w.quants = w.quants[:0]
	w.atomize(w.doc.Title, 0, len(w.doc.Title))
	w.parse()
	w.quantities()
	w.join()
	for i := range w.quants {
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
	w.parse()
	w.scene.enter(s.Start, s.End)
	w.policySentence = w.ofPolicy(w.policySentence)
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
