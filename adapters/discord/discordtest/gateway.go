package discordtest

import (
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Operations of the gateway.
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opIdentify       = 2
	opResume         = 6
	opReconnect      = 7
	opInvalidSession = 9
	opHello          = 10
	opAck            = 11
)

// A Signal is something that the bot did at the gateway.
type Signal struct {
	Kind    string // "connect", "identify", "resume", "heartbeat", "close"
	Path    string // of connect: "/gateway/" or "/resume/"
	Code    int    // of close: 1006 if the connection just ended
	Session string // of resume
	Seq     int64  // of resume and heartbeat
	Intents int    // of identify
	Shard   [2]int // of identify: which of how many; zero if it was not said
	At      time.Time
}

// Signals are all signals of a kind so far; "" for all.
func (s *Server) Signals(kind string) []Signal {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.signals), func(g Signal) bool { return kind != "" && g.Kind != kind })
}

func (s *Server) signal(g Signal) {
	g.At = time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.signals = append(s.signals, g)
}

// A GatewayFault is a way for the gateway to fail with one connection. The
// zero one does nothing wrong.
type GatewayFault struct {
	Silent    bool // no HELLO is said, nor anything else
	Early     bool // a heartbeat is asked for, and one acknowledged, before READY
	Deaf      bool // heartbeats are not acknowledged
	Reconnect bool // op 7 instead of READY or RESUMED
	Invalid   bool // op 9 instead of READY or RESUMED
	Resumable bool // with Invalid: the session may be resumed
	Close     int  // the code with which the connection is closed instead
	Garbage   bool // something that is no JSON instead of HELLO
	Mute      bool // nothing instead of READY or RESUMED
}

// FailGateway has the next connection fail.
func (s *Server) FailGateway(f GatewayFault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gatewayFaults = append(s.gatewayFaults, &f)
}

// A frame is what goes over the connection, both ways.
type frame struct {
	Op   int    `json:"op"`
	Data any    `json:"d"`
	Seq  *int64 `json:"s"`
	Type any    `json:"t"`
}

// A socket is one connection.
type socket struct {
	s     *Server
	ws    *websocket.Conn
	fault GatewayFault
	mu    sync.Mutex // writes
	deaf  bool       // guarded by s.mu
}

func (c *socket) send(op int, data any) {
	c.write(frame{Op: op, Data: data})
}

func (c *socket) write(f frame) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.ws.SetWriteDeadline(time.Now().Add(2 * time.Second))
	_ = c.ws.WriteJSON(f)
}

func (c *socket) close(code int) {
	_ = c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second))
}

// drop ends the connection without a word.
func (c *socket) drop() {
	if tcp, ok := c.ws.NetConn().(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = c.ws.NetConn().Close()
}

func (s *Server) serveGateway(w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Get("v") != "10" || r.URL.Query().Get("encoding") != "json" {
		s.violate("the gateway was asked for no version or encoding: " + r.URL.RawQuery)
	}
	ws, err := s.up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	c := &socket{s: s, ws: ws}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		ws.Close()
		return
	}
	if len(s.gatewayFaults) > 0 {
		c.fault, s.gatewayFaults = *s.gatewayFaults[0], s.gatewayFaults[1:]
	}
	c.deaf = c.fault.Deaf
	s.sockets[c] = true
	s.wg.Add(1)
	s.mu.Unlock()
	s.signal(Signal{Kind: "connect", Path: r.URL.Path})
	go func() {
		defer s.wg.Done()
		c.serve()
	}()
}

// serve talks until the connection ends.
func (c *socket) serve() {
	var on *session
	switch {
	case c.fault.Silent:
	case c.fault.Garbage:
		_ = c.ws.WriteMessage(websocket.TextMessage, []byte("<html>"))
	default:
		c.send(opHello, object{"heartbeat_interval": c.s.cfg.Heartbeat.Milliseconds()})
	}
	for {
		_, raw, err := c.ws.ReadMessage()
		if err != nil {
			c.ended(on, err)
			return
		}
		if len(raw) > 4096 {
			c.s.violate("a gateway frame of more than 4,096 bytes")
		}
		var f struct {
			Op   int             `json:"op"`
			Data json.RawMessage `json:"d"`
		}
		if json.Unmarshal(raw, &f) != nil {
			c.close(4002)
			continue
		}
		switch f.Op {
		case opHeartbeat:
			c.beat(f.Data)
		case opIdentify:
			on = c.identify(f.Data)
		case opResume:
			on = c.resume(f.Data)
		default:
			c.close(4001)
		}
	}
}

