package command

import (
	"context"
	"strconv"
	"strings"

	"waybill/bot"
	"waybill/bot/schedule"
)

// mostChoices is how many values are proposed: Discord shows no more.
const mostChoices = 25

// Complete proposes values for an option while a person types it.
func (d *Desk) Complete(ctx context.Context, r bot.Request, command, option, typed string) []bot.Choice {
	switch option {
	case "topics", "question":
		return d.completeTopics(typed)
	case "zone":
		var all []bot.Choice
		for _, z := range schedule.CompleteZone(typed, mostChoices) {
			all = append(all, bot.Choice{Label: schedule.Choice(z, d.Now()), Value: z})
		}
		return all
	case "when":
		return starting(typed, "daily", "weekdays", "weekends", "mon", "tue", "wed", "thu", "fri", "mon,wed,fri", "tue,thu", "weekly", "hourly", "every 2h", "every 3h", "every 4h", "every 6h", "every 12h")
	case "change":
		return d.completeSettings(ctx, r, typed)
	case "number":
		return d.completeNumber(ctx, r, typed)
	case "command":
		var names []string
		for _, e := range table() {
			if e.Sub == "" {
				names = append(names, e.Name)
			}
		}
		return starting(typed, names...)
	}
	return nil
}

// completeSettings proposes what settings can change, with a zone as it is
// typed, and the topics of which less is wanted.
func (d *Desk) completeSettings(ctx context.Context, r bot.Request, typed string) []bot.Choice {
	if said, ok := strings.CutPrefix(strings.ToLower(typed), "zone "); ok {
		var all []bot.Choice
		for _, z := range schedule.CompleteZone(said, mostChoices) {
			all = append(all, bot.Choice{Label: "zone " + schedule.Choice(z, d.Now()), Value: "zone " + z})
		}
		return all
	}
	s, err := d.Chats.Settings(ctx, r.Channel)
	if err != nil {
		d.Log.Error("complete a setting", "error", err)
	}
	values := []string{"zone ", "unmute"}
	for _, t := range s.Less {
		values = append(values, "more "+t)
	}
	for _, id := range s.Allow {
		values = append(values, "deny "+id)
	}
	return starting(typed, values...)
}

func starting(typed string, values ...string) []bot.Choice {
	var all []bot.Choice
	for _, v := range values {
		if strings.HasPrefix(v, strings.ToLower(strings.TrimSpace(typed))) && len(all) < mostChoices {
			all = append(all, bot.Choice{Label: v, Value: v})
		}
	}
	return all
}

// completeTopics completes the last of several topics.
func (d *Desk) completeTopics(typed string) []bot.Choice {
	before, last := "", typed
	if i := strings.LastIndexByte(typed, ','); i >= 0 {
		before, last = strings.TrimSpace(typed[:i])+", ", typed[i+1:]
	}
	last = strings.ToLower(strings.TrimSpace(last))
	var starts, holds []bot.Choice
	for _, t := range d.Topics.All() {
		c := bot.Choice{Label: before + t.Label, Value: before + t.ID}
		switch low := strings.ToLower(t.Label); {
		case strings.HasPrefix(low, last) || strings.HasPrefix(t.ID, last):
			starts = append(starts, c)
		case strings.Contains(low, last):
			holds = append(holds, c)
		}
	}
	all := append(starts, holds...)
	return all[:min(mostChoices, len(all))]
}

func (d *Desk) completeNumber(ctx context.Context, r bot.Request, typed string) []bot.Choice {
	subs, err := d.Orders.Subscriptions(ctx, r.Channel)
	if err != nil {
		d.Log.Error("complete a subscription's number", "error", err)
		return nil
	}
	var all []bot.Choice
	for _, s := range subs {
		n := strconv.Itoa(s.Number)
		if strings.HasPrefix(n, strings.TrimSpace(typed)) && len(all) < mostChoices {
			all = append(all, bot.Choice{Label: n + ": " + strings.Join(d.labels(s.Topics), ", ") + " · " + order2words(s), Value: n})
		}
	}
	return all
}
