package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"

	"waybill/adapters/store/internal/query"
	"waybill/bot"
)

// The full-text index is SQLite's own (FTS5), over headline and text of the
// articles, which it does not copy (https://sqlite.org/fts5.html#external_content_tables).
// detail=none would be a third smaller and bm25 28 times slower: it would have
// to read the articles again.
//
// An article that is deleted is taken out by a trigger. One that is filed is
// not put in by one: SQLite makes a savepoint for each statement that has
// triggers, and FTS5 writes out what it has gathered at each savepoint. At the
// end of a batch it is 40 % less work.
const indexVersion = "2"

var indexSchema = []string{
	`DROP TRIGGER IF EXISTS articles_indexed`,
	`DROP TRIGGER IF EXISTS articles_reindexed`,
	`DROP TRIGGER IF EXISTS articles_unindexed`,
	`DROP TABLE IF EXISTS articles_text`,
	`CREATE VIRTUAL TABLE articles_text USING fts5(headline, text, content = 'articles', content_rowid = 'seq',
		tokenize = 'porter unicode61')`,
	`CREATE TRIGGER articles_unindexed AFTER DELETE ON articles BEGIN
		INSERT INTO articles_text (articles_text, rowid, headline, text) VALUES ('delete', old.seq, old.headline, old.text);
	END`,
	`INSERT INTO articles_text (articles_text) VALUES ('rebuild')`,
}

// index brings the index up to date with a batch of articles: the last thing
// that is done in their transaction.
func index(ctx context.Context, tx *sql.Tx, batch []indexed) error {
	const (
		take = `INSERT INTO articles_text (articles_text, rowid, headline, text) VALUES ('delete', $1, $2, $3)`
		put  = `INSERT INTO articles_text (rowid, headline, text) VALUES ($1, $2, $3)`
	)
	for _, a := range batch {
		if a.same {
			continue
		}
		if a.old != nil {
			if _, err := tx.ExecContext(ctx, take, a.seq, a.old.Headline, a.old.Text); err != nil {
				return fmt.Errorf("take article %q out of the index: %w", a.now.ID, err)
			}
		}
		if _, err := tx.ExecContext(ctx, put, a.seq, a.now.Headline, a.now.Text); err != nil {
			return fmt.Errorf("index article %q: %w", a.now.ID, err)
		}
	}
	return nil
}

// haveIndex makes the full-text index if it is not there or not the one of
// this program, from the articles that are there.
func (s *Store) haveIndex(ctx context.Context) error {
	const name = "search index"
	version, err := s.q().Meta(ctx, name)
	if err == nil && version == indexVersion {
		return nil
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	err = s.change(ctx, func(ctx context.Context, tx *sql.Tx, q *query.Queries) error {
		for _, statement := range indexSchema {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		return q.SaveMeta(ctx, query.SaveMetaParams{Name: name, Value: indexVersion})
	})
	if err != nil {
		return fmt.Errorf("make the search index: %w", err)
	}
	return nil
}

// headlineWeight is how much more a word counts in a headline than in a text.
const headlineWeight = 3

// bm25 finds the articles of the reach that have the term and none of the
// others, each with its bm25 times the term's weight. SQLite's is lower for
// better.
func (s *Store) bm25(ctx context.Context, t term, not []string, r reach) ([]scored, error) {
	match := quote(t.text)
	if none := anyOf(not); none != "" {
		match += " NOT (" + none + ")"
	}
	rows, err := s.read.QueryContext(ctx,
		`SELECT rowid, bm25(articles_text, $1, 1.0) FROM articles_text WHERE articles_text MATCH $2 AND rowid >= $3 AND rowid <= $4`,
		float64(headlineWeight), match, r.low, r.high)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []scored
	for rows.Next() {
		var seq int64
		var score float64
		if err := rows.Scan(&seq, &score); err != nil {
			return nil, err
		}
		found = append(found, scored{seq, float32(-t.weight * score)})
	}
	return found, rows.Err()
}

// quote makes an FTS5 string of a term: nothing in it is syntax, and several
// words are a phrase.
func quote(term string) string {
	return `"` + strings.ReplaceAll(clean(term), `"`, `""`) + `"`
}

func anyOf(terms []string) string {
	quoted := make([]string, len(terms))
	for i, t := range terms {
		quoted[i] = quote(t)
	}
	return strings.Join(quoted, " OR ")
}

// counts remembers how many articles have a word, as long as the archive has
// about the same size.
type counts struct {
	mu   sync.Mutex
	all  int64
	have map[string]int64
}

// remembered is how many words are kept: far more than a day's questions have.
const remembered = 4096

// count is how many articles have a word, of all that there are.
func (s *Store) count(ctx context.Context, word string, all int64) (int64, error) {
	c := &s.counts
	c.mu.Lock()
	if c.have == nil || len(c.have) >= remembered || 10*(all-c.all) > all || 10*(c.all-all) > all {
		c.all, c.have = all, map[string]int64{}
	}
	n, known := c.have[word]
	c.mu.Unlock()
	if known {
		return n, nil
	}
	err := s.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM articles_text WHERE articles_text MATCH $1`, quote(word)).Scan(&n)
	if err != nil {
		return 0, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.have[word] = n
	return n, nil
}

// hits reads the articles at some places of scores, leaves out those of other
// times and sources, and raises those that carry the question's topics.
func (s *Store) hits(ctx context.Context, q bot.Query, r reach, some []int, scores []float32) ([]bot.Hit, error) {
	seqs := make([]int64, len(some))
	for i, at := range some {
		seqs[i] = r.low + int64(at)
	}
	list, err := json.Marshal(seqs)
	if err != nil {
		return nil, err
	}
	b := &statement{}
	b.add("SELECT a.seq, a.id, a.story, a.headline, a.source, a.url, a.news_at, ")
	if len(q.Topics) == 0 {
		b.add("0")
	} else {
		b.add("(SELECT COUNT(*) FROM article_topics t WHERE t.article = a.seq AND t.topic IN (").list(q.Topics).add("))")
	}
	b.add(" FROM json_each(").arg(string(list)).add(") j CROSS JOIN articles a ON a.seq = j.value")
	from, to := window(q)
	b.add(" WHERE a.news_at >= ").arg(from).add(" AND a.news_at < ").arg(to)
	if q.Source != "" {
		b.add(" AND a.source = ").arg(q.Source)
	}
	rows, err := s.read.QueryContext(ctx, b.sql.String(), b.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var hits []bot.Hit
	for rows.Next() {
		var h bot.Hit
		var seq, at, topics int64
		if err := rows.Scan(&seq, &h.ID, &h.Story, &h.Headline, &h.Source, &h.URL, &at, &topics); err != nil {
			return nil, err
		}
		h.At = instant(at)
		h.Score = float64(scores[seq-r.low]) + topicBoost*float64(topics)
		hits = append(hits, h)
	}
	return hits, rows.Err()
}
