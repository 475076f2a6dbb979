package figure

import (
	"strings"

	"waybill/digest/token"
)

// tagged reads money whose currency stands before the number, with what it is
// counted by: $1.2bn, US $84 billion, EUR 125 a head, Rs. 500.
func (w *work) tagged(i int) (quantity, bool) {
	q, ok := w.amount(i)
	if ok {
		w.per(&q)
	}
	return q, ok
}

// amount reads a currency and a number at atom i.
func (w *work) amount(i int) (quantity, bool) {
	s, j := w.tagAt(i)
	if s == 0 {
		return quantity{}, false
	}
	minus := w.atom(j).mark == '-' && w.atom(j).glued
	if minus {
		j++ // $-5
	}
	if w.atom(j).kind != token.Number && !w.atom(j).is(smallNumber) {
		return quantity{}, false
	}
	n, ok := w.numeral(j)
	if !ok {
		return quantity{}, false
	}
	n.loose = false
	q := quantity{from: i, to: n.to, num: n, value: n.value, kind: moneyKind, unit: codeOf(s, "")}
	if w.wordAt(i, currencyWord) && w.wordAt(i-1, nationWord) {
		q.from-- // Australian dollar 29.4bn
	}
	if minus {
		q.value = -q.value
	} else if w.atom(i-1).mark == '-' && w.atom(i).glued && !w.atom(i-1).glued {
		q.from, q.value = i-1, -q.value
	}
	w.tail(&q)
	return q, true
}

// tagAt reads a currency before a number at atom i and says where the number
// should begin.
func (w *work) tagAt(i int) (symbol, int) {
	a := w.atom(i)
	j := i + 1
	switch {
	case a.kind == token.Mark && a.symbol == dollarSign: // $, $US, $A
		if w.atom(j).kind == token.Word && w.atom(j).glued && w.atom(j).upper {
			if s := w.joined("$", j); s != 0 && j+1 < len(w.atoms) {
				return s, j + 1
			}
		}
		return dollarSign, j
	case a.kind == token.Mark && a.symbol != 0:
		return a.symbol, j
	case a.kind != token.Word:
		return 0, i
	}
	if w.atom(j).symbol == dollarSign && w.atom(j).kind == token.Mark { // US$, C $, usd$
		word := a.in(w.text)
		s := tags[word+"$"]
		if s == 0 {
			s = tags[word]
		}
		if s == 0 && (word == "U.S." || word == "U.S") {
			s = dollarSign
		}
		if s != 0 {
			return s, j + 1
		}
		return 0, i
	}
	if s := tags[a.in(w.text)]; s != 0 && (len(a.in(w.text)) > 1 || j < len(w.atoms) && (w.atom(j).glued || w.atom(j).mark == '=')) {
		if a.in(w.text) == "US" && (j >= len(w.atoms) || w.atom(j).kind != token.Number || w.atom(j).places == 0) {
			return 0, i
		}
		if j < len(w.atoms) && (w.atom(j).mark == '.' || w.atom(j).mark == '=') && w.atom(j).glued {
			j++ // Rs. 500, Y=500
		}
		return s, j
	}
	if a.is(currencyWord) && w.atom(i-1).is(nationWord) && w.atom(i-1).upper { // Australian dollar 29.4bn
		return w.national(a.symbol, w.atom(i-1).lex.nation), j
	}
	return 0, i
}

// joined is the currency of a sign and the word glued after it: $US, $A.
func (w *work) joined(sign string, j int) symbol {
	switch w.atom(j).in(w.text) {
	case "US":
		return dollarSign
	case "A", "AU":
		return tags["A$"]
	case "C":
		return tags["C$"]
	case "NZ":
		return tags["NZ$"]
	case "HK":
		return tags["HK$"]
	}
	return 0
}

// national is the symbol of the currency that a nation gives an open one.
func (w *work) national(s symbol, nation string) symbol {
	if code := codeOf(s, nation); code != currencies[s].code {
		if t := tags[code]; t != 0 {
			return t
		}
	}
	return s
}

// tail takes in what repeats the currency after the number: "$10 dollars",
// "$76 US", "US $6".
func (w *work) tail(q *quantity) {
	j := q.to
	if w.isWord(j, "us") && w.atom(j).caps || w.isWord(j, "u.s.") && w.isWord(j+1, "per") {
		q.to = j + 1
		return
	}
	if w.wordAt(j, currencyWord) && codeOf(w.atom(j).lex.symbol, "") == q.unit {
		q.to = j + 1
	}
}

