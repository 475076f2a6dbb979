package web

import (
	"context"
	"errors"
	"net/url"
	"sync"
	"time"

	"github.com/temoto/robotstxt"

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
	// maxDelay is the longest Crawl-delay that is kept to.
	maxDelay = 30 * time.Second
)

// robots remembers what sites allow.
type robots struct {
	now func() time.Time

	mu sync.Mutex
	of map[string]rules // by scheme and host
}

type rules struct {
	group *robotstxt.Group // nil: everything is forbidden
	until time.Time
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
		if r.group != nil && r.group.CrawlDelay > 0 {
			c.lanes.slow(u.Hostname(), min(r.group.CrawlDelay, maxDelay))
		}
	}
	return r.group != nil && r.group.Test(path(u)), nil
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
		return rules{nil, c.opt.Now().Add(robotsUnread)}, nil
	}
	// Any refusal of the file itself, or a file too large to be one, allows
	// everything.
	data, err := robotstxt.FromBytes(res.Body)
	if err != nil {
		data, _ = robotstxt.FromBytes(nil)
	}
	return rules{data.FindGroup(robotsName), c.opt.Now().Add(robotsKept)}, nil
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
	if len(r.of) >= robotsSites {
		now := r.now()
		for s, old := range r.of {
			if !now.Before(old.until) {
				delete(r.of, s)
			}
		}
	}
	if len(r.of) >= robotsSites {
		for s := range r.of { // any one
			delete(r.of, s)
			break
		}
	}
	r.of[site] = ru
}
