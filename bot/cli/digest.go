package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"waybill/adapters/console"
	"waybill/adapters/discord"
	"waybill/adapters/slack"
	"waybill/bot"
	"waybill/bot/render"
	"waybill/bot/schedule"
	"waybill/digest"
	"waybill/digest/compose"
)

// digesting is what a digest was asked for with.
type digesting struct {
	topics []string
	since  string
	format string
	length string
}

func (p *program) digestCommand() *cobra.Command {
	var o digesting
	c := &cobra.Command{
		Use:   "digest",
		Short: "Make a digest of the archive now",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return p.digest(cmd.Context(), o) },
	}
	c.Flags().StringArrayVar(&o.topics, "topic", nil, "`TOPIC`; may be given several times (default: all)")
	c.Flags().StringVar(&o.since, "since", "24h", "since when: 24h, 7d, monday, 2026-03-01")
	c.Flags().StringVar(&o.format, "format", "text", "text, json, markdown, slack or discord")
	c.Flags().StringVar(&o.length, "length", "full", "brief or full")
	return c
}

// digestFormats are the forms in which a digest can be printed.
var digestFormats = []string{"text", "json", "markdown", "slack", "discord"}

func (p *program) digest(ctx context.Context, o digesting) error {
	if !slices.Contains(digestFormats, o.format) {
		return misuse("", "--format %q: it is text, json, markdown, slack or discord", o.format)
	}
	if l := bot.Length(o.length); l != bot.Brief && l != bot.Full {
		return misuse("", "--length %q: it is brief or full", o.length)
	}
	n, err := p.reading(ctx)
	if err != nil {
		return err
	}
	defer n.close()
	if err := n.catchUp(ctx); err != nil {
		return err
	}
	ids, err := n.topicIDs(o.topics)
	if err != nil {
		return err
	}
	zone, loc, err := schedule.Zone(n.config.Zone)
	if err != nil {
		return err
	}
	now := time.Now()
	_, from, err := schedule.Since("since "+o.since, now, loc)
	if err != nil {
		return err
	}
	n.room.Reworder = n.reworder(nil, p.logger(n.config), time.Now)
	d, err := n.room.Compose(ctx, compose.Options{Reader: digest.Operator, Topics: ids, Language: "en", From: from, To: now, Max: n.config.Digest.Stories})
	if err != nil {
		return err
	}
	labels := topicLabels(n.topics, ids)
	if len(o.topics) == 0 {
		labels = []string{"all topics"}
	}
	m := render.Digest(d, render.Edition{Topics: labels, Zone: zone, Slot: now, Length: bot.Length(o.length)})
	return p.printDigest(d, m, o.format)
}

// topicIDs finds topics by their names; none means all.
func (n *newsdesk) topicIDs(names []string) ([]string, error) {
	var ids []string
	for _, name := range names {
		t, ok := n.topics.Lookup(name)
		if !ok {
			e := &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("I don't know the topic %q", name), Hint: "a country, an HS number like \"hs 85\", or one of: tariffs, critical-minerals, shipping, …"}
			if near, ok := n.topics.Nearest(name); ok {
				e.Hint = "did you mean " + near.ID + "?"
			}
			return nil, e
		}
		ids = append(ids, t.ID)
	}
	if len(names) == 0 {
		for _, t := range n.topics.All() {
			ids = append(ids, t.ID)
		}
	}
	return ids, nil
}

func (p *program) printDigest(d digest.Digest, m bot.Message, format string) error {
	switch format {
	case "json":
		return writeJSON(p.out, digestJSON(d))
	case "markdown":
		_, err := io.WriteString(p.out, markdown(m))
		return err
	case "slack":
		return p.printBodies(slack.Parts(m), func(part bot.Message) ([]byte, error) { return slack.Body(previewChannel(bot.Slack), previewKey, part) })
	case "discord":
		return p.printBodies(discord.Parts(m), func(part bot.Message) ([]byte, error) { return discord.Body(previewKey, part) })
	}
	return console.New(console.Options{Out: p.out, Color: p.color(), Width: width(p.out)}).Print(m)
}

