package schedule

import (
	"fmt"
	"slices"
	"strings"

	"waybill/bot"
)

// A reading is what has been read of a cadence.
type reading struct {
	days   Days
	weekly bool
	every  int
	times  []Clock
	spans  []Span
}

// take reads the phrase at the beginning of words and says how many of them it
// is: none if they tell no day and no time. "8 am", "mon to fri", "between
// 08:00 and 08:15" and "every 2 hours" are one phrase each.
func (r *reading) take(w []string) (n int, err error) {
	if len(w) == 0 {
		return 0, nil
	}
	if w[0] == "every" || w[0] == "each" {
		if n, err := r.interval(w); n > 0 {
			return n, err
		}
	}
	if len(w) > 1 && half(w[1]) && number2(w[0]) {
		n, err := r.take(append([]string{w[0] + w[1]}, w[2:]...))
		return n + 1, err
	}
	if len(w) > 2 && joins(w[1]) && ends(w[0]) && ends(w[2]) {
		phrase := append([]string{w[0] + "-" + w[2]}, w[3:]...)
		if len(phrase) > 1 && half(phrase[1]) {
			phrase, n = append([]string{phrase[0] + phrase[1]}, phrase[2:]...), 1
		}
		k, err := r.take(phrase)
		return k + 2 + n, err
	}
	return r.word(dashes.Replace(w[0]))
}

// word reads a phrase of one word.
func (r *reading) word(w string) (n int, err error) {
	if Filler(w) {
		return 1, nil
	}
	switch w {
	case "hourly", "hour":
		return 1, r.each(1)
	case "weekly", "week":
		r.weekly = true
		return 1, nil
	case "monthly", "biweekly", "fortnightly", "yearly":
		return 1, &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("a digest comes at least once a week, and not %s", w), Hint: "say for example: weekly on monday"}
	case "twice", "thrice":
		return 1, &bot.Error{Kind: bot.Invalid, Text: "at which times?", Hint: "say them: daily at 08:00,17:00, or mon,thu"}
	}
	if d, ok := ParseDays(w); ok {
		r.days |= d
		return 1, nil
	}
	if s, ok, err := ParseSpan(w); ok {
		r.spans = append(r.spans, s)
		return 1, err
	}
	if !LooksLikeClock(w) && !number2(w) {
		return 0, nil
	}
	t, err := ParseClock(w)
	r.times = append(r.times, t)
	return 1, err
}

// joins reports whether w stands between the two ends of a range.
func joins(w string) bool {
	switch dashes.Replace(w) {
	case "-", "to", "till", "through", "thru":
		return true
	}
	return false
}

// ends reports whether w can be one end of a range.
func ends(w string) bool {
	_, ok := day(w)
	return ok || LooksLikeClock(w) || number2(w)
}

func half(w string) bool { return w == "am" || w == "pm" || w == "a.m." || w == "p.m." }

func number2(w string) bool { _, ok := number(w, 2); return ok }

// hoursApart are the intervals that come out at the same times every day.
var hoursApart = []int{1, 2, 3, 4, 6, 8, 12, 24}

// interval reads "every 2h", "every 3 hours", "every other day".
func (r *reading) interval(w []string) (n int, err error) {
	if len(w) < 2 {
		return 0, nil
	}
	said, n := w[1], 2
	if slices.Contains([]string{"other", "second"}, said) && len(w) > 2 {
		return 3, &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("a digest cannot come every %s %s", said, w[2]), Hint: "name the days: mon,wed,fri"}
	}
	digits := strings.TrimRight(said, "abcdefghijklmnopqrstuvwxyz")
	unit := said[len(digits):]
	if i := slices.Index([]string{"two", "three", "four", "six", "eight", "twelve"}, said); i >= 0 {
		digits, unit = []string{"2", "3", "4", "6", "8", "12"}[i], ""
	}
	if unit == "" && len(w) > 2 {
		unit, n = w[2], 3
	}
	count, ok := number(digits, 4)
	if !ok || unit == "" || unit == "am" || unit == "pm" {
		return 0, nil
	}
	switch strings.TrimSuffix(unit, "s") {
	case "h", "hr", "hour":
		return n, r.each(count)
	case "m", "min", "minute":
		if count == 0 || count%60 != 0 {
			return n, &bot.Error{Kind: bot.Invalid, Text: "a digest comes at most every hour", Hint: "say hourly, or name the times: at 08:00,08:30"}
		}
		return n, r.each(count / 60)
	case "d", "day", "w", "week":
		if count == 1 {
			k, err := r.word(map[byte]string{'d': "day", 'w': "week"}[unit[0]])
			return n - 1 + k, err
		}
		return n, &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("a digest cannot come every %d %s", count, plural(unit)), Hint: "name the days: mon,wed,fri, or say weekly"}
	}
	return 0, nil
}

