package collect

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"waybill/bot"
	"waybill/digest/extract/address"
)

// mostRenames is how often a new name of one item is looked into: some
// publishing systems make new ones for every answer.
const mostRenames = 5

// lookBack is how far back the article of a renamed item is looked for if the
// feed gives no date.
const lookBack = 7 * 24 * time.Hour

// met notes that an article was met under another name than the archive has.
func (t *taking) met(id bot.Identity, k bot.Known) {
	if k.Unmet != "" {
		t.aliases = append(t.aliases, bot.Alias{Article: k.ID, Identity: id, Reason: k.Unmet, At: t.start})
	}
}

// rename notes the new name of an item that the feed listed under another one,
// so that whoever asks for either finds the article.
func (t *taking) rename(ctx context.Context, id bot.Identity, it Item) error {
	key := fingerprint("renamed", strconv.FormatUint(saying(it), 16))
	times := t.told[key]
	t.tells[key] = times
	if times >= mostRenames {
		return nil
	}
	t.tells[key]++
	from, to := it.Article.Published, it.Article.Published
	switch {
	case from.IsZero(), from.After(t.start): // it counts as of when it was first seen
		from, to = t.start.Add(-lookBack), t.start
	case it.DayOnly:
		from, to = from.Add(-14*time.Hour), to.Add((24+12)*time.Hour)
	}
	article, err := t.c.Store.Namesake(ctx, id.Source, id.Private, it.Article.Headline, from, to)
	if err != nil {
		return fmt.Errorf("look for the renamed article: %w", err)
	}
	if article != "" {
		t.met(id, bot.Known{ID: article, Unmet: bot.Renamed})
	}
	return nil
}

// declared is the address that an article's page gives for its own, "" if that
// is no other than the one it was asked for at: what it states, which is on its
// own site and no front page, or else where redirects led to.
func declared(asked string, res Response, stated string) string {
	if strings.Contains(asked, "#") { // one of several items of a page
		return ""
	}
	own := address.Canonical(stated)
	if own == "" {
		own = address.Canonical(res.URL)
	}
	if own == asked {
		return ""
	}
	return own
}
