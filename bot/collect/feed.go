package collect

import (
	"regexp"
	"time"
	"unicode/utf8"

	"waybill/digest"
	"waybill/digest/extract"
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
	Hub      string        // that says when it changes, "" if it names none
	Self     string        // what the hub knows it by
	Items    []Item        // as listed
	Left     int           // items beyond those, older and not read
	Flaw     string        // what is wrong with it although it was read, for people
}

// An Item is one entry of a feed.
type Item struct {
	Article digest.Article // without ID, Source, Seen and Text
	Content string         // HTML: what the feed calls the item's content, "" if it has none
	Summary string         // HTML: what the feed calls its summary or description
	DayOnly bool           // of Published only the day is known
	Whole   bool           // the feed has all that is to be had: no page is fetched
	Refused string         // why it is not to be stored, for people; "" if it is
}

// Lengths in characters from which the text of a feed is taken for the whole
// article: where the feed calls it the content, and where it calls it a
// summary. Found by looking at feeds of the catalogue's kinds; a wrong guess
// costs one request, or some paragraphs.
const (
	wholeContent = 1200
	wholeSummary = 3000
)

// text is the readable text of an item, and whether it is the whole article,
// whose page need not be fetched then. It takes most of the time of reading a
// feed, so it is asked for only where the item is new or changed.
func (it *Item) text() (text string, whole bool) {
	content, summary := extract.Text(it.Content), extract.Text(it.Summary)
	if it.Whole {
		return content, true
	}
	if len(content) >= len(summary) {
		return content, utf8.RuneCountInString(content) >= wholeContent && !breaksOff(content)
	}
	return summary, utf8.RuneCountInString(summary) >= wholeSummary && !breaksOff(summary)
}

// more is how a text ends that goes on elsewhere.
var more = regexp.MustCompile(`(?i)(?:…|\.\.\.|\[…\]|\[\.\.\.\.\]|(?:continue|keep) reading\b.{0,80}|read (?:more|the (?:full|whole|rest)).{0,60}|full (?:story|article))[\s\])»→.]*$`)

func breaksOff(text string) bool {
	return more.MatchString(text[max(0, len(text)-200):])
}
