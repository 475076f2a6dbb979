package collect

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/publicsuffix"

	"waybill/bot"
	"waybill/digest"
)

// A Trial is what an address holds when it is tried; nothing of it is stored.
type Trial struct {
	Source  digest.Source    // as it would be added: without ID
	Items   []digest.Article // as the feed tells them
	Newest  time.Time        // zero if nothing is dated
	Problem string           // what is wrong with it although it can be read, for people
}

const (
	// tries is how many addresses are tried for the feed behind a page.
	tries = 6
	// preview is how many items a Trial shows.
	preview = 50
)

// usual are the paths at which sites keep their feed, commonest first.
var usual = []string{"/feed/", "/rss.xml", "/rss", "/atom.xml", "/feed.xml", "/index.xml"}

// Selector is the CSS selector in the address of a page that is a list of
// news, for a publisher without a feed: "https://agency.example/news#select=h3 a"
// has an item for each element that is found. It is "" for any other address.
// A fragment is never sent to the site.
func Selector(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	s, ok := strings.CutPrefix(u.Fragment, "select=")
	if !ok {
		return ""
	}
	return strings.TrimSpace(s)
}

// cameFrom is where an answer came from, as the source that was asked for: a
// redirect loses the selector.
func cameFrom(asked string, res Response) string {
	_, fragment, _ := strings.Cut(asked, "#")
	if fragment == "" || strings.Contains(res.URL, "#") {
		return res.URL
	}
	return res.URL + "#" + fragment
}

// fetch asks for a source. A list is a page, from which a site may keep
// robots.
func (c *Collector) fetch(ctx context.Context, r Request) (Response, error) {
	if Selector(r.URL) == "" {
		r.Accept = feedTypes
		return c.Web.Fetch(ctx, r)
	}
	ok, err := c.Web.Allowed(ctx, r.URL)
	if err == nil && !ok {
		return Response{}, &bot.Error{Kind: bot.Permanent, Text: "the site keeps robots from this page", Hint: "look for a feed of it"}
	}
	if err != nil {
		return Response{}, err
	}
	r.Accept = pageTypes
	return c.Web.Fetch(ctx, r)
}

// Try reads an address that somebody gave: a feed, or a page that has one. It
// stores nothing.
func (c *Collector) Try(ctx context.Context, address string) (Trial, error) {
	t, page, err := c.try(ctx, address)
	if err == nil || !errors.Is(err, ErrNoFeed) {
		return t, err
	}
	for i, candidate := range c.candidates(page) {
		if i == tries {
			break
		}
		if t, _, err := c.try(ctx, candidate); err == nil {
			return t, nil
		} else if ctx.Err() != nil {
			return Trial{}, ctx.Err()
		}
	}
	return Trial{}, err
}

// try reads one address as a feed. With ErrNoFeed it returns the answer.
func (c *Collector) try(ctx context.Context, address string) (Trial, Response, error) {
	res, err := c.fetch(ctx, Request{URL: address, Hurry: true})
	if err != nil {
		return Trial{}, res, err
	}
	f, err := c.Feeds.Parse(res.Body, res.ContentType, cameFrom(address, res))
	if err != nil {
		return Trial{}, res, err
	}
	f.bound()
	now := c.Now()
	if f.Left > 0 && f.Flaw == "" {
		f.Flaw = fmt.Sprintf("it lists %d items, of which the newest %d are read", f.Left+len(f.Items), len(f.Items))
	}
	t := Trial{Source: sourceOf(address, f), Newest: newestOf(f, now), Problem: health(&bot.SourceState{}, f, now)}
	for _, it := range f.Items {
		if it.Refused == "" && len(t.Items) < preview {
			date(&it, true, now)
			a := it.Article
			a.Source, a.Seen = t.Source.Name, now
			seat := c.desk.seat()
			seat.sit()
			a.Text, _ = it.text()
			seat.rise()
			t.Items = append(t.Items, a)
		}
	}
	return t, res, nil
}

// candidates are where the feed of a page may be: where the page says, then
// where sites usually keep it.
func (c *Collector) candidates(page Response) []string {
	all := c.Feeds.Discover(page.Body, page.URL)
	u, err := url.Parse(page.URL)
	if err != nil || len(page.Body) == 0 {
		return all
	}
	for _, p := range usual {
		all = append(all, u.Scheme+"://"+u.Host+p)
	}
	return all
}

// sourceOf is a Source as far as its feed tells.
func sourceOf(address string, f Feed) digest.Source {
	s := digest.Source{
		Name: f.Title, URL: address, Region: "world", Kind: digest.Unknown, Tier: 3, Language: f.Language, Grade: "added",
	}
	if u, err := url.Parse(address); err == nil {
		host := strings.TrimPrefix(u.Hostname(), "www.")
		s.Publisher = host
		if d, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
			s.Publisher = d
		}
		if s.Name == "" {
			s.Name = host
		}
	}
	return s
}

// Add tries an address and has the store read it from now on, for a workspace
// alone, or "" for everybody.
func (c *Collector) Add(ctx context.Context, to Register, address, owner string) (digest.Source, Trial, error) {
	t, err := c.Try(ctx, address)
	if err != nil {
		return digest.Source{}, Trial{}, err
	}
	if owner != "" {
		t.Source.Owners = []string{owner}
	}
	s, err := to.AddSource(ctx, t.Source, c.Now())
	if err != nil {
		return digest.Source{}, Trial{}, fmt.Errorf("add source: %w", err)
	}
	return s, t, nil
}

// A Register takes new sources. The same address twice is of kind
// bot.Invalid.
type Register interface {
	AddSource(ctx context.Context, s digest.Source, at time.Time) (digest.Source, error)
}
