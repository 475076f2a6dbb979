package cli

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"waybill/adapters/web"
	"waybill/bot"
	"waybill/bot/collect"
	"waybill/bot/command"
	"waybill/config"
	"waybill/digest"
	"waybill/digest/extract"
	"waybill/digest/extract/address"
	"waybill/digest/inspect"
	"waybill/digest/language"
)

// A sourceDesk adds and tries sources for people.
type sourceDesk struct {
	collector *collect.Collector
	desk      *newsdesk
}

func (n *newsdesk) sourceDesk(c *collect.Collector) *sourceDesk {
	return &sourceDesk{collector: c, desk: n}
}

// Add finds the feed behind an address and begins to read it, for the
// workspace that owns it.
func (s *sourceDesk) Add(ctx context.Context, url, owner string) (digest.Source, error) {
	src, _, err := s.collector.Add(ctx, s.desk.house, url, owner)
	return src, now(err)
}

// shownHeadlines is how many headlines of a tried source are shown.
const shownHeadlines = 5

// Test reads an address once and keeps nothing.
func (s *sourceDesk) Test(ctx context.Context, url string) (command.Tried, error) {
	trial, err := s.collector.Try(ctx, url)
	if err != nil {
		return command.Tried{}, now(err)
	}
	t := command.Tried{Source: trial.Source, Items: len(trial.Items), Newest: trial.Newest, Problem: trial.Problem}
	if t.Problem == "" {
		t.Problem = foreign(trial.Items)
	}
	for _, a := range trial.Items {
		if len(s.desk.topics.Tag(a.Headline, a.Text, nil)) > 0 {
			t.OnTopic++
		}
		if len(t.Headlines) < shownHeadlines {
			t.Headlines = append(t.Headlines, a.Headline)
		}
	}
	return t, nil
}

// Read reads one article's page and keeps nothing.
func (s *sourceDesk) Read(ctx context.Context, url string) (digest.Article, digest.Analysis, error) {
	page, at, err := s.collector.Open(ctx, url)
	if _, ok := errors.AsType[*bot.Error](err); ok || ctx.Err() != nil {
		return digest.Article{}, digest.Analysis{}, now(err)
	}
	if err != nil {
		return digest.Article{}, digest.Analysis{}, noArticleThere(err)
	}
	a := digest.Article{
		ID: at, URL: at, Source: strings.TrimPrefix(hostOf(at), "www."), Headline: page.Title, Byline: page.Byline,
		Published: page.Published, Text: page.Text, Revision: 1,
	}
	an := s.desk.engine.Article(&a, inspect.Options{})
	if an.Language != "en" && an.Language != language.Und {
		return a, an, &bot.Error{Kind: bot.Permanent, Text: "that article is in " + language.Name(an.Language), Hint: "figures and quotes are only read in English"}
	}
	return a, an, nil
}

// noArticleThere says why a page could not be read as an article.
func noArticleThere(err error) error {
	e := &bot.Error{Kind: bot.Permanent, Text: "I find no article on that page", Hint: "give the address of one article", Err: err}
	if !errors.Is(err, extract.ErrEmpty) {
		e.Text, e.Hint = "I can't read that page as an article: "+err.Error(), "give the address of one that is open to everybody"
	}
	return e
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Hostname()
}

// now is an error of a source for somebody who waits for the answer: what is
// only tried once is not tried again by itself.
func now(err error) error {
	if e, ok := errors.AsType[*bot.Error](err); ok && strings.HasSuffix(e.Hint, "by itself") {
		once := *e
		once.Hint = "try it again later"
		return &once
	}
	return err
}

// foreign says so if most of a source is not in English.
func foreign(items []digest.Article) string {
	langs := map[string]int{}
	for _, a := range items {
		langs[language.Of(a.Headline+"\n\n"+a.Text)]++
	}
	for tag, n := range langs {
		if tag != "en" && tag != language.Und && 2*n > len(items) {
			return fmt.Sprintf("it is in %s: its articles are kept, but topics, figures and quotes are only read in English", language.Name(tag))
		}
	}
	return ""
}

// Canonical is an address as the archive keeps it.
func (s *sourceDesk) Canonical(url string) string { return address.Canonical(url) }

// webOf is the client that reads sources.
func webOf(c config.Config) *web.Client {
	agent := c.Collect.UserAgent
	if agent == "" {
		agent = "Waybill/" + release + " (chat bot that reads trade news"
		if c.Collect.Contact != "" {
			agent += "; +" + c.Collect.Contact
		}
		agent += ")"
	}
	return web.New(web.Options{
		UserAgent: agent, Allow: c.Collect.Allow, Ports: c.Collect.Ports, Pace: time.Duration(c.Collect.Pace),
		Total: time.Duration(c.Collect.Timeout), MaxBytes: c.Collect.MaxBytes,
	})
}
