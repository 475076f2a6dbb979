package rest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"waybill/adapters/discord/discordtest"
	"waybill/bot"
)

const agent = "DiscordBot (https://waybill.example, 1)"

// client is a Client on a server at base. change may be nil.
func client(t *testing.T, base, token string, change func(*Options)) *Client {
	t.Helper()
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	o := Options{
		Base: base, Token: func() string { return token }, HTTP: &http.Client{Transport: transport},
		UserAgent: agent, Log: slog.New(slog.DiscardHandler),
	}
	if change != nil {
		change(&o)
	}
	return New(o)
}

func serve(t *testing.T, c discordtest.Config) *discordtest.Server {
	t.Helper()
	s, err := c.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.Close()
		for _, v := range s.Violations() {
			t.Errorf("Discord forbids: %s", v)
		}
	})
	return s
}

// post is a message into a channel.
func post(s *discordtest.Server, channel, text string) Request {
	return Request{
		Method: http.MethodPost, Route: "/channels/*/messages", Args: []string{s.ChannelID(channel)}, Lane: Posts,
		Body: map[string]any{"content": text, "allowed_mentions": map[string]any{"parse": []string{}}},
	}
}

func asError(err error) *bot.Error {
	if e, ok := errors.AsType[*bot.Error](err); ok {
		return e
	}
	return &bot.Error{}
}

func TestKinds(t *testing.T) {
	s := serve(t, discordtest.Config{Bucket: 1000})
	for _, c := range []struct {
		name   string
		fault  discordtest.Fault
		want   bot.Kind
		posted int
	}{
		{"502", discordtest.Fault{Status: 502}, bot.Ambiguous, 0},
		{"502 after it was posted", discordtest.Fault{Status: 502, Done: true}, bot.Ambiguous, 1},
		{"500 with Discord's words", discordtest.Fault{Status: 500, Body: `{"message":"500: Internal Server Error","code":0}`}, bot.Ambiguous, 0},
		{"cut", discordtest.Fault{Cut: true}, bot.Ambiguous, 0},
		{"cut after it was posted", discordtest.Fault{Cut: true, Done: true}, bot.Ambiguous, 1},
		{"too slow", discordtest.Fault{Delay: 2 * time.Second, Done: true}, bot.Ambiguous, 1},
		{"a proxy's page", discordtest.Fault{Done: true, Status: 200, Body: "<html>"}, bot.Ambiguous, 1},
		{"401", discordtest.Fault{Status: 401, Body: `{"message":"401: Unauthorized","code":0}`}, bot.Permanent, 0},
		{"no access", discordtest.Fault{Status: 403, Body: `{"message":"Missing Access","code":50001}`}, bot.Permanent, 0},
		{"no permission", discordtest.Fault{Status: 403, Body: `{"message":"Missing Permissions","code":50013}`}, bot.Permanent, 0},
		{"no channel", discordtest.Fault{Status: 404, Body: `{"message":"Unknown Channel","code":10003}`}, bot.Permanent, 0},
		{"bad form", discordtest.Fault{Status: 400, Body: `{"message":"Invalid Form Body","code":50035,"errors":{"content":{}}}`}, bot.Permanent, 0},
		{"the guard's 403", discordtest.Fault{Status: 403, Body: "<html>error code: 1020</html>"}, bot.Transient, 0},
		{"elsewhere", discordtest.Fault{Status: 301, Header: map[string]string{"Location": "/elsewhere"}}, bot.Permanent, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			cl := client(t, s.URL(), s.Token(), func(o *Options) { o.Timeout = 300 * time.Millisecond })
			before := len(s.Posted())
			calls := len(s.Calls(""))
			s.Fail(c.fault)
			err := cl.Do(t.Context(), post(s, "trade", c.name), &struct{}{})
			if got := bot.KindOf(err); err == nil || got != c.want {
				t.Errorf("error %v is of kind %v, want %v", err, got, c.want)
			}
			if e := asError(err); e.Text == "" || c.want == bot.Permanent && c.fault.Status != 301 && e.Hint == "" {
				t.Errorf("people are told %q (%q)", e.Text, e.Hint)
			}
			// Discordgo sends four times after a 502.
			if n := len(s.Calls("")) - calls; n != 1 {
				t.Errorf("sent %d times, want once", n)
			}
			if n := len(s.Posted()) - before; n != c.posted {
				t.Errorf("%d posted, want %d", n, c.posted)
			}
		})
	}
}