// previewChannel stands for the channel in printed request bodies.
func previewChannel(p bot.Platform) bot.Channel {
	return bot.Channel{Platform: p, ID: "CHANNEL"}
}

// previewKey stands for the delivery's key in printed request bodies.
const previewKey = "preview"

// printBodies prints the requests that would be posted, as one JSON array.
func (p *program) printBodies(parts []bot.Message, body func(bot.Message) ([]byte, error)) error {
	bodies := make([]json.RawMessage, len(parts))
	for i, part := range parts {
		b, err := body(part)
		if err != nil {
			return fmt.Errorf("render part %d: %w", i+1, err)
		}
		bodies[i] = b
	}
	return writeJSON(p.out, bodies)
}

// markdown is a message as CommonMark.
func markdown(m bot.Message) string {
	var b strings.Builder
	para := func(prefix string, lines []bot.Line) {
		for _, l := range lines {
			b.WriteString(prefix + markdownLine(l) + "\n")
			if prefix == "" || prefix == "> " {
				b.WriteString("\n")
			}
		}
	}
	if m.Title != "" {
		b.WriteString("# " + escapeMarkdown(m.Title) + "\n\n")
	}
	para("", m.Intro)
	for _, s := range m.Sections {
		if len(s.Heading) > 0 {
			b.WriteString("## " + markdownLine(s.Heading) + "\n\n")
		}
		para("", s.Body)
		para("- ", s.Figures)
		if len(s.Figures) > 0 {
			b.WriteString("\n")
		}
		para("> ", s.Quotes)
		para("", s.Context)
	}
	para("", m.Footer)
	return b.String()
}

func markdownLine(l bot.Line) string {
	var b strings.Builder
	for _, r := range l {
		text := escapeMarkdown(r.Text)
		switch trimmed := strings.TrimSpace(text); {
		case trimmed == "":
		case r.Bold:
			text = strings.Replace(text, trimmed, "**"+trimmed+"**", 1)
		case r.Italic:
			text = strings.Replace(text, trimmed, "*"+trimmed+"*", 1)
		}
		if r.URL != "" {
			text = "[" + text + "](<" + strings.NewReplacer("<", "%3C", ">", "%3E", "\n", "").Replace(r.URL) + ">)"
		}
		b.WriteString(text)
	}
	return b.String()
}

var markdownEscaper = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, "#", `\#`, "\n", " ")

func escapeMarkdown(s string) string { return markdownEscaper.Replace(s) }

func (p *program) askCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "ask QUESTION",
		Short: "Answer a question from the archive, with figures, quotes and links",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			_, err := p.said(cmd.Context(), "ask "+strings.Join(args, " "))
			return err
		},
	}
}

func (p *program) whyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "why ADDRESS",
		Short: "Tell what became of an article, by its address or its publisher's identifier",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			_, err := p.said(cmd.Context(), "why "+args[0])
			return err
		},
	}
}

// said says a line to the bot in this terminal, for a moment beside the bot
// that runs, and prints what it answers.
func (p *program) said(ctx context.Context, line string) (bot.Message, error) {
	n, err := p.reading(ctx)
	if err != nil {
		return bot.Message{}, err
	}
	defer n.close()
	if err := n.catchUp(ctx); err != nil {
		return bot.Message{}, err
	}
	m := n.desk(n.reader(), slog.New(slog.NewTextHandler(p.err, nil)), time.Now).Handle(ctx, homeRequest(line))
	if err := console.New(console.Options{Out: p.out, Color: p.color(), Width: width(p.out)}).Print(m); err != nil {
		return m, err
	}
	if m.Failed {
		return m, errSaid
	}
	return m, nil
}
