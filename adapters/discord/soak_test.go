package discord_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"waybill/adapters/discord"
	"waybill/adapters/discord/discordtest"
	"waybill/bot"
)

// TestSoak runs the adapter under random faults for as long as WAYBILL_SOAK says
// ("30m"), and reports what was left of goroutines and memory. No digest may
// come twice, none may be missing, and every person who is still there is
// answered at most once.
func TestSoak(t *testing.T) {
	long, err := time.ParseDuration(os.Getenv("WAYBILL_SOAK"))
	if err != nil {
		t.Skip("WAYBILL_SOAK says how long to go on: 30m")
	}
	s := serve(t, discordtest.Config{Bucket: 1000, Global: 1000, Heartbeat: 400 * time.Millisecond, Sessions: 1 << 30})
	d := &forgetful{asked: map[string]time.Time{}}
	a := adapter(t, s, d, func(o *discord.Options) {
		o.Commands, o.PostRate = table(), 200
		o.Timing.Request = 400 * time.Millisecond
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	await(t, "the bot to listen", func() bool { return a.Connected() && s.CommandWrites() > 0 })

	k := &soak{s: s, a: a, desk: d, unanswered: map[string]int{}, seed: rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 7))}
	var warm, now usage
	began := time.Now()
	for round := 0; time.Since(began) < long; round++ {
		k.round(ctx, t, round)
		if quarter := long / 4; warm.goroutines == 0 && time.Since(began) > quarter {
			warm = measured()
			t.Logf("after %v: %v", time.Since(began).Round(time.Second), warm)
		}
	}
	now = measured()
	t.Logf("after %v: %v; %d digests posted in %d tries, %d looked up, %d asked, %d answered, %d gateway faults, %d requests failed on purpose",
		time.Since(began).Round(time.Second), now, k.posted, k.tries, k.found, k.asked, k.answered, k.gateway, k.failed)
	rest := k.asked - k.answered
	for _, why := range slices.Sorted(maps.Keys(k.unanswered)) {
		t.Logf("not answered: %d, because %s", k.unanswered[why], why)
		rest -= k.unanswered[why]
	}
	if rest != 0 {
		t.Errorf("%d questions were not answered and nobody knows why", rest)
	}
	if now.goroutines > warm.goroutines+20 {
		t.Errorf("goroutines went from %d to %d", warm.goroutines, now.goroutines)
	}
	if now.heap > warm.heap+warm.heap/2+8<<20 {
		t.Errorf("memory went from %d to %d kB", warm.heap>>10, now.heap>>10)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("Run: %v", err)
	}
}

// usage is what a process holds after garbage was collected.
type usage struct {
	goroutines int
	heap       uint64
}

func (u usage) String() string { return fmt.Sprintf("%d goroutines, %d kB", u.goroutines, u.heap>>10) }

func measured() usage {
	time.Sleep(2 * time.Second) // what is under way ends
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return usage{runtime.NumGoroutine(), m.HeapAlloc}
}

// A forgetful desk answers, and remembers for a round what it was asked.
type forgetful struct {
	mu    sync.Mutex
	asked map[string]time.Time // lines, and when they were first heard
}

func (f *forgetful) Handle(_ context.Context, r bot.Request) bot.Message {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.asked[r.Line].IsZero() {
		f.asked[r.Line] = time.Now()
	}
	return bot.Say("You said: " + r.Line)
}

func (f *forgetful) heard(line string) time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.asked[line]
}

func (f *forgetful) forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	clear(f.asked)
}

func (*forgetful) Complete(context.Context, bot.Request, string, string, string) []bot.Choice {
	return []bot.Choice{{Label: "Tariffs", Value: "tariffs"}}
}

// A soak counts what it did.
type soak struct {
	s    *discordtest.Server
	a    *discord.Adapter
	desk *forgetful
	seed *rand.Rand

	mu                                                     sync.Mutex
	posted, tries, found, asked, answered, gateway, failed int
	unanswered                                             map[string]int // why
}

// round is some seconds of posts and questions under faults, after which
// everything must have come to its right end.
func (k *soak) round(ctx context.Context, t *testing.T, n int) {
	k.fault(n)
	var all sync.WaitGroup
	keys := map[string]bool{}
	for i := range 20 {
		key := fmt.Sprintf("soak/%d/%d", n, i)
		keys[key] = true
		all.Go(func() { k.deliver(ctx, t, key) })
	}
	for number := range 10 {
		all.Go(func() { k.ask(t, number) })
	}
	_, _ = k.s.Mention("ben", "desk", "status")
	all.Wait()
	count := map[string]int{}
	for _, m := range k.s.Posted() {
		if m.Channel == k.s.ChannelID("trade") && m.To == "" {
			count[m.Nonce]++
		}
	}
	for nonce, times := range count {
		if nonce != "" && times > 1 {
			t.Errorf("a digest was posted %d times", times)
		}
	}
	k.s.Forget()
	k.desk.forget()
}

