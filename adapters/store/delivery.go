package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"waybill/adapters/store/internal/query"
	"waybill/bot"
)

// Delivery is a delivery of any workspace, for the bot's own work.
func (s *Store) Delivery(ctx context.Context, id int64) (bot.Delivery, error) {
	row, err := delivery(ctx, s.q(), id)
	if err != nil {
		return bot.Delivery{}, err
	}
	return entry(row)
}

// State is a delivery without its message.
func (s *Store) State(ctx context.Context, id int64) (bot.Delivery, error) {
	if s.pool != nil {
		if d, found, err := s.together.states.put(ctx, id); found || err != nil {
			return d, err
		}
	}
	d, err := s.Delivery(ctx, id)
	d.Message = bot.Message{}
	return d, err
}

// DeliveryIn is a delivery of the channel's workspace. What belongs to another
// workspace is as if it did not exist.
func (s *Store) DeliveryIn(ctx context.Context, c bot.Channel, id int64) (bot.Delivery, error) {
	row, err := delivery(ctx, s.q(), id)
	if err != nil {
		return bot.Delivery{}, err
	}
	if row.Platform != string(c.Platform) || row.Tenant != tenant(c) {
		return bot.Delivery{}, missing("there is no delivery %d", id)
	}
	return entry(row)
}

// A DeliveryFilter says which deliveries are asked for; its zero value is all.
type DeliveryFilter struct {
	In           bot.Channel // without ID its whole workspace, the zero Channel for all
	Subscription int64       // 0 for all
	Digest       int64       // 0 for all
	Status       bot.Status  // "" for all
	Limit        int         // 0 for 100
}

// Deliveries are rows of the ledger, newest first.
func (s *Store) Deliveries(ctx context.Context, f DeliveryFilter) ([]bot.Delivery, error) {
	b := &statement{}
	b.add("SELECT id FROM deliveries WHERE id > ").arg(int64(0))
	b.place(f.In)
	if f.Subscription != 0 {
		b.add(" AND subscription = ").arg(f.Subscription)
	}
	if f.Digest != 0 {
		b.add(" AND digest > 0 AND digest = ").arg(f.Digest)
	}
	if f.Status != "" {
		b.add(" AND status = ").arg(string(f.Status))
	}
	if f.Limit <= 0 {
		f.Limit = 100
	}
	ids, err := b.add(" ORDER BY id DESC LIMIT ").arg(int64(f.Limit)).strings(ctx, s.db())
	if err != nil {
		return nil, fmt.Errorf("read deliveries: %w", err)
	}
	q := s.q()
	rows := make([]query.Delivery, 0, len(ids))
	for _, text := range ids {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("read deliveries: %w", err)
		}
		row, err := delivery(ctx, q, id)
		if err != nil {
			return nil, fmt.Errorf("read delivery %d: %w", id, err)
		}
		rows = append(rows, row)
	}
	return entries(rows)
}

// place narrows a statement to a channel, or to its workspace.
func (b *statement) place(c bot.Channel) {
	if c.Platform == "" {
		return
	}
	b.add(" AND platform = ").arg(string(c.Platform)).add(" AND tenant = ").arg(tenant(c))
	if c.ID != "" {
		b.add(" AND channel = ").arg(c.ID)
	}
}

// Events are all steps of a delivery, oldest first.
func (s *Store) Events(ctx context.Context, id int64) ([]bot.Event, error) {
	rows, err := s.q().Events(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read events of delivery %d: %w", id, err)
	}
	events := make([]bot.Event, len(rows))
	for i, r := range rows {
		events[i] = bot.Event{At: instant(r.At), Attempt: int(r.Attempt), Status: bot.Status(r.Status), Reason: r.Reason}
	}
	return events, nil
}

// StatusCounts counts the deliveries in each status.
func (s *Store) StatusCounts(ctx context.Context) (map[bot.Status]int, error) {
	rows, err := s.q().CountByStatus(ctx)
	if err != nil {
		return nil, fmt.Errorf("count deliveries: %w", err)
	}
	counts := make(map[bot.Status]int, len(rows))
	for _, r := range rows {
		counts[bot.Status(r.Status)] = int(r.Deliveries)
	}
	return counts, nil
}

func entries(rows []query.Delivery) ([]bot.Delivery, error) {
	ds := make([]bot.Delivery, len(rows))
	for i, row := range rows {
		var err error
		if ds[i], err = entry(row); err != nil {
			return nil, err
		}
	}
	return ds, nil
}

func entry(r query.Delivery) (bot.Delivery, error) {
	d := bot.Delivery{
		ID: r.ID, Key: r.Key, Subscription: r.Subscription, Slot: instant(r.SlotAt), Part: int(r.Part), Parts: int(r.Parts),
		Channel: bot.Channel{Platform: bot.Platform(r.Platform), Workspace: r.Workspace, ID: r.Channel, Name: r.ChannelName},
		Digest:  r.Digest, Status: bot.Status(r.Status), Attempts: int(r.Attempts), Attempted: instant(r.AttemptedAt),
		NotBefore: instant(r.NotBefore), Retried: instant(r.RetriedAt), Reason: r.Reason, Receipt: r.Receipt,
		Created: instant(r.CreatedAt), Updated: instant(r.UpdatedAt),
	}
	if len(r.Message) > 0 {
		if err := json.Unmarshal(r.Message, &d.Message); err != nil {
			return bot.Delivery{}, fmt.Errorf("read message of delivery %d: %w", r.ID, err)
		}
	}
	return d, nil
}
