package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"waybill/adapters/store/internal/query"
	"waybill/bot"
)

// tenant is whose a channel is: its workspace's, or, in a direct conversation
// that belongs to no workspace, the conversation's own.
func tenant(c bot.Channel) string {
	if c.Workspace != "" {
		return c.Workspace
	}
	return "@" + c.ID
}

// AddSubscription stores an order and gives it its ID, and the next free
// number of its workspace. Numbers are never used again.
func (s *Store) AddSubscription(ctx context.Context, sub bot.Subscription) (bot.Subscription, error) {
	if err := fitSubscription(&sub); err != nil {
		return bot.Subscription{}, err
	}
	if sub.Created.IsZero() {
		sub.Created = s.now()
	}
	topics, err := json.Marshal(sub.Topics)
	if err != nil {
		return bot.Subscription{}, fmt.Errorf("add subscription: %w", err)
	}
	err = s.change(ctx, func(ctx context.Context, _ transaction, q *query.Queries) error {
		c := sub.Channel
		number, err := q.NextNumber(ctx, query.NextNumberParams{Platform: string(c.Platform), Tenant: tenant(c)})
		if err != nil {
			return err
		}
		sub.Number = int(number)
		sub.ID, err = q.InsertSubscription(ctx, query.InsertSubscriptionParams{
			Tenant: tenant(c), Number: number, Platform: string(c.Platform), Workspace: c.Workspace, Channel: c.ID,
			ChannelName: c.Name, Topics: string(topics), Cadence: sub.Cadence, Zone: sub.Zone, Length: string(sub.Length),
			State: string(sub.State), UntilAt: millis(sub.Until), NextAt: millis(sub.Next), CoveredAt: millis(sub.Covered),
			CreatedBy: sub.CreatedBy.ID, CreatedByName: sub.CreatedBy.Name, CreatedAt: millis(sub.Created),
		})
		return err
	})
	if err != nil {
		return bot.Subscription{}, fmt.Errorf("add subscription: %w", err)
	}
	return sub, nil
}

func fitSubscription(sub *bot.Subscription) error {
	if sub.Length == "" {
		sub.Length = bot.Full
	}
	if sub.State == "" {
		sub.State = bot.Active
	}
	switch {
	case sub.Channel.Platform == "" || sub.Channel.ID == "":
		return &bot.Error{Kind: bot.Invalid, Text: "a subscription needs a channel"}
	case len(sub.Topics) == 0:
		return &bot.Error{Kind: bot.Invalid, Text: "a subscription needs a topic", Hint: "say “topics” to see all"}
	case len(sub.Topics) > maxTopics:
		return &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("a subscription has at most %d topics", maxTopics)}
	}
	for i := range sub.Topics {
		if err := fit(field{"topic", &sub.Topics[i], maxName}); err != nil {
			return err
		}
	}
	return fit(
		field{"workspace", &sub.Channel.Workspace, maxName}, field{"channel", &sub.Channel.ID, maxName},
		field{"channel's name", &sub.Channel.Name, maxName}, field{"cadence", &sub.Cadence, maxName},
		field{"time zone", &sub.Zone, maxName}, field{"user", &sub.CreatedBy.ID, maxName},
		field{"user's name", &sub.CreatedBy.Name, maxName},
	)
}

// maxTopics is how many topics one subscription may name.
const maxTopics = 50

// Subscription is the one with this number in the channel's workspace. What
// belongs to another workspace is as if it did not exist.
func (s *Store) Subscription(ctx context.Context, c bot.Channel, number int) (bot.Subscription, error) {
	row, err := s.q().SubscriptionByNumber(ctx, query.SubscriptionByNumberParams{
		Platform: string(c.Platform), Tenant: tenant(c), Number: int64(number),
	})
	return ordered(row, err, int64(number))
}

// SubscriptionByID is a subscription of any workspace, for the bot's own work.
func (s *Store) SubscriptionByID(ctx context.Context, id int64) (bot.Subscription, error) {
	row, err := s.q().SubscriptionByID(ctx, id)
	return ordered(row, err, id)
}

func ordered(row query.Subscription, err error, number int64) (bot.Subscription, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return bot.Subscription{}, &bot.Error{
			Kind: bot.NotFound, Text: fmt.Sprintf("there is no subscription %d here", number), Hint: "say “subscriptions” to see all",
		}
	}
	if err != nil {
		return bot.Subscription{}, fmt.Errorf("read subscription %d: %w", number, err)
	}
	return subscription(row)
}

