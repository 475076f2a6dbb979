package schedule

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"waybill/bot"
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
		{"13pm", "", `there is no time "13pm" (did you mean 13:00?)`},
		{"8", "", `there is no time "8" (did you mean 08:00 or 20:00?)`},
		{"hourly 08:00", "", "a digest is either hourly or at set times, not both (say for example: hourly, hourly 08:00-18:00, or: daily at 08:00,17:00)"},
		{"every 2h", "every 2h", ""},
		{"every 3 hours", "every 3h", ""},
		{"every two hours on weekdays", "weekdays every 2h", ""},
		{"weekdays hourly from 8am to 6pm", "weekdays hourly 08:00-18:00", ""},
		{"hourly 9-17", "hourly 09:00-17:00", ""},
		{"hourly 9-5", "", `is "9-5" meant to end in the morning or in the afternoon? (say 09:00-17:00 or 09:00-05:00)`},
		{"every 60 minutes", "hourly", ""},
		{"every day", "daily 08:00", ""},
		{"every week", "mon 08:00", ""},
		{"weekly on tue and thu at 7 pm", "tue,thu 19:00", ""},
		{"mon to fri 8 am", "weekdays 08:00", ""},
		{"monday through wednesday", "mon,tue,wed 08:00", ""},
		{"at 08:00-08:15", "daily 08:00-08:15", ""},
		{"8-8:30am and 17:00–17:30", "daily 08:00-08:30,17:00-17:30", ""},
		{"between 8 and 8:15", "", `there is no time "8" (did you mean 08:00 or 20:00?)`},
		{"08:00-10:00", "", "the window 08:00-10:00 is longer than 60 minutes (say for example: at 08:00-08:15, or: hourly 08:00-10:00)"},
		{"08:00-08:15 17:00", "", "all windows of a digest must be equally long (say for example: at 08:00-08:15,17:00-17:15)"},
		{"hourly quiet 22:00-07:00", "hourly quiet 22:00-07:00", ""},
		{"daily 09:00 quiet 10pm to 7am", "daily 09:00 quiet 22:00-07:00", ""},
		{"hourly quiet 22:00-22:00", "", "quiet hours that end when they begin would be all day (say for example: quiet 22:00-07:00, or pause)"},
		{"hourly quiet sometimes", "", `I don't know when the quiet hours "sometimes" are (say for example: quiet 22:00-07:00)`},
		{"daily except 2026-12-26,2026-12-25 until 2027-03-31", "daily 08:00 except 2026-12-25,2026-12-26 until 2027-03-31", ""},
		{"every 5h", "", "every 5 hours does not come out at the same times each day (say every 4h, or name the times)"},
		{"every 30 min", "", "a digest comes at most every hour (say hourly, or name the times: at 08:00,08:30)"},
		{"every 2 days", "", "a digest cannot come every 2 days (name the days: mon,wed,fri, or say weekly)"},
		{"every other day", "", "a digest cannot come every other day (name the days: mon,wed,fri)"},
		{"monthly", "", "a digest comes at least once a week, and not monthly (say for example: weekly on monday)"},
		{"twice a day", "", "at which times? (say them: daily at 08:00,17:00, or mon,thu)"},
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
		{"Europe/Berlin", "daily 02:30,03:00", "2027-03-28T01:59:00+01:00", "2027-03-28T03:00:00+02:00"}, // in order, although
		{"Europe/Berlin", "daily 02:30,03:00", "2027-03-28T03:00:00+02:00", "2027-03-28T03:30:00+02:00"}, // the gap turns them
		{"Europe/Berlin", "hourly", "2027-10-31T02:00:00+02:00", "2027-10-31T02:00:00+01:00"},            // an hour that comes twice
		{"Europe/Berlin", "every 2h", "2027-10-31T02:00:00+02:00", "2027-10-31T04:00:00+01:00"},
		{"Europe/Berlin", "every 2h", "2027-03-28T00:00:00+01:00", "2027-03-28T03:00:00+02:00"},
		{"Asia/Tokyo", "every 12h", "2027-03-28T01:00:00+09:00", "2027-03-28T12:00:00+09:00"},
		{"Asia/Tokyo", "weekdays hourly 08:30-10:30", "2027-03-26T10:30:00+09:00", "2027-03-29T08:30:00+09:00"},
		{"Asia/Tokyo", "hourly 22:00-02:00", "2027-03-26T23:30:00+09:00", "2027-03-27T00:00:00+09:00"},
		{"Asia/Tokyo", "hourly quiet 22:00-07:00", "2027-03-26T21:00:00+09:00", "2027-03-27T07:00:00+09:00"},
		{"Asia/Tokyo", "daily 08:00,23:00 quiet 22:00-07:00", "2027-03-26T08:00:00+09:00", "2027-03-27T08:00:00+09:00"},
		{"Asia/Tokyo", "daily 08:00 except 2027-03-27,2027-03-28", "2027-03-26T08:00:00+09:00", "2027-03-29T08:00:00+09:00"},
		{"Asia/Tokyo", "hourly except 2027-03-27,2027-03-28", "2027-03-26T23:00:00+09:00", "2027-03-29T00:00:00+09:00"},
		{"Asia/Tokyo", "daily 08:00 until 2027-03-27", "2027-03-26T08:00:00+09:00", "2027-03-27T08:00:00+09:00"},
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

