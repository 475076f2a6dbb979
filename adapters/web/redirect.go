package web

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// A trip is the way that one request takes over redirects.
type trip struct {
	start *url.URL
	at    *url.URL        // what is asked for now
	been  map[string]bool // what was asked for before
	limit int64           // of the body, in bytes
	left  time.Duration   // of the time that the sites are given; waiting for a turn does not count
	over  bool            // they took all of it
	loose bool            // a redirect on the way is not for good
}

// moved is where the answer is to be found for good, "" if it is where it was
// asked for or not every redirect says so.
func (t *trip) moved() string {
	if t.loose || len(t.been) == 0 {
		return ""
	}
	return t.at.String()
}

// Why a redirect is not followed.
var (
	errCircle    = errors.New("redirects in a circle")
	errTooMany   = errors.New("too many redirects")
	errDowngrade = errors.New("redirect from https to http")
	errElsewhere = errors.New("redirect to something other than http")
)

// follow goes where an answer sends. It reports whether it sends anywhere.
func (t *trip) follow(resp *http.Response) (bool, error) {
	switch resp.StatusCode {
	case http.StatusMovedPermanently, http.StatusPermanentRedirect:
	case http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect:
		t.loose = true
	default:
		return false, nil
	}
	to, err := resp.Location()
	if errors.Is(err, http.ErrNoLocation) {
		return false, nil
	}
	if err != nil {
		return false, unreadable(err)
	}
	_, _ = io.CopyN(io.Discard, resp.Body, drained)
	from := t.at
	if t.been == nil {
		t.been = map[string]bool{}
	}
	t.been[from.String()], t.at = true, to
	switch {
	case t.been[to.String()]:
		return false, errCircle
	case len(t.been) > maxRedirects:
		return false, errTooMany
	}
	return true, mayFollow(from, to)
}

// drained is how much of a redirect's own body is read, so that its connection
// can serve the next request.
const drained = 2 << 10

// mayFollow decides on a redirect; where it leads is checked again when the
// connection is made.
func mayFollow(from, to *url.URL) error {
	switch {
	case to.Scheme != "http" && to.Scheme != "https":
		return fmt.Errorf("%w: %q", errElsewhere, to.Scheme+":")
	case from.Scheme == "https" && to.Scheme == "http":
		return errDowngrade
	}
	_, err := readable(to.String())
	return err
}

// stay leaves redirects to [trip.follow].
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// checkRedirect decides on the redirects of requests that are no reading.
func checkRedirect(req *http.Request, via []*http.Request) error {
	from := via[len(via)-1].URL
	if len(via) > maxRedirects {
		return errTooMany
	}
	req.Header.Del("Referer")
	if from.Host != req.URL.Host {
		req.Header.Del("Authorization")
		req.Header.Del("Cookie")
	}
	return mayFollow(from, req.URL)
}
