package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
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

// A page is what is read of a page of history.
type page struct {
	Messages []struct {
		TS       string `json:"ts"`
		Bot      string `json:"bot_id"`
		User     string `json:"user"`
		Metadata struct {
			Type    string                     `json:"event_type"`
			Payload map[string]json.RawMessage `json:"event_payload"`
		} `json:"metadata"`
	} `json:"messages"`
	More bool `json:"has_more"`
	Meta struct {
		Cursor string `json:"next_cursor"`
	} `json:"response_metadata"`
}

// Find reports whether the message with this key was posted in the channel
// after since, and its timestamp. An error is a *bot.Error: Ambiguous if it
// can't be told, Transient if it can't be told now, Permanent if the token is
// refused.
func (a *Adapter) Find(ctx context.Context, to bot.Channel, key string, since time.Time) (string, bool, error) {
	t, err := a.team(ctx, to.Workspace)
	if err != nil {
		return "", false, untold(err)
	}
	args := url.Values{
		"channel":              {to.ID},
		"limit":                {strconv.Itoa(historyPage)},
		"oldest":               {fmt.Sprintf("%d.000000", max(since.Add(-skew).Unix(), 0))},
		"include_all_metadata": {"true"},
	}
	for seen := 0; seen < maxHistory; {
		p, err := t.history(ctx, args)
		if err != nil {
			return "", false, untold(err)
		}
		if ts, found := p.find(key, t.self.user()); found {
			return ts, true, nil
		}
		if !p.More || p.Meta.Cursor == "" {
			return "", false, nil
		}
		args.Set("cursor", p.Meta.Cursor)
		seen += max(len(p.Messages), 1)
	}
	return "", false, &bot.Error{
		Kind: bot.Ambiguous,
		Text: "Whether the message was posted can't be told: the channel is too busy to look through",
		Hint: "look into the channel",
	}
}

// find is the timestamp of the bot's message with this key. People can't make
// one: metadata comes from apps only.
func (p page) find(key, self string) (string, bool) {
	for _, m := range p.Messages {
		var has string
		if m.Bot == "" && (m.User == "" || m.User != self) || m.Metadata.Type != eventType || json.Unmarshal(m.Metadata.Payload["key"], &has) != nil {
			continue
		}
		if has == key {
			return m.TS, true
		}
	}
	return "", false
}

// history reads a page, and again if Slack is busy.
func (t *team) history(ctx context.Context, args url.Values) (page, error) {
	for try := 1; ; try++ {
		var p page
		err := t.call(ctx, "conversations.history", args, &p)
		if err == nil {
			return p, nil
		}
		told := explain(err)
		if told.Kind == bot.Permanent || try == lookups || ctx.Err() != nil {
			return p, err
		}
		wait := max(told.After, time.Duration(try)*200*time.Millisecond)
		if deadline, ends := ctx.Deadline(); ends && time.Until(deadline) < wait {
			return p, err
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return p, err
		}
	}
}

// untold says why a look-up has no result.
func untold(err error) *bot.Error {
	told := explain(err)
	if told.Reach != bot.OfChannel {
		return told
	}
	if told.Kind != bot.Permanent { // whatever it was, asking again does no harm
		return &bot.Error{Kind: bot.Transient, Text: told.Text, Hint: told.Hint, After: told.After, Err: err}
	}
	e := &bot.Error{Kind: bot.Ambiguous, Text: "Whether the message was posted can't be told: " + told.Text, Hint: told.Hint, Err: err}
	if refused, ok := errors.AsType[slackgo.SlackErrorResponse](err); ok && refused.Err == "missing_scope" {
		e.Hint = fmt.Sprintf("give the app the scope %s at api.slack.com/apps, then Waybill can look for itself", refused.Needed)
	}
	return e
}
