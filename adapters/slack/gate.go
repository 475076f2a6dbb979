package slack

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

// maxAnswer is how much of an answer is read.
const maxAnswer = 16 << 20

// A gate is the way of every request to Slack. It tells a refusal from an
// answer that can't be trusted before slack-go looks at either, follows no
// redirect, repeats nothing, and keeps addresses, which may be secrets, out of
// errors.
type gate struct {
	client *http.Client
	api    *url.URL
}

func newGate(client *http.Client, api string) (*gate, error) {
	u, err := url.Parse(api)
	if err != nil {
		return nil, err
	}
	if u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, fmt.Errorf("%q is no address", api)
	}
	c := &http.Client{Timeout: requestTimeout}
	if client != nil {
		*c = *client
		if c.Timeout == 0 {
			c.Timeout = requestTimeout
		}
	}
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &gate{client: c, api: u}, nil
}

// dialer makes connections the way the client does: through the same proxy,
// trusting the same certificates.
func (g *gate) dialer() *websocket.Dialer {
	d := &websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: handshake, WriteBufferSize: frame}
	if t, ok := g.client.Transport.(*http.Transport); ok {
		d.Proxy, d.NetDialContext = t.Proxy, t.DialContext
		if t.TLSClientConfig != nil {
			d.TLSClientConfig = t.TLSClientConfig.Clone()
			d.TLSClientConfig.NextProtos = []string{"http/1.1"} // no sockets over HTTP/2
		}
	}
	return d
}

// A limitedError is a 429: nothing was done.
type limitedError struct{ after time.Duration }

func (e *limitedError) Error() string { return fmt.Sprintf("limited for %v", e.after) }

// A statusError is an answer that isn't Slack's own.
type statusError struct{ code int }

func (e *statusError) Error() string { return fmt.Sprintf("HTTP status %d", e.code) }

// An unsentError is a request that never reached Slack.
type unsentError struct{ err error }

func (e *unsentError) Error() string { return "connect: " + e.err.Error() }
func (e *unsentError) Unwrap() error { return e.err }

// Do sends a request once. Only answers with status 200 are returned.
func (g *gate) Do(r *http.Request) (*http.Response, error) {
	resp, err := g.client.Do(r)
	if err != nil {
		return nil, anonymous(err)
	}
	defer resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusOK:
	case http.StatusTooManyRequests:
		return nil, &limitedError{retryAfter(resp.Header.Get("Retry-After"))}
	default:
		return nil, &statusError{resp.StatusCode}
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return nil, anonymous(err)
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// cutToken takes the token out of a form, and reports whether there was one.
func cutToken(raw []byte) (token string, rest []byte, ok bool) {
	form, err := url.ParseQuery(string(raw))
	if err != nil || !form.Has("token") {
		return "", raw, false
	}
	token = form.Get("token")
	form.Del("token")
	return token, []byte(form.Encode()), true
}

// anonymous is err without the address it was about, marked if the request
// can't have reached Slack.
func anonymous(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err
	}
	op, isOp := errors.AsType[*net.OpError](err)
	_, isDNS := errors.AsType[*net.DNSError](err)
	if isDNS || isOp && (op.Op == "dial" || op.Op == "proxyconnect") {
		return &unsentError{err}
	}
	return err
}

// limitedFor is the wait after a 429 that doesn't say how long.
const limitedFor = 30 * time.Second

// retryAfter reads the header: whole seconds from Slack, and whatever else a
// proxy in front may write.
func retryAfter(header string) time.Duration {
	header = strings.TrimSpace(header)
	if s, err := strconv.ParseFloat(header, 64); err == nil && s >= 0 && s < 1e6 {
		return time.Duration(s * float64(time.Second))
	}
	if at, err := http.ParseTime(header); err == nil {
		return max(time.Until(at), time.Second)
	}
	return limitedFor
}

// mayHook reports whether address can be a response URL: Slack's own, or on
// the host that stands for Slack.
func (g *gate) mayHook(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.User != nil {
		return false
	}
	if u.Scheme == g.api.Scheme && u.Host == g.api.Host {
		return true
	}
	host := u.Hostname()
	return u.Scheme == "https" && (host == "hooks.slack.com" || host == "hooks.slack-gov.com")
}
