package share_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"waybill/bot/share"
)

// A cabinet keeps leases as the database does, by its own clock. Its doors can
// be locked for one process.
type cabinet struct {
	mu     sync.Mutex
	leases map[string]lease
	cut    map[string]bool // processes that do not get through
}

type lease struct {
	holder string
	token  int64
	until  time.Time
}

func newCabinet() *cabinet { return &cabinet{leases: map[string]lease{}, cut: map[string]bool{}} }

func (c *cabinet) Hold(ctx context.Context, name, holder string, last time.Duration) (int64, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cut[holder] {
		return 0, false, errors.New("no route to host")
	}
	l, is := c.leases[name]
	if is && l.holder != holder && time.Now().Before(l.until) {
		return 0, false, nil
	}
	if l.holder != holder {
		l.token++
	}
	l.holder, l.until = holder, time.Now().Add(last)
	c.leases[name] = l
	return l.token, true, nil
}

func (c *cabinet) Release(_ context.Context, name, holder string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if l := c.leases[name]; l.holder == holder && !c.cut[holder] {
		l.until = time.Time{}
		c.leases[name] = l
	}
	return nil
}

func (c *cabinet) Lapsed(context.Context, string) ([]string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []string
	for _, l := range c.leases {
		if !time.Now().Before(l.until) {
			all = append(all, l.holder)
		}
	}
	return all, nil
}

func (c *cabinet) Forget(_ context.Context, name string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if l := c.leases[name]; !time.Now().Before(l.until) {
		delete(c.leases, name)
	}
	return nil
}

func (c *cabinet) isolate(process string, is bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cut[process] = is
}

// A stage says who does the work, and fails the test if two do.
type stage struct {
	t  *testing.T
	mu sync.Mutex
	on string
}

func (s *stage) act(name string) func(context.Context) error {
	return func(ctx context.Context) error {
		s.mu.Lock()
		if s.on != "" {
			s.t.Errorf("%s begins while %s is at it", name, s.on)
		}
		s.on = name
		s.mu.Unlock()
		<-ctx.Done()
		s.mu.Lock()
		s.on = ""
		s.mu.Unlock()
		return nil
	}
}

func (s *stage) who() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.on
}

func keeper(c *cabinet, name string) *share.Keeper {
	return &share.Keeper{Leases: c, Process: name, Log: slog.New(slog.DiscardHandler)}
}

// One process does the work; when it gives it up, the other begins soon.
func TestWorkIsHandedOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := newCabinet(), &stage{t: t}
		a, stopA := context.WithCancel(t.Context())
		b, stopB := context.WithCancel(t.Context())
		go keeper(c, "a").While(a, "discord", s.act("a"))
		time.Sleep(time.Second)
		go keeper(c, "b").While(b, "discord", s.act("b"))
		time.Sleep(time.Hour)
		if s.who() != "a" {
			t.Fatalf("%q does the work, want a", s.who())
		}
		stopA()
		time.Sleep(share.Every + time.Second)
		if s.who() != "b" {
			t.Errorf("%q does the work, want b", s.who())
		}
		stopB()
		synctest.Wait()
	})
}

// A process that cannot reach the database stops before another one begins,
// and that one begins within fifteen seconds.
func TestIsolatedProcessStopsInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := newCabinet(), &stage{t: t}
		ctx, stop := context.WithCancel(t.Context())
		ka, kb := keeper(c, "a"), keeper(c, "b")
		go ka.While(ctx, "discord", s.act("a"))
		time.Sleep(time.Second)
		go kb.While(ctx, "discord", s.act("b"))
		time.Sleep(10 * time.Second)
		c.isolate("a", true)
		begin := time.Now()
		for s.who() != "b" {
			if time.Sleep(100 * time.Millisecond); time.Since(begin) > 15*time.Second {
				t.Fatal("nobody has taken over after 15 s")
			}
		}
		if ka.Holding("discord") || !kb.Holding("discord") {
			t.Errorf("a holds: %v, b holds: %v", ka.Holding("discord"), kb.Holding("discord"))
		}
		c.isolate("a", false) // and does not take it back
		time.Sleep(time.Minute)
		if s.who() != "b" {
			t.Errorf("%q does the work, want b", s.who())
		}
		stop()
		synctest.Wait()
	})
}

// A process that is gone is buried by each one that still lives at most until
// one of them has done so.
func TestTheDeadAreBuried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCabinet()
		ctx, stop := context.WithCancel(t.Context())
		dying, die := context.WithCancel(t.Context())
		var mu sync.Mutex
		buried := map[string]int{}
		bury := func(_ context.Context, p string) error {
			mu.Lock()
			defer mu.Unlock()
			if buried[p]++; buried[p] == 1 {
				return errors.New("not at the first try")
			}
			return nil
		}
		go keeper(c, "a").Attend(ctx, bury)
		go keeper(c, "b").Attend(dying, bury)
		time.Sleep(time.Minute)
		c.isolate("b", true)
		die()
		time.Sleep(time.Minute)
		mu.Lock()
		defer mu.Unlock()
		if buried["b"] != 2 || len(buried) != 1 {
			t.Errorf("buried %v, want b, at the second try", buried)
		}
		stop()
		synctest.Wait()
	})
}
