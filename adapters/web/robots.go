package web

import (
	"context"
	"errors"
	"net/url"
	"sync"
	"time"

	"waybill/bot"
	"waybill/bot/collect"
)

const (
	// robotsName is what robots.txt calls us.
	robotsName = "waybill"
	// robotsMax is how much of a robots.txt is read: RFC 9309 §2.5 asks for
	// 500 KiB at least.
	robotsMax = 512 << 10
	// robotsKept is for how long one is believed: RFC 9309 §2.4 says not over
	// 24 hours; robotsUnread for how long one is not asked for again that
	// could not be read.
	robotsKept   = 24 * time.Hour
	robotsUnread = 10 * time.Minute
	robotsSites  = 2000
	// robotsBytes is how much is remembered of all sites together: one site
	// may have as many names as it likes.
	robotsBytes = 8 << 20
	// maxDelay is the longest Crawl-delay that is kept to.
	maxDelay = 30 * time.Second
)

// robots remembers what sites allow.
type robots struct {
	now func() time.Time

	mu   sync.Mutex
	of   map[string]rules // by scheme and host
	size int              // of all of them, in bytes
}

func newRobots(now func() time.Time) *robots { return &robots{now: now, of: map[string]rules{}} }

// Allowed reports whether the site of a page lets robots read it, as
// RFC 9309 says: a site without robots.txt allows everything, one whose
// robots.txt cannot be read for now nothing.
func (c *Client) Allowed(ctx context.Context, address string) (bool, error) {
	u, err := readable(address)
	if err != nil {
		return false, err
	}
	site := u.Scheme + "://" + u.Host
	r, ok := c.robots.known(site)
	if !ok {
		if r, err = c.askRobots(ctx, site); err != nil {
			return false, err
		}
		c.robots.remember(site, r)
		if r.delay > 0 {
			c.lanes.slow(u.Hostname(), min(r.delay, maxDelay))
		}
	}
	return r.allow(path(u)), nil
}

func path(u *url.URL) string {
	p := u.EscapedPath()
	if u.RawQuery != "" {
		p += "?" + u.RawQuery
	}
	return p
}

func (c *Client) askRobots(ctx context.Context, site string) (rules, error) {
	res, err := c.Fetch(ctx, collect.Request{URL: site + "/robots.txt", Accept: "text/plain, */*;q=0.5", MaxBytes: robotsMax})
	kind := bot.KindOf(err)
	switch {
	case err == nil:
	case ctx.Err() != nil:
		return rules{}, ctx.Err()
	case errors.Is(err, collect.ErrBlocked), errors.Is(err, collect.ErrBusy):
		return rules{}, err
	case kind == bot.Transient:
		return rules{none: true, until: c.opt.Now().Add(robotsUnread)}, nil
	}
	// Any refusal of the file itself, or a file too large to be one, allows
	// everything.
	r := readRobots(res.Body, robotsName)
	r.until = c.opt.Now().Add(robotsKept)
	return r, nil
}

func (r *robots) known(site string) (rules, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	known, ok := r.of[site]
	return known, ok && r.now().Before(known.until)
}

func (r *robots) remember(site string, ru rules) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.forget(site)
	full := func() bool { return len(r.of) >= robotsSites || r.size+ru.size > robotsBytes }
	if full() {
		now := r.now()
		for s, old := range r.of {
			if !now.Before(old.until) {
				r.forget(s)
			}
		}
	}
	for s := range r.of { // any one
		if !full() {
			break
		}
		r.forget(s)
	}
	r.of[site] = ru
	r.size += ru.size
}

func (r *robots) forget(site string) {
	r.size -= r.of[site].size
	delete(r.of, site)
}
