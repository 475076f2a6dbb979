package store

import (
	"context"
	"fmt"

	"waybill/adapters/store/internal/query"
	"waybill/bot"
	"waybill/digest"
)

// A source that a workspace added is private: what it brings is seen by its
// owners only. The row of such an article has the source's number, that of
// another a 0, so that where nobody has a source of their own nothing is looked
// up. A workspace that removes its source keeps what was read until then.

// join has a workspace own a private source too, and reports whether it did not
// before; for nobody in particular, the source becomes everybody's.
func join(ctx context.Context, q *query.Queries, source int64, owners []string) (joined bool, err error) {
	if len(owners) == 0 {
		return true, publish(ctx, q, source)
	}
	for _, owner := range owners {
		n, err := q.OwnSource(ctx, query.OwnSourceParams{Source: source, Owner: owner})
		if err != nil {
			return false, err
		}
		joined = joined || n > 0
	}
	return joined, nil
}

// publish makes a source everybody's, with what it brought.
func publish(ctx context.Context, q *query.Queries, source int64) error {
	if err := q.PublishSource(ctx, source); err != nil {
		return err
	}
	if err := q.PublishArticles(ctx, source); err != nil {
		return err
	}
	return q.DropOwners(ctx, source)
}

// leave ends a workspace's part in a source, with "" everybody's, and reports
// whether somebody is left who wants it read.
func (s *Store) leave(ctx context.Context, q *query.Queries, source int64, owner string) (wanted bool, err error) {
	now := millis(s.now())
	if owner == "" {
		return false, q.LeaveSourceAll(ctx, query.LeaveSourceAllParams{LeftAt: now, Source: source})
	}
	n, err := q.LeaveSource(ctx, query.LeaveSourceParams{LeftAt: now, Source: source, Owner: owner})
	if err != nil {
		return false, err
	}
	others, err := q.OwnersOf(ctx, source)
	if err == nil && n == 0 && len(others) > 0 {
		return true, missing("there is no source %d", source)
	}
	return len(others) > 0, err
}

// Owns reports whether a reader sees anything that not everybody does.
func (s *Store) Owns(ctx context.Context, r digest.Reader) (bool, error) {
	n, err := s.q().Owns(ctx, string(r))
	if err != nil {
		return false, fmt.Errorf("look up sources of %q: %w", r, err)
	}
	return n > 0, nil
}

// owned are the sources of rows with their owners.
func owned(ctx context.Context, q *query.Queries, rows []query.Source) ([]bot.SourceState, error) {
	owners, err := q.Owners(ctx)
	if err != nil {
		return nil, fmt.Errorf("read sources' owners: %w", err)
	}
	by := map[int64][]string{}
	for _, o := range owners {
		by[o.Source] = append(by[o.Source], o.Owner)
	}
	all := sourceStates(rows)
	for i := range all {
		all[i].Source.Owners = by[all[i].Source.ID]
	}
	return all, nil
}

// seenBy narrows a statement to the articles "a" that a reader sees.
func (b *statement) seenBy(r digest.Reader) *statement {
	switch r {
	case digest.Operator:
		return b
	case "":
		return b.add(" AND a.private = 0")
	}
	return b.add(" AND (a.private = 0 OR EXISTS (SELECT 1 FROM source_owners o WHERE o.source = a.private AND o.owner = ").arg(string(r)).
		add(" AND (o.left_at = 0 OR o.left_at > a.seen_at)))")
}

// stillPrivate is whose alone an article is that is on its way in: its source
// may have become everybody's since it was read.
func stillPrivate(ctx context.Context, q *query.Queries, a *digest.Article) (int64, error) {
	if a.Private == 0 {
		return 0, nil
	}
	n, err := q.Published(ctx, a.Private)
	if err != nil || n > 0 {
		return 0, err
	}
	return a.Private, nil
}
