package command

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/agnivade/levenshtein"

	"waybill/bot"
	"waybill/bot/newsroom"
	"waybill/bot/schedule"
	"waybill/digest"
	"waybill/digest/topic"
)

// Orders keeps subscriptions. A subscription is always looked up together
// with the channel's workspace: one that belongs to others does not exist.
type Orders interface {
	AddSubscription(ctx context.Context, s bot.Subscription) (bot.Subscription, error)
	Subscription(ctx context.Context, c bot.Channel, number int) (bot.Subscription, error)
	Subscriptions(ctx context.Context, c bot.Channel) ([]bot.Subscription, error)
	UpdateSubscription(ctx context.Context, s bot.Subscription) error
	RemoveSubscription(ctx context.Context, id int64) error
}

// A Ledger tells what became of deliveries.
type Ledger interface {
	// History lists a subscription's deliveries, newest first.
	History(ctx context.Context, subscription int64, limit int) ([]bot.Delivery, error)
	// Events are all steps of a delivery, oldest first.
	Events(ctx context.Context, id int64) ([]bot.Event, error)
	// Retry makes a failed or unknown delivery pending again.
	Retry(ctx context.Context, id int64) error
	// Shows reports whether a digest went to a channel.
	Shows(ctx context.Context, digest int64, c bot.Channel) (bool, error)
	Digest(ctx context.Context, id int64) (digest.Digest, error)
	DigestsWith(ctx context.Context, article string, c bot.Channel) ([]bot.Delivery, error)
}

// Chats remembers what a channel's people chose and saw.
type Chats interface {
	Settings(ctx context.Context, c bot.Channel) (bot.Settings, error)
	// SaveSettings keeps all but the muted stories, which Mute and Unmute
	// change one by one.
	SaveSettings(ctx context.Context, c bot.Channel, s bot.Settings) error
	Mute(ctx context.Context, c bot.Channel, story string) error
	Unmute(ctx context.Context, c bot.Channel, story string) error
	SaveShown(ctx context.Context, c bot.Channel, user string, stories []string) error
	Shown(ctx context.Context, c bot.Channel, user string) ([]string, error)
	SaveTalk(ctx context.Context, c bot.Channel, t bot.Talk) error
	// Talk is what a person asked last in a thread, since a time.
	Talk(ctx context.Context, c bot.Channel, person, thread string, since time.Time) (bot.Talk, bool, error)
	Record(ctx context.Context, change bot.Change) error
}

// An Archive knows what was read.
type Archive interface {
	// ArticleByURL and ArticleByGUID find an article by any of the names under
	// which it was met; Aliases are those besides its own. A Reader is answered
	// as far as it sees the sources.
	ArticleByURL(ctx context.Context, r digest.Reader, url string) (digest.Article, error)
	ArticleByGUID(ctx context.Context, r digest.Reader, guid string) (digest.Article, error)
	ArticleFor(ctx context.Context, r digest.Reader, id string) (digest.Article, error)
	Aliases(ctx context.Context, article string) ([]bot.Alias, error)
	StoryOf(ctx context.Context, article string) (story, copyOf string, err error)
	ArticleTopics(ctx context.Context, article string) ([]string, error)
	// Refusals are of items of this address, or with this identifier.
	Refusals(ctx context.Context, r digest.Reader, url, guid string) ([]bot.Refusal, error)
	Sources(ctx context.Context) ([]bot.SourceState, error)
	// RemoveSource stops reading a source for its owner, or for all with "".
	RemoveSource(ctx context.Context, id int64, owner string) error
	// OthersServed reports whether the bot serves another workspace than the
	// channel's.
	OthersServed(ctx context.Context, c bot.Channel) (bool, error)
	Tally(ctx context.Context) (bot.Tally, error)
}

