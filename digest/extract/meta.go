package extract

import (
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"waybill/digest/extract/address"
	"waybill/digest/extract/when"
)

// metadata reads what a page says about its article: JSON-LD first, then the
// meta elements, then what is marked up in the page. It must see the page
// before it is cleaned.
func metadata(doc *html.Node, from string) (Content, linked) {
	base, err := url.Parse(from)
	if err != nil {
		base = &url.URL{}
	}
	m := collect(doc)
	ld := linkedData(m.scripts)
	c := Content{
		SiteName: Line(or(m.named("og:site_name"), ld.publisher, m.named("application-name"))),
		Section:  Line(or(ld.section, m.named("article:section", "parsely-section", "section"))),
		Language: tag(or(m.lang, ld.language, m.named("content-language", "language", "dc.language"), m.named("og:locale"))),
	}
	c.Title = title(m, ld, c.SiteName)
	c.Byline = byline(m, ld, c.SiteName)
	if d, ok := published(m, ld, base); ok {
		c.Published, c.DayOnly = d.Time, d.Day
	}
	if !m.torn {
		c.Canonical = canonical(base, m.canonical, m.named("og:url"))
	}
	return c, ld
}

// meta is what one walk over a page finds for metadata.
type meta struct {
	values    map[string]string // of meta elements, by name, property or itemprop in lower case; the first wins
	scripts   []string          // JSON-LD
	lang      string
	title     string
	heads     []string // h1
	canonical string
	torn      bool   // several differ
	author    string // marked up in the page
	times     []string
	pubTime   string
}

// named is the first value there is for one of names.
func (m *meta) named(names ...string) string {
	for _, n := range names {
		if v := m.values[n]; v != "" {
			return v
		}
	}
	return ""
}

// Bounds on what is remembered of a page's metadata.
const (
	maxMeta    = 500
	maxScripts = 30
	maxScript  = 1 << 20
)

func collect(doc *html.Node) meta {
	m := meta{values: map[string]string{}}
	each(doc, func(n *html.Node) bool {
		if n.Type == html.ElementNode {
			m.element(n)
		}
		return n.Type != html.ElementNode || n.DataAtom != atom.Svg
	})
	return m
}

func (m *meta) element(n *html.Node) {
	switch n.DataAtom {
	case atom.Html:
		m.lang = attr(n, "lang")
	case atom.Title:
		if m.title == "" {
			m.title = plain(n)
		}
	case atom.Meta:
		m.metaElement(n)
	case atom.Link:
		m.link(n)
	case atom.Script:
		if strings.HasPrefix(strings.ToLower(strings.TrimSpace(attr(n, "type"))), "application/ld+json") &&
			len(m.scripts) < maxScripts && n.FirstChild != nil && len(n.FirstChild.Data) < maxScript {
			m.scripts = append(m.scripts, n.FirstChild.Data)
		}
	case atom.H1:
		if len(m.heads) < 10 {
			m.heads = append(m.heads, plain(n))
		}
	case atom.Time:
		at := or(attr(n, "datetime"), plain(n))
		if n.Parent != nil && (attr(n, "itemprop") == "datePublished" || has(n, "pubdate") || strings.Contains(attr(n, "class"), "publish")) {
			m.pubTime = or(m.pubTime, at)
		}
		if len(m.times) < 20 {
			m.times = append(m.times, at)
		}
	}
	if m.author == "" && isByline(n) {
		m.author = plain(n)
	}
}

// link takes the address that the page gives for itself. Of several that differ
// none is believed.
func (m *meta) link(n *html.Node) {
	for _, rel := range strings.Fields(attr(n, "rel")) {
		href := strings.TrimSpace(attr(n, "href"))
		if !strings.EqualFold(rel, "canonical") || href == "" {
			continue
		}
		m.torn = m.torn || m.canonical != "" && m.canonical != href
		m.canonical = href
	}
}

func (m *meta) metaElement(n *html.Node) {
	value := strings.TrimSpace(attr(n, "content"))
	if value == "" || len(value) > 2000 {
		return
	}
	for _, key := range []string{"property", "name", "itemprop", "http-equiv"} {
		name := strings.ToLower(strings.TrimSpace(attr(n, key)))
		if _, is := m.values[name]; name != "" && !is && len(m.values) < maxMeta {
			m.values[name] = value
		}
	}
}

// isByline reports whether n is marked up as the author's line.
func isByline(n *html.Node) bool {
	if attr(n, "rel") == "author" || attr(n, "itemprop") == "author" {
		return true
	}
	switch attr(n, "class") {
	case "byline", "author", "author-name", "byline-name", "article-byline", "byl", "c-byline", "byline__name":
		return true
	}
	return false
}

