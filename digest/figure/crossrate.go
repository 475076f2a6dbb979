package figure

// crossRate gives the price of one currency in another its money: "the yen
// traded at 145.20 to the dollar", "sterling fell to 1.2431 against the
// greenback". Of the two it is the one that the market quotes prices in.
func (w *work) crossRate(q *quantity) bool {
	if q.num.places == 0 || q.num.scale > 1 || q.value > 20000 || !w.introduced(q.from-1) && !w.isAny(q.from-1, "near", "below", "above") {
		return false
	}
	start := q.from - 1
	for start > 0 && start > q.from-farBack && !w.boundary(start) && !w.numberAt(start-1) {
		start--
	}
	var codes [2]string
	n, against := 0, false
	for i := start; i < len(w.atoms) && i < q.to+7; i++ {
		if i > q.to && (w.boundary(i) || w.atom(i).tag == conjTag) {
			break
		}
		a := w.atom(i)
		if !a.is(currencyWord) || w.numberBefore(i) || currencies[a.lex.symbol].part || a.is(verb|past) {
			continue
		}
		nation := w.atom(i - 1).lex.nation
		code := codeOf(a.lex.symbol, nation)
		if nation == "" && currencies[a.lex.symbol].open && a.lex.symbol != dollarSign {
			if code = w.localMoney(a.lex.symbol); code == "" {
				code = singular(a.lower(w.text)) // pesos of no country that the text names
			}
		}
		if code != codes[0] && code != codes[1] {
			if n == 2 {
				return false
			}
			codes[n] = code
			n++
		}
		k := i - 1
		for w.atom(k).tag == detTag || w.atom(k).is(nationWord) {
			k--
		}
		against = against || w.isAny(k, "against", "to", "versus", "vs", "per")
	}
	if n < 2 || !against {
		return false
	}
	if rankOfBase(codes[0]) < rankOfBase(codes[1]) {
		codes[0] = codes[1]
	}
	q.take(codes[0], moneyKind)
	return true
}

// bases are the currencies that are priced in others, in the order in which the
// market takes one of a pair for the base.
var bases = [...]string{"EUR", "XEU", "GBP", "AUD", "NZD", "USD"}

// rankOfBase is where code stands among the bases, after them if nowhere.
func rankOfBase(code string) int {
	for i, b := range bases {
		if b == code {
			return i
		}
	}
	return len(bases)
}
