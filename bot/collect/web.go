package collect

import (
	"context"
	"errors"
	"time"
)

// A Web fetches what is behind addresses. Its errors are fit for people, of
// type *bot.Error; those below can be told apart with errors.Is.
type Web interface {
	// Fetch asks for one address, politely. It answers only what was sent
	// whole and with success, or that nothing has changed.
	Fetch(ctx context.Context, r Request) (Response, error)
	// Allowed reports whether the site lets robots read the page.
	Allowed(ctx context.Context, url string) (bool, error)
}

// A Request is what a Web is asked for.
type Request struct {
	URL          string
	ETag         string // as answered last time, "" if none was
	LastModified string // likewise
	Accept       string // media types; "" for anything
	MaxBytes     int64  // of the body, unpacked; 0 for the client's own limit
	Hurry        bool   // somebody is waiting: not held up by the pause between requests
	Received     func() // called when a body was received, before it is unpacked, which takes memory; may be nil
}

// A Response is what a Web answered.
type Response struct {
	URL          string // where it came from in the end
	NotModified  bool   // nothing has changed; there is no body
	Body         []byte // unpacked
	ContentType  string
	ETag         string
	LastModified string
	Moved        string        // where it is to be found for good, if every redirect on the way said so; else ""
	Fresh        time.Duration // for which the site says it will not change; 0 if it does not say
}

// What can be wrong with an address or its answer, besides all else.
var (
	ErrGone    = errors.New("gone for good")          // 410
	ErrBusy    = errors.New("too soon")               // the site's turn has not come; the error says when
	ErrBlocked = errors.New("address not to be read") // a private network, a port, a scheme
	ErrLarge   = errors.New("larger than the limit")
	ErrNoFeed  = errors.New("something other than feed") // HTML, an image, nothing
)
