package command

import (
	"fmt"
	"testing"

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
	} {
		o, err := parseOrder(c.words, topic.Default())
		if got := fmt.Sprintf("%v %s %s %s", o.Topics, o.Cadence, o.Zone, o.Length); err != nil || got != c.want {
			t.Errorf("parseOrder(%q) = %q, %v, want %q", c.words, got, err, c.want)
		}
	}
	for _, c := range []struct{ words, want string }{
		{"tarifs", `I don't know the topic "tarifs" (did you mean Tariffs and duties? Say topics to see all)`},
		{"tariffs daily 25:00", `there is no time "25:00" (say a time as 08:00, 8am, 17:30 or noon)`},
		{"tariffs at 08:00 Torronto", `I don't know the time zone "Torronto" (did you mean America/Toronto? Else say a city or an IANA name, like Toronto or Europe/Berlin)`},
		{"tariffs, qwertyuiop", `I don't know the topic "qwertyuiop" (say topics to see all)`},
	} {
		if _, err := parseOrder(c.words, topic.Default()); fmt.Sprint(err) != c.want {
			t.Errorf("parseOrder(%q): %v, want %s", c.words, err, c.want)
		}
	}
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
