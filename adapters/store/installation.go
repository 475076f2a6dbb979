package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"waybill/adapters/store/internal/query"
	"waybill/bot"
)

// An Installation is the bot in a workspace that added it by itself.
type Installation struct {
	Platform  bot.Platform
	Workspace string
	Name      string // of the workspace
	Org       string // the installation whose token it uses, "" if it has its own
	User      string // the bot's user ID there
	Token     string // as it is stored: sealed by whoever uses it
	Scopes    string
	By        string // user ID of who added it
	At        time.Time
}

// SaveInstallation stores an installation, in place of an earlier one of the
// workspace, and ends the workspace's outage: its subscriptions go on.
func (s *Store) SaveInstallation(ctx context.Context, i Installation) error {
	err := fit(
		field{"workspace", &i.Workspace, maxName}, field{"workspace's name", &i.Name, maxName}, field{"organisation", &i.Org, maxName}, field{"user", &i.User, maxName},
		field{"user", &i.By, maxName}, field{"scopes", &i.Scopes, maxLine},
	)
	if err != nil {
		return err
	}
	err = s.change(ctx, func(ctx context.Context, tx transaction, q *query.Queries) error {
		if err := endOutage(ctx, tx, i.Platform, i.Workspace); err != nil {
			return err
		}
		return q.SaveInstallation(ctx, query.SaveInstallationParams{
			Platform: string(i.Platform), Tenant: i.Workspace, Name: i.Name, Org: i.Org, BotUser: i.User, Token: i.Token, Scopes: i.Scopes,
			InstalledBy: i.By, InstalledAt: millis(i.At),
		})
	})
	if err != nil {
		return fmt.Errorf("save installation in %s: %w", i.Workspace, err)
	}
	return nil
}

// Installation is that of a workspace, and of no other.
func (s *Store) Installation(ctx context.Context, p bot.Platform, workspace string) (Installation, error) {
	r, err := s.q().Installation(ctx, query.InstallationParams{Platform: string(p), Tenant: workspace})
	if errors.Is(err, sql.ErrNoRows) {
		return Installation{}, &bot.Error{Kind: bot.NotFound, Text: "the bot isn't installed in workspace " + workspace}
	}
	if err != nil {
		return Installation{}, fmt.Errorf("read installation in %s: %w", workspace, err)
	}
	return Installation{
		Platform: p, Workspace: workspace, Name: r.Name, Org: r.Org, User: r.BotUser, Token: r.Token, Scopes: r.Scopes, By: r.InstalledBy, At: instant(r.InstalledAt),
	}, nil
}

// RenewToken puts a token in the place of an older one, and reports whether
// that one was still the workspace's.
func (s *Store) RenewToken(ctx context.Context, p bot.Platform, workspace, older, token string) (bool, error) {
	n, err := s.once().RenewToken(ctx, query.RenewTokenParams{Platform: string(p), Tenant: workspace, Token: token, Token_2: older})
	if err != nil {
		return false, fmt.Errorf("renew token of %s: %w", workspace, err)
	}
	return n == 1, nil
}

// RemoveInstallation forgets a workspace's token and begins an outage of the
// workspace, together, and likewise of all workspaces that use the token: their
// subscriptions rest until the app is installed again. It is no error if there
// is no installation.
func (s *Store) RemoveInstallation(ctx context.Context, p bot.Platform, workspace string) error {
	return s.change(ctx, func(ctx context.Context, tx transaction, q *query.Queries) error {
		parts, err := q.PartsOf(ctx, query.PartsOfParams{Platform: string(p), Org: workspace})
		if err != nil {
			return fmt.Errorf("read workspaces of %s: %w", workspace, err)
		}
		for _, w := range append(parts, workspace) {
			o := bot.Outage{Platform: p, Workspace: w, Reason: "the app was removed from the workspace", Since: s.now(), Removed: true}
			if _, err := beginOutage(ctx, tx, o); err != nil {
				return fmt.Errorf("begin outage of %s: %w", w, err)
			}
		}
		if err := q.RemoveInstallation(ctx, query.RemoveInstallationParams{Platform: string(p), Tenant: workspace}); err != nil {
			return fmt.Errorf("remove installation in %s: %w", workspace, err)
		}
		return nil
	})
}
