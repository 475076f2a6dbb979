// Package rest speaks with Discord's HTTP interface: one request, one answer,
// and for everything that can go wrong a *bot.Error that says whether the
// thing was done.
//
// It stands beside discordgo's own client and not on it, because that one
// sends a POST again after a 502 (four messages in a millisecond), waits out a
// rate limit without heeding the context, knows no limit over all routes,
// takes a rate limit told in HTML for a syntax error, calls a message that was
// sent an error when a header doesn't parse, and never forgets a route. Here
// nothing is ever sent twice: trying again is the caller's decision.
//
// https://discord.com/developers/docs/reference
package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"waybill/bot"
)

// maxBody is how much of an answer is read, in bytes: a hundred messages at
// their longest are below it.
const maxBody = 8 << 20

// Options say how a Client is to be built.
type Options struct {
	Base      string        // required: the interface's address with its version
	Token     func() string // required
	HTTP      *http.Client  // nil for the usual one
	UserAgent string        // required: "DiscordBot (address, version)", or Discord's guard refuses
	Timeout   time.Duration // of one request; 0 for 10 s
	MaxWait   time.Duration // for a place under a rate limit, rather than to be told to come back; 0 for 5 s
	Posts     float64       // a second at most of requests that are Posts; 0 for PostsPerSecond
	Log       *slog.Logger  // required
}

// A Client sends requests, no faster than Discord wants them.
type Client struct {
	o    Options
	http *http.Client
	pace *pace
}

// New returns a Client. It follows no redirect: a POST would come out as a
// GET, and the token would go to another host.
func New(o Options) *Client {
	if o.Timeout == 0 {
		o.Timeout = 10 * time.Second
	}
	if o.MaxWait == 0 {
		o.MaxWait = 5 * time.Second
	}
	c := http.Client{Transport: http.DefaultTransport}
	if o.HTTP != nil {
		c = *o.HTTP
	}
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	o.Base = strings.TrimRight(o.Base, "/")
	return &Client{o: o, http: &c, pace: newPace(o.Posts, o.MaxWait)}
}

// A Request is one call. Route is a path with a "*" for each of Args, in
// order; the first of them is what Discord counts a route's limit by.
type Request struct {
	Method string
	Route  string // "/channels/*/messages"
	Args   []string
	Query  url.Values
	Body   any // marshalled; nil for none
	Files  []File
	Lane   Lane
	Once   bool // its arguments never come back, so its limit need not be remembered
}

// A File goes with a request's body, which names it by its place.
// https://discord.com/developers/docs/reference#uploading-files
type File struct {
	Name  string
	Type  string // its media type
	Bytes []byte
}

// A Lane says which of the limits over all routes a request falls under.
type Lane int

// The lanes.
const (
	Ordinary Lane = iota
	Posts         // messages on schedule: they leave room for the others
	Outside       // answers to interactions: no limit over all routes, no token, and they can't wait
)

// Do sends the request once and puts the answer into into, unless it is nil.
// Every error is a *bot.Error:
//
//	Transient   nothing was done; After says when to come back, if that is known
//	Permanent   Discord refuses, and would again
//	Ambiguous   it may have been done
//
// A [*Refusal] in its chain is what Discord said.
func (c *Client) Do(ctx context.Context, r Request, into any) error {
	body, kind, err := written(r)
	if err != nil {
		return &bot.Error{Kind: bot.Internal, Text: "a request to Discord could not be written", Err: err}
	}
	b, err := c.pace.wait(ctx, r)
	if err != nil {
		return err
	}
	began := time.Now()
	status, header, answer, err := c.exchange(ctx, r, body, kind)
	limit := c.pace.done(b, r, status, header, answer)
	c.o.Log.Debug("discord request", "method", r.Method, "route", r.Route, "status", status, "took", time.Since(began).Round(time.Millisecond))
	switch {
	case err != nil:
		return err
	case status/100 != 2:
		return refused(r, status, header, answer, limit)
	case into == nil || status == http.StatusNoContent:
		return nil
	}
	if err := json.Unmarshal(answer, into); err != nil {
		return unclear(r, "Discord's answer makes no sense", err)
	}
	return nil
}

// written is a request's body and its media type: JSON, or that and files.
func written(r Request) (body []byte, kind string, err error) {
	body, err = json.Marshal(r.Body)
	if err != nil || len(r.Files) == 0 {
		return body, "application/json", err
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	add := func(name, file, kind string, content []byte) {
		h := textproto.MIMEHeader{"Content-Type": {kind}}
		told := map[string]string{"name": name}
		if file != "" {
			told["filename"] = file
		}
		h.Set("Content-Disposition", mime.FormatMediaType("form-data", told))
		part, failed := w.CreatePart(h)
		if failed == nil {
			_, failed = part.Write(content)
		}
		err = errors.Join(err, failed)
	}
	add("payload_json", "", "application/json", body)
	for i, f := range r.Files {
		add("files["+strconv.Itoa(i)+"]", f.Name, f.Type, f.Bytes)
	}
	err = errors.Join(err, w.Close())
	return b.Bytes(), w.FormDataContentType(), err
}

// exchange is the request on the wire.
func (c *Client) exchange(ctx context.Context, r Request, body []byte, kind string) (int, http.Header, []byte, error) {
	ctx, cancel := context.WithTimeout(ctx, c.o.Timeout)
	defer cancel()
	var written atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteHeaders: func() { written.Store(true) },
	})
	var content io.Reader
	if r.Body != nil {
		content = bytes.NewReader(body)
	}
	req, err := http.NewRequestWithContext(ctx, r.Method, c.address(r), content)
	if err != nil {
		return 0, nil, nil, &bot.Error{Kind: bot.Internal, Text: "a request to Discord could not be written", Err: bare(err)}
	}
	req.Header.Set("User-Agent", c.o.UserAgent)
	if r.Body != nil {
		req.Header.Set("Content-Type", kind)
	}
	if r.Lane != Outside {
		req.Header.Set("Authorization", "Bot "+c.o.Token())
	}
	resp, err := c.http.Do(req)
	if err != nil {
		if !written.Load() {
			return 0, nil, nil, &bot.Error{Kind: bot.Transient, Text: "Discord could not be reached", Hint: "check the network", Err: bare(err)}
		}
		return 0, nil, nil, unclear(r, "Discord did not answer", err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, maxBody))
	if err != nil && resp.StatusCode/100 == 2 {
		return resp.StatusCode, resp.Header, nil, unclear(r, "Discord's answer broke off", err)
	}
	return resp.StatusCode, resp.Header, answer, nil
}

func (c *Client) address(r Request) string {
	var b strings.Builder
	b.WriteString(c.o.Base)
	args := r.Args
	for part := range strings.SplitAfterSeq(r.Route, "*") {
		if stem, ok := strings.CutSuffix(part, "*"); ok && len(args) > 0 {
			b.WriteString(stem + url.PathEscape(args[0]))
			args = args[1:]
			continue
		}
		b.WriteString(part)
	}
	if len(r.Query) > 0 {
		b.WriteString("?" + r.Query.Encode())
	}
	return b.String()
}

// unclear is the error for a request that was sent and of which nobody knows
// whether it was done. What only reads does nothing.
func unclear(r Request, text string, err error) error {
	kind := bot.Ambiguous
	if r.Method == http.MethodGet {
		kind = bot.Transient
	}
	return &bot.Error{Kind: kind, Text: text, Err: bare(err)}
}

// bare is the cause without the address, which may hold an interaction's
// token.
func bare(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}
