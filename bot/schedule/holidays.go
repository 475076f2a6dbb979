package schedule

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"waybill/bot"
)

// Holidays are lists of days off by their names, in lower case. Subscriptions
// name a list, and not its days, so that next year's are added in one place.
type Holidays map[string][]Date

// HolidaysOf are lists of dates like "2026-12-25". What is no date is left out.
func HolidaysOf(lists map[string][]string) Holidays {
	h := Holidays{}
	for name, days := range lists {
		name = strings.ToLower(name)
		for _, d := range days {
			if day, err := isoDate(d); err == nil {
				h[name] = append(h[name], day)
			}
		}
	}
	return h
}

// listName is the list that a word names: "holidays:germany", or with
// "holidays" alone all lists, which is "".
func listName(w string) (name string, ok bool) {
	word, name, named := strings.Cut(strings.ToLower(w), ":")
	return name, (word == "holidays" || word == "holiday") && named == (name != "")
}

// listWord is the canonical word for a list.
func listWord(name string) string {
	if name == "" {
		return "holidays"
	}
	return "holidays:" + name
}

// Check refuses names of lists that are not there.
func (h Holidays) Check(names []string) error {
	if len(h) == 0 && len(names) > 0 {
		return &bot.Error{Kind: bot.Invalid, Text: "there are no lists of holidays", Hint: "whoever runs the bot can put some under [holidays] in its configuration; or name the days: except 2026-12-25"}
	}
	for _, name := range names {
		if _, ok := h[name]; !ok && name != "" {
			return &bot.Error{
				Kind: bot.Invalid, Text: fmt.Sprintf("there is no list of holidays %q", name),
				Hint: "say except " + strings.Join(wordsOf(slices.Sorted(maps.Keys(h))), ", or except ") + ", or except holidays for all of them",
			}
		}
	}
	return nil
}

func wordsOf(names []string) []string {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = listWord(name)
	}
	return all
}

// days are the days of lists, ascending. A list that is gone has none.
func (h Holidays) days(names []string) []Date {
	var all []Date
	for _, name := range names {
		if name == "" {
			for _, days := range h {
				all = append(all, days...)
			}
		}
		all = append(all, h[name]...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
