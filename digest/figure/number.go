package figure

import (
	"math"
	"strconv"
	"strings"

	"waybill/digest/token"
)

// A numeral is a number as written, in digits or words, with its scale.
type numeral struct {
	from, to int     // atoms [from, to)
	value    float64 // after scale
	scale    float64 // 1 if it has none
	places   int8    // decimal places as printed, before scale
	digits   int8    // digits before the decimal point, 0 for words
	grouped  bool    // with thousands separators
	words    bool    // written out
	fraction bool    // half, one-third, 1/4
	article  bool    // begins with a, as in "a million"
	loose    bool    // its scale is a letter that may be a unit: 37m
}

// scanned is a run of digits.
type scanned struct {
	end            int
	value          float64
	digits, places int8
	grouped        bool
}

// maxDigits bounds a number: no figure in the news has more digits, and it
// keeps float64 exact enough to print it again.
const maxDigits = 15

// scanDigits reads the number that begins at s: digits, thousands separators
// between groups of three (or of two before the last three, as in India),
// and decimals.
func scanDigits(text string, s, end int) scanned {
	i := s
	for i < end && isDigit(text[i]) {
		i++
	}
	n := scanned{digits: int8(min(i-s, 99))}
	for i < end && text[i] == ',' {
		g := groupLen(text, i+1, end)
		if g != 3 && !(g == 2 && indian(text, i+1, end)) || i-s > 3 && !n.grouped {
			break
		}
		n.grouped = true
		n.digits = int8(min(int(n.digits)+g, 99))
		i += 1 + g
	}
	whole := i
	if i+1 < end && text[i] == '.' && isDigit(text[i+1]) {
		i++
		for i < end && isDigit(text[i]) {
			i++
		}
		n.places = int8(min(i-whole-1, 99))
	}
	n.end = i
	n.value = parseDigits(text[s:i], n.grouped)
	return n
}

// groupLen is the number of digits at i, counted up to four.
func groupLen(text string, i, end int) int {
	n := 0
	for i+n < end && n < 4 && isDigit(text[i+n]) {
		n++
	}
	return n
}

// indian reports whether groups of two at i lead to a last group of three.
func indian(text string, i, end int) bool {
	for groupLen(text, i, end) == 2 && i+2 < end && text[i+2] == ',' {
		i += 3
	}
	return groupLen(text, i, end) == 3
}

// parseDigits is the value of digits that may hold separators.
func parseDigits(s string, grouped bool) float64 {
	if len(s) > 40 {
		return math.Inf(1)
	}
	if grouped {
		s = strings.ReplaceAll(s, ",", "")
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return math.Inf(1)
	}
	return v
}

