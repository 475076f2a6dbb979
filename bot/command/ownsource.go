package command

import (
	"context"
	"fmt"
	"slices"

	"waybill/bot"
	"waybill/digest"
)

// A source that a workspace added is read for that workspace: it alone sees it,
// what it brings, and may remove it; where several added the same one, each for
// itself. All others are read for everybody. Those are removed by whoever runs
// the bot or, where the bot serves one workspace only, by that one.

// openTo reports whether a source is shown in a channel.
func openTo(s digest.Source, c bot.Channel) bool {
	return !s.Private || slices.Contains(s.Owners, c.Whose()) || c.Platform == bot.Terminal
}

// runs reports whether somebody runs the bot.
func (d *Desk) runs(r bot.Request) bool {
	return r.Channel.Platform == bot.Terminal || slices.Contains(d.Admins, r.User.ID)
}

// owner is for whom alone a source is read that somebody adds, "" for everybody:
// whoever runs the bot adds for all.
func (d *Desk) owner(r bot.Request) string {
	if d.runs(r) {
		return ""
	}
	return r.Channel.Whose()
}

// mayForAll is an error if somebody may change what they themselves receive,
// but not what their workspace does.
func (d *Desk) mayForAll(r bot.Request) error {
	if !r.Direct || r.User.Admin || d.runs(r) {
		return nil
	}
	return &bot.Error{
		Kind: bot.Forbidden, Text: "sources are read for a whole workspace, so they are not changed in a direct message",
		Hint: "say it in a channel that you manage",
	}
}

// mayRemove is for whom a source is removed, "" for all, and an error if it is
// not the channel's people's to remove. One of another workspace does not exist
// for them.
func (d *Desk) mayRemove(ctx context.Context, a ask, id int64) (owner string, err error) {
	if d.runs(a.Request) {
		return "", nil
	}
	all, err := d.Archive.Sources(ctx)
	if err != nil {
		return "", fmt.Errorf("list sources: %w", err)
	}
	i := slices.IndexFunc(all, func(s bot.SourceState) bool { return s.Source.ID == id && openTo(s.Source, a.Channel) })
	if i < 0 {
		return "", &bot.Error{Kind: bot.NotFound, Text: fmt.Sprintf("there is no source %d", id)}
	}
	if all[i].Source.Private {
		return a.Channel.Whose(), nil
	}
	others, err := d.Archive.OthersServed(ctx, a.Channel)
	if err != nil {
		return "", fmt.Errorf("look for other workspaces: %w", err)
	}
	if others {
		return "", &bot.Error{
			Kind: bot.Forbidden, Text: fmt.Sprintf("source %d is read for other workspaces too", id),
			Hint: fmt.Sprintf("whoever runs the bot can remove it: waybill sources remove %d", id),
		}
	}
	return "", nil
}
