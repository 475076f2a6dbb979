package jobs

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"waybill/bot"
)

// verdict says to River what an error means for the job.
func verdict(err error) error {
	e, ok := errors.AsType[*bot.Error](err)
	if !ok {
		return err
	}
	switch {
	case e.Kind == bot.Transient && e.After > 0:
		return river.JobSnooze(e.After) // waiting as told is no failed attempt
	case e.Kind == bot.Permanent, e.Kind == bot.Invalid, e.Kind == bot.NotFound:
		return river.JobCancel(err)
	}
	return err
}

// waits is how long a failed job waits for its next attempt; the last one
// holds for all that follow.
var waits = [...]time.Duration{5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute, time.Hour}

// patience is the retry policy. It rings when the time has come.
type patience struct{ bell *bell }

func (p patience) NextRetry(job *rivertype.JobRow) time.Time {
	at := time.Now().Add(waits[min(len(job.Errors), len(waits)-1)])
	p.bell.ring(job.Queue, at)
	return at
}

// readyHook makes a job that is to run later available at once, with its time: the
// queue it waits in looks at that. River would have a scheduler wake it, which
// looks every five seconds.
type readyHook struct{ river.HookDefaults }

func (*readyHook) InsertBegin(_ context.Context, p *rivertype.JobInsertParams) error {
	if p.State == rivertype.JobStateScheduled {
		p.State = rivertype.JobStateAvailable
	}
	return nil
}

// failures logs the errors of jobs: River says nothing of them by itself.
type failures struct{ log *slog.Logger }

func (f *failures) HandleError(ctx context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	f.log.WarnContext(ctx, "job failed", "kind", job.Kind, "args", string(job.EncodedArgs), "attempt", job.Attempt, "err", err)
	return nil
}

// HandlePanic is there for River: workers make an error of a panic.
func (f *failures) HandlePanic(context.Context, *rivertype.JobRow, any, string) *river.ErrorHandlerResult {
	return nil
}

// quiet lets through what River warns of, and the rest only where everything
// is logged. While it is being stopped, what was cut off for that is no error.
type quiet struct {
	slog.Handler
	stopping *atomic.Bool
}

func (q quiet) Enabled(ctx context.Context, l slog.Level) bool {
	if l < slog.LevelWarn {
		l = slog.LevelDebug
	}
	return q.Handler.Enabled(ctx, l)
}

func (q quiet) Handle(ctx context.Context, r slog.Record) error {
	if q.stopping.Load() && r.Level > slog.LevelWarn && cutOff(r) {
		if !q.Handler.Enabled(ctx, slog.LevelDebug) {
			return nil
		}
		r.Level = slog.LevelDebug
	}
	return q.Handler.Handle(ctx, r)
}

// cutOff reports whether a record is about something whose context has ended.
// River logs errors as text.
func cutOff(r slog.Record) bool {
	found := false
	r.Attrs(func(a slog.Attr) bool {
		found = (a.Key == "err" || a.Key == "error") && strings.Contains(a.Value.String(), context.Canceled.Error())
		return !found
	})
	return found
}

func (q quiet) WithAttrs(as []slog.Attr) slog.Handler {
	return quiet{q.Handler.WithAttrs(as), q.stopping}
}

func (q quiet) WithGroup(name string) slog.Handler {
	return quiet{q.Handler.WithGroup(name), q.stopping}
}