// numberWords are the number words and scales.
var numberWords = []struct {
	class class
	value float64
	words string
}{
	{smallNumber, 0, "zero nil"},
	{smallNumber, 1, "one"},
	{smallNumber, 2, "two"},
	{smallNumber, 3, "three"},
	{smallNumber, 4, "four"},
	{smallNumber, 5, "five"},
	{smallNumber, 6, "six"},
	{smallNumber, 7, "seven"},
	{smallNumber, 8, "eight"},
	{smallNumber, 9, "nine"},
	{smallNumber, 10, "ten"},
	{smallNumber, 11, "eleven"},
	{smallNumber, 12, "twelve"},
	{smallNumber, 13, "thirteen"},
	{smallNumber, 14, "fourteen"},
	{smallNumber, 15, "fifteen"},
	{smallNumber, 16, "sixteen"},
	{smallNumber, 17, "seventeen"},
	{smallNumber, 18, "eighteen"},
	{smallNumber, 19, "nineteen"},
	{smallNumber, 20, "twenty"},
	{smallNumber, 30, "thirty"},
	{smallNumber, 40, "forty fourty"},
	{smallNumber, 50, "fifty"},
	{smallNumber, 60, "sixty"},
	{smallNumber, 70, "seventy"},
	{smallNumber, 80, "eighty"},
	{smallNumber, 90, "ninety"},
	{scaleWord, 12, "dozen"},
	{scaleWord, 1e2, "hundred"},
	{scaleWord, 1e3, "thousand"},
	{scaleWord, 1e5, "lakh lakhs lac"},
	{scaleWord, 1e6, "million mln mn mio mil"},
	{scaleWord, 1e7, "crore crores"},
	{scaleWord, 1e9, "billion bln bn milliard"},
	{scaleWord, 1e12, "trillion tn trln trn"},
	{vagueWord, 12, "dozens"},
	{vagueWord, 10, "tens"},
	{vagueWord, 1e2, "hundreds"},
	{vagueWord, 1e3, "thousands"},
	{vagueWord, 1e6, "millions"},
	{vagueWord, 1e9, "billions"},
	{vagueWord, 1e12, "trillions"},
	{fractionWord, 1. / 2, "half halves"},
	{fractionWord | ordinalWord, 1. / 3, "third thirds"},
	{fractionWord | timeNoun, 1. / 4, "quarter quarters"},
	{fractionWord | ordinalWord, 1. / 4, "fourth fourths"},
	{fractionWord | ordinalWord, 1. / 5, "fifth fifths"},
	{fractionWord | ordinalWord, 1. / 6, "sixth sixths"},
	{fractionWord | ordinalWord, 1. / 7, "seventh sevenths"},
	{fractionWord | ordinalWord, 1. / 8, "eighth eighths"},
	{fractionWord | ordinalWord, 1. / 9, "ninth ninths"},
	{fractionWord | ordinalWord, 1. / 10, "tenth tenths"},
	{fractionWord | ordinalWord, 1. / 12, "twelfth twelfths"},
	{fractionWord | ordinalWord, 1. / 100, "hundredth hundredths"},
}

// gluedScales are letters that scale a number they are glued to.
var gluedScales = map[string]float64{
	"k": 1e3, "K": 1e3, "m": 1e6, "M": 1e6, "mn": 1e6, "mln": 1e6, "mio": 1e6, "mil": 1e6, "MM": 1e6,
	"b": 1e9, "B": 1e9, "bn": 1e9, "bln": 1e9, "Bn": 1e9, "BN": 1e9, "t": 1e12, "T": 1e12, "tn": 1e12, "trn": 1e12, "trln": 1e12,
	"million": 1e6, "billion": 1e9, "trillion": 1e12, "thousand": 1e3,
}

// vulgar are the fractions of one character.
var vulgar = map[string]float64{
	"½": 1. / 2, "⅓": 1. / 3, "⅔": 2. / 3, "¼": 1. / 4, "¾": 3. / 4, "⅕": 1. / 5, "⅖": 2. / 5, "⅗": 3. / 5, "⅘": 4. / 5,
	"⅙": 1. / 6, "⅚": 5. / 6, "⅛": 1. / 8, "⅜": 3. / 8, "⅝": 5. / 8, "⅞": 7. / 8,
}

func addNumbers(at func(string) *entry) {
	for _, t := range numberWords {
		for _, w := range strings.Fields(t.words) {
			e := at(w)
			e.class |= t.class
			e.value = t.value
		}
	}
}

// numeral reads the numeral that begins at atom i.
func (w *work) numeral(i int) (numeral, bool) {
	a := w.atom(i)
	switch {
	case a.kind == token.Number:
		return w.digitNumeral(i)
	case a.kind == token.Mark:
		if a.value > 0 {
			return numeral{from: i, to: i + 1, value: a.value, scale: 1, fraction: true}, true
		}
		return numeral{}, false
	case a.is(smallNumber | scaleWord | fractionWord | determiner), w.isWord(i, "couple"):
		return w.wordNumeral(i)
	}
	return numeral{}, false
}

