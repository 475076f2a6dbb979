package slack

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	slackgo "github.com/slack-go/slack"

	"waybill/bot"
)

// A remark is what an error code of Slack means to people.
type remark struct {
	kind       bot.Kind
	text, hint string
}

const (
	invite    = "type /invite @waybill in the channel, or unsubscribe it"
	newToken  = "install the app again at api.slack.com/apps and put the new bot token into the configuration"
	askAdmin  = "ask an admin of the workspace to allow it, or choose another channel"
	reportBug = "this is a fault of Waybill: please report it with the log"
)

// remarks are the error codes that Slack documents for what the adapter calls.
// https://docs.slack.dev/reference/methods/chat.postMessage#errors
var remarks = map[string]remark{
	"channel_not_found":   {bot.Permanent, "Slack knows no such channel, or hides it from the bot", invite},
	"not_in_channel":      {bot.Permanent, "the bot is not in the channel", invite},
	"message_not_found":   {bot.Permanent, "the message is no longer there", "nothing is to be done"},
	"cant_update_message": {bot.Permanent, "the bot may not change the message", askAdmin},
	"edit_window_closed":  {bot.Permanent, "the workspace lets nobody change a message that old", askAdmin},
	"is_archived":         {bot.Permanent, "the channel is archived", "take it out of the archive, or unsubscribe it"},
	"user_not_found":      {bot.Permanent, "Slack knows no such person", "unsubscribe"},
	"user_not_visible":    {bot.Permanent, "the bot may not see this person", askAdmin},
	"user_not_in_channel": {bot.Permanent, "the person is not in the channel", "join the channel"},
	"cannot_dm_bot":       {bot.Permanent, "Bots can't be written to", "choose another channel"},

	"invalid_auth":            {bot.Permanent, "Slack refuses the bot's token", newToken},
	"not_authed":              {bot.Permanent, "Slack got no token", newToken},
	"account_inactive":        {bot.Permanent, "the app was removed from the workspace", newToken},
	"token_revoked":           {bot.Permanent, "the bot's token was revoked", newToken},
	"token_expired":           {bot.Permanent, "the bot's token has expired", newToken},
	"not_allowed_token_type":  {bot.Permanent, "Slack expects another kind of token", "the bot token begins with xoxb-, the app-level token with xapp-"},
	"no_permission":           {bot.Permanent, "the workspace doesn't let the bot do this", askAdmin},
	"access_denied":           {bot.Permanent, "the workspace doesn't let the bot do this", askAdmin},
	"app_access_restricted":   {bot.Permanent, "the workspace restricts the app", askAdmin},
	"org_login_required":      {bot.Permanent, "the workspace is being moved to another organisation", newToken},
	"ekm_access_denied":       {bot.Permanent, "An admin has suspended messages in the workspace", askAdmin},
	"team_not_found":          {bot.Permanent, "Slack knows no such workspace", newToken},
	"team_access_not_granted": {bot.Permanent, "the app isn't installed in this workspace", newToken},
	"forbidden_team":          {bot.Permanent, "the app may not connect to this workspace", newToken},
	"expired_trigger_id":      {bot.Permanent, "Slack waited too long for the form", "press the button or type the command again"},
	"trigger_expired":         {bot.Permanent, "Slack waited too long for the form", "press the button or type the command again"},
	"exchanged_trigger_id":    {bot.Permanent, "this form was opened already", "press the button again"},
	"messages_tab_disabled":   {bot.Permanent, "Direct messages with the app are switched off", "switch on the Messages tab at api.slack.com/apps, under App Home"},

	// Faults of ours: nothing was posted, and nothing is wrong with the
	// channel, so they are no reason to give it up.
	"invalid_blocks":          {bot.Transient, "Slack refuses the message's form", reportBug},
	"invalid_blocks_format":   {bot.Transient, "Slack refuses the message's form", reportBug},
	"msg_blocks_too_long":     {bot.Transient, "the message is too long for Slack", reportBug},
	"msg_too_long":            {bot.Transient, "the message is too long for Slack", reportBug},
	"no_text":                 {bot.Transient, "the message is empty", reportBug},
	"invalid_arguments":       {bot.Transient, "Slack refuses the request's form", reportBug},
	"invalid_metadata_format": {bot.Transient, "Slack refuses the message's key", reportBug},
	"metadata_too_large":      {bot.Transient, "Slack refuses the message's key", reportBug},

	"ratelimited":            {bot.Transient, "Slack asks to post more slowly", ""},
	"rate_limited":           {bot.Transient, "Slack asks to post more slowly", ""},
	"message_limit_exceeded": {bot.Transient, "Too many messages are posted in the workspace", ""},
	"service_unavailable":    {bot.Transient, "Slack is unavailable", ""},
	"team_added_to_org":      {bot.Transient, "the workspace is being moved to another organisation", ""},
	"request_timeout":        {bot.Transient, "Slack got the request incomplete", ""},

	// "It's possible some aspect of the operation succeeded."
	"fatal_error":    {bot.Ambiguous, "Slack failed while it took the message", ""},
	"internal_error": {bot.Ambiguous, "Slack failed while it took the message", ""},
}

