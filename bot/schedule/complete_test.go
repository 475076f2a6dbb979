package schedule

import (
	"slices"
	"testing"
	"time"
)

// A zone is found by its city, by another city in it, by an offset as far as it
// was typed, and by its name; each proposal is understood when it is chosen.
func TestCompleteZone(t *testing.T) {
	for typed, want := range map[string]string{
		"tor": "America/Toronto", "new y": "America/New_York", "mumb": "Asia/Kolkata", "gene": "Europe/Zurich", "CET": "Europe/Paris",
		"+5": "Etc/GMT-5", "+05:3": "Asia/Kolkata", "utc+": "Etc/GMT-2", "UTC-5": "Etc/GMT+5", "gmt+10": "Etc/GMT-10", "utc": "UTC",
		"europe/br": "Europe/Brussels", "": "Europe/London",
	} {
		got := CompleteZone(typed, 25)
		if !slices.Contains(got, want) || len(got) > 25 {
			t.Errorf("%q proposes %q, want %s among them", typed, got, want)
		}
		for _, z := range got {
			if name, _, err := Zone(z); err != nil || name != z {
				t.Errorf("%q proposes %s, which is understood as %s, %v", typed, z, name, err)
			}
		}
	}
	if got := CompleteZone("+5", 25); got[0] != "Etc/GMT-5" {
		t.Errorf("+5 proposes %s first", got[0])
	}
	at := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	for zone, want := range map[string]string{
		"America/Toronto": "Toronto · America/Toronto, now 07:00", "UTC": "UTC, now 12:00", "Etc/GMT-2": "UTC+2, now 14:00",
	} {
		if got := Choice(zone, at); got != want {
			t.Errorf("%s is proposed as %q, want %q", zone, got, want)
		}
	}
}
