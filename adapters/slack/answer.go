package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	slackgo "github.com/slack-go/slack"

	"waybill/bot"
)

const (
	// delivering is how long bringing an answer back may take, and farewell
	// how much of that is left when the bot stops.
	delivering = 30 * time.Second
	farewell   = 3 * time.Second
	// retries is how often an answer is sent again that surely didn't arrive.
	retries = 3
)

// serve has a question answered and brings the answer back.
func (a *Adapter) serve(ctx context.Context, q ask) {
	work, cancel := context.WithTimeout(ctx, a.patient)
	defer cancel()
	if q.assistant {
		q.team.think(work, q)
	}
	if q.home && firstWord(q.line) == "page" {
		q.page = q.line
		a.showHome(ctx, q, nil)
		return
	}
	if q.home && q.channel == "" { // said to nobody else
		q.channel = q.team.privately(work, q.user)
	}
	r := q.team.request(work, q)
	if a.opened(work, q, r) {
		return
	}
	m := a.handle(work, r)
	if ctx.Err() != nil {
		m = bot.Say("I am being restarted. Please ask again in a minute.")
		m.Private, m.Failed = true, true
	}
	bring, done := outlast(ctx)
	defer done()
	if err := a.bring(bring, q, m); err != nil {
		a.log.Error("answer not delivered", "user", q.user, "channel", q.channel, "error", err, "cause", errors.Unwrap(explain(err)))
	}
}

// threadLife is how long it is remembered that a story stands in a thread.
const threadLife = 24 * time.Hour

// bring brings an answer to where its question came from. What belongs into a
// thread goes there for all to read, once.
func (a *Adapter) bring(ctx context.Context, q ask, m bot.Message) error {
	if q.home {
		return a.showAnswer(ctx, q, m)
	}
	said := ""
	if a.commands[firstWord(q.line)].Thread && q.route.thread != "" && !q.route.ephemeral && !m.Failed {
		m.Private = false
		if said = strings.Join([]string{q.team.self.workspace(), q.route.channel, q.route.thread, q.line}, " "); !a.told.take(said, true, threadLife) {
			m = bot.Say("It stands in the thread below this message already.")
			m.Private, said = true, ""
		}
	}
	err := q.team.reply(ctx, q.route, m)
	if err != nil && said != "" {
		a.told.drop(said)
	}
	if err != nil && q.route.orDirect && bot.KindOf(err) == bot.Permanent {
		direct, failed := q.team.direct(ctx, q.user)
		if failed != nil {
			return err
		}
		return q.team.reply(ctx, route{channel: direct, user: q.user}, m)
	}
	return err
}

// outlast is a context for bringing an answer back: the end of ctx leaves it a
// little time.
func outlast(ctx context.Context) (context.Context, context.CancelFunc) {
	out, cancel := context.WithTimeout(context.WithoutCancel(ctx), delivering)
	stop := context.AfterFunc(ctx, func() {
		t := time.AfterFunc(farewell, cancel)
		context.AfterFunc(out, func() { t.Stop() })
	})
	return out, func() { stop(); cancel() }
}

// handle asks the Handler and answers for it if it panics.
func (a *Adapter) handle(ctx context.Context, r bot.Request) (m bot.Message) {
	defer func() {
		if p := recover(); p != nil {
			a.log.Error("handler panicked", "line", r.Line, "panic", p, "stack", string(debug.Stack()))
			m = bot.Say("Something went wrong. It has been written to the log.")
			m.Private, m.Failed = true, true
		}
	}()
	return a.handler.Handle(ctx, r)
}

// reply sends an answer along its route: to the asker alone if it is private
// or a refusal, in the thread of the question or of the button's message, or
// in the channel where a slash command was typed.
func (t *team) reply(ctx context.Context, to route, m bot.Message) error {
	hidden := m.Private || to.ephemeral || m.Failed && to.hook != ""
	m = t.withPicture(ctx, to, m, hidden)
	parts := Parts(m)
	switch {
	case to.hook != "" && (hidden || to.thread == ""):
		err := t.hook(ctx, to.hook, hidden, parts)
		if errors.Is(err, errExpired) { // a form was filled in slowly
			to.hook = ""
			return t.reply(ctx, to, m)
		}
		return err
	case hidden && !isDirect(to.channel):
		return t.each(ctx, parts, func(p bot.Message) error { return t.whisper(ctx, to, p) })
	}
	var how []slackgo.MsgOption
	if to.thread != "" {
		how = append(how, slackgo.MsgOptionTS(to.thread))
	}
	send := func(p bot.Message) (string, error) { return t.send(ctx, to.channel, p, how...) }
	var err error
	left := parts
	if len(parts) > mostParts {
		left, err = t.sendLong(ctx, to, m, parts, send)
	}
	if err == nil {
		err = t.each(ctx, left, func(p bot.Message) error { _, err := send(p); return err })
	}
	if to.hook != "" && bot.KindOf(err) == bot.Permanent {
		// Where the bot may not post, its response URL still works.
		return t.hook(ctx, to.hook, hidden, parts)
	}
	return err
}