// digitNumeral reads digits, a fraction after them and their scale.
func (w *work) digitNumeral(i int) (numeral, bool) {
	a := w.atom(i)
	if math.IsInf(a.value, 0) || a.digits > maxDigits {
		return numeral{}, false
	}
	n := numeral{from: i, to: i + 1, value: a.value, scale: 1, places: a.places, digits: a.digits, grouped: a.grouped}
	if f, to, ok := w.slashFraction(i); ok { // 1/2
		return w.scaled(numeral{from: i, to: to, value: f, scale: 1, fraction: true}), true
	}
	if a.places == 0 {
		w.mixed(&n)
		w.spaced(&n)
		w.andHalf(&n) // 5 and a half
	} else if w.atom(n.to).mark == '-' && w.atom(n.to).glued && a.places == 2 {
		if f, to, ok := w.slashFraction(n.to + 1); ok { // $10.52-3/4: three quarters of a cent
			n.value, n.to, n.places = n.value+f/100, to, 4
		}
	}
	return w.scaled(n), true
}

// mixed adds the fraction of a mixed number: 7-1/2, 10 1/2, 2½.
func (w *work) mixed(n *numeral) {
	j := n.to
	if w.atom(j).kind == token.Mark && w.atom(j).value > 0 {
		n.value += w.atom(j).value
		n.to = j + 1
		return
	}
	if w.atom(j).mark == '-' && w.atom(j).glued {
		j++
	}
	if f, to, ok := w.slashFraction(j); ok {
		n.value += f
		n.to = to
	}
}

// spaced joins groups of three digits that are set apart by a space that does
// not break, or that can only be thousands: 10 000.
func (w *work) spaced(n *numeral) {
	for n.digits <= 3 || n.grouped {
		j := n.to
		if j >= len(w.atoms) || w.atom(j).kind != token.Number || w.atom(j).digits != 3 || w.atom(j).glued || w.atom(j).grouped || n.value == 0 {
			return
		}
		gap := w.text[w.atom(j-1).end:w.atom(j).start]
		if gap == " " && w.atom(j).value != 0 || len(gap) > 3 {
			return
		}
		n.value = n.value*1000 + w.atom(j).value
		n.digits += 3
		n.places, n.grouped = w.atom(j).places, true
		n.to = j + 1
	}
}

// slashFraction reads a fraction such as 1/2 or 15/16 at atom i.
func (w *work) slashFraction(i int) (float64, int, bool) {
	if i+2 >= len(w.atoms) {
		return 0, 0, false
	}
	a, s, b := w.atom(i), w.atom(i+1), w.atom(i+2)
	if a.kind != token.Number || s.mark != '/' || b.kind != token.Number || !s.glued || !b.glued || a.places+b.places > 0 {
		return 0, 0, false
	}
	switch b.value {
	case 2, 3, 4, 5, 8, 16, 32, 64:
		if 0 < a.value && a.value < b.value && !(w.atom(i+3).mark == '/' && w.atom(i+3).glued) {
			return a.value / b.value, i + 3, true
		}
	}
	return 0, 0, false
}

// scaled applies the scale words and letters after a numeral.
func (w *work) scaled(n numeral) numeral {
	for n.to < len(w.atoms) {
		a := w.atom(n.to)
		j := n.to
		if a.mark == '-' && a.glued && w.atom(j+1).glued {
			j++ // 1.8 billion-mile, 50-million
			a = w.atom(j)
		}
		if a.kind != token.Word || n.scale >= 1e12 {
			break
		}
		s := a.lex.value
		if !a.is(scaleWord) {
			s = 0
			if j == n.to && n.scale == 1 {
				s = w.letterScale(&n, a)
			}
		}
		if s == 0 || s == 12 && n.words && n.scale > 1 {
			break
		}
		if a.glued && len(a.in(w.text)) == 1 {
			n.loose = a.in(w.text) != "k"
		}
		n.value = math.Round(n.value*s*1e4) / 1e4 // 8.3 times a billion is no 8300000000.000001
		n.scale *= s
		n.to = j + 1
	}
	return n
}

// letterScale is the scale of a letter after a numeral: 4.5bn, 8 B people.
func (w *work) letterScale(n *numeral, a *atom) float64 {
	word := a.in(w.text)
	if a.glued {
		return gluedScales[word]
	}
	if (word == "B" || word == "M") && w.atom(n.to+1).kind == token.Word && !w.atom(n.to+1).upper {
		return gluedScales[word]
	}
	return 0
}
