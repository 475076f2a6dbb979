// Package gateway keeps a session with Discord's gateway, the WebSocket over
// which a bot hears what people say: it identifies, keeps the heart beating,
// notices a dead connection, resumes, and starts anew where that is no use.
//
// It stands beside discordgo's own session and not on it, because that one
// hangs for ever when a server says anything but READY first, has no read
// deadline, notices a dead connection after five heartbeats and then closes it
// with the one code that ends the session, resumes at the wrong address, and
// comes back for ever after a refused token. Here one goroutine reads, one
// loop does everything else, and both end with the context.
//
// https://discord.com/developers/docs/events/gateway
package gateway

import (
	"context"
	"encoding/json"
	"log/slog"
	"math/rand/v2"
	"net"
	"time"

	"github.com/gorilla/websocket"
)

// A Client keeps one session.
type Client struct {
	Token   func() string                            // required
	Intents int                                      // which events to hear
	Start   func(ctx context.Context) (Start, error) // required: asked before each new session
	Handle  func(Event)                              // required: called in the order of arrival, must not block
	State   func(up bool)                            // told when the session begins or goes on, and when it is lost; nil if nobody asks
	Log     *slog.Logger                             // required
	Dialer  *websocket.Dialer                        // nil for the usual one
	Timing  Timing                                   // zero for what Discord asks for

	// Of a bot whose servers are shared out over several connections: which of
	// how many this is, and the Gate that they share. Zero for the only one.
	Shard, Shards int
	Gate          *Gate

	up bool // the connection came as far as READY or RESUMED
}

// Start is where a session begins and whether another may be begun.
type Start struct {
	URL        string        // of the gateway
	Remaining  int           // sessions that may still be begun
	ResetAfter time.Duration // until there are more
}

// An Event is something that Discord reports.
type Event struct {
	Type string // "MESSAGE_CREATE"
	Data json.RawMessage
}

// session is what is needed to go on after a lost connection.
type session struct {
	id     string // "" if there is none to resume
	resume string // where to resume it
	seq    int64  // of the last event heard
}

// An ending is why a connection ended and what is to follow.
type ending struct {
	why   string        // for the log
	fatal error         // coming back is pointless
	fresh bool          // the session can't be resumed
	wait  time.Duration // before the next try, beside the growing pause
}

// resumes is how many connections in a row may fail before they come as far as
// RESUMED; then the session is given up and a new one begun at the ordinary
// address.
const resumes = 3

// Run keeps the session until the context ends, which is no error. It returns
// a *bot.Error when Discord says that coming back is pointless.
func (c *Client) Run(ctx context.Context) error {
	t := c.Timing.withDefaults()
	if c.Gate == nil {
		c.Gate = NewGate(1, t.Identify)
	}
	var s session
	for tries := 0; ctx.Err() == nil; tries++ {
		began := time.Now()
		c.up = false
		end := c.once(ctx, t, &s)
		c.state(false)
		if ctx.Err() != nil {
			break
		}
		if end.fatal != nil {
			return end.fatal
		}
		switch {
		case c.up && time.Since(began) > t.Steady:
			tries = 0
		case c.up:
			tries = min(tries, 1)
		}
		if end.fresh || tries >= resumes {
			s = session{}
		}
		pause := end.wait + t.pause(tries)
		c.Log.Warn("gateway lost", "why", end.why, "resumes", s.id != "", "again_in", pause.Round(time.Millisecond))
		sleep(ctx, pause)
	}
	return nil
}

func (c *Client) state(up bool) {
	c.up = c.up || up
	if c.State != nil {
		c.State(up)
	}
}

// once is one connection from dialling to its end.
func (c *Client) once(ctx context.Context, t Timing, s *session) ending {
	address := s.resume
	if s.id == "" || address == "" {
		start, err := c.Start(ctx)
		if err != nil {
			return startFailed(err)
		}
		address = start.URL
		if s.id == "" {
			*s = session{}
			if start.Remaining <= 0 {
				return ending{why: "no session may be begun for now", wait: start.ResetAfter}
			}
			c.Gate.wait(ctx, c.Shard)
		}
	}
	at, err := endpoint(address)
	if err != nil {
		return ending{why: "the gateway's address makes no sense", fresh: true}
	}
	ws, err := c.dial(ctx, t, at)
	if err != nil {
		return ending{why: "no connection: " + err.Error()}
	}
	return (&connection{client: c, timing: t, ws: ws, session: s}).run(ctx)
}

// dial opens a connection. The WebSocket library heeds the context only until
// the connection stands, and not while it waits for the handshake's answer; so
// the connection is closed under it when the context ends.
func (c *Client) dial(ctx context.Context, t Timing, address string) (*websocket.Conn, error) {
	dialer := *websocket.DefaultDialer
	if c.Dialer != nil {
		dialer = *c.Dialer
	}
	dialer.HandshakeTimeout = t.Hello
	open := dialer.NetDialContext
	if open == nil {
		open = (&net.Dialer{}).DialContext
	}
	release := func() bool { return true }
	dialer.NetDialContext = func(dialing context.Context, network, addr string) (net.Conn, error) {
		conn, err := open(dialing, network, addr)
		if err == nil {
			release = context.AfterFunc(ctx, func() { conn.Close() })
		}
		return conn, err
	}
	ws, resp, err := dialer.DialContext(ctx, address, nil)
	release()
	if resp != nil && resp.Body != nil {
		resp.Body.Close()
	}
	if err != nil {
		return nil, err
	}
	ws.SetReadLimit(maxFrame)
	ws.SetCloseHandler(func(int, string) error {
		// Not with Discord's own code, as is usual: sent back to it, 1001 says that
		// the session is over.
		_ = ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(closeToResume, ""), time.Now().Add(goodbye))
		return nil
	})
	return ws, nil
}

// sleep waits for d or the context's end.
func sleep(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// between is a random time from a to b.
func between(a, b time.Duration) time.Duration {
	if b <= a {
		return a
	}
	return a + rand.N(b-a)
}