func plural(unit string) string {
	if unit[0] == 'd' {
		return "days"
	}
	return "weeks"
}

// each makes it due every n hours.
func (r *reading) each(n int) error {
	switch {
	case !slices.Contains(hoursApart, n):
		return &bot.Error{
			Kind: bot.Invalid, Text: fmt.Sprintf("every %d hours does not come out at the same times each day", n),
			Hint: fmt.Sprintf("say every %dh, or name the times", nearestApart(n)),
		}
	case r.every > 0 && r.every != n:
		return &bot.Error{Kind: bot.Invalid, Text: "a digest has one interval", Hint: "say for example: every 2h"}
	}
	r.every = n
	return nil
}

func nearestApart(n int) int {
	best := 1
	for _, h := range hoursApart {
		if h < n && h < 24 {
			best = h
		}
	}
	return best
}

// cadence puts together what was read.
func (r *reading) cadence() (Cadence, error) {
	c := Cadence{Days: r.days, Every: r.every, Times: r.times}
	if r.weekly && c.Days == 0 {
		c.Days = 1 << 1 // Monday
	}
	if c.Every == 24 {
		c.Every = 0
		if len(c.Times)+len(r.spans) == 0 {
			c.Times = slices.Clone(Default.Times)
		}
	}
	switch {
	case c.Every > 0 && len(c.Times) > 0:
		return Cadence{}, &bot.Error{
			Kind: bot.Invalid, Text: "a digest is either hourly or at set times, not both",
			Hint: "say for example: hourly, hourly 08:00-18:00, or: daily at 08:00,17:00",
		}
	case c.Every > 0 && len(r.spans) > 1:
		return Cadence{}, &bot.Error{Kind: bot.Invalid, Text: "a digest has one span of hours", Hint: "say for example: hourly 08:00-18:00"}
	case c.Every > 0 && len(r.spans) == 1:
		c.Hours = r.spans[0]
	default:
		if err := c.windows(r.spans); err != nil {
			return Cadence{}, err
		}
	}
	slices.Sort(c.Times)
	c.Times = slices.Compact(c.Times)
	return c, nil
}

// mostSpread is how many minutes a window may have: longer, and nobody knows
// when to look for the digest.
const mostSpread = 60

// windows adds the windows "08:00-08:15".
func (c *Cadence) windows(spans []Span) error {
	for i, s := range spans {
		length := (s.To - s.From + dayLong) % dayLong
		switch {
		case length > mostSpread:
			return &bot.Error{
				Kind: bot.Invalid, Text: fmt.Sprintf("the window %s is longer than %d minutes", s, mostSpread),
				Hint: fmt.Sprintf("say for example: at %s-%s, or: hourly %s", s.From, s.From+15, s),
			}
		case i > 0 && length != c.Spread, i == 0 && len(c.Times) > 0:
			return &bot.Error{Kind: bot.Invalid, Text: "all windows of a digest must be equally long", Hint: "say for example: at 08:00-08:15,17:00-17:15"}
		}
		c.Spread = length
	}
	for _, s := range spans {
		c.Times = append(c.Times, s.From)
	}
	return nil
}
