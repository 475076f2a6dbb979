package schedule

import (
	"fmt"
	"strings"
	"time"

	"waybill/bot"
)

// Until takes the words that tell an end out of a question ("until friday",
// "until 2026-03-01", "before march") and returns what is left, and the instant
// at which that ends: until a day means with it, before a day without it. It is
// the zero time if the question tells none.
func Until(question string, now time.Time, loc *time.Location) (rest string, until time.Time, err error) {
	words := strings.Fields(question)
	for i, w := range words {
		w = bare(w)
		if w != "until" && w != "till" && w != "before" {
			continue
		}
		at, n := beginning(words[i+1:], now, loc)
		switch {
		case n > 0 && w == "before":
			return without(words, i, i+1+n), at, nil
		case n > 0:
			return without(words, i, i+1+n), after(bare(words[i+1]), at, loc), nil
		case w != "before": // "before the panel" is a question
			return "", time.Time{}, &bot.Error{
				Kind: bot.Invalid, Text: fmt.Sprintf("I don't know until when %q is", strings.Join(words[i+1:], " ")),
				Hint: "say until friday, until march or until 2026-03-01",
			}
		}
	}
	return question, time.Time{}, nil
}

// after is the end of what begins at a time and goes by a word: of a month, or
// of a day. What goes by an age ("30d") has no length.
func after(word string, at time.Time, loc *time.Location) time.Time {
	y, m, d := at.In(loc).Date()
	switch _, isMonth := month(word); {
	case isMonth:
		m++
	case word == "today", word == "yesterday", strings.Count(word, "-") == 2:
		d++
	default:
		if _, ok := weekday(word); !ok {
			return at
		}
		d++
	}
	return Instant(time.Date(y, m, d, 0, 0, 0, 0, time.UTC), 0, loc)
}
