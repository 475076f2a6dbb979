// Package schedule turns what people order ("weekdays at 08:00", "mon, thu
// noon", "every 2h quiet 22:00-07:00 until 24 dec") into instants. It is pure:
// it has no clock of its own and keeps no state.
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
)

// A Cadence is on which days and at which civil times something is due. The
// zero Cadence is never due.
type Cadence struct {
	Days   Days
	Times  []Clock  // ascending, without repeats; empty if Every
	Every  int      // hours from one to the next, 0 if at Times; 1 is hourly
	Hours  Span     // Every only: from the first to the last of a day; zero for all day
	Spread Clock    // Times only: each is a window this long, of which a subscription has one minute
	Quiet  Span     // nothing is due from its beginning until its end; zero for none
	Except []Date   // days off, ascending
	Lists  []string // of holidays, whose days are off too: their names, ascending, "" for all lists
	Until  Date     // the last day, "" for none

	Off []Date // the days of Lists, ascending, as far as they are known; see [Of]
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

func (c Clock) String() string {
	c = (c%dayLong + dayLong) % dayLong
	return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60)
}

const dayLong = 24 * 60 // minutes

// A Span is a part of the day. One that ends before it begins goes over
// midnight; the zero Span is none.
type Span struct{ From, To Clock }

func (s Span) String() string { return s.From.String() + "-" + s.To.String() }

// Has reports whether a time of day is in the span, its end not counted.
func (s Span) Has(t Clock) bool {
	t = (t%dayLong + dayLong) % dayLong
	switch {
	case s == Span{}:
		return false
	case s.From < s.To:
		return s.From <= t && t < s.To
	}
	return t >= s.From || t < s.To
}

// A Date is a civil day, as in "2026-12-24": later ones compare greater.
type Date string

// DateOf is the civil day of t, in t's zone.
func DateOf(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

// Default is what a subscription gets that names no cadence.
var Default = Cadence{Days: Everyday, Times: []Clock{8 * 60}}

var dayNames = [7]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// weekOrder shows Monday first.
var weekOrder = [7]time.Weekday{1, 2, 3, 4, 5, 6, 0}

// String is the canonical form, which Parse reads back: "daily 08:00",
// "weekdays 08:00,17:00", "mon,thu 12:00", "hourly", "weekdays every 2h
// 08:00-18:00", "daily 08:00-08:15", and behind any of them "quiet
// 22:00-07:00", "except 2026-12-25,holidays:germany", "until 2027-03-31".
func (c Cadence) String() string {
	words := c.daysAndTimes()
	if c.Quiet != (Span{}) {
		words += " quiet " + c.Quiet.String()
	}
	if len(c.Except)+len(c.Lists) > 0 {
		all := make([]string, len(c.Except))
		for i, d := range c.Except {
			all[i] = string(d)
		}
		words += " except " + strings.Join(append(all, wordsOf(c.Lists)...), ",")
	}
	if c.Until != "" {
		words += " until " + string(c.Until)
	}
	return words
}

func (c Cadence) daysAndTimes() string {
	if c.Every > 0 && c.Days == Everyday {
		return c.TimeWords()
	}
	return c.Days.String() + " " + c.TimeWords()
}

// TimeWords are the times of day, in the canonical form: "08:00,17:00",
// "hourly", "every 2h 08:00-18:00".
func (c Cadence) TimeWords() string {
	if c.Every > 0 {
		words := "hourly"
		if c.Every > 1 {
			words = fmt.Sprintf("every %dh", c.Every)
		}
		if c.Hours != (Span{}) {
			words += " " + c.Hours.String()
		}
		return words
	}
	times := make([]string, len(c.Times))
	for i, t := range c.Times {
		times[i] = t.String()
		if c.Spread > 0 {
			times[i] += "-" + (t + c.Spread).String()
		}
	}
	return strings.Join(times, ",")
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

// Said is c changed by what was said of days and times: what said leaves open
// stays. Quiet hours, days off and the last day are not touched.
func (c Cadence) Said(said Cadence) Cadence {
	if said.Days != 0 {
		c.Days = said.Days
	}
	if said.Every > 0 || len(said.Times) > 0 {
		c.Every, c.Hours, c.Times, c.Spread = said.Every, said.Hours, slices.Clone(said.Times), said.Spread
	}
	return c
}
