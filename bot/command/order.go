package command

import (
	"fmt"
	"slices"
	"strings"

	"waybill/bot"
	"waybill/bot/schedule"
	"waybill/digest/topic"
)

// An order is what the words after "subscribe" or "change" say. What was not
// said is empty.
type order struct {
	Topics  []string // topic IDs
	Cadence string   // canonical; "" if neither days nor times were said
	Zone    string
	Length  bot.Length
}

// parseOrder reads an order. Topics stand before the first word that tells a
// day, a time or a length; what follows those and is none of them is the zone.
func parseOrder(words string, topics *topic.Set) (order, error) {
	var o order
	head, tail := split(words)
	rest, err := o.takeTail(tail)
	if err != nil {
		return order{}, err
	}
	if rest != "" {
		if o.Zone, _, err = schedule.Zone(rest); err != nil {
			return order{}, err
		}
	}
	o.Topics, rest, err = parseTopics(head, topics)
	if err != nil {
		return order{}, err
	}
	if rest != "" { // a zone without days or times: "subscribe tariffs Toronto"
		if o.Zone, _, err = schedule.Zone(rest); err != nil {
			return order{}, err
		}
	}
	return o, nil
}

// split cuts words before the first that is no topic.
func split(words string) (head, tail []string) {
	all := strings.Fields(strings.ReplaceAll(words, ",", " , "))
	for i, w := range all {
		if marks(strings.ToLower(w)) {
			return all[:i], all[i:]
		}
	}
	return all, nil
}

// marks reports whether a word begins the part behind the topics.
func marks(w string) bool {
	if _, ok := schedule.ParseDays(w); ok {
		return true
	}
	switch w {
	case "at", "every", "hourly", "zone", "in", "brief", "full", "on":
		return true
	}
	return schedule.LooksLikeClock(w)
}

// takeTail takes days, times and length out of the words and leaves the zone.
func (o *order) takeTail(tail []string) (zone string, err error) {
	var when, rest []string
	for _, w := range tail {
		low := strings.ToLower(w)
		_, days := schedule.ParseDays(low)
		switch {
		case w == ",", schedule.Filler(low), low == "zone", low == "in":
		case low == "brief", low == "full":
			o.Length = bot.Length(low)
		case days, low == "hourly", low == "hour", schedule.LooksLikeClock(low):
			when = append(when, low)
		default:
			rest = append(rest, w)
		}
	}
	if len(when) > 0 {
		c, err := schedule.Parse(strings.Join(when, " "))
		if err != nil {
			return "", err
		}
		o.Cadence = c.String()
	}
	return strings.Join(rest, " "), nil
}

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
		return nil, "", unknownTopic(chunk(words[i:]), topics)
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

func unknownTopic(said string, topics *topic.Set) error {
	e := &bot.Error{Kind: bot.NotFound, Text: fmt.Sprintf("I don't know the topic %q", said), Hint: "say topics to see all"}
	if near, ok := topics.Nearest(said); ok {
		e.Hint = fmt.Sprintf("did you mean %s? Say topics to see all", near.Label)
	}
	return e
}
