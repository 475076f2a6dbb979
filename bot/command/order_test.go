package command

import (
	"fmt"
	"testing"
	"time"

	"waybill/bot"
	"waybill/bot/schedule"
	"waybill/digest/topic"
)

func TestParseOrder(t *testing.T) {
	for _, c := range []struct{ words, want string }{
		{"tariffs", "[tariffs]   "},
		{"tariffs, critical minerals weekdays at 08:00 Toronto brief", "[tariffs critical-minerals] weekdays 08:00 America/Toronto brief"},
		{"critical minerals tariffs", "[critical-minerals tariffs]   "},
		{"Tariffs and shipping mon,thu 8am,5pm", "[tariffs shipping] mon,thu 08:00,17:00  "},
		{"steel-aluminium hourly full", "[steel-aluminium] hourly  full"},
		{"tariffs at noon Europe/Berlin", "[tariffs] daily 12:00 Europe/Berlin "},
		{"tariffs daily 08:00 New York", "[tariffs] daily 08:00 America/New_York "},
		{"tariffs Toronto", "[tariffs]  America/Toronto "},
		{"Japan, China every monday", "[japan china] mon 08:00  "},
		{"at 07:30", "[] daily 07:30  "},
		{"zone utc+2", "[]  Etc/GMT-2 "},
		{"hs 2846", "[hs-2846]   "},
		{"hs 28, hs 2846 at 0800", "[hs-28 hs-2846] daily 08:00  "},
		{"tariffs every 2 hours quiet 22:00-07:00 Berlin", "[tariffs] every 2h quiet 22:00-07:00 Europe/Berlin "},
		{"tariffs quiet from 10 pm to 7 am full", "[tariffs] daily 08:00 quiet 22:00-07:00  full"},
		{"tariffs hourly quiet hours between 22:00 and 07:00 until 24 dec", "[tariffs] hourly quiet 22:00-07:00 until 2026-12-24  "},
		{"tariffs daily except 25 dec, dec 26 and sunday at 9:00 Toronto", "[tariffs] mon,tue,wed,thu,fri,sat 09:00 except 2026-12-25,2026-12-26 America/Toronto "},
		{"tariffs at 08:00-08:15 tue and thu", "[tariffs] tue,thu 08:00-08:15  "},
		{"tariffs mon to fri 8 am until tomorrow", "[tariffs] weekdays 08:00 until 2026-03-05  "},
		{"tariffs mon-fri, 8am New York, brief", "[tariffs] weekdays 08:00 America/New_York brief"},
	} {
		got, err := ordered(c.words)
		if err != nil || got != c.want {
			t.Errorf("%q orders %q, %v, want %q", c.words, got, err, c.want)
		}
	}
	for _, c := range []struct{ words, want string }{
		{"tarifs", `I don't know the topic "tarifs" (did you mean Tariffs and duties? Say topics to see all)`},
		{"tariffs daily 25:00", `there is no time "25:00" (say a time as 08:00, 8am, 17:30 or noon)`},
		{"tariffs at 08:00 Torronto", `I don't know the time zone "Torronto" (did you mean America/Toronto? Else say a city or an IANA name, like Toronto or Europe/Berlin)`},
		{"tariffs until", "until which day? (say for example: until 2026-12-24, or until none)"},
		{"tariffs until yesterday", `"yesterday" is no day to come (say a date like 2026-12-24, 24 dec, monday or tomorrow)`},
		{"tariffs weekdays except blue moons", `"blue" is no day to come (say a date like 2026-12-24, 24 dec, monday or tomorrow)`},
		{"tariffs weekdays except mon-fri", "that leaves no day of the week (say for example: daily except sunday)"},
		{"tariffs daily quiet", "quiet from when to when? (say for example: quiet 22:00-07:00, or quiet none)"},
		{"tariffs at 8", `there is no time "8" (did you mean 08:00 or 20:00?)`},
		{"tariffs every 5 hours", "every 5 hours does not come out at the same times each day (say every 4h, or name the times)"},
		{"steel someday", `I don't know what "someday" means: it is no topic, day, time or place (say for example: subscribe tariffs, steel weekdays at 08:00 Toronto)`},
		{"tariffs, qwertyuiop", `I don't know the topic "qwertyuiop" (say topics to see all)`},
	} {
		if _, err := ordered(c.words); fmt.Sprint(err) != c.want {
			t.Errorf("%q: %v, want %s", c.words, err, c.want)
		}
	}
}

// ordered reads an order, on a Wednesday in March 2026, and puts into words
// what comes of it.
func ordered(words string) (string, error) {
	o, err := parseOrder(words, topic.Default())
	if err != nil {
		return "", err
	}
	zone, cadence := time.UTC, ""
	if o.Zone != "" {
		if zone, err = time.LoadLocation(o.Zone); err != nil {
			return "", err
		}
	}
	c, err := o.cadence(schedule.Cadence{}, time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC), zone)
	if said := o; err == nil && !(order{When: said.When, Quiet: said.Quiet, Except: said.Except, Until: said.Until}).empty() {
		cadence = c.String()
	}
	return fmt.Sprintf("%v %s %s %s", o.Topics, cadence, o.Zone, o.Length), err
}

func FuzzParseOrder(f *testing.F) {
	set := topic.Default()
	f.Add("tariffs, critical minerals weekdays at 08:00 Toronto brief")
	f.Fuzz(func(t *testing.T, words string) {
		o, err := parseOrder(words, set)
		if err != nil {
			return
		}
		for _, id := range o.Topics {
			if _, ok := set.Lookup(id); !ok {
				t.Errorf("parseOrder(%q) gives the topic %q, which is none", words, id)
			}
		}
	})
}

// Lists of holidays are named in an order, beside days, and checked.
func TestOrderWithoutHolidays(t *testing.T) {
	h := schedule.HolidaysOf(map[string][]string{"germany": {"2026-12-25"}})
	for words, want := range map[string]string{
		"tariffs daily at 08:00 except holidays:germany, 24 dec Berlin": "daily 08:00 except 2026-12-24,holidays:germany",
		"tariffs weekdays but holidays":                                 "weekdays 08:00 except holidays",
		"tariffs daily except sunday and Holidays:Germany":              "mon,tue,wed,thu,fri,sat 08:00 except holidays:germany",
		"tariffs daily except none":                                     "daily 08:00",
		"tariffs daily except holidays:france":                          `there is no list of holidays "france" (say except holidays:germany, or except holidays for all of them)`,
	} {
		s := bot.Subscription{Cadence: schedule.Default.String(), Zone: "UTC"}
		o, err := parseOrder(words, topic.Default())
		if err == nil {
			err = o.apply(&s, time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC), h)
		}
		got := s.Cadence
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%q: %s, want %s", words, got, want)
		}
	}
}
