package command

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"waybill/bot"
	"waybill/bot/render"
	"waybill/bot/schedule"
)

// previewStories is how many stories stand in the preview after subscribing.
const previewStories = 3

func (d *Desk) subscribe(ctx context.Context, a ask) (bot.Message, error) {
	o, err := parseOrder(a.Words, d.Topics)
	if err != nil {
		return bot.Message{}, err
	}
	if len(o.Topics) == 0 {
		return bot.Message{}, &bot.Error{Kind: bot.Invalid, Text: "a subscription needs a topic", Hint: "say for example: subscribe tariffs weekdays at 08:00 Toronto"}
	}
	s := bot.Subscription{
		Channel: a.Channel, Topics: o.Topics, Cadence: schedule.Default.String(), Length: bot.Full,
		State: bot.Active, CreatedBy: a.User, Created: d.Now(), Covered: d.Now(),
	}
	if s.Zone, _, err = d.zone(ctx, a.Request); err != nil {
		return bot.Message{}, err
	}
	if err := o.apply(&s, d.Now(), d.Holidays); err != nil {
		return bot.Message{}, err
	}
	if twin, ok, err := d.twin(ctx, s); err != nil || ok {
		if err != nil {
			return bot.Message{}, err
		}
		return bot.Message{}, alreadyOrdered(twin)
	}
	if err := d.roomToOrder(ctx, a); err != nil {
		return bot.Message{}, err
	}
	if s, err = d.Orders.AddSubscription(ctx, s); err != nil {
		return bot.Message{}, fmt.Errorf("add subscription: %w", err)
	}
	m := bot.Message{Intro: []bot.Line{
		{{Text: fmt.Sprintf("Subscribed %s to ", a.here())}, {Text: strings.Join(d.labels(s.Topics), ", "), Bold: true}, {Text: fmt.Sprintf(": %s, %s (subscription %d).", order2words(s), s.Length, s.Number)}},
		bot.Text("First digest: " + schedule.Show(s.Next, s.Zone) + "."),
	}}
	n := strconv.Itoa(s.Number)
	m.Buttons = []bot.Button{{Label: "Send now", Say: "send " + n}, {Label: "Change", Say: "change " + n}, {Label: "Unsubscribe", Say: "unsubscribe " + n, Style: bot.Danger}}
	return d.withPreview(ctx, m, s)
}

func alreadyOrdered(twin bot.Subscription) error {
	return &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("subscription %d already orders the same for this channel", twin.Number), Hint: fmt.Sprintf("say change %d to change it", twin.Number)}
}

// order2words is a subscription's rhythm with its zone: "weekdays 08:00,
// Toronto".
func order2words(s bot.Subscription) string {
	words := s.Cadence
	if r, err := schedule.Of(s, nil); err == nil {
		words = r.Words()
	}
	return words + ", " + schedule.City(s.Zone)
}

// twin is a subscription of the channel to the same at the same times.
func (d *Desk) twin(ctx context.Context, s bot.Subscription) (bot.Subscription, bool, error) {
	all, err := d.Orders.Subscriptions(ctx, s.Channel)
	if err != nil {
		return bot.Subscription{}, false, fmt.Errorf("list subscriptions: %w", err)
	}
	for _, t := range all {
		if t.Cadence == s.Cadence && t.Zone == s.Zone && sameSet(t.Topics, s.Topics) {
			return t, true, nil
		}
	}
	return bot.Subscription{}, false, nil
}

func sameSet(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	in := map[string]bool{}
	for _, x := range a {
		in[x] = true
	}
	for _, x := range b {
		if !in[x] {
			return false
		}
	}
	return true
}

// withPreview adds what a digest would hold now.
func (d *Desk) withPreview(ctx context.Context, m bot.Message, s bot.Subscription) (bot.Message, error) {
	dig, err := d.News.Preview(ctx, s.Channel.Reader(), s.Topics, d.Now().Add(-24*time.Hour), d.Now(), previewStories)
	if err != nil {
		return m, fmt.Errorf("preview: %w", err)
	}
	p := render.Digest(dig, render.Edition{Topics: d.labels(s.Topics), Zone: s.Zone, Slot: d.Now(), Length: bot.Brief, Preview: true})
	if len(dig.Items) > 0 {
		m.Intro = append(m.Intro, bot.Line{{Text: "What it would hold now:", Italic: true}})
	}
	m.Intro = append(m.Intro, p.Intro...)
	m.Sections, m.Footer = p.Sections, p.Footer
	return m, nil
}

func (d *Desk) subscriptions(ctx context.Context, a ask) (bot.Message, error) {
	all, err := d.Orders.Subscriptions(ctx, a.Channel)
	if err != nil {
		return bot.Message{}, fmt.Errorf("list subscriptions: %w", err)
	}
	if len(all) == 0 {
		return bot.Say(sentenceCase(a.here())+" has no subscriptions.", "Say for example: subscribe tariffs weekdays at 08:00 Toronto"), nil
	}
	m := bot.Message{Title: "Subscriptions of " + a.here()}
	for _, s := range all {
		m.Sections = append(m.Sections, d.entrySection(s))
	}
	return page(m, "subscriptions", a.Words), nil
}

