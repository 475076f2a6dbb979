package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/peterh/liner"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"waybill/adapters/console"
	"waybill/bot"
	"waybill/bot/cli/sample"
	"waybill/bot/command"
	"waybill/bot/schedule"
	"waybill/config"
)

func (p *program) demoCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "demo",
		Short: "The whole bot in this terminal, on sample sources served on loopback",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return p.demo(cmd.Context()) },
	}
}

// demoTopics is what the demonstration subscribes to.
const demoTopics = "critical minerals, tariffs, shipping, trade agreements, trade remedies"

// demonstration is one run of the demo.
type demonstration struct {
	*program
	console *console.Console
	ahead   atomic.Int64 // how far its clock is before the real one, in ns
	samples *sample.Server
	desk    *newsdesk
	service *service
	chat    *command.Desk
}

func (d *demonstration) now() time.Time { return time.Now().Add(time.Duration(d.ahead.Load())) }

// say prints the demonstration's own words.
func (d *demonstration) say(format string, args ...any) {
	_ = d.console.Print(bot.Message{Footer: []bot.Line{bot.Text("» " + fmt.Sprintf(format, args...))}})
}

// blank sets parts apart.
func (d *demonstration) blank() { fmt.Fprintln(d.out) }

func (p *program) demo(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "waybill-demo-")
	if err != nil {
		return fmt.Errorf("make a folder for the demonstration: %w", err)
	}
	defer os.RemoveAll(dir)
	d := &demonstration{program: p, console: console.New(console.Options{Out: p.out, Color: p.color(), Width: width(p.out)})}
	if d.samples, err = sample.Start(d.now()); err != nil {
		return err
	}
	defer d.samples.Close()
	if d.desk, err = p.newsdeskOf(ctx, d.configured(filepath.Join(dir, "demo.db"))); err != nil {
		return err
	}
	defer d.desk.close()
	running, stop := context.WithCancel(ctx)
	defer stop()
	if err := d.start(running); err != nil {
		return err
	}
	defer func() { _ = d.service.stop() }()
	for _, act := range []func(context.Context) error{d.collect, d.first, d.subscribe, d.fire} {
		if err := act(ctx); err != nil {
			return err
		}
		d.blank()
	}
	return d.prompt(ctx)
}

// configured is nothing configured, but for what makes loopback readable.
func (d *demonstration) configured(database string) config.Config {
	c := config.Default()
	c.Database = config.NewSecret(database)
	c.Collect.Catalogue = false
	c.Collect.Pace = 0
	c.Collect.Allow = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	if at, err := netip.ParseAddrPort(strings.TrimPrefix(d.samples.URL, "http://")); err == nil {
		c.Collect.Ports = []uint16{at.Port()}
	}
	return c
}

func (d *demonstration) start(ctx context.Context) error {
	log := slog.New(slog.DiscardHandler)
	var err error
	d.service, err = d.desk.newService(ctx, serviceOptions{log: log, now: d.now, terminal: d.console})
	if err != nil {
		return err
	}
	d.chat = d.desk.desk(d.desk.sourceDesk(d.service.collector), log, d.now)
	return d.service.start(ctx)
}

// collect reads the sample sources over HTTP.
func (d *demonstration) collect(ctx context.Context) error {
	sources := d.samples.Sources()
	d.say("Waybill, in this terminal: %d sample sources on %s, a database of its own, nothing configured.", len(sources), d.samples.URL)
	for _, s := range sources {
		if _, err := d.desk.house.AddSource(ctx, s, d.now()); err != nil {
			return err
		}
	}
	if err := d.fetchAll(ctx); err != nil {
		return err
	}
	t, err := d.desk.house.Tally(ctx)
	if err != nil {
		return err
	}
	d.say("Collected %d articles; they tell %d stories.", t.Articles, t.Stories)
	return nil
}

func (d *demonstration) fetchAll(ctx context.Context) error {
	all, err := d.desk.house.Sources(ctx)
	if err != nil {
		return err
	}
	bar := d.progress("reading sources", int64(len(all)))
	defer bar.done()
	for _, s := range all {
		// What is wrong with a source is kept with it, and shown by sources.
		if err := d.service.collector.Fetch(ctx, s.Source.ID); err != nil && ctx.Err() != nil {
			return ctx.Err()
		}
		bar.add(1)
	}
	return d.desk.intake.ReadAll(ctx)
}

// first shows what a digest holds now.
func (d *demonstration) first(ctx context.Context) error {
	return d.typed(ctx, "preview "+demoTopics)
}

// typed shows a line as if it had been typed, and its answer.
func (d *demonstration) typed(ctx context.Context, line string) error {
	_ = d.console.Print(bot.Message{Intro: []bot.Line{{{Text: "you> "}, {Text: line, Code: true}}}})
	return d.console.Print(d.chat.Handle(ctx, homeRequest(line)))
}

func (d *demonstration) subscribe(ctx context.Context) error {
	line := "subscribe " + demoTopics + " daily at 08:00 Toronto"
	_ = d.console.Print(bot.Message{Intro: []bot.Line{{{Text: "you> "}, {Text: line, Code: true}}}})
	m := d.chat.Handle(ctx, homeRequest(line))
	if m.Failed {
		return errors.New(m.Intro[0].Plain())
	}
	m.Intro, m.Sections, m.Footer = m.Intro[:min(2, len(m.Intro))], nil, nil // what it would hold was just shown
	return d.console.Print(m)
}

