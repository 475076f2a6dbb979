package schedule

import (
	"testing"
	"time"
)

// The end of a question is read in the asker's zone, with the day it names.
func TestUntil(t *testing.T) {
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 4, 11, 0, 0, 0, time.UTC) // a Wednesday
	at := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, loc) }
	for question, want := range map[string]struct {
		rest  string
		until time.Time
	}{
		"steel until 2026-02-10":        {"steel", at(2026, 2, 11)},
		"steel before 2026-02-10":       {"steel", at(2026, 2, 10)},
		"steel until monday, please":    {"steel please", at(2026, 3, 3)},
		"steel until february":          {"steel", at(2026, 3, 1)},
		"steel before february":         {"steel", at(2026, 2, 1)},
		"steel until yesterday":         {"steel", at(2026, 3, 4)},
		"case before the panel":         {"case before the panel", time.Time{}},
		"what was said before the duty": {"what was said before the duty", time.Time{}},
	} {
		rest, until, err := Until(question, now, loc)
		if err != nil || rest != want.rest || !until.Equal(want.until) {
			t.Errorf("%q: %q, %s, %v; want %q, %s", question, rest, until, err, want.rest, want.until)
		}
	}
	if _, _, err := Until("steel until the cows", now, loc); err == nil {
		t.Error("an end that is none is taken")
	}
}
