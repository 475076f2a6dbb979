package schedule

import (
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	for _, c := range []struct{ words, want, err string }{
		{"", "daily 08:00", ""},
		{"daily at 08:00", "daily 08:00", ""},
		{"weekdays 8am, 5pm", "weekdays 08:00,17:00", ""},
		{"every mon, thu at noon", "mon,thu 12:00", ""},
		{"mondays and thursdays", "mon,thu 08:00", ""},
		{"mon-fri 7.30", "weekdays 07:30", ""},
		{"sat-sun 9h", "weekends 09:00", ""},
		{"hourly", "hourly", ""},
		{"weekdays hourly", "weekdays hourly", ""},
		{"every hour", "hourly", ""},
		{"0730 19h15 12am 12pm", "daily 00:00,07:30,12:00,19:15", ""},
		{"17:00 08:00 8am", "daily 08:00,17:00", ""},
		{"25:00", "", `there is no time "25:00" (say a time as 08:00, 8am, 17:30 or noon)`},
		{"08:61", "", `there is no time "08:61" (say a time as 08:00, 8am, 17:30 or noon)`},
		{"13pm", "", `there is no time "13pm" (say a time as 08:00, 8am, 17:30 or noon)`},
		{"8", "", `there is no time "8" (say a time as 08:00, 8am, 17:30 or noon)`},
		{"hourly 08:00", "", "a digest is either hourly or at set times, not both (say for example: hourly, or: daily at 08:00,17:00)"},
	} {
		got, err := Parse(c.words)
		if err != nil {
			if err.Error() != c.err {
				t.Errorf("Parse(%q): %v, want %q", c.words, err, c.err)
			}
			continue
		}
		if got.String() != c.want {
			t.Errorf("Parse(%q) = %q, want %q", c.words, got, c.want)
		}
		again, err := Parse(got.String())
		if err != nil || again.String() != got.String() {
			t.Errorf("Parse(%q) = %q, %v: the canonical form does not read back", got, again, err)
		}
	}
}

func TestZone(t *testing.T) {
	for _, c := range []struct{ said, want, err string }{
		{"Europe/Berlin", "Europe/Berlin", ""},
		{"america/new_york", "America/New_York", ""},
		{"new york", "America/New_York", ""},
		{"Toronto", "America/Toronto", ""},
		{"beijing", "Asia/Shanghai", ""},
		{"UTC", "UTC", ""},
		{"utc+2", "Etc/GMT-2", ""},
		{"-05:00", "Etc/GMT+5", ""},
		{"+05:30", "Asia/Kolkata", ""},
		{"Torronto", "", `I don't know the time zone "Torronto" (did you mean America/Toronto? Else say a city or an IANA name, like Toronto or Europe/Berlin)`},
		{"Mars/Olympus Mons", "", `I don't know the time zone "Mars/Olympus Mons" (say a city or an IANA name, like Toronto or Europe/Berlin)`},
	} {
		got, loc, err := Zone(c.said)
		if err != nil {
			if err.Error() != c.err {
				t.Errorf("Zone(%q): %v, want %q", c.said, err, c.err)
			}
			continue
		}
		if got != c.want || loc == nil {
			t.Errorf("Zone(%q) = %q, want %q", c.said, got, c.want)
		}
	}
}

func TestEveryZoneLoads(t *testing.T) {
	for _, z := range Zones() {
		if _, err := time.LoadLocation(z); err != nil {
			t.Errorf("LoadLocation(%q): %v", z, err)
		}
	}
	for said, z := range places {
		if _, err := time.LoadLocation(z); err != nil {
			t.Errorf("%q means %q: %v", said, z, err)
		}
	}
}