// ended forgets the connection, and the session if the bot ended that too.
func (c *socket) ended(on *session, err error) {
	code := websocket.CloseAbnormalClosure
	if e, ok := errors.AsType[*websocket.CloseError](err); ok {
		code = e.Code
	}
	c.s.signal(Signal{Kind: "close", Code: code})
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	delete(c.s.sockets, c)
	if on == nil {
		return
	}
	if on.at == c {
		on.at = nil
	}
	if code == websocket.CloseNormalClosure || code == websocket.CloseGoingAway {
		on.end("the bot ended its session")
		delete(c.s.sessions, on.id)
	}
	_ = c.ws.Close()
}

func (c *socket) beat(data json.RawMessage) {
	var seq int64
	_ = json.Unmarshal(data, &seq)
	c.s.signal(Signal{Kind: "heartbeat", Seq: seq})
	c.s.mu.Lock()
	deaf := c.deaf
	c.s.mu.Unlock()
	if !deaf {
		c.send(opAck, nil)
	}
}

// instead does what the fault wants in place of READY or RESUMED.
func (c *socket) instead() bool {
	switch f := c.fault; {
	case f.Close != 0:
		c.close(f.Close)
	case f.Reconnect:
		c.send(opReconnect, nil)
	case f.Invalid:
		c.send(opInvalidSession, f.Resumable)
	case f.Mute:
	default:
		if f.Early {
			c.send(opHeartbeat, nil)
			c.send(opAck, nil)
		}
		return false
	}
	return true
}

// privileged are the intents that have to be asked for.
const privileged = 1<<1 | 1<<8 | 1<<15

func (c *socket) identify(data json.RawMessage) *session {
	var d struct {
		Token      string         `json:"token"`
		Intents    int            `json:"intents"`
		Properties map[string]any `json:"properties"`
		Shard      [2]int         `json:"shard"`
	}
	_ = json.Unmarshal(data, &d)
	c.s.signal(Signal{Kind: "identify", Intents: d.Intents, Shard: d.Shard})
	if len(d.Properties) == 0 {
		c.s.violate("identify without properties")
	}
	if c.instead() {
		return nil
	}
	c.s.mu.Lock()
	good := d.Token == c.s.token
	c.s.begun++
	c.s.mu.Unlock()
	if !good {
		c.close(4004)
		return nil
	}
	c.s.mu.Lock()
	needed := c.s.cfg.Shards
	c.s.mu.Unlock()
	if most := max(d.Shard[1], 1); most < needed || d.Shard[0] >= most {
		c.close(4011)
		return nil
	}
	if d.Intents&privileged != 0 {
		c.close(4014)
		return nil
	}
	on := &session{id: strings.ToLower(secret()), seq: 1, shard: d.Shard}
	c.s.mu.Lock()
	me, _ := c.s.user(BotID)
	for _, before := range c.s.sessions {
		if before.at == nil && before.shard == on.shard {
			before.end("the bot gave its session up, which had no connection")
		}
	}
	c.s.sessions[on.id] = on
	guild := c.s.guildCreated()
	seq := on.seq
	c.write(frame{Op: opDispatch, Type: "READY", Seq: &seq, Data: object{
		"v": 10, "user": me.object(), "session_id": on.id, "guilds": []object{{"id": GuildID, "unavailable": true}},
		"resume_gateway_url": "ws://" + c.s.base + "/resume/", "application": object{"id": AppID, "flags": 0},
	}})
	on.at = c
	on.dispatch("GUILD_CREATE", guild)
	c.s.mu.Unlock()
	return on
}

func (c *socket) resume(data json.RawMessage) *session {
	var d struct {
		Token   string `json:"token"`
		Session string `json:"session_id"`
		Seq     int64  `json:"seq"`
	}
	_ = json.Unmarshal(data, &d)
	c.s.signal(Signal{Kind: "resume", Session: d.Session, Seq: d.Seq})
	if c.instead() {
		if c.fault.Invalid && !c.fault.Resumable {
			c.s.mu.Lock()
			defer c.s.mu.Unlock()
			if on := c.s.sessions[d.Session]; on != nil {
				on.end("Discord called its session invalid")
			}
		}
		return nil
	}
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	on, ok := c.s.sessions[d.Session]
	switch {
	case d.Token != c.s.token:
		c.close(4004)
		return nil
	case !ok || d.Seq > on.seq:
		c.send(opInvalidSession, false)
		return nil
	}
	for _, f := range on.events {
		if *f.Seq > d.Seq {
			c.write(f)
		}
	}
	on.at = c
	on.dispatch("RESUMED", nil)
	return on
}
