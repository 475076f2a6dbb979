package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"waybill/bot"
)

// How a search scores an article: bm25 of the question's words, plus this
// share of bm25 of the words that the topics add, plus a little for each
// topic it carries. Found on the Reuters-21578 training articles.
const (
	alsoShare  = 0.6
	topicBoost = 0.5
)

// deep is how many of the best articles by words are looked at more closely,
// for each one wanted.
const deep = 4

// Search finds articles, best first. Must and Also may be words or phrases of
// several words; any of Must finds an article, more of them raise it, and so
// do those of Also and the Topics. Without Must, Also finds. Since and Until
// are about when an article was published, or seen if it has no date.
func (s *Store) Search(ctx context.Context, q bot.Query) ([]bot.Hit, error) {
	if q.Limit <= 0 {
		q.Limit = 20
	}
	hits, err := s.search(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	return hits, nil
}

func (s *Store) search(ctx context.Context, q bot.Query) ([]bot.Hit, error) {
	from, err := s.firstSeen(ctx, q.Since)
	if err != nil {
		return nil, err
	}
	scores, err := s.score(ctx, q, from)
	if err != nil || len(scores) == 0 {
		return nil, err
	}
	ranked := rank(scores)
	var hits []bot.Hit
	step := q.Limit * deep
	for len(ranked) > 0 && len(hits) < q.Limit {
		n := min(step, len(ranked))
		some, err := s.hits(ctx, q, ranked[:n], scores)
		if err != nil {
			return nil, err
		}
		hits, ranked = append(hits, some...), ranked[n:]
	}
	slices.SortStableFunc(hits, better)
	return hits[:min(len(hits), q.Limit)], nil
}

// better orders hits by score, newest first where that is equal.
func better(a, b bot.Hit) int {
	switch {
	case a.Score > b.Score:
		return -1
	case a.Score < b.Score:
		return 1
	}
	return b.At.Compare(a.At)
}

// firstSeen is the first article that a window can hold: what was published
// in it was not seen before it.
func (s *Store) firstSeen(ctx context.Context, since time.Time) (int64, error) {
	if since.IsZero() {
		return 0, nil
	}
	return s.q().FirstSeqSeen(ctx, millis(since))
}

// score gives every article that matches its score by words.
func (s *Store) score(ctx context.Context, q bot.Query, from int64) (map[int64]float64, error) {
	must, also, not := match(q.Must), match(q.Also), match(q.Not)
	if must == "" {
		must, also = also, ""
	}
	if must == "" {
		return nil, nil
	}
	scores := map[int64]float64{}
	if err := s.bm25(ctx, without(must, not), from, 1, scores); err != nil {
		return nil, err
	}
	if also != "" {
		if err := s.bm25(ctx, without(also, not), from, alsoShare, scores); err != nil {
			return nil, err
		}
	}
	return scores, nil
}

// match is the FTS5 expression for any of the terms. Each is a string in
// quotes, so nothing in it is syntax; a term of several words is a phrase.
func match(terms []string) string {
	var b strings.Builder
	for _, t := range terms {
		t = strings.TrimSpace(clean(t))
		if t == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(" OR ")
		}
		b.WriteString(`"` + strings.ReplaceAll(t, `"`, `""`) + `"`)
	}
	return b.String()
}

func without(expression, not string) string {
	if not == "" {
		return expression
	}
	return "(" + expression + ") NOT (" + not + ")"
}

func rank(scores map[int64]float64) []int64 {
	seqs := make([]int64, 0, len(scores))
	for seq := range scores {
		seqs = append(seqs, seq)
	}
	slices.SortFunc(seqs, func(a, b int64) int {
		switch {
		case scores[a] > scores[b]:
			return -1
		case scores[a] < scores[b]:
			return 1
		}
		return int(b - a)
	})
	return seqs
}

// hits reads the articles of some numbers, leaves out what the question does
// not want, and raises those that carry its topics.
func (s *Store) hits(ctx context.Context, q bot.Query, seqs []int64, scores map[int64]float64) ([]bot.Hit, error) {
	b := &statement{}
	b.add("SELECT seq, id, story, headline, source, url, published_at, seen_at")
	if len(q.Topics) == 0 {
		b.add(", 0")
	} else {
		b.add(", (SELECT COUNT(*) FROM article_topics t WHERE t.article = seq AND t.topic IN (").list(q.Topics).add("))")
	}
	b.add(" FROM articles WHERE seq IN (")
	for i, seq := range seqs {
		if i > 0 {
			b.add(", ")
		}
		b.arg(seq)
	}
	b.add(")")
	if q.Source != "" {
		b.add(" AND source = ").arg(q.Source)
	}
	rows, err := s.read.QueryContext(ctx, b.sql.String(), b.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var hits []bot.Hit
	for rows.Next() {
		var h bot.Hit
		var seq, published, seen, topics int64
		if err := rows.Scan(&seq, &h.ID, &h.Story, &h.Headline, &h.Source, &h.URL, &published, &seen, &topics); err != nil {
			return nil, err
		}
		if published == 0 {
			published = seen
		}
		h.At = instant(published)
		if h.At.Before(q.Since) || !q.Until.IsZero() && !h.At.Before(q.Until) {
			continue
		}
		h.Score = scores[seq] + topicBoost*float64(topics)
		hits = append(hits, h)
	}
	return hits, rows.Err()
}
