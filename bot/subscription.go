package bot

import "time"

// A Subscription is a standing order: digests on these topics, to this
// channel, at this cadence.
type Subscription struct {
	ID        int64
	Number    int // within its workspace (platform and workspace): what people type
	Channel   Channel
	Topics    []string // topic IDs, at least one
	Cadence   string   // canonical form of bot/schedule: "weekdays 08:00"
	Zone      string   // IANA time zone name
	Length    Length
	State     State
	Until     time.Time // a pause's end; zero if it has none
	Next      time.Time // the next slot, UTC
	Covered   time.Time // end of the window of the last digest: the next one starts here
	CreatedBy User
	Created   time.Time
}

// A Length is how much of each story a digest shows.
type Length string

// The lengths.
const (
	Brief Length = "brief" // headline, one sentence, figures
	Full  Length = "full"  // two or three sentences, figures, quotes
)

// A State is whether a subscription runs.
type State string

// The states of a Subscription.
const (
	Active   State = "active"
	Paused   State = "paused"
	Disabled State = "disabled" // its channel refused for good; somebody must act
	Ended    State = "ended"    // its last day is over
)
