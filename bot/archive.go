package bot

import (
	"time"

	"waybill/digest"
)

// A SourceState is a Source with what is remembered of it between fetches.
type SourceState struct {
	Source       digest.Source
	ETag         string // validators of the last good answer, for conditional requests
	LastModified string
	BodyHash     string        // of the last good body: the same body is not parsed again
	Baselined    bool          // has been read once; what was there then is no news
	Next         time.Time     // not fetched before
	Fetched      time.Time     // last try; zero if never
	Succeeded    time.Time     // last good fetch; zero if never
	Newest       time.Time     // the newest article's date
	Items        int           // in the last good fetch
	Failures     int           // in a row
	Problem      string        // of the last fetch, for people; "" if it went well
	Retired      bool          // the publisher said it is gone
	Pace         time.Duration // between two readings, as its items suggest; 0 if not known
	Asked        time.Duration // between two readings at least, as its publisher asked last; 0 if for nothing
	Took         time.Duration // until its site had answered last, waiting for its turn included; 0 if not known
	Moved        Move
	Notified     string // the illness that its admins were told of, "" if none
}

// A DueSource is a source that was claimed to be read.
type DueSource struct {
	ID   int64         // Source.ID
	Took time.Duration // SourceState.Took
}

// A Move is a feed's word that it is to be found elsewhere for good. It is
// believed when it was repeated for long enough.
type Move struct {
	To    string    // the address, "" if it says no such thing
	First time.Time // when it said so first
	Times int       // how often since
}

// A Push is what a hub was asked for: to say when a source has changed.
type Push struct {
	Source int64
	Hub    string    // its address
	Topic  string    // what the hub knows the feed by
	Token  string    // names the subscription in the address that the hub calls
	Secret string    // with which the hub signs
	Asked  time.Time // when it was asked last
	Until  time.Time // until when it will; zero if it has not agreed
}

// A Yield is how much of what a source brought is of any use.
type Yield struct {
	Articles int
	OnTopic  int // of them, with a topic
}

// An Identity is what an item is recognised by, whatever happens to its date
// and body: its source's GUID first, then its canonical URL.
type Identity struct {
	Source string
	GUID   string
	URL    string
	// Private is [digest.Article.Private]: what a workspace reads for itself is
	// recognised by itself, and changes nothing that others see.
	Private int64
}

// A Known is an article that the archive already holds.
type Known struct {
	Identity Identity // that was asked for
	ID       string
	Hash     string // of headline and text
	Revision int
	Private  int64  // of the article; another's than its Identity's is not to be revised
	URL      string // its own
	Headline string
	Unmet    Reason // if it was not met under this identity before: why it is the same; else ""
}

// An Alias is another identity under which an article was met.
type Alias struct {
	Article  string // Article.ID
	Identity Identity
	Reason   Reason
	At       time.Time
}

// A Reason says why what was met under another identity is taken for an article
// that is there.
type Reason string

// The reasons.
const (
	Renamed Reason = "renamed" // its source gave it another identifier or address
	Listed  Reason = "listed"  // another source lists the same address
	Claimed Reason = "claimed" // its page gives the other's address for its own, and says the same
)

// A Filed is an article on its way into the archive, with what the engine saw
// in it and where it belongs.
type Filed struct {
	Article  digest.Article
	Analysis digest.Analysis
	Hash     string // of headline and text
	Story    string // Story.ID
	CopyOf   string // Article.ID of the earlier article with the same text, "" if none
	Unread   bool   // the engine is to read it later: it has no Analysis and no Story
}

// A Refusal is an item that was not stored, and why: nothing is lost silently.
type Refusal struct {
	Identity Identity
	Headline string
	Reason   string // for people
	At       time.Time
}

// A Query asks the archive for articles.
type Query struct {
	Must   []string      // words and phrases of the question: any of them counts, more count more
	Also   []string      // words and phrases that the topics add
	Not    []string      // words and phrases that may not occur
	Topics []string      // topic IDs that raise an article carrying them
	Reader digest.Reader // only what it sees
	Source string        // only sources whose name holds this, in whatever case; "" for all
	Since  time.Time
	Until  time.Time // zero for now
	Limit  int
}

// A Hit is an article that a Query found.
type Hit struct {
	ID       string // Article.ID
	Story    string
	Headline string
	Source   string
	URL      string
	At       time.Time
	Score    float64 // higher is better
}

// A Change is a row of the audit log: who changed what, where, when.
type Change struct {
	At      time.Time
	Channel Channel
	User    User
	Command string // the line as typed
	Result  string // what came of it, for people
}

// Settings are what a channel's people chose for it.
type Settings struct {
	Zone   string   // default time zone of new subscriptions, "" for the configured one
	Allow  []string // user IDs that may change things besides those the platform names
	Muted  []string // stories not to be sent to the channel again
	Less   []string // topics of which the channel wants less
	Paused bool
}

// A Tally counts what an archive holds.
type Tally struct {
	Sources, Articles, Stories, Subscriptions, Deliveries int
}
