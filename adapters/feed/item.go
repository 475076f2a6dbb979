package feed

import (
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mmcdole/gofeed"

	"waybill/bot/collect"
	"waybill/digest"
	"waybill/digest/extract"
	"waybill/digest/extract/address"
	"waybill/digest/extract/when"
)

// maxHeadline is the longest headline kept, in runes; longer ones are whole
// paragraphs in the wrong place.
const maxHeadline = 300

// convert makes items of a feed as gofeed read it.
func convert(f *gofeed.Feed, from string) collect.Feed {
	base, err := url.Parse(from)
	if err != nil {
		base = &url.URL{}
	}
	out := collect.Feed{
		Title: cut(extract.Line(f.Title), maxHeadline), Link: link(base, f.Link), Language: strings.TrimSpace(f.Language),
		Every: every(f), Items: make([]collect.Item, 0, min(len(f.Items), maxItems)),
	}
	if out.Hub, out.Self = hubOf(f); out.Hub != "" && out.Self == "" {
		out.Self = from
	}
	for _, it := range f.Items {
		if it != nil && len(out.Items) < maxItems {
			out.Items = append(out.Items, item(it, base, out.Language))
		}
	}
	tellApart(out.Items)
	return out
}

func item(it *gofeed.Item, base *url.URL, language string) collect.Item {
	headline := cut(extract.Line(it.Title), maxHeadline)
	if headline == "" {
		headline = cut(extract.Line(extension(it, "media", "title")), maxHeadline)
	}
	if headline == "" {
		headline = opening(it)
	}
	out := collect.Item{Content: it.Content, Summary: it.Description, Article: digest.Article{
		GUID: strings.TrimSpace(it.GUID), URL: itemLink(it, base), Headline: headline, Byline: byline(it), Section: section(it),
		Language: language,
	}}
	out.Article.Published, out.DayOnly = dateOf(it)
	if headline == "" && out.Article.URL == "" {
		out.Refused = "it has neither a headline, nor a text, nor an address"
	}
	return out
}

// opening is the beginning of an item's text in place of a headline.
func opening(it *gofeed.Item) string {
	for _, html := range []string{it.Description, it.Content} {
		if line, _, _ := strings.Cut(extract.Text(html), "\n"); line != "" {
			return cut(line, 120)
		}
	}
	return ""
}

// cut shortens s to at most n runes, at a word's end.
func cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	runes := []rune(s)[:n-1]
	short := string(runes)
	if i := strings.LastIndexByte(short, ' '); i > len(short)/2 {
		short = short[:i]
	}
	return strings.TrimRight(short, " ,;:–—-") + "…"
}

// itemLink is the canonical address of an item's article.
func itemLink(it *gofeed.Item, base *url.URL) string {
	if original := extension(it, "feedburner", "origLink"); original != "" {
		if l := link(base, original); l != "" {
			return l
		}
	}
	if l := link(base, it.Link); l != "" {
		return l
	}
	for _, l := range it.Links {
		if l := link(base, l); l != "" {
			return l
		}
	}
	if strings.HasPrefix(it.GUID, "http://") || strings.HasPrefix(it.GUID, "https://") {
		return address.Canonical(it.GUID)
	}
	return ""
}

func extension(it *gofeed.Item, space, name string) string {
	for _, e := range it.Extensions[space][name] {
		if v := strings.TrimSpace(e.Value); v != "" {
			return v
		}
	}
	return ""
}

// link is the canonical form of an address in a feed, which may be relative.
func link(base *url.URL, raw string) string {
	raw = strings.TrimSpace(raw)
	if raw == "" {
		return ""
	}
	u, err := base.Parse(raw)
	if err != nil {
		return ""
	}
	return address.Canonical(u.String())
}

func byline(it *gofeed.Item) string {
	var names []string
	for _, p := range it.Authors {
		if p == nil || len(names) == 10 {
			continue
		}
		name := extract.Line(p.Name)
		if name == "" && !strings.Contains(p.Email, "@") {
			name = extract.Line(p.Email)
		}
		if name != "" && !strings.Contains(name, "@") {
			names = append(names, name)
		}
	}
	return cut(strings.Join(names, ", "), 150)
}

// section is the publisher's first category.
func section(it *gofeed.Item) string {
	for _, c := range it.Categories {
		if c = extract.Line(c); c != "" && len(c) <= 80 && !strings.Contains(c, "://") {
			return c
		}
	}
	return ""
}

// dateOf is when an item was published; a feed that only says when it was
// changed is taken to mean that.
func dateOf(it *gofeed.Item) (time.Time, bool) {
	for _, s := range []string{it.Published, it.Updated} {
		if d, ok := when.Parse(s); ok {
			return d.Time, d.Day
		}
	}
	for _, t := range []*time.Time{it.PublishedParsed, it.UpdatedParsed} {
		if t != nil && t.Year() >= 1990 {
			return t.UTC(), false
		}
	}
	return time.Time{}, false
}
