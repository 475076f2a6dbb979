package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"strconv"
	"time"

	"github.com/gorilla/websocket"
)

// Operations.
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-opcodes
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

// closeToResume is the code with which a connection is closed that is to be
// resumed. 1000 and 1001 would end the session.
// https://discord.com/developers/docs/events/gateway#initiating-a-disconnect
const closeToResume = 4900

// goodbye is how long a closing handshake may hold up the end.
const goodbye = 300 * time.Millisecond

// A frame is what goes over the connection, both ways.
type frame struct {
	Op   int             `json:"op"`
	Data json.RawMessage `json:"d"`
	Seq  *int64          `json:"s,omitempty"`
	Type string          `json:"t,omitempty"`
}

// A connection is one WebSocket. Everything but reading happens in run, so
// nothing is shared.
type connection struct {
	client  *Client
	timing  Timing
	ws      *websocket.Conn
	session *session

	beats    *time.Timer // the next heartbeat
	interval time.Duration
	acked    bool // the last heartbeat was answered
}

// run talks until something ends the connection.
func (c *connection) run(ctx context.Context) (end ending) {
	frames, lost, stop := make(chan frame), make(chan error, 1), make(chan struct{})
	read := make(chan struct{})
	go func() {
		defer close(read)
		lost <- c.read(frames, stop)
	}()
	defer func() {
		close(stop)
		c.ws.Close()
		<-read
	}()

	c.beats = time.NewTimer(time.Hour)
	defer c.beats.Stop()
	overdue := time.NewTimer(c.timing.Hello)
	defer overdue.Stop()
	awaited := "HELLO"
	for {
		select {
		case <-ctx.Done():
			c.close(websocket.CloseNormalClosure)
			return ending{why: "asked to end"}
		case err := <-lost:
			return closed(err)
		case <-overdue.C:
			c.close(closeToResume)
			return ending{why: "no " + awaited + " in time"}
		case <-c.beats.C:
			if !c.acked {
				c.close(closeToResume)
				return ending{why: "a heartbeat was not answered"}
			}
			if err := c.beat(); err != nil {
				return ending{why: "heartbeat: " + err.Error()}
			}
			c.acked = false
			c.beats.Reset(c.interval)
		case f := <-frames:
			at, err := c.take(f)
			switch {
			case err != nil:
				c.close(closeToResume)
				if e, ok := errors.AsType[*ended](err); ok {
					return ending(*e)
				}
				return ending{why: err.Error()}
			case at == greeted:
				awaited = "READY"
				overdue.Reset(c.timing.Ready)
			case at == ready:
				overdue.Stop()
			}
		}
	}
}

// read hands every frame on until the connection fails or stop is closed.
func (c *connection) read(frames chan<- frame, stop <-chan struct{}) error {
	for {
		_, body, err := c.ws.ReadMessage()
		if err != nil {
			return err
		}
		var f frame
		if err := json.Unmarshal(body, &f); err != nil {
			return fmt.Errorf("a frame that is no JSON: %w", err)
		}
		select {
		case frames <- f:
		case <-stop:
			return nil
		}
	}
}

// A stage is how far a connection has come with one frame.
type stage int

const (
	going stage = iota
	greeted
	ready
)

// ended is an ending in the form of an error.
type ended ending

func (e *ended) Error() string { return e.why }

// take acts on one frame. Any of them may come at any time.
func (c *connection) take(f frame) (stage, error) {
	switch f.Op {
	case opHello:
		return greeted, c.greet(f.Data)
	case opHeartbeat:
		return going, c.beat()
	case opAck:
		c.acked = true
	case opReconnect:
		return going, &ended{why: "Discord asked to reconnect"}
	case opInvalidSession:
		var resumable bool
		_ = json.Unmarshal(f.Data, &resumable) // anything else is no
		return going, &ended{
			why: "Discord called the session invalid", fresh: !resumable,
			wait: between(c.timing.InvalidMin, c.timing.InvalidMax),
		}
	case opDispatch:
		return c.dispatch(f)
	}
	return going, nil
}

// greet starts the heart and says who is there.
func (c *connection) greet(data json.RawMessage) error {
	var hello struct {
		Interval int `json:"heartbeat_interval"` // milliseconds
	}
	if err := json.Unmarshal(data, &hello); err != nil || hello.Interval <= 0 {
		return errors.New("a HELLO without a heartbeat interval")
	}
	c.interval = time.Duration(hello.Interval) * time.Millisecond
	c.acked = true
	c.beats.Reset(between(0, c.interval))
	if c.session.id != "" {
		return c.send(opResume, map[string]any{
			"token": c.client.Token(), "session_id": c.session.id, "seq": c.session.seq,
		})
	}
	identify := map[string]any{
		"token":   c.client.Token(),
		"intents": c.client.Intents,
		"properties": map[string]string{
			"os": runtime.GOOS, "browser": "waybill", "device": "waybill",
		},
	}
	if c.client.Shards > 1 {
		identify["shard"] = [2]int{c.client.Shard, c.client.Shards}
	}
	return c.send(opIdentify, identify)
}

// dispatch hands an event on, once.
func (c *connection) dispatch(f frame) (stage, error) {
	if f.Seq != nil {
		if *f.Seq <= c.session.seq {
			return going, nil
		}
		c.session.seq = *f.Seq
	}
	at := going
	switch f.Type {
	case "READY":
		var hello struct {
			Session string `json:"session_id"`
			Resume  string `json:"resume_gateway_url"`
		}
		if err := json.Unmarshal(f.Data, &hello); err != nil {
			return going, errors.New("a READY without a session")
		}
		c.session.id, c.session.resume = hello.Session, hello.Resume
		c.client.Log.Info("gateway ready")
		at = ready
	case "RESUMED":
		c.client.Log.Info("gateway resumed")
		at = ready
	}
	if at == ready {
		c.client.state(true)
	}
	c.client.Handle(Event{Type: f.Type, Data: f.Data})
	return at, nil
}

func (c *connection) beat() error {
	if c.session.seq == 0 {
		return c.send(opHeartbeat, nil)
	}
	return c.send(opHeartbeat, c.session.seq)
}

func (c *connection) send(op int, data any) error {
	body, err := json.Marshal(data)
	if err != nil {
		return err
	}
	if err := c.ws.SetWriteDeadline(time.Now().Add(c.timing.Write)); err != nil {
		return err
	}
	return c.ws.WriteJSON(frame{Op: op, Data: body})
}

// close says goodbye, briefly.
func (c *connection) close(code int) {
	_ = c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(goodbye))
}

// version is the version of the gateway and the interface.
const version = 10

// endpoint is the gateway's address with what it needs to be told.
func endpoint(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	if (u.Scheme != "ws" && u.Scheme != "wss") || u.Host == "" {
		return "", fmt.Errorf("no WebSocket address: %q", address)
	}
	if u.Path == "" {
		u.Path = "/"
	}
	q := u.Query()
	q.Set("v", strconv.Itoa(version))
	q.Set("encoding", "json")
	u.RawQuery = q.Encode()
	return u.String(), nil
}
