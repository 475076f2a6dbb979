package jobs_test

import (
	"context"
	"database/sql"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"waybill/adapters/jobs"
	"waybill/adapters/store"
	"waybill/adapters/store/pgtest"
	"waybill/bot"
	"waybill/digest"
)

// A record notes what work was done, in order.
type record struct {
	mu   sync.Mutex
	seen []bot.Job
	more chan struct{}
}

func newRecord() *record { return &record{more: make(chan struct{}, 1000)} }

func (r *record) note(kind bot.JobKind, id int64) {
	r.mu.Lock()
	r.seen = append(r.seen, bot.Job{Kind: kind, ID: id})
	r.mu.Unlock()
	r.more <- struct{}{}
}

func (r *record) wait(t *testing.T, n int, within time.Duration) []bot.Job {
	t.Helper()
	late := time.After(within)
	for {
		r.mu.Lock()
		seen := append([]bot.Job(nil), r.seen...)
		r.mu.Unlock()
		if len(seen) >= n {
			return seen
		}
		select {
		case <-r.more:
		case <-late:
			t.Fatalf("after %v only this was done: %v, want %d jobs", within, seen, n)
		}
	}
}

// engines runs a test on SQLite and on PostgreSQL: open looks at its name.
func engines(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	t.Run("sqlite", test)
	t.Run(onPostgres, test)
}

const onPostgres = "postgres"

// soon is when a job is surely begun, also on a busy machine. On PostgreSQL a
// new job may be found only when the queue looks by itself, after a second:
// River does not announce two inserts shortly after each other, and an
// announcement that is rolled back counts.
const soon = 30 * time.Second

