package schedule

import (
	"fmt"
	"slices"
	"time"

	"waybill/bot"
)

// Day reads a day to come: "2026-12-24", "24 dec", a weekday (the next one) or
// "tomorrow". It is the instant at which that day begins in loc.
func Day(words string, now time.Time, loc *time.Location) (time.Time, error) {
	w := Words(words)
	if n := TellsDay(w); n > 0 && n == len(w) {
		if d := dayToCome(w, now.In(loc)); d != "" {
			return d.In(loc), nil
		}
	}
	return time.Time{}, noDay(words)
}

func noDay(words string) error {
	return &bot.Error{
		Kind: bot.Invalid, Text: fmt.Sprintf("%q is no day to come", words),
		Hint: "say a date like 2026-12-24, 24 dec, monday or tomorrow",
	}
}

// DaysOff reads the days on which nothing is due: dates, weekdays, and lists of
// holidays.
func DaysOff(words string, now time.Time, loc *time.Location) (dates []Date, days Days, lists []string, err error) {
	for w := Words(words); len(w) > 0; {
		if Filler(w[0]) {
			w = w[1:]
			continue
		}
		if name, ok := listName(w[0]); ok {
			lists = append(lists, name)
			w = w[1:]
			continue
		}
		if d, ok := ParseDays(w[0]); ok {
			days |= d
			w = w[1:]
			continue
		}
		n := TellsDay(w)
		d := Date("")
		if n > 0 {
			d = dayToCome(w[:n], now.In(loc))
		}
		if d == "" {
			return nil, 0, nil, noDay(w[0])
		}
		dates = append(dates, d)
		w = w[n:]
	}
	slices.Sort(dates)
	slices.Sort(lists)
	return slices.Compact(dates), days, slices.Compact(lists), nil
}

// TellsDay is how many of the words at the beginning tell a day, to come or
// not; 0 if they tell none.
func TellsDay(w []string) int {
	if len(w) == 0 {
		return 0
	}
	if _, ok := listName(w[0]); ok {
		return 1
	}
	if _, err := time.Parse(time.DateOnly, w[0]); err == nil || w[0] == "tomorrow" || w[0] == "today" {
		return 1
	}
	if _, ok := day(w[0]); ok {
		return 1
	}
	if len(w) > 1 {
		if _, _, ok := dayAndMonth(w); ok {
			if len(w) > 2 && isYear(w[2]) {
				return 3
			}
			return 2
		}
	}
	return 0
}

// dayAndMonth reads "24 dec" and "dec 24th".
func dayAndMonth(w []string) (d int, m time.Month, ok bool) {
	for _, pair := range [2][2]string{{w[0], w[1]}, {w[1], w[0]}} {
		n, ok := number(ordinal(pair[0]), 2)
		m, ok2 := month(pair[1])
		if ok && ok2 && n >= 1 && n <= 31 {
			return n, m, true
		}
	}
	return 0, 0, false
}

// isYear reports whether w is a year of this century: "2030" is also a time,
// but not behind a day and a month.
func isYear(w string) bool {
	n, ok := number(w, 4)
	return ok && n > 2000 && n < 2100
}

func ordinal(w string) string {
	for _, end := range []string{"st", "nd", "rd", "th", "."} {
		if len(w) > len(end) && w[len(w)-len(end):] == end {
			return w[:len(w)-len(end)]
		}
	}
	return w
}

// dayToCome is the day that the words tell, "" if it is over or there is none
// such.
func dayToCome(w []string, local time.Time) Date {
	y, m, d := local.Date()
	civil := func(y int, m time.Month, d int) Date { return DateOf(time.Date(y, m, d, 0, 0, 0, 0, time.UTC)) }
	today := civil(y, m, d)
	if t, err := time.Parse(time.DateOnly, w[0]); err == nil {
		if DateOf(t) > today {
			return DateOf(t)
		}
		return ""
	}
	if w[0] == "tomorrow" {
		return civil(y, m, d+1)
	}
	if wd, ok := day(w[0]); ok {
		return civil(y, m, d+1+(int(wd)-int(local.Weekday())+6)%7)
	}
	if len(w) < 2 {
		return ""
	}
	n, mo, _ := dayAndMonth(w)
	if len(w) > 2 {
		year, _ := number(w[2], 4)
		if t := time.Date(year, mo, n, 0, 0, 0, 0, time.UTC); t.Day() == n && DateOf(t) > today {
			return DateOf(t)
		}
		return ""
	}
	for year := y; year <= y+4; year++ { // 29 February is in one of them
		t := time.Date(year, mo, n, 0, 0, 0, 0, time.UTC)
		if t.Day() == n && DateOf(t) > today {
			return DateOf(t)
		}
	}
	return ""
}

// In is the instant at which the day begins in loc.
func (d Date) In(loc *time.Location) time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return Instant(t, 0, loc)
}

// Show is the day as people read it.
func (d Date) Show() string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	return t.Format("Mon 2 Jan 2006")
}
