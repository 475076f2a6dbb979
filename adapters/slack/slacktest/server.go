// Package slacktest is a Slack workspace with one app installed: a real HTTP
// and WebSocket server on loopback that speaks the Web API, Socket Mode and
// response URLs, keeps Slack's limits, and fails in the ways Slack fails.
//
// It is a plain library. A program can be run against it from outside:
//
//	s, err := slacktest.Start()
//	// run the bot with s.URL(), s.BotToken(), s.AppToken()
//	err = s.Slash("ana", "trade", "subscribe steel")
//	for _, m := range s.Posted() { fmt.Println(m.Read()) }
//
// People and channels are named by ID or by name. Every workspace starts with
// ana, an admin, ben and cleo, who are not, and gus, a guest; with the public
// channels trade, which the bot is in and ana made, desk, which ben made, and
// lobby, which the bot is not in; with the private channel board, which the
// bot is not in; and with the archived channel attic.
package slacktest

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// A Config changes how a Server behaves. The zero Config is a Slack as it
// mostly is, only faster.
type Config struct {
	// Team is the workspace's ID, "" for [TeamID], and Name what it is called.
	Team, Name string
	// Specs is a folder with Slack's published schemas, laid out as
	// api-ref/docs.slack.dev/methods/*.json and node-types/blocks.schema.json.
	// Requests are checked against them. "" for the folder that [FindSpecs]
	// finds, "-" for none.
	Specs string
	// Ping is how often a socket is pinged; 0 means every second. Slack pings
	// every few seconds to every half minute.
	Ping time.Duration
	// Grace is how long a socket that was told to disconnect stays open; 0
	// means 250 ms. Slack gives about ten seconds after a warning.
	Grace time.Duration
	// Retry is after how long an event without an acknowledgement is sent
	// again; 0 means never. Slack does it after 3 s. Slash commands and
	// buttons are never sent again.
	Retry time.Duration
	// Org is the organisation that the workspace is of and that has the app as
	// a whole; "" for a workspace that has it by itself.
	Org string
	// Rotate is how long a token lasts that an installation gets; 0 for ever.
	// Slack's last twelve hours, where the app's tokens rotate.
	Rotate time.Duration
	// Unlisted caps a page of history at 15 messages, as for apps that are
	// distributed outside the Marketplace.
	Unlisted bool
	// OnViolation is told at once of requests that Slack's own documentation
	// forbids; they are in [Server.Violations] too.
	OnViolation func(string)
}

// Identifiers of the workspace and its app.
const (
	TeamID = "T0WAYBILL"
	AppID  = "A0WAYBILL"
	BotID  = "B0WAYBILL"
	BotUID = "U0WAYBILL" // the bot as a user: what people mention
)

// A Server is one workspace. Its methods are safe for concurrent use.
type Server struct {
	cfg      Config
	base     string // http://127.0.0.1:port
	http     *http.Server
	schemas  *schemas
	botToken string
	appToken string
	done     chan struct{}
	wg       sync.WaitGroup

	mu         sync.Mutex
	closed     bool
	users      []User
	channels   []Channel
	messages   []Message
	calls      []Call
	faults     []*Fault
	hooks      map[string]*hook // response URLs by their secret
	violations []string
	scopes     []string
	lastTS     int64 // microseconds

	sockets  []*socket
	tickets  []string        // of all sockets ever asked for
	turn     int             // round robin over sockets
	opened   int             // sockets ever opened
	last     []byte          // the last envelope
	awaited  map[string]bool // envelopes whose acknowledgement carries something else than a message
	views    map[string]View // by kind and user ID
	files    map[string]*file
	codes    map[string]string    // of installations, with their redirect URIs
	tokens   map[string]time.Time // given to installations, with their ends
	refresh  string               // what gets the next one
	renewals int
	triggers map[string]trigger

	endpoint string // where requests go, "" for sockets
	signing  string
	lastHTTP func() error // hands the last payload over again
	acks     map[string]Ack
	sent     map[string]time.Time // envelopes by ID
}

// Start starts a workspace with the zero Config.
func Start() (*Server, error) { return Config{}.Start() }

// Start starts a workspace on a free port of loopback.
func (c Config) Start() (*Server, error) {
	if c.Ping == 0 {
		c.Ping = time.Second
	}
	if c.Grace == 0 {
		c.Grace = 250 * time.Millisecond
	}
	if c.Team == "" {
		c.Team, c.Name = TeamID, "Waybill Test"
	}
	if c.Specs == "" {
		c.Specs = FindSpecs()
	}
	s := &Server{
		cfg:      c,
		botToken: "xoxb-1700000000-" + secret(),
		appToken: "xapp-1-" + AppID + "-" + secret(),
		done:     make(chan struct{}),
		hooks:    map[string]*hook{},
		acks:     map[string]Ack{},
		sent:     map[string]time.Time{},
		awaited:  map[string]bool{},
		views:    map[string]View{},
		files:    map[string]*file{},
		codes:    map[string]string{},
		tokens:   map[string]time.Time{},
		triggers: map[string]trigger{},
		scopes:   slices.Clone(defaultScopes),
	}
	s.populate()
	if c.Specs != "" && c.Specs != "-" {
		sch, err := loadSchemas(c.Specs)
		if err != nil {
			return nil, fmt.Errorf("load schemas: %w", err)
		}
		s.schemas = sch
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s.base = "http://" + l.Addr().String()
	mux := http.NewServeMux()
	mux.HandleFunc("/api/", s.serveAPI)
	mux.HandleFunc("/link/", s.serveSocket)
	mux.HandleFunc("/hooks/", s.serveHook)
	mux.HandleFunc("/upload/", s.serveUpload)
	s.http = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	s.wg.Go(func() { _ = s.http.Serve(l) })
	return s, nil
}

// Close ends the workspace and waits until nothing of it is left running.
func (s *Server) Close() {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	s.closed = true
	sockets := slices.Clone(s.sockets)
	s.mu.Unlock()
	close(s.done)
	for _, c := range sockets {
		c.cut()
	}
	_ = s.http.Close()
	s.wg.Wait()
}

// URL is the address that takes the place of https://slack.com/api/.
func (s *Server) URL() string { return s.base + "/api/" }

// BotToken is the token that the Web API accepts.
func (s *Server) BotToken() string { return s.botToken }

// AppToken is the token that apps.connections.open accepts.
func (s *Server) AppToken() string { return s.appToken }

// Secrets are all strings that must never be seen in a log: the tokens and
// what stands in the addresses of sockets and response URLs.
func (s *Server) Secrets() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []string{s.botToken, s.appToken}
	for token := range s.tokens {
		all = append(all, token)
	}
	if s.refresh != "" {
		all = append(all, s.refresh)
	}
	for key := range s.hooks {
		all = append(all, key)
	}
	return append(all, s.tickets...)
}

// Violations are the requests that broke a documented rule, in order.
func (s *Server) Violations() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.violations)
}

func (s *Server) violate(format string, args ...any) {
	v := fmt.Sprintf(format, args...)
	s.mu.Lock()
	s.violations = append(s.violations, v)
	s.mu.Unlock()
	if s.cfg.OnViolation != nil {
		s.cfg.OnViolation(v)
	}
}

func secret() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails: crypto/rand
	return hex.EncodeToString(b)
}
