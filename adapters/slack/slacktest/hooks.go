package slacktest

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

const (
	hookUses = 5                // https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
	hookLife = 30 * time.Minute // the same page
)

// A hook is a response URL: a way to answer one slash command or button.
type hook struct {
	channel Channel
	user    string
	thread  string // of the message whose button was pressed
	uses    int
	made    time.Time
}

// newHook makes a response URL.
func (s *Server) newHook(c Channel, user, thread string) string {
	key := secret()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hooks[key] = &hook{channel: c, user: user, thread: thread, made: time.Now()}
	return s.base + "/hooks/" + s.cfg.Team + "/" + key
}

// serveHook takes an answer to a response URL.
func (s *Server) serveHook(w http.ResponseWriter, r *http.Request) {
	f, struck := s.fault("response_url")
	if struck && !f.Done && s.strike(w, f) {
		return
	}
	status, body := s.takeHook(r)
	if struck && f.Done && s.strike(w, f) {
		return
	}
	kind := "text/html"
	if strings.HasPrefix(body, "{") {
		kind = "application/json"
	}
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

func (s *Server) takeHook(r *http.Request) (int, string) {
	key := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
	raw, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		return http.StatusBadRequest, "invalid_payload"
	}
	s.mu.Lock()
	h := s.hooks[key]
	var used bool
	if h != nil {
		h.uses++
		used = h.uses > hookUses || time.Since(h.made) > hookLife
	}
	s.mu.Unlock()
	if h == nil || used {
		return http.StatusNotFound, `{"ok":false,"error":"used_url"}`
	}
	s.checkHook(raw)
	m, problem := s.hookMessage(h, raw, "response_url")
	if problem != "" {
		return http.StatusBadRequest, problem
	}
	s.Add(m)
	return http.StatusOK, "ok"
}

// hookFields are what a bot of ours sends to a response URL.
// https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
var hookFields = []string{"blocks", "delete_original", "parse", "replace_original", "response_type", "text", "thread_ts", "unfurl_links", "unfurl_media"}

// checkHook records a violation for what is unknown there, or would let Slack
// make something of text.
func (s *Server) checkHook(raw []byte) {
	var body map[string]json.RawMessage
	if json.Unmarshal(raw, &body) != nil {
		return // refused
	}
	for _, name := range slices.Sorted(maps.Keys(body)) {
		if !slices.Contains(hookFields, name) {
			s.violate("response_url: unknown field %q", name)
		}
	}
	if got := string(body["delete_original"]); got != "" && got != "false" {
		s.violate("response_url: the message that was answered goes")
	}
	for name, want := range map[string]string{"parse": `"none"`, "unfurl_links": "false", "unfurl_media": "false"} {
		if string(body[name]) != want {
			s.violate("response_url: %s is %s, want %s", name, body[name], want)
		}
	}
}

// hookMessage reads a message as response URLs and acknowledgements carry it.
func (s *Server) hookMessage(h *hook, raw []byte, via string) (Message, string) {
	var body struct {
		Type     string          `json:"response_type"`
		Text     string          `json:"text"`
		Blocks   json.RawMessage `json:"blocks"`
		Replace  bool            `json:"replace_original"`
		Thread   string          `json:"thread_ts"`
		Metadata json.RawMessage `json:"metadata"`
	}
	if err := json.Unmarshal(raw, &body); err != nil {
		return Message{}, "invalid_payload"
	}
	args := map[string]string{"channel": h.channel.ID, "text": body.Text, "thread_ts": body.Thread, "response_type": body.Type, "raw": string(raw)}
	if len(body.Blocks) > 0 && string(body.Blocks) != "null" {
		args["blocks"] = string(body.Blocks)
	}
	m, refused := s.content(args, via)
	if refused != nil {
		return m, refused["error"].(string)
	}
	if body.Type != "in_channel" {
		m.To = h.user
	}
	return m, ""
}
