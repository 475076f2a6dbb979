package jobs_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"waybill/adapters/jobs"
	"waybill/bot"
)

// A Runner that starts, waits and stops has nothing to say, and a job that
// fails is said once.
func TestQuietWhenIdle(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := open(t)
		var said bytes.Buffer
		r, err := jobs.New(t.Context(), s, jobs.Work{Fetch: func(context.Context, int64) error { return errors.New("no route") }}, jobs.Options{
			Platforms: []bot.Platform{bot.Slack}, Logger: slog.New(slog.NewTextHandler(&said, nil)),
		})
		if err != nil {
			t.Fatal(err)
		}
		run := func(js ...bot.Job) {
			if err := r.Start(context.WithoutCancel(t.Context())); err != nil {
				t.Fatal(err)
			}
			if len(js) > 0 {
				insert(t, s, r, js...)
			}
			time.Sleep(500 * time.Millisecond)
			if err := r.Stop(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		run()
		if said.Len() > 0 {
			t.Errorf("an idle runner said:\n%s", said.String())
		}
		run(bot.Job{Kind: bot.FetchJob, ID: 1})
		if n := strings.Count(said.String(), "\n"); n != 1 || !strings.Contains(said.String(), "no route") {
			t.Errorf("a failed job was said in %d lines:\n%s", n, said.String())
		}
	})
}
