package command

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"waybill/bot"
	"waybill/bot/render"
	"waybill/digest"
)

// window is how far back a question looks that names no beginning.
const window = 7 * 24 * time.Hour

func (d *Desk) preview(ctx context.Context, a ask) (bot.Message, error) {
	o, err := parseOrder(a.Words, d.Topics)
	if err != nil {
		return bot.Message{}, err
	}
	if len(o.Topics) == 0 {
		return bot.Message{}, &bot.Error{Kind: bot.Invalid, Text: "a preview of which topic?", Hint: "say for example: preview tariffs"}
	}
	zone, _, err := d.zone(ctx, a.Request)
	if err != nil {
		return bot.Message{}, err
	}
	dig, err := d.News.Preview(ctx, a.Channel.Reader(), o.Topics, d.Now().Add(-24*time.Hour), d.Now(), 0)
	if err != nil {
		return bot.Message{}, fmt.Errorf("preview: %w", err)
	}
	if err := d.remember(ctx, a, dig.Items); err != nil {
		return bot.Message{}, err
	}
	return render.Digest(dig, render.Edition{Topics: d.labels(o.Topics), Zone: zone, Slot: d.Now(), Length: bot.Full, Preview: true}), nil
}

// ask answers a question from the archive.
func (d *Desk) ask(ctx context.Context, a ask) (bot.Message, error) {
	zone, loc, err := d.zone(ctx, a.Request)
	if err != nil {
		return bot.Message{}, err
	}
	w, err := d.wanted(ctx, a, loc)
	if err != nil {
		return bot.Message{}, err
	}
	found, err := d.News.Ask(ctx, a.Channel.Reader(), w.question, w.from(d.Now()), w.to(d.Now()))
	if err == nil && len(found.Digest.Items) == 0 && w.alone != "" && w.alone != w.question {
		w.question = w.alone
		found, err = d.News.Ask(ctx, a.Channel.Reader(), w.question, w.from(d.Now()), w.to(d.Now()))
	}
	if err != nil {
		return bot.Message{}, fmt.Errorf("search the archive: %w", err)
	}
	if err := d.keepTalk(ctx, a, w); err != nil {
		return bot.Message{}, err
	}
	if err := d.remember(ctx, a, found.Digest.Items); err != nil {
		return bot.Message{}, err
	}
	m := render.Answer(found.Digest, render.Search{Question: w.question, Words: found.Words, Since: w.from(d.Now()), Zone: zone, Articles: found.Articles})
	if w.goesOn {
		m.Intro = append([]bot.Line{{{Text: "Understood as: "}, {Text: w.line(loc), Code: true}}}, m.Intro...)
	}
	if near, ok := d.Topics.Nearest(w.question); ok && len(found.Digest.Items) == 0 && len(d.Topics.Understand(w.question).Topics) == 0 {
		m.Footer = append(m.Footer, bot.Text(fmt.Sprintf("Did you mean %s? Then say: ask %s", near.Label, near.ID)))
	}
	for i, item := range found.Digest.Items {
		if i < 5 { // each names its story: whoever presses it, and whatever was asked since
			m.Buttons = append(m.Buttons, bot.Button{Label: fmt.Sprintf("More %d", i+1), Say: fmt.Sprintf("more %d of %s", i+1, item.Story)})
		}
	}
	return m, nil
}

// remember keeps which stories the numbers of an answer mean to the asker.
func (d *Desk) remember(ctx context.Context, a ask, items []digest.Item) error {
	var stories []string
	for _, item := range items {
		stories = append(stories, item.Story)
	}
	if err := d.Chats.SaveShown(ctx, a.Channel, a.User.ID, stories); err != nil {
		return fmt.Errorf("remember what was shown: %w", err)
	}
	return nil
}

// more shows a story whole. "more 2" is of the asker's last answer, or else of
// the channel's last digest; "more 2 of 118" is of the digest with that number,
// and "more 2 of s3k9" is the story of that ID, whatever its number was.
func (d *Desk) more(ctx context.Context, a ask) (bot.Message, error) {
	return d.ofStory(ctx, a, render.Whole)
}

// ofStory shows the story that is asked for, in the asker's zone.
func (d *Desk) ofStory(ctx context.Context, a ask, show func(s digest.Story, zone string) bot.Message) (bot.Message, error) {
	id, err := d.storyNumbered(ctx, a)
	if err != nil {
		return bot.Message{}, err
	}
	zone, _, err := d.zone(ctx, a.Request)
	if err != nil {
		return bot.Message{}, err
	}
	s, err := d.News.Story(ctx, a.Channel.Reader(), id)
	if err != nil {
		return bot.Message{}, fmt.Errorf("read story %q: %w", id, err)
	}
	return show(s, zone), nil
}

// storyNumbered is the story that "2", "2 of 118" or "2 of s3k9" means.
func (d *Desk) storyNumbered(ctx context.Context, a ask) (string, error) {
	first, of, _ := strings.Cut(strings.TrimSpace(a.Words), " ")
	n, err := strconv.Atoi(strings.TrimSuffix(first, "."))
	if err != nil || n < 1 {
		return "", &bot.Error{Kind: bot.Invalid, Text: "which story?", Hint: "say its number in the last digest or answer, like: more 1"}
	}
	of = strings.TrimSpace(strings.TrimPrefix(of, "of "))
	if strings.HasPrefix(of, "s") { // as the IDs of stories begin, and no digest's number
		_, err := d.News.Story(ctx, a.Channel.Reader(), of)
		return of, err
	}
	stories, err := d.listed(ctx, a, of)
	if err != nil {
		return "", err
	}
	if n > len(stories) {
		text := fmt.Sprintf("there is no story %d; the last list had %d", n, len(stories))
		if len(stories) == 0 {
			text = "there is no list of stories here yet"
		}
		return "", &bot.Error{Kind: bot.NotFound, Text: text, Hint: "ask something first, or say preview and a topic"}
	}
	return stories[n-1], nil
}

// listed are the stories of a digest, or of what the asker saw last.
func (d *Desk) listed(ctx context.Context, a ask, of string) ([]string, error) {
	if of == "" {
		stories, err := d.Chats.Shown(ctx, a.Channel, a.User.ID)
		if err != nil {
			return nil, fmt.Errorf("read what was shown: %w", err)
		}
		if len(stories) == 0 {
			stories, err = d.Chats.Shown(ctx, a.Channel, "")
		}
		return stories, err
	}
	gone := &bot.Error{Kind: bot.NotFound, Text: "that digest is not this channel's", Hint: "press the button below the digest, or ask"}
	id, err := strconv.ParseInt(of, 10, 64)
	if err != nil {
		return nil, gone
	}
	if here, err := d.Ledger.Shows(ctx, id, a.Channel); err != nil || !here {
		if err != nil {
			return nil, fmt.Errorf("look up digest %d: %w", id, err)
		}
		return nil, gone
	}
	dig, err := d.Ledger.Digest(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read digest %d: %w", id, err)
	}
	var stories []string
	for _, item := range dig.Items {
		stories = append(stories, item.Story)
	}
	return stories, nil
}
