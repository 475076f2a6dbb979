package series

import (
	"strconv"
	"strings"
	"time"

	"waybill/digest"
)

// A span is the time that a flow is of: a month, a quarter, a year. The zero
// span is that of a level, which is of the day on which it is stated.
type span struct{ from, to time.Time }

// recent is how long ago a period may have ended to be news and no memory.
const recent = 200 * 24 * time.Hour

// period is the time that a figure is of, what kind of time that is, and why it
// is none that can be compared.
func period(f digest.Figure, th thing, published time.Time) (span, string, reason) {
	words := strings.Fields(strings.ToLower(strings.NewReplacer(",", " ", "(", " ", ")", " ", "'s", "", "’s", "").Replace(f.Period)))
	var months []time.Month
	year, quarter, grain := 0, 0, ""
	for _, w := range words {
		m, isMonth := monthOf(w)
		q, isQuarter := quarters[w]
		n, err := strconv.Atoi(w)
		switch {
		case isMonth:
			months, grain = append(months, m), "month"
		case isQuarter:
			quarter = q
		case w == "quarter":
			grain = "quarter"
		case err == nil && n >= 1900 && n < 2200:
			year = n
		case err == nil && n <= 31, silent[w]: // a day of a month
		case w == "month" || w == "year":
			if grain == "" {
				grain = w
			}
		default:
			if days[w] {
				continue
			}
			return span{}, "other", memory
		}
	}
	if year > 0 && grain == "" {
		grain = "year"
	}
	last := strings.Contains(" "+strings.Join(words, " ")+" ", " last ")
	switch {
	case len(months) > 1:
		return span{}, "other", memory // of several months: of how many differs
	case grain == "":
		if th.flow && !th.steady && !levelToo(th) {
			return span{}, "none", several
		}
		return span{}, "", fine
	}
	s := spanOf(grain, months, year, quarter, last, published)
	if th.steady {
		return effective(s, published)
	}
	switch {
	case s.from.IsZero(), s.to.After(published):
		return s, grain, plan
	case published.Sub(s.to) > recent && (grain != "year" || published.Sub(s.to) > 2*recent):
		return s, grain, memory
	}
	return s, grain, fine
}

// effective is the period of a rate: the day from which it holds. It is no part
// of what tells one rate from another.
func effective(s span, published time.Time) (span, string, reason) {
	switch {
	case s.from.IsZero(), s.from.After(published):
		return span{}, "", plan
	case published.Sub(s.from) > recent/2:
		return span{}, "", memory
	}
	return span{}, "", fine
}

// levelToo reports whether a flow is stated as a level as well: inflation.
func levelToo(th thing) bool { return strings.Contains(" "+th.words+" ", " inflat ") }

// spanOf is the newest such time that had begun when an article appeared.
func spanOf(grain string, months []time.Month, year, quarter int, last bool, published time.Time) span {
	y := year
	if y == 0 {
		y = published.Year()
	}
	back := func(s span, years, months int) span {
		for year == 0 && s.from.After(published) {
			s = span{s.from.AddDate(-years, -months, 0), s.to.AddDate(-years, -months, 0)}
		}
		return s
	}
	switch grain {
	case "month":
		if len(months) == 1 {
			from := time.Date(y, months[0], 1, 0, 0, 0, 0, time.UTC)
			return back(span{from, from.AddDate(0, 1, 0)}, 1, 0)
		}
		if last {
			to := time.Date(published.Year(), published.Month(), 1, 0, 0, 0, 0, time.UTC)
			return span{to.AddDate(0, -1, 0), to}
		}
	case "quarter":
		if quarter > 0 {
			from := time.Date(y, time.Month(3*quarter-2), 1, 0, 0, 0, 0, time.UTC)
			return back(span{from, from.AddDate(0, 3, 0)}, 1, 0)
		}
	case "year":
		if last && year == 0 {
			y--
		}
		if last || year > 0 {
			return span{time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(y+1, 1, 1, 0, 0, 0, 0, time.UTC)}
		}
	}
	return span{}
}

func monthOf(w string) (time.Month, bool) {
	for m := time.January; m <= time.December; m++ {
		name := strings.ToLower(m.String())
		if w == name || strings.TrimSuffix(w, ".") == name[:3] || w == "sept" {
			if w == "sept" {
				return time.September, true
			}
			return m, true
		}
	}
	return 0, false
}

var (
	quarters = map[string]int{"q1": 1, "q2": 2, "q3": 3, "q4": 4, "first": 1, "second": 2, "third": 3, "fourth": 4}
	days     = set("monday tuesday wednesday thursday friday saturday sunday today yesterday now day morning")
	silent   = set("in on the of for at this last from since during late early mid-")
)
