package cli

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"waybill/adapters/console"
	"waybill/adapters/discord"
	"waybill/adapters/store"
	"waybill/bot"
	"waybill/bot/command"
	"waybill/bot/schedule"
	"waybill/config"
)

func (p *program) runCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "run",
		Short: "The bot: read sources, deliver digests, answer people; ends with Ctrl-C",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return p.run(cmd.Context()) },
	}
}

// run is the bot until the context ends. On a terminal it is a chat as well.
func (p *program) run(ctx context.Context) error {
	thrifty()
	c, err := p.config()
	if err != nil {
		return err
	}
	if isTerminal(p.in) && isTerminal(p.err) {
		c.Log.Level = max(c.Log.Level, slog.LevelError) // what sources do would be written over what is typed; status tells it
	}
	log := p.logger(c)
	n, err := p.newsdeskOf(ctx, c, store.Sole())
	if err != nil {
		return err
	}
	defer n.close()
	if err := n.seed(ctx, time.Now()); err != nil {
		return err
	}
	s, err := p.runService(ctx, n, log, time.Now)
	if err != nil {
		return err
	}
	if !isTerminal(p.in) {
		return s.run(ctx)
	}
	return p.runAtTerminal(ctx, n, s, log)
}

// runService wires the bot with the chats of the configuration.
func (p *program) runService(ctx context.Context, n *newsdesk, log *slog.Logger, now func() time.Time) (*service, error) {
	o := serviceOptions{log: log, now: now, chats: map[bot.Platform]chat{}}
	if isTerminal(p.out) {
		o.terminal = console.New(console.Options{Out: p.out, Color: p.color(), Width: width(p.out)})
	}
	// The desk needs the collector and the chats need the desk: it is filled
	// in before anything runs.
	desk := &command.Desk{}
	if n.config.Slack.On() {
		a, err := newSlack(n.config, desk, log, n.holding(), n.house.Store)
		if err != nil {
			return nil, err
		}
		o.chats[bot.Slack] = a
	}
	if n.config.Discord.On() {
		a, err := newDiscord(n.config, desk, log, n.holding())
		if err != nil {
			return nil, err
		}
		o.chats[bot.Discord] = a
	}
	if len(o.chats) == 0 && o.terminal == nil {
		log.Warn("no chat is configured: sources are read and nothing is posted; see README.md, Slack or Discord in 5 minutes")
	}
	s, err := n.newService(ctx, o)
	if err != nil {
		return nil, err
	}
	*desk = *n.desk(n.sourceDesk(s.collector), log, now)
	desk.Trouble = s.troublesIn
	return s, nil
}

// runAtTerminal runs the bot behind a prompt.
func (p *program) runAtTerminal(ctx context.Context, n *newsdesk, s *service, log *slog.Logger) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	done := make(chan error, 1)
	go func() { done <- s.run(ctx) }()
	c := console.New(console.Options{Out: p.out, Color: p.color(), Width: width(p.out)})
	fmt.Fprintln(p.out, "Waybill runs, with "+n.house.Path()+". Say help, status, or quit to end it.")
	if len(s.links) == 0 {
		fmt.Fprintln(p.out, "This terminal is its only channel: README.md tells how to add Slack or Discord.")
	}
	desk := n.desk(n.sourceDesk(s.collector), log, time.Now)
	desk.Trouble = s.troublesIn
	err := p.converse(ctx, c, desk)
	stop()
	fmt.Fprintln(p.out, "Waybill ends; what is under way is finished first, within ten seconds.")
	if ran := <-done; ran != nil {
		return ran
	}
	return err
}

func newDiscord(c config.Config, h bot.Handler, log *slog.Logger, holding func() bool) (*discord.Adapter, error) {
	return discord.New(discord.Options{
		Token: c.Discord.Token.Reveal(), APIURL: strings.TrimRight(c.Discord.APIURL, "/"),
		Handler: h, Commands: command.Commands(), Logger: log, Holding: holding, Version: release, Site: c.Collect.Contact,
		Layout: discord.Layout(c.Discord.Layout), Crosspost: c.Discord.Crosspost,
		Listen: c.Discord.Listen, PublicKey: c.Discord.PublicKey, Shards: c.Discord.Shards,
	})
}

// desk answers what people type.
func (n *newsdesk) desk(s command.Sources, log *slog.Logger, now func() time.Time) *command.Desk {
	return &command.Desk{
		Orders: n.house, Ledger: n.house, Chats: n.house, Archive: n.house, Sources: s, News: n.room,
		Topics: n.topics, Zone: n.config.Zone, Admins: n.config.Admins, Now: now, Log: log,
		Holidays: schedule.HolidaysOf(n.config.Holidays),
	}
}
