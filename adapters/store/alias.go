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

// mostAliases is how many identities are kept of an article besides its own:
// some publishers make new ones for every answer.
const mostAliases = 10

// unmet says why an identity that was asked for is that of a known article, if
// that is filed under another one and was not met under this.
func unmet(ctx context.Context, q *query.Queries, article string, asked, filed bot.Identity) (bot.Reason, error) {
	same := asked.Source == filed.Source && (asked.GUID == filed.GUID || asked.GUID == "") && (asked.URL == filed.URL || asked.URL == "")
	if same {
		return "", nil
	}
	n, err := q.IsAlias(ctx, query.IsAliasParams{ID: article, Url: asked.URL, Source: asked.Source, Guid: asked.GUID})
	if err != nil || n > 0 {
		return "", err
	}
	if n, err = q.CountAliases(ctx, article); err != nil || n >= mostAliases {
		return "", err
	}
	if asked.Source != filed.Source {
		return bot.Listed, nil
	}
	return bot.Renamed, nil
}

// NoteAliases writes down under which identities articles were met besides
// their own. An article that is not there any more is left out.
func (s *Store) NoteAliases(ctx context.Context, all []bot.Alias) error {
	if len(all) == 0 {
		return nil
	}
	return s.change(ctx, func(ctx context.Context, _ transaction, q *query.Queries) error {
		for _, a := range all {
			if err := saveAlias(ctx, q, a); err != nil {
				return fmt.Errorf("note another name of %q: %w", a.Article, err)
			}
		}
		return nil
	})
}

func saveAlias(ctx context.Context, q *query.Queries, a bot.Alias) error {
	return q.SaveAlias(ctx, query.SaveAliasParams{
		Reason: string(a.Reason), Source: clean(cut(a.Identity.Source, maxName)), Guid: clean(cut(a.Identity.GUID, maxURL)),
		Url: clean(cut(a.Identity.URL, maxURL)), At: millis(a.At), ID: a.Article,
	})
}

// Aliases are the identities under which an article was met besides its own,
// in the order of time.
func (s *Store) Aliases(ctx context.Context, article string) ([]bot.Alias, error) {
	rows, err := s.q().Aliases(ctx, article)
	if err != nil {
		return nil, fmt.Errorf("read other names of %q: %w", article, err)
	}
	var all []bot.Alias
	for _, r := range rows {
		all = append(all, bot.Alias{
			Article: article, Identity: bot.Identity{Source: r.Source, GUID: r.Guid, URL: r.Url},
			Reason: bot.Reason(r.Reason), At: instant(r.At),
		})
	}
	return all, nil
}

// mostClaimants is how many articles are compared with one that gives the same
// address for its own: where a template is wrong, all of a site do.
const mostClaimants = 8

// Claimants are the newest articles of everybody's, or of a private source, that
// stand at an address, or whose pages give it for their own.
func (s *Store) Claimants(ctx context.Context, private int64, url string) ([]digest.Article, error) {
	rows, err := s.q().Claimants(ctx, query.ClaimantsParams{Private: private, Url: url, MaxRows: mostClaimants})
	if err != nil {
		return nil, fmt.Errorf("look for articles of %q: %w", url, err)
	}
	var all []digest.Article
	for _, row := range rows {
		a, err := article(row)
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, nil
}

// Namesake is the ID of the last article of a source, by its name and its number
// if it is private, that has a headline and counts as of a time within bounds,
// both inclusive; "" if there is none.
func (s *Store) Namesake(ctx context.Context, source string, private int64, headline string, from, to time.Time) (string, error) {
	id, err := s.q().Namesake(ctx, query.NamesakeParams{FromAt: millis(from), ToAt: millis(to), Source: source, Headline: headline, Private: private})
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("look for %q of %q: %w", headline, source, err)
	}
	return id, nil
}

// ArticleByGUID is the last article that a reader sees that was met under a
// publisher's identifier.
func (s *Store) ArticleByGUID(ctx context.Context, r digest.Reader, guid string) (digest.Article, error) {
	row, err := s.q().ArticleByGUID(ctx, query.ArticleByGUIDParams{Guid: guid, Reader: string(r)})
	if errors.Is(err, sql.ErrNoRows) {
		row, err = s.q().ArticleByAlias(ctx, query.ArticleByAliasParams{Guid: guid, Reader: string(r)})
	}
	return found(row, err, guid)
}
