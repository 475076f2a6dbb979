package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"waybill/adapters/store/internal/query"
	"waybill/bot"
	"waybill/digest"
)

// AddSource makes the bot read src from at on. The source comes back with its
// number, and with a number behind its name if another one has that name:
// articles name their source. It is for its owners, or for everybody if it has
// none. One that others added for themselves is then these owners' as well, or
// everybody's; one that is theirs already, or everybody's, is bot.Invalid.
func (s *Store) AddSource(ctx context.Context, src digest.Source, at time.Time) (digest.Source, error) {
	if err := fitSource(&src); err != nil {
		return digest.Source{}, err
	}
	var added digest.Source
	err := s.change(ctx, func(ctx context.Context, _ transaction, q *query.Queries) (err error) {
		added, err = s.addSource(ctx, q, src, at)
		return err
	})
	if err != nil {
		return digest.Source{}, fmt.Errorf("add source %q: %w", src.URL, err)
	}
	return added, nil
}

// OthersServed reports whether the bot serves anybody but those to whom a
// channel belongs: who is told nothing and has ordered nothing is not counted.
func (s *Store) OthersServed(ctx context.Context, c bot.Channel) (bool, error) {
	orders, err := s.q().OthersOrders(ctx, query.OthersOrdersParams{Platform: string(c.Platform), Tenant: tenant(c)})
	if err != nil || orders > 0 {
		return orders > 0, err
	}
	installed, err := s.q().OthersInstalled(ctx, query.OthersInstalledParams{Platform: string(c.Platform), Tenant: tenant(c)})
	return installed > 0, err
}

// addSource adds a source that fits.
func (s *Store) addSource(ctx context.Context, q *query.Queries, src digest.Source, at time.Time) (digest.Source, error) {
	switch there, err := q.SourceAt(ctx, src.URL); {
	case err == nil:
		return s.addAgain(ctx, q, src, there)
	case !errors.Is(err, sql.ErrNoRows):
		return src, err
	}
	name, err := freeName(ctx, q, src.Name)
	if err != nil {
		return src, err
	}
	src.Name, src.Private = name, len(src.Owners) > 0
	src.ID, err = q.InsertSource(ctx, query.InsertSourceParams{
		Name: src.Name, Url: src.URL, Publisher: src.Publisher, Region: src.Region, Kind: string(src.Kind),
		Tier: int64(src.Tier), Language: src.Language, Grade: src.Grade, Private: src.Private, NextAt: millis(at), CreatedAt: millis(s.now()),
	})
	if err == nil && src.Private {
		_, err = join(ctx, q, src.ID, src.Owners)
	}
	return src, err
}

// addAgain adds a source that is there already, if not yet for these owners.
func (s *Store) addAgain(ctx context.Context, q *query.Queries, src digest.Source, there query.Source) (digest.Source, error) {
	if there.Private {
		joined, err := join(ctx, q, there.ID, src.Owners)
		if err != nil {
			return src, err
		}
		if joined {
			all := sourceState(there).Source
			all.Private, all.Owners = len(src.Owners) > 0, src.Owners
			return all, nil
		}
	}
	return src, &bot.Error{
		Kind: bot.Invalid,
		Text: fmt.Sprintf("%s is already read, as source %d (%s)", src.URL, there.ID, there.Name),
	}
}

// Seed adds the sources whose address was never in the database, also not as
// one that was removed: what somebody took away does not come back with the
// next start. All or none are added.
func (s *Store) Seed(ctx context.Context, all []digest.Source, at time.Time) error {
	urls, err := s.q().EverRead(ctx)
	if err != nil {
		return fmt.Errorf("read addresses of sources: %w", err)
	}
	had := make(map[string]bool, len(urls))
	for _, url := range urls {
		had[url] = true
	}
	var add []digest.Source
	for _, src := range all {
		if had[src.URL] {
			continue
		}
		if err := fitSource(&src); err != nil {
			return fmt.Errorf("add source %q: %w", src.URL, err)
		}
		had[src.URL] = true
		add = append(add, src)
	}
	if len(add) == 0 {
		return nil
	}
	return s.change(ctx, func(ctx context.Context, _ transaction, q *query.Queries) error {
		for _, src := range add {
			// Another process may have added it since it was looked for.
			if _, err := s.addSource(ctx, q, src, at); err != nil && bot.KindOf(err) != bot.Invalid {
				return fmt.Errorf("add source %q: %w", src.URL, err)
			}
		}
		return nil
	})
}

func fitSource(src *digest.Source) error {
	kind := string(src.Kind)
	if src.URL == "" {
		return &bot.Error{Kind: bot.Invalid, Text: "a source needs an address"}
	}
	for i := range src.Owners {
		if err := fit(field{"owner", &src.Owners[i], maxName}); err != nil {
			return err
		}
	}
	err := fit(
		field{"source's name", &src.Name, maxName}, field{"source's address", &src.URL, maxURL},
		field{"publisher", &src.Publisher, maxName}, field{"region", &src.Region, maxName},
		field{"kind", &kind, maxName}, field{"language", &src.Language, maxName}, field{"grade", &src.Grade, maxName},
	)
	src.Kind = digest.Kind(kind)
	if src.Name == "" && err == nil {
		src.Name = src.URL
	}
	return err
}

