package slack

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"waybill/bot"
)

const (
	// maxRequest is the longest request that is read; Slack's are far shorter.
	maxRequest = 1 << 20
	// maxAge is how old a request may be, or how far ahead.
	// https://docs.slack.dev/authentication/verifying-requests-from-slack
	maxAge = 5 * time.Minute
)

// serveHTTP takes Slack's requests until ctx ends.
//
//	/slack/events         the Events API
//	/slack/commands       slash commands
//	/slack/interactivity  buttons, forms, shortcuts, selects
//	/slack/install        sends an admin to Slack
//	/slack/oauth          where the admin comes back
func (a *Adapter) serveHTTP(ctx context.Context) error {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", a.listen)
	if err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return &bot.Error{Kind: bot.Permanent, Text: "nothing can listen at " + a.listen, Hint: "change listen in [slack], or end what listens there", Err: err}
	}
	a.address.Store(l.Addr().String())
	s := &http.Server{
		Handler: a.routes(ctx), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 15 * time.Second,
		IdleTimeout: time.Minute, MaxHeaderBytes: 32 << 10, BaseContext: func(net.Listener) context.Context { return ctx },
	}
	a.serving.Store(true)
	defer a.serving.Store(false)
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(l) }()
	select {
	case err := <-ended:
		return &bot.Error{Kind: bot.Permanent, Text: "the HTTP server ended", Err: err}
	case <-ctx.Done():
	}
	down, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewell)
	defer cancel()
	if s.Shutdown(down) != nil {
		_ = s.Close()
	}
	<-ended
	return nil
}

// Address is where the HTTP server listens, "" if it doesn't yet.
func (a *Adapter) Address() string { s, _ := a.address.Load().(string); return s }

func (a *Adapter) routes(ctx context.Context) http.Handler {
	seen := &signatures{}
	mux := http.NewServeMux()
	for path, read := range map[string]func([]byte) (envelope, error){
		"POST /slack/events": readEvent, "POST /slack/commands": readCommand, "POST /slack/interactivity": readInteraction,
	} {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) { a.take(ctx, w, r, seen, read) })
	}
	if a.install != nil {
		d := &door{a: a, i: a.install}
		mux.HandleFunc("GET /slack/install", d.begin)
		mux.HandleFunc("GET /slack/oauth", d.end)
	}
	return mux
}

// take answers one of Slack's requests. Whatever it asks for is done after the
// answer, which only waits for what Slack shows at once.
func (a *Adapter) take(ctx context.Context, w http.ResponseWriter, r *http.Request, seen *signatures, read func([]byte) (envelope, error)) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		http.Error(w, "too long", http.StatusRequestEntityTooLarge)
		return
	}
	if err := a.verify(r.Header, body, time.Now()); err != nil {
		a.log.Warn("a request that isn't Slack's was refused", "error", err)
		http.Error(w, "not signed by Slack", http.StatusUnauthorized)
		return
	}
	if !seen.first(r.Header.Get("X-Slack-Signature"), time.Now()) {
		w.WriteHeader(http.StatusOK) // a copy: nothing is done twice
		return
	}
	e, err := read(body)
	if err != nil {
		a.log.Warn("request not understood", "path", r.URL.Path, "error", err)
		http.Error(w, "not understood", http.StatusBadRequest)
		return
	}
	if e.Type == "url_verification" {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write(e.Payload)
		return
	}
	ack, answer := a.receive(ctx, e)
	if !ack {
		// The first retry may come within the same second, signed the same.
		seen.forget(r.Header.Get("X-Slack-Signature"))
		http.Error(w, "busy", http.StatusServiceUnavailable) // Slack sends events again
		return
	}
	var payload any
	if answer != nil {
		payload = answer(ctx)
	}
	if payload == nil {
		w.WriteHeader(http.StatusOK)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(payload)
}

// verify says why a request isn't Slack's, or is too old to be trusted.
// https://docs.slack.dev/authentication/verifying-requests-from-slack
func (a *Adapter) verify(h http.Header, body []byte, now time.Time) error {
	stamp := h.Get("X-Slack-Request-Timestamp")
	at, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return errors.New("it has no time")
	}
	if age := now.Sub(time.Unix(at, 0)); age > maxAge || age < -maxAge {
		return errors.New("it is too old, or this machine's clock is wrong")
	}
	mac := hmac.New(sha256.New, []byte(a.signing))
	mac.Write([]byte("v0:" + stamp + ":"))
	mac.Write(body)
	if !hmac.Equal([]byte("v0="+hex.EncodeToString(mac.Sum(nil))), []byte(h.Get("X-Slack-Signature"))) {
		return errors.New("its signature is wrong")
	}
	return nil
}

// signatures are those of the requests of the last minutes: one that comes
// again within the time in which it would still be valid is a copy.
type signatures struct {
	mu     sync.Mutex
	recent map[string]bool
	older  map[string]bool
	turned time.Time
}

func (s *signatures) first(signature string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Sub(s.turned) > 2*maxAge {
		s.older, s.recent, s.turned = s.recent, map[string]bool{}, now
	}
	if s.recent[signature] || s.older[signature] {
		return false
	}
	s.recent[signature] = true
	return true
}

func (s *signatures) forget(signature string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.recent, signature)
	delete(s.older, signature)
}

func readEvent(body []byte) (envelope, error) {
	var e struct {
		Type      string `json:"type"`
		Challenge string `json:"challenge"`
		ID        string `json:"event_id"`
	}
	if err := json.Unmarshal(body, &e); err != nil {
		return envelope{}, err
	}
	if e.Type == "url_verification" {
		return envelope{Type: e.Type, Payload: []byte(e.Challenge)}, nil
	}
	return envelope{Type: "events_api", ID: e.ID, Payload: body}, nil
}

// readCommand makes the JSON of Socket Mode of a form.
func readCommand(body []byte) (envelope, error) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return envelope{}, err
	}
	if form.Get("ssl_check") != "" {
		return envelope{Type: "ssl_check"}, nil
	}
	fields := map[string]string{}
	for k := range form {
		fields[k] = form.Get(k)
	}
	raw, err := json.Marshal(fields)
	return envelope{Type: "slash_commands", ID: form.Get("trigger_id"), Payload: raw, Accepts: true}, err
}

func readInteraction(body []byte) (envelope, error) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return envelope{}, err
	}
	raw := []byte(form.Get("payload"))
	if !json.Valid(raw) {
		return envelope{}, errors.New("its payload is no JSON")
	}
	return envelope{Type: "interactive", Payload: raw}, nil
}
