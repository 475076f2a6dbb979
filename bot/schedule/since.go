package schedule

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"waybill/bot"
)

// Since takes the words that tell a beginning out of a question ("since
// monday", "since 30d", "today", "last week", "since january", "since
// 2026-03-01") and returns what is left, and the instant at which that day
// begins in loc. It is the zero time if the question tells none.
func Since(question string, now time.Time, loc *time.Location) (rest string, since time.Time, err error) {
	words := strings.Fields(question)
	for i, w := range words {
		w = bare(w)
		switch {
		case w == "today", w == "yesterday":
			since, _ = beginning([]string{w}, now, loc)
			return without(words, i, i+1), since, nil
		case (w == "last" || w == "past" || w == "this") && i+1 < len(words):
			if at, n := beginning(words[i:], now, loc); n > 0 {
				return without(words, i, i+n), at, nil
			}
		case w == "since" || w == "from" || w == "after":
			at, n := beginning(words[i+1:], now, loc)
			if n > 0 {
				return without(words, i, i+1+n), at, nil
			}
			if w == "since" {
				return "", time.Time{}, &bot.Error{
					Kind: bot.Invalid, Text: fmt.Sprintf("I don't know since when %q is", strings.Join(words[i+1:], " ")),
					Hint: "say since monday, since 30d, since january or since 2026-03-01",
				}
			}
		}
	}
	return question, time.Time{}, nil
}

// bare is a word as it is looked up: small, without the marks around it.
func bare(word string) string { return strings.ToLower(strings.Trim(word, ",.?!")) }

func without(words []string, from, to int) string {
	return strings.Join(append(append([]string{}, words[:from]...), words[to:]...), " ")
}

// beginning reads the words of a beginning and says how many they were, 0 if
// they are none.
func beginning(words []string, now time.Time, loc *time.Location) (time.Time, int) {
	w := make([]string, 3)
	for i := range min(3, len(words)) {
		w[i] = bare(words[i])
	}
	local := now.In(loc)
	day := func(y int, m time.Month, d int) time.Time {
		return Instant(time.Date(y, m, d, 0, 0, 0, 0, time.UTC), 0, loc)
	}
	y, m, d := local.Date()
	switch w[0] {
	case "today":
		return day(y, m, d), 1
	case "yesterday":
		return day(y, m, d-1), 1
	case "last", "past", "this", "the":
		return period(w, local, day)
	}
	if wd, ok := weekday(w[0]); ok {
		back := (int(local.Weekday()) - int(wd) + 7) % 7
		return day(y, m, d-back), 1
	}
	if mo, ok := month(w[0]); ok {
		if mo > m {
			y--
		}
		return day(y, mo, 1), 1
	}
	if t, err := time.Parse(time.DateOnly, w[0]); err == nil {
		return day(t.Year(), t.Month(), t.Day()), 1
	}
	if n, unit, used := amount(w); used > 0 {
		switch unit {
		case 'h':
			return now.Add(-time.Duration(n) * time.Hour), used
		case 'd':
			return now.AddDate(0, 0, -n), used
		case 'w':
			return now.AddDate(0, 0, -7*n), used
		case 'm':
			return now.AddDate(0, -n, 0), used
		case 'y':
			return now.AddDate(-n, 0, 0), used
		}
	}
	return time.Time{}, 0
}

// period reads "last week", "this month", "the last 3 days", "past year".
func period(w []string, local time.Time, day func(int, time.Month, int) time.Time) (time.Time, int) {
	y, m, d := local.Date()
	back := 0
	if w[0] != "this" {
		back = 1
	}
	switch w[1] {
	case "week":
		monday := d - (int(local.Weekday())+6)%7
		return day(y, m, monday-7*back), 2
	case "month":
		return day(y, m-time.Month(back), 1), 2
	case "year":
		return day(y-back, 1, 1), 2
	}
	if n, unit, used := amount(w[1:]); used > 0 && back == 1 {
		days := map[byte]int{'h': 0, 'd': 1, 'w': 7, 'm': 30, 'y': 365}[unit]
		return local.AddDate(0, 0, -n*days).Add(-time.Duration(n) * hours(unit)), used + 1
	}
	return time.Time{}, 0
}

func hours(unit byte) time.Duration {
	if unit == 'h' {
		return time.Hour
	}
	return 0
}

// amount reads "30d", "2w", "48h" or "3 days".
func amount(w []string) (n int, unit byte, used int) {
	digits := strings.TrimRight(w[0], "abcdefghijklmnopqrstuvwxyz")
	n, err := strconv.Atoi(digits)
	if err != nil || n < 1 || n > 10000 {
		return 0, 0, 0
	}
	name := w[0][len(digits):]
	used = 1
	if name == "" && len(w) > 1 {
		name, used = w[1], 2
	}
	for _, u := range []string{"hour", "day", "week", "month", "year"} {
		if name == u || name == u+"s" || name == u[:1] {
			return n, u[0], used
		}
	}
	return 0, 0, 0
}

// weekday reads a weekday's name, whole or cut to three letters.
func weekday(w string) (time.Weekday, bool) {
	if w == "may" || w == "march" { // months that look like none
		return 0, false
	}
	return day(w)
}

func month(w string) (time.Month, bool) {
	for m := time.January; m <= time.December; m++ {
		name := strings.ToLower(m.String())
		if w == name || w == name[:3] || w == "sept" && m == time.September {
			return m, true
		}
	}
	return 0, false
}
