package command

import (
	"context"
	"fmt"
	"strings"

	"waybill/bot"
	"waybill/bot/render"
	"waybill/bot/schedule"
)

// chart draws one figure over time, from all that the archive holds unless a
// beginning is named.
func (d *Desk) chart(ctx context.Context, a ask) (bot.Message, error) {
	_, loc, err := d.zone(ctx, a.Request)
	if err != nil {
		return bot.Message{}, err
	}
	said, since, err := schedule.Since(a.Words, d.Now(), loc)
	if err != nil {
		return bot.Message{}, err
	}
	said, until, err := schedule.Until(said, d.Now(), loc)
	if err != nil {
		return bot.Message{}, err
	}
	said = strings.Trim(said, " ?!.“”\"")
	if said == "" {
		return bot.Message{}, &bot.Error{Kind: bot.Invalid, Text: "a chart of what?", Hint: "say for example: chart soybean tariff china"}
	}
	if until.IsZero() {
		until = d.Now()
	}
	found, err := d.News.Chart(ctx, a.Channel.Reader(), bounded(said), since, until)
	if err != nil {
		return bot.Message{}, fmt.Errorf("make a chart: %w", err)
	}
	return render.Chart(found, render.Search{Question: said}), nil
}
