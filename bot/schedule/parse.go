package schedule

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"waybill/bot"
)

// Parse reads a cadence in people's words: days ("daily", "weekdays",
// "mon,thu", "every monday", "mon to fri", "weekly") and times ("at 08:00",
// "8am, 5pm", "noon", "08:00-08:15", "hourly", "every 2h") in any order, and
// then the clauses of the canonical form: quiet, except, until. Days without
// times are due at 08:00, times without days daily.
func Parse(words string) (Cadence, error) {
	when, until := cut(words, "until")
	when, except := cut(when, "except")
	when, quiet := cut(when, "quiet")
	c, err := Read(when)
	if err == nil {
		c, err = c.Whole()
	}
	if err == nil && quiet != "" {
		c.Quiet, err = ParseQuiet(quiet)
	}
	if err != nil {
		return Cadence{}, err
	}
	for _, w := range Words(except) {
		if name, ok := listName(w); ok {
			c.Lists = append(c.Lists, name)
			continue
		}
		d, err := isoDate(w)
		if err != nil {
			return Cadence{}, err
		}
		c.Except = append(c.Except, d)
	}
	slices.Sort(c.Except)
	c.Except = slices.Compact(c.Except)
	slices.Sort(c.Lists)
	c.Lists = slices.Compact(c.Lists)
	if until != "" {
		if c.Until, err = isoDate(until); err != nil {
			return Cadence{}, err
		}
	}
	return c, nil
}

// cut cuts words at a clause.
func cut(words, clause string) (before, behind string) {
	fields := strings.Fields(words)
	if i := slices.IndexFunc(fields, func(w string) bool { return strings.EqualFold(w, clause) }); i >= 0 {
		return strings.Join(fields[:i], " "), strings.Join(fields[i+1:], " ")
	}
	return words, ""
}

func isoDate(w string) (Date, error) {
	t, err := time.Parse(time.DateOnly, w)
	if err != nil {
		return "", &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("there is no day %q", w), Hint: "say a date like 2026-12-24"}
	}
	return DateOf(t), nil
}

// Read reads days and times in people's words. What they leave open is empty
// in the Cadence, which is not Whole yet.
func Read(words string) (Cadence, error) {
	var r reading
	for w := Words(words); len(w) > 0; {
		n, err := r.take(w)
		if n == 0 {
			_, err = ParseClock(w[0]) // which says what a time looks like
		}
		if err != nil {
			return Cadence{}, err
		}
		w = w[max(n, 1):]
	}
	return r.cadence()
}

// Tells is how many of the words at the beginning tell a day or a time, right
// or wrong; 0 if they tell none.
func Tells(words []string) int {
	n, _ := new(reading).take(words)
	return n
}

// Whole is c with what was not said, and an error if it can never be due.
func (c Cadence) Whole() (Cadence, error) {
	if c.Days == 0 {
		c.Days = Everyday
	}
	if c.Every == 0 && len(c.Times) == 0 {
		c.Times = slices.Clone(Default.Times)
	}
	return c, nil
}

// Rules reports what is wrong with a cadence whose parts make sense by
// themselves: it would never be due after now, in words for people.
func (c Cadence) Rules(now time.Time, loc *time.Location) error {
	if !c.Next(now, loc).IsZero() {
		return nil
	}
	without := c
	without.Until = ""
	if c.Until != "" && !without.Next(now, loc).IsZero() {
		return &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("no digest would come until %s", c.Until.Show()), Hint: "say a later day, or until none"}
	}
	without.Quiet = Span{}
	if c.Quiet != (Span{}) && !without.Next(now, loc).IsZero() {
		return &bot.Error{
			Kind: bot.Invalid, Text: fmt.Sprintf("the quiet hours %s leave nothing of %s", c.Quiet, c.daysAndTimes()),
			Hint: "say other times, or quiet none",
		}
	}
	return &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("%s is never due", c), Hint: "say for example: weekdays at 08:00"}
}

// Words splits what a person typed at white space and commas, in lower case.
func Words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return r == ',' || r == ';' || r == ' ' || r == '\t' || r == '\n' || r == '\u00a0'
	})
}

// Filler reports whether w only joins the others: "at", "every", "and".
func Filler(w string) bool {
	switch w {
	case "at", "every", "each", "on", "and", "&", "the", "@", "o'clock", "from", "between":
		return true
	}
	return false
}

// ParseDays reads one word for days: "daily", "weekdays", "mon", "thursday",
// "mon-fri".
func ParseDays(w string) (Days, bool) {
	w = strings.ToLower(strings.TrimSuffix(w, "."))
	switch w {
	case "daily", "day", "everyday", "days":
		return Everyday, true
	case "weekday", "weekdays", "workdays", "workday":
		return Weekdays, true
	case "weekend", "weekends":
		return Weekend, true
	}
	if from, to, ok := strings.Cut(dashes.Replace(w), "-"); ok {
		return dayRange(from, to)
	}
	if d, ok := day(w); ok {
		return 1 << d, true
	}
	return 0, false
}

// dashes makes one of the signs that people type between two ends.
var dashes = strings.NewReplacer("–", "-", "—", "-", "−", "-", "‐", "-", "‑", "-")

func dayRange(from, to string) (Days, bool) {
	a, ok := day(from)
	b, ok2 := day(to)
	if !ok || !ok2 {
		return 0, false
	}
	var s Days
	for d := a; ; d = (d + 1) % 7 {
		s |= 1 << d
		if d == b {
			return s, true
		}
	}
}

// day reads the name of a weekday, whole, plural or cut to three or four
// letters.
func day(w string) (time.Weekday, bool) {
	w = strings.TrimSuffix(w, "s")
	if len(w) < 2 {
		return 0, false
	}
	for i, name := range [7]string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"} {
		if w == name || (len(w) >= 3 && len(w) <= 5 && strings.HasPrefix(name, w)) || w == name[:3] {
			return time.Weekday(i), true
		}
	}
	return 0, false
}
