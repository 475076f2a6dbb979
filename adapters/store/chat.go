package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"waybill/adapters/store/internal/query"
	"waybill/bot"
)

// Settings are what a channel's people chose for it, and the stories they
// muted. A channel that nobody touched has zero Settings.
func (s *Store) Settings(ctx context.Context, c bot.Channel) (bot.Settings, error) {
	q := s.q()
	var set bot.Settings
	row, err := q.Settings(ctx, query.SettingsParams{Platform: string(c.Platform), Tenant: tenant(c), Channel: c.ID})
	switch {
	case err == nil:
		set.Zone, set.Paused = row.Zone, row.Paused
		err = errors.Join(json.Unmarshal([]byte(row.Allow), &set.Allow), json.Unmarshal([]byte(row.Less), &set.Less))
	case errors.Is(err, sql.ErrNoRows):
		err = nil
	}
	if err == nil {
		set.Muted, err = q.Mutes(ctx, query.MutesParams{Platform: string(c.Platform), Tenant: tenant(c), Channel: c.ID})
	}
	if err != nil {
		return bot.Settings{}, fmt.Errorf("read settings of %s: %w", c, err)
	}
	return set, nil
}

// SaveSettings stores a channel's settings, all but the muted stories, which
// are changed one at a time by Mute and Unmute.
func (s *Store) SaveSettings(ctx context.Context, c bot.Channel, set bot.Settings) error {
	if err := fit(field{"time zone", &set.Zone, maxName}); err != nil {
		return err
	}
	allow, err := list("allow list", set.Allow)
	if err != nil {
		return err
	}
	less, err := list("topics", set.Less)
	if err != nil {
		return err
	}
	err = s.once().SaveSettings(ctx, query.SaveSettingsParams{
		Platform: string(c.Platform), Tenant: tenant(c), Channel: c.ID, Zone: set.Zone, Allow: allow, Less: less, Paused: set.Paused,
	})
	if err != nil {
		return fmt.Errorf("save settings of %s: %w", c, err)
	}
	return nil
}

// maxList is how many entries a list in somebody's settings may have.
const maxList = 1000

func list(name string, values []string) (string, error) {
	if len(values) > maxList {
		return "", &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("the %s has %d entries, and at most %d are kept", name, len(values), maxList)}
	}
	for i := range values {
		if err := fit(field{name, &values[i], maxName}); err != nil {
			return "", err
		}
	}
	b, err := json.Marshal(values)
	return string(b), err
}

// Mute keeps a story out of a channel's digests.
func (s *Store) Mute(ctx context.Context, c bot.Channel, story string) error {
	if err := fit(field{"story", &story, maxURL}); err != nil {
		return err
	}
	err := s.once().Mute(ctx, query.MuteParams{
		Platform: string(c.Platform), Tenant: tenant(c), Channel: c.ID, Story: story, At: millis(s.now()),
	})
	if err != nil {
		return fmt.Errorf("mute %q in %s: %w", story, c, err)
	}
	return nil
}

// Unmute lets a story into a channel's digests again.
func (s *Store) Unmute(ctx context.Context, c bot.Channel, story string) error {
	err := s.once().Unmute(ctx, query.UnmuteParams{
		Platform: string(c.Platform), Tenant: tenant(c), Channel: c.ID, Story: story,
	})
	if err != nil {
		return fmt.Errorf("unmute %q in %s: %w", story, c, err)
	}
	return nil
}

// SaveShown remembers the numbered list of stories that a person saw last in
// a channel: "more 2" means the second of it.
func (s *Store) SaveShown(ctx context.Context, c bot.Channel, userID string, stories []string) error {
	b, err := json.Marshal(stories)
	if err != nil {
		return fmt.Errorf("save list: %w", err)
	}
	err = s.once().SaveShown(ctx, query.SaveShownParams{
		Platform: string(c.Platform), Tenant: tenant(c), Channel: c.ID, Person: userID, Stories: string(b), At: millis(s.now()),
	})
	if err != nil {
		return fmt.Errorf("save list in %s: %w", c, err)
	}
	return nil
}

// Shown is the list that the person saw last in the channel, nil if none.
func (s *Store) Shown(ctx context.Context, c bot.Channel, userID string) ([]string, error) {
	text, err := s.q().Shown(ctx, query.ShownParams{Platform: string(c.Platform), Tenant: tenant(c), Channel: c.ID, Person: userID})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read list in %s: %w", c, err)
	}
	var stories []string
	if err := json.Unmarshal([]byte(text), &stories); err != nil {
		return nil, fmt.Errorf("read list in %s: %w", c, err)
	}
	return stories, nil
}

// Record adds a row to the audit log.
func (s *Store) Record(ctx context.Context, ch bot.Change) error {
	c, u := ch.Channel, ch.User
	err := s.once().RecordChange(ctx, query.RecordChangeParams{
		At: millis(ch.At), Platform: string(c.Platform), Tenant: tenant(c), Workspace: c.Workspace, Channel: c.ID,
		ChannelName: clean(cut(c.Name, maxName)), Person: u.ID, PersonName: clean(cut(u.Name, maxName)),
		Command: clean(cut(ch.Command, maxLine)), Result: clean(cut(ch.Result, maxLine)),
	})
	if err != nil {
		return fmt.Errorf("record change: %w", err)
	}
	return nil
}

// A ChangeFilter says which rows of the audit log are asked for; its zero
// value is all.
type ChangeFilter struct {
	In    bot.Channel // without ID its whole workspace, the zero Channel for all
	Since time.Time
	Limit int // 0 for 100
}

// Changes are rows of the audit log, newest first.
func (s *Store) Changes(ctx context.Context, f ChangeFilter) ([]bot.Change, error) {
	b := &statement{}
	b.add("SELECT at, platform, workspace, channel, channel_name, person, person_name, command, result FROM changes WHERE id > ").arg(int64(0))
	b.place(f.In)
	if !f.Since.IsZero() {
		b.add(" AND at >= ").arg(millis(f.Since))
	}
	if f.Limit <= 0 {
		f.Limit = 100
	}
	b.add(" ORDER BY id DESC LIMIT ").arg(int64(f.Limit))
	rows, err := s.db().QueryContext(ctx, b.sql.String(), b.args...)
	if err != nil {
		return nil, fmt.Errorf("read changes: %w", err)
	}
	defer rows.Close()
	var all []bot.Change
	for rows.Next() {
		var ch bot.Change
		var at int64
		err := rows.Scan(&at, &ch.Channel.Platform, &ch.Channel.Workspace, &ch.Channel.ID, &ch.Channel.Name,
			&ch.User.ID, &ch.User.Name, &ch.Command, &ch.Result)
		if err != nil {
			return nil, fmt.Errorf("read changes: %w", err)
		}
		ch.At = instant(at)
		all = append(all, ch)
	}
	return all, rows.Err()
}
