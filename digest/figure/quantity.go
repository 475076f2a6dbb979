package figure

import (
	"strings"

	"waybill/digest/token"
)

// quantities finds the numbers of the sentence with their units.
func (w *work) quantities() {
	for i := 0; i < len(w.atoms); {
		q, ok := w.quantityAt(i)
		if !ok {
			i = max(i+1, q.to)
			continue
		}
		w.quants = append(w.quants, q)
		i = q.to
	}
}

// quantityAt reads the quantity that begins at atom i. If there is none, q.to
// says how far to skip.
func (w *work) quantityAt(i int) (q quantity, ok bool) {
	if !w.opens(i) {
		return quantity{}, false
	}
	if q, ok = w.times(i); ok {
		return q, true
	}
	if q, ok = w.tagged(i); ok {
		return q, true
	}
	if q, ok = w.vague(i); ok {
		return q, true
	}
	n, ok := w.numeral(i)
	if !ok {
		return quantity{}, false
	}
	if w.identity(&n) {
		return quantity{to: n.to}, false
	}
	q = quantity{from: n.from, to: n.to, num: n, value: n.value}
	w.sign0(&q)
	if w.unit(&q) {
		return q, true
	}
	q.weak = w.unfit(&q)
	return q, true
}

// opens reports whether a quantity can begin at atom i, judged by its word and
// the next one.
func (w *work) opens(i int) bool {
	a := w.atom(i)
	switch a.kind {
	case token.Number:
		return true
	case token.Mark:
		return a.symbol != 0 || a.value > 0
	}
	if a.is(smallNumber | scaleWord | fractionWord | vagueWord | multiple) {
		return true
	}
	next := w.atom(i + 1)
	if next.kind == token.Number || next.symbol != 0 || next.mark == '.' || next.mark == '=' || next.is(smallNumber) {
		return true
	}
	if a.is(determiner) {
		return next.is(scaleWord | fractionWord)
	}
	word := a.in(w.text)
	return len(word) > 5 && (word[len(word)-1] == 'd' || w.isWord(i, "couple"))
}

// sign0 takes in a minus before the number.
func (w *work) sign0(q *quantity) {
	i := q.from - 1
	if i < 0 || q.num.words && !w.isWord(i, "minus") {
		return
	}
	a := w.atom(i)
	free := a.mark == '-' && w.atom(q.from).glued && !a.glued
	if free && w.atom(i-1).kind == token.Number {
		free = false // 3 -4
	}
	if free || w.isWord(i, "minus") {
		q.from, q.value = i, -q.value
	}
}

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

// unit reads the unit after the numeral of q: a sign, a unit of measure, a
// currency or the noun that is counted.
func (w *work) unit(q *quantity) bool {
	j := q.to
	if w.atom(j).mark == '-' && w.atom(j).glued && w.atom(j+1).glued && w.atom(j+1).kind == token.Word {
		j++ // 25-page
	} else if j+1 < len(w.atoms) && w.atom(j).mark == '-' && w.unitAhead(j+1) && !w.atom(j+1).upper && w.text[w.atom(j+1).end-1] != 's' {
		j++ // 30 - year, as some texts are cut
	}
	if j > q.to && w.isAny(j, "odd", "ish", "something") { // 20-odd ships
		q.modifier, q.to = aboutMod, j+1
		j = q.to
	}
	if w.looseUnit(q) || w.bracketed(q) {
		return true
	}
	if w.currencyAfter(q, j) || w.measureAfter(q, j) {
		w.per(q)
		return true
	}
	if j < len(w.atoms) && w.isWord(j, "who") && q.num.places == 0 && (q.num.digits >= 3 || q.num.words) {
		q.unit, q.kind = "person", countKind
		return true
	}
	if w.outOf(q, j) || q.num.fraction && w.ofUnit(q, j) {
		return true
	}
	if j > q.to {
		return w.attributive(q, j)
	}
	if w.ofTheir(q, j) || w.compound(q, j) {
		return true
	}
	if name, to := w.counted(j, q.value == 1); name != "" && w.counts(q, j) {
		q.unit, q.to, q.kind = name, to, countKind
		return true
	}
	return false
}

// ofTheir reads what is counted in "18 million of its workers".
func (w *work) ofTheir(q *quantity, j int) bool {
	if q.num.scale < 1000 || !w.isWord(j, "of") || !w.wordAt(j+1, determiner) {
		return false
	}
	name, to := w.counted(j+2, false)
	if name == "" || w.wordAt(to-1, currencyWord|unitSign) {
		return false
	}
	q.unit, q.to, q.kind = name, to, countKind
	return true
}

