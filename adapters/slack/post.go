package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	slackgo "github.com/slack-go/slack"

	"waybill/bot"
)

// eventType marks our messages in Slack's message metadata, where Find looks
// for their keys.
// https://docs.slack.dev/messaging/message-metadata
const eventType = "waybill_delivery"

// Post posts a message, which must be one of its own [Parts], and returns its
// timestamp. The key goes with it, so that [Adapter.Find] can find it.
//
// An error is a *bot.Error: Transient, nothing was posted; Permanent, trying
// again is pointless; Ambiguous, it may have been posted. Nothing is ever sent
// twice, but for a message whose blocks Slack refused: that one is posted as
// plain text.
func (a *Adapter) Post(ctx context.Context, to bot.Channel, key string, m bot.Message) (string, error) {
	if a.holding != nil && !a.holding() {
		return "", &bot.Error{Kind: bot.Transient, Text: "Another process speaks for the bot on Slack now"}
	}
	t, err := a.team(ctx, to.Workspace)
	if err != nil {
		return "", err
	}
	return t.send(ctx, to.ID, m, slackgo.MsgOptionMetadata(metadata(key)))
}

func metadata(key string) slackgo.SlackMetadata {
	return slackgo.SlackMetadata{EventType: eventType, EventPayload: map[string]any{"key": key}}
}

// send posts m in a channel and returns its timestamp.
func (t *team) send(ctx context.Context, channel string, m bot.Message, how ...slackgo.MsgOption) (string, error) {
	m = tidied(m)
	bs := blocks(m)
	if len(bs) == 0 {
		return "", &bot.Error{Kind: bot.Transient, Text: "The message is empty", Hint: reportBug}
	}
	if !fits(m) {
		return "", &bot.Error{Kind: bot.Transient, Text: "The message is too long for one post on Slack", Hint: reportBug}
	}
	ts, err := t.try(ctx, channel, append(how, slackgo.MsgOptionText(notice(m), false), slackgo.MsgOptionBlocks(bs...)))
	switch code(err) {
	case "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long":
		t.log.Error("blocks refused, posting plain text", "channel", channel, "error", err, "why", reasons(err))
		ts, err = t.try(ctx, channel, append(how, slackgo.MsgOptionText(plainText(m), false)))
	}
	if err != nil {
		return "", explain(err)
	}
	return ts, nil
}

// quietly are the options of everything we post: nothing unfurls, and Slack
// makes nothing of text that we didn't make of it.
func quietly() slackgo.MsgOption {
	return slackgo.MsgOptionCompose(slackgo.MsgOptionParse(false), slackgo.MsgOptionLinkNames(false))
}

// unfurlNothing is for messages that everybody sees; ephemeral ones don't
// unfurl and don't take these arguments.
func unfurlNothing() slackgo.MsgOption {
	return slackgo.MsgOptionCompose(
		slackgo.MsgOptionDisableLinkUnfurl(), slackgo.MsgOptionDisableMediaUnfurl(), slackgo.MsgOptionDisableMarkdown(),
	)
}

// try makes one request for a message, at the channel's pace.
func (t *team) try(ctx context.Context, channel string, how []slackgo.MsgOption) (string, error) {
	if err := t.pace.wait(ctx, channel); err != nil {
		return "", err
	}
	_, ts, err := t.api.PostMessageContext(ctx, channel, quietly(), unfurlNothing(), slackgo.MsgOptionCompose(how...))
	t.pace.heed(channel, err)
	if err == nil && ts == "" {
		return "", errors.New("an answer without a timestamp")
	}
	return ts, err
}

// reasons are what Slack says of refused blocks.
func reasons(err error) []string {
	if refused, ok := errors.AsType[slackgo.SlackErrorResponse](err); ok {
		return refused.ResponseMetadata.Messages
	}
	return nil
}

// Body is the request that Post makes for a message, as the JSON that
// chat.postMessage takes, without the token.
func Body(to bot.Channel, key string, m bot.Message) ([]byte, error) {
	t := tidied(m)
	_, form, err := slackgo.UnsafeApplyMsgOptions("", to.ID, "", quietly(), unfurlNothing(),
		slackgo.MsgOptionMetadata(metadata(key)), slackgo.MsgOptionText(notice(t), false))
	if err != nil {
		return nil, fmt.Errorf("compose message: %w", err)
	}
	body := map[string]any{"blocks": blocks(t)}
	for k := range form {
		switch v := form.Get(k); {
		case k == "token":
		case k == "metadata":
			body[k] = json.RawMessage(v)
		case k == "unfurl_links", k == "unfurl_media", k == "link_names", k == "mrkdwn":
			body[k] = v == "true"
		default:
			body[k] = v
		}
	}
	return json.Marshal(body)
}
