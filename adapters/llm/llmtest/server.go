// Package llmtest is an endpoint that speaks OpenAI's chat completions on
// loopback, and answers as a test wants: well, wrongly, late, or not at all. It
// notes what no client of ours may send.
package llmtest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"
)

// Model and Key are what the endpoint knows.
const (
	Model = "small-writer"
	Key   = "sk-canary-3f9a27"
)

// A Sentence is one that the model offers, with the numbers of those that it is
// made of, from 1.
type Sentence struct {
	Text string `json:"text"`
	Of   []int  `json:"of"`
}

// An Answer is what comes of one request.
type Answer func(w http.ResponseWriter, r *http.Request, given []string)

// A Server is an endpoint.
type Server struct {
	http *httptest.Server

	mu         sync.Mutex
	answer     Answer
	asked      [][]string
	violations []string
}

// Start begins to serve. Close ends it.
func Start(a Answer) *Server {
	s := &Server{answer: a}
	s.http = httptest.NewServer(http.HandlerFunc(s.serve))
	return s
}

// Close ends the server, and requests under way.
func (s *Server) Close() {
	s.http.CloseClientConnections()
	s.http.Close()
}

// URL is the base address.
func (s *Server) URL() string { return s.http.URL + "/v1" }

// Answers sets what comes of further requests.
func (s *Server) Answers(a Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = a
}

// Asked are the sentences of each request.
func (s *Server) Asked() [][]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([][]string(nil), s.asked...)
}

// Violations are what was sent and may not be.
func (s *Server) Violations() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.violations...)
}

// A request is what a client may send: anything else is a violation.
type request struct {
	Model               string `json:"model"`
	MaxCompletionTokens int    `json:"max_completion_tokens"`
	Stream              bool   `json:"stream"`
	Messages            []struct {
		Role    string `json:"role"`
		Content string `json:"content"`
	} `json:"messages"`
	ResponseFormat struct {
		Type       string `json:"type"`
		JSONSchema struct {
			Name   string          `json:"name"`
			Strict bool            `json:"strict"`
			Schema json.RawMessage `json:"schema"`
		} `json:"json_schema"`
	} `json:"response_format"`
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	var q request
	d := json.NewDecoder(strings.NewReader(string(body)))
	d.DisallowUnknownFields()
	switch err := d.Decode(&q); {
	case r.Method != http.MethodPost || r.URL.Path != "/v1/chat/completions":
		s.violate("asked for %s %s", r.Method, r.URL.Path)
	case err != nil:
		s.violate("sent %v", err) // tools, names and the like are unknown fields
	case q.Stream, q.MaxCompletionTokens <= 0:
		s.violate("sent no limit, or asked for a stream")
	case len(q.Messages) != 2 || q.Messages[0].Role != "system" || q.Messages[1].Role != "user":
		s.violate("sent %d messages", len(q.Messages))
	case q.ResponseFormat.Type != "json_schema" || !q.ResponseFormat.JSONSchema.Strict:
		s.violate("asked for no schema")
	case strings.Contains(string(body), Key):
		s.violate("sent the key in the prompt")
	case len(body) > 16<<10:
		s.violate("sent %d bytes", len(body))
	}
	switch {
	case r.Header.Get("Authorization") != "Bearer "+Key:
		fail(w, http.StatusUnauthorized, "wrong key: "+r.Header.Get("Authorization"))
		return
	case q.Model != Model:
		fail(w, http.StatusNotFound, "no such model")
		return
	}
	given := sentences(q)
	s.mu.Lock()
	s.asked = append(s.asked, given)
	answer := s.answer
	s.mu.Unlock()
	answer(w, r, given)
}

func (s *Server) violate(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.violations = append(s.violations, fmt.Sprintf(format, args...))
}

// sentences are those between the marks of the prompt.
func sentences(q request) []string {
	var all []string
	if len(q.Messages) < 2 {
		return nil
	}
	for line := range strings.SplitSeq(q.Messages[1].Content, "\n") {
		var s struct {
			Text string `json:"text"`
		}
		if json.Unmarshal([]byte(line), &s) == nil && s.Text != "" {
			all = append(all, s.Text)
		}
	}
	return all
}

func fail(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"error": map[string]any{"message": text, "type": "invalid_request_error"}})
}

// Say answers with sentences, as the schema has them.
func Say(all ...Sentence) Answer {
	if all == nil {
		all = []Sentence{}
	}
	text, err := json.Marshal(map[string]any{"sentences": all})
	if err != nil {
		panic(err) // of the test's own making
	}
	return Write(string(text))
}

// Write answers with a message of any content.
func Write(content string) Answer {
	return Message(map[string]any{"role": "assistant", "content": content}, "stop")
}

// Message answers with any message.
func Message(message map[string]any, finish string) Answer {
	return func(w http.ResponseWriter, _ *http.Request, _ []string) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{
			"id": "c1", "object": "chat.completion", "created": 1772438400, "model": Model,
			"choices": []any{map[string]any{"index": 0, "message": message, "finish_reason": finish}},
			"usage":   map[string]any{"prompt_tokens": 300, "completion_tokens": 100, "total_tokens": 400},
		})
	}
}

// Fail answers with a status, and a text that repeats the key as some servers
// do.
func Fail(status int, header ...string) Answer {
	return func(w http.ResponseWriter, r *http.Request, _ []string) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		fail(w, status, "refused for "+r.Header.Get("Authorization"))
	}
}

// Raw answers with bytes that are no chat completion.
func Raw(body string) Answer {
	return func(w http.ResponseWriter, _ *http.Request, _ []string) { _, _ = io.WriteString(w, body) }
}

// Late answers well, but not before a time has passed or the client is gone.
func Late(after time.Duration, a Answer) Answer {
	return func(w http.ResponseWriter, r *http.Request, given []string) {
		select {
		case <-time.After(after):
			a(w, r, given)
		case <-r.Context().Done():
		}
	}
}
