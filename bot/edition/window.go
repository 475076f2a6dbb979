package edition

import (
	"context"
	"time"
)

// How long an edition waits for articles that came in before its window's end
// and are still to be read: the engine reads some hundred a second. After a
// pause of the bot there may be thousands; those come in the edition after it.
const (
	patience = 10 * time.Second
	looks    = 40
)

// close ends a window: it waits for the articles of it that are still to be
// read, and leaves those that take too long to a later one.
func (e *Editor) close(ctx context.Context, from, to time.Time) error {
	unread, err := e.Ledger.CountUnread(ctx, time.Time{}, to)
	if err != nil || unread == 0 {
		return err
	}
	for range looks {
		n, err := e.Ledger.CountUnread(ctx, from, to)
		if err != nil {
			return err
		}
		if n == 0 || e.Now().Sub(to) > patience {
			break
		}
		if err := pause(ctx, patience/looks); err != nil {
			return err
		}
	}
	return e.Ledger.Seal(ctx, to)
}

func pause(ctx context.Context, d time.Duration) error {
	wait := time.NewTimer(d)
	defer wait.Stop()
	select {
	case <-wait.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