// entrySection is a subscription in a list.
func (d *Desk) entrySection(s bot.Subscription) bot.Section {
	sec := bot.Section{
		Heading: bot.Line{{Text: fmt.Sprintf("%d. ", s.Number)}, {Text: strings.Join(d.labels(s.Topics), ", "), Bold: true}},
		Body:    []bot.Line{bot.Text(fmt.Sprintf("%s, %s · %s", order2words(s), s.Length, d.stateWords(s)))},
	}
	n := strconv.Itoa(s.Number)
	switch s.State {
	case bot.Active:
		sec.Buttons = []bot.Button{{Label: "Send now", Say: "send " + n}, {Label: "Pause", Say: "pause " + n}}
	case bot.Paused, bot.Disabled:
		sec.Buttons = []bot.Button{{Label: "Resume", Say: "resume " + n, Style: bot.Primary}}
	}
	sec.Buttons = append(sec.Buttons, bot.Button{Label: "Change", Say: "change " + n}, bot.Button{Label: "Unsubscribe", Say: "unsubscribe " + n, Style: bot.Danger})
	return sec
}

func (d *Desk) stateWords(s bot.Subscription) string {
	switch {
	case s.State == bot.Disabled:
		return "disabled: the channel refused; say resume " + strconv.Itoa(s.Number) + " when that is mended"
	case s.State == bot.Ended:
		return fmt.Sprintf("ended: its last day is over; to go on, say change %d until none", s.Number)
	case s.State == bot.Paused && !s.Until.IsZero():
		return "paused until " + schedule.Show(s.Until, s.Zone)
	case s.State == bot.Paused:
		return "paused"
	}
	return "next: " + schedule.Show(s.Next, s.Zone)
}

// numbered finds the subscription that the first word names.
func (d *Desk) numbered(ctx context.Context, a ask) (s bot.Subscription, rest string, err error) {
	first, rest, _ := strings.Cut(strings.TrimSpace(a.Words), " ")
	n, convErr := strconv.Atoi(strings.TrimPrefix(first, "#"))
	if convErr != nil || n < 1 {
		return s, "", &bot.Error{Kind: bot.Invalid, Text: "which subscription?", Hint: "say its number; subscriptions lists them"}
	}
	s, err = d.Orders.Subscription(ctx, a.Channel, n)
	if bot.KindOf(err) == bot.NotFound || err == nil && !s.Channel.Same(a.Channel) && !a.User.Admin {
		// What is another channel's is as if it did not exist.
		return bot.Subscription{}, "", &bot.Error{Kind: bot.NotFound, Text: fmt.Sprintf("there is no subscription %d here", n), Hint: "say subscriptions to see them"}
	}
	return s, strings.TrimSpace(rest), err
}

func (d *Desk) change(ctx context.Context, a ask) (bot.Message, error) {
	s, rest, err := d.numbered(ctx, a)
	if err != nil {
		return bot.Message{}, err
	}
	o, err := parseOrder(rest, d.Topics)
	if err != nil {
		return bot.Message{}, err
	}
	if o.empty() {
		return bot.Message{}, &bot.Error{Kind: bot.Invalid, Text: "nothing was said to change", Hint: fmt.Sprintf("say for example: change %d weekdays at 07:30", s.Number)}
	}
	if err := o.apply(&s, d.Now(), d.Holidays); err != nil {
		return bot.Message{}, err
	}
	if err := d.Orders.UpdateSubscription(ctx, s); err != nil {
		return bot.Message{}, fmt.Errorf("change subscription: %w", err)
	}
	return bot.Say(fmt.Sprintf("Subscription %d is now: %s · %s, %s.", s.Number, strings.Join(d.labels(s.Topics), ", "), order2words(s), s.Length),
		fmt.Sprintf("%s.", sentenceCase(d.stateWords(s)))), nil
}

func sentenceCase(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func (d *Desk) pause(ctx context.Context, a ask) (bot.Message, error) {
	s, rest, err := d.numbered(ctx, a)
	if err != nil {
		return bot.Message{}, err
	}
	if s.State == bot.Ended {
		return bot.Message{}, &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("subscription %d has ended", s.Number), Hint: fmt.Sprintf("to go on, say change %d until none", s.Number)}
	}
	s.State, s.Until = bot.Paused, time.Time{}
	if until := strings.TrimSpace(strings.TrimPrefix(rest, "until")); until != "" {
		loc, err := time.LoadLocation(s.Zone)
		if err != nil {
			return bot.Message{}, fmt.Errorf("load zone %q: %w", s.Zone, err)
		}
		if s.Until, err = schedule.Day(until, d.Now(), loc); err != nil {
			return bot.Message{}, err
		}
	}
	if err := d.Orders.UpdateSubscription(ctx, s); err != nil {
		return bot.Message{}, fmt.Errorf("pause subscription: %w", err)
	}
	words := "until somebody says resume " + strconv.Itoa(s.Number)
	if !s.Until.IsZero() {
		words = "until " + schedule.Show(s.Until, s.Zone)
	}
	m := bot.Say(fmt.Sprintf("Subscription %d is paused %s.", s.Number, words))
	m.Buttons = []bot.Button{{Label: "Resume", Say: "resume " + strconv.Itoa(s.Number)}}
	if r, err := schedule.Of(s, d.Holidays); err == nil && !s.Until.IsZero() {
		if next := r.Next(s.Until.Add(-time.Second)); !next.IsZero() {
			m.Intro = append(m.Intro, bot.Text(fmt.Sprintf("Next digest: %s.", schedule.Show(next, s.Zone))))
		}
	}
	return m, nil
}

