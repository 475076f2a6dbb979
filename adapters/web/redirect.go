package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
)

// A trip is the way that one request takes over redirects.
type trip struct {
	start *url.URL
	last  *url.URL // where it was sent to last, nil if nowhere
	limit int64    // of the body, in bytes
	over  bool     // it took all the time it was given
	loose bool     // a redirect on the way is not for good
}

type tripKey struct{}

func withTrip(ctx context.Context, t *trip) context.Context {
	return context.WithValue(ctx, tripKey{}, t)
}

// host is the host that was asked last.
func (t *trip) host() string {
	if t.last != nil {
		return t.last.Hostname()
	}
	return t.start.Hostname()
}

// Why a redirect is not followed.
var (
	errCircle    = errors.New("redirects in a circle")
	errTooMany   = errors.New("too many redirects")
	errDowngrade = errors.New("redirect from https to http")
	errElsewhere = errors.New("redirect to something other than http")
)

// checkRedirect decides on every redirect; where it leads is checked again
// when the connection is made.
func checkRedirect(req *http.Request, via []*http.Request) error {
	if t, ok := req.Context().Value(tripKey{}).(*trip); ok {
		t.last = req.URL
		if s := req.Response.StatusCode; s != http.StatusMovedPermanently && s != http.StatusPermanentRedirect {
			t.loose = true
		}
	}
	from := via[len(via)-1].URL
	switch {
	case req.URL.Scheme != "http" && req.URL.Scheme != "https":
		return fmt.Errorf("%w: %q", errElsewhere, req.URL.Scheme+":")
	case from.Scheme == "https" && req.URL.Scheme == "http":
		return errDowngrade
	}
	for _, v := range via {
		if v.URL.String() == req.URL.String() {
			return errCircle
		}
	}
	if len(via) > maxRedirects {
		return errTooMany
	}
	if _, err := readable(req.URL.String()); err != nil {
		return err
	}
	req.Header.Del("Referer")
	if from.Host != req.URL.Host {
		req.Header.Del("Authorization")
		req.Header.Del("Cookie")
	}
	return nil
}
