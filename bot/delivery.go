package bot

import (
	"strings"
	"time"
)

// A Delivery is one part of one edition on its way to one Channel: the row of
// the ledger. It is written down before it is tried, and its outcome after.
type Delivery struct {
	ID           int64
	Key          string // subscription, slot and part; unique for ever: an edition is queued once
	Subscription int64
	Slot         time.Time // the civil time it was ordered for, UTC
	Part, Parts  int       // 1 of n; Parts is 0 until the digest is composed
	Channel      Channel
	Digest       int64   // 0 until composed
	Message      Message // empty until composed
	Status       Status
	Attempts     int       // fences a process that was stopped and came back
	Attempted    time.Time // start of the last attempt; zero if none
	NotBefore    time.Time
	Retried      time.Time // when a person last had it tried again; zero if never
	Reason       string    // why it is in this state, for people; "" while nothing went wrong
	Receipt      string    // the platform's message ID once Sent
	Created      time.Time
	Updated      time.Time
}

// FirstKey is the key of the first part of the edition that a key is of.
func FirstKey(key string) string {
	if i := strings.LastIndexByte(key, '/'); i >= 0 {
		return key[:i] + "/1"
	}
	return key
}

// A Status is a Delivery's place in its life:
//
//	pending → sending → sent | unknown | failed
//	pending → skipped
type Status string

// The statuses.
const (
	Pending Status = "pending" // not yet tried, or to be tried again
	Sending Status = "sending" // an attempt is under way, or was when the process died
	Sent    Status = "sent"    // the platform gave a receipt
	Unknown Status = "unknown" // it may have been posted and nobody can tell: never resent blindly
	Failed  Status = "failed"  // given up; kept, and can be retried by hand
	Skipped Status = "skipped" // on purpose: too late, paused, unsubscribed
)

// A Revision is an article's change after a delivery that shows it was posted.
type Revision struct {
	Delivery int64
	Article  string // Article.ID
	Revision int
	At       time.Time // when the change was seen
	Shown    time.Time // when the message was made or last corrected: what it shows stood in the article then
}

// A Backlog is what the ledger still has to do.
type Backlog struct{ Pending, Sending Waiting }

// Waiting is a number of deliveries, and how long ago the oldest slot of those
// was that need not wait for an hour of their own.
type Waiting struct {
	Deliveries int
	Age        time.Duration
}

// An Event is one step in a Delivery's life.
type Event struct {
	At      time.Time
	Attempt int // 0 before the first
	Status  Status
	Reason  string
}
