// Package schedule turns what people order ("weekdays at 08:00", "mon, thu
// noon", "hourly") into instants. It is pure: it has no clock of its own and
// keeps no state.
//
// Civil time is computed here and never left to a scheduler library: a time
// that the clock change leaves out is shifted forward by the gap, a time that
// it repeats means the first of the two. Each slot happens exactly once a
// civil day in every zone.
package schedule

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"waybill/bot"
)

// A Cadence is on which days and at which civil times something is due. The
// zero Cadence is never due.
type Cadence struct {
	Days   Days
	Times  []Clock // ascending, without repeats; empty if Hourly
	Hourly bool    // at minute 0 of every civil hour of Days
}

// Days is a set of weekdays, bit 0 for Sunday as in time.Weekday.
type Days uint8

// The sets that have names.
const (
	Everyday Days = 0b1111111
	Weekdays Days = 0b0111110
	Weekend  Days = 0b1000001
)

// Has reports whether d is in the set.
func (s Days) Has(d time.Weekday) bool { return s&(1<<d) != 0 }

// A Clock is a civil time of day in minutes since midnight.
type Clock int

func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", c/60, c%60) }

// Default is what a subscription gets that names no cadence.
var Default = Cadence{Days: Everyday, Times: []Clock{8 * 60}}

var dayNames = [7]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// weekOrder shows Monday first.
var weekOrder = [7]time.Weekday{1, 2, 3, 4, 5, 6, 0}

// String is the canonical form, which Parse reads back: "daily 08:00",
// "weekdays 08:00,17:00", "mon,thu 12:00", "hourly", "weekdays hourly".
func (c Cadence) String() string {
	if c.Hourly && c.Days == Everyday {
		return "hourly"
	}
	if c.Hourly {
		return c.Days.String() + " hourly"
	}
	times := make([]string, len(c.Times))
	for i, t := range c.Times {
		times[i] = t.String()
	}
	return c.Days.String() + " " + strings.Join(times, ",")
}

func (s Days) String() string {
	switch s {
	case Everyday:
		return "daily"
	case Weekdays:
		return "weekdays"
	case Weekend:
		return "weekends"
	}
	var names []string
	for _, d := range weekOrder {
		if s.Has(d) {
			names = append(names, dayNames[d])
		}
	}
	return strings.Join(names, ",")
}

// Parse reads a cadence in people's words: days ("daily", "weekdays",
// "mon,thu", "every monday") and times ("at 08:00", "8am, 5pm", "noon") in
// any order. Days without times are due at 08:00, times without days daily.
func Parse(words string) (Cadence, error) {
	var c Cadence
	for _, w := range Words(words) {
		if Filler(w) {
			continue
		}
		if w == "hourly" || w == "hour" {
			c.Hourly = true
			continue
		}
		if d, ok := ParseDays(w); ok {
			c.Days |= d
			continue
		}
		t, err := ParseClock(w)
		if err != nil {
			return Cadence{}, err
		}
		c.Times = append(c.Times, t)
	}
	return c.complete()
}

// complete fills in what was not said.
func (c Cadence) complete() (Cadence, error) {
	if c.Hourly && len(c.Times) > 0 {
		return Cadence{}, &bot.Error{
			Kind: bot.Invalid, Text: "a digest is either hourly or at set times, not both",
			Hint: "say for example: hourly, or: daily at 08:00,17:00",
		}
	}
	if c.Days == 0 {
		c.Days = Everyday
	}
	if !c.Hourly && len(c.Times) == 0 {
		c.Times = slices.Clone(Default.Times)
	}
	slices.Sort(c.Times)
	c.Times = slices.Compact(c.Times)
	return c, nil
}

// Words splits what a person typed at white space and commas, in lower case.
func Words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return r == ',' || r == ';' || r == ' ' || r == '\t' || r == '\n' || r == '\u00a0'
	})
}

// Filler reports whether w only joins the others: "at", "every", "and".
func Filler(w string) bool {
	switch w {
	case "at", "every", "each", "on", "and", "&", "the", "@", "o'clock":
		return true
	}
	return false
}

// ParseDays reads one word for days: "daily", "weekdays", "mon", "thursday",
// "mon-fri".
func ParseDays(w string) (Days, bool) {
	w = strings.ToLower(strings.TrimSuffix(w, "."))
	switch w {
	case "daily", "day", "everyday":
		return Everyday, true
	case "weekday", "weekdays", "workdays", "workday":
		return Weekdays, true
	case "weekend", "weekends":
		return Weekend, true
	}
	if from, to, ok := strings.Cut(strings.ReplaceAll(w, "–", "-"), "-"); ok {
		return dayRange(from, to)
	}
	if d, ok := day(w); ok {
		return 1 << d, true
	}
	return 0, false
}

func dayRange(from, to string) (Days, bool) {
	a, ok := day(from)
	b, ok2 := day(to)
	if !ok || !ok2 {
		return 0, false
	}
	var s Days
	for d := a; ; d = (d + 1) % 7 {
		s |= 1 << d
		if d == b {
			return s, true
		}
	}
}

// day reads the name of a weekday, whole, plural or cut to three or four
// letters.
func day(w string) (time.Weekday, bool) {
	w = strings.TrimSuffix(w, "s")
	if len(w) < 2 {
		return 0, false
	}
	for i, name := range [7]string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"} {
		if w == name || (len(w) >= 3 && len(w) <= 5 && strings.HasPrefix(name, w)) || w == name[:3] {
			return time.Weekday(i), true
		}
	}
	return 0, false
}
