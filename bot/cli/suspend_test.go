package cli

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"waybill/adapters/store/pgtest"
	"waybill/bot"
	"waybill/bot/deliver"
	"waybill/config"
)

// suspended tells a process of the test that it is to post a delivery, and at
// which point it stops itself.
const suspended = "WAYBILL_TEST_STOPS"

// attemptTime is how long that process may take for a post.
const attemptTime = 2 * time.Second

// TestProcessThatIsSuspended is no test: it is the process that stops in
// another one.
func TestProcessThatIsSuspended(t *testing.T) {
	args := strings.Fields(os.Getenv(suspended))
	if len(args) == 0 {
		t.Skip("only run by TestSuspended")
	}
	c := config.Default()
	c.Database = config.NewSecret(args[0])
	c.Slack.APIURL, c.Slack.BotToken, c.Slack.AppToken = args[1], config.NewSecret(args[2]), config.NewSecret(args[3])
	c.Discord.APIURL, c.Discord.Token = args[4], config.NewSecret(args[5])
	p := &program{err: os.Stderr}
	n, err := p.newsdeskOf(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	n.keeper = nil
	s, err := p.runService(t.Context(), n, p.logger(c), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	id, err := numberArg(args[6])
	if err != nil {
		t.Fatal(err)
	}
	s.mailer.Timeout = attemptTime
	point := &stopPoint{name: args[7], db: n.house.DB()}
	s.mailer.Ledger = stopping{n.house, point}
	for platform, poster := range s.mailer.Posters {
		s.mailer.Posters[platform] = stoppingPoster{poster, point}
	}
	if err := s.mailer.Deliver(t.Context(), id); err != nil && bot.KindOf(err) != bot.Transient {
		t.Fatal(err)
	}
}

// A stopPoint stops the process when it is first reached, as kill -STOP does,
// until it is continued. It does so while nobody in it has a transaction: one
// that holds the file would keep all others from it.
type stopPoint struct {
	name string
	db   *sql.DB
	once sync.Once
}

func (p *stopPoint) reached(name string) {
	if name != p.name {
		return
	}
	p.once.Do(func() {
		conn, err := p.db.Conn(context.Background())
		if err == nil {
			defer conn.Close()
		}
		begin := time.Now()
		_ = syscall.Kill(os.Getpid(), syscall.SIGSTOP)
		for time.Since(begin) < attemptTime/4 { // it takes effect while this thread runs on
			time.Sleep(time.Millisecond)
		}
	})
}

type stopping struct {
	house
	point *stopPoint
}

func (l stopping) Begin(ctx context.Context, id int64, now time.Time) (bot.Delivery, bool, error) {
	d, began, err := l.house.Begin(ctx, id, now)
	l.point.reached("begun")
	if l.point.name == "fenced" {
		time.Sleep(attemptTime * 3 / 5) // the ledger is only asked about an attempt that is not fresh
	}
	return d, began, err
}

func (l stopping) Holds(ctx context.Context, id int64, attempt int) (bool, error) {
	held, err := l.house.Holds(ctx, id, attempt)
	l.point.reached("fenced")
	return held, err
}

func (l stopping) Finish(ctx context.Context, id int64, attempt int, to bot.Status, reason, receipt string, notBefore, now time.Time) error {
	l.point.reached("posted")
	return l.house.Finish(ctx, id, attempt, to, reason, receipt, notBefore, now)
}

type stoppingPoster struct {
	deliver.Poster
	point *stopPoint
}

func (p stoppingPoster) Post(ctx context.Context, to bot.Channel, key string, m bot.Message) (string, error) {
	p.point.reached("posting")
	return p.Poster.Post(ctx, to, key, m)
}

// A process that is stopped, at whatever point of a delivery, for longer than
// it takes others to look into it and to post it themselves, posts nothing when
// it goes on, and does not change what the ledger says.
func TestSuspended(t *testing.T) {
	if _, err := os.Stat("/proc/self/stat"); err != nil {
		t.Skip("whether a process is stopped is read in /proc, which is not here")
	}
	eachEngine(t, func(t *testing.T, open func(t *testing.T) *flow) {
		for _, point := range []string{"begun", "fenced", "posting", "in flight", "posted"} {
			for _, s := range sites {
				t.Run(fmt.Sprintf("%s/%s", strings.ReplaceAll(point, " ", "-"), s.platform), func(t *testing.T) { suspend(t, open(t), s, point) })
			}
		}
	})
}

// eachEngine runs a test on SQLite and on PostgreSQL.
func eachEngine(t *testing.T, do func(t *testing.T, open func(t *testing.T) *flow)) {
	t.Run("SQLite", func(t *testing.T) { do(t, func(t *testing.T) *flow { return newFlow(t, time.Now()) }) })
	t.Run("PostgreSQL", func(t *testing.T) { do(t, func(t *testing.T) *flow { return newFlowOn(t, pgtest.New(t), time.Now()) }) })
}

func suspend(t *testing.T, f *flow, s site, point string) {
	d := f.made(t, s.channel(f))
	if point == "in flight" {
		s.fail(f, true, time.Minute, 0) // long: it must not be stopped while it holds the file
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestProcessThatIsSuspended$")
	cmd.Env = append(os.Environ(), suspended+"="+strings.Join([]string{
		f.path, f.slack.URL(), f.slack.BotToken(), f.slack.AppToken(), f.discord.URL(), f.discord.Token(), fmt.Sprint(d.ID), strings.ReplaceAll(point, " ", "-"),
	}, " "))
	var out logbook
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cmd.Process.Kill() }()
	if point == "in flight" {
		eventually(t, "it posts", func() bool { return len(s.posted(f)) == 1 })
		if err := cmd.Process.Signal(syscall.SIGSTOP); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, "it is stopped", func() bool { return stoppedProcess(cmd.Process.Pid) })
	stopped := time.Now()
	f.statusIs(t, d, bot.Sending)
	f.clock.set(time.Now().Add(inFlight)) // others wait as long as it takes, and then find out
	f.settle(t, d)
	f.statusIs(t, d, bot.Sent)
	time.Sleep(time.Until(stopped.Add(attemptTime + attemptTime/2)))
	if err := cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("the process ended with %v:\n%s", err, &out)
	}
	f.statusIs(t, d, bot.Sent)
	if got := len(s.posted(f)); got != 1 {
		t.Errorf("posted %d times; the process said:\n%s", got, &out)
	}
	f.agrees(t, s)
}

// stoppedProcess reports whether a process is stopped by a signal.
func stoppedProcess(pid int) bool {
	stat, err := os.ReadFile(filepath.Join("/proc", fmt.Sprint(pid), "stat"))
	if err != nil {
		return false
	}
	_, state, _ := strings.Cut(string(stat), ") ")
	return strings.HasPrefix(state, "T")
}
