// Package web fetches feeds and pages from anybody's address without doing
// harm: not to the network the bot runs in, not to the bot, not to the
// publisher.
//
// Addresses are checked when the connection is made, not when the address is
// read, so that no spelling, name server or redirect leads to a private
// network (code.dny.dev/ssrf). Answers are bounded in time and in size, after
// unpacking. Publishers are asked one request at a time with a pause after it
// ([lanes]), and robots.txt is heeded for pages.
package web

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"code.dny.dev/ssrf"

	"waybill/bot/collect"
)

// Options say who asks, what may be asked, and how long an answer may take.
type Options struct {
	UserAgent string         // required: names the bot and how to reach who runs it
	Allow     []netip.Prefix // private networks that may be read all the same
	Ports     []uint16       // ports besides 80 and 443
	Pace      time.Duration  // least time between two requests to one publisher; 0 for no limit at all
	Patience  time.Duration  // how long a request waits for its turn; 0 for 20 s
	Dial      time.Duration  // for a connection, and again for TLS; 0 for 5 s
	Header    time.Duration  // for the answer to begin; 0 for 5 s
	Total     time.Duration  // for the whole answer; 0 for 10 s
	MaxBytes  int64          // of a body, unpacked; 0 for 5 MB
	Now       func() time.Time
	Lookup    func(ctx context.Context, network, name string) ([]netip.Addr, error) // in place of the system's, for tests
}

const (
	// maxRedirects is how often an answer may send elsewhere.
	maxRedirects = 5
	// maxHeader is how much of headers is read, in bytes.
	maxHeader = 64 << 10
	// idle is for how long and how many connections are kept for the next
	// request; polling returns to a site within minutes at the earliest, so
	// they serve the pages of one reading.
	idle     = 10 * time.Second
	maxIdle  = 32
	sessions = 512 // of TLS, to be resumed at the next reading
)

// A Client fetches. It may be used by several goroutines.
type Client struct {
	http   *http.Client
	guard  *ssrf.Guardian
	opt    Options
	lanes  *lanes
	robots *robots

	buffers buffers
}

var _ collect.Web = (*Client)(nil)

// New makes a Client.
func New(o Options) *Client {
	def := func(d *time.Duration, v time.Duration) {
		if *d == 0 {
			*d = v
		}
	}
	def(&o.Patience, 20*time.Second)
	def(&o.Dial, 5*time.Second)
	def(&o.Header, 5*time.Second)
	def(&o.Total, 10*time.Second)
	if o.MaxBytes == 0 {
		o.MaxBytes = 5 << 20
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	c := &Client{guard: guard(o), opt: o, lanes: newLanes(o.Pace, o.Patience, o.Now), robots: newRobots(o.Now)}
	c.http = &http.Client{Transport: c.transport(), CheckRedirect: stay}
	return c
}

// guard refuses to connect to what is not public.
func guard(o Options) *ssrf.Guardian {
	var v4, v6 []netip.Prefix
	for _, p := range o.Allow {
		if p.Addr().Is4() {
			v4 = append(v4, p)
		} else {
			v6 = append(v6, p)
		}
	}
	return ssrf.New(
		ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...),
		ssrf.WithPorts(append([]uint16{80, 443}, o.Ports...)...),
	)
}

func (c *Client) transport() *http.Transport {
	d := &net.Dialer{Timeout: c.opt.Dial, KeepAlive: 15 * time.Second, Control: c.guard.Safe}
	t := &http.Transport{
		Proxy:                  nil, // behind a proxy the guard would see only the proxy
		DialContext:            d.DialContext,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true, // unpacked by us, under the limit
		TLSHandshakeTimeout:    c.opt.Dial,
		ResponseHeaderTimeout:  c.opt.Header,
		MaxResponseHeaderBytes: maxHeader,
		WriteBufferSize:        1 << 10, // a request is smaller; there are hundreds of connections
		MaxIdleConns:           maxIdle,
		MaxIdleConnsPerHost:    1,
		IdleConnTimeout:        idle,
		TLSClientConfig:        &tls.Config{ClientSessionCache: tls.NewLRUClientSessionCache(sessions), MinVersion: tls.VersionTLS12},
	}
	if c.opt.Lookup != nil {
		t.DialContext = c.dialVia(d)
	}
	return t
}

// dialVia looks names up with Options.Lookup.
func (c *Client) dialVia(d *net.Dialer) func(ctx context.Context, network, addr string) (net.Conn, error) {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		host, port, err := net.SplitHostPort(addr)
		if err != nil {
			return nil, err
		}
		ips, err := c.opt.Lookup(ctx, network, host)
		if err != nil {
			return nil, err
		}
		err = &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
		for _, ip := range ips {
			var conn net.Conn
			if conn, err = d.DialContext(ctx, network, net.JoinHostPort(ip.String(), port)); err == nil {
				return conn, nil
			}
		}
		return nil, err
	}
}