// What only reads has done nothing, however it fails.
func TestReadingIsNeverAmbiguous(t *testing.T) {
	s := serve(t, discordtest.Config{})
	c := client(t, s.URL(), s.Token(), nil)
	for _, f := range []discordtest.Fault{{Status: 502}, {Cut: true, Times: -1}, {Status: 200, Body: "<html>"}} {
		s.Fail(f)
		err := c.Do(t.Context(), Request{Method: http.MethodGet, Route: "/users/@me"}, &struct{}{})
		if got := bot.KindOf(err); got != bot.Transient {
			t.Errorf("%+v: error %v is of kind %v, want Transient", f, err, got)
		}
		s.Heal()
	}
}

func TestUnreachableIsTransient(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	base := "http://" + l.Addr().String()
	l.Close()
	c := client(t, base, "a-token", nil)
	err = c.Do(t.Context(), Request{Method: http.MethodPost, Route: "/webhooks/*/*", Args: []string{"1", "interaction-secret"}, Lane: Outside, Body: 1}, nil)
	if bot.KindOf(err) != bot.Transient {
		t.Errorf("error %v, want a Transient one: nothing was sent", err)
	}
	for e := err; e != nil; e = errors.Unwrap(e) {
		if strings.Contains(fmt.Sprintf("%v %+v %#v", e, e, e), "interaction-secret") {
			t.Errorf("%T gives a token away", e)
		}
	}
}

// An answer with numbers that don't parse is still an answer. Discordgo calls
// it an error, after which a message is sent again.
func TestUnreadableNumbers(t *testing.T) {
	s := serve(t, discordtest.Config{})
	c := client(t, s.URL(), s.Token(), nil)
	for _, h := range []string{"X-RateLimit-Remaining", "X-RateLimit-Limit", "X-RateLimit-Reset", "X-RateLimit-Reset-After"} {
		s.Fail(discordtest.Fault{Done: true, Header: map[string]string{h: "many"}})
		var sent struct{ ID string }
		if err := c.Do(t.Context(), post(s, "trade", h), &sent); err != nil || sent.ID == "" {
			t.Errorf("%s: %v, receipt %q", h, err, sent.ID)
		}
	}
}

// A limit told in HTML is a limit. To discordgo it is a syntax error.
func TestGuard(t *testing.T) {
	s := serve(t, discordtest.Config{})
	c := client(t, s.URL(), s.Token(), func(o *Options) { o.MaxWait = time.Second })
	s.Fail(discordtest.GuardLimited("", 40*time.Second))
	for _, channel := range []string{"trade", "desk"} { // it counts for the address, so for everything
		err := c.Do(t.Context(), post(s, channel, "x"), nil)
		if e := asError(err); e.Kind != bot.Transient || e.After < 35*time.Second || e.After > 45*time.Second {
			t.Errorf("#%s: %v after %v, want Transient after 40 s", channel, err, e.After)
		}
	}
	if n := len(s.Calls("")); n != 1 {
		t.Errorf("%d requests, want 1: the guard must be left alone", n)
	}
}

// A limit over all routes holds back other channels too, by Retry-After
// alone; answers to interactions go on. Discordgo posts to the next channel at
// once.
func TestGlobalLimit(t *testing.T) {
	s := serve(t, discordtest.Config{})
	c := client(t, s.URL(), s.Token(), nil)
	s.Fail(discordtest.GlobalLimited("", 300*time.Millisecond))
	began := time.Now()
	err := c.Do(t.Context(), post(s, "trade", "one"), nil)
	if e := asError(err); e.Kind != bot.Transient || e.After != 300*time.Millisecond {
		t.Fatalf("%v after %v, want Transient after 300 ms", err, e.After)
	}
	answer := Request{Method: http.MethodPost, Route: "/interactions/*/*/callback", Args: []string{"1", "2"}, Lane: Outside, Once: true, Body: map[string]int{"type": 5}}
	if refused := c.Do(t.Context(), answer, nil); asError(refused).Kind != bot.Permanent || time.Since(began) > 250*time.Millisecond {
		t.Errorf("an interaction was held back: %v", refused)
	}
	if err := c.Do(t.Context(), post(s, "desk", "two"), nil); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took < 300*time.Millisecond {
		t.Errorf("another channel's message went out after %v", took)
	}
}

