package schedule

import (
	"fmt"
	"strings"

	"waybill/bot"
)

// ParseSpan reads a part of the day in one word: "22:00-07:00", "8-9am",
// "9am-5pm". It is not ok if the word is none.
func ParseSpan(w string) (s Span, ok bool, err error) {
	from, to, ok := strings.Cut(dashes.Replace(strings.ToLower(w)), "-")
	if !ok || !ends(from) || !ends(to) || weekdayOnly(from) || weekdayOnly(to) {
		return Span{}, false, nil
	}
	if _, half := cutHalf(to); half != "" && number2(from) {
		from += half
	}
	if s.From, err = endClock(from); err != nil {
		return s, true, err
	}
	if s.To, err = endClock(to); err != nil {
		return s, true, err
	}
	if s.From == s.To {
		return s, true, &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("%s begins when it ends", s), Hint: "say for example: 22:00-07:00"}
	}
	if number2(from) && number2(to) && s.To < s.From && s.From < 12*60 {
		return s, true, &bot.Error{
			Kind: bot.Invalid, Text: fmt.Sprintf("is %q meant to end in the morning or in the afternoon?", w),
			Hint: fmt.Sprintf("say %s-%s or %s-%s", s.From, s.To+12*60, s.From, s.To),
		}
	}
	return s, true, nil
}

func weekdayOnly(w string) bool { _, ok := day(w); return ok }

// endClock reads an end of a span, where a bare number is an hour.
func endClock(w string) (Clock, error) {
	if h, ok := number(w, 2); ok && h <= 24 {
		return Clock(h*60) % dayLong, nil
	}
	return ParseClock(w)
}

// ParseQuiet reads quiet hours: "22:00-07:00", "from 10pm to 7am", "22 - 7".
func ParseQuiet(words string) (Span, error) {
	var said []string
	for _, w := range Words(dashes.Replace(words)) {
		switch {
		case joins(w), w == "and":
			said = append(said, "-")
		case !Filler(w) && w != "hours":
			said = append(said, w)
		}
	}
	s, ok, err := ParseSpan(strings.Join(said, ""))
	if err != nil && s.From != s.To && number2(strings.SplitN(strings.Join(said, ""), "-", 2)[0]) {
		err = nil // quiet hours go over midnight: "9-5" is what it says
	}
	switch {
	case err != nil && s.From == s.To && ok:
		return Span{}, &bot.Error{Kind: bot.Invalid, Text: "quiet hours that end when they begin would be all day", Hint: "say for example: quiet 22:00-07:00, or pause"}
	case err != nil:
		return Span{}, err
	case !ok:
		return Span{}, &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("I don't know when the quiet hours %q are", words), Hint: "say for example: quiet 22:00-07:00"}
	}
	return s, nil
}