// fire lets the clock jump to the subscribed time, with news in between.
func (d *demonstration) fire(ctx context.Context) error {
	subs, err := d.desk.house.Subscriptions(ctx, console.Home)
	if err != nil {
		return err
	}
	next := subs[0].Next
	d.say("The clock of this demonstration now jumps to %s; the sources publish two more articles on the way.", schedule.Show(next, subs[0].Zone))
	d.blank()
	if err := d.samples.Advance(next); err != nil {
		return err
	}
	d.ahead.Store(int64(time.Until(next.Add(-time.Minute))))
	if err := d.fetchAll(ctx); err != nil {
		return err
	}
	d.ahead.Store(int64(time.Until(next.Add(time.Second))))
	if _, err := d.service.editor.Claim(ctx); err != nil {
		return err
	}
	return d.delivered(ctx, subs[0].ID)
}

// delivered waits until the ledger says that the digest was sent.
func (d *demonstration) delivered(ctx context.Context, subscription int64) error {
	const patience = 30 * time.Second
	for end := time.Now().Add(patience); time.Now().Before(end); {
		rows, err := d.desk.house.History(ctx, subscription, 1)
		if err != nil {
			return err
		}
		if len(rows) == 1 && rows[0].Status == bot.Sent {
			d.blank()
			d.say("Delivered; the ledger says: %s, %d attempt, receipt %s.", rows[0].Status, rows[0].Attempts, rows[0].Receipt)
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
	return fmt.Errorf("the digest was not delivered within %s; say deliveries list to see why", patience)
}

// prompt lets the person go on. Without a terminal it shows two questions.
func (d *demonstration) prompt(ctx context.Context) error {
	if !isTerminal(d.in) {
		for _, line := range []string{"ask rare earths", "more 1", "subscriptions"} {
			if err := d.typed(ctx, line); err != nil {
				return err
			}
			d.blank()
		}
		return nil
	}
	d.say("Your turn: try ask rare earths, more 1, subscriptions, why 1, help. End with quit.")
	return d.program.converse(ctx, d.console, d.chat)
}

// converse reads lines until the person quits or the context ends.
func (p *program) converse(ctx context.Context, c *console.Console, chat *command.Desk) error {
	read, closeReader := p.lineReader()
	defer closeReader()
	for ctx.Err() == nil {
		line, err := waiting(ctx, read)
		if errors.Is(err, io.EOF) || errors.Is(err, liner.ErrPromptAborted) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read a line: %w", err)
		}
		switch strings.TrimSpace(line) {
		case "":
			continue
		case "quit", "exit", "bye":
			return nil
		}
		if err := c.Print(chat.Handle(ctx, homeRequest(line))); err != nil {
			return err
		}
		if isTerminal(p.out) {
			fmt.Fprintln(p.out)
		}
	}
	return nil
}

// waiting reads a line, or ends with the context: then what waits for somebody
// to type is left behind.
func waiting(ctx context.Context, read func() (string, error)) (string, error) {
	type typed struct {
		line string
		err  error
	}
	next := make(chan typed, 1)
	go func() {
		line, err := read()
		next <- typed{line, err}
	}()
	select {
	case t := <-next:
		return t.line, t.err
	case <-ctx.Done():
		return "", io.EOF
	}
}

// lineReader reads what is typed: with editing and history on a terminal.
func (p *program) lineReader() (read func() (string, error), done func()) {
	if isTerminal(p.in) && isTerminal(p.out) {
		l := liner.NewLiner()
		l.SetCtrlCAborts(true)
		l.SetCompleter(func(typed string) (lines []string) {
			for _, c := range command.Commands() {
				if name := strings.TrimSpace(c.Name + " " + c.Sub); strings.HasPrefix(name, strings.ToLower(typed)) {
					lines = append(lines, name+" ")
				}
			}
			return lines
		})
		return func() (string, error) {
			line, err := l.Prompt("waybill> ")
			if err == nil && strings.TrimSpace(line) != "" {
				l.AppendHistory(line)
			}
			return line, err
		}, func() { _ = l.Close() }
	}
	s := bufio.NewScanner(p.in)
	return func() (string, error) {
		if s.Scan() {
			return s.Text(), nil
		}
		if s.Err() != nil {
			return "", s.Err()
		}
		return "", io.EOF
	}, func() {}
}

// homeRequest is a line typed on the terminal.
func homeRequest(line string) bot.Request {
	return bot.Request{Line: line, Channel: console.Home, User: bot.User{ID: "you", Name: "you", Manages: true}, Direct: true}
}

// color reports whether to print in colour: on a terminal, unless NO_COLOR is
// set (https://no-color.org), or when it is asked for.
func (p *program) color() bool {
	return p.env("NO_COLOR") == "" && (isTerminal(p.out) || p.env("CLICOLOR_FORCE") != "")
}

// width is how many columns there are: at most 100, which reads well.
func width(w any) int {
	const most = 100
	if f, ok := w.(*os.File); ok {
		if columns, _, err := term.GetSize(int(f.Fd())); err == nil && columns > 0 {
			return min(columns, most)
		}
	}
	if columns, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && columns > 20 {
		return min(columns, most)
	}
	return 80
}
