package slack

import (
	"cmp"
	"context"
	"encoding/json"

	"waybill/bot"
)

// A callback is the payload of an event.
// https://docs.slack.dev/reference/events/app_mention
type callback struct {
	ID    string `json:"event_id"`
	Event struct {
		Type        string          `json:"type"`
		Subtype     string          `json:"subtype"`
		ChannelType string          `json:"channel_type"`
		Channel     string          `json:"channel"`
		User        string          `json:"user"`
		Bot         string          `json:"bot_id"`
		Text        string          `json:"text"`
		TS          string          `json:"ts"`
		Thread      string          `json:"thread_ts"`
		Edited      json.RawMessage `json:"edited"`
		Tab         string          `json:"tab"` // of app_home_opened
		Assistant   struct {
			User    string `json:"user_id"`
			Channel string `json:"channel_id"`
			Thread  string `json:"thread_ts"`
		} `json:"assistant_thread"`
		Teams  []string `json:"team_ids"` // that an organisation gave or took the app
		Tokens struct {
			Bot []string `json:"bot"`
		} `json:"tokens"` // that were revoked
	} `json:"event"`
}

// event makes an errand of an event.
func (a *Adapter) event(t *team, from origin, e envelope) (errand, error) {
	var c callback
	if err := json.Unmarshal(e.Payload, &c); err != nil {
		return errand{}, err
	}
	workspace := from.workspace
	key := workspace + " event " + cmp.Or(c.ID, e.ID)
	switch ev := c.Event; ev.Type {
	case "app_home_opened":
		if ev.Tab == "messages" || ev.User == "" || a.overseer() == nil {
			return errand{}, nil
		}
		q := ask{team: t, user: ev.User, home: true}
		return errand{key: key, user: workspace + " " + ev.User, work: func(ctx context.Context) { a.showHome(ctx, q, nil) }}, nil
	case "assistant_thread_started":
		th := ev.Assistant
		return errand{key: key, user: workspace + " " + th.User, work: func(ctx context.Context) { t.suggest(ctx, th.Channel, th.Thread) }}, nil
	case "app_uninstalled", "tokens_revoked":
		if ev.Type == "tokens_revoked" && len(ev.Tokens.Bot) == 0 {
			return errand{}, nil // of a person
		}
		return errand{key: key, user: workspace, work: func(ctx context.Context) { a.removed(ctx, cmp.Or(from.org, workspace)) }}, nil
	case "team_access_granted":
		return errand{key: key, user: workspace, work: func(ctx context.Context) { a.joined(ctx, from.org, c.Event.Teams) }}, nil
	case "team_access_revoked":
		return errand{key: key, user: workspace, work: func(ctx context.Context) {
			for _, w := range c.Event.Teams {
				a.removed(ctx, w)
			}
		}}, nil
	}
	q, ok := c.ask(t.self.user(), a.commands)
	q.assistant = ok && c.Event.ChannelType == "im" && q.thread != "" && t.self.assistant()
	if _, command := a.commands[firstWord(q.line)]; q.assistant && !command {
		q.line = "ask " + q.line
	}
	return a.errand(t)(q, ok)
}

// ask is what was said to the bot, if anything: to itself it doesn't listen,
// nor to other bots, nor to corrections of what was said before.
func (c callback) ask(self string, words map[string]bot.Command) (ask, bool) {
	e := c.Event
	if e.Bot != "" || e.User == "" || e.Channel == "" || e.User == self || e.Subtype != "" && e.Subtype != "file_share" || len(e.Edited) > 0 {
		return ask{}, false
	}
	a := ask{
		// A message that comes as two events is still one message.
		key: "said " + e.Channel + " " + cmp.Or(e.TS, c.ID), user: e.User, channel: e.Channel, thread: e.Thread,
		route: route{channel: e.Channel, user: e.User, thread: e.Thread, inThread: e.Thread != ""},
	}
	switch {
	case e.Type == "message" && e.ChannelType == "im":
	case e.Type == "app_mention":
		a.route.thread = cmp.Or(e.Thread, e.TS)
	default:
		return ask{}, false
	}
	a.line = cmp.Or(spoken(e.Text, self, words), "help")
	return a, true
}