// currencyAfter reads a currency after the number, with the nation that tells
// it apart: 2.5 mln Canadian dlrs.
func (w *work) currencyAfter(q *quantity, j int) bool {
	if w.atom(j).kind == token.Mark && w.atom(j).symbol != 0 && (w.atom(j).glued || !w.numberAt(j+1) || !w.atom(j+1).glued) {
		q.unit, q.kind, q.to = codeOf(w.atom(j).symbol, ""), moneyKind, j+1
		return true
	}
	nation, k := "", j
	for k < len(w.atoms) && k < j+3 && (w.atom(k).is(nationWord) || k > j && w.atom(k).mark == '.') {
		if key := w.atom(k).lex.nation; key != "" {
			nation = key
		}
		k++
	}
	if k == j && w.wordAt(k, adjective) && w.isWord(k, "new") && w.wordAt(k+1, nationWord) {
		k, nation = k+2, w.atom(k+1).lex.nation
	}
	if k >= len(w.atoms) || w.atom(k).kind != token.Word {
		return false
	}
	a := w.atom(k)
	word := a.in(w.text)
	if !a.is(currencyWord) {
		return k == j && w.isoAfter(q, k, word)
	}
	c := &currencies[a.lex.symbol]
	scaled := q.num.scale >= 1000
	known := w.inFull(a.lex.symbol)
	if nation != "" {
		w.callInFull(a.lex.symbol, codeOf(a.lex.symbol, nation))
	}
	switch {
	case c.unsure && nation == "" && known == "" && !c.part && (!scaled || w.isWord(k+1, "of")) && !w.isWord(k+1, "sterling") && c.code != "DEM",
		c.code == "DEM" && nation == "" && !scaled && w.singularWord(k),
		c.part && c.unsure && len(word) == 1 && q.num.words:
		return false
	}
	q.unit, q.kind, q.to = codeOf(a.lex.symbol, nation), moneyKind, k+1
	switch {
	case c.part:
		w.part(q, c, nation)
	case nation == "" && known != "" && a.lex.symbol != dollarSign:
		q.unit = known
	case nation == "" && c.open && a.lex.symbol != dollarSign:
		q.unit = w.localMoney(a.lex.symbol)
		if q.unit == "" {
			q.unit = singular(strings.ToLower(word)) // francs of no country that the text names
		}
	case a.lex.symbol == dollarSign && nation == "" && w.dollar != "":
		q.unit = w.dollar
	}
	if w.isWord(q.to, "sterling") {
		q.to++
	}
	w.small(q)
	return true
}

// part turns cents of a nation into its money: 55 U.S. cents.
func (w *work) part(q *quantity, c *currency, nation string) {
	code := ""
	switch {
	case c.code == "penny":
		q.unit = "penny"
		return
	case nation != "":
		code = codeOf(dollarSign, nation)
	case w.isWord(q.to-1, "eurocent") || w.isWord(q.to-1, "eurocents"):
		code = "EUR"
	}
	if code == "" && c.code == "cent" {
		code = w.prices.cents()
	}
	if code != "" {
		q.unit = code
		q.value /= 100
	}
}

// small adds the cents of "3 dollars 50 cents".
func (w *work) small(q *quantity) {
	if q.num.scale > 1 || q.to >= len(w.atoms) {
		return
	}
	j := q.to
	and := w.isWord(j, "and")
	if and {
		j++
	}
	n, ok := w.numeral(j)
	if !ok || n.value >= 100 || n.value < 1 || n.places > 0 || n.scale > 1 || n.fraction || n.article {
		return
	}
	if w.wordAt(n.to, currencyWord) && currencies[w.atom(n.to).lex.symbol].part {
		q.value += n.value / 100
		q.to = n.to + 1
		return
	}
	if !and && w.atom(n.to).kind == token.Mark && w.atom(n.to).symbol == 0 && w.atom(n.to).mark != '%' { // 15 dollars 50.
		if n.value >= 10 && q.value == float64(int(q.value)) {
			q.value += n.value / 100
			q.to = n.to
		}
	}
}

// isoAfter reads an ISO code after the number, with its own scale: 48.5 MGBP.
func (w *work) isoAfter(q *quantity, k int, word string) bool {
	if len(word) == 4 && (word[0] == 'M' || word[0] == 'T') && tags[word[1:]] != 0 && tags[word] == 0 {
		scale := 1e6
		if word[0] == 'T' {
			scale = 1e3
		}
		q.value *= scale
		q.num.scale *= scale
		word = word[1:]
	} else if len(word) != 3 {
		return false
	}
	s := tags[word]
	if s == 0 || len(currencies[s].code) != 3 {
		return false
	}
	if w.atom(k+1).kind == token.Number && !w.atom(k).glued && w.numberAt(k+1) && w.bareBefore(q) {
		return false // rmb 10 usd 20
	}
	q.unit, q.kind, q.to = codeOf(s, ""), moneyKind, k+1
	return true
}

// bareBefore reports whether a currency stands before q.
func (w *work) bareBefore(q *quantity) bool { return w.atom(q.from-1).symbol != 0 }

// localMoney is the money of symbol s in the country that the article is
// about: of the headline's places, and then of those the text names, the first
// that has such a money. Failing that, dollars, pounds and rupees are the ones
// best known; for francs, crowns or pesos it is "", since any guess may be
// wrong by an order of magnitude.
func (w *work) localMoney(s symbol) string {
	for _, p := range w.scene.title {
		if code := homeMoney(s, p.Code); code != "" {
			return code
		}
	}
	for i, m := range w.scene.mentions {
		if i == maxMentions {
			break
		}
		if code := homeMoney(s, m.Place.Code); code != "" {
			return code
		}
	}
	switch currencies[s].code {
	case "USD", "GBP", "INR":
		return codeOf(s, "")
	}
	return ""
}

// maxMentions bounds how many places are asked for their money.
const maxMentions = 64

// homeMoney is the money of symbol s at a place, "" if it has none such.
func homeMoney(s symbol, place string) string {
	home := homes[place]
	if home == "" {
		return ""
	}
	for _, pair := range strings.Fields(currencies[s].nations) {
		if nation, code, _ := strings.Cut(pair, "="); nation == home {
			return code
		}
	}
	return ""
}

// inFull is what the text last called the currency of symbol s in full:
// "Egyptian pounds", so that later "pounds" are those; "" if it did not.
func (w *work) inFull(s symbol) string {
	for i := len(w.called) - 1; i >= 0; i-- {
		if w.called[i].symbol == s {
			return w.called[i].code
		}
	}
	return ""
}

// callInFull notes that the text gave the currency of symbol s its nation.
func (w *work) callInFull(s symbol, code string) {
	if len(w.called) < 16 && w.inFull(s) != code {
		w.called = append(w.called, called{s, code})
	}
}

// singularWord reports whether atom i has no plural ending.
func (w *work) singularWord(i int) bool {
	s := w.atom(i).in(w.text)
	return s[len(s)-1] != 's'
}
