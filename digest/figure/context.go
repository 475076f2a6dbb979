package figure

import (
	"strings"

	"waybill/digest/token"
)

// remember keeps what later sentences inherit.
func (w *work) remember() {
	for i := range w.quants {
		q := &w.quants[i]
		if q.kind != moneyKind {
			continue
		}
		switch {
		case q.num.scale >= 1e6:
			w.prices.money = q.unit
		case q.num.places >= 2 && len(q.unit) == 3:
			w.prices.rate, w.prices.rateUnit = q.value, q.unit
		}
	}
	for i := range w.atoms {
		if w.atom(i).is(currencyWord) && w.atom(i-1).kind == token.Word && w.wordAt(i-1, nationWord) && !w.numberBefore(i-1) {
			if a := w.atom(i - 1); a.upper && a.lex.nation != "us" {
				w.prices.priced = codeOf(w.atom(i).lex.symbol, a.lex.nation)
			}
		}
	}
}

// cents is the money that bare cents are a hundredth of: the one in which
// prices were last given; "" if none were.
func (c *context) cents() string {
	if c.rateUnit != "" && strings.HasSuffix(c.rateUnit, "D") {
		return c.rateUnit
	}
	if strings.HasSuffix(c.money, "D") {
		return c.money
	}
	return ""
}

// numberBefore reports whether an amount ends just before atom i.
func (w *work) numberBefore(i int) bool {
	return i > 0 && (w.atom(i-1).kind == token.Number || w.atom(i-1).is(scaleWord))
}

// localDollar is the dollar that an article means by "dlrs" when it names
// another nation's dollar and marks the American one as such: it counts at
// home.
func localDollar(text string) string {
	if !strings.Contains(text, "U.S. d") && !strings.Contains(text, "U.S. D") && !strings.Contains(text, "US d") && !strings.Contains(text, "US D") {
		return ""
	}
	head := text[:min(len(text), 600)]
	for _, d := range [...]struct{ name, code string }{
		{"Australian dollar", "AUD"},
		{"New Zealand dollar", "NZD"},
		{"Canadian dollar", "CAD"},
		{"Hong Kong dollar", "HKD"},
		{"Singapore dollar", "SGD"},
	} {
		if strings.Contains(head, d.name) {
			return d.code
		}
	}
	return ""
}

// exchange gives the price of a currency its money: "opened at 34.38 to the
// U.S. dollar" counts in the money that is the subject.
func (w *work) exchange(i int) bool {
	q := &w.quants[i]
	if q.num.scale > 1 || q.value > 20000 || !w.introduced(q.from-1) {
		return false
	}
	if w.isWord(q.to, "to") && w.isWord(q.to+1, "the") && q.num.places > 0 {
		for j := q.to + 2; j < q.to+5 && j < len(w.atoms); j++ {
			if w.atom(j).is(currencyWord) && w.prices.priced != "" && codeOf(w.atom(j).lex.symbol, "") != w.prices.priced {
				q.take(w.prices.priced, moneyKind)
				w.prices.rate = q.value
				w.prices.rateUnit = w.prices.priced
				return true
			}
		}
	}
	if w.prices.rate > 0 && w.prices.rate/q.value < 1.25 && q.value/w.prices.rate < 1.25 && w.isAny(q.from-1, "to", "at", "around", "of", "below", "above") {
		q.take(w.prices.rateUnit, moneyKind)
		return true
	}
	return false
}

// A context is the money that an article counts in so far.
type context struct {
	money    string  // the currency of the last amount in millions
	priced   string  // the currency that is being priced
	rate     float64 // the last price of a currency or a share
	rateUnit string
}

// A called is a currency that the text gave in full: "Egyptian pounds".
type called struct {
	symbol symbol
	code   string
}
