package store

import (
	"context"
	"database/sql"
	"fmt"

	"waybill/adapters/store/internal/query"
	"waybill/bot"
)

// BeginOutage writes down that a platform, or a workspace of it, takes nothing
// from the bot, and reports whether that is news. Until EndOutage, ClaimDue
// leaves its subscriptions alone.
func (s *Store) BeginOutage(ctx context.Context, o bot.Outage) (news bool, err error) {
	err = s.change(ctx, func(ctx context.Context, tx transaction, _ *query.Queries) error {
		news, err = beginOutage(ctx, tx, o)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("begin outage of %s: %w", o, err)
	}
	return news, nil
}

func beginOutage(ctx context.Context, tx transaction, o bot.Outage) (news bool, err error) {
	b := &statement{}
	b.add("INSERT INTO outages (platform, tenant, reason, since_at, removed) VALUES (").arg(string(o.Platform)).add(", ").arg(o.Workspace).
		add(", ").arg(clean(cut(o.Reason, maxLine))).add(", ").arg(millis(o.Since)).add(", ").arg(o.Removed).add(") ON CONFLICT DO NOTHING")
	done, err := tx.ExecContext(ctx, b.sql.String(), b.args...)
	if err != nil {
		return false, err
	}
	n, err := done.RowsAffected()
	return n > 0, err
}

// EndOutage forgets an outage. It is no error if there is none.
func (s *Store) EndOutage(ctx context.Context, p bot.Platform, workspace string) error {
	err := s.change(ctx, func(ctx context.Context, tx transaction, _ *query.Queries) error {
		return endOutage(ctx, tx, p, workspace)
	})
	if err != nil {
		return fmt.Errorf("end outage of %s: %w", p, err)
	}
	return nil
}

func endOutage(ctx context.Context, tx transaction, p bot.Platform, workspace string) error {
	b := &statement{}
	b.add("DELETE FROM outages WHERE platform = ").arg(string(p)).add(" AND tenant = ").arg(workspace)
	_, err := tx.ExecContext(ctx, b.sql.String(), b.args...)
	return err
}

// Outages are those that last, the oldest first.
func (s *Store) Outages(ctx context.Context) ([]bot.Outage, error) {
	b := &statement{}
	var all []bot.Outage
	err := b.add("SELECT platform, tenant, reason, since_at, removed FROM outages ORDER BY since_at, platform, tenant").each(ctx, s.db(), func(rows *sql.Rows) error {
		var o bot.Outage
		var since int64
		err := rows.Scan(&o.Platform, &o.Workspace, &o.Reason, &since, &o.Removed)
		o.Since = instant(since)
		all = append(all, o)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read outages: %w", err)
	}
	return all, nil
}