// compound reads "the 11 member trade agreement": after an article, a number
// with a singular before another noun describes it as a hyphen would.
func (w *work) compound(q *quantity, j int) bool {
	if !w.isAny(q.from-1, "a", "an", "the", "its") || q.value == 1 || q.value >= 1000 || w.plural(j) {
		return false
	}
	if j >= len(w.atoms) || w.atom(j).upper || w.atom(j).tag != nounTag || w.atom(j).is(timeNoun) {
		return false
	}
	if j+1 >= len(w.atoms) || w.atom(j+1).tag != nounTag && w.atom(j+1).tag != adjTag || !w.nounAhead(j) {
		return false
	}
	return w.attributive(q, j)
}

// attributive reads the noun joined to the number by a hyphen: "25-page",
// "four-cylinder engine"; not "two-way", "one-sided".
func (w *work) attributive(q *quantity, j int) bool {
	a := w.atom(j)
	if len(a.in(w.text)) < 3 || a.is(adjective|participle|past|adverb|preposition) || a.tag != nounTag && a.tag != nameTag && a.tag != adjTag || figurative[strings.ToLower(a.in(w.text))] {
		return false
	}
	q.unit, q.to, q.kind, q.form = w.single(j), j+1, countKind, true
	return true
}

// figurative are nouns that make an idiom of a number joined to them.
var figurative = map[string]bool{
	"way": true, "sum": true, "digit": true, "step": true, "stop": true, "pronged": true, "off": true, "tier": true, "track": true, "figure": true, "size": true, "man": true, "woman": true,
	"on": true, "in": true, "by": true, "plus": true, "for": true, "fold": true, "world": true, "china": true, "party": true, "hand": true, "child": true, "liner": true, "state": true, "sided": true,
}

// looseUnit settles a letter that may scale or measure: 37m, 5t.
func (w *work) looseUnit(q *quantity) bool {
	if !q.num.loose {
		return false
	}
	a := w.atom(q.to - 1)
	if w.currencyAfter(&quantity{num: q.num}, q.to) {
		return false
	}
	switch a.in(w.text) {
	case "m":
		if name, _ := w.counted(q.to, false); name != "" && !w.isWord(q.to, "long") {
			return false
		}
		q.unit = "metre"
	case "t":
		q.unit = "tonne"
	default:
		return false
	}
	q.value /= q.num.scale
	q.num.scale = 1
	q.kind = quantityKind
	return true
}

// bracketed reads a unit in brackets: 20 (kg).
func (w *work) bracketed(q *quantity) bool {
	j := q.to
	if j+2 >= len(w.atoms) {
		return false
	}
	switch w.atom(j).mark {
	case '(', '[', '{', '<':
	default:
		return false
	}
	u, to := w.unitAt(j + 1)
	if u == nil || to >= len(w.atoms) || w.atom(to).kind != token.Mark || w.atom(j+1).is(timeNoun) {
		return false
	}
	q.unit, q.kind, q.to = u.name, u.kind, to+1
	return true
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
	case a.lex.symbol == dollarSign && nation == "" && w.dollar != "":
		q.unit = w.dollar
	}
	if w.isWord(q.to, "sterling") {
		q.to++
	}
	w.small(q)
	return true
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

// numberAt reports whether atom i is a number in digits.
func (w *work) numberAt(i int) bool { return w.atom(i).kind == token.Number }

// measureAfter reads a unit of measure at atom j.
func (w *work) measureAfter(q *quantity, j int) bool {
	u, to := w.unitAt(j)
	if u == nil {
		return false
	}
	if u.sign && q.num.words {
		return false
	}
	if u.sign && to == j+1 && w.atom(j).kind == token.Word && len(w.atom(j).in(w.text)) <= 2 && !w.signFits(j) {
		return false
	}
	if u.name == multipleUnit && w.isWord(j, "time") && q.value != 1 {
		return false
	}
	q.unit, q.kind, q.to = u.name, u.kind, to
	if u.name == point && q.num.fraction {
		q.unit, q.kind = percentPoint, percentKind
	}
	if w.owned(to-1) && u.kind == countKind {
		return false
	}
	return true
}

// owned reports whether atom i is a possessor: 20 people's.
func (w *work) owned(i int) bool { return w.atom(i).owner }

// signFits reports whether the letters at atom j are the sign as printed.
func (w *work) signFits(j int) bool {
	return exactSigns[w.atom(j).in(w.text)]
}

// ofUnit reads the unit in "a quarter of a percentage point", "half an hour".
func (w *work) ofUnit(q *quantity, j int) bool {
	if w.isWord(j, "of") {
		j++
	}
	if w.isWord(j, "a") || w.isWord(j, "an") || w.isWord(j, "one") {
		j++
	}
	if j == q.to {
		return false
	}
	u, to := w.unitAt(j)
	if u == nil || u.kind == countKind || to-1 < len(w.atoms) && w.plural(to-1) {
		return false
	}
	q.unit, q.kind, q.to = u.name, u.kind, to
	return true
}

// counts reports whether the number of q can count the noun group at atom j.
func (w *work) counts(q *quantity, j int) bool {
	a := w.atom(j)
	return !q.num.fraction && !a.glued
}