func (d *Desk) resume(ctx context.Context, a ask) (bot.Message, error) {
	s, _, err := d.numbered(ctx, a)
	if err != nil {
		return bot.Message{}, err
	}
	s.State, s.Until = bot.Active, time.Time{}
	if err := (order{}).apply(&s, d.Now(), d.Holidays); err != nil {
		return bot.Message{}, err
	}
	if err := d.Orders.UpdateSubscription(ctx, s); err != nil {
		return bot.Message{}, fmt.Errorf("resume subscription: %w", err)
	}
	return bot.Say(fmt.Sprintf("Subscription %d runs again. Next digest: %s.", s.Number, schedule.Show(s.Next, s.Zone))), nil
}

// send makes the next edition of a subscription due at once. Its times stay as
// they are: what it holds now, the next one doesn't hold again.
func (d *Desk) send(ctx context.Context, a ask) (bot.Message, error) {
	s, _, err := d.numbered(ctx, a)
	if err != nil {
		return bot.Message{}, err
	}
	if s.State != bot.Active {
		return bot.Message{}, &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("subscription %d is %s", s.Number, s.State), Hint: fmt.Sprintf("say resume %d first", s.Number)}
	}
	usual := s.Next
	s.Next = d.Now()
	if err := d.Orders.UpdateSubscription(ctx, s); err != nil {
		return bot.Message{}, fmt.Errorf("send subscription: %w", err)
	}
	m := bot.Say(fmt.Sprintf("The digest of subscription %d is being made; it comes to %s within a minute.", s.Number, a.called(s.Channel)))
	if usual.After(d.Now()) {
		m.Intro = append(m.Intro, bot.Text(fmt.Sprintf("After that as ever: %s.", schedule.Show(usual, s.Zone))))
	}
	return m, nil
}

func (d *Desk) unsubscribe(ctx context.Context, a ask) (bot.Message, error) {
	s, _, err := d.numbered(ctx, a)
	if err != nil {
		return bot.Message{}, err
	}
	if err := d.Orders.RemoveSubscription(ctx, s.ID); err != nil {
		return bot.Message{}, fmt.Errorf("remove subscription: %w", err)
	}
	m := bot.Say(fmt.Sprintf("Subscription %d (%s) is ended.", s.Number, strings.Join(d.labels(s.Topics), ", ")),
		"To have it back, say: "+line(s))
	m.Buttons = []bot.Button{{Label: "Have it back", Say: line(s)}}
	return m, nil
}

// line is the command that orders the same again.
func line(s bot.Subscription) string {
	return fmt.Sprintf("subscribe %s %s zone %s %s", strings.Join(s.Topics, ", "), s.Cadence, s.Zone, s.Length)
}

func (d *Desk) export(ctx context.Context, a ask) (bot.Message, error) {
	all, err := d.Orders.Subscriptions(ctx, a.Channel)
	if err != nil {
		return bot.Message{}, fmt.Errorf("list subscriptions: %w", err)
	}
	if len(all) == 0 {
		return bot.Say("There is nothing to export."), nil
	}
	m := bot.Message{Title: fmt.Sprintf("Subscriptions of %s; import reads these lines", a.here())}
	sec := bot.Section{}
	for _, s := range all {
		sec.Body = append(sec.Body, bot.Line{{Text: line(s), Code: true}})
	}
	m.Sections = []bot.Section{sec}
	return m, nil
}

func (d *Desk) importLines(ctx context.Context, a ask) (bot.Message, error) {
	var m bot.Message
	for _, l := range strings.FieldsFunc(a.Words, func(r rune) bool { return r == ';' || r == '\n' }) {
		l = strings.Trim(strings.TrimSpace(l), "`")
		words := strings.TrimSpace(strings.TrimPrefix(l, "subscribe "))
		if words == "" {
			continue
		}
		one := a
		one.Words = words
		got, err := d.subscribe(ctx, one)
		if err != nil {
			m.Intro = append(m.Intro, bot.Line{{Text: "Not imported: "}, {Text: l, Code: true}, {Text: " — " + told(err)}})
			continue
		}
		m.Intro = append(m.Intro, append(slices.Clip(got.Intro[0]), append(bot.Text(" "), got.Intro[1]...)...))
	}
	if len(m.Intro) == 0 {
		return bot.Message{}, &bot.Error{Kind: bot.Invalid, Text: "there are no lines to import", Hint: "paste the lines of an export, separated by ;"}
	}
	return m, nil
}
