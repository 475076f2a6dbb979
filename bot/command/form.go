package command

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"waybill/bot"
	"waybill/bot/schedule"
)

var _ bot.Former = (*Desk)(nil)

// dayChoices are what a form offers for days.
var dayChoices = []bot.Choice{
	{Label: "Every day", Value: "daily"},
	{Label: "Weekdays", Value: "weekdays"},
	{Label: "Monday", Value: "mon"},
	{Label: "Tuesday", Value: "tue"},
	{Label: "Wednesday", Value: "wed"},
	{Label: "Thursday", Value: "thu"},
	{Label: "Friday", Value: "fri"},
	{Label: "Saturday", Value: "sat"},
	{Label: "Sunday", Value: "sun"},
}

var lengthChoices = []bot.Choice{
	{Label: "Full: two or three sentences, figures, quotes", Value: string(bot.Full)},
	{Label: "Brief: one sentence and its figures", Value: string(bot.Brief)},
}

// Form is the form behind "subscribe" and "change N", said without more.
func (d *Desk) Form(ctx context.Context, r bot.Request) (bot.Form, bool, error) {
	e, words, err := find(r.Line)
	if err != nil || e.Name != "subscribe" && e.Name != "change" {
		return bot.Form{}, false, nil
	}
	n := strings.Fields(words)
	if e.Name == "subscribe" && len(n) > 0 || e.Name == "change" && len(n) != 1 {
		return bot.Form{}, false, nil
	}
	may, err := d.may(ctx, r)
	if err != nil {
		return bot.Form{}, false, err
	}
	if !may && r.Channel.ID != "" {
		return bot.Form{}, false, forbidden(r)
	}
	s := bot.Subscription{Cadence: schedule.Default.String(), Length: bot.Full}
	if s.Zone, _, err = d.zone(ctx, r); err != nil {
		return bot.Form{}, false, err
	}
	f := bot.Form{Title: "Order a digest", Submit: "Subscribe", Line: e.Name}
	if e.Name == "change" {
		if s, _, err = d.numbered(ctx, ask{Request: r, Words: words}); err != nil {
			return bot.Form{}, false, err
		}
		f = bot.Form{Title: fmt.Sprintf("Change subscription %d", s.Number), Submit: "Change", Line: fmt.Sprintf("change %d", s.Number)}
		if len(f.Title) > 24 {
			f.Title = "Change a subscription"
		}
	}
	f.Fields, err = d.fields(s)
	return f, err == nil, err
}

// fields ask for everything of an order, filled in as it is now.
func (d *Desk) fields(s bot.Subscription) ([]bot.Field, error) {
	c, err := schedule.Parse(s.Cadence)
	if err != nil {
		return nil, err
	}
	topics := bot.Field{Name: "topics", Label: "Topics", Help: "Type to find one; countries and HS numbers too", Kind: bot.Picks}
	for i, label := range d.labels(s.Topics) {
		topics.Values = append(topics.Values, bot.Choice{Label: label, Value: s.Topics[i]})
	}
	days := bot.Field{Name: "when", Label: "Days", Kind: bot.Picks, Choices: dayChoices}
	for _, name := range strings.Split(c.Days.String(), ",") {
		if name == "weekends" {
			days.Values = append(days.Values, chosen(dayChoices, "sat")...)
			name = "sun"
		}
		days.Values = append(days.Values, chosen(dayChoices, name)...)
	}
	at := strings.ReplaceAll(c.TimeWords(), ",", ", ")
	return []bot.Field{
		topics, days,
		{Name: "time", Label: "Time", Help: "08:00 or 8am; several with commas; hourly or every 2h", Kind: bot.Words, Values: []bot.Choice{{Label: at, Value: at}}},
		{Name: "zone", Label: "Time zone", Help: "Type a city", Kind: bot.Pick, Values: []bot.Choice{{Label: s.Zone, Value: s.Zone}}},
		{Name: "length", Label: "Length", Kind: bot.Pick, Choices: lengthChoices, Values: chosen(lengthChoices, string(s.Length))},
	}, nil
}

func chosen(all []bot.Choice, value string) []bot.Choice {
	if i := slices.IndexFunc(all, func(c bot.Choice) bool { return c.Value == value }); i >= 0 {
		return all[i : i+1]
	}
	return nil
}

// Filled checks each field by itself, and says what is wrong beside it.
func (d *Desk) Filled(ctx context.Context, r bot.Request, values map[string][]string) (line string, wrong map[string]string) {
	wrong = map[string]string{}
	say := func(field string, err error) {
		if err != nil && wrong[field] == "" {
			wrong[field] = told(err)
		}
	}
	var o order
	var rest string
	var err error
	words := strings.Fields(strings.ReplaceAll(strings.Join(values["topics"], " , "), ",", " , "))
	o.Topics, rest, err = parseTopics(words, d.Topics)
	if say("topics", err); err == nil && (rest != "" || len(o.Topics) == 0) {
		say("topics", &bot.Error{Kind: bot.Invalid, Text: "choose at least one topic"})
	}
	at := strings.Join(values["time"], ",")
	_, err = schedule.Read(at)
	say("time", err)
	c, err := schedule.Parse(strings.Join(values["when"], " ") + " " + at)
	say("time", err)
	if zone := strings.Join(values["zone"], " "); strings.TrimSpace(zone) == "" {
		say("zone", &bot.Error{Kind: bot.Invalid, Text: "choose a time zone"})
	} else {
		o.Zone, _, err = schedule.Zone(zone)
		say("zone", err)
	}
	if o.Length = bot.Length(strings.Join(values["length"], " ")); o.Length != bot.Brief && o.Length != bot.Full {
		say("length", &bot.Error{Kind: bot.Invalid, Text: "choose brief or full"})
	}
	o.When = c
	if len(wrong) > 0 {
		return "", wrong
	}
	say("topics", d.refusedOrder(ctx, r, o))
	return fmt.Sprintf("%s %s %s zone %s %s", r.Line, strings.Join(o.Topics, ", "), c, o.Zone, o.Length), wrong
}

// refusedOrder is why a well-formed order can't be carried out, nil if it can.
func (d *Desk) refusedOrder(ctx context.Context, r bot.Request, o order) error {
	may, err := d.may(ctx, r)
	if err != nil {
		return err
	}
	if !may {
		return forbidden(r)
	}
	e, words, err := find(r.Line)
	if err != nil {
		return err
	}
	s := bot.Subscription{Channel: r.Channel, Cadence: schedule.Default.String()}
	if e.Name == "change" {
		if s, _, err = d.numbered(ctx, ask{Request: r, Words: words}); err != nil {
			return err
		}
	}
	if err := o.apply(&s, d.Now().Truncate(time.Minute), d.Holidays); err != nil {
		return err
	}
	if twin, ok, err := d.twin(ctx, s); err != nil || ok && twin.ID != s.ID {
		if err != nil {
			return err
		}
		return alreadyOrdered(twin)
	}
	return nil
}

// told is an error as it is said beside a field.
func told(err error) string {
	e, ok := err.(*bot.Error)
	if !ok || e.Kind == bot.Internal {
		return "Something went wrong on my side. Try again in a minute."
	}
	text := sentence(e.Text)
	if e.Hint != "" {
		text += " " + sentence(e.Hint)
	}
	return text
}