// A limit on one route holds back that route, and no wait outlives its
// context. Discordgo waits the limit out, and tries for ever.
func TestRouteLimit(t *testing.T) {
	s := serve(t, discordtest.Config{})
	c := client(t, s.URL(), s.Token(), nil)
	s.Fail(discordtest.RouteLimited("", 4*time.Second))
	if e := asError(c.Do(t.Context(), post(s, "trade", "one"), nil)); e.Kind != bot.Transient || e.After != 4*time.Second {
		t.Fatalf("%v after %v, want Transient after 4 s", e, e.After)
	}
	if err := c.Do(t.Context(), post(s, "desk", "two"), nil); err != nil {
		t.Errorf("another channel: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Millisecond)
	defer cancel()
	began := time.Now()
	err := c.Do(ctx, post(s, "trade", "three"), nil)
	if bot.KindOf(err) != bot.Transient || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want a Transient one by the context", err)
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("the wait outlived its context by %v", took)
	}
	if n := len(s.Calls("")); n != 2 {
		t.Errorf("%d requests, want 2", n)
	}
}

// Who would have to wait long is told so instead.
func TestLongWaitsAreReturned(t *testing.T) {
	s := serve(t, discordtest.Config{Window: time.Minute, Bucket: 1})
	c := client(t, s.URL(), s.Token(), func(o *Options) { o.MaxWait = 100 * time.Millisecond })
	if err := c.Do(t.Context(), post(s, "trade", "one"), nil); err != nil {
		t.Fatal(err)
	}
	if e := asError(c.Do(t.Context(), post(s, "trade", "two"), nil)); e.Kind != bot.Transient || e.After < 50*time.Second {
		t.Errorf("%v after %v, want Transient after about a minute", e, e.After)
	}
	if s.Refused() != 0 {
		t.Error("Discord had to refuse")
	}
}

// Messages to one channel go out together as far as its limit allows, and
// never faster. Discordgo sends them one after the other.
func TestChannelLimit(t *testing.T) {
	s := serve(t, discordtest.Config{Bucket: 5, Window: 400 * time.Millisecond})
	c := client(t, s.URL(), s.Token(), nil)
	var out, most atomic.Int32
	c.http.Transport = counting{c.http.Transport, &out, &most}
	if err := c.Do(t.Context(), post(s, "trade", "first"), nil); err != nil { // learns the limit
		t.Fatal(err)
	}
	s.Fail(discordtest.Fault{Done: true, Delay: 60 * time.Millisecond, Times: -1})
	all(t, 14, func(i int) error { return c.Do(t.Context(), post(s, "trade", fmt.Sprint(i)), nil) })
	if s.Refused() != 0 {
		t.Errorf("Discord had to refuse %d", s.Refused())
	}
	if len(s.Posted()) != 15 {
		t.Errorf("%d posted, want 15", len(s.Posted()))
	}
	if most.Load() < 2 {
		t.Error("they went out one after the other")
	}
}

// Sixty channels at once: as many in a second as Discord takes, and no more.
func TestPace(t *testing.T) {
	s := serve(t, discordtest.Config{})
	c := client(t, s.URL(), s.Token(), nil)
	var names []string
	for i := range 60 {
		name := fmt.Sprint("channel-", i)
		s.AddChannel(discordtest.Channel{Name: name})
		names = append(names, name)
	}
	began := time.Now()
	all(t, len(names), func(i int) error { return c.Do(t.Context(), post(s, names[i], "x"), nil) })
	if s.Refused() != 0 {
		t.Errorf("Discord had to refuse %d", s.Refused())
	}
	if took := time.Since(began); took < 1100*time.Millisecond {
		t.Errorf("60 posts took %v, which is more than 48 in a second", took)
	}
}

// A bucket that nobody uses any more is forgotten, and one that can't come
// back is not remembered. Discordgo keeps one for each interaction, for ever.
func TestBucketsAreForgotten(t *testing.T) {
	p := newPace(0, time.Second)
	now := time.Now()
	for i := range 1000 {
		once := Request{Method: http.MethodPost, Route: "/interactions/*/*/callback", Args: []string{fmt.Sprint(i), "t"}, Lane: Outside, Once: true}
		b, _, _, _ := p.enter(once, now, false)
		p.done(b, once, 204, http.Header{}, nil)
		hook := Request{Method: http.MethodPost, Route: "/webhooks/*/*", Args: []string{"app", fmt.Sprint(i)}, Lane: Outside}
		b, _, _, _ = p.enter(hook, now, false)
		p.done(b, hook, 200, http.Header{}, nil)
	}
	if n := len(p.buckets); n != 1000 {
		t.Errorf("%d buckets, want those of 1000 webhooks", n)
	}
	p.enter(Request{Method: http.MethodGet, Route: "/users/@me"}, now.Add(forget+time.Minute), false)
	if n := len(p.buckets); n != 1 {
		t.Errorf("%d buckets are left, want 1", n)
	}
}

// Discord shuts out who is refused 10,000 times in ten minutes; we stop long
// before.
func TestRefusalsHaveAnEnd(t *testing.T) {
	p := newPace(0, time.Second)
	r := Request{Method: http.MethodGet, Route: "/users/@me", Lane: Outside}
	for range maxInvalid {
		b, delay, _, _ := p.enter(r, time.Now(), false)
		if delay > 0 {
			t.Fatal("stopped too early")
		}
		p.done(b, r, http.StatusUnauthorized, http.Header{}, nil)
	}
	if _, delay, _, _ := p.enter(r, time.Now(), false); delay < 9*time.Minute {
		t.Errorf("after %d refusals the next request waits %v, want about ten minutes", maxInvalid, delay)
	}
}

// The token goes to nobody else, and not with what needs none.
func TestTokenStaysHome(t *testing.T) {
	var leaked atomic.Bool
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { leaked.Store(true) }))
	defer other.Close()
	s := serve(t, discordtest.Config{})
	s.Fail(discordtest.Fault{Status: 307, Header: map[string]string{"Location": other.URL}})
	c := client(t, s.URL(), s.Token(), nil)
	if err := c.Do(t.Context(), post(s, "trade", "x"), nil); err == nil || leaked.Load() {
		t.Errorf("a redirect was followed: %v", err)
	}
	// The server counts a token on these as a violation.
	_ = c.Do(t.Context(), Request{Method: http.MethodPost, Route: "/webhooks/*/*", Args: []string{"1", "2"}, Lane: Outside, Body: map[string]any{"content": "x", "allowed_mentions": map[string]any{"parse": []string{}}}}, nil)
}

