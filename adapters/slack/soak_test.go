package slack

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"waybill/adapters/slack/slacktest"
	"waybill/bot"
)

// soakFaults are what strikes at random.
var soakFaults = []slacktest.Fault{
	{Status: 429, RetryAfter: "1", Error: "ratelimited"},
	{Status: 429, RetryAfter: "1", Body: "<html>wait</html>"},
	{Status: 503, Body: "<html>broken</html>"},
	{Status: 502, Body: "<html>broken</html>", Done: true},
	{Cut: true},
	{Cut: true, Done: true},
	{Body: "<html>fine</html>", Done: true},
	{Error: "internal_error"},
	{Error: "fatal_error", Done: true},
	{Delay: 300 * time.Millisecond},
}

// The adapter under random faults, for as long as WAYBILL_TEST_SOAK says
// ("30m"): deliveries arrive once, questions are handled at most once, and
// neither goroutines nor memory grow.
func TestSoak(t *testing.T) {
	d, err := time.ParseDuration(os.Getenv("WAYBILL_TEST_SOAK"))
	if err != nil {
		t.Skip("set WAYBILL_TEST_SOAK=30m to run it")
	}
	before := runtime.NumGoroutine()
	s, err := slacktest.Config{Ping: time.Second, Retry: 3 * time.Second}.Start()
	must(t, err)
	o := &soaker{}
	a, err := New(Options{
		BotToken: s.BotToken(), AppToken: s.AppToken(), APIURL: s.URL(), Handler: o, Every: time.Millisecond, Logger: quietLogger(),
		Commands: []bot.Command{{Name: "ask"}, {Name: "more", Thread: true}},
	})
	must(t, err)
	a.quiet = 5 * time.Second
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx) }()
	eventually(t, "two connections", func() bool { return s.Connected() == sideBySide })

	var wg sync.WaitGroup
	end := time.Now().Add(d)
	for _, loop := range []struct {
		every time.Duration
		do    func(n int)
	}{
		{150 * time.Millisecond, func(n int) { strike(s) }},
		{8 * time.Second, func(n int) { unsettle(s) }},
		{60 * time.Millisecond, func(n int) { speak(s, n) }},
		{100 * time.Millisecond, func(n int) { o.deliver(ctx, t, a, s, n) }},
		{3 * time.Second, func(n int) { s.Heal() }}, // or faults of what is rarely asked would pile up
		{10 * time.Second, func(n int) { s.Forget() }},
	} {
		wg.Go(func() {
			for n := 0; time.Now().Before(end); n++ {
				loop.do(n)
				time.Sleep(loop.every)
			}
		})
	}
	growth := measure(t, end, before, s)
	wg.Wait()
	s.Heal()
	eventually(t, "two connections", func() bool { return s.Connected() == sideBySide })
	must(t, s.Say("ana", "trade", "@waybill ask after all"))
	said(t, s, "Heard: ask after all")
	cancel()
	must(t, <-done)
	s.Close()
	for _, v := range s.Violations() {
		t.Errorf("violation: %s", v)
	}
	eventually(t, "all goroutines to end", func() bool { return runtime.NumGoroutine() <= before+2 })
	growth()
	t.Logf("%v: %d deliveries arrived once, %d questions handled, %d of them twice, %d connections", d, o.delivered.Load(), o.handled.Load(), o.twice.Load(), s.Opened())
	if o.delivered.Load() == 0 || o.handled.Load() == 0 || o.twice.Load() > 0 {
		t.Errorf("%d deliveries, %d questions, %d handled twice", o.delivered.Load(), o.handled.Load(), o.twice.Load())
	}
}

// A soaker answers, and counts what it is asked twice.
type soaker struct {
	seen      sync.Map
	handled   atomic.Int64
	twice     atomic.Int64
	delivered atomic.Int64
}

func (o *soaker) Handle(_ context.Context, r bot.Request) bot.Message {
	o.handled.Add(1)
	if strings.HasPrefix(r.Line, "ask") {
		if _, again := o.seen.LoadOrStore(r.Line, true); again {
			o.twice.Add(1)
		}
		if n, err := strconv.Atoi(strings.TrimPrefix(r.Line, "ask number ")); err == nil { // the test's own memory ends somewhere too
			o.seen.Delete(fmt.Sprintf("ask number %d", n-5000))
		}
	}
	m := bot.Say("Heard: " + r.Line)
	m.Buttons = []bot.Button{{Label: "More", Say: "more 1"}}
	return m
}

