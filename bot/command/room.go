package command

import (
	"context"
	"fmt"
	"slices"

	"waybill/bot"
)

// How much one channel and one workspace may have of what costs the bot work
// for ever. Whoever runs the bot is not bound, and a workspace is only where
// there are others beside it.
const (
	maxOrders      = 50    // subscriptions of a channel
	maxTheirOrders = 2_000 // subscriptions of a workspace
	maxTheirOwn    = 200   // sources that a workspace added
)

// roomToOrder is an error if a channel or its workspace has as many
// subscriptions as it may.
func (d *Desk) roomToOrder(ctx context.Context, a ask) error {
	if d.runs(a.Request) {
		return nil
	}
	here, err := d.Orders.Subscriptions(ctx, a.Channel)
	if err != nil {
		return fmt.Errorf("list subscriptions: %w", err)
	}
	if len(here) >= maxOrders {
		return full(fmt.Sprintf("this channel has %d subscriptions, which is as many as one may have", maxOrders), "unsubscribe one, or order in another channel")
	}
	if a.Channel.Workspace == "" {
		return nil
	}
	whole := a.Channel
	whole.ID = ""
	all, err := d.Orders.Subscriptions(ctx, whole)
	if err != nil {
		return fmt.Errorf("list subscriptions: %w", err)
	}
	return d.amongOthers(ctx, a, len(all), maxTheirOrders, "subscriptions")
}

// roomToRead is an error if a workspace has added as many sources as it may.
func (d *Desk) roomToRead(ctx context.Context, a ask) error {
	if d.runs(a.Request) {
		return nil
	}
	all, err := d.Archive.Sources(ctx)
	if err != nil {
		return fmt.Errorf("list sources: %w", err)
	}
	own := 0
	for _, s := range all {
		if slices.Contains(s.Source.Owners, a.Channel.Whose()) {
			own++
		}
	}
	return d.amongOthers(ctx, a, own, maxTheirOwn, "sources")
}

// amongOthers is an error if a workspace among others has most or more.
func (d *Desk) amongOthers(ctx context.Context, a ask, has, most int, what string) error {
	if has < most {
		return nil
	}
	others, err := d.Archive.OthersServed(ctx, a.Channel)
	if err != nil {
		return fmt.Errorf("look for other workspaces: %w", err)
	}
	if !others {
		return nil
	}
	return full(fmt.Sprintf("your workspace has %d %s, which is as many as one may have beside others", has, what), "end some first, or ask whoever runs the bot")
}

func full(text, hint string) error {
	return &bot.Error{Kind: bot.Forbidden, Text: text, Hint: hint}
}