func TestArgumentsStayArguments(t *testing.T) {
	c := New(Options{Base: "https://x.example/api", HTTP: http.DefaultClient})
	got := c.address(Request{Route: "/channels/*/messages", Args: []string{"../guilds/1?x=*"}})
	if want := "https://x.example/api/channels/..%2Fguilds%2F1%3Fx=%2A/messages"; got != want {
		t.Errorf("address is %q, want %q", got, want)
	}
}

// all runs n calls at once.
func all(t *testing.T, n int, do func(int) error) {
	t.Helper()
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			if err := do(i); err != nil {
				t.Errorf("call %d: %v", i, err)
			}
		})
	}
	wg.Wait()
}

// counting counts the requests that are out at once.
type counting struct {
	http.RoundTripper
	out, most *atomic.Int32
}

func (c counting) RoundTrip(r *http.Request) (*http.Response, error) {
	now := c.out.Add(1)
	for most := c.most.Load(); now > most && !c.most.CompareAndSwap(most, now); most = c.most.Load() {
	}
	defer c.out.Add(-1)
	return c.RoundTripper.RoundTrip(r)
}

// People's messages go before digests: while hundreds of these wait for their
// share, an answer takes the next place, and not its turn.
func TestPeopleComeFirst(t *testing.T) {
	s := serve(t, discordtest.Config{Bucket: 1000})
	c := client(t, s.URL(), s.Token(), func(o *Options) { o.MaxWait = time.Minute })
	for i := range 200 {
		s.AddChannel(discordtest.Channel{Name: fmt.Sprint("channel-", i)})
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var digests atomic.Int32
	var posting sync.WaitGroup
	for i := range 200 {
		posting.Go(func() {
			if c.Do(ctx, post(s, fmt.Sprint("channel-", i), "digest"), nil) == nil {
				digests.Add(1)
			}
		})
	}
	for digests.Load() < 48 {
		time.Sleep(time.Millisecond)
	}
	before := digests.Load()
	all(t, 40, func(i int) error {
		answer := post(s, "desk", fmt.Sprint(i))
		answer.Lane = Ordinary
		return c.Do(t.Context(), answer, nil)
	})
	n := digests.Load() - before
	if n > 40/mostOvertaken+3 { // some were on their way

		t.Errorf("%d digests went out before 40 answers", n)
	}
	cancel()
	posting.Wait()
	if s.Refused() != 0 {
		t.Errorf("Discord had to refuse %d", s.Refused())
	}
}
