package slacktest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// ackTime is how long Slack waits for an acknowledgement.
// https://docs.slack.dev/interactivity/handling-user-interaction#acknowledgment_response
const ackTime = 3 * time.Second

// Deliver hands everything to the app over HTTP from now on, at an address
// like "http://127.0.0.1:8080", signed with a secret; "" for sockets again.
func (s *Server) Deliver(base, signing string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.endpoint, s.signing = strings.TrimRight(base, "/"), signing
}

func (s *Server) overHTTP() (base string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.endpoint, s.endpoint != ""
}

// Sign signs the body of a request as Slack does.
func Sign(signing string, at time.Time, body []byte) http.Header {
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(signing))
	fmt.Fprintf(mac, "v0:%s:%s", stamp, body)
	return http.Header{"X-Slack-Request-Timestamp": {stamp}, "X-Slack-Signature": {"v0=" + hex.EncodeToString(mac.Sum(nil))}}
}

// deliver makes the request for a payload and returns what the app answers
// within three seconds.
func (s *Server) deliver(base, kind string, payload any, attempt int) (json.RawMessage, error) {
	raw, err := json.Marshal(payload)
	if err != nil {
		return nil, err
	}
	path, content, body := "/slack/events", "application/json", raw
	switch kind {
	case "slash_commands":
		var fields map[string]string
		if err := json.Unmarshal(raw, &fields); err != nil {
			return nil, err
		}
		form := url.Values{}
		for k, v := range fields {
			form.Set(k, v)
		}
		path, content, body = "/slack/commands", "application/x-www-form-urlencoded", []byte(form.Encode())
	case "interactive":
		path, content, body = "/slack/interactivity", "application/x-www-form-urlencoded", []byte(url.Values{"payload": {string(raw)}}.Encode())
	}
	s.mu.Lock()
	signing := s.signing
	s.mu.Unlock()
	status, answer, err := Post(base+path, content, Sign(signing, time.Now(), body), body, attempt)
	if err != nil {
		return nil, err
	}
	if status != http.StatusOK {
		return nil, fmt.Errorf("the app answers with HTTP status %d", status)
	}
	return answer, nil
}

// Post makes one request as Slack makes it: with three seconds for the answer,
// and the number of earlier tries in its headers.
func Post(address, content string, signed http.Header, body []byte, attempt int) (int, []byte, error) {
	req, err := http.NewRequest(http.MethodPost, address, strings.NewReader(string(body)))
	if err != nil {
		return 0, nil, err
	}
	req.Header = signed
	req.Header.Set("Content-Type", content)
	if attempt > 0 {
		req.Header.Set("X-Slack-Retry-Num", strconv.Itoa(attempt))
		req.Header.Set("X-Slack-Retry-Reason", "http_timeout")
	}
	resp, err := (&http.Client{Timeout: ackTime}).Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	return resp.StatusCode, answer, err
}

// post hands a payload over by HTTP, events up to four times.
func (s *Server) post(base, kind string, payload any, answer *hook) error {
	tries := 1
	if kind == "events_api" {
		tries = 4
	}
	var err error
	for attempt := range tries {
		var raw json.RawMessage
		if raw, err = s.deliver(base, kind, payload, attempt); err == nil {
			s.mu.Lock()
			s.lastHTTP = func() error { _, err := s.deliver(base, kind, payload, 1); return err }
			s.mu.Unlock()
			return s.answered(raw, answer)
		}
		wait := s.cfg.Retry
		if wait == 0 {
			wait = 50 * time.Millisecond
		}
		select {
		case <-time.After(wait):
		case <-s.done:
			return err
		}
	}
	return err
}

// answered takes what the app answered at once.
func (s *Server) answered(raw json.RawMessage, answer *hook) error {
	if len(raw) == 0 {
		return nil
	}
	if answer == nil {
		s.violate("http: an answer where none is taken: %.200s", raw)
		return nil
	}
	m, problem := s.hookMessage(answer, raw, "ack")
	if problem != "" {
		return fmt.Errorf("the app's answer: %s", problem)
	}
	s.Add(m)
	return nil
}

// ask hands over a payload whose acknowledgement carries something, and waits
// for it.
func (s *Server) ask(kind string, payload any) (json.RawMessage, error) {
	s.ofOrg(kind, payload)
	if base, ok := s.overHTTP(); ok {
		return s.deliver(base, kind, payload, 0)
	}
	id := secret()
	raw, err := json.Marshal(map[string]any{
		"type": kind, "envelope_id": id, "payload": payload, "accepts_response_payload": true, "retry_attempt": 0, "retry_reason": "",
	})
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.awaited[id] = true
	s.mu.Unlock()
	if err := s.write(id, raw); err != nil {
		return nil, err
	}
	for deadline := time.Now().Add(ackTime); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		s.mu.Lock()
		ack, ok := s.acks[id]
		s.mu.Unlock()
		if ok {
			return ack.Payload, nil
		}
	}
	return nil, fmt.Errorf("no acknowledgement within %v", ackTime)
}
