package web

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"syscall"
	"time"

	"code.dny.dev/ssrf"

	"waybill/bot"
	"waybill/bot/collect"
)

func badAddress(text string) error {
	return &bot.Error{Kind: bot.Invalid, Text: text, Hint: "give the address of a public feed or page", Err: collect.ErrBlocked}
}

func unreadable(err error) error {
	return &bot.Error{Kind: bot.Invalid, Text: "that is no web address", Hint: "give one like https://example.org/news", Err: bare(err)}
}

// status says what an answer other than a body or "not modified" means.
func (c *Client) status(resp *http.Response, r collect.Request) error {
	host, code := resp.Request.URL.Hostname(), resp.StatusCode
	wait := after(resp.Header, c.opt.Now())
	fail := func(kind bot.Kind, hint string, cause error, format string, args ...any) error {
		return &bot.Error{Kind: kind, Text: host + " " + fmt.Sprintf(format, args...), Hint: hint, After: wait, Err: cause}
	}
	switch {
	case code == http.StatusOK || code == http.StatusNonAuthoritativeInfo || code == http.StatusNoContent:
		return nil
	case code == http.StatusNotModified && (r.ETag != "" || r.LastModified != ""):
		return nil
	case code == http.StatusGone:
		return fail(bot.Permanent, "look on the site for a new one", collect.ErrGone, "says that this address is gone for good (410)")
	case code == http.StatusNotFound:
		return fail(bot.NotFound, "look on the site for the right one", nil, "has nothing at this address (404)")
	case code == http.StatusUnauthorized || code == http.StatusPaymentRequired:
		return fail(bot.Forbidden, "only what is open to everybody can be read", nil, "wants a password or payment (%d)", code)
	case code == http.StatusForbidden:
		return fail(transientIf(wait), "the site keeps robots out; another feed of it may be open", nil, "refuses to answer (403)")
	case code == http.StatusTooManyRequests:
		return fail(bot.Transient, "it is asked again more slowly by itself", nil, "says it was asked too often (429)")
	case code >= 500:
		return fail(bot.Transient, "it is tried again by itself", nil, "has a fault of its own (%d)", code)
	default:
		return fail(bot.Permanent, "open the address in a browser to see what is there", nil, "answers with status %d", code)
	}
}

func transientIf(wait time.Duration) bot.Kind {
	if wait > 0 {
		return bot.Transient
	}
	return bot.Forbidden
}

// explain makes of what went wrong on the way a sentence for people.
func (c *Client) explain(ctx context.Context, t *trip, err error) error {
	if ctx.Err() != nil {
		return ctx.Err() // the caller gave up, nothing is wrong with the site
	}
	if e, ok := errors.AsType[*bot.Error](err); ok {
		return e
	}
	host := t.at.Hostname()
	fail := func(kind bot.Kind, hint, format string, args ...any) error {
		return &bot.Error{Kind: kind, Text: host + " " + fmt.Sprintf(format, args...), Hint: hint, Err: bare(err)}
	}
	if e := c.blocked(t, err); e != nil {
		return e
	}
	switch {
	case errors.Is(err, errCircle):
		return fail(bot.Permanent, "open the address in a browser to see where it leads", "redirects in a circle")
	case errors.Is(err, errTooMany):
		return fail(bot.Permanent, "open the address in a browser and give the one it ends at", "redirects more than %d times", maxRedirects)
	case errors.Is(err, errDowngrade):
		return fail(bot.Permanent, "", "redirects from https to http, which is not followed")
	case errors.Is(err, collect.ErrLarge):
		return &bot.Error{Kind: bot.Permanent, Text: fmt.Sprintf("%s sends more than %s", host, size(t.limit)), Hint: "feeds and articles are smaller", Err: bare(err)}
	case errors.Is(err, errPacking):
		return fail(bot.Permanent, "", "packs its answer in a way that was not asked for")
	}
	return c.network(host, t.over, err)
}

// blocked explains why a connection was not made, nil if that is not it.
func (c *Client) blocked(t *trip, err error) error {
	how := "leads"
	if len(t.been) > 0 {
		how = "redirects"
	}
	switch {
	case errors.Is(err, ssrf.ErrProhibitedIP):
		return &bot.Error{
			Kind: bot.Invalid, Text: fmt.Sprintf("%s %s to a private or reserved network, which is not read", t.start.Hostname(), how),
			Hint: "if it is yours, whoever runs the bot can allow it with collect.allow", Err: errors.Join(collect.ErrBlocked, bare(err)),
		}
	case errors.Is(err, ssrf.ErrProhibitedPort):
		return &bot.Error{
			Kind: bot.Invalid, Text: fmt.Sprintf("%s %s to a port other than 80 and 443, which is not read", t.start.Hostname(), how),
			Hint: "if it is yours, whoever runs the bot can allow it with collect.ports", Err: errors.Join(collect.ErrBlocked, bare(err)),
		}
	case errors.Is(err, errElsewhere):
		return &bot.Error{
			Kind: bot.Permanent, Text: t.start.Hostname() + " redirects to something other than a web page, which is not followed",
			Hint: "open the address in a browser to see where it leads", Err: errors.Join(collect.ErrBlocked, bare(err)),
		}
	}
	return nil
}

// network explains faults of connections and names.
func (c *Client) network(host string, over bool, err error) error {
	fail := func(kind bot.Kind, hint, format string, args ...any) error {
		return &bot.Error{Kind: kind, Text: host + " " + fmt.Sprintf(format, args...), Hint: hint, Err: bare(err)}
	}
	const again = "it is tried again by itself"
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		if dns.IsNotFound {
			return &bot.Error{Kind: bot.NotFound, Text: "there is no site called " + host, Hint: "check the spelling of the address", Err: bare(err)}
		}
		return &bot.Error{Kind: bot.Transient, Text: "the name " + host + " could not be looked up", Hint: again, Err: bare(err)}
	}
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); ok && invalid.Reason == x509.Expired {
		return fail(bot.Transient, "the site has to renew it", "has a certificate that has expired or is not valid yet")
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return fail(bot.Transient, "check the address; www may be missing or too much", "has a certificate for another name")
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return fail(bot.Transient, "the site has to mend it", "has a certificate that cannot be trusted")
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return fail(bot.Transient, "try the address with http://", "does not speak https at this address")
	}
	var timeout net.Error
	switch {
	case over:
		return fail(bot.Transient, again, "took longer than %s to answer", seconds(c.opt.Total))
	case errors.As(err, &timeout) && timeout.Timeout():
		return fail(bot.Transient, again, "did not begin to answer within %s", seconds(c.opt.Header))
	case errors.Is(err, syscall.ECONNREFUSED):
		return fail(bot.Transient, again, "does not accept connections")
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return fail(bot.Transient, again, "broke off its answer")
	}
	return fail(bot.Transient, again, "could not be read")
}

// bare is err without the address that net/http puts before it, and without what
// it quotes of a site's answer: addresses may hold secrets, which a site may send
// back, and errors are logged.
func bare(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err
	}
	if err == nil || !strings.Contains(err.Error(), `"`) {
		return err
	}
	return errors.New(quoted.ReplaceAllString(err.Error(), `"…"`))
}

// quoted is what an error quotes.
var quoted = regexp.MustCompile(`"(?:[^"\\]|\\.)*"?`)

func seconds(d time.Duration) string {
	if d < time.Second {
		return d.String()
	}
	return fmt.Sprintf("%d s", int(d.Round(time.Second).Seconds()))
}

func size(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d kB", n>>10)
	}
	return fmt.Sprintf("%d MB", n>>20)
}
