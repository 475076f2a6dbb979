package figure

import (
	"math"

	"waybill/digest/token"
)

// wordNumeral reads a numeral in words that begins at atom i: "two and a half
// million", "a hundred", "half a billion", "two-thirds".
func (w *work) wordNumeral(i int) (numeral, bool) {
	n := numeral{from: i, to: i, scale: 1, words: true}
	if w.isWord(i, "couple") && w.isWord(i+1, "of") {
		n.value, n.to = 2, i+2
		return n, true
	}
	if w.atom(i).is(determiner) {
		if !w.isWord(i, "a") && !w.isWord(i, "an") || !w.wordAt(i+1, scaleWord|fractionWord) {
			return n, false
		}
		n.article = true
		n.to++
		if w.wordAt(i+1, scaleWord) {
			n.value = 1
			n = w.scaled(n)
			w.andHalf(&n)
			w.andMore(&n)
			return n, n.to > i+1
		}
	}
	if w.fractionAt(&n) {
		return w.scaled(n), true
	}
	if n.article || w.atom(i).is(scaleWord|fractionWord) {
		return n, false
	}
	w.sum(&n)
	if n.to == i {
		return n, false
	}
	if w.overFraction(&n) {
		return w.scaled(n), true
	}
	w.andHalf(&n)
	w.pointed(&n)
	return w.scaled(n), true
}

// pointed reads the decimals of "two point five".
func (w *work) pointed(n *numeral) {
	if !w.isWord(n.to, "point") || !w.wordAt(n.to+1, smallNumber) || n.scale > 1 {
		return
	}
	j, step := n.to+1, 0.1
	for ; w.wordAt(j, smallNumber) && w.atom(j).lex.value < 10 && n.places < 4; j++ {
		n.value += w.atom(j).lex.value * step
		step /= 10
		n.places++
	}
	if n.places > 0 {
		n.value = math.Round(n.value*1e4) / 1e4
		n.to = j
	}
}

// wordAt reports whether atom i is a word of the classes c.
func (w *work) wordAt(i int, c class) bool {
	return w.atom(i).kind == token.Word && w.atom(i).is(c)
}

// isWord reports whether atom i is the lower-case word s in any case.
func (w *work) isWord(i int, s string) bool {
	return i >= 0 && i < len(w.atoms) && equalFold(w.atom(i).in(w.text), s)
}

// equalFold reports whether word is lower in ASCII, whatever its case.
func equalFold(word, lower string) bool {
	if len(word) != len(lower) {
		return false
	}
	for i := range len(word) {
		c := word[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}

// sum adds up number words: "twenty-eight thousand six hundred forty-two".
func (w *work) sum(n *numeral) {
	var total, group float64
	j, end := n.to, n.to
	for j < len(w.atoms) {
		a := w.atom(j)
		switch {
		case a.mark == '-' && j > n.to && w.wordAt(j+1, smallNumber|scaleWord) && w.atom(j+1).glued,
			w.isWord(j, "and") && total+group >= 100 && w.wordAt(j+1, smallNumber):
			j++
			continue
		case a.kind != token.Word:
		case a.is(smallNumber) && fits(group, a.lex.value):
			group += a.lex.value
			j++
			end = j
			continue
		case a.is(scaleWord) && j > n.to:
			s := a.lex.value
			switch {
			case s <= 100:
				group = max(group, 1) * s
			case total > 0 && s > 1e3 && total < s:
				total = (total + group) * s
				group = 0
			default:
				total += max(group, 1) * s
				group = 0
			}
			n.scale = max(n.scale, s)
			j++
			end = j
			continue
		}
		break
	}
	n.to = end
	n.value = total + group
}

// fits reports whether the small number v can follow what a group holds:
// six after twenty, forty after hundred, but not three after two.
func fits(group, v float64) bool {
	last := int(group) % 100
	return last == 0 && (v > 0 || group == 0) || last >= 20 && last%10 == 0 && 0 < v && v < 10
}

// fractionAt reads a lone fraction: half, a third, a quarter; and its scale in
// "half a billion".
func (w *work) fractionAt(n *numeral) bool {
	a := n.to
	if !w.wordAt(a, fractionWord) || !n.article && !w.isWord(a, "half") && !w.isWord(a, "quarter") {
		return false
	}
	n.value = w.atom(a).lex.value
	n.to = a + 1
	n.fraction = true
	w.ofScale(n)
	return true
}

// overFraction turns "two" before "thirds" into a fraction.
func (w *work) overFraction(n *numeral) bool {
	j := n.to
	hyphen := w.atom(j).mark == '-' && (w.atom(j).glued || !w.atom(j+1).glued)
	if hyphen {
		j++
	}
	if !w.wordAt(j, fractionWord) || n.value >= 20 || n.scale > 1 {
		return false
	}
	a := w.atom(j)
	text := a.in(w.text)
	plural := text[len(text)-1] == 's'
	if plural != (n.value > 1) || n.value*a.lex.value >= 1.5 {
		return false
	}
	if a.is(timeNoun) && !hyphen && !(w.isWord(j+1, "of") && w.wordAt(j+2, determiner)) && !w.wordAt(j+1, scaleWord) { // three quarters of growth are time
		return false
	}
	n.value *= a.lex.value
	n.to = j + 1
	n.fraction = true
	w.ofScale(n)
	return true
}

// ofScale reads the scale in "half a billion", "a quarter of a million".
func (w *work) ofScale(n *numeral) {
	j := n.to
	if w.isWord(j, "of") {
		j++
	}
	if !w.isWord(j, "a") && !w.isWord(j, "an") {
		return
	}
	if w.wordAt(j+1, scaleWord) {
		s := w.atom(j + 1).lex.value
		n.value *= s
		n.scale = s
		n.to = j + 2
		n.fraction = false
	}
}

// andHalf adds the fraction in "two and a half".
func (w *work) andHalf(n *numeral) {
	j := n.to
	if !w.isWord(j, "and") {
		return
	}
	f := numeral{from: j + 1, to: j + 1}
	switch {
	case w.isWord(j+1, "a") && w.wordAt(j+2, fractionWord):
		f.value, f.to = w.atom(j+2).lex.value, j+3
	case w.wordAt(j+1, smallNumber) && w.wordAt(j+2, fractionWord) && w.atom(j+1).lex.value*w.atom(j+2).lex.value < 1:
		f.value, f.to = w.atom(j+1).lex.value*w.atom(j+2).lex.value, j+3
	default:
		return
	}
	if w.isWord(f.to, "of") { // two and a third of them
		return
	}
	n.value += f.value * max(1, n.scale)
	n.to = f.to
}

// andMore adds the rest of "a hundred and twenty".
func (w *work) andMore(n *numeral) {
	if n.scale < 100 || !w.isWord(n.to, "and") || !w.wordAt(n.to+1, smallNumber) {
		return
	}
	m := numeral{to: n.to + 1}
	if w.sum(&m); m.value < n.scale && m.value > 0 {
		n.value, n.to = n.value+m.value, m.to
	}
}

// isAny reports whether atom i is one of the lower-case words, in any case.
func (w *work) isAny(i int, words ...string) bool {
	if i < 0 || i >= len(w.atoms) || w.atom(i).kind != token.Word {
		return false
	}
	word := w.atom(i).in(w.text)
	for _, s := range words {
		if equalFold(word, s) {
			return true
		}
	}
	return false
}
