package figure

// vague reads an amount that only names its order: "tens of thousands of
// jobs", "millions of dollars". It is kept as the range that the words leave
// open, from one of the order to ten, and is never fit for a digest.
func (w *work) vague(i int) (quantity, bool) {
	if !w.wordAt(i, vagueWord) {
		return quantity{}, false
	}
	low, j := w.atom(i).lex.value, i+1
	for w.isWord(j, "of") && w.wordAt(j+1, vagueWord) {
		low *= w.atom(j + 1).lex.value
		j += 2
	}
	if !w.isWord(j, "of") {
		return quantity{}, false
	}
	q := quantity{from: i, to: j + 1, num: numeral{words: true, scale: low}, value: low}
	if !w.unit(&q) || q.kind == durationKind || q.to <= j+1 {
		return quantity{}, false
	}
	q.low, q.high, q.ranged, q.vague = low, 10*low, true, true
	q.value = 5.5 * low
	return q, true
}
