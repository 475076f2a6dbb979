package schedule

import (
	"testing"
	"time"
)

// The clock changes of a zone from 2024 to 2037: the civil days on which they
// fall.
func changes(loc *time.Location) (days []time.Time) {
	end := time.Date(2038, 1, 1, 0, 0, 0, 0, time.UTC)
	for at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC); at.Before(end); at = at.Add(24 * time.Hour) {
		if next := at.Add(24 * time.Hour); offset(at, loc) != offset(next, loc) {
			y, m, d := at.In(loc).Date()
			days = append(days, time.Date(y, m, d, 0, 0, 0, 0, time.UTC))
		}
	}
	return days
}

// clocks are the times of day that are tried: every half hour, and some
// between.
func clocks() []Clock {
	all := []Clock{1, 15, 59, 61, 135, 179, 1425, 1439}
	for c := Clock(0); c < dayLong; c += 30 {
		all = append(all, c)
	}
	return all
}

// Every zone of the database, around every change of its clock from 2024 to
// 2037: a daily slot comes exactly once each civil day, at its time of day if
// the clock shows that, the first time if it shows it twice, and else behind
// the gap. On all other days the offset is the same from the day before to the
// day after, and nothing can go wrong.
func TestOnceACivilDay(t *testing.T) {
	zones, tried, seen := Zones(), 0, 0
	for _, name := range zones {
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		days := changes(loc)
		seen += len(days)
		for _, change := range days {
			for _, clock := range clocks() {
				tried += onceAround(t, name, loc, change, clock)
			}
		}
	}
	t.Logf("%d zones, %d clock changes, %d slots", len(zones), seen, tried)
	if len(zones) < 400 || seen < 4000 {
		t.Errorf("%d zones with %d clock changes: too few to be all", len(zones), seen)
	}
}

// onceAround walks a daily slot over the days around a clock change with Next,
// and looks at each.
func onceAround(t *testing.T, zone string, loc *time.Location, change time.Time, clock Clock) int {
	t.Helper()
	c := Cadence{Days: Everyday, Times: []Clock{clock}}
	at := Instant(change.AddDate(0, 0, -3), clock, loc)
	n := 0
	for date := change.AddDate(0, 0, -2); !date.After(change.AddDate(0, 0, 3)); date = date.AddDate(0, 0, 1) {
		next := c.Next(at, loc)
		if problem := wrong(date, clock, at, next, loc); problem != "" {
			t.Errorf("%s %s of %s is %s: %s", zone, clock, DateOf(date), next.In(loc), problem)
		}
		at = next
		n++
	}
	return n
}

func wrong(date time.Time, clock Clock, before, at time.Time, loc *time.Location) string {
	y, m, d := date.Date()
	wall := time.Date(y, m, d, 0, int(clock), 0, 0, time.UTC)
	local := at.In(loc)
	shown := time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), local.Minute(), 0, 0, time.UTC)
	switch gap := shown.Sub(wall); {
	case !at.After(before), at.Sub(before) > 26*time.Hour:
		return "too near the one before, or too far from it: " + before.In(loc).String()
	case gap == 0 && offset(at.Add(-3*time.Hour), loc) > offset(at, loc):
		// Within three hours behind a change back: was the same time shown before?
		for e := at.Add(-3 * time.Hour); e.Before(at); e = e.Add(15 * time.Minute) {
			if was := e.In(loc); was.Hour() == local.Hour() && was.Minute() == local.Minute() && was.Day() == local.Day() {
				return "the second time that the clock shows it"
			}
		}
	case gap > 0:
		if exists(wall, loc) || gap != offset(at, loc)-offset(at.Add(-gap-time.Minute), loc) {
			return "shifted, but not by a gap"
		}
	case gap < 0:
		return "before its time"
	}
	return ""
}

// exists reports whether loc's clock ever shows a wall time.
func exists(wall time.Time, loc *time.Location) bool {
	for m := -16 * 60; m <= 16*60; m += 15 {
		at := wall.Add(time.Duration(m) * time.Minute)
		if offset(at, loc) == wall.Sub(at) {
			return true
		}
	}
	return false
}

// In every zone the other cadences keep their order through every clock change,
// and none skips a day.
func TestCadencesThroughClockChanges(t *testing.T) {
	zones := []string{"America/Santiago", "America/Havana", "Atlantic/Azores", "Australia/Lord_Howe", "Africa/Cairo", "Africa/Casablanca", "America/Nuuk", "Europe/Dublin", "Pacific/Chatham"}
	for _, words := range []string{"hourly", "every 2h", "daily 00:15,02:30,03:00,23:45", "hourly quiet 22:00-07:00", "every 3h 23:00-05:00", "daily 00:00-00:30"} {
		c, err := Parse(words)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range zones {
			loc, err := time.LoadLocation(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, change := range changes(loc) {
				end := change.AddDate(0, 0, 3)
				for at := change.AddDate(0, 0, -2); at.Before(end); {
					next := c.Next(at, loc)
					if !next.After(at) || next.Sub(at) > 26*time.Hour {
						t.Fatalf("%s in %s: after %s comes %s", words, name, at.In(loc), next.In(loc))
					}
					at = next
				}
			}
		}
	}
}
