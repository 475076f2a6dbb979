// Package feed reads RSS, Atom and JSON feeds as publishers write them, what
// the Federal Register and GOV.UK answer to a search, and pages that are lists of news; it finds the
// feed behind a page, and ships the catalogue of sources.
//
// gofeed does the reading of feeds. Before it, the bytes are brought to UTF-8, told
// from what is no feed, and bounded in depth and number of items; where it
// gives up, the document is repaired, and in the end its items are read one
// by one, so that one broken item does not cost the others.
package feed

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/rss"

	"waybill/bot/collect"
	"waybill/digest/extract/charset"
)

// Bounds on a feed.
const (
	maxItems = 500 // read of one answer: the newest
	maxDepth = 200 // of elements within the feed or an item
	maxBytes = 8 << 20
	maxTags  = 300_000   // of what is parsed at once: some 100 MB
	maxHead  = 256 << 10 // before the first item, to be parsed again with each
)

// Reader reads feeds; it has no state.
type Reader struct{}

var _ collect.Feeds = Reader{}

// Parse reads the items of a feed that came from address. It answers an error
// for people, wrapping collect.ErrNoFeed, for what is no feed.
func (Reader) Parse(body []byte, contentType, address string) (collect.Feed, error) {
	return Parse(body, contentType, address)
}

// Discover lists the addresses of the feeds that a page names, best first.
func (Reader) Discover(page []byte, address string) []string { return Discover(page, address) }

// Parse is [Reader.Parse].
func Parse(body []byte, contentType, address string) (collect.Feed, error) {
	if len(body) > maxBytes {
		return collect.Feed{}, refuse(address, "sends a feed of more than 8 MB", "feeds are smaller")
	}
	text, _ := charset.UTF8(body, contentType)
	if selector := collect.Selector(address); selector != "" {
		return parseList(text, selector, address)
	}
	text, is := sniff(text)
	switch is {
	case isXML:
		return parseXML(text, address)
	case isJSON:
		return parseJSON(text, address)
	case isSearch:
		return dialectOf(text).parse(text, address)
	}
	return collect.Feed{}, noFeed(is, body, address)
}

func parseXML(text []byte, address string) (collect.Feed, error) {
	text = untyped(legal(undeclare(text)))
	if root(text) == "channel" { // RSS without the element around it
		text = slices.Concat([]byte("<rss version='2.0'>"), text, []byte("</rss>"))
	}
	o := survey(text)
	if o.depth > maxDepth {
		return collect.Feed{}, refuse(address, "sends a feed that is nested too deeply", "the site has to mend it")
	}
	if len(o.items) > maxItems {
		return newest(text, o, address)
	}
	got, err := read(text)
	if err == nil && len(got.Items) < o.whole() {
		// Items that were never closed lie in one another.
		if apart, err := read(o.part(text, 0, o.whole())); err == nil && len(apart.Items) > len(got.Items) {
			got = apart
		}
	}
	if err == nil {
		return convert(got, address), nil
	}
	if got, err2 := read(escape(text)); err2 == nil {
		return convert(got, address), nil
	}
	return salvage(text, o, address, err)
}

func parseJSON(text []byte, address string) (collect.Feed, error) {
	text, left, ok := shorten(text)
	if !ok {
		return collect.Feed{}, refuse(address, "sends a feed that is nested too deeply", "the site has to mend it")
	}
	got, err := read(text)
	if err != nil {
		if errors.Is(err, errPanic) || !bytes.HasSuffix(bytes.TrimSpace(text), []byte("}")) {
			return collect.Feed{}, refuse(address, "sends a feed that breaks off in the middle", "it is tried again by itself")
		}
		return collect.Feed{}, refuse(address, "sends a feed that is broken", "the site has to mend it")
	}
	f := convert(got, address)
	f.Left = left
	return f, nil
}

// Why a document is not parsed.
var (
	errPanic = errors.New("the parser failed")
	errTags  = errors.New("more elements than a feed has")
)

