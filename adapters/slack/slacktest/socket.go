package slacktest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// maxAck is the size from which on Slack silently drops an acknowledgement.
// https://github.com/slack-go/slack, socketmode/socketmode.go, maxResponseSize
const maxAck = 20 * 1024

// A socket is one Socket Mode connection.
// https://docs.slack.dev/apis/events-api/using-socket-mode
type socket struct {
	ws     *websocket.Conn
	write  sync.Mutex
	closed chan struct{}
	once   sync.Once

	// Guarded by Server.mu.
	leaving  bool   // told to disconnect
	farewell []byte // the announcement of that, not yet written
	quiet    bool   // not pinged any more
}

// An Ack is the acknowledgement of an envelope.
type Ack struct {
	Envelope string
	Payload  json.RawMessage
	After    time.Duration // since the envelope was written
}

func (s *Server) connectionsOpen(map[string]string) reply {
	ticket := secret()
	s.mu.Lock()
	s.tickets = append(s.tickets, ticket)
	s.mu.Unlock()
	return reply{"ok": true, "url": "ws" + strings.TrimPrefix(s.base, "http") + "/link/?ticket=" + ticket + "&app_id=" + AppID}
}

// serveSocket is the life of one socket.
func (s *Server) serveSocket(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	known := slices.Contains(s.tickets, r.URL.Query().Get("ticket"))
	s.mu.Unlock()
	if !known {
		http.Error(w, "bad ticket", http.StatusForbidden)
		return
	}
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	c := &socket{ws: ws, closed: make(chan struct{})}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		c.cut()
		return
	}
	n := len(s.sockets) + 1
	s.wg.Add(1)
	s.mu.Unlock()
	defer s.wg.Done()
	hello, _ := json.Marshal(map[string]any{
		"type": "hello", "num_connections": n, "connection_info": map[string]any{"app_id": AppID},
		"debug_info": map[string]any{"host": "applink-test", "approximate_connection_time": 18060},
	})
	_ = s.send(c, hello)
	s.mu.Lock()
	s.sockets = append(s.sockets, c)
	s.opened++
	s.mu.Unlock()
	s.wg.Go(func() { s.ping(c) })
	s.readAcks(c)
	c.cut()
	s.mu.Lock()
	s.sockets = slices.DeleteFunc(s.sockets, func(o *socket) bool { return o == c })
	s.mu.Unlock()
}

// ping keeps a socket alive: a client takes silence for its end.
func (s *Server) ping(c *socket) {
	t := time.NewTicker(s.cfg.Ping)
	defer t.Stop()
	for {
		s.mu.Lock()
		quiet := c.quiet
		s.mu.Unlock()
		if !quiet {
			c.write.Lock()
			_ = c.ws.WriteControl(websocket.PingMessage, []byte("Ping from applink-test"), time.Now().Add(time.Second))
			c.write.Unlock()
		}
		select {
		case <-t.C:
		case <-c.closed:
			return
		}
	}
}

// readAcks takes acknowledgements until the socket ends.
func (s *Server) readAcks(c *socket) {
	c.ws.SetPingHandler(func(data string) error {
		s.mu.Lock()
		quiet := c.quiet
		s.mu.Unlock()
		if quiet {
			return nil
		}
		return c.ws.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(time.Second))
	})
	for {
		_, raw, err := c.ws.ReadMessage()
		if err != nil {
			return
		}
		var a struct {
			ID      string          `json:"envelope_id"`
			Payload json.RawMessage `json:"payload"`
		}
		if json.Unmarshal(raw, &a) != nil || a.ID == "" {
			s.violate("socket: %.200q is no acknowledgement", raw)
			continue
		}
		s.acknowledge(a.ID, a.Payload, len(raw))
	}
}

func (s *Server) acknowledge(id string, payload json.RawMessage, size int) {
	s.mu.Lock()
	at, known := s.sent[id]
	_, twice := s.acks[id]
	var h *hook
	if known && !twice {
		s.acks[id] = Ack{Envelope: id, Payload: payload, After: time.Since(at)}
		h = s.hooks["ack "+id]
	}
	s.mu.Unlock()
	switch {
	case s.waits(id):
		if size >= maxAck {
			s.violate("socket: an acknowledgement of %d bytes is dropped", size)
		}
	case !known:
		s.violate("socket: an acknowledgement of %q, which was never sent", id)
	case len(payload) == 0 || string(payload) == "null" || twice:
	case size >= maxAck:
		s.violate("socket: an acknowledgement of %d bytes is dropped", size)
	case h == nil:
		s.violate("socket: %q accepts no payload", id)
	default:
		if m, problem := s.hookMessage(h, payload, "ack"); problem == "" {
			s.Add(m)
		} else {
			s.violate("socket: payload of an acknowledgement: %s", problem)
		}
	}
}