// isDirect reports whether an ID is that of a direct message.
// https://docs.slack.dev/reference/objects/conversation-object
func isDirect(channel string) bool { return len(channel) > 0 && channel[0] == 'D' }

// each sends the parts in order and stops at the first that can't be sent.
func (t *team) each(ctx context.Context, parts []bot.Message, send func(bot.Message) error) error {
	for i, p := range parts {
		err := send(p)
		for try := 1; try <= retries && again(ctx, err, try); try++ {
			err = send(p)
		}
		if err != nil {
			return fmt.Errorf("send part %d of %d: %w", i+1, len(parts), err)
		}
	}
	return nil
}

// again waits until an answer that surely didn't arrive can be sent again, and
// reports whether it can.
func again(ctx context.Context, err error, try int) bool {
	if bot.KindOf(err) != bot.Transient {
		return false
	}
	wait := max(explain(err).After, time.Duration(try)*300*time.Millisecond)
	if deadline, ends := ctx.Deadline(); ends && time.Until(deadline) < wait {
		return false
	}
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// whisper posts a message that one person sees.
func (t *team) whisper(ctx context.Context, to route, m bot.Message) error {
	if err := t.pace.wait(ctx, to.channel); err != nil {
		return err
	}
	m = tidied(m)
	how := []slackgo.MsgOption{quietly(), slackgo.MsgOptionText(notice(m), false), slackgo.MsgOptionBlocks(blocks(m)...)}
	if to.inThread {
		how = append(how, slackgo.MsgOptionTS(to.thread))
	}
	if _, err := t.api.PostEphemeralContext(ctx, to.channel, to.user, how...); err != nil {
		t.pace.heed(to.channel, err)
		return explain(err)
	}
	return nil
}

// hook sends parts to a response URL, which may be used only a few times: what
// doesn't fit is said to be missing.
func (t *team) hook(ctx context.Context, address string, hidden bool, parts []bot.Message) error {
	if !t.gate.mayHook(address) {
		return errors.New("the response URL is not Slack's")
	}
	if len(parts) > hookUses {
		parts = append(parts[:hookUses-1:hookUses-1], bot.Message{
			Intro: []bot.Line{bot.Text(fmt.Sprintf("The answer is too long to be shown whole: %d parts are missing. Ask for less, or mention me, and I answer in a thread.", len(parts)-hookUses+1))},
		})
	}
	return t.each(ctx, parts, func(p bot.Message) error { return t.hookOnce(ctx, address, hidden, p) })
}

// hookOnce makes one request to a response URL, and as plain text another one
// if Slack refuses the blocks.
func (t *team) hookOnce(ctx context.Context, address string, hidden bool, m bot.Message) error {
	m = tidied(m)
	kind := slackgo.ResponseTypeInChannel
	if hidden {
		kind = slackgo.ResponseTypeEphemeral
	}
	no := false
	w := slackgo.WebhookMessage{ResponseType: kind, Text: notice(m), Parse: "none", Blocks: &slackgo.Blocks{BlockSet: blocks(m)}, UnfurlLinks: &no, UnfurlMedia: &no}
	err := t.webhook(ctx, address, w)
	if status, ok := errors.AsType[*statusError](err); ok && status.code == http.StatusBadRequest {
		t.log.Error("blocks refused at response URL, sending plain text")
		w.Blocks, w.Text = nil, plainText(m)
		err = t.webhook(ctx, address, w)
	}
	if status, ok := errors.AsType[*statusError](err); ok && (status.code == http.StatusNotFound || status.code == http.StatusGone) {
		return &bot.Error{Kind: bot.Permanent, Text: "Slack takes no answer this way any more", Err: errExpired}
	}
	if err != nil {
		return explain(err)
	}
	return nil
}

// errExpired is a response URL that was used too often, or is older than half
// an hour.
var errExpired = errors.New("the response URL has expired")

// webhook posts to a response URL. slack-go's own would follow redirects and
// put the address, which is a secret, into its errors.
func (t *team) webhook(ctx context.Context, address string, w slackgo.WebhookMessage) error {
	raw, err := json.Marshal(w)
	if err != nil {
		return fmt.Errorf("compose answer: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(raw))
	if err != nil {
		return errors.New("the response URL is malformed")
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	resp, err := t.gate.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}
