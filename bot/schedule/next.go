package schedule

import "time"

// Next is the first instant after the given one at which the cadence is due
// in loc, in UTC; the zero time if it never is.
func (c Cadence) Next(after time.Time, loc *time.Location) time.Time {
	if c.Days == 0 || (!c.Hourly && len(c.Times) == 0) {
		return time.Time{}
	}
	if c.Hourly {
		return c.nextHour(after, loc)
	}
	// A day before, because a slot late on the day of a gap may be shifted
	// into the next civil date.
	y, m, d := after.In(loc).Date()
	for i := -1; i <= 8; i++ {
		date := time.Date(y, m, d+i, 0, 0, 0, 0, time.UTC) // a civil date, not an instant
		if !c.Days.Has(date.Weekday()) {
			continue
		}
		for _, t := range c.Times {
			if at := Instant(date, t, loc); at.After(after) {
				return at
			}
		}
	}
	return time.Time{}
}

// nextHour is the next instant at which loc's clock shows minute 0 on one of
// the days.
func (c Cadence) nextHour(after time.Time, loc *time.Location) time.Time {
	at := after.UTC().Truncate(time.Minute).Add(time.Minute)
	for limit := at.Add(9 * 24 * time.Hour); at.Before(limit); {
		local := at.In(loc)
		switch {
		case local.Minute() != 0:
			at = at.Add(time.Minute)
		case c.Days.Has(local.Weekday()):
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
