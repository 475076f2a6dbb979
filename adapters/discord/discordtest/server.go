// Package discordtest is a Discord with one server and one bot in it: a real
// HTTP and WebSocket server on loopback that speaks the interface and the
// gateway, keeps Discord's limits, and fails in the ways Discord fails.
//
// It is a plain library. A program can be run against it from outside:
//
//	s, err := discordtest.Start()
//	// run the bot with s.URL() and s.Token()
//	i, err := s.Command("ana", "trade", "subscribe", map[string]any{"topics": "steel"})
//	err = i.Wait(5 * time.Second)
//	for _, m := range s.Posted() { fmt.Println(m.Read()) }
//
// People and channels are named by ID or by name. Every server starts with
// ana, who may manage channels, and ben and cleo, who may not; with the
// channels trade, desk and lobby; and with a forum, which takes no messages.
package discordtest

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// A Config changes how a Server behaves. The zero Config is a Discord as it
// mostly is.
type Config struct {
	// Spec is Discord's published description of its interface, openapi.json.
	// Requests are checked against it. "" for the file that [FindSpec] finds,
	// "-" for none. The rules that it doesn't hold are checked in any case.
	Spec string
	// Heartbeat is the interval that the gateway asks for; 0 means 41.25 s.
	Heartbeat time.Duration
	// Bucket is how many messages one channel takes in Window; 0 means 5 and
	// 5 s. Global is how many requests are taken in a second; 0 means 50.
	Bucket, Global int
	Window         time.Duration
	// Nonces is how long a nonce is enforced; 0 means 3 min.
	Nonces time.Duration
	// Acknowledge is how long an interaction waits for its first answer; 0
	// means 3 s.
	Acknowledge time.Duration
	// Sessions is how many sessions may be begun; 0 means 1,000, below 0 none.
	Sessions int
	// Shards is how many connections are recommended and needed, 0 for one;
	// Concurrency how many sessions may be begun at once, 0 for one.
	Shards, Concurrency int
	// EchoNonces has messages carry their nonce when they are listed.
	EchoNonces bool
	// OnViolation is told at once of requests that Discord forbids; they are in
	// [Server.Violations] too.
	OnViolation func(string)
}

// Identifiers of the server and its bot.
const (
	BotID   = "1100000000000000001" // the bot as a user: what people mention
	AppID   = "1100000000000000002" // its application
	GuildID = "1100000000000000003"
)

// A Server is one Discord. Its methods are safe for concurrent use.
type Server struct {
	cfg   Config
	base  string // 127.0.0.1:port
	token string
	http  *http.Server
	spec  *spec
	up    websocket.Upgrader
	done  chan struct{}
	wg    sync.WaitGroup

	mu           sync.Mutex
	closed       bool
	ids          int64
	users        []User
	channels     []Channel
	messages     []*Message
	nonces       map[string]remembered
	commands     []byte                  // as registered, JSON
	writes       int                     // how often commands were written
	interactions map[string]*Interaction // by token
	calls        []Call
	faults       []*Fault
	violations   []string
	buckets      map[string]*window
	global       window
	refused      int // 429 given without a fault

	hook string // where interactions go over HTTP; "" for the gateway
	key  ed25519.PrivateKey

	gatewayFaults []*GatewayFault
	sessions      map[string]*session
	sockets       map[*socket]bool
	signals       []Signal
	begun         int
}

// Start starts a server with the zero Config.
func Start() (*Server, error) { return Config{}.Start() }

// Start starts a server on a free port of loopback.
func (c Config) Start() (*Server, error) {
	c.defaults()
	s := &Server{
		cfg: c, token: base64.RawStdEncoding.EncodeToString([]byte(BotID)) + "." + secret(), done: make(chan struct{}),
		nonces: map[string]remembered{}, commands: []byte("[]"), interactions: map[string]*Interaction{},
		buckets: map[string]*window{}, sessions: map[string]*session{}, sockets: map[*socket]bool{},
	}
	_, s.key, _ = ed25519.GenerateKey(rand.Reader)
	s.populate()
	if c.Spec != "" && c.Spec != "-" {
		sp, err := loadSpec(c.Spec)
		if err != nil {
			return nil, fmt.Errorf("load %q: %w", c.Spec, err)
		}
		s.spec = sp
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s.base = l.Addr().String()
	mux := http.NewServeMux()
	mux.HandleFunc(apiPath+"/", s.serveAPI)
	mux.HandleFunc("/gateway/", s.serveGateway)
	mux.HandleFunc("/resume/", s.serveGateway)
	s.http = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	s.wg.Go(func() { _ = s.http.Serve(l) })
	return s, nil
}

func (c *Config) defaults() {
	if c.Spec == "" {
		c.Spec = FindSpec()
	}
	for _, d := range []struct {
		at    *time.Duration
		value time.Duration
	}{
		{&c.Heartbeat, 41250 * time.Millisecond},
		{&c.Window, 5 * time.Second},
		{&c.Nonces, 3 * time.Minute},
		{&c.Acknowledge, 3 * time.Second},
	} {
		if *d.at == 0 {
			*d.at = d.value
		}
	}
	if c.Bucket == 0 {
		c.Bucket = 5
	}
	if c.Global == 0 {
		c.Global = 50
	}
	if c.Sessions == 0 {
		c.Sessions = 1000
	}
}

// Close ends the server and waits until nothing of it is left running.
func (s *Server) Close() {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	s.closed = true
	for c := range s.sockets {
		c.drop()
	}
	s.mu.Unlock()
	close(s.done)
	_ = s.http.Close()
	s.wg.Wait()
}

// apiPath is where the interface is.
const apiPath = "/api/v10"

// URL is the interface's address.
func (s *Server) URL() string { return "http://" + s.base + apiPath }

// Token is the bot's token.
func (s *Server) Token() string { return s.token }

// Secrets are what may never be seen in a log: the token, and the tokens of
// all interactions so far.
func (s *Server) Secrets() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []string{s.token}
	for token := range s.interactions {
		all = append(all, token)
	}
	return all
}

// Forget drops what was said and done so far, and what was to fail, so that a
// long test doesn't fill the memory. Sessions go on with what comes next.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.messages, s.calls, s.signals, s.faults = nil, nil, nil, nil
	clear(s.nonces)
	clear(s.interactions)
	clear(s.buckets)
	for id, on := range s.sessions {
		on.events = nil
		if on.at == nil {
			on.end("the server forgot its session, which had no connection")
			delete(s.sessions, id) // its connection is gone; who resumes it begins anew
		}
	}
}

// RevokeToken makes the bot's token a wrong one, for requests and for the
// gateway.
func (s *Server) RevokeToken() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token += "-revoked"
}

// Violations are the requests that Discord's own documentation forbids, with
// the reason. A test that leaves any has failed.
func (s *Server) Violations() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.violations)
}

// violate remembers a violation; s.mu is not held.
func (s *Server) violate(what string) {
	s.mu.Lock()
	s.violations = append(s.violations, what)
	s.mu.Unlock()
	if s.cfg.OnViolation != nil {
		s.cfg.OnViolation(what)
	}
}

// secret is something unguessable, shaped like the rest of a token.
func secret() string {
	b := make([]byte, 18)
	_, _ = rand.Read(b)
	return strings.ToUpper(hex.EncodeToString(b[:3])) + "." + hex.EncodeToString(b[3:])
}
