package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"waybill/adapters/store"
	"waybill/bot"
	"waybill/bot/schedule"
	"waybill/config"
)

func (p *program) doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Check configuration, database, tokens, clock and sources, and say what to do",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return p.doctor(cmd.Context()) },
	}
}

// errSaid ends the program with status 1 when everything has been said.
var errSaid = errors.New("")

// A finding is what doctor found on one matter.
type finding struct {
	what  string
	state string // ok, note or ill
	text  string
	hint  string
}

// doctor checks everything and goes on after whatever is ill.
func (p *program) doctor(ctx context.Context) error {
	ill := 0
	tell := func(f finding) {
		if f.state == "ill" {
			ill++
		}
		fmt.Fprintf(p.out, "%-4s  %-13s %s\n", f.state, f.what, f.text)
		if f.hint != "" {
			fmt.Fprintf(p.out, "      %-13s → %s\n", "", f.hint)
		}
	}
	c, err := p.config()
	if err != nil {
		tell(illness("configuration", err))
		return errSaid
	}
	tell(finding{"configuration", "ok", configured(p, c), ""})
	if c.Collect.Contact == "" && c.Collect.UserAgent == "" {
		tell(finding{"contact", "note", "publishers do not see whom to write to", "set collect.contact to an address or a site of yours"})
	}
	for _, check := range []func(context.Context, config.Config) []finding{p.checkDatabase, p.checkSlack, p.checkDiscord, p.checkLLM, p.checkClock} {
		for _, f := range check(ctx, c) {
			tell(f)
		}
	}
	if ill > 0 {
		fmt.Fprintf(p.out, "\n%d to mend.\n", ill)
		return errSaid
	}
	fmt.Fprintln(p.out, "\nAll is well.")
	return nil
}

func illness(what string, err error) finding {
	f := finding{what: what, state: "ill", text: err.Error()}
	if e, ok := errors.AsType[*bot.Error](err); ok {
		f.text, f.hint = e.Text, e.Hint
	}
	return f
}

func configured(p *program, c config.Config) string {
	name := p.configFile
	if name == "" {
		name = p.env("WAYBILL_CONFIG")
	}
	if name == "" {
		if _, err := os.Stat("waybill.toml"); err != nil {
			return "nothing configured; every setting has its default"
		}
		name = "waybill.toml"
	}
	return fmt.Sprintf("%s is read; time zone %s", name, c.Zone)
}

func (p *program) checkDatabase(ctx context.Context, c config.Config) []finding {
	if _, err := os.Stat(c.Database.Reveal()); errors.Is(err, os.ErrNotExist) && !store.Postgres(c.Database.Reveal()) {
		return []finding{{"database", "note", c.Database.Reveal() + " does not exist yet; run makes it", ""}}
	}
	s, err := store.Open(ctx, c.Database.Reveal())
	if err != nil {
		return []finding{illness("database", err)}
	}
	defer s.Close()
	t, err := s.Tally(ctx)
	if err != nil {
		return []finding{illness("database", err)}
	}
	found := []finding{{"database", "ok", fmt.Sprintf("%s: %d sources, %d articles, %d stories, %d subscriptions", s.Path(), t.Sources, t.Articles, t.Stories, t.Subscriptions), ""}}
	outages, err := s.Outages(ctx)
	if err != nil {
		return append(found, illness("outages", err))
	}
	for _, o := range outages {
		f := finding{"outage", "ill", waits(o), "what is due waits; run looks by itself whether it is over"}
		if o.Removed {
			f.state, f.hint = "note", ""
		}
		found = append(found, f)
	}
	return append(found, sourceFindings(ctx, s)...)
}

// sourcesShown is how many failing sources doctor names.
const sourcesShown = 5

// sourceFindings tells which sources fail.
func sourceFindings(ctx context.Context, s *store.Store) []finding {
	all, err := s.Sources(ctx)
	if err != nil {
		return []finding{illness("sources", err)}
	}
	var found []finding
	for _, src := range all {
		if src.Problem != "" && !src.Retired {
			found = append(found, finding{"source", "note", fmt.Sprintf("%d %s: %s", src.Source.ID, src.Source.Name, src.Problem), ""})
		}
	}
	switch ill := len(found); {
	case ill == 0:
		return nil
	case ill == len(all):
		return []finding{{"sources", "ill", fmt.Sprintf("none of %d can be read; the first: %s", ill, found[0].text), "see whether this machine reaches the internet; waybill sources test tries them"}}
	default:
		found = found[:min(ill, sourcesShown)]
		return append(found, finding{"sources", "note", fmt.Sprintf("%d of %d fail; the others are read", ill, len(all)), "waybill sources health lists them; sources remove ID stops reading one"})
	}
}

func (p *program) checkSlack(ctx context.Context, c config.Config) []finding {
	if !c.Slack.On() {
		return []finding{{"slack", "note", "not configured", "README.md, Slack in 5 minutes"}}
	}
	if !c.Slack.BotToken.Set() {
		return []finding{{"slack", "note", "workspaces install the app at " + strings.TrimRight(c.Slack.URL, "/") + "/slack/install", ""}}
	}
	a, err := newSlack(c, nil, slog.New(slog.DiscardHandler), nil, nil)
	if err != nil {
		return []finding{illness("slack", err)}
	}
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	who, err := a.Check(ctx)
	if err != nil {
		return []finding{illness("slack", err)}
	}
	if c.Slack.Listen != "" && !c.Slack.AppToken.Set() {
		who.Name += ", which hears people over HTTP,"
	}
	f := finding{"slack", "ok", fmt.Sprintf("the bot is %s in workspace %s", who.Name, who.Team), ""}
	if len(who.Missing) > 0 {
		f.state, f.text = "ill", f.text+", without the scopes "+strings.Join(who.Missing, ", ")
		f.hint = "give the app adapters/slack/manifest.json and install it again"
	}
	return []finding{f}
}

func (p *program) checkDiscord(ctx context.Context, c config.Config) []finding {
	if !c.Discord.On() {
		return []finding{{"discord", "note", "not configured", "README.md, Discord in 5 minutes"}}
	}
	a, err := newDiscord(c, nil, slog.New(slog.DiscardHandler), nil)
	if err != nil {
		return []finding{illness("discord", err)}
	}
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	me, err := a.Identity(ctx)
	if err != nil {
		return []finding{illness("discord", err)}
	}
	return []finding{{"discord", "ok", fmt.Sprintf("the token is that of %s; invite it with %s", me.Name, me.Invite()), ""}}
}

// checkClock tells a machine whose clock was never set.
func (p *program) checkClock(context.Context, config.Config) []finding {
	built := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	now := time.Now()
	if now.Before(built) {
		return []finding{{"clock", "ill", "this machine's clock says " + schedule.Show(now, "UTC"), "set it; digests come by this clock"}}
	}
	return []finding{{"clock", "ok", schedule.Show(now, "UTC"), ""}}
}
