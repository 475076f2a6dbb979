// Package command turns what people type into what the bot answers. One table
// holds every command, for the terminal, Slack and Discord alike; help is made
// from it, so that it cannot lie.
//
// A line is a command's name and its words, as in
//
//	subscribe tariffs, critical minerals weekdays at 08:00 Toronto brief
//
// Topics come first, separated by commas or told apart by name; then, in any
// order, the days, the times, the zone, the length, and the clauses
//
//	quiet 22:00-07:00            nothing is due in these hours
//	except 2026-12-25, 1 jan     nor on these days
//	except holidays, holidays:de nor on those of the configuration's lists
//	until 24 dec                 nor after this day
package command

import (
	"context"

	"waybill/bot"
)

// An entry is a command with what runs it.
type entry struct {
	bot.Command
	run func(*Desk, context.Context, ask) (bot.Message, error)
}

// An ask is a request cut into its command and the words after it.
type ask struct {
	bot.Request
	Words string // what follows the command's name
}

// here is the channel of the request as its people call it, in the middle of a
// sentence.
func (a ask) here() string { return a.called(a.Channel) }

// called is a channel as the asker calls it.
func (a ask) called(c bot.Channel) string {
	switch {
	case a.Direct && c.Same(a.Channel):
		return "this conversation"
	case c.Name == "" && c.Same(a.Channel):
		return "this channel"
	}
	return place(c)
}

var (
	topicsOption = bot.Option{Name: "topics", Help: "topics, separated by commas: tariffs, critical minerals", Required: true, Completes: true}
	numberOption = bot.Option{Name: "number", Help: "the subscription's number", Required: true, Number: true, Completes: true}
	whenOption   = bot.Option{Name: "when", Help: "daily, weekdays, mon,thu, weekly, hourly or every 2h", Completes: true}
	timeOption   = bot.Option{Name: "time", Help: "08:00, 8am, noon; several with commas; a window 08:00-08:15", Prefix: "at"}
	zoneOption   = bot.Option{Name: "zone", Help: "time zone: a city or an IANA name", Completes: true, Prefix: "zone"}
	lengthOption = bot.Option{Name: "length", Help: "brief or full", Choices: []string{"brief", "full"}}
	storyOption  = bot.Option{Name: "story", Help: "the story's number in the last digest or answer", Required: true}
	quietOption  = bot.Option{Name: "quiet", Help: "hours without a digest: 22:00-07:00, or none", Prefix: "quiet"}
	exceptOption = bot.Option{Name: "except", Help: "days without a digest: 2026-12-25, 1 jan; holidays, where the bot has lists of them; or none", Prefix: "except"}
	untilOption  = bot.Option{Name: "until", Help: "the last day: 2026-12-24, 24 dec; or none", Prefix: "until"}
	urlOption    = bot.Option{Name: "url", Help: "web address of a feed or page", Required: true}
)

