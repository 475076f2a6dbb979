// Package share divides the bot's work among processes that share a database.
// Some of it only one of them may do at a time: being connected to a platform
// and using the rate that it grants, and reading sources into stories. Each
// such piece has a lease in the database, which its holder renews; a process
// that dies lets its leases lapse, and others take them over.
package share

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"
)

// Leases are kept in the database.
type Leases interface {
	// Hold takes a lease or makes it last longer, by the database's clock.
	Hold(ctx context.Context, name, holder string, last time.Duration) (token int64, held bool, err error)
	Release(ctx context.Context, name, holder string) error
	// Lapsed are the holders of leases of these names that were let lapse.
	Lapsed(ctx context.Context, prefix string) ([]string, error)
	Forget(ctx context.Context, name string) error
}

// How long a lease lasts, how often it is renewed or asked for, and how long
// before its end its holder counts it as lost. So what a dead process did is
// taken over within 15 seconds, and one that cannot renew its lease, or was
// stopped and wakes up, stops before another one begins.
const (
	Last   = 12 * time.Second
	Every  = 3 * time.Second
	margin = 2 * time.Second
	asking = 2 * time.Second // one request to the database
)

// A Keeper holds leases for one process.
type Keeper struct {
	Leases  Leases       // required
	Process string       // this process's name, of which there is no other; required
	Log     *slog.Logger // required

	mu    sync.Mutex
	until map[string]time.Time // what is held, by this process's clock, which a stop does not stop
}

// Holding reports whether this process holds a lease now.
func (k *Keeper) Holding(name string) bool { return k.left(name) > 0 }

// left is how long a lease is surely this process's.
func (k *Keeper) left(name string) time.Duration {
	k.mu.Lock()
	defer k.mu.Unlock()
	return time.Until(k.until[name])
}

// hold asks for a lease and remembers how long it is surely ours: counted from
// before the question.
func (k *Keeper) hold(ctx context.Context, name string) bool {
	asked := time.Now()
	limit := asking
	if left := k.left(name); left > 0 {
		limit = min(limit, left)
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	token, held, err := k.Leases.Hold(ctx, name, k.Process, Last)
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.until == nil {
		k.until = map[string]time.Time{}
	}
	switch before := time.Now().Before(k.until[name]); {
	case err != nil:
		if ctx.Err() == nil || before {
			k.Log.Warn("a lease could not be asked for", "lease", name, "error", err)
		}
	case held:
		k.until[name] = asked.Add(Last - margin)
		if !before {
			k.Log.Info("took over", "lease", name, "token", token)
		}
	default:
		delete(k.until, name)
	}
	return time.Now().Before(k.until[name])
}

// While does something whenever this process holds a lease, until ctx ends.
// What it does gets a context that ends when the lease is lost. It returns
// what do returns by itself.
func (k *Keeper) While(ctx context.Context, name string, do func(ctx context.Context) error) error {
	for ctx.Err() == nil {
		if !k.hold(ctx, name) {
			wait(ctx, Every)
			continue
		}
		lost, err := k.during(ctx, name, do)
		if !lost {
			k.release(name)
			return err
		}
		k.Log.Warn("lost", "lease", name)
		k.release(name)
	}
	return nil
}

// during runs do as long as the lease is held, and reports whether it was
// lost.
func (k *Keeper) during(ctx context.Context, name string, do func(ctx context.Context) error) (lost bool, err error) {
	inner, stop := context.WithCancel(ctx)
	defer stop()
	done := make(chan error, 1)
	go func() { done <- do(inner) }()
	for {
		select {
		case err := <-done:
			return false, err
		case <-time.After(min(Every, k.left(name))):
		case <-ctx.Done():
			return false, <-done // still ours while it ends
		}
		if !k.Holding(name) || !k.hold(ctx, name) && ctx.Err() == nil {
			stop()
			<-done
			return true, nil
		}
	}
}

func (k *Keeper) release(name string) {
	k.mu.Lock()
	delete(k.until, name)
	k.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), asking)
	defer cancel()
	if err := k.Leases.Release(ctx, name, k.Process); err != nil {
		k.Log.Warn("a lease could not be given up", "lease", name, "error", err)
	}
}

func wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// process is what the leases are called by which processes say that they live.
const process = "process/"

// Attend says that this process lives, until ctx ends, and calls bury for each
// process that does so no more.
func (k *Keeper) Attend(ctx context.Context, bury func(ctx context.Context, process string) error) error {
	defer k.forget(k.Process) // who ends in order leaves nothing
	return k.While(ctx, process+k.Process, func(ctx context.Context) error {
		for ctx.Err() == nil {
			k.mourn(ctx, bury)
			wait(ctx, Every)
		}
		return nil
	})
}

func (k *Keeper) forget(name string) {
	ctx, cancel := context.WithTimeout(context.Background(), asking)
	defer cancel()
	if err := k.Leases.Forget(ctx, process+name); err != nil {
		k.Log.Warn("a process could not be forgotten", "process", name, "error", err)
	}
}

func (k *Keeper) mourn(ctx context.Context, bury func(ctx context.Context, process string) error) {
	dead, err := k.Leases.Lapsed(ctx, process)
	if err != nil {
		if ctx.Err() == nil {
			k.Log.Warn("the other processes could not be looked after", "error", err)
		}
		return
	}
	for _, name := range dead {
		if name == k.Process || strings.TrimSpace(name) == "" {
			continue
		}
		if err := bury(ctx, name); err != nil {
			k.Log.Error("what a process left could not be taken over", "process", name, "error", err)
			continue
		}
		k.forget(name)
	}
}