// ask asks one question and waits for its answer, longer than Discord does.
func (k *soak) ask(t *testing.T, number int) {
	i, err := k.s.Command("ana", "trade", "pause", map[string]any{"number": number})
	why := "the bot had no session for ten seconds"
	answered := false
	if err == nil {
		answered = i.Wait(4*time.Second) == nil
		why = k.why(t, i, fmt.Sprint("pause ", number))
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.asked++
	if answered {
		k.answered++
	} else {
		k.unanswered[why]++
	}
	if err == nil && len(i.Messages()) > 1 {
		t.Errorf("a question was answered %d times", len(i.Messages()))
	}
}

// why tells why a question is not answered. What the bot was told of in a
// session that goes on, it has to answer.
func (k *soak) why(t *testing.T, i *discordtest.Interaction, line string) string {
	tries := i.Tries()
	struck := 0
	for _, c := range tries {
		if c.Fault.Status != 0 || c.Fault.Cut || c.Fault.Delay > 0 {
			struck++
		}
	}
	switch {
	case len(i.Messages()) > 0:
		return "it came late"
	case len(tries) > 0 && struck == len(tries):
		return fmt.Sprintf("its first answer was struck by a fault in each of %d tries", struck)
	case len(tries) > 0:
		return fmt.Sprintf("its first answer came after Discord's three seconds, %d of %d tries struck", struck, len(tries))
	case i.Untold() != "":
		return i.Untold()
	}
	const patience = 3 * time.Second
	heard := k.desk.heard(line)
	switch {
	case heard.Sub(i.Began()) > patience:
		return "it was heard after Discord's three seconds, when its session had a connection again"
	case heard.IsZero() && k.came(i.Began()):
		return "its session had a connection again too late"
	case !heard.IsZero() && k.guarded(i.Began().Add(-patience)):
		return "Discord's guard had shut the bot out"
	}
	t.Errorf("%q was heard at %v, asked at %v, and not answered", line, heard, i.Began())
	return "of a fault of ours"
}

// came reports whether the bot made a connection to the gateway since.
func (k *soak) came(since time.Time) bool {
	return slices.ContainsFunc(k.s.Signals("connect"), func(g discordtest.Signal) bool { return g.At.After(since) })
}

// guarded reports whether the guard in front of Discord turned a request away
// since.
func (k *soak) guarded(since time.Time) bool {
	return slices.ContainsFunc(k.s.Calls(""), func(c discordtest.Call) bool {
		return c.At.After(since) && c.Fault.Status == 429 && strings.HasPrefix(c.Fault.Body, "<")
	})
}

// deliver posts one digest as the mailer does: what surely failed is tried
// again, what may have been posted is looked up.
func (k *soak) deliver(ctx context.Context, t *testing.T, key string) {
	to := channel(k.s, "trade")
	began := time.Now()
	for try := 0; try < 40; try++ {
		k.mu.Lock()
		k.tries++
		k.mu.Unlock()
		_, err := k.a.Post(ctx, to, key, edition())
		if err == nil {
			k.mu.Lock()
			k.posted++
			k.mu.Unlock()
			return
		}
		switch bot.KindOf(err) {
		case bot.Permanent:
			t.Errorf("post %s: %v", key, err)
			return
		case bot.Ambiguous:
			if _, ok, err := k.a.Find(ctx, to, key, began); err == nil && ok {
				k.mu.Lock()
				k.posted++
				k.found++
				k.mu.Unlock()
				return
			}
		}
		time.Sleep(time.Duration(20+try*10) * time.Millisecond)
	}
	t.Errorf("%s was not posted in 40 tries", key)
}

// fault breaks something.
func (k *soak) fault(n int) {
	for range k.seed.IntN(6) {
		f := []discordtest.Fault{
			{Status: 502},
			{Status: 502, Done: true},
			{Status: 503},
			{Cut: true},
			{Cut: true, Done: true},
			{Status: 200, Body: "<html>a proxy</html>", Done: true},
			{Delay: 600 * time.Millisecond, Done: true},
			discordtest.RouteLimited("", 80*time.Millisecond), discordtest.GlobalLimited("", 80*time.Millisecond),
			discordtest.GuardLimited("", 80*time.Millisecond),
			{Header: map[string]string{"X-RateLimit-Remaining": "many"}},
		}[k.seed.IntN(11)]
		f.Route = []string{discordtest.CreateMessage, discordtest.Callback, discordtest.ListMessages, ""}[k.seed.IntN(4)]
		k.s.Fail(f)
		k.failed++
	}
	if n%3 != 0 {
		return
	}
	k.gateway++
	switch k.seed.IntN(6) {
	case 0:
		k.s.Reconnect()
	case 1:
		k.s.Cut()
	case 2:
		k.s.Invalidate(k.seed.IntN(2) == 0)
	case 3:
		k.s.Deafen()
	case 4:
		k.s.CloseGateway([]int{4000, 4007, 4008, 4009, 1001}[k.seed.IntN(5)])
	case 5:
		k.s.FailGateway([]discordtest.GatewayFault{{Silent: true}, {Mute: true}, {Early: true}, {Garbage: true}, {Reconnect: true}, {Invalid: true}}[k.seed.IntN(6)])
		k.s.Cut()
	}
}
