package command

import (
	"slices"
	"strings"
	"time"

	"waybill/bot/schedule"
)

// clauses are the words that begin a part of the order; what some of them are
// also called.
var clauses = map[string]string{
	"zone": "zone", "in": "zone", "brief": "brief", "full": "full", "quiet": "quiet", "until": "until",
	"except": "except", "without": "except", "but": "except",
}

// takeDays keeps the days of a clause, and refuses at once what are none.
func (o *order) takeDays(clause, said string) (err error) {
	if clause == "until" {
		if o.Until = said; !none(said) {
			_, err = schedule.Day(said, time.Time{}, time.UTC)
		}
		return err
	}
	if o.Except = said; !none(said) {
		_, _, _, err = schedule.DaysOff(said, time.Time{}, time.UTC)
	}
	return err
}

// none reports whether a clause is taken back.
func none(w string) bool {
	return slices.Contains([]string{"none", "off", "nothing", "never", "no", "forever"}, strings.ToLower(w))
}

// takeQuiet takes the words of quiet hours and says how many they were.
func (o *order) takeQuiet(low []string) int {
	n := 0
	if n < len(low) && low[n] == "hours" {
		n++
	}
	if n < len(low) && none(low[n]) {
		o.Quiet = "none"
		return n + 1
	}
	for n < len(low) && (low[n] == "from" || low[n] == "between") {
		n++
	}
	if n >= len(low) {
		return n
	}
	k := max(1, schedule.Tells(low[n:]))
	if k == 1 && n+2 < len(low) && low[n+1] == "and" { // between 22:00 and 07:00
		k = 3
	}
	o.Quiet = strings.Join(low[n:n+k], " ")
	return n + k
}

// days takes days, or the one that until needs, and says how many words they
// were with the commas and "and" between them.
func days(words []string, one bool) (said string, n int) {
	var all []string
	for n < len(words) {
		low := lowered(words[n:])
		if len(low) == 0 || low[0] == "and" || low[0] == "on" || low[0] == "the" {
			n++
			continue
		}
		k := schedule.TellsDay(low)
		if _, ok := schedule.ParseDays(low[0]); k == 0 && (ok && !one || none(low[0])) {
			k = 1
		}
		if k == 0 && len(all) == 0 { // whatever it is, it was meant for one
			k = 1
		}
		if k == 0 {
			break
		}
		all = append(all, strings.Join(low[:k], " "))
		n += k
		if one || none(low[0]) {
			break
		}
	}
	if len(all) == 0 {
		return "", 0
	}
	return strings.Join(all, ", "), n
}
