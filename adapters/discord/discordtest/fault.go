package discordtest

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// A Fault is a way for the interface to fail. The zero Fault does nothing
// wrong.
type Fault struct {
	Route string // "POST /channels/*/messages": what it strikes; "" for everything
	Arg   string // strikes only where the first "*" stands for this ID; "" for any
	Times int    // how many requests it strikes: 0 means one, below 0 all from now on
	Done  bool   // the request is carried out all the same

	Delay  time.Duration     // before the answer
	Cut    bool              // the connection ends without an answer
	Status int               // the answer's status; 0 for the real answer
	Body   string            // the answer's body
	Header map[string]string // put into the answer, the real one too
}

// What creates a message, asks for messages, and answers an interaction.
const (
	CreateMessage = "POST /channels/*/messages"
	ListMessages  = "GET /channels/*/messages"
	StartThread   = "POST /channels/*/threads"
	Crosspost     = "POST /channels/*/messages/*/crosspost"
	EditMessage   = "PATCH /channels/*/messages/*"
	Callback      = "POST /interactions/*/*/callback"

	ArchivedThreads = "GET /channels/*/threads/archived/public"
)

// RouteLimited is a 429 on one route.
func RouteLimited(route string, after time.Duration) Fault {
	return limited(route, after, "user", false)
}

// GlobalLimited is a 429 over all routes. As in Discord's own example it names
// its time in Retry-After alone.
func GlobalLimited(route string, after time.Duration) Fault {
	f := limited(route, after, "global", true)
	f.Header["X-RateLimit-Global"] = "true"
	return f
}

func limited(route string, after time.Duration, scope string, global bool) Fault {
	seconds := strconv.FormatFloat(after.Seconds(), 'f', 3, 64)
	return Fault{
		Route: route, Status: http.StatusTooManyRequests,
		Body: `{"message":"You are being rate limited.","retry_after":` + seconds + `,"global":` + strconv.FormatBool(global) + `}`,
		Header: map[string]string{
			"Content-Type": "application/json", "Retry-After": seconds, "X-RateLimit-Scope": scope,
		},
	}
}

// GuardLimited is a 429 of the guard in front of Discord, a page of HTML.
func GuardLimited(route string, after time.Duration) Fault {
	return Fault{
		Route: route, Status: http.StatusTooManyRequests,
		Body: "<!DOCTYPE html><html><body>Access denied | Error 1015</body></html>",
		Header: map[string]string{
			"Content-Type": "text/html; charset=UTF-8", "Retry-After": strconv.Itoa(int(after.Seconds() + 0.999)),
		},
	}
}

// Fail adds a fault. Faults strike in the order in which they were added.
func (s *Server) Fail(f Fault) {
	if f.Times == 0 {
		f.Times = 1
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &f)
}

// Heal takes all faults away, those of the gateway too.
func (s *Server) Heal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults, s.gatewayFaults = nil, nil
}

// fault takes the fault that strikes a request, if any.
func (s *Server) fault(c *call) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, f := range s.faults {
		if f.Route != "" && f.Route != c.route || f.Arg != "" && f.Arg != c.arg(0) {
			continue
		}
		if f.Times--; f.Times == 0 {
			s.faults = append(s.faults[:i:i], s.faults[i+1:]...)
		}
		return *f
	}
	return Fault{}
}

// strike answers as the fault says and reports whether it gave an answer.
func (s *Server) strike(w http.ResponseWriter, f Fault) bool {
	if f.Delay > 0 {
		select {
		case <-time.After(f.Delay):
		case <-s.done:
		}
	}
	if f.Cut {
		if h, ok := w.(http.Hijacker); ok {
			if c, _, err := h.Hijack(); err == nil {
				_ = c.Close()
			}
		}
		return true
	}
	for k, v := range f.Header {
		w.Header().Set(k, v)
	}
	if f.Status == 0 {
		return false
	}
	if w.Header().Get("Content-Type") == "" {
		kind := "text/html; charset=UTF-8"
		if strings.HasPrefix(f.Body, "{") {
			kind = "application/json"
		}
		w.Header().Set("Content-Type", kind)
	}
	w.WriteHeader(f.Status)
	_, _ = w.Write([]byte(f.Body))
	return true
}
