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

// Article is the last revision of the article with this ID.
func (s *Store) Article(ctx context.Context, id string) (digest.Article, error) {
	row, err := s.q().Article(ctx, id)
	return found(row, err, id)
}

// ArticleFor is the last revision of the article with this ID, if a reader sees
// it.
func (s *Store) ArticleFor(ctx context.Context, r digest.Reader, id string) (digest.Article, error) {
	row, err := s.q().ArticleFor(ctx, query.ArticleForParams{ID: id, Reader: string(r)})
	return found(row, err, id)
}

// ArticleByURL is the last article of those that a reader sees that was met at
// this canonical address, everybody's first: its own, or another one, see
// [Store.Aliases]; or else the one whose page gives the address for its own, if
// no other's does.
func (s *Store) ArticleByURL(ctx context.Context, r digest.Reader, url string) (digest.Article, error) {
	row, err := s.q().ArticleByURL(ctx, query.ArticleByURLParams{Url: url, Reader: string(r)})
	if errors.Is(err, sql.ErrNoRows) {
		row, err = s.q().ArticleByAlias(ctx, query.ArticleByAliasParams{Url: url, Reader: string(r)})
	}
	if errors.Is(err, sql.ErrNoRows) {
		all, err := s.q().ClaimantsFor(ctx, query.ClaimantsForParams{Reader: string(r), Url: url, MaxRows: 2})
		if err != nil {
			return digest.Article{}, fmt.Errorf("read article %q: %w", url, err)
		}
		if len(all) == 1 {
			return article(all[0])
		}
	}
	return found(row, err, url)
}

func found(row query.Article, err error, name string) (digest.Article, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return digest.Article{}, missing("no article %s is in the archive", cut(name, maxName))
	}
	if err != nil {
		return digest.Article{}, fmt.Errorf("read article %q: %w", name, err)
	}
	return article(row)
}

func article(r query.Article) (digest.Article, error) {
	text, err := inflate(r.Text)
	if err != nil {
		return digest.Article{}, fmt.Errorf("read text of %q: %w", r.ID, err)
	}
	return digest.Article{
		ID: r.ID, Source: r.Source, GUID: r.Guid, URL: r.Url, Headline: r.Headline, Byline: r.Byline, Section: r.Section,
		Language: r.Language, Published: instant(r.PublishedAt), Seen: instant(r.SeenAt), Revision: int(r.Revision),
		Text: text, Note: r.Note, Private: r.Private, Baseline: r.Baseline,
	}, nil
}

// Text is the text of the article's last revision, and whether there is such
// an article.
func (s *Store) Text(ctx context.Context, id string) (string, bool, error) {
	kept, err := s.q().Text(ctx, id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	text := ""
	if err == nil {
		text, err = inflate(kept)
	}
	if err != nil {
		return "", false, fmt.Errorf("read text of %q: %w", id, err)
	}
	return text, true, nil
}

// Analysis is what the engine saw in the article's last revision.
func (s *Store) Analysis(ctx context.Context, id string) (digest.Analysis, error) {
	b, err := s.q().Analysis(ctx, id)
	if errors.Is(err, sql.ErrNoRows) {
		return digest.Analysis{}, missing("no article %s is in the archive", cut(id, maxName))
	}
	if err != nil {
		return digest.Analysis{}, fmt.Errorf("read analysis of %q: %w", id, err)
	}
	return unpack(b)
}

// A Revision is what an article said until it was changed.
type Revision struct {
	Revision int
	Until    time.Time
	Headline string
	Text     string
}

// Revisions are the article's earlier revisions, oldest first.
func (s *Store) Revisions(ctx context.Context, id string) ([]Revision, error) {
	rows, err := s.q().Revisions(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read revisions of %q: %w", id, err)
	}
	var rs []Revision
	for _, r := range rows {
		text, err := inflate(r.Text)
		if err != nil {
			return nil, fmt.Errorf("read revision %d of %q: %w", r.Revision, id, err)
		}
		rs = append(rs, Revision{Revision: int(r.Revision), Until: instant(r.UntilAt), Headline: r.Headline, Text: text})
	}
	return rs, nil
}

// atOnce is how many articles ArticlesSeen holds in memory.
const atOnce = 200

// ArticlesSeen calls each with every article seen from one time, inclusive, to
// another, exclusive, in the order of their arrival, with its story and the
// article it is a copy of. A zero from is the beginning, a zero to is now and
// later. It stops at the first error of each. The store may be used meanwhile.
func (s *Store) ArticlesSeen(ctx context.Context, from, to time.Time, each func(a digest.Article, story, copyOf string) error) error {
	window := query.ArticlesSeenParams{FromAt: millis(from), ToAt: millis(to), MaxRows: atOnce}
	if from.IsZero() {
		window.FromAt = minMillis
	} else {
		first, err := s.q().FirstSeen(ctx, window.FromAt)
		if err != nil {
			return fmt.Errorf("look for the first article: %w", err)
		}
		window.After = first - 1
	}
	if to.IsZero() {
		window.ToAt = maxMillis
	}
	for {
		rows, err := s.q().ArticlesSeen(ctx, window)
		if err != nil {
			return fmt.Errorf("read articles: %w", err)
		}
		for _, row := range rows {
			a, err := article(row)
			if err != nil {
				return err
			}
			if err := each(a, row.Story, row.CopyOf); err != nil {
				return err
			}
		}
		if len(rows) < atOnce {
			return nil
		}
		window.After = rows[len(rows)-1].Seq
	}
}

// Reading says what was read for a digest on this window, of what its reader
// sees.
func (s *Store) Reading(ctx context.Context, r digest.Reader, from, to time.Time) (digest.Reading, error) {
	sources, err := s.q().CountSources(ctx, string(r))
	if err != nil {
		return digest.Reading{}, fmt.Errorf("count sources: %w", err)
	}
	seen, err := s.q().CountSeen(ctx, query.CountSeenParams{FromAt: millis(from), ToAt: millis(to)})
	if err != nil {
		return digest.Reading{}, fmt.Errorf("count articles: %w", err)
	}
	unread, err := s.CountUnread(ctx, from, to)
	if err != nil {
		return digest.Reading{}, err
	}
	var others query.CountUnseenRow
	if r != digest.Operator {
		others, err = s.q().CountUnseen(ctx, query.CountUnseenParams{FromAt: millis(from), ToAt: millis(to), Reader: string(r)})
		if err != nil {
			return digest.Reading{}, fmt.Errorf("count others' articles: %w", err)
		}
	}
	return digest.Reading{
		Sources: int(sources.Sources), Failing: int(sources.Failing),
		Articles: max(0, int(seen-others.Articles)), Unread: max(0, unread-int(others.Unread)),
	}, nil
}

// Tally counts what the database holds.
func (s *Store) Tally(ctx context.Context) (bot.Tally, error) {
	t, err := s.q().Tally(ctx)
	if err != nil {
		return bot.Tally{}, fmt.Errorf("count: %w", err)
	}
	return bot.Tally{
		Sources: int(t.Sources), Articles: int(t.Articles), Stories: int(t.Stories),
		Subscriptions: int(t.Subscriptions), Deliveries: int(t.Deliveries),
	}, nil
}
