package feed

import (
	"strings"

	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/atom"
)

// hubOf is the hub that a feed names, and what the hub knows the feed by: links
// of these relations in Atom, also within RSS.
// https://www.w3.org/TR/websub/#discovery
func hubOf(f *gofeed.Feed) (hub, self string) {
	take := func(rel, href string) {
		href = strings.TrimSpace(href)
		if !strings.HasPrefix(href, "https://") && !strings.HasPrefix(href, "http://") {
			return
		}
		switch {
		case rel == "hub" && hub == "":
			hub = href
		case rel == "self" && self == "":
			self = href
		}
	}
	if original, ok := f.OriginalFeed().(*atom.Feed); ok {
		for _, l := range original.Links {
			if l != nil {
				take(l.Rel, l.Href)
			}
		}
	}
	for _, space := range []string{"atom", "atom10"} {
		for _, l := range f.Extensions[space]["link"] {
			take(l.Attrs["rel"], l.Attrs["href"])
		}
	}
	return hub, self
}