// Sources adds and tries sources.
type Sources interface {
	// Add finds the feed behind an address and begins to read it, for a
	// workspace alone, or with "" for everybody.
	Add(ctx context.Context, url, owner string) (digest.Source, error)
	// Test reads an address once and keeps nothing.
	Test(ctx context.Context, url string) (Tried, error)
	// Read reads one article's page and keeps nothing.
	Read(ctx context.Context, url string) (digest.Article, digest.Analysis, error)
	Canonical(url string) string
}

// Tried is what a source holds when it is tried.
type Tried struct {
	Source    digest.Source
	Items     int
	Newest    time.Time
	OnTopic   int    // items on any topic
	Problem   string // what is wrong with it although it can be read, for people
	Headlines []string
}

// A Desk answers what people type.
type Desk struct {
	Orders  Orders // required, like the rest
	Ledger  Ledger
	Chats   Chats
	Archive Archive
	Sources Sources
	News    *newsroom.Room
	Topics  *topic.Set
	Zone    string   // of people and channels that chose none
	Admins  []string // user IDs that may change things everywhere
	Now     func() time.Time
	Log     *slog.Logger

	Holidays schedule.Holidays            // lists that a subscription may leave out
	Trouble  func(c bot.Channel) []string // what is wrong with the bot itself, for people in a channel; nil if nobody knows
}

var _ bot.Handler = (*Desk)(nil)

// Handle answers a request. Errors that are not for people are logged, and
// answered with a sentence that says nothing of the inside.
func (d *Desk) Handle(ctx context.Context, r bot.Request) bot.Message {
	m, err := d.answer(ctx, r)
	if err == nil {
		return m
	}
	if e, ok := errors.AsType[*bot.Error](err); ok && e.Kind != bot.Internal {
		m = bot.Say(sentence(e.Text))
		if e.Hint != "" {
			m.Intro = append(m.Intro, bot.Text(sentence(e.Hint)))
		}
	} else {
		d.Log.Error("answer a request", "line", r.Line, "channel", r.Channel.String(), "error", err)
		m = bot.Say("Something went wrong on my side; it is in the log.", "Try again in a minute; if it stays, tell whoever runs the bot.")
	}
	m.Private, m.Failed = true, true
	return m
}

// sentence makes an error's text one that a person reads: a capital and a
// period.
func sentence(s string) string {
	if s == "" {
		return s
	}
	s = strings.ToUpper(s[:1]) + s[1:]
	if strings.ContainsRune(".?!", rune(s[len(s)-1])) {
		return s
	}
	return s + "."
}

func (d *Desk) answer(ctx context.Context, r bot.Request) (bot.Message, error) {
	e, words, err := find(r.Line)
	if err != nil || r.Aside {
		goes, lost := d.goesOn(ctx, r)
		switch {
		case lost != nil:
			return bot.Message{}, lost
		case goes:
			return d.ask(ctx, ask{Request: r, Words: r.Line})
		case r.Aside:
			return bot.Message{}, nil
		}
		if question, ok := d.asked(r.Line); ok {
			r.Line = "ask " + question
			return d.ask(ctx, ask{Request: r, Words: question})
		}
		return bot.Message{}, err
	}
	a := ask{Request: r, Words: words}
	run := func() (bot.Message, error) { return e.run(d, ctx, a) }
	if e.Changes {
		run = func() (bot.Message, error) { return d.changes(ctx, e, a) }
	}
	m, err := run()
	m.Private = m.Private || e.Private
	return m, err
}

// changes runs a command that changes something: with the right to, and with
// a row in the audit log whatever comes of it.
func (d *Desk) changes(ctx context.Context, e entry, a ask) (bot.Message, error) {
	may, err := d.may(ctx, a.Request)
	if err != nil {
		return bot.Message{}, err
	}
	if !may {
		err = forbidden(a.Request)
	}
	var m bot.Message
	if err == nil {
		m, err = e.run(d, ctx, a)
	}
	result := "done"
	if err != nil {
		result = err.Error()
	}
	change := bot.Change{At: d.Now(), Channel: a.Channel, User: a.User, Command: a.Line, Result: result}
	if e := d.Chats.Record(ctx, change); e != nil {
		return bot.Message{}, fmt.Errorf("write the audit log: %w", e)
	}
	return m, err
}

