package gateway_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"waybill/adapters/discord/discordtest"
	"waybill/adapters/discord/gateway"
	"waybill/bot"
)

// quick are intervals for a server on this machine.
var quick = gateway.Timing{
	Hello: 150 * time.Millisecond, Ready: 150 * time.Millisecond, Identify: time.Millisecond,
	InvalidMin: 20 * time.Millisecond, InvalidMax: 40 * time.Millisecond,
	PauseMin: 2 * time.Millisecond, PauseMax: 20 * time.Millisecond,
}

// A rig is a gateway with a client on it.
type rig struct {
	*discordtest.Server
	t     *testing.T
	stop  context.CancelFunc
	ended chan error

	mu    sync.Mutex
	said  []string // texts of messages, in order
	ups   int
	downs int
	log   bytes.Buffer
}

func (r *rig) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.log.Write(p)
}

// start runs a client against s. change may be nil.
func start(t *testing.T, s *discordtest.Server, change func(*gateway.Client)) *rig {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	r := &rig{Server: s, t: t, stop: stop, ended: make(chan error, 1)}
	c := &gateway.Client{
		Token: s.Token, Intents: 1, Timing: quick, Log: slog.New(slog.NewTextHandler(r, nil)),
		Start: func(context.Context) (gateway.Start, error) {
			return gateway.Start{URL: "ws" + strings.TrimPrefix(strings.TrimSuffix(s.URL(), "/api/v10"), "http") + "/gateway/", Remaining: 1}, nil
		},
		Handle: r.hear,
		State: func(up bool) {
			r.mu.Lock()
			defer r.mu.Unlock()
			if up {
				r.ups++
			} else {
				r.downs++
			}
		},
	}
	if change != nil {
		change(c)
	}
	go func() { r.ended <- c.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		s.Close()
		for _, v := range s.Violations() {
			t.Errorf("Discord forbids: %s", v)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		if strings.Contains(r.log.String(), s.Token()) {
			t.Error("the log gives the token away")
		}
	})
	return r
}

func serve(t *testing.T, c discordtest.Config) *discordtest.Server {
	t.Helper()
	s, err := c.Start()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (r *rig) hear(e gateway.Event) {
	if e.Type != "MESSAGE_CREATE" {
		return
	}
	var m struct {
		Content string `json:"content"`
	}
	_ = json.Unmarshal(e.Data, &m)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.said = append(r.said, strings.TrimPrefix(m.Content, "<@"+discordtest.BotID+"> "))
}

func (r *rig) heard() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.said...)
}

func (r *rig) say(text string) {
	r.t.Helper()
	if _, err := r.Mention("ana", "trade", text); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) await(what string, ok func() bool) {
	r.t.Helper()
	for end := time.Now().Add(10 * time.Second); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			r.t.Fatalf("waited in vain for %s; signals %+v", what, r.Signals(""))
		}
	}
}

func (r *rig) connected() {
	r.t.Helper()
	r.await("a session", func() bool { return r.Connected() == 1 })
}

// hears says something and waits until it was heard.
func (r *rig) hears(text string) {
	r.t.Helper()
	r.say(text)
	r.await(text, func() bool { all := r.heard(); return len(all) > 0 && all[len(all)-1] == text })
}

// end stops the client and checks that it ends within a second.
func (r *rig) end() {
	r.t.Helper()
	began := time.Now()
	r.stop()
	select {
	case err := <-r.ended:
		if err != nil {
			r.t.Errorf("Run: %v", err)
		}
	case <-time.After(5 * time.Second):
		r.t.Fatal("Run did not end with its context")
	}
	if took := time.Since(began); took > time.Second {
		r.t.Errorf("Run took %v to end", took)
	}
}

// Whatever a server says before READY, or doesn't, the client comes through.
// Discordgo's Open hangs for ever on the first three.
func TestComesThrough(t *testing.T) {
	for name, f := range map[string]discordtest.GatewayFault{
		"reconnect instead of READY":       {Reconnect: true},
		"heartbeat and its answer before":  {Early: true},
		"never says HELLO":                 {Silent: true},
		"never says READY":                 {Mute: true},
		"no JSON":                          {Garbage: true},
		"invalid session instead of READY": {Invalid: true},
		"resumable session never begun":    {Invalid: true, Resumable: true},
		"closed as unknown error":          {Close: 4000},
		"closed as rate limited":           {Close: 4008},
		"closed as going away":             {Close: 1001},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, discordtest.Config{})
			s.FailGateway(f)
			r := start(t, s, nil)
			r.hears("still there?")
			r.end()
		})
	}
}

