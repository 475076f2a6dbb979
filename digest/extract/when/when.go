// Package when reads the dates that feeds and pages carry.
package when

import (
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// A Date is an instant as a publisher stated it.
type Date struct {
	Time time.Time // UTC; midnight UTC if only the day is known
	Day  bool      // only the day was stated
}

// oldest is the first year in which a date of a feed is believed: before it
// there were no feeds, so the date is a default such as 1970-01-01 or 0001.
const oldest = 1990

// longest is the longest text taken for a date.
const longest = 64

var (
	spaces  = regexp.MustCompile(`\s+`)
	weekday = regexp.MustCompile(`(?i)^(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\b[\s,.]*`)
	ordinal = regexp.MustCompile(`(?i)\b(\d{1,2})(?:st|nd|rd|th)\b`)
	iso     = regexp.MustCompile(`^(\d{4})-?(\d{2})-?(\d{2})(?:[Tt ]+(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?)?\s*(.*)$`)
	dmy     = regexp.MustCompile(`(?i)^(\d{1,2})[\s.-]+([a-z]{3,9})\.?,?[\s-]+(\d{2,4})\b,?(.*)$`)
	mdy     = regexp.MustCompile(`(?i)^([a-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})\b,?(.*)$`)
	asctime = regexp.MustCompile(`(?i)^([a-z]{3,9})\s+(\d{1,2})\s+(\d{1,2}:\d{2}(?::\d{2})?)\s+(.*?)\s*(\d{4})$`)
	slashed = regexp.MustCompile(`^(\d{4})[/.](\d{1,2})[/.](\d{1,2})\b(.*)$`)
	numeric = regexp.MustCompile(`^(\d{1,2})([/.])(\d{1,2})[/.](\d{4})\b,?(.*)$`)
	clock   = regexp.MustCompile(`(?i)^[\s,|-]*(?:at\s+)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([ap])?\.?m?\.?\s*(.*)$`)
	offset  = regexp.MustCompile(`^(?:UTC|GMT|UT|Z)?\s*([+-])(\d{1,2}):?(\d{2})?\b`)
	months  = map[string]time.Month{
		"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
		"jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
	}
	// zones are the abbreviations that feeds use, in seconds east of UTC.
	// Ambiguous ones are read as in North America and Western Europe.
	zones = map[string]int{
		"": 0, "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0,
		"est": -5 * 3600, "edt": -4 * 3600, "et": -5 * 3600, "cst": -6 * 3600, "cdt": -5 * 3600,
		"mst": -7 * 3600, "mdt": -6 * 3600, "pst": -8 * 3600, "pdt": -7 * 3600,
		"bst": 3600, "west": 3600, "cet": 3600, "cest": 7200, "met": 3600, "mest": 7200, "eet": 7200, "eest": 10800,
		"msk": 10800, "ist": 19800, "sgt": 28800, "hkt": 28800, "jst": 32400, "kst": 32400,
		"aest": 36000, "aedt": 39600, "nzst": 43200, "nzdt": 46800,
	}
)

// Parse reads a date. It answers ok false for what is no date, and for dates
// before 1990, which are defaults and not dates. An unknown zone counts as
// UTC. Of numeric dates that could be read both ways, those with slashes are
// taken as month/day/year and those with full stops as day.month.year.
func Parse(s string) (d Date, ok bool) {
	if len(s) > longest || !utf8.ValidString(s) {
		return Date{}, false
	}
	s = strings.TrimSpace(spaces.ReplaceAllString(s, " "))
	s = ordinal.ReplaceAllString(weekday.ReplaceAllString(s, ""), "$1")
	for _, form := range []func(string) (Date, bool){isoDate, dmyDate, asctimeDate, mdyDate, slashedDate, numericDate} {
		if d, ok := form(s); ok {
			return d, d.Time.Year() >= oldest
		}
	}
	return Date{}, false
}

func isoDate(s string) (Date, bool) {
	m := iso.FindStringSubmatch(s)
	if m == nil {
		return Date{}, false
	}
	day, ok := civil(m[1], m[2], m[3])
	if !ok || m[4] == "" {
		return Date{day, true}, ok && (m[7] == "" || m[7][0] == ' ' || m[7][0] == 'Z' || m[7][0] == '+')
	}
	at, ok := hours(day, m[4], m[5], m[6], "")
	return Date{at.Add(-zone(m[7])), false}, ok
}

func dmyDate(s string) (Date, bool) {
	m := dmy.FindStringSubmatch(s)
	if m == nil {
		return Date{}, false
	}
	return named(m[3], m[2], m[1], m[4])
}

func mdyDate(s string) (Date, bool) {
	m := mdy.FindStringSubmatch(s)
	if m == nil {
		return Date{}, false
	}
	return named(m[3], m[1], m[2], m[4])
}

func asctimeDate(s string) (Date, bool) {
	m := asctime.FindStringSubmatch(s)
	if m == nil {
		return Date{}, false
	}
	return named(m[5], m[1], m[2], m[3]+" "+m[4])
}

func slashedDate(s string) (Date, bool) {
	m := slashed.FindStringSubmatch(s)
	if m == nil {
		return Date{}, false
	}
	day, ok := civil(m[1], m[2], m[3])
	if !ok {
		return Date{}, false
	}
	return timed(day, m[4])
}

func numericDate(s string) (Date, bool) {
	m := numeric.FindStringSubmatch(s)
	if m == nil {
		return Date{}, false
	}
	d, mo := m[1], m[3]
	if m[2] == "/" && atoi(m[1]) <= 12 {
		d, mo = m[3], m[1]
	}
	day, ok := civil(m[4], mo, d)
	if !ok {
		return Date{}, false
	}
	return timed(day, m[5])
}

func named(year, month, dayOfMonth, rest string) (Date, bool) {
	mo, ok := months[strings.ToLower(month[:3])]
	if !ok {
		return Date{}, false
	}
	y := atoi(year)
	switch {
	case len(year) == 2 && y < 70:
		y += 2000
	case len(year) == 2:
		y += 1900
	case len(year) == 3:
		return Date{}, false
	}
	day, ok := calendar(y, int(mo), atoi(dayOfMonth))
	if !ok {
		return Date{}, false
	}
	return timed(day, rest)
}

// timed adds the time of day that follows a date, if one does.
func timed(day time.Time, rest string) (Date, bool) {
	m := clock.FindStringSubmatch(rest)
	if m == nil {
		return Date{day, true}, true
	}
	at, ok := hours(day, m[1], m[2], m[3], m[4])
	return Date{at.Add(-zone(m[5])), false}, ok
}

func civil(year, month, day string) (time.Time, bool) {
	return calendar(atoi(year), atoi(month), atoi(day))
}

func calendar(y, m, d int) (time.Time, bool) {
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	return t, t.Year() == y && int(t.Month()) == m && t.Day() == d
}

func hours(day time.Time, h, m, s, half string) (time.Time, bool) {
	hour, minute, second := atoi(h), atoi(m), atoi(s)
	if half != "" && hour >= 1 && hour <= 12 {
		hour %= 12
		if half == "p" || half == "P" {
			hour += 12
		}
	}
	// 24:00 is the next midnight, :60 a leap second.
	if hour > 24 || minute > 59 || second > 60 {
		return time.Time{}, false
	}
	return day.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute + time.Duration(second)*time.Second), true
}

// zone is how far the zone that s begins with is east of UTC.
func zone(s string) time.Duration {
	s = strings.TrimSpace(s)
	if m := offset.FindStringSubmatch(s); m != nil && atoi(m[2]) <= 14 && atoi(m[3]) <= 59 {
		d := time.Duration(atoi(m[2]))*time.Hour + time.Duration(atoi(m[3]))*time.Minute
		if m[1] == "-" {
			d = -d
		}
		return d
	}
	name, _, _ := strings.Cut(strings.ToLower(strings.Trim(s, "() ")), " ")
	return time.Duration(zones[name]) * time.Second
}

// atoi reads the digits of a number that a pattern has already checked; ""
// is 0.
func atoi(s string) int {
	n := 0
	for _, c := range s {
		n = n*10 + int(c-'0')
	}
	return n
}
