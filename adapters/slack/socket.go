package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"waybill/bot"
)

const (
	handshake = 10 * time.Second
	// drain is how long a connection that Slack is about to close is still
	// read. Slack closes it long before.
	drain = time.Minute
	// maxEnvelope is the longest message that is read.
	maxEnvelope = 8 << 20
	// frame holds any acknowledgement whole: Slack drops those in several
	// frames, and those of 20 KB and more.
	// https://github.com/slack-go/slack, socketmode/socketmode.go
	frame = 32 << 10
)

// A socket is one connection of Socket Mode.
type socket struct {
	ws        *websocket.Conn
	quiet     time.Duration
	leaving   chan struct{} // closed when Slack announced to close it
	reason    string        // of the announcement; set before leaving is closed
	late      *time.Timer   // closes it if Slack doesn't; only readAll uses it
	connected time.Time
	write     sync.Mutex // held while an acknowledgement is written
}

// keep keeps one connection open until ctx ends. When Slack announces to close
// it, the next one is opened first and the old one read to its end: nothing on
// its way is lost. An error is a token that Slack refuses.
func (a *Adapter) keep(ctx context.Context) error {
	wait := newBackoff()
	var readers sync.WaitGroup
	defer readers.Wait()
	for {
		if a.opening.Wait(ctx) != nil {
			return nil
		}
		s, err := a.connect(ctx)
		if err != nil {
			if told := explainApp(err); told.Kind == bot.Permanent {
				return told
			} else if !a.pause(ctx, wait, told) {
				return nil
			}
			continue
		}
		ended := make(chan struct{})
		readers.Go(func() {
			defer close(ended)
			a.readAll(ctx, s)
		})
		select {
		case <-s.leaving:
			if d := stayAway(s.reason); d > 0 {
				a.log.Warn("Slack closes a connection", "reason", s.reason, "next in", d)
				select {
				case <-time.After(d):
				case <-ctx.Done():
				}
			}
			wait.Reset()
		case <-ended:
			if time.Since(s.connected) > time.Minute {
				wait.Reset()
			} else if !a.pause(ctx, wait, errors.New("the connection ended")) {
				return nil
			}
		case <-ctx.Done():
			return nil
		}
	}
}

// stayAway is how long not to reconnect after a reason that won't pass soon.
func stayAway(reason string) time.Duration {
	switch reason {
	case "too_many_websockets":
		return 5 * time.Minute
	case "link_disabled": // Socket Mode was switched off
		return time.Minute
	}
	return 0
}

// connect asks for a connection, makes it and waits for Slack's hello.
func (a *Adapter) connect(ctx context.Context) (*socket, error) {
	_, address, err := a.app.StartSocketModeContext(ctx)
	if err != nil {
		return nil, err
	}
	if a.secure && !strings.HasPrefix(address, "wss://") {
		return nil, errors.New("the connection's address is not secure")
	}
	ws, resp, err := a.gate.dialer().DialContext(ctx, address, nil)
	if err != nil {
		if resp != nil {
			return nil, &statusError{resp.StatusCode}
		}
		return nil, &unsentError{anonymous(err)}
	}
	s := &socket{ws: ws, quiet: a.quiet, leaving: make(chan struct{}), connected: time.Now()}
	ws.SetReadLimit(maxEnvelope)
	ws.SetPingHandler(func(data string) error {
		s.heard()
		_ = ws.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(handshake))
		return nil
	})
	ws.SetPongHandler(func(string) error { s.heard(); return nil })
	_ = ws.SetReadDeadline(time.Now().Add(handshake))
	e, err := s.next()
	if err == nil && e.Type != "hello" {
		err = fmt.Errorf("%q instead of a hello", e.Type)
	}
	if err != nil {
		_ = ws.Close()
		return nil, &unsentError{err}
	}
	return s, nil
}

// heard notes that the other side is alive.
func (s *socket) heard() { _ = s.ws.SetReadDeadline(time.Now().Add(s.quiet)) }

// errGarbled is a message that is no envelope; the next one may be.
var errGarbled = errors.New("not an envelope")

func (s *socket) next() (envelope, error) {
	var e envelope
	_, raw, err := s.ws.ReadMessage()
	if err != nil {
		return e, err
	}
	if err := json.Unmarshal(raw, &e); err != nil {
		return e, fmt.Errorf("%w: %w", errGarbled, err)
	}
	return e, nil
}

// readAll reads a connection to its end, acknowledges what comes and hands it
// on. Nothing in it waits for an answer to be made.
func (a *Adapter) readAll(ctx context.Context, s *socket) {
	a.sockets.Add(1)
	defer a.sockets.Add(-1)
	stop := context.AfterFunc(ctx, func() { _ = s.ws.Close() })
	defer stop()
	defer func() {
		_ = s.ws.Close()
		if s.late != nil {
			s.late.Stop()
		}
	}()
	done := make(chan struct{})
	var alive sync.WaitGroup
	alive.Go(func() { s.keepAlive(done) })
	defer alive.Wait()
	defer close(done)
	s.heard()
	for {
		e, err := s.next()
		switch {
		case errors.Is(err, errGarbled):
			a.log.Warn("message from Slack not understood", "error", err)
			continue
		case err != nil:
			if ctx.Err() == nil {
				a.log.Info("connection to Slack ended", "error", anonymous(err))
			}
			return
		}
		s.heard()
		switch e.Type {
		case "hello":
		case "disconnect":
			if s.late == nil {
				s.late = time.AfterFunc(drain, func() { _ = s.ws.Close() })
				s.reason = e.Reason
				close(s.leaving)
			}
		default:
			a.attend(ctx, s, e, &alive)
		}
	}
}

// attend takes an envelope and acknowledges it: at once, or, if Slack waits for
// something to show, in a goroutine of its own as soon as that is made.
func (a *Adapter) attend(ctx context.Context, s *socket, e envelope, going *sync.WaitGroup) {
	ack, answer := a.receive(ctx, e)
	if !ack || e.ID == "" {
		return
	}
	reply := func() {
		var payload any
		if answer != nil {
			payload = answer(ctx)
		}
		if err := s.acknowledge(e.ID, payload); err != nil && ctx.Err() == nil {
			a.log.Warn("acknowledgement not sent", "error", anonymous(err))
		}
	}
	if answer == nil {
		reply()
		return
	}
	going.Go(reply)
}

// keepAlive pings: an answer proves that the connection isn't dead even if
// Slack itself doesn't ping.
func (s *socket) keepAlive(done <-chan struct{}) {
	t := time.NewTicker(s.quiet / 3)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			_ = s.ws.WriteControl(websocket.PingMessage, nil, time.Now().Add(handshake))
		case <-done:
			return
		}
	}
}

// acknowledge tells Slack that an envelope arrived, on the connection it came
// by.
func (s *socket) acknowledge(id string, payload any) error {
	ack := map[string]any{"envelope_id": id}
	if payload != nil {
		ack["payload"] = payload
	}
	raw, err := json.Marshal(ack)
	if err != nil {
		return fmt.Errorf("compose acknowledgement: %w", err)
	}
	s.write.Lock()
	defer s.write.Unlock()
	_ = s.ws.SetWriteDeadline(time.Now().Add(handshake))
	return s.ws.WriteMessage(websocket.TextMessage, raw)
}