func TestResumesWhereItWasToldTo(t *testing.T) {
	for name, lose := range map[string]func(*discordtest.Server){
		"asked to reconnect":    (*discordtest.Server).Reconnect,
		"cut":                   (*discordtest.Server).Cut,
		"invalid but resumable": func(s *discordtest.Server) { s.Invalidate(true) },
		"closed as unknown":     func(s *discordtest.Server) { s.CloseGateway(4000) },
		"closed as going away":  func(s *discordtest.Server) { s.CloseGateway(1001) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := start(t, serve(t, discordtest.Config{}), nil)
			r.hears("before")
			lose(r.Server)
			r.say("meanwhile")
			r.hears("after")
			if got := strings.Join(r.heard(), ","); got != "before,meanwhile,after" {
				t.Errorf("heard %s", got)
			}
			if n := len(r.Signals("identify")); n != 1 {
				t.Errorf("identified %d times, want once", n)
			}
			connects := r.Signals("connect")
			if got := connects[len(connects)-1].Path; got != "/resume/" {
				t.Errorf("resumed at %q, want the address of READY", got)
			}
			for _, c := range r.Signals("close") {
				if c.Code == 1000 || c.Code == 1001 {
					t.Errorf("closed with %d, which ends the session", c.Code)
				}
			}
		})
	}
}

// A connection whose heartbeats nobody answers is noticed within two of them,
// closed so that the session lives, and resumed. Discordgo takes five, closes
// with 1000, and then tries to resume what it has just ended.
func TestDeadConnection(t *testing.T) {
	t.Parallel()
	// Not so short that on a busy machine an answer comes later than this.
	r := start(t, serve(t, discordtest.Config{Heartbeat: 400 * time.Millisecond}), nil)
	r.hears("before")
	r.Deafen()
	deaf := time.Now()
	since := func(kind string) []discordtest.Signal {
		return slices.DeleteFunc(r.Signals(kind), func(g discordtest.Signal) bool { return g.At.Before(deaf) })
	}
	r.say("unheard so far")
	r.await("a resumption", func() bool { return len(since("resume")) > 0 && len(since("close")) > 0 })
	closed, unanswered := since("close")[0], 0
	for _, beat := range since("heartbeat") {
		if beat.At.Before(closed.At) {
			unanswered++
		}
	}
	if unanswered > 2 {
		t.Errorf("noticed after %d heartbeats without an answer", unanswered)
	}
	if closed.Code != 4900 {
		t.Errorf("closed with %d, want 4900", closed.Code)
	}
	r.hears("after")
}

// The heart beats at the interval, from a random first moment, with the last
// event's number; and when asked for it.
func TestHeartbeat(t *testing.T) {
	t.Parallel()
	const beat = 300 * time.Millisecond
	r := start(t, serve(t, discordtest.Config{Heartbeat: beat}), nil)
	r.connected()
	r.await("heartbeats", func() bool { return len(r.Signals("heartbeat")) >= 5 })
	beats := r.Signals("heartbeat")
	if late := beats[0].At.Sub(r.Signals("identify")[0].At); late > beat+time.Second {
		t.Errorf("the first heartbeat came after %v", late)
	}
	if took := beats[4].At.Sub(beats[0].At); took < 2*beat {
		t.Errorf("five heartbeats within %v", took)
	}
	if beats[4].Seq != 2 {
		t.Errorf("the heartbeat's number is %d, want that of the last event, 2", beats[4].Seq)
	}
	slow := start(t, serve(t, discordtest.Config{}), nil)
	slow.connected()
	slow.AskHeartbeat()
	slow.await("a heartbeat on demand", func() bool { return len(slow.Signals("heartbeat")) > 0 })
}

// An invalid session is left alone for a moment, and then a new one is begun.
func TestInvalidSession(t *testing.T) {
	r := start(t, serve(t, discordtest.Config{}), nil)
	r.hears("before")
	at := time.Now()
	r.Invalidate(false)
	r.await("a new session", func() bool { return len(r.Signals("identify")) == 2 })
	if waited := r.Signals("identify")[1].At.Sub(at); waited < quick.InvalidMin {
		t.Errorf("came back after %v, want at least %v", waited, quick.InvalidMin)
	}
	if n := len(r.Signals("resume")); n != 0 {
		t.Error("an invalid session was resumed")
	}
	r.hears("after")
}

func TestSessionsThatCannotBeResumed(t *testing.T) {
	for _, code := range []int{4003, 4007, 4009} {
		r := start(t, serve(t, discordtest.Config{}), nil)
		r.hears("before")
		r.CloseGateway(code)
		r.await("a new session", func() bool { return len(r.Signals("identify")) == 2 })
		if n := len(r.Signals("resume")); n != 0 {
			t.Errorf("code %d: resumed", code)
		}
		r.end()
	}
}

// A session that can't be taken up again is given up in the end.
func TestResumingHasAnEnd(t *testing.T) {
	r := start(t, serve(t, discordtest.Config{}), nil)
	r.hears("before")
	for range 3 {
		r.FailGateway(discordtest.GatewayFault{Mute: true})
	}
	r.Cut()
	r.await("a new session", func() bool { return len(r.Signals("identify")) == 2 && r.Connected() == 1 })
	r.hears("after")
}

