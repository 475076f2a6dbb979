package slack

import (
	"context"

	slackgo "github.com/slack-go/slack"

	"waybill/bot"
)

// Edit puts another message in the place of one that Post posted under a key.
// It may be repeated. Its errors are those of Post; Permanent also when the
// message is gone, and Forbidden when it may not be changed any more.
func (a *Adapter) Edit(ctx context.Context, to bot.Channel, receipt, key string, m bot.Message) error {
	t, err := a.team(ctx, to.Workspace)
	if err != nil {
		return err
	}
	m = tidied(m)
	bs := blocks(m)
	if len(bs) == 0 || !fits(m) {
		return &bot.Error{Kind: bot.Transient, Text: "The message is empty or too long for one post on Slack", Hint: reportBug}
	}
	if err := t.pace.wait(ctx, to.ID); err != nil {
		return err
	}
	_, _, _, err = t.api.UpdateMessageContext(ctx, to.ID, receipt, quietly(),
		slackgo.MsgOptionMetadata(metadata(key)), slackgo.MsgOptionText(notice(m), false), slackgo.MsgOptionBlocks(bs...))
	t.pace.heed(to.ID, err)
	switch code(err) {
	case "cant_update_message", "edit_window_closed":
		told := *explain(err)
		told.Kind = bot.Forbidden
		return &told
	}
	if err != nil {
		return explain(err)
	}
	return nil
}

// Answer posts a message in the thread of another, under a key of its own. Its
// errors are those of Post.
func (a *Adapter) Answer(ctx context.Context, to bot.Channel, receipt, key string, m bot.Message) (string, error) {
	t, err := a.team(ctx, to.Workspace)
	if err != nil {
		return "", err
	}
	return t.send(ctx, to.ID, m, slackgo.MsgOptionMetadata(metadata(key)), slackgo.MsgOptionTS(receipt))
}
