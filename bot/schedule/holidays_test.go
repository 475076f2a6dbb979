package schedule

import (
	"testing"
	"time"

	"waybill/bot"
)

// A list of holidays is named by the subscription, and its days are those that
// it has now; what is no longer there leaves out nothing.
func TestHolidays(t *testing.T) {
	h := HolidaysOf(map[string][]string{"germany": {"2026-12-26", "2026-12-25"}, "japan": {"2026-12-31"}})
	at := func(cadence, after string) string {
		t.Helper()
		r, err := Of(bot.Subscription{Cadence: cadence, Zone: "Europe/Berlin"}, h)
		if err != nil {
			t.Fatal(err)
		}
		from, err := time.ParseInLocation("2006-01-02 15:04", after, r.Zone)
		if err != nil {
			t.Fatal(err)
		}
		return r.Next(from).In(r.Zone).Format("2006-01-02 15:04")
	}
	for _, c := range []struct{ cadence, after, want string }{
		{"daily 08:00 except holidays:germany", "2026-12-24 09:00", "2026-12-27 08:00"},
		{"daily 08:00 except holidays:japan", "2026-12-24 09:00", "2026-12-25 08:00"},
		{"daily 08:00 except holidays", "2026-12-30 09:00", "2027-01-01 08:00"},
		{"daily 08:00 except 2026-12-27,holidays:germany", "2026-12-24 09:00", "2026-12-28 08:00"},
		{"hourly except holidays:germany", "2026-12-24 23:30", "2026-12-27 00:00"},
		{"daily 08:00 except holidays:gone", "2026-12-24 09:00", "2026-12-25 08:00"},
	} {
		if got := at(c.cadence, c.after); got != c.want {
			t.Errorf("%s after %s = %s, want %s", c.cadence, c.after, got, c.want)
		}
	}
	for _, c := range []struct {
		h    Holidays
		name string
		want string
	}{
		{h, "germany", ""},
		{h, "", ""},
		{h, "france", `there is no list of holidays "france" (say except holidays:germany, or except holidays:japan, or except holidays for all of them)`},
		{nil, "", "there are no lists of holidays (whoever runs the bot can put some under [holidays] in its configuration; or name the days: except 2026-12-25)"},
	} {
		got := ""
		if err := c.h.Check([]string{c.name}); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("Check(%q) = %q, want %q", c.name, got, c.want)
		}
	}
}
