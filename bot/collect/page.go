package collect

import (
	"context"
	"errors"
	"mime"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"waybill/bot"
	"waybill/digest"
	"waybill/digest/extract"
)

// What came of looking for an article's page.
type pageOutcome int

const (
	pageRead   pageOutcome = iota // the article has its text
	pageFailed                    // the feed's text has to do; the article's Note says why
	pageLater                     // to be tried in the next reading
)

const pageTypes = "text/html, application/xhtml+xml, */*;q=0.5"

// busyFor is the longest that a page is waited for over readings; a site that
// wants to be left alone for longer is not: the feed's text has to do.
const busyFor = 2 * time.Minute

// page gives an article the text of its page. Errors are ours.
func (t *taking) page(ctx context.Context, a *digest.Article) (pageOutcome, error) {
	if t.first && t.pages >= pagesAtFirst {
		return t.feedOnly(a, "it was there before the source was first read"), nil
	}
	if t.pages >= pagesAtOnce || t.c.Now().Sub(t.start) > pagesWithin {
		return pageLater, nil
	}
	address, read := t.c.way(a.URL)
	var ok bool
	var res Response
	var err error
	t.seat.away(func() {
		if ok, err = t.c.Web.Allowed(ctx, address); ok && err == nil {
			t.pages++
			res, err = t.c.Web.Fetch(ctx, Request{URL: address, Accept: pageTypes, Received: t.seat.sit})
		}
	})
	if err == nil && !ok {
		return t.feedOnly(a, "the site keeps robots from its page"), nil
	}
	if err != nil {
		return t.unread(ctx, a, err)
	}
	if reason := noPage(a.URL, res); reason != "" && address == a.URL {
		return t.feedOnly(a, reason), nil
	}
	content, err := read(res)
	if err != nil && !errors.Is(err, extract.ErrPaywall) {
		content.Text = "" // of what the page shows instead nothing is the article's
	}
	if address == a.URL {
		a.Declared = declared(a.URL, res, content.Canonical)
	}
	merge(a, content)
	switch {
	case errors.Is(err, extract.ErrPaywall) && a.Text == content.Text && a.Text != "":
		a.Note = join(a.Note, "open part only: "+err.Error())
	case err != nil:
		return t.feedOnly(a, err.Error()), nil
	}
	return pageRead, nil
}

// unread handles a page that could not be fetched.
func (t *taking) unread(ctx context.Context, a *digest.Article, err error) (pageOutcome, error) {
	if ctx.Err() != nil {
		return pageFailed, ctx.Err()
	}
	e, ok := errors.AsType[*bot.Error](err)
	if !ok {
		return pageFailed, err
	}
	if errors.Is(err, ErrBusy) && e.After <= busyFor {
		return pageLater, nil
	}
	return t.feedOnly(a, e.Text), nil
}

// feedOnly notes why an article has only the feed's text.
func (t *taking) feedOnly(a *digest.Article, reason string) pageOutcome {
	a.Note = join(a.Note, "feed text only: "+reason)
	return pageFailed
}

func join(note, more string) string {
	if note == "" {
		return more
	}
	return note + "; " + more
}

// noPage says why an answer is not the page that was asked for, "" if it is.
func noPage(asked string, res Response) string {
	kind, _, err := mime.ParseMediaType(res.ContentType)
	if err == nil && kind != "text/html" && kind != "application/xhtml+xml" && kind != "text/plain" && kind != "application/xml" && kind != "text/xml" {
		return "its link leads to no page but to " + kind
	}
	from, err := url.Parse(asked)
	to, err2 := url.Parse(res.URL)
	if err == nil && err2 == nil && strings.Trim(from.Path, "/") != "" && strings.Trim(to.Path, "/") == "" && to.RawQuery == "" {
		return "its link leads to the site's front page"
	}
	return ""
}

// merge takes from a page what is better than what the feed said. The feed's
// word counts for what both say, but for the text.
func merge(a *digest.Article, p extract.Content) {
	if 5*utf8.RuneCountInString(p.Text) >= 4*utf8.RuneCountInString(a.Text) {
		a.Text = p.Text
	}
	fill := func(to *string, s string) {
		if *to == "" {
			*to = s
		}
	}
	fill(&a.Headline, p.Title)
	fill(&a.Byline, p.Byline)
	fill(&a.Section, p.Section)
	fill(&a.Language, p.Language)
	if a.Published.IsZero() && !p.Published.After(a.Seen) {
		a.Published = p.Published
	}
}
