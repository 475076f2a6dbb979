// Package cli is the command line: the only package that sees everything. It
// wires configuration, store, adapters and loops, and ends the process.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"waybill/bot"
	"waybill/config"
)

// Main runs the program and returns its exit status: 0 done, 1 failed, 2
// wrong use. A first signal ends it in order, a second at once.
func Main() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	return Run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr)
}

// Run is the program with everything it touches as arguments.
func Run(ctx context.Context, args, environ []string, stdin io.Reader, stdout, stderr io.Writer) int {
	p := &program{environ: environ, in: stdin, out: stdout, err: stderr}
	root := p.root()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	p.tell(err)
	if errors.Is(err, errUsage) || bot.KindOf(err) == bot.Invalid {
		return 2
	}
	return 1
}

// errUsage marks a command line that makes no sense.
var errUsage = errors.New("wrong use")

// A program is one run of the command line.
type program struct {
	environ  []string
	in       io.Reader
	out, err io.Writer

	configFile string
	database   string
}

// tell says what went wrong and what to do next.
func (p *program) tell(err error) {
	if errors.Is(err, errSaid) {
		return
	}
	text := strings.TrimPrefix(err.Error(), errUsage.Error())
	hint := ""
	if e, ok := errors.AsType[*bot.Error](err); ok {
		text, hint = e.Text, e.Hint
	}
	fmt.Fprintln(p.err, "waybill: "+text)
	if hint != "" {
		fmt.Fprintln(p.err, "hint: "+hint)
	}
}

// config reads the configuration.
func (p *program) config() (config.Config, error) {
	name := p.configFile
	if name == "" {
		name = p.env("WAYBILL_CONFIG")
	}
	c, err := config.Load(name, p.environ)
	if err != nil {
		return c, &bot.Error{Kind: bot.Invalid, Text: err.Error(), Hint: "config/example.toml shows every setting; waybill doctor checks them"}
	}
	if p.database != "" {
		c.Database = config.NewSecret(p.database)
	}
	return c, nil
}

func (p *program) env(name string) string {
	for _, line := range p.environ {
		if value, ok := strings.CutPrefix(line, name+"="); ok {
			return value
		}
	}
	return ""
}

func (p *program) logger(c config.Config) *slog.Logger {
	o := &slog.HandlerOptions{Level: c.Log.Level}
	if c.Log.Format == "json" {
		return slog.New(slog.NewJSONHandler(p.err, o))
	}
	return slog.New(slog.NewTextHandler(p.err, o))
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "waybill",
		Short: "Trade news digests for a team's channel, with key figures and quotes",
		Long: "Waybill reads the world's trade news and tells a team's channel, at the hour it\n" +
			"asked for, what happened. Try it: waybill demo",
		SilenceErrors: true, SilenceUsage: true,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.PersistentFlags().StringVar(&p.configFile, "config", "", "configuration `FILE` (default waybill.toml if there is one)")
	root.PersistentFlags().StringVar(&p.database, "db", "", "database `FILE` or postgres://… (default waybill.db)")
	root.SetFlagErrorFunc(wrongFlag)
	root.AddCommand(
		p.demoCommand(), p.runCommand(), p.digestCommand(), p.askCommand(), p.whyCommand(), p.chartCommand(), p.inspectCommand(), p.storiesCommand(),
		p.searchCommand(), p.importCommand(), p.exportCommand(), p.sourcesCommand(), p.subscriptionsCommand(),
		p.deliveriesCommand(), p.doctorCommand(), p.backupCommand(), p.restoreCommand(), p.migrateCommand(), p.manifestCommand(), p.versionCommand(),
	)
	strict(root)
	return root
}