func (o *soaker) Complete(context.Context, bot.Request, string, string, string) []bot.Choice {
	return nil
}

// deliver brings one message into the channel as the ledger does: a refusal is
// tried again, a lost answer is looked into.
func (o *soaker) deliver(ctx context.Context, t *testing.T, a *Adapter, s *slacktest.Server, n int) {
	key, since := fmt.Sprintf("soak-%d", n), time.Now()
	m := bot.Message{Title: key, Sections: []bot.Section{story(n)}}
	for ctx.Err() == nil {
		_, err := a.Post(ctx, trade(), key, m)
		if err == nil {
			break
		}
		if bot.KindOf(err) == bot.Permanent {
			t.Errorf("delivery %d: %v", n, err)
			return
		}
		if bot.KindOf(err) == bot.Transient {
			time.Sleep(100 * time.Millisecond)
			continue
		}
		_, found, err := a.Find(ctx, trade(), key, since)
		for err != nil && ctx.Err() == nil {
			time.Sleep(100 * time.Millisecond)
			_, found, err = a.Find(ctx, trade(), key, since)
		}
		if found {
			break
		}
	}
	there := 0
	for _, m := range s.Posted() {
		if m.Via == "chat.postMessage" && strings.Contains(string(m.Metadata), `"`+key+`"`) {
			there++
		}
	}
	if there != 1 {
		t.Errorf("delivery %d is in the channel %d times", n, there)
	}
	o.delivered.Add(1)
}

func strike(s *slacktest.Server) {
	f := soakFaults[rand.IntN(len(soakFaults))]
	f.Method = []string{"chat.postMessage", "chat.postMessage", "response_url", "conversations.history", "users.info", "apps.connections.open", "conversations.info"}[rand.IntN(7)]
	if f.Error != "" && f.Method == "response_url" {
		f.Status, f.Error = 500, ""
	}
	s.Fail(f)
}

func unsettle(s *slacktest.Server) {
	switch rand.IntN(6) {
	case 0, 1, 2:
		_ = s.Disconnect([]string{"warning", "refresh_requested"}[rand.IntN(2)])
	case 3:
		_ = s.Drop()
	case 4:
		_ = s.Repeat()
	case 5:
		_ = s.Raw([]string{"", "{", `{"type":"news"}`, strings.Repeat("x", 70_000)}[rand.IntN(4)])
	}
}

func speak(s *slacktest.Server, n int) {
	user := []string{"ana", "ben", "cleo"}[n%3]
	line := fmt.Sprintf("ask number %d", n)
	switch n % 4 {
	case 0:
		_ = s.Slash(user, "trade", line)
	case 1:
		_ = s.Say(user, "trade", "@waybill "+line)
	case 2:
		_ = s.Say(user, "D0"+strings.ToUpper(user), line)
	case 3:
		if all := s.Posted(); len(all) > 0 {
			_ = s.Press(user, all[len(all)-1], "More")
		}
	}
}

// measure samples goroutines and memory until the end and returns the check of
// what they came to: the last fifth against the second.
func measure(t *testing.T, end time.Time, before int, s *slacktest.Server) func() {
	type sample struct {
		heap       uint64
		goroutines int
	}
	var all []sample
	every := max(time.Until(end)/40, time.Second)
	for time.Now().Before(end) {
		time.Sleep(min(every, time.Until(end)))
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		all = append(all, sample{m.HeapInuse, runtime.NumGoroutine()})
		t.Logf("heap %.1f MB, %d goroutines, %d messages kept by the server", float64(m.HeapInuse)/1e6, runtime.NumGoroutine(), len(s.Posted()))
	}
	return func() {
		n := len(all) / 5
		if n == 0 {
			return
		}
		mean := func(part []sample) (heap, goroutines float64) {
			for _, s := range part {
				heap, goroutines = heap+float64(s.heap)/float64(len(part)), goroutines+float64(s.goroutines)/float64(len(part))
			}
			return heap, goroutines
		}
		heap0, go0 := mean(all[n : 2*n])
		heap1, go1 := mean(all[4*n:])
		t.Logf("heap in use: %.1f MB at first, %.1f MB at last; goroutines: %.0f and %.0f, %d before", heap0/1e6, heap1/1e6, go0, go1, before)
		if heap1 > 1.3*heap0+4e6 || go1 > go0+30 {
			t.Errorf("it grows: %.1f to %.1f MB, %.0f to %.0f goroutines", heap0/1e6, heap1/1e6, go0, go1)
		}
	}
}
