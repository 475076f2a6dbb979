package figure

import (
	"math"
	"strings"

	"waybill/digest"
	"waybill/digest/token"
)

// Same reports whether two articles state one figure: the same unit, the same
// value after rounding to the coarser one's digits, and nothing that says it
// measures something else.
func Same(a, b digest.Figure) bool {
	if a.Unit != b.Unit || (a.Low == nil) != (b.Low == nil) || !changeFits(a, b) {
		return false
	}
	if a.Low != nil && !(rounds(*a.Low, *b.Low) && rounds(*a.High, *b.High)) {
		return false
	}
	return rounds(a.Value, b.Value) && partiesFit(a, b) && likeness(a, b) >= sameMeasure
}

// Rival reports whether two figures state different values for one thing:
// what each measures, whose it is, on whom and for when agree, and the values
// differ by more than rounding. An estimate or a limit rivals nothing, nor
// does a value that the other names as the one before its change.
func Rival(a, b digest.Figure) bool {
	switch {
	case a.Unit == "" || a.Unit != b.Unit || a.Kind != b.Kind || a.Change != b.Change,
		a.Modifier != "" || b.Modifier != "" || a.Low != nil || b.Low != nil,
		a.Kind == "duration" || a.Kind == "date" || a.Kind == "age" || a.Kind == "ordinal",
		rounds(a.Value, b.Value), !strings.EqualFold(a.Period, b.Period), !partiesFit(a, b),
		a.From != nil && rounds(*a.From, b.Value), b.From != nil && rounds(*b.From, a.Value):
		return false
	}
	return likeness(a, b) >= rivalMeasure
}

// How like the words of two measures must be. A missed merge shows a figure
// twice; a false conflict says that sources disagree who do not.
const (
	sameMeasure  = 0.34
	rivalMeasure = 0.75
)

// rounds reports whether values are equal when the one with more digits is
// rounded to as many as the other has. A single digit says too little to round
// to.
func rounds(a, b float64) bool {
	if a == b {
		return true
	}
	n := min(digits(a), digits(b))
	return n >= 2 && roundTo(a, n) == roundTo(b, n)
}

// digits is how many significant digits a value has, at most 9.
func digits(v float64) int {
	for n := 1; n < 9; n++ {
		if roundTo(v, n) == v {
			return n
		}
	}
	return 9
}

// roundTo rounds to n significant digits.
func roundTo(v float64, n int) float64 {
	if v == 0 {
		return 0
	}
	scale := math.Pow(10, float64(n-1)-math.Floor(math.Log10(math.Abs(v))))
	return math.Round(v*scale) / scale
}

// changeFits reports whether one figure is not a rise and the other a fall.
func changeFits(a, b digest.Figure) bool {
	return a.Change == b.Change || a.Change == "" || b.Change == "" || a.Change == "from-to" || b.Change == "from-to"
}

// partiesFit reports whether actors and targets don't contradict each other.
func partiesFit(a, b digest.Figure) bool {
	fit := func(x, y string) bool { return x == "" || y == "" || strings.EqualFold(x, y) || shared(x, y) > 0 }
	return fit(a.Actor, b.Actor) && fit(a.Target, b.Target)
}

// likeness is the share of the stems of the shorter measure that the other
// has, with actor and target counting as words of it; 0 if either says
// nothing.
func likeness(a, b digest.Figure) float64 {
	return shared(a.Measures+" "+a.Actor+" "+a.Target, b.Measures+" "+b.Actor+" "+b.Target)
}

func shared(a, b string) float64 {
	x, y := stems(a), stems(b)
	n := 0
	for s := range x {
		if y[s] {
			n++
		}
	}
	if least := min(len(x), len(y)); least > 0 {
		return float64(n) / float64(least)
	}
	return 0
}

func stems(s string) map[string]bool {
	all := map[string]bool{}
	for _, t := range token.Scan(nil, s, 0, len(s)) {
		if w := strings.ToLower(t.In(s)); t.Kind != token.Mark && !token.Stop(w) {
			all[token.Stem(w)] = true
		}
	}
	return all
}
