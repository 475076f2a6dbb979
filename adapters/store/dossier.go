package store

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"waybill/adapters/store/internal/query"
	"waybill/bot"
)

// Dossier is what is to be known of a delivery before its edition is made, with
// at most limit of the subscription's outcomes, and the digests that it was
// sent for slots since a time.
func (s *Store) Dossier(ctx context.Context, id int64, limit int, since time.Time) (bot.Dossier, error) {
	if s.pool != nil {
		if d, found, err := s.together.dossiers.put(ctx, wantedDossier{id, limit, since}); found || err != nil {
			return d, err
		}
	}
	var d bot.Dossier
	var err error
	if d.Delivery, err = s.State(ctx, id); err != nil {
		return d, err
	}
	d.Subscription, err = s.SubscriptionByID(ctx, d.Delivery.Subscription)
	if bot.KindOf(err) == bot.NotFound {
		d.Removed = true
		return d, nil
	}
	if err != nil {
		return d, err
	}
	if d.Settings, err = s.Settings(ctx, d.Subscription.Channel); err != nil {
		return d, err
	}
	if d.Outcomes, err = s.Outcomes(ctx, d.Subscription.ID, limit); err != nil {
		return d, err
	}
	if d.Own, err = s.Owns(ctx, d.Subscription.Channel.Reader()); err != nil {
		return d, err
	}
	d.Sent, err = s.DigestIDsSent(ctx, d.Subscription.ID, since)
	return d, err
}

// dossier is a row of askDossiers, without the outcomes.
func dossier(rows pgx.Rows) (d bot.Dossier, err error) {
	var r query.Delivery
	var o query.Subscription
	var allow, less string
	err = rows.Scan(append(lightly(&r),
		&o.ID, &o.Tenant, &o.Number, &o.Platform, &o.Workspace, &o.Channel, &o.ChannelName, &o.Topics, &o.Cadence, &o.Zone, &o.Length, &o.State,
		&o.UntilAt, &o.NextAt, &o.CoveredAt, &o.CreatedBy, &o.CreatedByName, &o.CreatedAt,
		&d.Settings.Zone, &allow, &less, &d.Settings.Paused, &d.Settings.Muted, &d.Own, &d.Sent)...)
	if err != nil {
		return d, err
	}
	if d.Delivery, err = entry(r); err != nil {
		return d, err
	}
	if d.Subscription, err = subscription(o); err != nil {
		return d, err
	}
	err = errors.Join(json.Unmarshal([]byte(allow), &d.Settings.Allow), json.Unmarshal([]byte(less), &d.Settings.Less))
	return d, err
}