// Subscriptions are those of a channel; without the channel's ID, of its
// whole workspace; with the zero Channel, all.
func (s *Store) Subscriptions(ctx context.Context, in bot.Channel) ([]bot.Subscription, error) {
	var rows []query.Subscription
	var err error
	switch q := s.q(); {
	case in.Platform == "":
		rows, err = q.AllSubscriptions(ctx)
	case in.ID == "":
		rows, err = q.SubscriptionsOfTenant(ctx, query.SubscriptionsOfTenantParams{Platform: string(in.Platform), Tenant: tenant(in)})
	default:
		rows, err = q.SubscriptionsOfChannel(ctx, query.SubscriptionsOfChannelParams{
			Platform: string(in.Platform), Tenant: tenant(in), Channel: in.ID,
		})
	}
	if err != nil {
		return nil, fmt.Errorf("read subscriptions: %w", err)
	}
	subs := make([]bot.Subscription, len(rows))
	for i, row := range rows {
		if subs[i], err = subscription(row); err != nil {
			return nil, err
		}
	}
	return subs, nil
}

// UpdateSubscription stores an order anew: channel, topics, cadence, zone,
// length, state and next date. Covered only moves forward, because a digest
// may have been composed since sub was read. A channel of another workspace
// is refused.
func (s *Store) UpdateSubscription(ctx context.Context, sub bot.Subscription) error {
	if err := fitSubscription(&sub); err != nil {
		return err
	}
	topics, err := json.Marshal(sub.Topics)
	if err != nil {
		return fmt.Errorf("update subscription %d: %w", sub.ID, err)
	}
	c := sub.Channel
	n, err := s.once().UpdateSubscription(ctx, query.UpdateSubscriptionParams{
		Channel: c.ID, ChannelName: c.Name, Topics: string(topics), Cadence: sub.Cadence, Zone: sub.Zone,
		Length: string(sub.Length), State: string(sub.State), UntilAt: millis(sub.Until), NextAt: millis(sub.Next),
		CoveredAt: millis(sub.Covered), ID: sub.ID, Platform: string(c.Platform), Tenant: tenant(c),
	})
	if err != nil {
		return fmt.Errorf("update subscription %d: %w", sub.ID, err)
	}
	if n == 0 {
		return missing("there is no subscription %d here", sub.Number)
	}
	return nil
}

// RemoveSubscription ends an order. Its deliveries stay in the ledger, and
// those not yet tried are skipped.
func (s *Store) RemoveSubscription(ctx context.Context, id int64) error {
	return s.change(ctx, func(ctx context.Context, _ transaction, q *query.Queries) error {
		n, err := q.RemoveSubscription(ctx, id)
		if err != nil {
			return fmt.Errorf("remove subscription %d: %w", id, err)
		}
		if n == 0 {
			return missing("there is no subscription %d here", id)
		}
		rows, err := q.PendingOf(ctx, id)
		if err != nil {
			return fmt.Errorf("read deliveries of subscription %d: %w", id, err)
		}
		for _, row := range rows {
			if err := s.move(ctx, q, row, bot.Skipped, "unsubscribed"); err != nil {
				return err
			}
		}
		return nil
	})
}

func subscription(r query.Subscription) (bot.Subscription, error) {
	sub := bot.Subscription{
		ID: r.ID, Number: int(r.Number),
		Channel: bot.Channel{Platform: bot.Platform(r.Platform), Workspace: r.Workspace, ID: r.Channel, Name: r.ChannelName},
		Cadence: r.Cadence, Zone: r.Zone, Length: bot.Length(r.Length), State: bot.State(r.State),
		Until: instant(r.UntilAt), Next: instant(r.NextAt), Covered: instant(r.CoveredAt),
		CreatedBy: bot.User{ID: r.CreatedBy, Name: r.CreatedByName}, Created: instant(r.CreatedAt),
	}
	if err := json.Unmarshal([]byte(r.Topics), &sub.Topics); err != nil {
		return bot.Subscription{}, fmt.Errorf("read topics of subscription %d: %w", r.ID, err)
	}
	return sub, nil
}
