package schedule

import (
	"slices"
	"time"
)

// Next is the first instant after the given one at which the cadence is due
// in loc, in UTC; the zero time if it never is again.
func (c Cadence) Next(after time.Time, loc *time.Location) time.Time {
	return c.next(after, loc, 0)
}

// next is Next with each of the Times moved by a part of the Spread.
func (c Cadence) next(after time.Time, loc *time.Location, shift Clock) time.Time {
	if c.Every == 1 && c.Hours == (Span{}) {
		return c.nextHour(after, loc)
	}
	times := c.times()
	if c.Days == 0 || len(times) == 0 {
		return time.Time{}
	}
	// From a day before, because a slot late on the day of a gap may be shifted
	// into the next civil date; and a day more than the first that has one, for
	// the same reason.
	y, m, d := after.In(loc).Date()
	var first time.Time
	for i := -1; i <= c.farthest(); i++ {
		date := time.Date(y, m, d+i, 0, 0, 0, 0, time.UTC) // a civil date, not an instant
		if !c.on(date) {
			continue
		}
		for _, t := range times {
			at := Instant(date, t+shift, loc)
			if at.After(after) && (first.IsZero() || at.Before(first)) && !c.Quiet.Has(t) {
				first = at
			}
		}
		if !first.IsZero() && first.Before(date.Add(-2*dayLong*time.Minute)) {
			break // a date ahead of it by more than any shift
		}
	}
	return first
}

// on reports whether a civil date is one of the cadence's.
func (c Cadence) on(date time.Time) bool {
	d := DateOf(date)
	return c.Days.Has(date.Weekday()) && (c.Until == "" || d <= c.Until) && !slices.Contains(c.Except, d) && !c.off(d)
}

// farthest is how many days ahead the next slot is at most, with the days
// behind it that next looks at.
func (c Cadence) farthest() int { return 7*(len(c.Except)+len(c.Off)+1) + 4 }

// off reports whether a day stands in a list of holidays.
func (c Cadence) off(d Date) bool {
	_, found := slices.BinarySearch(c.Off, d)
	return found
}

// times are the times of day at which it is due.
func (c Cadence) times() []Clock {
	if c.Every == 0 {
		return c.Times
	}
	var all []Clock
	first, last := c.Hours.From, c.Hours.To
	if c.Hours == (Span{}) {
		last = dayLong - 1
	}
	if last < first {
		last += dayLong
	}
	for t := first; t <= last; t += Clock(c.Every * 60) {
		all = append(all, t)
	}
	return all
}

// nextHour is the next instant at which loc's clock shows minute 0 on one of
// the days, outside of the quiet hours. An hour that the clock repeats has
// both.
func (c Cadence) nextHour(after time.Time, loc *time.Location) time.Time {
	at := after.UTC().Truncate(time.Minute).Add(time.Minute)
	for limit := at.AddDate(0, 0, c.farthest()); at.Before(limit); {
		local := at.In(loc)
		switch {
		case local.Minute() != 0:
			at = at.Add(time.Minute)
		case c.on(local) && !c.Quiet.Has(Clock(local.Hour()*60)):
			return at
		default:
			at = at.Add(time.Hour)
		}
	}
	return time.Time{}
}

// Instant is when loc's clock shows t on the given civil date (its year, month
// and day are used, its zone is not), in UTC. A time that the clock change
// leaves out is shifted forward by the gap; of a time that happens twice it is
// the first.
//
// The offsets in force a day and a half before and after are tried. No zone
// of the tz database changes its offset twice within three days (held by a
// test over all zones, 2024 to 2037).
func Instant(date time.Time, t Clock, loc *time.Location) time.Time {
	y, m, d := date.Date()
	wall := time.Date(y, m, d, 0, int(t), 0, 0, time.UTC)
	before, later := offset(wall.Add(-36*time.Hour), loc), offset(wall.Add(36*time.Hour), loc)
	first, second := wall.Add(-max(before, later)), wall.Add(-min(before, later))
	for _, at := range [2]time.Time{first, second} {
		if offset(at, loc) == wall.Sub(at) {
			return at
		}
	}
	return wall.Add(-before)
}

func offset(at time.Time, loc *time.Location) time.Duration {
	_, seconds := at.In(loc).Zone()
	return time.Duration(seconds) * time.Second
}
