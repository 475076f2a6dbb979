package command

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"

	"waybill/bot"
	"waybill/bot/schedule"
	"waybill/digest"
	"waybill/digest/language"
)

// why tells stage by stage what became of an article or of a subscription's
// last editions.
func (d *Desk) why(ctx context.Context, a ask) (bot.Message, error) {
	words := strings.Trim(strings.TrimSpace(a.Words), "<>")
	zone, _, err := d.zone(ctx, a.Request)
	if err != nil {
		return bot.Message{}, err
	}
	switch {
	case words == "":
		return bot.Message{}, &bot.Error{Kind: bot.Invalid, Text: "why what?", Hint: "say an article's address, or a subscription's number"}
	case strings.Contains(words, ":"), d.identifies(ctx, a, words): // an address, or an identifier such as tag:gazette.example,2031:7
		return d.whyArticle(ctx, a, words, zone)
	}
	s, _, err := d.numbered(ctx, a)
	if err != nil {
		return bot.Message{}, err
	}
	return d.whySubscription(ctx, s)
}

// identifies reports whether a word is some article's identifier. A number is
// that of a subscription.
func (d *Desk) identifies(ctx context.Context, a ask, word string) bool {
	if _, err := strconv.Atoi(strings.TrimPrefix(word, "#")); err == nil || strings.ContainsAny(word, " \n") {
		return false
	}
	_, err := d.Archive.ArticleByGUID(ctx, a.Channel.Reader(), word)
	return err == nil
}

func (d *Desk) whyArticle(ctx context.Context, a ask, named, zone string) (bot.Message, error) {
	canonical := d.Sources.Canonical(named)
	art, err := d.Archive.ArticleByURL(ctx, a.Channel.Reader(), canonical)
	if bot.KindOf(err) == bot.NotFound {
		art, err = d.Archive.ArticleByGUID(ctx, a.Channel.Reader(), named)
	}
	if bot.KindOf(err) == bot.NotFound {
		return d.whyRefused(ctx, a, canonical, named, zone)
	}
	if err != nil {
		return bot.Message{}, fmt.Errorf("look up %q: %w", named, err)
	}
	m := bot.Message{Title: "Why: " + art.Headline}
	say := func(format string, args ...any) { m.Intro = append(m.Intro, bot.Text(fmt.Sprintf(format, args...))) }
	say("1. Read from %s on %s, published %s.", art.Source, schedule.Show(art.Seen, zone), published(art.Published, art.Seen, zone))
	if canonical != art.URL && art.URL != "" {
		say("The article is at %s.", art.URL)
	}
	if art.Revision > 1 {
		say("The publisher changed it; this is revision %d.", art.Revision)
	}
	if art.Baseline {
		say("It was there already when its source was first read.")
	}
	if art.Note != "" {
		say("Note: %s.", art.Note)
	}
	aliases, err := d.Archive.Aliases(ctx, art.ID)
	if err != nil {
		return m, fmt.Errorf("look up other names: %w", err)
	}
	for _, x := range aliases {
		say("%s.", alias(art, x, zone))
	}
	refused, err := d.Archive.Refusals(ctx, a.Channel.Reader(), canonical, named)
	if err != nil {
		return m, fmt.Errorf("look up refusals: %w", err)
	}
	for _, r := range refused {
		say("Seen once more on %s, in %s, and not stored again: %s.", schedule.Show(r.At, zone), r.Identity.Source, r.Reason)
	}
	story, copyOf, err := d.Archive.StoryOf(ctx, art.ID)
	if err != nil {
		return m, fmt.Errorf("read story: %w", err)
	}
	if story == "" {
		say("2. It has still to be looked at for topics, figures and quotes; it comes into the digests after that.")
		return m, nil
	}
	topics, err := d.Archive.ArticleTopics(ctx, art.ID)
	if err != nil {
		return m, fmt.Errorf("read topics: %w", err)
	}
	switch foreign := art.Language != "" && art.Language != "en" && art.Language != language.Und; {
	case foreign:
		say("2. It is in %s: it is kept, but topics, figures and quotes are only read in English, so it comes into no digest.", language.Name(art.Language))
	case len(topics) == 0:
		say("2. It is on none of the topics, so it comes into no digest.")
	default:
		say("2. Topics: %s.", strings.Join(d.labels(topics), ", "))
	}
	if copyOf != "" {
		say("3. It has the same text as an earlier article%s, and counts as one telling with it.", d.original(ctx, a, copyOf))
	} else if story != "" {
		say("3. It tells a story of its own or together with others.")
	}
	sent, err := d.Ledger.DigestsWith(ctx, art.ID, a.Channel)
	if err != nil {
		return m, fmt.Errorf("read digests: %w", err)
	}
	if len(sent) == 0 {
		say("4. No digest of this channel showed it%s.", d.whyNotHere(ctx, a, topics))
	}
	for _, del := range sent {
		say("4. In the digest %s.", deliveryWords(del, zone))
	}
	return m, nil
}

