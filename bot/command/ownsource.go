package command

import (
	"context"
	"fmt"
	"slices"

	"waybill/bot"
	"waybill/digest"
)

// Sources are read for everybody. One that a workspace added is that
// workspace's to see and to remove, however much others are served by its
// articles; the rest is removed by whoever runs the bot. Where the bot serves
// one workspace only, all are that workspace's.

// openTo reports whether a source is shown in a channel.
func openTo(s digest.Source, c bot.Channel) bool {
	return s.Owner == "" || s.Owner == c.Whose() || c.Platform == bot.Terminal
}

// runs reports whether somebody runs the bot.
func (d *Desk) runs(r bot.Request) bool {
	return r.Channel.Platform == bot.Terminal || slices.Contains(d.Admins, r.User.ID)
}

// mayForAll is an error if somebody may change what they themselves receive,
// but not what everybody does.
func (d *Desk) mayForAll(r bot.Request) error {
	if !r.Direct || r.User.Admin || d.runs(r) {
		return nil
	}
	return &bot.Error{
		Kind: bot.Forbidden, Text: "sources are read for everybody, so they are not changed in a direct message",
		Hint: "say it in a channel that you manage",
	}
}

// mayRemove is an error if a source is not the channel's people's to remove.
// One of another workspace does not exist for them.
func (d *Desk) mayRemove(ctx context.Context, a ask, id int64) error {
	if d.runs(a.Request) {
		return nil
	}
	all, err := d.Archive.Sources(ctx)
	if err != nil {
		return fmt.Errorf("list sources: %w", err)
	}
	i := slices.IndexFunc(all, func(s bot.SourceState) bool { return s.Source.ID == id && openTo(s.Source, a.Channel) })
	if i < 0 {
		return &bot.Error{Kind: bot.NotFound, Text: fmt.Sprintf("there is no source %d", id)}
	}
	if all[i].Source.Owner == a.Channel.Whose() {
		return nil
	}
	others, err := d.Archive.OthersServed(ctx, a.Channel)
	if err != nil {
		return fmt.Errorf("look for other workspaces: %w", err)
	}
	if others {
		return &bot.Error{
			Kind: bot.Forbidden, Text: fmt.Sprintf("source %d is read for other workspaces too", id),
			Hint: fmt.Sprintf("whoever runs the bot can remove it: waybill sources remove %d", id),
		}
	}
	return nil
}
