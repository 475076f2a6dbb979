package feed

import (
	"bytes"
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"waybill/digest/extract/charset"
)

// maxFound is how many feeds of one page are listed.
const maxFound = 20

// Discover lists the addresses of the feeds that a page names, best first: by
// link elements as feeds are meant to be announced, then links that look like
// feeds. Feeds of comments come last.
// https://www.rssboard.org/rss-autodiscovery
func Discover(page []byte, address string) []string {
	base, err := url.Parse(address)
	if err != nil {
		return nil
	}
	text, _ := charset.UTF8(page, "")
	z := html.NewTokenizer(bytes.NewReader(text))
	var found finds
	for {
		switch z.Next() {
		case html.ErrorToken:
			return found.best()
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			switch t.DataAtom {
			case atom.Base:
				if b, err := base.Parse(get(t, "href")); err == nil {
					base = b
				}
			case atom.Link:
				found.link(t, base)
			case atom.A:
				found.anchor(t, base)
			}
		}
	}
}

// finds are the feeds found so far, with how good each is.
type finds []find

type find struct {
	address string
	rank    int // the lower the better
}

// types are the media types of feeds, best first: of the same feed in several
// formats RSS and Atom serve equally.
var types = map[string]int{
	"application/rss+xml": 0, "application/atom+xml": 0, "application/feed+json": 1, "application/rdf+xml": 2, "text/xml": 3, "application/xml": 3,
}

func (f *finds) link(t html.Token, base *url.URL) {
	rank, ok := types[strings.ToLower(strings.TrimSpace(get(t, "type")))]
	rel := strings.Fields(strings.ToLower(get(t, "rel")))
	if ok && (slices.Contains(rel, "alternate") || slices.Contains(rel, "feed")) {
		f.add(base, get(t, "href"), get(t, "title"), rank)
	}
}

// anchor takes links that look like feeds by their address.
func (f *finds) anchor(t html.Token, base *url.URL) {
	href := get(t, "href")
	u, err := url.Parse(href)
	if err != nil {
		return
	}
	p := strings.ToLower(u.Path)
	switch last := path.Base(p); {
	case last == "feed" || last == "rss" || last == "atom.xml" || last == "rss.xml" || last == "feed.xml" || last == "index.xml" || last == "feed.json":
		f.add(base, href, get(t, "title"), 10)
	case strings.HasSuffix(p, ".rss") || strings.HasSuffix(p, ".atom") || strings.HasSuffix(p, ".rdf") || strings.Contains(p, "/rss/") && strings.HasSuffix(p, ".xml"):
		f.add(base, href, get(t, "title"), 11)
	}
}

func (f *finds) add(base *url.URL, href, title string, rank int) {
	u, err := base.Parse(strings.TrimSpace(href))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || len(u.String()) > 2048 || len(*f) >= 200 {
		return
	}
	u.Fragment = ""
	if s := strings.ToLower(u.Path + " " + title); strings.Contains(s, "comment") {
		rank += 100
	}
	*f = append(*f, find{u.String(), rank})
}

// best are the addresses in order, each once.
func (f finds) best() []string {
	slices.SortStableFunc(f, func(a, b find) int { return a.rank - b.rank })
	var all []string
	for _, x := range f {
		if !slices.Contains(all, x.address) && len(all) < maxFound {
			all = append(all, x.address)
		}
	}
	return all
}

func get(t html.Token, key string) string {
	for _, a := range t.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
