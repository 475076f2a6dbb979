package slack

import (
	"context"

	"waybill/adapters/chattext"
	"waybill/adapters/picture"
	"waybill/bot"
)

// What Slack takes with a file, in runes.
// https://docs.slack.dev/reference/methods/files.getUploadURLExternal
const (
	maxAlt       = 1000
	maxFileTitle = 120
)

// Why there is no picture, for people.
const (
	aloneNote  = "The picture is shown where everybody may see it: ask in a message that mentions me."
	failedNote = "The picture could not be put here: is the bot a member of this channel, and may it upload files?"
)

// withPicture shows a message's chart where the answer goes, and returns the
// message that is still to be sent: the same in words, with a note if there is
// no picture. A picture is shown once: what may have been shown is not tried
// again.
func (t *team) withPicture(ctx context.Context, to route, m bot.Message, hidden bool) bot.Message {
	if m.Chart == nil {
		return m
	}
	c := m.Chart
	m.Chart = nil
	if hidden && !isDirect(to.channel) {
		return noted(m, aloneNote)
	}
	shown, err := t.drawn(ctx, c)
	if err == nil {
		err = t.complete(ctx, shown, to.channel, to.thread)
		for try := 1; try <= retries && again(ctx, explain(err), try); try++ {
			err = t.complete(ctx, shown, to.channel, to.thread)
		}
		if bot.KindOf(explain(err)) == bot.Ambiguous {
			t.log.Info("it is not known whether the picture of a chart is shown", "channel", to.channel, "error", err)
			return m
		}
	}
	if err != nil {
		t.log.Info("no picture for a chart", "channel", to.channel, "error", err)
		return noted(m, failedNote)
	}
	return m
}

// drawn draws a chart and brings it to Slack, where nobody sees it yet.
func (t *team) drawn(ctx context.Context, c *bot.Chart) (shownFile, error) {
	png, err := picture.PNG(c)
	if err != nil {
		return shownFile{}, err
	}
	id, err := t.upload(ctx, upload{name: "chart.png", alt: chattext.Clean(c.Alt(), maxAlt), bytes: png})
	return shownFile{id: id, title: chattext.Clean(c.Title, maxFileTitle), comment: "The figures and their sources are listed with it."}, err
}

// noted is a message with a line of small print more.
func noted(m bot.Message, note string) bot.Message {
	m.Footer = append(append([]bot.Line(nil), m.Footer...), bot.Text(note))
	return m
}
