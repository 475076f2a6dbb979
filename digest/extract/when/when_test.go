package when

import (
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		in, want string
		day      bool
	}{
		{"Thu, 05 Jun 2025 14:30:00 GMT", "2025-06-05T14:30:00Z", false},
		{"Thu, 5 Jun 2025 14:30:00 -0400", "2025-06-05T18:30:00Z", false},
		{"Thu, 05 Jun 2025 14:30:00 EDT", "2025-06-05T18:30:00Z", false},
		{"Thu, 05 Jun 2025 14:30 +02:00", "2025-06-05T12:30:00Z", false},
		{"Thursday, 05-Jun-25 14:30:00 GMT", "2025-06-05T14:30:00Z", false},
		{"05 Jun 2025", "2025-06-05T00:00:00Z", true},
		{"5 June 2025", "2025-06-05T00:00:00Z", true},
		{"2025-06-05", "2025-06-05T00:00:00Z", true},
		{"20250605", "2025-06-05T00:00:00Z", true},
		{"2025-06-05T14:30:00Z", "2025-06-05T14:30:00Z", false},
		{"2025-06-05T14:30:00.123+01:00", "2025-06-05T13:30:00Z", false},
		{"2025-06-05T14:30:00-0500", "2025-06-05T19:30:00Z", false},
		{"2025-06-05 14:30:00", "2025-06-05T14:30:00Z", false},
		{"2025-06-05T14:30", "2025-06-05T14:30:00Z", false},
		{"20250605T143000Z", "2025-06-05T14:30:00Z", false},
		{"June 5, 2025", "2025-06-05T00:00:00Z", true},
		{"Jun. 5th, 2025 at 2:30 p.m. ET", "2025-06-05T19:30:00Z", false},
		{"June 5, 2025 12:05 AM", "2025-06-05T00:05:00Z", false},
		{"Thu Jun 5 14:30:00 2025", "2025-06-05T14:30:00Z", false},
		{"Thu Jun 5 14:30:00 UTC 2025", "2025-06-05T14:30:00Z", false},
		{"2025/06/05 14:30", "2025-06-05T14:30:00Z", false},
		{"06/05/2025", "2025-06-05T00:00:00Z", true},
		{"25/06/2025", "2025-06-25T00:00:00Z", true},
		{"05.06.2025 14:30", "2025-06-05T14:30:00Z", false},
		{"  Thu,  05\n Jun 2025  14:30:00   +0000 ", "2025-06-05T14:30:00Z", false},
		{"Thu, 05 Jun 2025 24:00:00 GMT", "2025-06-06T00:00:00Z", false},
		{"Thu, 05 Jun 2025 14:30:00 GMT+0800 (CST)", "2025-06-05T06:30:00Z", false},
		{"9999-12-31", "9999-12-31T00:00:00Z", true},
	} {
		d, ok := Parse(c.in)
		if !ok {
			t.Errorf("Parse(%q) is no date, want %s", c.in, c.want)
			continue
		}
		if got := d.Time.Format(time.RFC3339); got != c.want || d.Day != c.day {
			t.Errorf("Parse(%q) = %s, day only %v, want %s, %v", c.in, got, d.Day, c.want, c.day)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, in := range []string{
		"", "yesterday", "0001-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT", "2025-02-30",
		"2025-13-01", "31 Foo 2025", "32 Jan 2025", "Jun 5 2025 25:00", "12345678901234567890", "\xff2025-06-05",
		"2025-06-05T14:30:00Z and a great deal of text that no publisher calls a date any more",
	} {
		if d, ok := Parse(in); ok {
			t.Errorf("Parse(%q) = %v, want no date", in, d.Time)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("Thu, 05 Jun 2025 14:30:00 EDT")
	f.Add("Jun. 5th, 2025 at 2:30 p.m. ET")
	f.Add("20250605T1430+99")
	f.Fuzz(func(t *testing.T, s string) {
		d, ok := Parse(s)
		if !ok {
			return
		}
		if d.Time.Year() < oldest || d.Time.Year() > 10000 || d.Time.Location() != time.UTC {
			t.Errorf("Parse(%q) = %v", s, d.Time)
		}
		if again, ok := Parse(d.Time.Format(time.RFC3339)); d.Time.Year() < 10000 && (!ok || !again.Time.Equal(d.Time)) {
			t.Errorf("Parse(%q) = %v, which reads back as %v", s, d.Time, again.Time)
		}
	})
}
