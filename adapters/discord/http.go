package discord

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"waybill/bot"
)

// InteractionsPath is where interactions are taken over HTTP.
const InteractionsPath = "/discord/interactions"

// Interactions over HTTP are signed by Discord. One that is older, or from
// further ahead, than this is somebody's copy; within it, each is taken once.
// https://discord.com/developers/docs/interactions/overview#setting-up-an-endpoint-validating-security-request-headers
const maxAge = 5 * time.Minute

// maxInteraction is how long one is at most, in bytes; the longest, a form with
// five fields of 4,000 characters, is far below.
const maxInteraction = 1 << 20

// An endpoint takes interactions over HTTP. Discord is told at once that they
// arrived; they are answered as those from the gateway are.
type endpoint struct {
	key  ed25519.PublicKey
	take func(interaction, time.Time)
	now  func() time.Time

	mu   sync.Mutex
	seen map[string]time.Time // interactions that were taken, until they are too old anyway
}

// publicKey reads an application's key.
func publicKey(s string) (ed25519.PublicKey, error) {
	key, err := hex.DecodeString(s)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return nil, &bot.Error{
			Kind: bot.Invalid, Text: "the Discord application's public key is none",
			Hint: "copy it from the Developer Portal under General Information",
		}
	}
	return key, nil
}

// ServeHTTP answers Discord's PING, and refuses with 401 whatever is not signed
// by it: Discord tries that out.
func (p *endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		http.Error(w, "only POST", http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxInteraction))
	if err != nil {
		http.Error(w, "the body is too long or broke off", http.StatusBadRequest)
		return
	}
	arrived := p.now()
	if !p.signed(r.Header, body, arrived) {
		http.Error(w, "the signature is not Discord's", http.StatusUnauthorized)
		return
	}
	var i interaction
	if err := json.Unmarshal(body, &i); err != nil {
		http.Error(w, "no interaction", http.StatusBadRequest)
		return
	}
	if i.Type == discordgo.InteractionPing {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"type":1}`)
		return
	}
	if p.first(i.ID, arrived) {
		p.take(i, arrived)
	}
	w.WriteHeader(http.StatusAccepted)
}

// signed reports whether Discord signed the body, lately.
func (p *endpoint) signed(h http.Header, body []byte, now time.Time) bool {
	stamp := h.Get("X-Signature-Timestamp")
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || now.Sub(time.Unix(seconds, 0)).Abs() > maxAge {
		return false
	}
	signature, err := hex.DecodeString(h.Get("X-Signature-Ed25519"))
	if err != nil || len(signature) != ed25519.SignatureSize {
		return false
	}
	return ed25519.Verify(p.key, append([]byte(stamp), body...), signature)
}

// first reports whether an interaction was not taken before.
func (p *endpoint) first(id string, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for old, at := range p.seen {
		if now.Sub(at) > 2*maxAge {
			delete(p.seen, old)
		}
	}
	if _, ok := p.seen[id]; ok {
		return false
	}
	p.seen[id] = now
	return true
}

// serve takes interactions until the context ends.
func (a *Adapter) serve(ctx context.Context, take func(interaction, time.Time)) error {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", a.listen)
	if err != nil {
		return &bot.Error{
			Kind: bot.Permanent, Text: "nothing can listen at " + a.listen,
			Hint: "change listen in [discord], or end what listens there", Err: err,
		}
	}
	a.mu.Lock()
	a.address = l.Addr().String()
	a.mu.Unlock()
	mux := http.NewServeMux()
	mux.Handle(InteractionsPath, &endpoint{key: a.key, take: take, now: time.Now, seen: map[string]time.Time{}})
	s := &http.Server{Handler: mux, ReadHeaderTimeout: 3 * time.Second, ReadTimeout: 5 * time.Second, WriteTimeout: 5 * time.Second, MaxHeaderBytes: 16 << 10}
	served := make(chan error, 1)
	go func() { served <- s.Serve(l) }()
	a.log.Info("discord interactions are taken over HTTP", "at", a.address, "path", InteractionsPath)
	a.online.Store(true)
	defer a.online.Store(false)
	select {
	case err = <-served:
	case <-ctx.Done():
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), goodbye)
		defer cancel()
		_ = s.Shutdown(ending)
		_ = s.Close()
		err = <-served
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("serve Discord's interactions: %w", err)
}

// goodbye is how long requests under way may hold up the end.
const goodbye = 300 * time.Millisecond

// Address is where interactions are taken over HTTP, "" if they are not.
func (a *Adapter) Address() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.address
}
