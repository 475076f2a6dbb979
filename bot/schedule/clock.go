package schedule

import (
	"fmt"
	"strconv"
	"strings"

	"waybill/bot"
)

// ParseClock reads a time of day: "08:00", "8:30pm", "8am", "17h", "0800",
// "noon", "midnight".
func ParseClock(w string) (Clock, error) {
	w = strings.ToLower(strings.TrimSpace(w))
	switch w {
	case "noon", "midday":
		return 12 * 60, nil
	case "midnight":
		return 0, nil
	}
	digits, half := cutHalf(strings.ReplaceAll(w, " ", ""))
	h, m, ok := hourMinute(digits, half != "")
	if !ok {
		return 0, noTime(w)
	}
	switch {
	case half == "":
	case h < 1 || h > 12:
		return 0, noTime(w)
	case half == "am":
		h %= 12
	case half == "pm":
		h = h%12 + 12
	}
	if h > 23 || m > 59 {
		return 0, noTime(w)
	}
	return Clock(h*60 + m), nil
}

// LooksLikeClock reports whether w was meant as a time of day, right or wrong.
func LooksLikeClock(w string) bool {
	w = strings.ToLower(w)
	if w == "noon" || w == "midday" || w == "midnight" {
		return true
	}
	digits, half := cutHalf(w)
	if digits == "" || strings.Trim(digits, "0123456789:.h") != "" || digits[0] < '0' || digits[0] > '9' {
		return false
	}
	return half != "" || strings.ContainsAny(digits, ":.h") || len(digits) == 4
}

// cutHalf cuts "am" or "pm" off.
func cutHalf(w string) (rest, half string) {
	w = strings.ReplaceAll(strings.ReplaceAll(w, "a.m.", "am"), "p.m.", "pm")
	for _, half := range []string{"am", "pm"} {
		if rest, ok := strings.CutSuffix(w, half); ok {
			return rest, half
		}
	}
	return w, ""
}

// hourMinute reads "8:30", "8.30", "17h", "17h30", "0830"; a bare "8" only if
// am or pm stood behind it.
func hourMinute(w string, half bool) (h, m int, ok bool) {
	sep := strings.IndexAny(w, ":.h")
	switch {
	case sep > 0:
		h, ok = number(w[:sep], 2)
		rest := w[sep+1:]
		if ok && rest != "" {
			m, ok = number(rest, 2)
			ok = ok && len(rest) == 2
		} else if w[sep] != 'h' {
			ok = false
		}
		return h, m, ok
	case len(w) == 4:
		n, ok := number(w, 4)
		return n / 100, n % 100, ok
	case half:
		h, ok = number(w, 2)
		return h, 0, ok
	}
	return 0, 0, false
}

func number(w string, most int) (int, bool) {
	if w == "" || len(w) > most || strings.Trim(w, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(w)
	return n, err == nil
}

// noTime is the answer to what is no time of day, with the right form nearest
// to it.
func noTime(w string) error {
	e := &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("there is no time %q", w), Hint: "say a time as 08:00, 8am, 17:30 or noon"}
	digits, half := cutHalf(w)
	h, m, _ := strings.Cut(strings.NewReplacer(".", ":", "h", ":").Replace(digits), ":")
	hour, ok := number(h, 2)
	minute, ok2 := number(m, 2)
	switch {
	case !ok || hour > 24:
	case half != "" && hour > 12 && hour < 24 && (ok2 || m == ""):
		e.Hint = fmt.Sprintf("did you mean %s?", Clock(hour*60+minute))
	case hour == 24 && minute == 0:
		e.Hint = "did you mean midnight? That is 00:00, at the beginning of a day"
	case m == "" && hour > 0 && hour < 12:
		e.Hint = fmt.Sprintf("did you mean %s or %s?", Clock(hour*60), Clock(hour*60+12*60))
	case m == "" && hour < 24:
		e.Hint = fmt.Sprintf("did you mean %s?", Clock(hour*60))
	}
	return e
}