// A subscription's last day has its digest, and none is due behind it; hours
// and times that quiet hours leave nothing of are said to.
func TestRules(t *testing.T) {
	loc, _ := time.LoadLocation("Asia/Tokyo")
	for _, c := range []struct{ words, want string }{
		{"daily until 2026-03-05", ""},
		{"daily until 2026-03-04", "no digest would come until Wed 4 Mar 2026 (say a later day, or until none)"},
		{"mon until 2026-03-06", "no digest would come until Fri 6 Mar 2026 (say a later day, or until none)"},
		{"daily 23:00 quiet 22:00-07:00", "the quiet hours 22:00-07:00 leave nothing of daily 23:00 (say other times, or quiet none)"},
	} {
		cad, err := Parse(c.words)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if err := cad.Rules(now, loc); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%q: %q, want %q", c.words, got, c.want)
		}
	}
}

// Of a window, each subscription has its own minute, the same every day, and
// many are spread evenly over it.
func TestSpread(t *testing.T) {
	ordered := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	minutes := map[int]int{}
	for i := range 1600 {
		s := bot.Subscription{Cadence: "daily 08:00-08:15,17:00-17:15", Zone: "Europe/Berlin", Channel: bot.Channel{Platform: bot.Slack, ID: fmt.Sprint("C", i)}, Created: ordered}
		r, err := Of(s, nil)
		if err != nil {
			t.Fatal(err)
		}
		one := r.Next(ordered).In(r.Zone)
		two := r.Next(one).In(r.Zone)
		if one.Hour() != 17 || two.Hour() != 8 || one.Minute() > 15 || one.Minute() != two.Minute() {
			t.Fatalf("slots %s and %s", one, two)
		}
		if want := fmt.Sprintf("(yours: 08:%02d, 17:%02d)", one.Minute(), one.Minute()); !strings.HasSuffix(r.Words(), want) {
			t.Errorf("said to be %q, want %q", r.Words(), want)
		}
		minutes[one.Minute()]++
	}
	for m := range 16 {
		if minutes[m] < 60 || minutes[m] > 140 {
			t.Errorf("%d of 1600 at minute %d, want about 100", minutes[m], m)
		}
	}
}

// A digest that is late keeps to the quiet hours, whose end it is told.
func TestRests(t *testing.T) {
	r, err := Of(bot.Subscription{Cadence: "daily 21:00 quiet 22:00-07:00", Zone: "Europe/Berlin"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]string{
		"2027-03-27T21:59:00+01:00": "", "2027-03-28T07:00:00+02:00": "",
		"2027-03-27T22:00:00+01:00": "2027-03-28T07:00:00+02:00", "2027-03-28T03:00:00+02:00": "2027-03-28T07:00:00+02:00",
	} {
		when, _ := time.Parse(time.RFC3339, at)
		until, quiet := r.Rests(when)
		if got := until.In(r.Zone).Format(time.RFC3339); quiet != (want != "") || quiet && got != want {
			t.Errorf("at %s quiet is %v until %s, want %q", at, quiet, got, want)
		}
	}
}
