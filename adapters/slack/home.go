package slack

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"

	slackgo "github.com/slack-go/slack"

	"waybill/bot"
)

// inPrefix begins the action IDs of buttons whose value begins with the
// channel that they speak of.
const inPrefix = "in-"

// overseer is who shows subscriptions, nil if nobody does.
func (a *Adapter) overseer() bot.Overseer {
	o, _ := a.handler.(bot.Overseer)
	return o
}

// showHome shows a person the subscriptions of the channels that the person
// and the bot are in, with what came of the last button above them.
func (a *Adapter) showHome(ctx context.Context, q ask, notice []bot.Line) {
	ctx, done := outlast(ctx)
	defer done()
	m, err := a.overview(ctx, q)
	if err == nil {
		for i, l := range notice {
			notice[i] = slices.Clone(l)
			for j := range notice[i] {
				notice[i][j].Bold = true
			}
		}
		m.Intro = append(notice, m.Intro...)
		err = q.team.publish(ctx, q.user, q.page, m)
	}
	if err != nil {
		a.log.Error("App Home not shown", "user", q.user, "error", err)
	}
}

func (a *Adapter) overview(ctx context.Context, q ask) (bot.Message, error) {
	sees, err := q.team.sees(ctx, q.user)
	if err != nil {
		a.log.Warn("channels of a person not known", "user", q.user, "error", err)
	}
	direct := q.team.privately(ctx, q.user)
	r := bot.Request{Line: q.page, User: bot.User{ID: q.user}, Channel: bot.Channel{Platform: bot.Slack, Workspace: q.team.self.workspace()}}
	return a.overseer().Overview(ctx, r, func(c bot.Channel) bool { return sees[c.ID] || c.ID == direct && direct != "" })
}

// privately is the channel of a person's direct messages, "" if Slack doesn't
// tell it now.
func (t *team) privately(ctx context.Context, user string) string {
	direct, err := t.direct(ctx, user)
	if err != nil {
		t.log.Warn("direct messages of a person not known", "user", user, "error", err)
	}
	return direct
}

// showAnswer shows what came of a button on the App Home: another page, the
// list again with a sentence above it, or an answer with the way back.
func (a *Adapter) showAnswer(ctx context.Context, q ask, m bot.Message) error {
	if len(m.Sections) == 0 && m.Title == "" {
		notice := m.Intro
		if m.Failed && len(notice) > 0 {
			notice = append([]bot.Line{append(bot.Line{{Text: warning}}, notice[0]...)}, notice[1:]...)
		}
		a.showHome(ctx, q, notice)
		return nil
	}
	m.Buttons = append(m.Buttons, bot.Button{Label: "Back", Say: backTo(q.page)})
	return q.team.publish(ctx, q.user, q.page, m)
}

func backTo(page string) string {
	if page == "" {
		return "page 1"
	}
	return page
}

// publish shows a message as a person's App Home. What doesn't fit into one
// view isn't shown: lists come in pages that do.
// https://docs.slack.dev/surfaces/app-home
func (t *team) publish(ctx context.Context, user, page string, m bot.Message) error {
	parts := Parts(m)
	bs := blocks(tidied(parts[0]))
	if last := m.Buttons; len(parts) > 1 && len(last) > 0 { // the way on and back is never cut off
		bs = append(bs[:min(len(bs), maxBlocks-2)], buttonBlocks(tidyButtons(last))...)
		number(bs)
	}
	raw, err := json.Marshal(object{"type": "home", "private_metadata": page, "blocks": slackgo.Blocks{BlockSet: bs}})
	if err != nil {
		return err
	}
	err = t.call(ctx, "views.publish", url.Values{"user_id": {user}, "view": {string(raw)}}, &struct{}{})
	if err != nil {
		return explain(err)
	}
	return nil
}
