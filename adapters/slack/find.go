package slack

import (
	"context"
	"errors"
	"fmt"
	"time"

	slackgo "github.com/slack-go/slack"

	"waybill/bot"
)

const (
	// historyPage is how many messages Slack advises to ask for at once. Apps
	// outside the Marketplace get 15 whatever they ask for.
	// https://docs.slack.dev/reference/methods/conversations.history
	historyPage = 200
	// maxHistory is how many messages are looked through. In a channel busier
	// than that since the attempt, nobody can tell.
	maxHistory = 5_000
	// skew is how much Slack's clock and ours may differ.
	skew = time.Minute
	// lookups is how often a look-up is tried: reading does no harm.
	lookups = 4
)

// Find reports whether the message with this key was posted in the channel
// after since, and its timestamp. An error is a *bot.Error: Ambiguous if it
// can't be told, Transient if it can't be told now.
func (a *Adapter) Find(ctx context.Context, to bot.Channel, key string, since time.Time) (string, bool, error) {
	oldest := since.Add(-skew)
	p := slackgo.GetConversationHistoryParameters{
		ChannelID:          to.ID,
		Limit:              historyPage,
		Oldest:             fmt.Sprintf("%d.000000", max(oldest.Unix(), 0)),
		IncludeAllMetadata: true,
	}
	for seen := 0; seen < maxHistory; {
		page, err := a.history(ctx, &p)
		if err != nil {
			return "", false, untold(err)
		}
		for _, m := range page.Messages {
			if m.BotID != "" && m.Metadata.EventType == eventType && m.Metadata.EventPayload["key"] == key {
				return m.Timestamp, true, nil
			}
		}
		p.Cursor = page.ResponseMetaData.NextCursor
		if !page.HasMore || p.Cursor == "" {
			return "", false, nil
		}
		seen += len(page.Messages)
		if len(page.Messages) == 0 {
			break
		}
	}
	return "", false, &bot.Error{
		Kind: bot.Ambiguous,
		Text: "Whether the message was posted can't be told: the channel is too busy to look through",
		Hint: "look into the channel",
	}
}

// history reads a page, and again if Slack is busy.
func (a *Adapter) history(ctx context.Context, p *slackgo.GetConversationHistoryParameters) (*slackgo.GetConversationHistoryResponse, error) {
	for try := 1; ; try++ {
		page, err := a.api.GetConversationHistoryContext(ctx, p)
		if err == nil {
			return page, nil
		}
		told := explain(err)
		if told.Kind == bot.Permanent || try == lookups || ctx.Err() != nil {
			return nil, err
		}
		wait := max(told.After, time.Duration(try)*200*time.Millisecond)
		if deadline, ends := ctx.Deadline(); ends && time.Until(deadline) < wait {
			return nil, err
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return nil, err
		}
	}
}

// untold says why a look-up has no result.
func untold(err error) *bot.Error {
	told := explain(err)
	if told.Kind != bot.Permanent { // whatever it was, asking again does no harm
		return &bot.Error{Kind: bot.Transient, Text: told.Text, Hint: told.Hint, After: told.After, Err: err}
	}
	e := &bot.Error{Kind: bot.Ambiguous, Text: "Whether the message was posted can't be told: " + told.Text, Hint: told.Hint, Err: err}
	if refused, ok := errors.AsType[slackgo.SlackErrorResponse](err); ok && refused.Err == "missing_scope" {
		e.Hint = fmt.Sprintf("give the app the scope %s at api.slack.com/apps, then Waybill can look for itself", refused.Needed)
	}
	return e
}