// Codes after which coming back is pointless end Run with words for people.
// Discordgo comes back for ever, and even after Close.
func TestFatalCodes(t *testing.T) {
	for _, code := range []int{4004, 4010, 4011, 4012, 4013, 4014} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			t.Parallel()
			s := serve(t, discordtest.Config{})
			s.FailGateway(discordtest.GatewayFault{Close: code})
			r := start(t, s, nil)
			select {
			case err := <-r.ended:
				e, ok := errors.AsType[*bot.Error](err)
				if !ok || e.Kind != bot.Permanent || e.Text == "" || e.Hint == "" {
					t.Errorf("Run: %v, want a Permanent error with a hint", err)
				}
			case <-time.After(5 * time.Second):
				t.Fatal("Run goes on")
			}
			time.Sleep(50 * time.Millisecond)
			if n := len(r.Signals("connect")); n != 1 {
				t.Errorf("%d connections, want 1", n)
			}
		})
	}
}

func TestFatalCodeLater(t *testing.T) {
	r := start(t, serve(t, discordtest.Config{}), nil)
	r.connected()
	r.CloseGateway(4004)
	if err := <-r.ended; bot.KindOf(err) != bot.Permanent {
		t.Errorf("Run: %v, want a Permanent error", err)
	}
}

// Run ends within a second of its context, wherever it is.
func TestEndsAnywhere(t *testing.T) {
	hole := func(t *testing.T) gateway.Start { // takes connections, and says nothing
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { l.Close() })
		return gateway.Start{URL: "ws://" + l.Addr().String(), Remaining: 1}
	}
	long := gateway.Timing{Hello: time.Minute, Ready: time.Minute, PauseMin: time.Minute, PauseMax: time.Minute, Identify: time.Minute}
	for name, set := range map[string]func(*discordtest.Server, *gateway.Client){
		"handshake": func(_ *discordtest.Server, c *gateway.Client) {
			at := hole(t)
			c.Start = func(context.Context) (gateway.Start, error) { return at, nil }
		},
		"HELLO": func(s *discordtest.Server, c *gateway.Client) { s.FailGateway(discordtest.GatewayFault{Silent: true}) },
		"READY": func(s *discordtest.Server, c *gateway.Client) { s.FailGateway(discordtest.GatewayFault{Mute: true}) },
		"pause": func(s *discordtest.Server, c *gateway.Client) {
			s.FailGateway(discordtest.GatewayFault{Close: 4000})
			s.FailGateway(discordtest.GatewayFault{Close: 4000})
		},
		"no sessions": func(_ *discordtest.Server, c *gateway.Client) {
			c.Start = func(context.Context) (gateway.Start, error) { return gateway.Start{ResetAfter: time.Hour}, nil }
		},
		"asking where": func(_ *discordtest.Server, c *gateway.Client) {
			c.Start = func(ctx context.Context) (gateway.Start, error) { <-ctx.Done(); return gateway.Start{}, ctx.Err() }
		},
		"all is well": func(*discordtest.Server, *gateway.Client) {},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, discordtest.Config{})
			r := start(t, s, func(c *gateway.Client) { c.Timing = long; set(s, c) })
			time.Sleep(100 * time.Millisecond)
			r.end()
			r.await("no connection to be left", func() bool { return s.Sockets() == 0 })
		})
	}
}

// When Discord allows no more sessions for today, none is asked for.
func TestSessionLimit(t *testing.T) {
	asked := make(chan struct{}, 100)
	r := start(t, serve(t, discordtest.Config{}), func(c *gateway.Client) {
		where := c.Start
		c.Start = func(ctx context.Context) (gateway.Start, error) {
			at, err := where(ctx)
			at.Remaining, at.ResetAfter = 0, 120*time.Millisecond
			if len(asked) > 0 {
				at.Remaining = 1
			}
			asked <- struct{}{}
			return at, err
		}
	})
	began := time.Now()
	r.connected()
	if took := time.Since(began); took < 120*time.Millisecond {
		t.Errorf("a session was begun after %v", took)
	}
}

func TestRefusedTokenWhenAskingWhere(t *testing.T) {
	refused := &bot.Error{Kind: bot.Permanent, Text: "no", Hint: "another token"}
	r := start(t, serve(t, discordtest.Config{}), func(c *gateway.Client) {
		c.Start = func(context.Context) (gateway.Start, error) {
			return gateway.Start{}, fmt.Errorf("ask: %w", refused)
		}
	})
	if err := <-r.ended; !errors.Is(err, refused) {
		t.Errorf("Run: %v, want %v", err, refused)
	}
}

func TestStateIsTold(t *testing.T) {
	r := start(t, serve(t, discordtest.Config{}), nil)
	r.hears("before")
	r.Cut()
	r.hears("after")
	r.end()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ups < 2 || r.downs < 2 {
		t.Errorf("told %d times that it is up and %d times that it is down", r.ups, r.downs)
	}
}
