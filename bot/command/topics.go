package command

import (
	"fmt"
	"slices"
	"strings"

	"waybill/bot"
	"waybill/bot/schedule"
	"waybill/digest/topic"
)

// longestName is how many words the name of a topic may have.
const longestName = 6

// parseTopics reads topics by their names, the longest first. Words at the end
// that are no topic but a time zone are left over.
func parseTopics(words []string, topics *topic.Set) (ids []string, rest string, err error) {
	for i := 0; i < len(words); {
		if w := strings.ToLower(words[i]); w == "," || w == "and" || w == "&" {
			i++
			continue
		}
		id, n := longestTopic(words[i:], topics)
		if n > 0 {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
			i += n
			continue
		}
		left := strings.Join(words[i:], " ")
		if _, _, zoneErr := schedule.Zone(left); zoneErr == nil && len(ids) > 0 {
			return ids, left, nil
		}
		if said := chunk(words[i:]); len(ids) == 0 || words[i-1] == "," || nearTopic(said, topics) {
			return nil, "", unknownTopic(said, topics)
		}
		return nil, "", &bot.Error{
			Kind: bot.Invalid, Text: fmt.Sprintf("I don't know what %q means: it is no topic, day, time or place", chunk(words[i:])),
			Hint: "say for example: subscribe tariffs, steel weekdays at 08:00 Toronto",
		}
	}
	return ids, "", nil
}

func longestTopic(words []string, topics *topic.Set) (id string, n int) {
	for n := min(longestName, len(words)); n > 0; n-- {
		if slices.Contains(words[:n], ",") {
			continue
		}
		if t, ok := topics.Lookup(strings.Join(words[:n], " ")); ok {
			return t.ID, n
		}
	}
	return "", 0
}

// chunk is the words up to the next comma.
func chunk(words []string) string {
	if i := slices.Index(words, ","); i >= 0 {
		words = words[:i]
	}
	return strings.Join(words, " ")
}

func nearTopic(said string, topics *topic.Set) bool {
	_, near := topics.Nearest(said)
	return near
}

func unknownTopic(said string, topics *topic.Set) error {
	e := &bot.Error{Kind: bot.NotFound, Text: fmt.Sprintf("I don't know the topic %q", said), Hint: "say topics to see all"}
	if near, ok := topics.Nearest(said); ok {
		e.Hint = fmt.Sprintf("did you mean %s? Say topics to see all", near.Label)
	}
	return e
}
