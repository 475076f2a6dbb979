package command

import (
	"fmt"
	"strings"
	"time"

	"waybill/bot"
	"waybill/bot/schedule"
	"waybill/digest/topic"
)

// An order is what the words after "subscribe" or "change" say. What was not
// said is empty.
type order struct {
	Topics []string         // topic IDs
	When   schedule.Cadence // days and times; not whole
	Zone   string
	Length bot.Length

	// In people's words, because they mean something only in the zone: nothing
	// is due in the quiet hours, on days off, and after the last day.
	Quiet, Except, Until string
}

// empty reports whether nothing was said.
func (o order) empty() bool {
	w := o.When
	return len(o.Topics)+len(w.Times)+w.Every+int(w.Days) == 0 && o.Zone+string(o.Length)+o.Quiet+o.Except+o.Until == ""
}

// parseOrder reads an order. Topics stand before the first word that tells a
// day, a time, a length or a clause; what follows those and is none of them is
// the zone.
func parseOrder(words string, topics *topic.Set) (order, error) {
	var o order
	head, tail := split(words, topics)
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

// split cuts words before the first that is no topic, and no part of one: the
// number of "hs 2846" is no time.
func split(words string, topics *topic.Set) (head, tail []string) {
	all := strings.Fields(strings.ReplaceAll(words, ",", " , "))
	for i := 0; i < len(all); {
		if _, n := longestTopic(all[i:], topics); n > 0 {
			i += n
			continue
		}
		if w := strings.ToLower(all[i]); w != "and" && w != "&" && marks(w, all[i:]) {
			return all[:i], all[i:]
		}
		i++
	}
	return all, nil
}

// marks reports whether a word begins the part behind the topics.
func marks(w string, from []string) bool {
	if clauses[w] != "" {
		return true
	}
	if w == "," {
		return false
	}
	return schedule.Tells(lowered(from)) > 0
}

// lowered are the next words in lower case, as many as a phrase may have, up to
// a comma.
func lowered(words []string) []string {
	const longest = 8
	var low []string
	for _, w := range words[:min(longest, len(words))] {
		if w == "," {
			break
		}
		low = append(low, strings.ToLower(w))
	}
	return low
}

// takeTail takes days, times, length and clauses out of the words and leaves
// the zone.
func (o *order) takeTail(tail []string) (zone string, err error) {
	var when, rest []string
	for i := 0; i < len(tail); {
		low := lowered(tail[i:])
		if len(low) == 0 {
			i++
			continue
		}
		switch clause := clauses[low[0]]; clause {
		case "zone":
			i++
			continue
		case "brief", "full":
			o.Length = bot.Length(clause)
			i++
			continue
		case "quiet":
			n := o.takeQuiet(low[1:])
			if o.Quiet == "" {
				return "", &bot.Error{Kind: bot.Invalid, Text: "quiet from when to when?", Hint: "say for example: quiet 22:00-07:00, or quiet none"}
			}
			i += 1 + n
			continue
		case "except", "until":
			i++
			said, n := days(tail[i:], clause == "until")
			if n == 0 {
				return "", &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("%s which day?", clause), Hint: fmt.Sprintf("say for example: %s 2026-12-24, or %s none", clause, clause)}
			}
			i += n
			if err := o.takeDays(clause, said); err != nil {
				return "", err
			}
			continue
		}
		if n := schedule.Tells(low); n > 0 {
			when = append(when, low[:n]...)
			i += n
			continue
		}
		rest = append(rest, tail[i])
		i++
	}
	o.When, err = schedule.Read(strings.Join(when, " "))
	return strings.Join(rest, " "), err
}

// apply writes what was said into the subscription and sets its next time.
func (o order) apply(s *bot.Subscription, now time.Time, h schedule.Holidays) error {
	if len(o.Topics) > 0 {
		s.Topics = o.Topics
	}
	if o.Zone != "" {
		s.Zone = o.Zone
	}
	if o.Length != "" {
		s.Length = o.Length
	}
	cadence, err := schedule.Parse(s.Cadence)
	if err != nil {
		return err
	}
	loc, err := time.LoadLocation(s.Zone)
	if err != nil {
		return fmt.Errorf("load zone %q: %w", s.Zone, err)
	}
	if cadence, err = o.cadence(cadence, now, loc); err != nil {
		return err
	}
	if o.Except != "" {
		if err := h.Check(cadence.Lists); err != nil {
			return err
		}
	}
	s.Cadence = cadence.String()
	if err := cadence.Rules(now, loc); err != nil {
		return err
	}
	rhythm, err := schedule.Of(*s, h)
	if err != nil {
		return err
	}
	if s.Next = rhythm.Next(now); s.State == bot.Ended {
		s.State = bot.Active
	}
	return nil
}

// cadence is c changed by what was said, in loc.
func (o order) cadence(c schedule.Cadence, now time.Time, loc *time.Location) (schedule.Cadence, error) {
	c, err := c.Said(o.When).Whole()
	if err != nil {
		return c, err
	}
	switch {
	case o.Quiet == "none":
		c.Quiet = schedule.Span{}
	case o.Quiet != "":
		if c.Quiet, err = schedule.ParseQuiet(o.Quiet); err != nil {
			return c, err
		}
	}
	switch {
	case none(o.Except):
		c.Except, c.Lists = nil, nil
	case o.Except != "":
		dates, off, lists, err := schedule.DaysOff(o.Except, now, loc)
		if err != nil {
			return c, err
		}
		c.Except, c.Days, c.Lists = dates, c.Days&^off, lists
		if len(dates) > mostDaysOff {
			return c, &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("a subscription has at most %d days off", mostDaysOff), Hint: "name the next ones; change adds others later"}
		}
		if c.Days == 0 {
			return c, &bot.Error{Kind: bot.Invalid, Text: "that leaves no day of the week", Hint: "say for example: daily except sunday"}
		}
	}
	switch {
	case none(o.Until):
		c.Until = ""
	case o.Until != "":
		day, err := schedule.Day(o.Until, now, loc)
		if err != nil {
			return c, err
		}
		c.Until = schedule.DateOf(day.In(loc))
	}
	return c, nil
}

// mostDaysOff is how many dates one subscription may leave out.
const mostDaysOff = 20