// Fetch asks for one address. Errors are of type *bot.Error and name the host
// only: addresses may hold secrets. Where an answer sends elsewhere, that
// publisher's turn is waited for before it is asked.
func (c *Client) Fetch(ctx context.Context, r collect.Request) (collect.Response, error) {
	u, err := readable(r.URL)
	if err != nil {
		return collect.Response{}, err
	}
	t := &trip{start: u, at: u, limit: c.opt.MaxBytes, left: c.opt.Total}
	if r.MaxBytes > 0 {
		t.limit = r.MaxBytes
	}
	for {
		got, err := c.hop(ctx, t, r)
		if err != nil {
			return collect.Response{}, err
		}
		if got != nil {
			return c.open(ctx, t, r, got)
		}
	}
}

// An answer is one that was received whole.
type answer struct {
	collect.Response
	sent    *sent
	packing string
}

// hop asks for what the trip is at, when it is its publisher's turn. It answers
// nil where the trip goes on from there.
func (c *Client) hop(ctx context.Context, t *trip, r collect.Request) (*answer, error) {
	lane, err := c.lanes.enter(ctx, t.at.Hostname(), r.Hurry)
	if err != nil {
		return nil, err
	}
	defer lane.leave()
	timed, cancel := context.WithTimeout(ctx, t.left)
	defer cancel()
	defer func(began time.Time) { t.left -= time.Since(began) }(time.Now())
	fail := func(err error) error {
		t.over = timed.Err() != nil
		return c.explain(ctx, t, err)
	}
	req, err := http.NewRequestWithContext(timed, http.MethodGet, t.at.String(), nil)
	if err != nil {
		return nil, unreadable(err)
	}
	c.ask(req, r)
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, fail(err)
	}
	defer resp.Body.Close()
	if on, err := t.follow(resp); err != nil {
		return nil, fail(err)
	} else if on {
		return nil, nil
	}
	if err := c.status(resp, r); err != nil {
		if wait := retryAfter(err); wait > 0 {
			lane.rest(wait)
		}
		return nil, err
	}
	got := &answer{Response: collect.Response{
		URL: t.at.String(), NotModified: resp.StatusCode == http.StatusNotModified, Moved: t.moved(),
		ContentType: resp.Header.Get("Content-Type"), ETag: resp.Header.Get("ETag"), LastModified: resp.Header.Get("Last-Modified"),
		Fresh: fresh(resp.Header),
	}, packing: resp.Header.Get("Content-Encoding")}
	if got.NotModified {
		return got, nil
	}
	if got.sent, err = receive(resp.Body, t.limit); err != nil {
		return nil, fail(err)
	}
	return got, nil
}

// open unpacks an answer.
func (c *Client) open(ctx context.Context, t *trip, r collect.Request, got *answer) (collect.Response, error) {
	if got.sent == nil {
		return got.Response, nil
	}
	defer got.sent.release()
	if r.Received != nil {
		r.Received()
	}
	var err error
	if got.Body, err = c.buffers.unpack(got.sent, got.packing, t.limit); err != nil {
		return collect.Response{}, c.explain(ctx, t, err)
	}
	return got.Response, nil
}

// ask fills in the headers of a request.
func (c *Client) ask(req *http.Request, r collect.Request) {
	h := req.Header
	h.Set("User-Agent", c.opt.UserAgent)
	h.Set("Accept-Encoding", "gzip, br, zstd")
	h.Set("Accept", "*/*")
	if r.Accept != "" {
		h.Set("Accept", r.Accept)
	}
	if r.ETag != "" {
		h.Set("If-None-Match", r.ETag)
	}
	if r.LastModified != "" {
		h.Set("If-Modified-Since", r.LastModified)
	}
}

// HTTP is a client for requests that are no reading, such as to a hub: it goes
// nowhere that Fetch would not go, but at its own pace.
func (c *Client) HTTP() *http.Client {
	return &http.Client{Transport: c.http.Transport, CheckRedirect: checkRedirect, Timeout: c.opt.Total}
}

// Close ends the connections that are kept.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// readable is an address that may be asked for.
func readable(raw string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	switch {
	case err != nil:
		return nil, unreadable(err)
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, badAddress(fmt.Sprintf("only addresses that begin with http:// or https:// can be read, not %q", u.Scheme+":"))
	case u.Hostname() == "":
		return nil, unreadable(nil)
	case u.User != nil:
		return nil, badAddress("addresses with a user name in them are not read")
	case numeric(u.Hostname()):
		return nil, badAddress("a number is no name of a site")
	case len(raw) > 2048:
		return nil, badAddress("the address is longer than 2,048 characters")
	}
	return u, nil
}

// numeric reports whether a host is an IP address in a form that only some
// resolvers read: as one number, in hexadecimal, with parts left out. Such
// names belong to nobody (https://url.spec.whatwg.org/#ends-in-a-number-checker).
func numeric(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return false // the guard knows what to do with it
	}
	labels := strings.Split(strings.TrimSuffix(host, "."), ".")
	last := strings.ToLower(labels[len(labels)-1])
	if hex, ok := strings.CutPrefix(last, "0x"); ok {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return last != "" && strings.Trim(last, "0123456789") == ""
}