func open(t testing.TB) *store.Store {
	t.Helper()
	dsn := filepath.Join(t.TempDir(), "waybill.db")
	if slices.Contains(strings.Split(t.Name(), "/"), onPostgres) {
		dsn = pgtest.New(t)
	}
	s, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func start(t testing.TB, s *store.Store, w jobs.Work) *jobs.Runner {
	t.Helper()
	r, err := jobs.New(t.Context(), s, w, jobs.Options{
		Platforms: []bot.Platform{bot.Slack, bot.Terminal}, Logger: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Enqueue(r)
	if err := r.Start(context.WithoutCancel(t.Context())); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Stop(context.Background()) })
	return r
}

// insert writes jobs and commits them.
func insert(t testing.TB, s *store.Store, r *jobs.Runner, js ...bot.Job) {
	t.Helper()
	if err := inTx(t, s, r, true, js...); err != nil {
		t.Fatal(err)
	}
}

// inTx writes jobs in a transaction that is committed or rolled back.
func inTx(t testing.TB, s *store.Store, r *jobs.Runner, commit bool, js ...bot.Job) error {
	t.Helper()
	if s.Pool() != nil {
		tx, err := s.Pool().Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback(t.Context())
		if err := r.InsertPostgresTx(t.Context(), tx, js...); err != nil || !commit {
			return err
		}
		return tx.Commit(t.Context())
	}
	tx, err := s.DB().BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if err := r.InsertTx(t.Context(), tx, js...); err != nil || !commit {
		return err
	}
	return tx.Commit()
}

func TestJobsReachTheirWork(t *testing.T) {
	engines(t, func(t *testing.T) {
		s, rec := open(t), newRecord()
		r := start(t, s, jobs.Work{
			Fetch:   func(_ context.Context, id int64) error { rec.note(bot.FetchJob, id); return nil },
			Digest:  func(_ context.Context, id int64) error { rec.note(bot.DigestJob, id); return nil },
			Deliver: func(_ context.Context, id int64) error { rec.note(bot.DeliverJob, id); return nil },
		})
		insert(t, s, r, bot.Job{Kind: bot.FetchJob, ID: 1}, bot.Job{Kind: bot.DigestJob, ID: 2, Platform: bot.Slack},
			bot.Job{Kind: bot.DeliverJob, ID: 3, Platform: bot.Slack})
		// Soon is below the five seconds of the poll on SQLite: the bell was heard.
		got := map[bot.Job]bool{}
		for _, j := range rec.wait(t, 3, soon) {
			got[j] = true
		}
		for _, want := range []bot.Job{{Kind: bot.FetchJob, ID: 1}, {Kind: bot.DigestJob, ID: 2}, {Kind: bot.DeliverJob, ID: 3}} {
			if !got[want] {
				t.Errorf("%v was not done", want)
			}
		}
	})
}

// A job that is rolled back is never done.
func TestRolledBackJobIsGone(t *testing.T) {
	engines(t, func(t *testing.T) {
		s, rec := open(t), newRecord()
		r := start(t, s, jobs.Work{Fetch: func(_ context.Context, id int64) error { rec.note(bot.FetchJob, id); return nil }})
		if err := inTx(t, s, r, false, bot.Job{Kind: bot.FetchJob, ID: 1}); err != nil {
			t.Fatal(err)
		}
		insert(t, s, r, bot.Job{Kind: bot.FetchJob, ID: 2})
		if got := rec.wait(t, 1, soon); got[0].ID != 2 {
			t.Errorf("source %d was fetched, want 2 only", got[0].ID)
		}
	})
}

// Of the same live job there is one; when it is done there can be another, and
// another attempt is another job.
func TestLiveJobIsNotDoubled(t *testing.T) {
	engines(t, func(t *testing.T) {
		s, rec := open(t), newRecord()
		hold := make(chan struct{})
		r := start(t, s, jobs.Work{Deliver: func(_ context.Context, id int64) error {
			rec.note(bot.DeliverJob, id)
			<-hold
			return nil
		}})
		job := bot.Job{Kind: bot.DeliverJob, ID: 7, Platform: bot.Slack}
		insert(t, s, r, job, job)
		rec.wait(t, 1, soon)
		insert(t, s, r, job) // while it runs
		again := job
		again.Attempt = 1
		insert(t, s, r, again)
		rec.wait(t, 2, soon)
		close(hold)
		time.Sleep(300 * time.Millisecond)
		if got := rec.wait(t, 2, 0); len(got) != 2 {
			t.Errorf("done %d times, want 2: attempts 0 and 1", len(got))
		}
		insert(t, s, r, job)
		rec.wait(t, 3, soon)
	})
}

// A job for later is done then, not before, and not five seconds after.
func TestJobWaitsForItsTime(t *testing.T) {
	engines(t, func(t *testing.T) {
		s, rec := open(t), newRecord()
		r := start(t, s, jobs.Work{Deliver: func(_ context.Context, id int64) error { rec.note(bot.DeliverJob, id); return nil }})
		begin := time.Now()
		insert(t, s, r, bot.Job{Kind: bot.DeliverJob, ID: 1, Platform: bot.Slack, At: begin.Add(700 * time.Millisecond)})
		rec.wait(t, 1, 3*time.Second)
		if took := time.Since(begin); took < 700*time.Millisecond || took > 1500*time.Millisecond {
			t.Errorf("done after %v, want 700 ms", took)
		}
	})
}

// An error that says when to try again is obeyed, one that says that it is
// pointless too.
func TestErrorsDecideOnTheNextAttempt(t *testing.T) {
	engines(t, func(t *testing.T) {
		s, rec := open(t), newRecord()
		var once sync.Once
		r := start(t, s, jobs.Work{
			Deliver: func(_ context.Context, id int64) error {
				rec.note(bot.DeliverJob, id)
				err := error(nil)
				once.Do(func() { err = &bot.Error{Kind: bot.Transient, Text: "slow down", After: time.Second} })
				return err
			},
			Digest: func(_ context.Context, id int64) error {
				rec.note(bot.DigestJob, id)
				return &bot.Error{Kind: bot.Permanent, Text: "gone"}
			},
			Fetch: func(_ context.Context, id int64) error {
				rec.note(bot.FetchJob, id)
				panic("no feed at all")
			},
		})
		insert(t, s, r, bot.Job{Kind: bot.DeliverJob, ID: 1, Platform: bot.Slack}, bot.Job{Kind: bot.DigestJob, ID: 2}, bot.Job{Kind: bot.FetchJob, ID: 3})
		rec.wait(t, 4, 3*time.Second) // each once, and the delivery again
		states := map[string]string{}
		for deadline := time.Now().Add(3 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
			states = jobStates(t, s.DB())
			if states["deliver"] == "completed" && states["digest"] == "cancelled" && (states["fetch"] == "available" || states["fetch"] == "retryable") {
				return
			}
		}
		t.Errorf("states = %v", states)
	})
}

func jobStates(t testing.TB, db *sql.DB) map[string]string {
	t.Helper()
	rows, err := db.Query("SELECT kind, state FROM river_job")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	states := map[string]string{}
	for rows.Next() {
		var kind, state string
		if err := rows.Scan(&kind, &state); err != nil {
			t.Fatal(err)
		}
		states[kind] = state
	}
	return states
}

// What is being posted when the bot stops is finished; what waits stays for
// the next start.
func TestStopFinishesWhatIsUnderWay(t *testing.T) {
	engines(t, func(t *testing.T) {
		s, rec := open(t), newRecord()
		finished := false
		r := start(t, s, jobs.Work{Deliver: func(ctx context.Context, id int64) error {
			rec.note(bot.DeliverJob, id)
			select {
			case <-time.After(500 * time.Millisecond):
				finished = true
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}})
		insert(t, s, r, bot.Job{Kind: bot.DeliverJob, ID: 1, Platform: bot.Slack})
		rec.wait(t, 1, soon)
		if err := r.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		if !finished {
			t.Error("Stop did not wait for the delivery that was under way")
		}
		insert(t, s, r, bot.Job{Kind: bot.DeliverJob, ID: 2, Platform: bot.Slack})
		time.Sleep(200 * time.Millisecond)
		if got := rec.wait(t, 1, 0); len(got) != 1 {
			t.Errorf("done after Stop: %v", got[1:])
		}
		start(t, s, jobs.Work{Deliver: func(_ context.Context, id int64) error { rec.note(bot.DeliverJob, id); return nil }})
		if got := rec.wait(t, 2, soon); got[1].ID != 2 {
			t.Errorf("after the next start delivery %d was done, want 2", got[1].ID)
		}
	})
}

// From a due subscription to a receipt in the ledger, parts in order, through
// the store and the jobs that it writes.
func TestDigestIsDeliveredInOrder(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := open(t)
		day := time.Now().Add(-time.Second)
		var mu sync.Mutex
		var posted []string
		done := make(chan struct{})
		start(t, s, jobs.Work{
			Digest: func(ctx context.Context, id int64) error {
				d, err := s.SaveDigest(ctx, "steel", digest.Digest{Topics: []string{"steel-aluminium"}, From: day.Add(-time.Hour), To: day})
				if err != nil {
					return err
				}
				return s.Compose(ctx, id, d, []bot.Message{bot.Say("one"), bot.Say("two"), bot.Say("three")})
			},
			Deliver: func(ctx context.Context, id int64) error {
				d, begun, err := s.Begin(ctx, id, time.Now())
				if err != nil || !begun {
					return err
				}
				mu.Lock()
				posted = append(posted, d.Message.Intro[0].Plain())
				n := len(posted)
				mu.Unlock()
				if err := s.Finish(ctx, id, d.Attempts, bot.Sent, "", "receipt", time.Time{}, time.Now()); err != nil {
					return err
				}
				if n == 3 {
					close(done)
				}
				return nil
			},
		})
		_, err := s.AddSubscription(t.Context(), bot.Subscription{
			Channel: bot.Channel{Platform: bot.Terminal, Workspace: "local", ID: "here"}, Topics: []string{"steel-aluminium"},
			Cadence: "daily 08:00", Zone: "UTC", Next: day,
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.ClaimDue(t.Context(), time.Now(), 10, func(sub bot.Subscription) (time.Time, error) {
			return sub.Next.AddDate(0, 0, 1), nil
		}); err != nil {
			t.Fatal(err)
		}
		select {
		case <-done:
		case <-time.After(5 * time.Second):
			t.Fatalf("posted %v, want three parts", posted)
		}
		if posted[0] != "one" || posted[1] != "two" || posted[2] != "three" {
			t.Errorf("posted %v, want the parts in order", posted)
		}
		counts, err := s.StatusCounts(t.Context())
		if err != nil || counts[bot.Sent] != 3 || len(counts) != 1 {
			t.Errorf("StatusCounts = %v, %v, want 3 sent", counts, err)
		}
	})
}

// Without work a Runner only writes jobs, for a process that does them.
func TestRunnerWithoutWorkOnlyWrites(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := open(t)
		r, err := jobs.New(t.Context(), s, jobs.Work{}, jobs.Options{Logger: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		insert(t, s, r, bot.Job{Kind: bot.FetchJob, ID: 1})
		if err := r.Start(t.Context()); err == nil {
			t.Error("Start succeeded without any work")
		}
		if got := jobStates(t, s.DB()); got["fetch"] != "available" {
			t.Errorf("states = %v, want the fetch to wait", got)
		}
		if err := inTx(t, s, r, true, bot.Job{Kind: "sweep", ID: 1}); err == nil {
			t.Error("InsertTx took a job of a kind that nobody does")
		}
	})
}