// whyNotHere says what keeps topics out of a channel.
func (d *Desk) whyNotHere(ctx context.Context, a ask, topics []string) string {
	subs, err := d.Orders.Subscriptions(ctx, a.Channel)
	if err != nil || len(subs) == 0 {
		return ": the channel has no subscriptions"
	}
	for _, s := range subs {
		for _, t := range s.Topics {
			for _, have := range topics {
				if t == have {
					return fmt.Sprintf(": subscription %d is on %s, but the story was outside its windows, known already, or below the stories that fitted", s.Number, t)
				}
			}
		}
	}
	return ": none of its subscriptions is on these topics"
}

// original names the article that another is a copy of, as far as it is still
// there for those who ask.
func (d *Desk) original(ctx context.Context, a ask, id string) string {
	art, err := d.Archive.ArticleFor(ctx, a.Channel.Reader(), id)
	switch {
	case err != nil:
		return ""
	case art.URL == "":
		return " of " + art.Source
	}
	return " of " + art.Source + ", " + art.URL
}

// alias says under which other name an article was met, and why that is the
// same article.
func alias(art digest.Article, x bot.Alias, zone string) string {
	name := x.Identity.URL
	if name == "" || name == art.URL {
		name = "the identifier " + x.Identity.GUID
	}
	at := schedule.Show(x.At, zone)
	switch {
	case x.Reason == bot.Claimed:
		return fmt.Sprintf("Met at %s in %s as well, on %s: by what the pages say of their addresses and by its text it is one article with %s", name, x.Identity.Source, at, art.URL)
	case x.Reason == bot.Listed && x.Identity.URL == art.URL:
		return fmt.Sprintf("%s lists it as well, since %s", x.Identity.Source, at)
	case x.Reason == bot.Listed:
		return fmt.Sprintf("%s lists it as well, at %s, since %s", x.Identity.Source, name, at)
	}
	return fmt.Sprintf("%s knows it by %s as well, noted on %s: it is the same article under another name", x.Identity.Source, name, at)
}

func (d *Desk) whyRefused(ctx context.Context, a ask, url, named, zone string) (bot.Message, error) {
	refused, err := d.Archive.Refusals(ctx, a.Channel.Reader(), url, named)
	if err != nil {
		return bot.Message{}, fmt.Errorf("look up refusals: %w", err)
	}
	if len(refused) == 0 {
		return bot.Say("I have never seen that address in any source.", "If its publisher has a feed, add it: source add URL"), nil
	}
	m := bot.Message{Title: "Why: " + cmp.Or(refused[0].Headline, named)}
	for _, r := range refused {
		m.Intro = append(m.Intro, bot.Text(fmt.Sprintf("Not stored, %s, from %s: %s.", schedule.Show(r.At, zone), r.Identity.Source, r.Reason)))
	}
	return m, nil
}
