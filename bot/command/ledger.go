package command

import (
	"context"
	"fmt"
	"strings"

	"waybill/bot"
	"waybill/bot/render"
	"waybill/bot/schedule"
)

// historyShown is how many deliveries "why N" lists.
const historyShown = 5

// whySubscription tells what became of a subscription's last digests, and of
// one that went wrong step by step.
func (d *Desk) whySubscription(ctx context.Context, s bot.Subscription) (bot.Message, error) {
	all, err := d.Ledger.History(ctx, s.ID, historyShown)
	if err != nil {
		return bot.Message{}, fmt.Errorf("read deliveries: %w", err)
	}
	m := bot.Message{Title: fmt.Sprintf("Subscription %d: %s", s.Number, strings.Join(d.labels(s.Topics), ", "))}
	m.Intro = []bot.Line{bot.Text(order2words(s) + " · " + d.stateWords(s))}
	if len(all) == 0 {
		m.Intro = append(m.Intro, bot.Text("No digest was due yet."))
	}
	for _, del := range all {
		sec := bot.Section{Body: []bot.Line{bot.Text(deliveryWords(del, s.Zone))}}
		if del.Attempts > 1 || del.Status != bot.Sent {
			if sec.Context, err = d.steps(ctx, del, s.Zone); err != nil {
				return bot.Message{}, err
			}
		}
		if again(del) {
			sec.Body = append(sec.Body, bot.Text(retryWords(del, s.Number)))
			sec.Buttons = []bot.Button{{Label: "Retry", Say: fmt.Sprintf("retry %d", s.Number)}}
		}
		m.Sections = append(m.Sections, sec)
	}
	return m, nil
}

// stepsShown is how many of a delivery's last steps are shown.
const stepsShown = 6

// steps are what happened to a delivery, one after the other.
func (d *Desk) steps(ctx context.Context, del bot.Delivery, zone string) ([]bot.Line, error) {
	events, err := d.Ledger.Events(ctx, del.ID)
	if err != nil {
		return nil, fmt.Errorf("read what happened to delivery %d: %w", del.ID, err)
	}
	var lines []bot.Line
	if more := len(events) - stepsShown; more > 0 {
		lines = append(lines, bot.Text(fmt.Sprintf("%s before", render.Count(more, "step", "steps"))))
		events = events[more:]
	}
	for _, e := range events {
		lines = append(lines, bot.Text(schedule.Clocked(e.At, zone)+" "+stepWords(e)))
	}
	return lines, nil
}

func stepWords(e bot.Event) string {
	words := map[bot.Status]string{
		bot.Pending: "waiting", bot.Sending: "posting", bot.Sent: "posted", bot.Unknown: "nobody can tell whether it was posted",
		bot.Failed: "given up", bot.Skipped: "skipped",
	}[e.Status]
	switch {
	case e.Attempt == 0 && e.Status == bot.Pending && e.Reason != "":
		return e.Reason
	case e.Attempt > 0:
		words += fmt.Sprintf(" (attempt %d)", e.Attempt)
	}
	if e.Reason != "" {
		words += ": " + e.Reason
	}
	return words
}

// deliveryWords is one delivery in a line: when it was due and what came of it.
func deliveryWords(d bot.Delivery, zone string) string {
	part := ""
	if d.Parts > 1 {
		part = fmt.Sprintf(", part %d of %d", d.Part, d.Parts)
	}
	line := fmt.Sprintf("due %s%s: ", schedule.Show(d.Slot, zone), part)
	switch d.Status {
	case bot.Sent:
		line += "sent " + schedule.Show(d.Updated, zone)
	case bot.Pending:
		switch {
		case d.Parts == 0:
			line += "being made"
		case d.NotBefore.After(d.Updated):
			line += "waiting until " + schedule.Show(d.NotBefore, zone)
		default:
			line += "waiting to be posted"
		}
	case bot.Sending:
		line += "being posted"
	case bot.Unknown:
		line += "may have been posted, look into the channel"
	case bot.Failed:
		line += "not posted"
	case bot.Skipped:
		line += "skipped"
	}
	if d.Attempts > 1 {
		line += fmt.Sprintf(", %d attempts", d.Attempts)
	}
	if d.Reason != "" {
		line += ": " + d.Reason
	}
	return line
}

// again reports whether a person may have the delivery posted again.
func again(d bot.Delivery) bool { return d.Status == bot.Failed || d.Status == bot.Unknown }

func retryWords(d bot.Delivery, number int) string {
	if d.Status == bot.Unknown {
		return fmt.Sprintf("If it is not in the channel, say retry %d.", number)
	}
	return fmt.Sprintf("To have it posted, say retry %d.", number)
}

// lookedBack is how many deliveries are looked through for one to retry.
const lookedBack = 60

// retry has the last digest posted again that was given up, or of which nobody
// can tell.
func (d *Desk) retry(ctx context.Context, a ask) (bot.Message, error) {
	s, _, err := d.numbered(ctx, a)
	if err != nil {
		return bot.Message{}, err
	}
	if s.State == bot.Disabled {
		return bot.Message{}, &bot.Error{Kind: bot.Invalid, Text: "this channel refused the bot's messages for good", Hint: fmt.Sprintf("mend that and say resume %d first", s.Number)}
	}
	all, err := d.Ledger.History(ctx, s.ID, lookedBack)
	if err != nil {
		return bot.Message{}, fmt.Errorf("read deliveries: %w", err)
	}
	var found *bot.Delivery
	for i, del := range all {
		if again(del) && (found == nil || del.Slot.Equal(found.Slot) && del.Part < found.Part) {
			found = &all[i]
		}
	}
	if found == nil {
		return bot.Message{}, &bot.Error{Kind: bot.NotFound, Text: fmt.Sprintf("no digest of subscription %d was given up", s.Number), Hint: fmt.Sprintf("why %d tells what became of each, send %d makes one now", s.Number, s.Number)}
	}
	if err := d.Ledger.Retry(ctx, found.ID); err != nil {
		return bot.Message{}, err
	}
	m := bot.Say(fmt.Sprintf("The digest of %s is posted again, within a minute.", schedule.Show(found.Slot, s.Zone)))
	if found.Status == bot.Unknown {
		m.Intro = append(m.Intro, bot.Text("If it had arrived after all, it stands there twice."))
	}
	return m, nil
}
