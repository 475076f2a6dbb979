package bot

import (
	"errors"
	"time"
)

// An Error is an error fit to be shown to a person.
type Error struct {
	Kind  Kind
	Text  string        // one sentence, no period
	Hint  string        // what to do next, "" if nothing
	After time.Duration // Transient only: do not try again before; 0 if not said
	Reach Reach         // Permanent only: what else is refused with it
	Err   error         // for the log, nil if there is no more to say
}

// Error is the text with the hint, without the cause.
func (e *Error) Error() string {
	if e.Hint == "" {
		return e.Text
	}
	return e.Text + " (" + e.Hint + ")"
}

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Err }

// A Kind says what a caller can do about an error.
type Kind int

// The kinds.
const (
	Internal  Kind = iota // a fault of ours
	Invalid               // the request makes no sense
	NotFound              // there is no such thing, or it is not yours
	Forbidden             // the person may not
	Transient             // trying again later may help, and nothing was done
	Permanent             // trying again is pointless: the channel is gone, the token is wrong
	Ambiguous             // it may or may not have been done
)

// A Reach is how far a refusal goes.
type Reach int

// The reaches.
const (
	OfChannel   Reach = iota // the channel, or the one thing that was asked
	OfWorkspace              // everything in the channel's workspace: the bot's token for it is refused
	OfPlatform               // everything on the platform
)

// ReachOf is the reach of the first *Error in err's chain.
func ReachOf(err error) Reach {
	if e, ok := errors.AsType[*Error](err); ok && e.Kind == Permanent {
		return e.Reach
	}
	return OfChannel
}

// KindOf is the kind of the first *Error in err's chain, else Internal.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}
