package discordtest

import (
	"hash/crc32"
	"net/http"
	"strconv"
	"time"
)

// A window counts what came in since it was opened.
type window struct {
	opened time.Time
	n      int
}

// take counts one more, or says how long until it may be.
func (w *window) take(limit int, length time.Duration, now time.Time) (left int, reset time.Duration, ok bool) {
	if now.Sub(w.opened) >= length {
		w.opened, w.n = now, 0
	}
	reset = w.opened.Add(length).Sub(now)
	if w.n >= limit {
		return 0, reset, false
	}
	w.n++
	return limit - w.n, reset, true
}

// Refused counts the requests that came too fast, without a fault's doing.
func (s *Server) Refused() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.refused
}

// count keeps the limits: one over all routes, one for each channel's
// messages, and a wide one for each other route.
func (s *Server) count(h http.Header, at route, c *call) (result, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if !at.outside {
		if _, reset, ok := s.global.take(s.cfg.Global, time.Second, now); !ok {
			s.refused++
			h.Set("Retry-After", seconds(reset))
			h.Set("X-RateLimit-Global", "true")
			h.Set("X-RateLimit-Scope", "global")
			return result{http.StatusTooManyRequests, tooMany(reset, true)}, true
		}
	}
	if c.route == Callback {
		return result{}, false
	}
	limit, name := 1000, strconv.FormatUint(uint64(crc32.ChecksumIEEE([]byte(c.route))), 16)
	if c.route == CreateMessage {
		limit, name = s.cfg.Bucket, "80c17d2f203122d936070c88c8d10f33"
	}
	key := name + c.arg(0)
	if s.buckets[key] == nil {
		s.buckets[key] = &window{}
	}
	left, reset, ok := s.buckets[key].take(limit, s.cfg.Window, now)
	h.Set("X-RateLimit-Limit", strconv.Itoa(limit))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(left))
	h.Set("X-RateLimit-Reset", strconv.FormatFloat(float64(now.Add(reset).UnixMilli())/1000, 'f', 3, 64))
	h.Set("X-RateLimit-Reset-After", seconds(reset))
	h.Set("X-RateLimit-Bucket", name)
	if ok {
		return result{}, false
	}
	s.refused++
	h.Set("Retry-After", seconds(reset))
	h.Set("X-RateLimit-Scope", "user")
	return result{http.StatusTooManyRequests, tooMany(reset, false)}, true
}

func tooMany(after time.Duration, global bool) object {
	return object{"message": "You are being rate limited.", "retry_after": after.Seconds(), "global": global}
}

func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 3, 64) }
