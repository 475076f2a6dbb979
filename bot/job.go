package bot

import "time"

// A Job is a piece of work that somebody will do soon. It is written down in
// the same transaction as the rows it is about, so neither is there without
// the other. Of two live jobs for the same thing only one is kept.
type Job struct {
	Kind     JobKind
	ID       int64     // of the Delivery to compose or to post; 0 for a fetch
	Attempt  int       // the Delivery's Attempts when the job was written: a further try is another job
	Platform Platform  // of the Delivery's Channel; "" for a fetch
	At       time.Time // not before; zero for at once
}

// A JobKind says what is to be done.
type JobKind string

// The kinds of Job.
const (
	FetchJob   JobKind = "fetch"   // read every Source that is due
	DigestJob  JobKind = "digest"  // make the Digest of a Delivery that has none
	DeliverJob JobKind = "deliver" // post a Delivery
)
