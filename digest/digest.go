package digest

import "time"

// A Digest is one edition on some topics for one window of time: finished,
// immutable, and shared by every subscription to the same.
type Digest struct {
	Topics   []string
	Language string
	From, To time.Time // From inclusive, To exclusive
	Items    []Item    // most important first
	More     int       // stories on topic that did not fit
	Read     Reading
	Checked  Check
}

// An Item is a story as one digest shows it.
type Item struct {
	Story     string // Story.ID
	Headline  string
	URL       string // of the lead article
	Sources   []Link // one for each source, lead first
	Tellings  int    // independent tellings
	Summary   []Passage
	Reworded  []Rewording `json:",omitempty"` // shown in place of the sentences of Summary that they are of
	Figures   []Fact
	Quotes    []Said
	Conflicts []Conflict
	New       string    // what is new since it was last sent; "" if the story itself is new
	Last      time.Time // the newest article
	Topics    []string
}

// A Link names a source and its article.
type Link struct {
	Source  string
	Article string // Article.ID
	URL     string
}

// Reading says what was read for a digest.
type Reading struct {
	Sources  int // sources read
	Failing  int // of them, failing
	Articles int // articles in the window
	Unread   int // of them, in the archive but still to be read by the engine
}

// Check counts the items that were looked up in their articles.
type Check struct {
	Figures, FiguresFound int
	Quotes, QuotesFound   int
}
