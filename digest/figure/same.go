package figure

import (
	"math"
	"slices"
	"strings"

	"waybill/digest"
	"waybill/digest/place"
	"waybill/digest/token"
)

// Same reports whether two figures, of one article or of two, state the same:
// the same unit, values that are equal when the finer one is rounded as the
// coarser one is printed, and words that name the same thing. Different
// countries, years or directions make them different.
func Same(a, b digest.Figure) bool {
	if !sameUnit(a, b) || !rounded(a, b) || !nearby(a, b) || contrary(a, b) {
		return false
	}
	x, y := stems(a), stems(b)
	switch {
	case len(x) == 0 && len(y) == 0:
		return alike(a.Actor, b.Actor) || significant(a.Value) >= 4
	case significant(a.Value) < 3 && apart(x, y) && apart(y, x):
		return false // 25% on steel, 25% on cars
	case significant(a.Value) >= 3 && shared(x, y) > 0, 2*shared(x, y) > min(len(x), len(y)):
		return true // a round number needs more words in common than 31.8
	}
	return alike(a.Actor, b.Actor) && alike(a.Target, b.Target) && significant(a.Value) >= 2
}

// Rival reports whether two figures give different values for one thing: the
// same words for what is measured, the same actor, target, period and
// direction, but values that no rounding makes equal. It is a conflict if both
// are current, an update if one is newer. It prefers to miss one: a figure with
// about, more than or up to has no rival, nor has one whose words differ, for
// it may be a part of the other.
func Rival(a, b digest.Figure) bool {
	if !sameUnit(a, b) || a.Modifier != "" || b.Modifier != "" || rounded(a, b) || far(a, b) {
		return false
	}
	if a.Kind == ratioKind || a.Kind == ageKind || a.Kind == numberKind || a.Unit == fractionUnit || (a.Low == nil) != (b.Low == nil) {
		return false
	}
	if direction(a) != direction(b) || key(a.Actor) != key(b.Actor) || key(a.Target) != key(b.Target) || !samePeriod(a.Period, b.Period) {
		return false
	}
	if was(a, b) || was(b, a) {
		return false
	}
	if a.Actor == "" && a.Period == "" {
		return false
	}
	x, y := stems(a), stems(b)
	return len(x) > 0 && slices.Equal(x, y)
}

// was reports whether a changed from the value of b.
func was(a, b digest.Figure) bool {
	return a.From != nil && math.Abs(*a.From-b.Value) <= precision(b, b.Value)/2
}

// sameUnit reports whether the two count in the same. What is counted is
// compared by its last word.
func sameUnit(a, b digest.Figure) bool {
	if a.Kind != b.Kind {
		return false
	}
	if a.Unit == b.Unit {
		return a.Unit != ""
	}
	return a.Kind == countKind && lastWord(a.Unit) == lastWord(b.Unit)
}

func lastWord(s string) string { return s[strings.LastIndexByte(s, ' ')+1:] }

// ends are the values of a figure to compare: its own, or those of its range.
func ends(f digest.Figure) []float64 {
	if f.Low != nil && f.High != nil {
		return []float64{*f.Low, *f.High}
	}
	return []float64{f.Value}
}

// rounded reports whether the values are equal once both are rounded to the
// coarser of their precisions.
func rounded(a, b digest.Figure) bool {
	x, y := ends(a), ends(b)
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		p := math.Max(precision(a, x[i]), precision(b, y[i]))
		if math.Abs(math.Round(x[i]/p)-math.Round(y[i]/p)) > 0.5 && math.Abs(x[i]-y[i]) > p/2*(1+1e-9) {
			return false
		}
	}
	return true
}

// nearby reports whether the values differ by at most a twentieth, so that "1
// billion" is not taken for 1.4 billion.
func nearby(a, b digest.Figure) bool {
	x, y := ends(a), ends(b)
	for i := range x {
		if math.Abs(x[i]-y[i]) > math.Max(math.Abs(x[i]), math.Abs(y[i]))/20+1e-9 {
			return false
		}
	}
	return true
}

// far reports whether one value is more than double the other: then they are
// hardly two reports of one thing.
func far(a, b digest.Figure) bool {
	x, y := ends(a), ends(b)
	for i := range min(len(x), len(y)) {
		p, q := math.Abs(x[i]), math.Abs(y[i])
		if x[i]*y[i] <= 0 || p > 2*q || q > 2*p {
			return true
		}
	}
	return false
}

// precision is the step in which v can have been printed: its last decimal,
// counted in millions or billions for such values, and for amounts the zeros
// it ends in.
func precision(f digest.Figure, v float64) float64 {
	v = math.Abs(v)
	scale := 1.0
	for _, s := range [...]float64{1e12, 1e9, 1e6} {
		if v >= s {
			scale = s
			break
		}
	}
	m := v / scale
	step := 1.0
	for step > 1e-6 && math.Abs(m/step-math.Round(m/step)) > 1e-6 {
		step /= 10
	}
	if step == 1 && scale == 1 && f.Kind != percentKind && f.Kind != durationKind && f.Kind != indexKind {
		for m >= 100*step && math.Mod(m, 10*step) == 0 {
			step *= 10
		}
	}
	return step * scale
}

