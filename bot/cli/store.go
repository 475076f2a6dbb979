package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"time"

	"waybill/adapters/store"
	"waybill/bot"
	"waybill/bot/edition"
	"waybill/bot/intake"
	"waybill/bot/newsroom"
	"waybill/bot/schedule"
	"waybill/bot/share"
	"waybill/config"
	"waybill/digest"
	"waybill/digest/compose"
	"waybill/digest/inspect"
	"waybill/digest/topic"
)

// A house is the store as the packages of bot need it.
type house struct{ *store.Store }

// StoryTellings are the newest articles of a story that a reader sees, as the
// composition takes them.
func (h house) StoryTellings(ctx context.Context, r digest.Reader, story string, most int) ([]compose.Telling, error) {
	rows, err := h.Store.StoryTellings(ctx, r, story, most)
	return tellings(rows), err
}

// Tellings are articles as the composition takes them.
func (h house) Tellings(ctx context.Context, ids []string) ([]compose.Telling, error) {
	rows, err := h.Store.Tellings(ctx, ids)
	return tellings(rows), err
}

func tellings(rows []store.Telling) []compose.Telling {
	all := make([]compose.Telling, len(rows))
	for i := range rows {
		all[i] = compose.Telling{Article: &rows[i].Article, Analysis: &rows[i].Analysis, CopyOf: rows[i].CopyOf}
	}
	return all
}

// History lists a subscription's deliveries, newest first.
func (h house) History(ctx context.Context, subscription int64, limit int) ([]bot.Delivery, error) {
	return h.Deliveries(ctx, store.DeliveryFilter{Subscription: subscription, Limit: limit})
}

// Shows reports whether a digest went to a channel.
func (h house) Shows(ctx context.Context, id int64, c bot.Channel) (bool, error) {
	rows, err := h.Deliveries(ctx, store.DeliveryFilter{In: c, Digest: id, Limit: 1})
	return len(rows) > 0, err
}

// DigestsWith are the deliveries to a channel of digests that show an article.
func (h house) DigestsWith(ctx context.Context, article string, c bot.Channel) ([]bot.Delivery, error) {
	ids, err := h.Store.DigestsWith(ctx, article)
	if err != nil {
		return nil, err
	}
	var all []bot.Delivery
	for _, id := range ids {
		rows, err := h.Deliveries(ctx, store.DeliveryFilter{In: c, Digest: id})
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
	}
	return all, nil
}

// ArticleTopics are what an article is about.
func (h house) ArticleTopics(ctx context.Context, article string) ([]string, error) {
	an, err := h.Analysis(ctx, article)
	return an.Topics, err
}

// configuredTopics are the shipped topics with the team's own.
func configuredTopics(c config.Config) (*topic.Set, error) {
	set := topic.Default()
	if len(c.Topic) == 0 {
		return set, nil
	}
	var extra []topic.Topic
	for _, t := range c.Topic {
		extra = append(extra, topic.Topic{ID: t.ID, Label: t.Label, Strong: t.Phrases, Weak: t.Weak, Exclude: t.Exclude})
	}
	set, err := set.With(extra...)
	if err != nil {
		return nil, &bot.Error{Kind: bot.Invalid, Text: err.Error(), Hint: "mend [[topic]] in the configuration"}
	}
	return set, nil
}

func topicLabels(set *topic.Set, ids []string) []string {
	names := slices.Clone(ids)
	for i, id := range ids {
		if t, ok := set.Lookup(id); ok {
			names[i] = t.Label
		}
	}
	return names
}

// archive opens the database.
func (p *program) archive(ctx context.Context, c config.Config, o ...store.Option) (house, error) {
	s, err := store.Open(ctx, c.Database.Reveal(), o...)
	if err != nil {
		return house{}, err
	}
	return house{s}, nil
}

// A newsdesk is an open archive with what reads and makes digests from it.
type newsdesk struct {
	config config.Config
	house  house
	topics *topic.Set
	engine *inspect.Engine
	intake *intake.Intake
	room   *newsroom.Room
	keeper *share.Keeper // nil if the database is not shared
	log    *slog.Logger  // nil in a command that is over in a moment
}

// newsdesk opens the archive of the configuration.
func (p *program) newsdesk(ctx context.Context, o ...store.Option) (*newsdesk, error) {
	c, err := p.config()
	if err != nil {
		return nil, err
	}
	return p.newsdeskOf(ctx, c, o...)
}

// reading opens an archive that must be there already, for a moment beside the
// bot.
func (p *program) reading(ctx context.Context) (*newsdesk, error) {
	c, err := p.config()
	if err != nil {
		return nil, err
	}
	if err := exists(c.Database.Reveal()); err != nil {
		return nil, err
	}
	return p.newsdeskOf(ctx, c, store.Trusted())
}

// exists is an error for people if there is no such database.
func exists(name string) error {
	if store.Postgres(name) {
		return nil // opening it tells
	}
	if _, err := os.Stat(name); err != nil {
		return &bot.Error{Kind: bot.NotFound, Text: fmt.Sprintf("there is no database %s", name), Hint: "run and import make one; --db FILE names another", Err: err}
	}
	return nil
}

func (p *program) newsdeskOf(ctx context.Context, c config.Config, o ...store.Option) (*newsdesk, error) {
	topics, err := configuredTopics(c)
	if err != nil {
		return nil, err
	}
	h, err := p.archive(ctx, c, o...)
	if err != nil {
		return nil, err
	}
	n := &newsdesk{config: c, house: h, topics: topics, engine: &inspect.Engine{Topics: topics}, keeper: newKeeper(h.Store)}
	n.intake = &intake.Intake{Engine: n.engine, Index: n.newIndex(), Archive: h, Now: time.Now}
	n.room = &newsroom.Room{Archive: h, Topics: topics, Stories: c.Digest.Stories}
	return n, nil
}

func (n *newsdesk) close() error { return errors.Join(n.intake.Close(), n.house.Close()) }

// editor makes editions from the newsdesk.
func (n *newsdesk) editor(now func() time.Time, parts map[bot.Platform]func(bot.Message) []bot.Message) *edition.Editor {
	return &edition.Editor{
		Ledger: n.house, Composer: n.room, Parts: parts, Now: now,
		Labels:   func(ids []string) []string { return topicLabels(n.topics, ids) },
		Holidays: schedule.HolidaysOf(n.config.Holidays),
		Stories:  n.config.Digest.Stories, Late: time.Duration(n.config.Digest.Late),
	}
}