// The clock changes of the zones in which schedulers are known to fail.
func TestClockChange(t *testing.T) {
	for _, c := range []struct{ zone, cadence, after, want string }{
		{"America/New_York", "daily 02:30", "2027-03-13T23:00:00-05:00", "2027-03-14T03:30:00-04:00"}, // gap
		{"America/New_York", "daily 01:30", "2027-11-06T23:00:00-04:00", "2027-11-07T01:30:00-04:00"}, // overlap: the first
		{"America/New_York", "daily 01:30", "2027-11-07T01:30:00-04:00", "2027-11-08T01:30:00-05:00"}, // and not the second
		{"Europe/Berlin", "daily 02:30", "2027-10-30T23:00:00+02:00", "2027-10-31T02:30:00+02:00"},
		{"America/Santiago", "daily 08:00", "2027-09-04T08:00:00-04:00", "2027-09-05T08:00:00-03:00"}, // no midnight
		{"Atlantic/Azores", "daily 00:30", "2027-03-27T23:00:00-01:00", "2027-03-28T01:30:00+00:00"},
		{"Australia/Lord_Howe", "daily 02:15", "2027-10-02T23:00:00+10:30", "2027-10-03T02:45:00+11:00"},
		{"Africa/Cairo", "daily 00:00", "2027-04-29T20:00:00+02:00", "2027-04-30T01:00:00+03:00"},
		{"Asia/Kolkata", "hourly", "2027-01-01T10:05:00+05:30", "2027-01-01T11:00:00+05:30"},
		{"America/Toronto", "weekdays 08:00", "2025-06-06T08:00:00-04:00", "2025-06-09T08:00:00-04:00"},
		{"America/Toronto", "mon 08:00", "2025-06-09T08:00:00-04:00", "2025-06-16T08:00:00-04:00"},
	} {
		loc, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		cad, err := Parse(c.cadence)
		if err != nil {
			t.Fatal(err)
		}
		after, _ := time.Parse(time.RFC3339, c.after)
		want, _ := time.Parse(time.RFC3339, c.want)
		if got := cad.Next(after, loc); !got.Equal(want) {
			t.Errorf("%s in %s after %s = %s, want %s", c.cadence, c.zone, c.after, got.In(loc).Format(time.RFC3339), c.want)
		}
	}
}

// Every zone, every clock change until 2037: a daily slot happens exactly once
// a civil day, strictly later than the last, never more than 26 hours on.
func TestOnceACivilDay(t *testing.T) {
	zones := Zones()
	if testing.Short() {
		zones = []string{"America/Santiago", "America/Havana", "Atlantic/Azores", "Australia/Lord_Howe", "Africa/Cairo", "Europe/London"}
	}
	for _, name := range zones {
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, clock := range []Clock{0, 30, 90, 150, 480, 23*60 + 30} {
			once(t, name, loc, clock)
		}
	}
}

func once(t *testing.T, name string, loc *time.Location, clock Clock) {
	var last time.Time
	for date := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC); date.Year() < 2038; date = date.AddDate(0, 0, 1) {
		at := Instant(date, clock, loc)
		if !last.IsZero() && (!at.After(last) || at.Sub(last) > 26*time.Hour) {
			t.Fatalf("%s %s: %s follows %s", name, clock, at.In(loc), last.In(loc))
		}
		last = at
	}
}

func TestNextWalksTheSlots(t *testing.T) {
	loc, _ := time.LoadLocation("America/Havana")
	c := Cadence{Days: Everyday, Times: []Clock{30, 480, 1410}}
	at := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	seen := map[time.Time]bool{}
	for range 3 * 365 {
		next := c.Next(at, loc)
		if !next.After(at) || seen[next] {
			t.Fatalf("after %s comes %s", at, next)
		}
		seen[next], at = true, next
	}
	if days := at.Sub(time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)).Hours() / 24; days < 364 || days > 366 {
		t.Errorf("3 slots a day for 365 days took %v days", days)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("weekdays at 8am, 17:00")
	f.Fuzz(func(t *testing.T, words string) {
		c, err := Parse(words)
		if err != nil {
			return
		}
		if again, err := Parse(c.String()); err != nil || again.String() != c.String() {
			t.Errorf("Parse(%q) = %q, which reads back as %q, %v", words, c, again, err)
		}
	})
}

func BenchmarkNext(b *testing.B) {
	loc, _ := time.LoadLocation("America/Toronto")
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for b.Loop() {
		Default.Next(at, loc)
	}
}