// significant is the number of digits of v that are no trailing zeros.
func significant(v float64) int {
	if v == 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return 0
	}
	v = math.Abs(v)
	m := v / math.Pow(10, math.Floor(math.Log10(v)))
	n := 1
	for n < 12 && math.Abs(m-math.Round(m)) > 1e-7 {
		m *= 10
		n++
	}
	return n
}

// direction is up, down or "" for a level, however it was reached.
func direction(f digest.Figure) string {
	if f.Change == "up" || f.Change == "down" {
		return f.Change
	}
	return ""
}

// contrary reports whether something that both figures say differs: whose or
// on whom, which year, up or down.
func contrary(a, b digest.Figure) bool {
	if direction(a) != "" && direction(b) != "" && direction(a) != direction(b) {
		return true
	}
	if differ(a.Actor, b.Actor) || differ(a.Target, b.Target) {
		return true
	}
	x, y := year(a.Period), year(b.Period)
	return x != "" && y != "" && x != y
}

// differ reports whether both names are known places, and not the same.
func differ(a, b string) bool {
	if a == "" || b == "" || a == b {
		return false
	}
	x, y := code(a), code(b)
	return x != "" && y != "" && x != y
}

// alike reports whether both names are given and are the same.
func alike(a, b string) bool { return a != "" && key(a) == key(b) }

// key is what a name is compared by: the place in it, or its words.
func key(name string) string {
	if c := code(name); c != "" {
		return c
	}
	return strings.ToLower(strings.TrimPrefix(strings.TrimPrefix(name, "the "), "The "))
}

// code is the code of the place that a name names or holds, "" if none.
func code(name string) string {
	if name == "" {
		return ""
	}
	if p, _, ok := place.Lookup(name); ok {
		return p.Code
	}
	if found := place.Find(name); len(found) > 0 {
		return found[0].Place.Code
	}
	return ""
}

// year is the first year in a period, "" if it names none.
func year(period string) string {
	for i := 0; i+4 <= len(period); i++ {
		if (period[i] == '1' || period[i] == '2') && isDigit(period[i+1]) && isDigit(period[i+2]) && isDigit(period[i+3]) &&
			(i == 0 || !isDigit(period[i-1])) && (i+4 == len(period) || !isDigit(period[i+4])) {
			return period[i : i+4]
		}
	}
	return ""
}

// samePeriod reports whether two periods are the same, or one is the other said
// more fully: "May" and "May 2026".
func samePeriod(a, b string) bool {
	x, y := span(a), span(b)
	if x == "" || y == "" {
		return x == y
	}
	if len(x) > len(y) {
		x, y = y, x
	}
	rest, ok := strings.CutPrefix(y, x)
	return ok && (rest == "" || year(x) == "" && strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(rest), "of")) == year(rest))
}

// span is a period in the form in which periods are compared.
func span(period string) string {
	words := strings.Fields(strings.ToLower(period))
	for len(words) > 0 && token.Stop(words[0]) && words[0] != "may" {
		words = words[1:]
	}
	return strings.Join(words, " ")
}

// stems are the stems of the words that say what a figure measures, sorted and
// once each, without the names of places.
func stems(f digest.Figure) []string {
	var out []string
	text := f.Measures
	places := place.Find(text)
	for _, t := range token.Scan(nil, text, 0, len(text)) {
		word := strings.ToLower(t.In(text))
		word = strings.TrimSuffix(strings.TrimSuffix(word, "'s"), "’s")
		if t.Kind == token.Mark || len(word) < 3 || saysNothing[token.Stem(word)] || token.Stop(word) || inPlace(places, t) {
			continue
		}
		out = append(out, token.Stem(word))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// saysNothing are the stems of words that tell no thing from another.
var saysNothing = token.Bag("record latest overall country nation")

// broad are the stems of words that leave open which goods or which measure
// is meant.
var broad = token.Bag("tariff tariffs duty duties levy levies tax taxes rate rates import imports good goods product products item items new additional extra punitive retaliatory total value overall worth amount share")

// apart reports whether x has a stem of its own, not in y, that says which
// goods or what measure is meant.
func apart(x, y []string) bool {
	return slices.ContainsFunc(x, func(s string) bool {
		_, both := slices.BinarySearch(y, s)
		return !both && !broad[s]
	})
}

// inPlace reports whether t is part of a place's name.
func inPlace(places []place.Mention, t token.Token) bool {
	for _, m := range places {
		if m.At.Start < t.End && t.Start < m.At.End {
			return true
		}
	}
	return false
}

// shared is the number of stems in both sorted lists.
func shared(a, b []string) int {
	n := 0
	for _, s := range a {
		if _, ok := slices.BinarySearch(b, s); ok {
			n++
		}
	}
	return n
}
