// Package websub hears from hubs when a feed has changed, so that it need not
// be asked (https://www.w3.org/TR/websub).
//
// What a hub sends is not read: it only says that the feed is due now, and the
// feed is then read as always, from its publisher. So a hub can neither put
// words into the archive nor flood it.
package websub

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"waybill/bot"
)

const (
	// lease is for how long a hub is asked to remember.
	lease = 10 * 24 * time.Hour
	// renewal is how long before its end a lease is renewed.
	renewal = 24 * time.Hour
	// patience is how long an answer of the hub is waited for before it is
	// asked again.
	patience = 24 * time.Hour
	// longest is the longest lease that is believed.
	longest = 90 * 24 * time.Hour
	// maxBody is how much of what a hub sends is read, for its signature.
	maxBody = 2 << 20
	// timeout of a request to a hub.
	timeout = 10 * time.Second
)

// A Store remembers what hubs were asked for.
type Store interface {
	// Push is the subscription of a source; of kind bot.NotFound if none is.
	Push(ctx context.Context, source int64) (bot.Push, error)
	// PushOf is the subscription that a callback names.
	PushOf(ctx context.Context, token string) (bot.Push, error)
	SavePush(ctx context.Context, p bot.Push) error
	// Wake makes a source due now.
	Wake(ctx context.Context, source int64, now time.Time) error
}

// Options say where hubs reach the bot. All are required.
type Options struct {
	Listen string // address and port
	Public string // how hubs reach that: "https://bot.example.org"
	Store  Store
	Client *http.Client // one that no hub leads into a private network
	Now    func() time.Time
	Log    *slog.Logger
}

// A Subscriber asks hubs, and hears from them.
type Subscriber struct{ o Options }

// New is a Subscriber that nobody hears yet.
func New(o Options) (*Subscriber, error) {
	u, err := url.Parse(o.Public)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return nil, &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("%q is no address at which hubs reach the bot", o.Public), Hint: `write it as in hub_url = "https://bot.example.org"`}
	}
	o.Public = strings.TrimRight(o.Public, "/")
	return &Subscriber{o}, nil
}

// Offer asks a hub to say when a source's feed changes, if it was not asked
// already. A hub that refuses costs nothing: the feed is asked as before.
func (s *Subscriber) Offer(ctx context.Context, source int64, hub, topic string) error {
	now := s.o.Now()
	p, err := s.o.Store.Push(ctx, source)
	if err != nil && bot.KindOf(err) != bot.NotFound {
		return fmt.Errorf("look up hub: %w", err)
	}
	same := p.Hub == hub && p.Topic == topic
	if same && (p.Until.Sub(now) > renewal || now.Sub(p.Asked) < patience) {
		return nil
	}
	if !same {
		p = bot.Push{Source: source, Hub: hub, Topic: topic, Token: secret(), Secret: secret()}
	}
	p.Asked = now
	if err := s.o.Store.SavePush(ctx, p); err != nil { // first: the hub may ask back at once
		return fmt.Errorf("remember hub: %w", err)
	}
	if err := s.ask(ctx, p); err != nil {
		s.o.Log.Info("a hub refuses", "source", source, "hub", hostOf(hub), "error", err)
	}
	return nil
}

func (s *Subscriber) ask(ctx context.Context, p bot.Push) error {
	form := url.Values{
		"hub.mode": {"subscribe"}, "hub.topic": {p.Topic}, "hub.callback": {s.o.Public + "/websub/" + p.Token},
		"hub.secret": {p.Secret}, "hub.lease_seconds": {strconv.Itoa(int(lease.Seconds()))},
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.Hub, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := s.o.Client.Do(req)
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err // without the hub's address: it may hold a secret, and is logged
	}
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, _ = io.CopyN(io.Discard, resp.Body, 4<<10)
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("it answered %d", resp.StatusCode)
	}
	return nil
}

// Handler hears what hubs say, below /websub/.
func (s *Subscriber) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /websub/{token}", s.verify)
	mux.HandleFunc("POST /websub/{token}", s.hear)
	return mux
}

// verify answers a hub that asks whether it was us who subscribed.
func (s *Subscriber) verify(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	p, err := s.o.Store.PushOf(r.Context(), r.PathValue("token"))
	switch {
	case bot.KindOf(err) == bot.NotFound, err == nil && q.Get("hub.topic") != p.Topic:
		http.NotFound(w, r)
		return
	case err != nil:
		http.Error(w, "try again later", http.StatusServiceUnavailable)
		return
	}
	switch q.Get("hub.mode") {
	case "subscribe":
		seconds, err := strconv.Atoi(q.Get("hub.lease_seconds"))
		if err != nil || seconds <= 0 {
			seconds = int(lease.Seconds())
		}
		p.Until = s.o.Now().Add(min(time.Duration(seconds)*time.Second, longest))
	case "denied":
		p.Until = time.Time{}
	default: // we never end a subscription: its lease does
		http.NotFound(w, r)
		return
	}
	if err := s.o.Store.SavePush(r.Context(), p); err != nil {
		http.Error(w, "try again later", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = io.WriteString(w, q.Get("hub.challenge"))
}

// hear wakes the source of which a hub says that it has changed. A wrong
// signature is not answered differently, as the standard asks.
func (s *Subscriber) hear(w http.ResponseWriter, r *http.Request) {
	p, err := s.o.Store.PushOf(r.Context(), r.PathValue("token"))
	if bot.KindOf(err) == bot.NotFound {
		w.WriteHeader(http.StatusGone)
		return
	}
	if err != nil {
		http.Error(w, "try again later", http.StatusServiceUnavailable)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err == nil && signed(p.Secret, body, r.Header.Get("X-Hub-Signature")) {
		err = s.o.Store.Wake(r.Context(), p.Source, s.o.Now())
		if err != nil {
			s.o.Log.Warn("a source could not be woken", "source", p.Source, "error", err)
		}
	} else {
		s.o.Log.Info("what a hub sent is not signed as it should be", "source", p.Source)
	}
	w.WriteHeader(http.StatusAccepted)
}

// signed reports whether a body carries the signature of who knows the secret,
// by one of the methods of the standard.
func signed(secret string, body []byte, signature string) bool {
	method, sum, _ := strings.Cut(signature, "=")
	made, known := map[string]func() hash.Hash{"sha1": sha1.New, "sha256": sha256.New, "sha384": sha512.New384, "sha512": sha512.New}[method]
	got, err := hex.DecodeString(sum)
	if !known || err != nil {
		return false
	}
	mac := hmac.New(made, []byte(secret))
	mac.Write(body)
	return hmac.Equal(got, mac.Sum(nil))
}

// Run listens until ctx ends.
func (s *Subscriber) Run(ctx context.Context) error {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.o.Listen)
	if err != nil {
		return &bot.Error{Kind: bot.Permanent, Text: "nothing can listen at " + s.o.Listen, Hint: "change hub_listen in [collect], or end what listens there", Err: err}
	}
	srv := &http.Server{
		Handler: s.Handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second,
		IdleTimeout: time.Minute, MaxHeaderBytes: 32 << 10,
	}
	stop := context.AfterFunc(ctx, func() { _ = srv.Close() })
	defer stop()
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("listen for hubs: %w", err)
	}
	return nil
}

// secret is a word that nobody guesses.
func secret() string {
	b := make([]byte, 20)
	_, _ = rand.Read(b) // never fails: https://pkg.go.dev/crypto/rand#Read
	return hex.EncodeToString(b)
}

func hostOf(address string) string {
	if u, err := url.Parse(address); err == nil {
		return u.Host
	}
	return "?"
}
