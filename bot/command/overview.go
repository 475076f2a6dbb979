package command

import (
	"context"
	"fmt"

	"waybill/bot"
	"waybill/bot/render"
)

var _ bot.Overseer = (*Desk)(nil)

// Overview lists a workspace's subscriptions in the channels that somebody
// sees, a page of them.
func (d *Desk) Overview(ctx context.Context, r bot.Request, sees func(bot.Channel) bool) (bot.Message, error) {
	all, err := d.Orders.Subscriptions(ctx, bot.Channel{Platform: r.Channel.Platform, Workspace: r.Channel.Workspace})
	if err != nil {
		return bot.Message{}, fmt.Errorf("list subscriptions: %w", err)
	}
	var mine []bot.Subscription
	for _, s := range all {
		if s.Channel.Workspace == r.Channel.Workspace && sees(s.Channel) {
			mine = append(mine, s)
		}
	}
	m := bot.Message{Title: "Your trade digests"}
	subscribe := bot.Button{Label: "Subscribe", Say: "subscribe", Style: bot.Primary}
	m.Buttons = []bot.Button{subscribe, {Label: "Status", Say: "status"}, {Label: "Topics", Say: "topics"}}
	if len(mine) == 0 {
		m.Intro = []bot.Line{bot.Text("No channel that you are in has a subscription yet. Press Subscribe to order a digest, or ask me anything in Messages.")}
		return m, nil
	}
	m.Intro = []bot.Line{bot.Text(fmt.Sprintf("%s in the channels that you are in. Who manages a channel may change them.", render.Count(len(mine), "subscription", "subscriptions")))}
	pages := (len(mine) + pageSize - 1) / pageSize
	n := min(pageNumber(r.Line), pages)
	for _, s := range mine[(n-1)*pageSize : min(n*pageSize, len(mine))] {
		sec := d.entrySection(s)
		sec.Heading = append(sec.Heading, bot.Run{Text: " · " + place(s.Channel)})
		for i := range sec.Buttons {
			sec.Buttons[i].In = s.Channel.ID
		}
		m.Sections = append(m.Sections, sec)
	}
	if pages > 1 {
		m.Footer = []bot.Line{bot.Text(fmt.Sprintf("Page %d of %d", n, pages))}
		m.Buttons = append(m.Buttons, turns(n, pages, "page ")...)
	}
	return m, nil
}

// place is a channel as its people call it.
func place(c bot.Channel) string {
	if c.Name == "" {
		return "direct messages"
	}
	return c.String()
}
