package rest

import (
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"time"
)

// guardWait is how long to stay away after a limit that names no time.
const guardWait = time.Minute

// numbers are what an answer's headers say of its bucket.
// https://discord.com/developers/docs/topics/rate-limits#header-format
type numbers struct {
	limit, remaining int
	resetAfter       time.Duration
}

// readNumbers reads them, all or none.
func readNumbers(h http.Header) (n numbers, ok bool) {
	var err error
	if n.limit, err = strconv.Atoi(h.Get("X-RateLimit-Limit")); err != nil || n.limit <= 0 {
		return n, false
	}
	if n.remaining, err = strconv.Atoi(h.Get("X-RateLimit-Remaining")); err != nil {
		return n, false
	}
	n.resetAfter, ok = seconds(h.Get("X-RateLimit-Reset-After"))
	return n, ok
}

// A limit is what a 429 says.
type limit struct {
	after  time.Duration
	global bool // over all routes
	guard  bool // from what stands before Discord, over everything from this address
}

// readLimit reads a 429. The global one carries Retry-After alone, and the
// guard answers in HTML.
func readLimit(h http.Header, body []byte) limit {
	l := limit{global: h.Get("X-RateLimit-Global") != "" || h.Get("X-RateLimit-Scope") == "global"}
	var told struct {
		After  float64 `json:"retry_after"`
		Global bool    `json:"global"`
	}
	if json.Unmarshal(body, &told) == nil {
		l.global = l.global || told.Global
		l.after = duration(told.After)
	} else {
		l.guard = h.Get("X-RateLimit-Scope") == "" && !l.global
	}
	if after, ok := seconds(h.Get("Retry-After")); ok && after > l.after {
		l.after = after
	}
	if l.after <= 0 {
		l.after = time.Second
		if l.guard {
			l.after = guardWait
		}
	}
	return l
}

// seconds reads a time like "64.57".
func seconds(s string) (time.Duration, bool) {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f < 0 {
		return 0, false
	}
	return duration(f), true
}

// duration is so many seconds, at most a day.
func duration(seconds float64) time.Duration {
	if !(seconds > 0) { // NaN too
		return 0
	}
	return time.Duration(math.Min(seconds, 86400) * float64(time.Second))
}
