package command

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"waybill/bot"
)

// mute keeps a story out of the channel's digests.
func (d *Desk) mute(ctx context.Context, a ask) (bot.Message, error) {
	id, err := d.storyNumbered(ctx, a)
	if err != nil {
		return bot.Message{}, err
	}
	if err := d.Chats.Mute(ctx, a.Channel, id); err != nil {
		return bot.Message{}, fmt.Errorf("mute: %w", err)
	}
	return bot.Say("This story stays out of this channel's digests from now on.", "To have all muted stories back, say: settings unmute"), nil
}

// less lowers what a story is about in the channel's digests: its topics that
// the channel did not order, or those that it did if there are no others.
func (d *Desk) less(ctx context.Context, a ask) (bot.Message, error) {
	id, err := d.storyNumbered(ctx, a)
	if err != nil {
		return bot.Message{}, err
	}
	story, err := d.News.Story(ctx, a.Channel.Reader(), id)
	if err != nil {
		return bot.Message{}, fmt.Errorf("read story %q: %w", id, err)
	}
	subscribed, err := d.Orders.Subscriptions(ctx, a.Channel)
	if err != nil {
		return bot.Message{}, fmt.Errorf("list subscriptions: %w", err)
	}
	s, err := d.Chats.Settings(ctx, a.Channel)
	if err != nil {
		return bot.Message{}, fmt.Errorf("read settings: %w", err)
	}
	topics := unordered(story.Topics, subscribed)
	if len(topics) == 0 {
		return bot.Message{}, &bot.Error{Kind: bot.Invalid, Text: "this story is only about what the channel ordered", Hint: "mute keeps the story out; change the subscription to order less"}
	}
	for _, t := range topics {
		if !slices.Contains(s.Less, t) {
			s.Less = append(s.Less, t)
		}
	}
	if err := d.Chats.SaveSettings(ctx, a.Channel, s); err != nil {
		return bot.Message{}, fmt.Errorf("save settings: %w", err)
	}
	back := "settings more " + strings.Join(topics, ", ")
	m := bot.Say(fmt.Sprintf("Stories on %s come lower in this channel's digests from now on.", strings.Join(d.labels(topics), " and ")), "To have them back, say: "+back)
	m.Buttons = []bot.Button{{Label: "Have them back", Say: back}}
	return m, nil
}

// mostLess is how many of a story's topics are lowered at once: the first say
// best what it is about.
const mostLess = 2

// unordered are the first topics that no subscription orders. Who orders steel
// wants no less of it, nor of the goods' own HS chapter: that one is lowered
// only when there is nothing else, and last of all what is ordered together with
// other topics. With what is ordered alone, the whole digest would be lowered.
func unordered(topics []string, subscribed []bot.Subscription) []string {
	var other, goods, ordered []string
	for _, t := range topics {
		alone := slices.ContainsFunc(subscribed, func(s bot.Subscription) bool { return len(s.Topics) == 1 && s.Topics[0] == t })
		switch {
		case alone:
		case orders(subscribed, t) > 0:
			ordered = append(ordered, t)
		case strings.HasPrefix(t, "hs-"):
			goods = append(goods, t)
		default:
			other = append(other, t)
		}
	}
	for _, rest := range [][]string{other, goods, ordered} {
		if len(rest) > 0 {
			return rest[:min(mostLess, len(rest))]
		}
	}
	return nil
}

// orders is how many subscriptions order a topic.
func orders(subscribed []bot.Subscription, topic string) int {
	n := 0
	for _, s := range subscribed {
		if slices.Contains(s.Topics, topic) {
			n++
		}
	}
	return n
}

// moreAgain takes back that less is wanted of topics, which commas separate.
func (d *Desk) moreAgain(s *bot.Settings, words []string) error {
	for said := range strings.SplitSeq(strings.Join(words, " "), ",") {
		t, ok := d.Topics.Lookup(strings.TrimSpace(said))
		if !ok || !slices.Contains(s.Less, t.ID) {
			return &bot.Error{Kind: bot.NotFound, Text: fmt.Sprintf("%q is no topic of which less is wanted here", strings.TrimSpace(said)), Hint: "say settings to see of which"}
		}
		s.Less = slices.DeleteFunc(s.Less, func(id string) bool { return id == t.ID })
	}
	return nil
}