// read has gofeed parse a document.
func read(text []byte) (f *gofeed.Feed, err error) {
	defer func() {
		if p := recover(); p != nil {
			f, err = nil, fmt.Errorf("%w: %v", errPanic, p)
		}
	}()
	if bytes.Count(text, []byte("<")) > maxTags {
		return nil, errTags
	}
	p := gofeed.NewParser()
	p.RSSTranslator = &gofeed.DefaultRSSTranslator{DisableContentImageScan: true}
	p.KeepOriginalFeed = true
	return p.Parse(bytes.NewReader(text))
}

// newest reads a feed of very many items in two pieces, of which it keeps the
// one that is newer: most feeds begin with the newest item, some end with it.
func newest(text []byte, o outline, address string) (collect.Feed, error) {
	first, err := read(o.part(text, 0, maxItems))
	if err != nil {
		first, err = read(escape(o.part(text, 0, maxItems)))
	}
	last, err2 := read(o.part(text, len(o.items)-maxItems, len(o.items)))
	switch {
	case err != nil && err2 != nil:
		return collect.Feed{}, broken(o, address)
	case err != nil, err2 == nil && latest(last).After(latest(first)):
		first = last
	}
	f := convert(first, address)
	f.Left = len(o.items) - maxItems
	return f, nil
}

func latest(f *gofeed.Feed) time.Time {
	var t time.Time
	for _, it := range f.Items {
		if d, _ := dateOf(it); d.After(t) {
			t = d
		}
	}
	return t
}

// salvage reads what can be read of a document that is broken: up to the last
// whole item, and if that fails too, item by item.
func salvage(text []byte, o outline, address string, cause error) (collect.Feed, error) {
	whole := o.whole()
	if whole == 0 {
		return collect.Feed{}, broken(o, address)
	}
	flaw := fmt.Sprintf("the feed is broken; the items before the fault are read (%d)", whole)
	if o.open {
		flaw = fmt.Sprintf("the feed breaks off in the middle; the items before that are read (%d)", whole)
	}
	part := o.part(text, 0, whole)
	got, err := read(part)
	if err != nil {
		got, err = read(escape(part))
	}
	if err == nil {
		f := convert(got, address)
		f.Flaw = flaw
		return f, nil
	}
	if o.head > maxHead {
		return collect.Feed{}, broken(o, address)
	}
	return oneByOne(text, o, whole, address, cause)
}

// oneByOne reads every item as a feed of its own.
func oneByOne(text []byte, o outline, whole int, address string, cause error) (collect.Feed, error) {
	var all *gofeed.Feed
	lost := 0
	for i := range whole {
		part := o.part(text, i, i+1)
		got, err := read(part)
		if err != nil {
			got, err = read(escape(part))
		}
		switch {
		case err != nil || len(got.Items) == 0:
			lost++
		case all == nil:
			all = got
		default:
			all.Items = append(all.Items, got.Items...)
		}
	}
	if all == nil {
		return collect.Feed{}, broken(o, address)
	}
	f := convert(all, address)
	for range lost {
		f.Items = append(f.Items, collect.Item{Refused: "it is broken: " + strings.TrimPrefix(cause.Error(), "XML syntax error on ")})
	}
	f.Flaw = fmt.Sprintf("%d of the feed's %d items are broken", lost, whole)
	return f, nil
}

// every is how often the feed asks to be read at most.
func every(f *gofeed.Feed) time.Duration {
	r, ok := f.OriginalFeed().(*rss.Feed)
	if !ok {
		return 0
	}
	minutes, err := strconv.Atoi(strings.TrimSpace(r.TTL))
	if err != nil || minutes < 0 || minutes > 7*24*60 {
		return 0
	}
	return time.Duration(minutes) * time.Minute
}

// hostOf is the host of an address, as errors name it.
func hostOf(address string) string {
	if u, err := url.Parse(address); err == nil && u.Hostname() != "" {
		return u.Hostname()
	}
	return "the source"
}