// ofToken are the error codes of a token that is refused for everything.
var ofToken = []string{
	"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "not_allowed_token_type",
	"org_login_required", "ekm_access_denied", "team_not_found", "team_access_not_granted",
}

// explain makes of any error of a request an error for people.
func explain(err error) *bot.Error {
	if told, ok := errors.AsType[*bot.Error](err); ok {
		return told
	}
	if refused, ok := errors.AsType[slackgo.SlackErrorResponse](err); ok {
		return explainCode(refused)
	}
	if limited, ok := errors.AsType[*limitedError](err); ok {
		return &bot.Error{Kind: bot.Transient, Text: "Slack asks to post more slowly", After: limited.after, Err: err}
	}
	if status, ok := errors.AsType[*statusError](err); ok {
		e := &bot.Error{Kind: bot.Transient, Text: fmt.Sprintf("Slack can't be reached: HTTP status %d", status.code), Err: err}
		if status.code >= 500 {
			e.Kind, e.Text = bot.Ambiguous, fmt.Sprintf("Slack failed with HTTP status %d", status.code)
		}
		return e
	}
	if _, ok := errors.AsType[*unsentError](err); ok {
		return &bot.Error{Kind: bot.Transient, Text: "Slack can't be reached", Hint: "check the network and the proxy", Err: err}
	}
	text := "Slack gave no answer that can be understood"
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		text = "Slack gave no answer in time"
	}
	return &bot.Error{Kind: bot.Ambiguous, Text: text, Err: err}
}

// explainCode explains a refusal in Slack's own words.
func explainCode(refused slackgo.SlackErrorResponse) *bot.Error {
	e := &bot.Error{Err: refused}
	r, known := remarks[refused.Err]
	switch {
	case known:
		e.Kind, e.Text, e.Hint = r.kind, r.text, r.hint
		if slices.Contains(ofToken, refused.Err) {
			e.Reach = bot.OfWorkspace
		}
	case refused.Err == "missing_scope":
		e.Kind = bot.Permanent
		e.Text = fmt.Sprintf("the app lacks the permission %s", refused.Needed)
		e.Hint = "add the scope at api.slack.com/apps under OAuth & Permissions and install the app again"
	case strings.HasPrefix(refused.Err, "restricted_action"):
		e.Kind, e.Text, e.Hint = bot.Permanent, "the workspace doesn't let the bot post in this channel", askAdmin
	default:
		// A refusal: nothing was done, and nobody knows whether it lasts.
		e.Kind, e.Text = bot.Transient, fmt.Sprintf("Slack refused: %s", refused.Err)
	}
	if e.Kind == bot.Transient && e.After == 0 && strings.Contains(refused.Err, "limit") {
		e.After = limitedFor
	}
	return e
}

// code is Slack's own code of a refusal, "" for anything else.
func code(err error) string {
	if refused, ok := errors.AsType[slackgo.SlackErrorResponse](err); ok {
		return refused.Err
	}
	return ""
}
