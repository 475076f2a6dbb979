package cli

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"waybill/bot"
)

// A link keeps the bot in one chat: when a connection ends, for whatever
// reason, it is begun again, and everything else that the bot does goes on
// meanwhile.
type link struct {
	chat
	platform bot.Platform
	log      *slog.Logger
	first    time.Duration // pause before the second try; it doubles up to most
	most     time.Duration

	mu      sync.Mutex
	problem string // why the last try ended, "" while none has
}

// The pauses between tries at a chat that let the bot go. The adapters come
// back by themselves from whatever passes, so what ends their Run is mostly
// for a person to mend.
const (
	linkFirst = 15 * time.Second
	linkMost  = 15 * time.Minute
)

// run stays in the chat until the context ends. It says why a try failed when
// that is news, and not again while it stays so.
func (l *link) run(ctx context.Context) {
	said, wait := "", l.first
	for {
		begun := time.Now()
		err := l.Run(ctx)
		if ctx.Err() != nil {
			return
		}
		if time.Since(begun) > l.most {
			said, wait = "", l.first
		}
		problem := told(err)
		l.set(problem)
		level := slog.LevelError
		if problem == said {
			level = slog.LevelDebug
		}
		l.log.Log(ctx, level, "a chat has let the bot go; all else goes on", "platform", l.platform, "error", problem, "cause", errors.Unwrap(err), "again_in", wait)
		said = problem
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return
		}
		wait = min(2*wait, l.most)
	}
}

// told is an error in words for people.
func told(err error) string {
	if err == nil {
		return "the connection has ended"
	}
	return err.Error()
}

func (l *link) set(problem string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.problem = problem
}

// trouble is why the bot is not in the chat now, nil if it is.
func (l *link) trouble() error {
	if l.Connected() {
		l.set("")
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.problem == "" {
		return errors.New("not connected yet")
	}
	return errors.New(l.problem)
}
