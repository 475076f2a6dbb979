package picture

import (
	"math"
	"strconv"
	"strings"
	"time"

	"waybill/bot"
)

// A day is one that the axis names.
type day struct {
	at    time.Time
	label string
}

// days are the days of dots that the axis names: as many as stand apart.
func days(dots []bot.Dot) []day {
	first, last := dots[0].At, dots[len(dots)-1].At
	apart := last.Sub(first) / maxDays
	format := "2 Jan"
	if first.Year() != last.Year() {
		format = "2 Jan 06"
	}
	named := []day{{first, first.Format("2 Jan 2006")}}
	before := first
	for _, d := range dots {
		if d.At.Sub(before) >= apart && last.Sub(d.At) >= apart && d.At.After(before) {
			named = append(named, day{d.At, d.At.Format(format)})
			before = d.At
		}
	}
	if last.After(first) {
		named = append(named, day{last, last.Format("2 Jan 2006")})
	}
	return named
}

// across is the axis of days with room at both ends.
func across(dots []bot.Dot) (from, to time.Time) {
	from, to = dots[0].At, dots[len(dots)-1].At
	room := max(to.Sub(from)/16, 12*time.Hour)
	return from.Add(-room), to.Add(room)
}

// upright is the axis of values, from zero unless all are far from it, and the
// values that it names: steps of 1, 2 or 5 of some power of ten.
func upright(dots []bot.Dot) (from, to float64, named []float64) {
	from, to = dots[0].Value, dots[0].Value
	for _, d := range dots {
		from, to = math.Min(from, d.Value), math.Max(to, d.Value)
	}
	room := math.Max((to-from)*0.15, math.Abs(to)*0.02)
	if room == 0 {
		room = 1
	}
	if from >= 0 && from < 0.6*to {
		from = 0
	} else {
		from -= room
	}
	to += room
	step := math.Pow(10, math.Floor(math.Log10((to-from)/3)))
	for _, n := range []float64{5, 2} {
		if (to-from)/(n*step) >= 3 {
			step *= n
			break
		}
	}
	for i := math.Ceil(from / step); i*step <= to && len(named) < 20; i++ {
		named = append(named, i*step)
	}
	return from, to, named
}

// numbered are values as people write them: 9,300 or 2.5 billion.
func numbered(values []float64) []string {
	largest := 0.0
	for _, v := range values {
		largest = math.Max(largest, math.Abs(v))
	}
	scale, name := 1.0, ""
	for _, s := range []struct {
		of   float64
		name string
	}{{1e12, " trillion"}, {1e9, " billion"}, {1e6, " million"}} {
		if largest >= s.of {
			scale, name = s.of, s.name
			break
		}
	}
	labels := make([]string, len(values))
	for i, v := range values {
		labels[i] = grouped(v/scale) + name
	}
	return labels
}

// grouped is a number with a comma after each thousand, of six digits that
// count.
func grouped(v float64) string {
	digits := strconv.FormatFloat(math.Abs(v), 'g', 6, 64)
	if n, err := strconv.ParseFloat(digits, 64); err == nil {
		digits = strconv.FormatFloat(n, 'f', -1, 64)
	}
	whole, fraction, _ := strings.Cut(digits, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if fraction != "" {
		whole += "." + fraction
	}
	if v < 0 {
		whole = "−" + whole
	}
	return whole
}