// plain is the text of an element on one line, cut at a length no headline
// or name has.
func plain(n *html.Node) string {
	var b strings.Builder
	each(n, func(n *html.Node) bool {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
			b.WriteByte(' ')
		}
		return b.Len() < 2000 && n.DataAtom != atom.Script && n.DataAtom != atom.Style
	})
	return strings.Join(strings.Fields(tidy(b.String())), " ")
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

func or(values ...string) string {
	for _, v := range values {
		if v = strings.TrimSpace(v); v != "" {
			return v
		}
	}
	return ""
}

// title is the headline, without the name of the site that many add to it.
func title(m meta, ld linked, site string) string {
	t := Line(or(ld.headline, m.named("og:title", "twitter:title", "dc.title", "headline", "parsely-title")))
	if t == "" && len(m.heads) == 1 {
		t = m.heads[0]
	}
	if t == "" {
		t = m.title
	}
	if t == "" && len(m.heads) > 0 {
		t = m.heads[0]
	}
	return withoutSite(t, site, m.heads)
}

// parting are the marks between a headline and the name of its site.
var parting = regexp.MustCompile(`\s+[|–—•·:»-]+\s+`)

// withoutSite cuts the name of the site off a headline: what follows the last
// parting mark if it is the site's name, or if the page's own heading is what
// stands before.
func withoutSite(t, site string, heads []string) string {
	cuts := parting.FindAllStringIndex(t, -1)
	if len(cuts) == 0 {
		return t
	}
	last := cuts[len(cuts)-1]
	before, after := t[:last[0]], t[last[1]:]
	if site != "" && letters(after) == letters(site) {
		return before
	}
	for _, h := range heads {
		for _, cut := range cuts {
			if letters(h) == letters(t[:cut[0]]) {
				return t[:cut[0]]
			}
		}
	}
	return t
}

// by is what stands before the name in a byline, afterBy what may follow it:
// an account, a date, a reading time.
var (
	by      = regexp.MustCompile(`(?i)^(?:(?:written|reported|posted|story|words)\s+)?by:?\s+`)
	afterBy = regexp.MustCompile(`(?i)\s*(?:@|[|•·]|\b\d|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?\s+\d|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:published|updated|posted)\b).*$`)
)

// byline is who wrote it, as the page says; not an address, not the site.
func byline(m meta, ld linked, site string) string {
	for _, b := range []string{
		ld.author,
		m.named("author", "article:author", "byl", "parsely-author", "dc.creator", "dcterms.creator", "sailthru.author", "citation_author", "og:article:author"),
		m.author,
	} {
		b = strings.TrimRight(afterBy.ReplaceAllString(by.ReplaceAllString(Line(b), ""), ""), " ,–—-")
		if b != "" && len(b) <= 150 && !strings.Contains(b, "://") && letters(b) != letters(site) {
			return b
		}
	}
	return ""
}

// inPath finds the day in addresses such as /2025/06/05/ and /2025/jun/05/.
var inPath = regexp.MustCompile(`/((?:19|20)\d\d)[/-](\d\d|[a-z]{3})[/-](\d\d)(?:/|$|-)`)

// published is the date that the page gives its article.
func published(m meta, ld linked, base *url.URL) (when.Date, bool) {
	stated := []string{
		ld.published,
		m.named("article:published_time", "og:published_time", "datepublished", "article:published", "rnews:datepublished"),
		m.named("parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "article.published", "published-date", "publication_date", "publish-date", "publishdate", "pubdate", "date"),
		m.named("dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date", "dcterms.date", "citation_publication_date", "citation_date"),
		m.pubTime,
	}
	for _, s := range append(stated, m.times...) {
		if d, ok := when.Parse(s); ok {
			return d, true
		}
	}
	if p := inPath.FindStringSubmatch(base.Path); p != nil {
		if p[2][0] >= 'a' {
			return when.Parse(p[3] + " " + p[2] + " " + p[1])
		}
		return when.Parse(p[1] + "-" + p[2] + "-" + p[3])
	}
	return when.Date{}, false
}

// canonical is the address that the page gives for itself. A site's front page
// is not believed to be the address of an article, and one on another site is
// that of the article it was taken from.
func canonical(base *url.URL, stated ...string) string {
	for _, s := range stated {
		u, err := base.Parse(strings.TrimSpace(s))
		if s == "" || err != nil || u.Host == "" || u.User != nil || len(s) > 2048 || u.Scheme != "http" && u.Scheme != "https" {
			continue
		}
		if strings.Trim(u.Path, "/") == "" && u.RawQuery == "" && strings.Trim(base.Path, "/") != "" {
			continue
		}
		if base.Host != "" && !address.SameSite(u.String(), base.String()) {
			continue
		}
		return u.String()
	}
	return ""
}

// tag is a language tag from the many ways to write one: "en_US" is "en-US".
func tag(s string) string {
	s, _, _ = strings.Cut(strings.ReplaceAll(strings.TrimSpace(s), "_", "-"), ",")
	if len(s) < 2 || len(s) > 35 || strings.Trim(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return ""
	}
	return s
}
