package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"waybill/adapters/store/internal/query"
	"waybill/digest"
)

// A Telling is one article of a story with what the engine saw in it.
type Telling struct {
	Article  digest.Article
	Analysis digest.Analysis
	CopyOf   string // ID of the article it has the text of, "" if it has its own
}

// StoryTellings are at most so many of the newest articles of a story that a
// reader sees, in the order of their arrival: an affair that goes on for months
// is told from the newest. One of the reader's own that everybody's sources
// brought as well is left out.
// The ID of a story that was merged into another leads to that one.
func (s *Store) StoryTellings(ctx context.Context, r digest.Reader, story string, most int) ([]Telling, error) {
	q := s.q()
	now, err := whole(ctx, q, story)
	if err != nil {
		return nil, fmt.Errorf("look up story %q: %w", story, err)
	}
	rows, err := q.StoryTellings(ctx, query.StoryTellingsParams{Story: now, Reader: string(r), MaxRows: int64(most)})
	if err != nil {
		return nil, fmt.Errorf("read story %q: %w", story, err)
	}
	rows = notTwice(rows)
	slices.Reverse(rows)
	tellings := make([]Telling, len(rows))
	for i, row := range rows {
		if tellings[i], err = telling(row); err != nil {
			return nil, err
		}
	}
	return tellings, nil
}

// notTwice are articles without those private ones whose address everybody's
// have too: nobody's own source changes what others brought, so one article is
// in the archive for each.
func notTwice(rows []query.Article) []query.Article {
	var open map[string]bool
	if slices.ContainsFunc(rows, func(r query.Article) bool { return r.Private > 0 }) {
		open = map[string]bool{}
		for _, r := range rows {
			open[r.Url] = open[r.Url] || r.Private == 0 && r.Url != ""
		}
	}
	return slices.DeleteFunc(rows, func(r query.Article) bool { return r.Private > 0 && open[r.Url] })
}

func telling(row query.Article) (Telling, error) {
	a, err := unpack(row.Analysis)
	if err != nil {
		return Telling{}, fmt.Errorf("article %q: %w", row.ID, err)
	}
	told, err := article(row)
	return Telling{Article: told, Analysis: a, CopyOf: row.CopyOf}, err
}

// Tellings are the articles with these IDs, in that order; one that is gone is
// left out.
func (s *Store) Tellings(ctx context.Context, ids []string) ([]Telling, error) {
	var all []Telling
	for _, id := range ids {
		row, err := s.q().Article(ctx, id)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read article %q: %w", id, err)
		}
		t, err := telling(row)
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, nil
}

// Whole is the ID under which a story goes on: its own, or that of the story
// it was merged into.
func (s *Store) Whole(ctx context.Context, story string) (string, error) {
	return whole(ctx, s.q(), story)
}

func whole(ctx context.Context, q *query.Queries, story string) (string, error) {
	into, err := q.MergedInto(ctx, story)
	if errors.Is(err, sql.ErrNoRows) || err == nil && into == "" {
		return story, nil
	}
	return into, err // never a chain: MergeStories sees to that
}

// StoryOf is the story that an article belongs to, and the article whose text
// it has, "" if its own.
func (s *Store) StoryOf(ctx context.Context, article string) (story, copyOf string, err error) {
	q := s.q()
	row, err := q.StoryOf(ctx, article)
	if errors.Is(err, sql.ErrNoRows) {
		return "", "", missing("no article %s is in the archive", cut(article, maxName))
	}
	if err == nil {
		story, err = whole(ctx, q, row.Story)
	}
	if err != nil {
		return "", "", fmt.Errorf("look up the story of %q: %w", article, err)
	}
	return story, row.CopyOf, nil
}

// StoriesBetween are the stories of which an article that a reader sees was seen from one time,
// inclusive, to another, exclusive, that is news and carries one of the topics
// (any, if none are named): those with the most tellings of that kind first,
// and of equal ones the one heard of last. Articles that were there when their
// source was first read are news only if they are dated in the window as well.
func (s *Store) StoriesBetween(ctx context.Context, r digest.Reader, from, to time.Time, topics []string, limit int) ([]string, error) {
	b := &statement{}
	b.add("SELECT a.story FROM articles a WHERE a.seen_at >= ").arg(millis(from)).add(" AND a.seen_at < ").arg(millis(to)).
		add(" AND (a.baseline = FALSE OR a.published_at >= ").arg(millis(from)).add(") AND a.story <> ''").seenBy(r)
	if len(topics) > 0 {
		b.add(" AND (")
		for i, t := range topics {
			if i > 0 {
				b.add(" OR ")
			}
			b.add("a.topics LIKE ").arg("% " + literal.Replace(t) + " %").add(` ESCAPE '\'`)
		}
		b.add(")")
	}
	b.add(" GROUP BY a.story ORDER BY SUM(CASE WHEN a.copy_of = '' THEN 1 ELSE 0 END) DESC, MAX(a.seen_at) DESC, MAX(a.seq) DESC LIMIT ").arg(int64(limit))
	stories, err := b.strings(ctx, s.db())
	if err != nil {
		return nil, fmt.Errorf("read stories: %w", err)
	}
	return stories, nil
}

// MergeStories makes two stories one: it turned out that they tell the same
// event. What was said about the first holds for the second from then on, and
// the first's ID leads to it.
func (s *Store) MergeStories(ctx context.Context, from, into string) error {
	if from == into {
		return nil
	}
	err := s.change(ctx, func(ctx context.Context, _ transaction, q *query.Queries) error {
		into, err := whole(ctx, q, into)
		if err != nil || from == into {
			return err
		}
		if _, err := q.MoveArticles(ctx, query.MoveArticlesParams{IntoStory: into, FromStory: from}); err != nil {
			return err
		}
		return errors.Join(
			q.CopyMutes(ctx, query.CopyMutesParams{IntoStory: into, FromStory: from}),
			q.MarkMerged(ctx, query.MarkMergedParams{FromStory: from, IntoStory: into}),
			q.RepointMerged(ctx, query.RepointMergedParams{IntoStory: into, FromStory: from}),
			q.SpanStory(ctx, into),
		)
	})
	if err != nil {
		return fmt.Errorf("merge story %q into %q: %w", from, into, err)
	}
	return nil
}
