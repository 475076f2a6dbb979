package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"waybill/adapters/store"
	"waybill/bot"
	"waybill/bot/collect"
	"waybill/bot/render"
	"waybill/bot/schedule"
)

func (p *program) sourcesCommand() *cobra.Command {
	c := &cobra.Command{Use: "sources", Short: "List, add, remove, try and check the sources that are read"}
	var format string
	list := &cobra.Command{
		Use: "list", Short: "List all sources", Args: cobra.NoArgs,
		RunE: p.withNewsdesk(func(ctx context.Context, n *newsdesk, _ []string) error { return p.listSources(ctx, n, format, false) }),
	}
	list.Flags().StringVar(&format, "format", "text", "text or json")
	health := &cobra.Command{
		Use: "health", Short: "List the sources that are ill, with why and what to do", Args: cobra.NoArgs,
		RunE: p.withNewsdesk(func(ctx context.Context, n *newsdesk, _ []string) error { return p.listSources(ctx, n, format, true) }),
	}
	health.Flags().StringVar(&format, "format", "text", "text or json")
	add := &cobra.Command{
		Use: "add URL", Short: "Read one more source; finds the feed behind a page", Args: cobra.ExactArgs(1),
		RunE: p.withNewsdesk(func(ctx context.Context, n *newsdesk, args []string) error {
			s, err := n.reader().Add(ctx, args[0], "")
			if err != nil {
				return err
			}
			fmt.Fprintf(p.out, "Source %d: %s, %s\n", s.ID, s.Name, s.URL)
			return nil
		}),
	}
	remove := &cobra.Command{
		Use: "remove ID", Short: "Stop reading a source; its articles stay", Args: cobra.ExactArgs(1),
		RunE: p.withNewsdesk(func(ctx context.Context, n *newsdesk, args []string) error {
			id, err := numberArg(args[0])
			if err != nil {
				return err
			}
			err = n.house.RemoveSource(ctx, id, "")
			if bot.KindOf(err) == bot.NotFound {
				return &bot.Error{Kind: bot.NotFound, Text: fmt.Sprintf("there is no source %d", id), Hint: "waybill sources list shows all", Err: err}
			}
			if err != nil {
				return err
			}
			fmt.Fprintf(p.out, "Source %d is no longer read.\n", id)
			return nil
		}),
	}
	test := &cobra.Command{
		Use: "test [URL…]", Short: "Try addresses, or every source, and keep nothing",
		RunE: p.withNewsdesk(func(ctx context.Context, n *newsdesk, args []string) error { return p.testSources(ctx, n, args) }),
	}
	c.AddCommand(list, health, add, remove, test)
	return c
}

// withNewsdesk runs a command on the open archive, with the shipped sources in
// it.
func (p *program) withNewsdesk(do func(ctx context.Context, n *newsdesk, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		n, err := p.newsdesk(cmd.Context(), store.Trusted())
		if err != nil {
			return err
		}
		defer n.close()
		if err := n.seed(cmd.Context(), time.Now()); err != nil {
			return err
		}
		return do(cmd.Context(), n, args)
	}
}

// plain is an error for people with its hint as it is told in a line.
func plain(err error) string {
	if e, ok := errors.AsType[*bot.Error](err); ok && e.Hint != "" {
		return e.Text + "; " + e.Hint
	}
	return err.Error()
}

// reader is a collector for the command line.
func (n *newsdesk) reader() *sourceDesk {
	return n.sourceDesk(n.collector(slog.New(slog.DiscardHandler), time.Now))
}

func (p *program) listSources(ctx context.Context, n *newsdesk, format string, ill bool) error {
	all, err := n.house.Sources(ctx)
	if err != nil {
		return err
	}
	if err := oneOf("--format", format, "text", "json"); err != nil {
		return err
	}
	now := time.Now()
	yields, err := n.house.Yields(ctx, now.Add(-collect.YieldFor))
	if err != nil {
		return err
	}
	var shown []bot.SourceState
	var advice []string
	for _, s := range all {
		what, todo := collect.Ill(s, yields[s.Source.Name], now)
		if s.Problem == "" {
			s.Problem = what
		}
		if !ill || s.Problem != "" {
			shown, advice = append(shown, s), append(advice, todo)
		}
	}
	if format == "json" {
		lines := make([]sourceLine, len(shown))
		for i, s := range shown {
			lines[i] = sourceLineOf(s, yields[s.Source.Name], advice[i])
		}
		return writeJSON(p.out, lines)
	}
	if len(shown) == 0 && ill {
		fmt.Fprintf(p.out, "None of %d sources is ill.\n", len(all))
		return nil
	}
	w := tabwriter.NewWriter(p.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tNAME\tKIND\tREGION\tTIER\tGRADE\tLAST READ\tITEMS\tOF 30 DAYS\tON TOPIC\tPROBLEM")
	for i, s := range shown {
		read := "never"
		if !s.Succeeded.IsZero() {
			read = schedule.Show(s.Succeeded, n.config.Zone)
		}
		if ill && advice[i] != "" {
			s.Problem += "; to do: " + advice[i]
		}
		y := yields[s.Source.Name]
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%d\t%s\t%s\t%d\t%d\t%d\t%s\n",
			s.Source.ID, s.Source.Name, s.Source.Kind, s.Source.Region, s.Source.Tier, s.Source.Grade, read, s.Items, y.Articles, y.OnTopic, s.Problem)
	}
	return w.Flush()
}

// testSources tries addresses one after the other; one that fails is told and
// the next one tried.
func (p *program) testSources(ctx context.Context, n *newsdesk, urls []string) error {
	if len(urls) == 0 {
		all, err := n.house.Sources(ctx)
		if err != nil {
			return err
		}
		for _, s := range all {
			urls = append(urls, s.Source.URL)
		}
	}
	bar := p.progress("trying sources", int64(len(urls)))
	defer bar.done()
	failed := 0
	reader := n.reader()
	for _, url := range urls {
		t, err := reader.Test(ctx, url)
		bar.add(1)
		bar.clear()
		if err != nil {
			failed++
			fmt.Fprintf(p.out, "ill  %s: %s\n", url, plain(err))
			continue
		}
		if t.Problem != "" {
			t.Problem = "; but " + t.Problem
		}
		newest := "no dates"
		if !t.Newest.IsZero() {
			newest = "newest " + schedule.Show(t.Newest, n.config.Zone)
		}
		fmt.Fprintf(p.out, "ok   %s: %s, %s, %s, %d on a topic%s\n", t.Source.URL, t.Source.Name, render.Count(t.Items, "item", "items"), newest, t.OnTopic, t.Problem)
	}
	if len(urls) == 0 {
		fmt.Fprintln(p.out, "There are no sources; waybill sources add URL adds one.")
		return nil
	}
	fmt.Fprintf(p.out, "%d of %d can be read.\n", len(urls)-failed, len(urls))
	if failed == len(urls) && failed > 0 {
		return errSaid
	}
	return nil
}
