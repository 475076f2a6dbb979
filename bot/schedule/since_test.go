package schedule

import (
	"testing"
	"time"
)

// Wednesday 4 March 2026, 15:00 in Toronto.
var now = time.Date(2026, 3, 4, 20, 0, 0, 0, time.UTC)

func TestSince(t *testing.T) {
	loc, _ := time.LoadLocation("America/Toronto")
	for _, c := range []struct{ question, rest, since string }{
		{"rare earths", "rare earths", ""},
		{"rare earths since monday", "rare earths", "2026-03-02T00:00:00-05:00"},
		{"since wed copper", "copper", "2026-03-04T00:00:00-05:00"},
		{"steel since 30d", "steel", "2026-02-02T15:00:00-05:00"},
		{"what happened today?", "what happened", "2026-03-04T00:00:00-05:00"},
		{"steel since january", "steel", "2026-01-01T00:00:00-05:00"},
		{"steel since november", "steel", "2025-11-01T00:00:00-04:00"},
		{"steel last week", "steel", "2026-02-23T00:00:00-05:00"},
		{"steel this week", "steel", "2026-03-02T00:00:00-05:00"},
		{"steel in the last 3 days", "steel in the", "2026-03-01T15:00:00-05:00"},
		{"last 48h", "", "2026-03-02T15:00:00-05:00"},
		{"steel since 2026-02-01", "steel", "2026-02-01T00:00:00-05:00"},
		{"imports from China", "imports from China", ""},
		{"the last mile", "the last mile", ""},
	} {
		rest, since, err := Since(c.question, now, loc)
		got := ""
		if !since.IsZero() {
			got = since.In(loc).Format(time.RFC3339)
		}
		if err != nil || rest != c.rest || got != c.since {
			t.Errorf("Since(%q) = %q, %s, %v, want %q, %s", c.question, rest, got, err, c.rest, c.since)
		}
	}
	if _, _, err := Since("steel since forever", now, loc); err == nil ||
		err.Error() != `I don't know since when "forever" is (say since monday, since 30d, since january or since 2026-03-01)` {
		t.Errorf("got %v", err)
	}
}

func TestDay(t *testing.T) {
	loc, _ := time.LoadLocation("America/Toronto")
	for _, c := range []struct{ words, want string }{
		{"2026-12-24", "2026-12-24"},
		{"24 dec", "2026-12-24"},
		{"jan 2", "2027-01-02"},
		{"3rd jan 2028", "2028-01-03"},
		{"29 feb", "2028-02-29"},
		{"tomorrow", "2026-03-05"},
		{"wednesday", "2026-03-11"},
		{"fri", "2026-03-06"},
	} {
		at, err := Day(c.words, now, loc)
		if got := at.In(loc).Format(time.DateOnly); err != nil || got != c.want {
			t.Errorf("Day(%q) = %s, %v, want %s", c.words, got, err, c.want)
		}
	}
	if _, err := Day("2020-01-01", now, loc); err == nil || err.Error() != `"2020-01-01" is no day to come (say a date like 2026-12-24, 24 dec, monday or tomorrow)` {
		t.Errorf("got %v", err)
	}
}
