package figure

import (
	"waybill/digest"
	"waybill/digest/token"
)

// work is the state of one Find. Its buffers are used again for each sentence.
type work struct {
	doc         *Doc
	titleValues []float64 // the numbers of the headline

	// The sentence at hand.
	text     string // the text that atoms point into: the article's, or its headline
	tokens   []token.Token
	atoms    []atom
	quants   []quantity
	cover    []int16 // by atom: one more than the index of its quantity
	shouting bool    // it is all capitals
	plain    bool    // it has no capitals
	onPolicy bool    // it names tariffs, duties, quotas, or goes on about them

	// What earlier sentences leave to later ones.
	prices context
	called []called  // currencies that were given in full
	labels []float64 // numbers of names: Section 301
	metric bool      // tons are metric: the text has said so
	dollar string    // what bare dollars are: AUD in Australia's own news
	scene  scene
}

// A quantity is a figure in the making.
type quantity struct {
	num      numeral
	from, to int // atoms of the number and its unit, [from, to)
	sentence int // index of its sentence
	at       digest.Span

	value      float64
	low, high  float64 // if ranged
	ranged     bool
	was        float64 // the earlier value, if hasWas
	hasWas     bool
	unit, kind string
	modifier   string
	change     string

	weak    bool // a small bare number: no figure of its own
	vague   bool // names only its order
	form    bool // describes a noun: a 25-page report
	paired  bool // restates the quantity before it
	inside  bool // stands in one bracket with the quantity before it
	follows bool // belongs with the quantity before it as old and new value
	old     bool // is an earlier value
	bygone  bool // stands under words such as previously

	lead   int    // the atom before it and its limit words, -1 if none
	verb   int    // the verb that says it, -1 if none
	left   group  // what it is said of, before it
	right  group  // what it is said of, after it
	link   string // the preposition before right
	head   group  // the noun right after it: import duties
	dative group  // to whom: granted Indonesia a loan
	stands string // how it stands: deficit, surplus

	measures, actor, target, period string
	actorSaid                       bool // the clause itself names the actor
	onPolicy                        bool // about a measure of trade policy, or the goods under it

	fit, key bool
	score    float64
}
