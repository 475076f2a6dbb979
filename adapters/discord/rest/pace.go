package rest

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"waybill/bot"
)

// Discord takes 50 requests a second from a bot, over all routes; answers to
// interactions are not counted. At most 48 of them are posts, and 49 requests
// in all.
// https://discord.com/developers/docs/topics/rate-limits#global-rate-limit
const (
	PostsPerSecond = 48
	morePerSecond  = 1 // of requests that are no posts
)

// Discord shuts an address out that earns 10,000 answers of 401, 403 or 429 in
// ten minutes. Half of that is where we stop by ourselves.
// https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
const (
	maxInvalid    = 5000
	invalidWindow = 10 * time.Minute
)

// While people wait for their answers, digests stand back; but after so many
// answers one goes out, or a flood of questions would hold digests up for ever.
const (
	mostOvertaken = 8
	standBack     = 5 * time.Millisecond // until a digest looks again
)

// forget is how long a bucket is remembered that nobody uses. Their number
// is bounded by what is sent in that time.
const forget = 10 * time.Minute

// pace holds requests back until Discord wants them: by route as its headers
// say, and over all routes.
type pace struct {
	posts, all *share
	maxWait    time.Duration
	first      chan struct{} // holds whoever is next among the posts that wait for their share of all routes

	mu        sync.Mutex
	people    int // requests that are no posts and wait for their share of all routes
	overtaken int // of them went out since the last post

	names   map[string]string  // route → Discord's name of its bucket
	buckets map[string]*bucket // by route or name, and major argument
	swept   time.Time
	held    time.Time // nothing that counts goes out before
	shut    time.Time // nothing at all goes out before
	invalid int       // answers since counted
	counted time.Time
}

// A bucket is one limit that several requests share.
type bucket struct {
	known     bool // Discord has told its numbers
	limit     int
	remaining int
	reset     time.Time
	flying    int           // requests that are out
	landed    chan struct{} // closed, and replaced, when one comes back
	used      time.Time
}

func newPace(posts float64, maxWait time.Duration) *pace {
	if posts <= 0 {
		posts = PostsPerSecond
	}
	return &pace{
		posts: newShare(posts), all: newShare(posts + morePerSecond),
		maxWait: maxWait, first: make(chan struct{}, 1),
		names: map[string]string{}, buckets: map[string]*bucket{},
	}
}

// wait returns when the request may go out, with the bucket it was counted
// in. It waits for maxWait at most: who would have to wait longer is told so.
// Its errors are of kind Transient, for nothing was sent.
func (p *pace) wait(ctx context.Context, r Request) (*bucket, error) {
	latest := time.Now().Add(p.maxWait)
	first, asking := false, false
	defer func() {
		if first {
			<-p.first
		}
		if asking {
			p.asks(-1)
		}
	}()
	for {
		b, delay, landed, share := p.enter(r, time.Now(), first)
		if delay == 0 && landed == nil && !share {
			return b, nil
		}
		if share && r.Lane == Ordinary && !asking {
			asking = true
			p.asks(1)
		}
		if first && !share { // the route's own limit holds back nobody else
			<-p.first
			first = false
		}
		if left := time.Until(latest); delay > left {
			return nil, busy(delay, nil)
		} else if delay == 0 {
			delay = left
		}
		var queue chan<- struct{}
		if share && !first {
			queue = p.first
		}
		timer := time.NewTimer(delay)
		select {
		case queue <- struct{}{}:
			first = true
		case <-timer.C:
			if (landed != nil || queue != nil) && !time.Now().Before(latest) {
				return nil, busy(time.Second, nil)
			}
		case <-landed:
		case <-ctx.Done():
			timer.Stop()
			return nil, busy(0, ctx.Err())
		}
		timer.Stop()
	}
}

// asks counts those who wait for something other than a post.
func (p *pace) asks(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.people += n
}

func busy(after time.Duration, cause error) error {
	return &bot.Error{Kind: bot.Transient, Text: "too much is going out to Discord at once", After: after, Err: cause}
}

// enter counts the request in its bucket, or says how long to wait or on what.
// What waits for its share of all routes is told so. Posts wait for that in
// the order in which they came, or some would wait for ever: only the first
// may ask.
func (p *pace) enter(r Request, now time.Time, first bool) (b *bucket, delay time.Duration, landed <-chan struct{}, share bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if d := p.held.Sub(now); d > 0 && r.Lane != Outside {
		return nil, d, nil, false
	}
	if d := p.shut.Sub(now); d > 0 {
		return nil, d, nil, false
	}
	b = p.bucket(r, now)
	if b.known && !now.Before(b.reset) {
		b.remaining = b.limit - b.flying
	}
	switch {
	case !b.known && b.flying > 0: // one goes ahead and asks
		return nil, 0, b.landed, false
	case b.known && b.remaining <= 0:
		if d := b.reset.Sub(now); d > 0 {
			return nil, d, nil, false
		}
		return nil, 0, b.landed, false
	}
	switch {
	case r.Lane == Posts && !first:
		return nil, 0, nil, true
	case r.Lane == Posts && p.people > 0 && p.overtaken < mostOvertaken:
		return nil, standBack, nil, true
	}
	if d := p.spend(r.Lane, now); d > 0 {
		return nil, d, nil, true
	}
	b.remaining--
	b.flying++
	return b, 0, nil, false
}

