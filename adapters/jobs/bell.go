package jobs

import (
	"context"
	"fmt"
	"time"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riversqlite"
)

// A driver is River's for SQLite, with another way to hear of new jobs: its
// own asks the database every 50 ms.
type driver struct {
	*riversqlite.Driver
	bell *bell
}

func (d *driver) GetListener(*riverdriver.GetListenenerParams) riverdriver.Listener { return d.bell }

// inserted is River's name for the news that a queue has new jobs.
const inserted = "river_insert"

// A bell tells this process's queues that there is work. It is rung inside the
// transaction that writes the job: whoever answers has to wait for the one
// connection, and so looks after the commit. If the news is lost, the queue
// finds the job when it next looks by itself.
type bell struct {
	rung chan string
}

func newBell() *bell { return &bell{rung: make(chan string, 64)} }

// sleep is how long a ring is worth a timer. Later ones are left to the poll.
const sleep = time.Hour

// ring tells queue at a time that there is work; zero is at once.
func (b *bell) ring(queue string, at time.Time) {
	if wait := time.Until(at); !at.IsZero() && wait > 0 {
		if wait <= sleep {
			time.AfterFunc(wait+time.Millisecond, func() { b.ring(queue, time.Time{}) })
		}
		return
	}
	select {
	case b.rung <- queue:
	default: // it is ringing already
	}
}

// WaitForNotification waits for the next ring.
func (b *bell) WaitForNotification(ctx context.Context) (*riverdriver.Notification, error) {
	select {
	case queue := <-b.rung:
		return &riverdriver.Notification{Topic: inserted, Payload: fmt.Sprintf(`{"queue": %q}`, queue)}, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// The rest of a listener has nothing to do.

func (*bell) Connect(context.Context) error          { return nil }
func (*bell) Close(context.Context) error            { return nil }
func (*bell) Ping(context.Context) error             { return nil }
func (*bell) Listen(context.Context, string) error   { return nil }
func (*bell) Unlisten(context.Context, string) error { return nil }
func (*bell) Schema() string                         { return "" }
func (*bell) SetAfterConnectExec(string)             {}
