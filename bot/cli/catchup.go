package cli

import (
	"context"
	"fmt"
	"time"
)

// How long a command waits for the bot that runs beside it to read what came in
// last: as long as it gets on with it, but not for thousands of articles.
const (
	catchUpMost  = 10 * time.Second
	catchUpStill = 3 * time.Second
)

// catchUp sees to it that the articles in the archive are read before they are
// asked for: by the bot that is running, or else by this process. Of many the
// answer says that they are still to be read.
func (n *newsdesk) catchUp(ctx context.Context) error {
	left, err := n.house.CountUnread(ctx, time.Time{}, time.Time{})
	if err != nil || left == 0 {
		return err
	}
	begun, moved := time.Now(), time.Now()
	for time.Since(begun) < catchUpMost && time.Since(moved) < catchUpStill {
		select {
		case <-time.After(catchUpStill / 30):
		case <-ctx.Done():
			return fmt.Errorf("wait for articles to be read: %w", ctx.Err())
		}
		now, err := n.house.CountUnread(ctx, time.Time{}, time.Time{})
		if err != nil || now == 0 {
			return err
		}
		if now < left {
			left, moved = now, time.Now()
		}
	}
	if time.Since(moved) < catchUpStill {
		return nil // the bot is at it
	}
	if err := n.intake.Restore(ctx); err != nil {
		return err
	}
	return n.intake.ReadAll(ctx)
}
