package digest

import "time"

// A Span is the half-open byte range [Start, End) of an article's Text.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// In returns the part of text that the span covers, or "" if the span does
// not lie in text.
func (s Span) In(text string) string {
	if s.Start < 0 || s.End > len(text) || s.Start >= s.End {
		return ""
	}
	return text[s.Start:s.End]
}

// Len is the span's length in bytes.
func (s Span) Len() int { return s.End - s.Start }

// Contains reports whether o lies wholly inside s.
func (s Span) Contains(o Span) bool { return s.Start <= o.Start && o.End <= s.End }

// Overlaps reports whether s and o share at least one byte.
func (s Span) Overlaps(o Span) bool { return s.Start < o.End && o.Start < s.End }

// A Source is a publisher's feed or site that Waybill reads.
type Source struct {
	ID        int64  // 0 until stored
	Name      string // as shown to people: "USTR"
	URL       string // the feed's or page's address
	Publisher string // who is behind it; sources of one publisher are not independent
	Region    string // ISO 3166 alpha-2, or "EU", or "world"
	Kind      Kind
	Tier      int      // 1 primary document, 2 leading press or institute, 3 the rest
	Language  string   // BCP 47; "" if unknown
	Grade     string   // what is known of the address: confirmed, listed, weak
	Private   bool     // only its Owners see what it brings
	Owners    []string // the workspaces that added it, as bot.Channel.Whose; nil where they were not looked up
}

// A Reader is for whom something is chosen from what was read: a workspace, as
// bot.Channel.Whose. It sees the articles of everybody's sources and of those
// that it added; the zero Reader only the former.
type Reader string

// Operator is the Reader who runs the bot, and sees all.
const Operator Reader = "*"

// A Kind says what sort of publisher a Source is.
type Kind string

// The kinds of the shipped catalogue.
const (
	Official   Kind = "official"    // a government, agency or international body
	Press      Kind = "press"       // general and business news
	TradePress Kind = "trade-press" // logistics, mining, shipping, trade finance
	Institute  Kind = "institute"   // think tanks and research
	Data       Kind = "data"        // statistics and registers
	Law        Kind = "law"         // law firms and legal journals
	Unknown    Kind = "unknown"     // added by somebody, not said
)

// An Article is one published item from one Source, as it was published.
type Article struct {
	ID        string    // unique in an archive; stable over revisions
	Source    string    // the Source's Name
	GUID      string    // the publisher's identifier, "" if it gave none
	URL       string    // canonical, without tracking parameters; may be ""
	Declared  string    // the address that its page gives for itself, if that is another; only on the way into an archive
	Headline  string    // as published
	Byline    string    // "" if unsigned
	Section   string    // the publisher's own section, "" if not said
	Language  string    // BCP 47 tag, "und" if unknown
	Published time.Time // zero if the publisher gave no usable date
	Seen      time.Time // when Waybill first had it
	Revision  int       // 1 for the first text seen, one more for each change
	Text      string    // readable text; paragraphs separated by "\n\n"
	Note      string    // what a reader must know of the text: "feed text only: page is paywalled"
	Private   int64     // Source.ID if only that Source's Owners may see it, 0 if everybody may
	Baseline  bool      // was already there when its Source was first read; without a date it is never news
}

// At is the time that places the article in the news: Published, or Seen if
// the publisher gave no date.
func (a *Article) At() time.Time {
	if a.Published.IsZero() {
		return a.Seen
	}
	return a.Published
}

// An Analysis is what the engine sees in one article. All spans point into
// the article's Text.
type Analysis struct {
	Language  string // BCP 47; only English ("en") is analysed further
	Topics    []string
	Sentences []Span
	Summary   []Span   // sentences without their datelines, in document order
	Figures   []Figure // most important first
	Quotes    []Quote  // most telling first
}
