package collect

import (
	"time"

	"waybill/digest"
)

// Feeds reads feeds.
type Feeds interface {
	// Parse reads the items of a feed. What is no feed is an error for people
	// that wraps [ErrNoFeed].
	Parse(body []byte, contentType, url string) (Feed, error)
	// Discover lists the addresses of the feeds that a page names, best
	// first.
	Discover(page []byte, url string) []string
}

// A Feed is what one answer of a source held.
type Feed struct {
	Title    string        // "" if it has none
	Link     string        // the site it belongs to, "" if not said
	Language string        // BCP 47, "" if not said
	Every    time.Duration // how often it asks to be read at most; 0 if not said
	Items    []Item        // as listed
	Flaw     string        // what is wrong with it although it was read, for people
}

// An Item is one entry of a feed.
type Item struct {
	Article  digest.Article // without ID, Source and Seen
	Complete bool           // Text is the whole article: its page need not be fetched
	DayOnly  bool           // of Published only the day is known
	Refused  string         // why it is not to be stored, for people; "" if it is
}