// table lists every command, in the order in which help shows them.
func table() []entry {
	return []entry{
		{bot.Command{Name: "subscribe", Usage: "TOPIC… [daily|weekdays|mon,thu|hourly|every 2h] [at 08:00[,17:00]] [ZONE] [brief|full] [quiet 22:00-07:00] [except DATE…] [until DATE]", Help: "order a digest for this channel", Options: []bot.Option{topicsOption, whenOption, timeOption, zoneOption, lengthOption, quietOption, exceptOption, untilOption}, Changes: true, Slow: true, Form: true}, (*Desk).subscribe},
		{bot.Command{Name: "subscriptions", Help: "show this channel's subscriptions", Private: true}, (*Desk).subscriptions},
		{bot.Command{Name: "change", Usage: "N [TOPIC…] [days] [at 08:00] [ZONE] [brief|full] [quiet …|none] [except …|none] [until …|none]", Help: "change a subscription; the rest stays", Options: []bot.Option{numberOption, {Name: "topics", Help: "the new topics, separated by commas", Completes: true}, whenOption, timeOption, zoneOption, lengthOption, quietOption, exceptOption, untilOption}, Changes: true, Form: true}, (*Desk).change},
		{bot.Command{Name: "pause", Usage: "N [until DATE]", Help: "pause a subscription", Options: []bot.Option{numberOption, {Name: "until", Help: "a date like 2026-12-24 or a weekday", Prefix: "until"}}, Changes: true}, (*Desk).pause},
		{bot.Command{Name: "resume", Usage: "N", Help: "resume a paused subscription", Options: []bot.Option{numberOption}, Changes: true}, (*Desk).resume},
		{bot.Command{Name: "send", Usage: "N", Help: "send a subscription's digest now", Options: []bot.Option{numberOption}, Changes: true, Private: true}, (*Desk).send},
		{bot.Command{Name: "retry", Usage: "N", Help: "post again the last digest of a subscription that was given up", Options: []bot.Option{numberOption}, Changes: true}, (*Desk).retry},
		{bot.Command{Name: "unsubscribe", Usage: "N", Help: "end a subscription", Options: []bot.Option{numberOption}, Changes: true}, (*Desk).unsubscribe},
		{bot.Command{Name: "preview", Usage: "TOPIC…", Help: "see now what a digest would hold; only you see it", Options: []bot.Option{topicsOption}, Private: true, Slow: true}, (*Desk).preview},
		{bot.Command{Name: "ask", Usage: "QUESTION [since monday|30d|today]", Help: "a summary of a topic, with figures, quotes and links", Options: []bot.Option{{Name: "question", Help: "what to look for: rare earths since monday", Required: true, Completes: true}}, Slow: true}, (*Desk).ask},
		{bot.Command{Name: "chart", Usage: "QUESTION [since january|90d]", Help: "one figure over time, as a picture and a list: soybean tariff china", Options: []bot.Option{{Name: "question", Help: "what to draw: copper price since january", Required: true, Completes: true}}, Slow: true}, (*Desk).chart},
		{bot.Command{Name: "more", Usage: "N", Help: "one story whole: every figure and quote, all sources", Options: []bot.Option{storyOption}, Private: true, Thread: true}, (*Desk).more},
		{bot.Command{Name: "summarise", Usage: "URL", Help: "what one article says: its figures and quotes", Options: []bot.Option{{Name: "url", Help: "web address of an article", Required: true}}, Private: true, Slow: true}, (*Desk).summarise},
		{bot.Command{Name: "mute", Usage: "N", Help: "no more of a story in this channel", Options: []bot.Option{storyOption}, Changes: true}, (*Desk).mute},
		{bot.Command{Name: "less", Usage: "N", Help: "less like a story in this channel's digests", Options: []bot.Option{storyOption}, Changes: true}, (*Desk).less},
		{bot.Command{Name: "why", Usage: "URL|N", Help: "why an article or a digest was or wasn't delivered", Options: []bot.Option{{Name: "what", Help: "an article's address or a subscription's number", Required: true}}, Private: true}, (*Desk).why},
		{bot.Command{Name: "sources", Usage: "[story N]", Help: "what the bot reads, or who tells a story", Options: []bot.Option{{Name: "story", Help: "a story's number in the last digest or answer", Prefix: "story"}}, Private: true}, (*Desk).sources},
		{bot.Command{Name: "source", Sub: "add", Usage: "URL", Help: "read one more source; finds the feed behind a page", Options: []bot.Option{urlOption}, Changes: true, Slow: true}, (*Desk).sourceAdd},
		{bot.Command{Name: "source", Sub: "remove", Usage: "N", Help: "stop reading a source that your workspace added", Options: []bot.Option{{Name: "number", Help: "the source's number", Required: true, Number: true}}, Changes: true}, (*Desk).sourceRemove},
		{bot.Command{Name: "source", Sub: "test", Usage: "URL", Help: "try a source without adding it", Options: []bot.Option{urlOption}, Private: true, Slow: true}, (*Desk).sourceTest},
		{bot.Command{Name: "status", Help: "last and next digests, what failed, which sources are ill", Private: true}, (*Desk).status},
		{bot.Command{Name: "topics", Help: "what can be subscribed to", Private: true}, (*Desk).topics},
		{bot.Command{Name: "settings", Usage: "[zone ZONE] [allow USER] [deny USER] [unmute] [more TOPIC]", Help: "this channel's settings", Options: []bot.Option{{Name: "change", Help: "zone Toronto, allow USER, deny USER, unmute, more TOPIC", Completes: true}}, Private: true}, (*Desk).settings},
		{bot.Command{Name: "export", Help: "this channel's subscriptions as lines that import reads", Private: true}, (*Desk).export},
		{bot.Command{Name: "import", Usage: "LINES", Help: "subscriptions from the lines of an export", Options: []bot.Option{{Name: "lines", Help: "lines of an export, separated by ;", Required: true}}, Changes: true}, (*Desk).importLines},
		{bot.Command{Name: "help", Usage: "[COMMAND]", Help: "show this", Options: []bot.Option{{Name: "command", Help: "one command's help", Completes: true}}, Private: true}, (*Desk).help},
	}
}

// Commands is the table without what runs it, for the platforms.
func Commands() []bot.Command {
	var all []bot.Command
	for _, e := range table() {
		all = append(all, e.Command)
	}
	return all
}
