package clock

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"
)

func TestTicksComeAgainWhateverHappens(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var good, bad, slow atomic.Int32
	done := make(chan error, 1)
	go func() {
		done <- Run(
			ctx, Options{Log: slog.New(slog.DiscardHandler)},
			Tick{"good", 10 * time.Millisecond, func(context.Context) error { good.Add(1); return nil }},
			Tick{"bad", 10 * time.Millisecond, func(context.Context) error { bad.Add(1); return errors.New("no") }},
			Tick{"slow", 10 * time.Millisecond, func(ctx context.Context) error { slow.Add(1); <-ctx.Done(); return nil }},
		)
	}()
	for good.Load() < 3 || bad.Load() < 3 || slow.Load() < 1 {
		time.Sleep(time.Millisecond)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if n := slow.Load(); n != 1 {
		t.Errorf("a tick that was at work was begun %d times", n)
	}
}
