package cli

import (
	"bytes"
	"context"
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"waybill/adapters/console"
	"waybill/bot"
	"waybill/bot/cli/sample"
	"waybill/bot/command"
	"waybill/bot/intake"
)

var update = flag.Bool("update", false, "rewrite expected outputs and pictures")

func TestMain(m *testing.M) {
	if os.Getenv("WAYBILL_TEST_FEEDS") != "" {
		feedServer()
		return
	}
	testscript.Main(m, map[string]func(){
		"waybill": func() { os.Exit(Main()) },
		doomed:    func() { os.Exit(doomedMain()) },
		capable:   func() { os.Exit(capableMain()) },
	})
}

// Conversations and command lines, in testdata/script. The chat's clock stands
// at noon on Wednesday 4 March 2026 in UTC, unless "clock" moves it; its
// archive holds the sample articles.
func TestScripts(t *testing.T) {
	testscript.Run(t, scriptParams())
}

func scriptParams() testscript.Params {
	return testscript.Params{
		Dir:                "testdata/script",
		UpdateScripts:      *update,
		RequireUniqueNames: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", e.WorkDir)
			e.Values[roomKey{}] = &room{now: time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC), out: &bytes.Buffer{}}
			return os.Mkdir(filepath.Join(e.WorkDir, "chat"), 0o700)
		},
		Cmds: scriptCommands(),
	}
}

func scriptCommands() map[string]func(*testscript.TestScript, bool, []string) {
	all := badWorldCommands()
	all["say"], all["clock"] = say, setClock
	return all
}

// A room is a script's chat.
type room struct {
	now     time.Time
	news    *newsdesk
	desk    *command.Desk
	console *console.Console
	out     *bytes.Buffer

	configFile string // "" for none
	width      int    // columns, if more than 100

	open  func(*testscript.TestScript, bot.Handler) *stage // nil for the terminal
	stage *stage
}

type roomKey struct{}

// scriptRoom opens a script's chat on first use.
func scriptRoom(ts *testscript.TestScript) *room {
	r := ts.Value(roomKey{}).(*room)
	if r.desk != nil {
		return r
	}
	r.console = console.New(console.Options{Out: r.out, Width: max(100, r.width)})
	p := &program{database: filepath.Join(ts.MkAbs("chat"), "chat.db"), configFile: r.configFile}
	ctx := context.Background()
	n, err := p.newsdesk(ctx)
	ts.Check(err)
	ts.Defer(func() { _ = n.close() })
	r.news = n
	now := func() time.Time { return r.now }
	n.intake.Now = now
	ts.Check(fill(ctx, n, r.now))
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	r.desk = n.desk(n.sourceDesk(n.collector(log, now)), log, now)
	if r.open != nil {
		r.stage = r.open(ts, r.desk)
	}
	return r
}

// fill puts the sample articles into an archive.
func fill(ctx context.Context, n *newsdesk, now time.Time) error {
	articles, err := sample.Articles(now, time.Time{})
	if err != nil {
		return err
	}
	im := importing{intake: n.intake, counts: map[intake.Outcome]int{}}
	for _, a := range articles {
		l := numbered{line: line{ID: a.ID, Title: a.Headline, Text: a.Text, URL: "https://" + strings.ReplaceAll(strings.ToLower(a.Source), " ", "") + ".example/" + a.ID, Source: a.Source, Published: a.Published.Format(time.RFC3339)}}
		one, err := l.article()
		if err != nil {
			return err
		}
		if err := im.add(ctx, one); err != nil {
			return err
		}
	}
	return im.flush(ctx)
}

// say USER WORDS… says something in the channel #trade. Ana manages it.
func say(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: say USER WORDS…")
	}
	r := scriptRoom(ts)
	r.out.Reset()
	if r.stage != nil {
		text, failed := r.stage.play(ts, args[0], strings.Join(args[1:], " "))
		if _, err := ts.Stdout().Write([]byte(text)); err != nil {
			ts.Fatalf("write: %v", err)
		}
		if failed != neg {
			ts.Fatalf("failed is %v; the bot said:\n%s", failed, text)
		}
		return
	}
	m := r.desk.Handle(context.Background(), bot.Request{
		Line:    strings.Join(args[1:], " "),
		Channel: bot.Channel{Platform: bot.Slack, Workspace: "T1", ID: "C1", Name: "trade"},
		User:    bot.User{ID: "U-" + args[0], Name: args[0], Manages: args[0] == "ana"},
	})
	ts.Check(r.console.Print(m))
	if _, err := ts.Stdout().Write(r.out.Bytes()); err != nil {
		ts.Fatalf("write: %v", err)
	}
	if m.Failed != neg {
		ts.Fatalf("failed is %v; the bot said:\n%s", m.Failed, r.out)
	}
}

// clock RFC3339 sets the chat's clock.
func setClock(ts *testscript.TestScript, _ bool, args []string) {
	at, err := time.Parse(time.RFC3339, args[0])
	ts.Check(err)
	scriptRoom(ts).now = at
}
