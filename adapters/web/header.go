package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"waybill/bot"
)

// maxWait is the longest that a site's own wish to be left alone is heeded.
const maxWait = 48 * time.Hour

// after is what Retry-After asks for, in seconds or as a date; 0 if nothing.
// https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
func after(h http.Header, now time.Time) time.Duration {
	v := strings.TrimSpace(h.Get("Retry-After"))
	if s, err := strconv.ParseUint(v, 10, 64); err == nil || errors.Is(err, strconv.ErrRange) {
		return seconds64(s)
	}
	at, err := http.ParseTime(v)
	if err != nil {
		return 0
	}
	if d, err := http.ParseTime(h.Get("Date")); err == nil {
		now = d
	}
	return min(max(at.Sub(now), 0), maxWait)
}

// seconds64 is a number of seconds, [maxWait] at most.
func seconds64(s uint64) time.Duration {
	return time.Duration(min(s, uint64(maxWait.Seconds()))) * time.Second
}

// fresh is for how long an answer says it will not change.
// https://www.rfc-editor.org/rfc/rfc9111#name-freshness
func fresh(h http.Header) time.Duration {
	for d := range strings.SplitSeq(strings.ToLower(h.Get("Cache-Control")), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(d), "=")
		switch name {
		case "no-cache", "no-store":
			return 0
		case "max-age":
			if s, err := strconv.ParseUint(strings.Trim(value, `"`), 10, 64); err == nil || errors.Is(err, strconv.ErrRange) {
				return seconds64(s)
			}
		}
	}
	until, err := http.ParseTime(h.Get("Expires"))
	from, err2 := http.ParseTime(h.Get("Date"))
	if err != nil || err2 != nil {
		return 0
	}
	return min(max(until.Sub(from), 0), maxWait)
}

// retryAfter is how long the site that answered with err wants to be left
// alone.
func retryAfter(err error) time.Duration {
	if e, ok := errors.AsType[*bot.Error](err); ok && e.Kind == bot.Transient {
		return e.After
	}
	return 0
}