// spend takes the request's share of what may go out over all routes, or says
// when there is one.
func (p *pace) spend(lane Lane, now time.Time) time.Duration {
	if lane == Outside {
		return 0
	}
	wait := p.all.wait(now)
	if lane == Posts {
		wait = max(wait, p.posts.wait(now))
	}
	if wait > 0 {
		return wait
	}
	p.all.take(now)
	p.overtaken++
	if lane == Posts {
		p.posts.take(now)
		p.overtaken = 0
	}
	return 0
}

// bucket is the one that the request counts in.
func (p *pace) bucket(r Request, now time.Time) *bucket {
	if r.Once {
		return &bucket{landed: make(chan struct{})}
	}
	p.sweep(now)
	key := p.key(r)
	b := p.buckets[key]
	if b == nil {
		b = &bucket{landed: make(chan struct{})}
		p.buckets[key] = b
	}
	b.used = now
	return b
}

// key names a bucket: its route, or Discord's name where that is known, and
// the major argument.
func (p *pace) key(r Request) string {
	route := r.Method + " " + r.Route
	if name, ok := p.names[route]; ok {
		route = name
	}
	if len(r.Args) == 0 {
		return route
	}
	major := r.Args[0]
	if r.Lane == Outside && len(r.Args) > 1 { // a webhook counts by its token too
		major += " " + r.Args[1]
	}
	return route + " " + major
}

// sweep forgets what nobody uses.
func (p *pace) sweep(now time.Time) {
	if now.Sub(p.swept) < forget/10 {
		return
	}
	p.swept = now
	for key, b := range p.buckets {
		if b.flying == 0 && now.Sub(b.used) > forget {
			delete(p.buckets, key)
		}
	}
}

// done counts the request's end, learns from the answer, and returns how long
// requests like it are now held back.
func (p *pace) done(b *bucket, r Request, status int, h http.Header, body []byte) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	b.flying--
	close(b.landed)
	b.landed = make(chan struct{})
	if status == 0 {
		return 0
	}
	p.count(status, h, now)
	if name := h.Get("X-RateLimit-Bucket"); name != "" && !r.Once {
		p.rename(r.Method+" "+r.Route, name)
	}
	b.learn(h, now)
	if status != http.StatusTooManyRequests {
		return 0
	}
	return p.limited(b, readLimit(h, body), now)
}

// rename takes over Discord's name of a route's buckets: routes that share a
// name share their limits.
func (p *pace) rename(route, name string) {
	old := p.names[route]
	if old == name {
		return
	}
	p.names[route] = name
	if old != "" {
		return // the buckets of the old name may belong to other routes too
	}
	for key, b := range p.buckets {
		major, ours := strings.CutPrefix(key, route)
		if ours && (major == "" || major[0] == ' ') && p.buckets[name+major] == nil {
			p.buckets[name+major] = b
		}
	}
}

// learn takes over the numbers in the headers. Those that don't parse are no
// numbers: what was answered was answered.
func (b *bucket) learn(h http.Header, now time.Time) {
	n, ok := readNumbers(h)
	if !ok {
		return
	}
	reset := now.Add(n.resetAfter)
	if b.known && b.remaining < n.remaining && reset.Before(b.reset.Add(slack)) {
		// An older answer: more has gone out since.
		return
	}
	b.known, b.limit, b.remaining, b.reset = true, n.limit, max(0, n.remaining-b.flying), reset
}

// slack is how far two answers of one window may differ on its end.
const slack = 100 * time.Millisecond

// limited holds back what a 429 speaks of.
func (p *pace) limited(b *bucket, l limit, now time.Time) time.Duration {
	until := now.Add(l.after)
	switch {
	case l.guard:
		p.shut = later(p.shut, until)
	case l.global:
		p.held = later(p.held, until)
	default:
		if !b.known {
			b.limit = 1
		}
		b.known, b.remaining, b.reset = true, 0, until
	}
	return l.after
}

// count keeps away from the number of refusals that gets an address shut out.
func (p *pace) count(status int, h http.Header, now time.Time) {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests:
	default:
		return
	}
	if h.Get("X-RateLimit-Scope") == "shared" {
		return
	}
	if now.Sub(p.counted) > invalidWindow {
		p.counted, p.invalid = now, 0
	}
	if p.invalid++; p.invalid >= maxInvalid {
		p.shut = later(p.shut, p.counted.Add(invalidWindow))
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