// freeName is name, or name with the first number that makes it unique.
func freeName(ctx context.Context, q *query.Queries, name string) (string, error) {
	for i, try := 2, name; ; i++ {
		n, err := q.SourceNamed(ctx, try)
		if err != nil || n == 0 {
			return try, err
		}
		try = fmt.Sprintf("%s (%d)", name, i)
	}
}

// RemoveSource stops reading a source for the workspace that owns it, and
// altogether if no other does; with no owner named, for all. Its articles stay.
func (s *Store) RemoveSource(ctx context.Context, id int64, owner string) error {
	err := s.change(ctx, func(ctx context.Context, _ transaction, q *query.Queries) error {
		if wanted, err := s.leave(ctx, q, id, owner); err != nil || wanted {
			return err
		}
		n, err := q.RemoveSource(ctx, query.RemoveSourceParams{RemovedAt: millis(s.now()), ID: id})
		if err == nil && n == 0 {
			err = missing("there is no source %d", id)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("remove source %d: %w", id, err)
	}
	return nil
}

// Sources are all sources with their state, in the order of their numbers.
func (s *Store) Sources(ctx context.Context) ([]bot.SourceState, error) {
	rows, err := s.q().Sources(ctx)
	if err != nil {
		return nil, fmt.Errorf("read sources: %w", err)
	}
	return owned(ctx, s.q(), rows)
}

// Source is one source with its state, without its owners.
func (s *Store) Source(ctx context.Context, id int64) (bot.SourceState, error) {
	row, err := s.q().Source(ctx, id)
	if errors.Is(err, sql.ErrNoRows) {
		return bot.SourceState{}, missing("there is no source %d", id)
	}
	if err != nil {
		return bot.SourceState{}, fmt.Errorf("read source %d: %w", id, err)
	}
	return sourceState(row), nil
}

// DueSources are sources that should have been fetched by now, longest overdue
// first, without their owners.
func (s *Store) DueSources(ctx context.Context, now time.Time, limit int) ([]bot.SourceState, error) {
	rows, err := s.q().DueSources(ctx, query.DueSourcesParams{Now: millis(now), MaxRows: int64(limit)})
	if err != nil {
		return nil, fmt.Errorf("read due sources: %w", err)
	}
	return sourceStates(rows), nil
}

// AskFetch writes a fetch job if a source is due: one, whoever asks.
func (s *Store) AskFetch(ctx context.Context, now time.Time) error {
	due, err := s.DueSources(ctx, now, 1)
	if err != nil || len(due) == 0 {
		return err // the usual case costs no lock
	}
	err = s.change(ctx, func(ctx context.Context, tx transaction, _ *query.Queries) error {
		return s.insert(ctx, tx, bot.Job{Kind: bot.FetchJob})
	})
	if err != nil {
		return fmt.Errorf("ask for a fetch: %w", err)
	}
	return nil
}

// ClaimFetches takes due sources for fetching, longest overdue first: their next
// date moves to the end of the lease. Whoever fetched one sets its true next date
// with SaveSource; if that never happens, the source is due again when the lease
// ends, or when ReturnFetches is called.
func (s *Store) ClaimFetches(ctx context.Context, now time.Time, limit int, lease time.Duration) ([]bot.DueSource, error) {
	due, err := s.DueSources(ctx, now, 1)
	if err != nil || len(due) == 0 {
		return nil, err // the usual case costs no lock
	}
	var claimed []bot.DueSource
	err = s.change(ctx, func(ctx context.Context, tx transaction, q *query.Queries) error {
		claimed = nil
		rows, err := tx.free().FreeSources(ctx, query.FreeSourcesParams{Now: millis(now), MaxRows: int64(limit)})
		if err != nil {
			return err
		}
		for _, row := range rows {
			n, err := q.LeaseSource(ctx, query.LeaseSourceParams{LeaseUntil: millis(now.Add(lease)), ID: row.ID, Seen: row.NextAt})
			if err != nil {
				return err
			}
			if n == 1 {
				claimed = append(claimed, bot.DueSource{ID: row.ID, Took: time.Duration(row.Took) * time.Millisecond})
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("claim fetches: %w", err)
	}
	return claimed, nil
}

// ReturnFetches makes what was claimed and never fetched due as it was before,
// and says how many sources that were. It is for a process that begins to read
// in the place of one that is gone: of two that read at once, both would.
func (s *Store) ReturnFetches(ctx context.Context) (int, error) {
	n, err := s.once().ReturnSources(ctx)
	if err != nil {
		return 0, fmt.Errorf("return fetches: %w", err)
	}
	return int(n), nil
}

// SaveSource remembers what a fetch left behind. The source's name stays what
// it was. It is bot.NotFound if the source was removed meanwhile, and
// bot.Invalid if its new address is another source's.
func (s *Store) SaveSource(ctx context.Context, st bot.SourceState) error {
	src := st.Source
	if err := fitSource(&src); err != nil {
		return err
	}
	st.Problem = clean(cut(st.Problem, maxLine))
	err := fit(field{"ETag", &st.ETag, maxLine}, field{"Last-Modified", &st.LastModified, maxLine}, field{"body's hash", &st.BodyHash, maxName}, field{"new address", &st.Moved.To, maxURL})
	if err != nil {
		return err
	}
	n, err := s.once().SaveSource(ctx, query.SaveSourceParams{
		Url: src.URL, Publisher: src.Publisher, Region: src.Region, Kind: string(src.Kind), Tier: int64(src.Tier),
		Language: src.Language, Grade: src.Grade, Etag: st.ETag, LastModified: st.LastModified, BodyHash: st.BodyHash,
		Baselined: st.Baselined, NextAt: millis(st.Next), FetchedAt: millis(st.Fetched), SucceededAt: millis(st.Succeeded),
		NewestAt: millis(st.Newest), Items: int64(st.Items), Failures: int64(st.Failures), Problem: st.Problem,
		Retired: st.Retired, Pace: st.Pace.Milliseconds(), Asked: st.Asked.Milliseconds(), Took: st.Took.Milliseconds(), MovedTo: st.Moved.To, MovedAt: millis(st.Moved.First),
		MovedTimes: int64(st.Moved.Times), ID: src.ID,
	})
	if taken(err) {
		return &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("%s is already read by another source", src.URL), Err: err}
	}
	if err != nil {
		return fmt.Errorf("save source %d: %w", src.ID, err)
	}
	if n == 0 {
		return missing("there is no source %d", src.ID)
	}
	return nil
}

func sourceStates(rows []query.Source) []bot.SourceState {
	states := make([]bot.SourceState, len(rows))
	for i, row := range rows {
		states[i] = sourceState(row)
	}
	return states
}

func sourceState(r query.Source) bot.SourceState {
	return bot.SourceState{
		Source: digest.Source{
			ID: r.ID, Name: r.Name, URL: r.Url, Publisher: r.Publisher, Region: r.Region,
			Kind: digest.Kind(r.Kind), Tier: int(r.Tier), Language: r.Language, Grade: r.Grade, Private: r.Private,
		},
		ETag: r.Etag, LastModified: r.LastModified, BodyHash: r.BodyHash, Baselined: r.Baselined,
		Next: instant(r.NextAt), Fetched: instant(r.FetchedAt), Succeeded: instant(r.SucceededAt), Newest: instant(r.NewestAt),
		Items: int(r.Items), Failures: int(r.Failures), Problem: r.Problem, Retired: r.Retired,
		Pace: time.Duration(r.Pace) * time.Millisecond, Asked: time.Duration(r.Asked) * time.Millisecond,
		Took: time.Duration(r.Took) * time.Millisecond, Notified: r.Notified,
		Moved: bot.Move{To: r.MovedTo, First: instant(r.MovedAt), Times: int(r.MovedTimes)},
	}
}

// Told is what a source's feed said of its items when it was last read: pairs
// of fingerprints, nil if that is not known.
func (s *Store) Told(ctx context.Context, source int64) ([]byte, error) {
	told, err := s.q().SourceItems(ctx, source)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read what source %d said: %w", source, err)
	}
	return told, nil
}

// SaveTold remembers what a source's feed said of its items.
func (s *Store) SaveTold(ctx context.Context, source int64, told []byte) error {
	if err := s.once().SaveSourceItems(ctx, query.SaveSourceItemsParams{Source: source, Told: told}); err != nil {
		return fmt.Errorf("save what source %d said: %w", source, err)
	}
	return nil
}

// Yields is what the sources brought since a time, by their names.
func (s *Store) Yields(ctx context.Context, since time.Time) (map[string]bot.Yield, error) {
	rows, err := s.q().OnTopic(ctx, millis(since))
	if err != nil {
		return nil, fmt.Errorf("count articles of sources: %w", err)
	}
	all := make(map[string]bot.Yield, len(rows))
	for _, r := range rows {
		all[r.Source] = bot.Yield{Articles: int(r.Articles), OnTopic: int(r.OnTopic)}
	}
	return all, nil
}

// Notified remembers which illness of a source its admins were told of, "" if
// it is well again.
func (s *Store) Notified(ctx context.Context, source int64, illness string) error {
	err := s.once().SaveNotified(ctx, query.SaveNotifiedParams{Notified: cut(clean(illness), maxName), ID: source})
	if err != nil {
		return fmt.Errorf("save what was told of source %d: %w", source, err)
	}
	return nil
}