func forbidden(r bot.Request) error {
	return &bot.Error{
		Kind: bot.Forbidden, Text: "you may not change what this channel receives",
		Hint: "ask somebody who manages the channel, or have them say: settings allow " + r.User.ID,
	}
}

// may reports whether the person may change what the channel receives: who
// the platform says manages it, who is allowed by its settings or by the
// configuration, and everybody in a direct message and on the terminal.
func (d *Desk) may(ctx context.Context, r bot.Request) (bool, error) {
	if r.User.Manages || r.Direct || r.Channel.Platform == bot.Terminal || slices.Contains(d.Admins, r.User.ID) {
		return true, nil
	}
	s, err := d.Chats.Settings(ctx, r.Channel)
	if err != nil {
		return false, fmt.Errorf("read settings: %w", err)
	}
	return slices.Contains(s.Allow, r.User.ID), nil
}

// find is the command that a line says, and the words after it.
func find(line string) (entry, string, error) {
	words := strings.Fields(line)
	if len(words) == 0 {
		words = []string{"help"}
	}
	name := strings.ToLower(strings.TrimLeft(words[0], "/!"))
	var subs []string
	for _, e := range table() {
		if e.Name != name {
			continue
		}
		if e.Sub == "" {
			return e, strings.Join(words[1:], " "), nil
		}
		subs = append(subs, e.Sub)
		if len(words) > 1 && strings.EqualFold(words[1], e.Sub) {
			return e, strings.Join(words[2:], " "), nil
		}
	}
	if len(subs) > 0 {
		return entry{}, "", &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("%q needs one of: %s", name, strings.Join(subs, ", ")), Hint: fmt.Sprintf("say for example: %s %s URL", name, subs[0])}
	}
	return entry{}, "", unknownCommand(name, words)
}

// nearest is the command that somebody may have meant, "" if none is near.
func nearest(name string) string {
	best, least := "", len(name)/3+1
	for _, e := range table() {
		dist := levenshtein.ComputeDistance(name, e.Name)
		if swapped(name, e.Name) {
			dist = 1
		}
		if dist < least {
			best, least = e.Name, dist
		}
	}
	return best
}

// unknownCommand is the answer to words that begin with no command: the
// nearest one, or how to ask.
func unknownCommand(name string, words []string) error {
	best := nearest(name)
	e := &bot.Error{Kind: bot.NotFound, Text: fmt.Sprintf("I don't know the command %q", words[0]), Hint: "say help to see all, or ask and your question"}
	switch {
	case best != "":
		e.Hint = fmt.Sprintf("did you mean %s? Say help to see all", best)
	case len(words) > 1:
		e.Hint = "to have it answered from the archive, say: ask " + strings.Join(words, " ")
	}
	return e
}

// swapped reports whether two words differ by letters that changed places.
func swapped(a, b string) bool {
	x, y := []byte(a), []byte(b)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

// zone is the time zone in which the asker is answered: the channel's, else
// the person's, else the configured one.
func (d *Desk) zone(ctx context.Context, r bot.Request) (string, *time.Location, error) {
	s, err := d.Chats.Settings(ctx, r.Channel)
	if err != nil {
		return "", nil, fmt.Errorf("read settings: %w", err)
	}
	for _, name := range []string{s.Zone, r.User.Zone, d.Zone} {
		if name == "" {
			continue
		}
		if zone, loc, err := schedule.Zone(name); err == nil {
			return zone, loc, nil
		}
	}
	return "UTC", time.UTC, nil
}

// labels are topic IDs as people call them.
func (d *Desk) labels(ids []string) []string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = id
		if t, ok := d.Topics.Lookup(id); ok {
			names[i] = t.Label
		}
	}
	return names
}