// waits reports whether somebody waits for the acknowledgement of an envelope.
func (s *Server) waits(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.awaited[id]
}

// cut ends the socket without a word.
func (c *socket) cut() {
	c.once.Do(func() {
		close(c.closed)
		_ = c.ws.UnderlyingConn().Close()
	})
}

// Connected is how many sockets are open and not about to close.
func (s *Server) Connected() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, c := range s.sockets {
		if !c.leaving {
			n++
		}
	}
	return n
}

// Opened is how many sockets were ever opened.
func (s *Server) Opened() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opened
}

// Disconnect tells the oldest socket to disconnect, with a reason as Slack
// gives it: "warning", "refresh_requested", "too_many_websockets",
// "link_disabled". The next envelope still goes to that socket, right behind
// the announcement if it comes soon, and the socket closes a little later:
// whoever drops it at once loses what was on its way.
func (s *Server) Disconnect(reason string) error {
	raw, err := json.Marshal(map[string]any{"type": "disconnect", "reason": reason, "debug_info": map[string]any{"host": "applink-test"}})
	if err != nil {
		return err
	}
	c, err := s.await(func() *socket {
		for _, o := range s.sockets {
			if !o.leaving {
				o.leaving, o.farewell = true, raw
				return o
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	s.wg.Go(func() {
		c.wait(s.cfg.Grace / 10)
		_ = s.send(c, nil)
		c.wait(s.cfg.Grace)
		c.cut()
	})
	return nil
}

// wait waits for a while, or until the socket ends.
func (c *socket) wait(d time.Duration) {
	select {
	case <-time.After(d):
	case <-c.closed:
	}
}

// send writes to a socket what is due: the announcement to close it, if there
// is one, and raw, if there is any.
func (s *Server) send(c *socket, raw []byte) error {
	s.mu.Lock()
	first := c.farewell
	c.farewell = nil
	s.mu.Unlock()
	c.write.Lock()
	defer c.write.Unlock()
	for _, frame := range [][]byte{first, raw} {
		if frame == nil {
			continue
		}
		_ = c.ws.SetWriteDeadline(time.Now().Add(2 * time.Second))
		if err := c.ws.WriteMessage(websocket.TextMessage, frame); err != nil {
			return err
		}
	}
	return nil
}

// Drop ends the oldest socket without a word.
func (s *Server) Drop() error {
	s.mu.Lock()
	var c *socket
	if len(s.sockets) > 0 {
		c = s.sockets[0]
	}
	s.mu.Unlock()
	if c == nil {
		return fmt.Errorf("no socket to drop")
	}
	c.cut()
	return nil
}

// Freeze stops pinging and answering on every socket that is open now, as a
// network does that lost them silently.
func (s *Server) Freeze() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.sockets {
		c.quiet, c.leaving = true, true
	}
}

// pick is the socket for the next envelope: one that is leaving first, for
// those are where envelopes get lost, then by turns. It waits for one.
func (s *Server) pick() (*socket, error) {
	return s.await(func() *socket {
		open := slices.DeleteFunc(slices.Clone(s.sockets), func(o *socket) bool { return o.quiet })
		for _, o := range open {
			if o.leaving {
				return o
			}
		}
		if len(open) == 0 {
			return nil
		}
		s.turn++
		return open[s.turn%len(open)]
	})
}

// await waits until find, which is called with s.mu held, gives a socket.
func (s *Server) await(find func() *socket) (*socket, error) {
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(time.Millisecond) {
		s.mu.Lock()
		c, closed := find(), s.closed
		s.mu.Unlock()
		if c != nil {
			return c, nil
		}
		if closed || time.Now().After(deadline) {
			return nil, fmt.Errorf("the app is not connected")
		}
	}
}

// Acks are the acknowledgements so far.
func (s *Server) Acks() []Ack {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Ack
	for _, a := range s.acks {
		all = append(all, a)
	}
	return all
}

// Unacked is how many envelopes were sent and not acknowledged.
func (s *Server) Unacked() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sent) - len(s.acks)
}
