package slacktest

import (
	"net/http"
	"strings"
	"time"
)

// A Fault is a way for the server to fail. The zero Fault does nothing wrong.
type Fault struct {
	Method string // the Web API method it strikes, "response_url", or "" for all methods of the Web API
	Times  int    // how many requests it strikes: 0 means one, below 0 all from now on
	Done   bool   // the request is carried out all the same

	Delay       time.Duration // before the answer
	Cut         bool          // the connection ends without an answer
	Status      int           // the answer's HTTP status; 0 means 200
	RetryAfter  string        // the header, "" for none
	Body        string        // the answer instead of Slack's
	ContentType string        // of Body; "" means text/html
	Error       string        // the answer is {"ok":false,"error":Error}
	Needed      string        // the scope that is missing, with Error missing_scope
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

// Heal takes all faults away.
func (s *Server) Heal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// fault takes the fault that strikes a request of method, if any.
func (s *Server) fault(method string) (Fault, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, f := range s.faults {
		if f.Method != method && (f.Method != "" || method == "response_url") {
			continue
		}
		if f.Times--; f.Times == 0 {
			s.faults = append(s.faults[:i:i], s.faults[i+1:]...)
		}
		return *f, true
	}
	return Fault{}, false
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
	if f.RetryAfter != "" {
		w.Header().Set("Retry-After", f.RetryAfter)
	}
	body, kind := f.Body, f.ContentType
	if f.Error != "" {
		body, kind = `{"ok":false,"error":"`+f.Error+`"}`, "application/json"
		if f.Needed != "" {
			body = strings.TrimSuffix(body, "}") + `,"needed":"` + f.Needed + `","provided":"chat:write"}`
		}
	}
	if f.Status == 0 && body == "" {
		return false
	}
	if kind == "" {
		kind = "text/html; charset=utf-8"
	}
	w.Header().Set("Content-Type", kind)
	if f.Status != 0 {
		w.WriteHeader(f.Status)
	}
	_, _ = w.Write([]byte(body))
	return true
}
