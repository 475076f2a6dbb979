package store

import (
	"context"
	"fmt"
	"strings"
)

// The full-text index is SQLite's own (FTS5), over headline and text of the
// articles, of which it keeps nothing but the places of their words
// (https://sqlite.org/fts5.html#contentless_delete_tables): the text itself is
// kept compressed. detail=none would be a third of it and bm25 28 times slower,
// as it would have to read the articles again.
//
// An article that is deleted is taken out by a trigger. One that is filed is
// not put in by one: SQLite makes a savepoint for each statement that has
// triggers, and FTS5 writes out what it has gathered at each savepoint. At the
// end of a batch it is 40 % less work. The index's parts are merged when there
// are eight of a size, not four, which is a tenth less work.
type fts5 struct{ *Store }

func (fts5) version() string { return "3" }

var indexSchema = []string{
	`DROP TRIGGER IF EXISTS articles_unindexed`,
	`DROP TABLE IF EXISTS articles_text`,
	`CREATE VIRTUAL TABLE articles_text USING fts5(headline, text, content = '', contentless_delete = 1,
		tokenize = 'porter unicode61')`,
	`INSERT INTO articles_text (articles_text, rank) VALUES ('automerge', 8)`,
	`CREATE TRIGGER articles_unindexed AFTER DELETE ON articles BEGIN
		DELETE FROM articles_text WHERE rowid = old.seq;
	END`,
}

const indexArticle = `INSERT INTO articles_text (rowid, headline, text) VALUES ($1, $2, $3)`

// make makes the index anew, of the articles that are there.
func (fts5) make(ctx context.Context, tx transaction) error {
	for _, statement := range indexSchema {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return wordsOfAll(ctx, tx, func(seq int64, headline, text string) error {
		_, err := tx.ExecContext(ctx, indexArticle, seq, headline, text)
		return err
	})
}

// put brings the index up to date with a batch of articles: the last thing
// that is done in their transaction.
func (fts5) put(ctx context.Context, tx transaction, batch []indexed) error {
	const take = `DELETE FROM articles_text WHERE rowid = $1`
	for _, a := range batch {
		if a.same {
			continue
		}
		if a.old != nil {
			if _, err := tx.ExecContext(ctx, take, a.seq); err != nil {
				return fmt.Errorf("take article %q out of the index: %w", a.now.ID, err)
			}
		}
		if _, err := tx.ExecContext(ctx, indexArticle, a.seq, a.now.Headline, a.now.Text); err != nil {
			return fmt.Errorf("index article %q: %w", a.now.ID, err)
		}
	}
	return nil
}

// headlineWeight is how much more a word counts in a headline than in a text.
const headlineWeight = 3

// match scores with SQLite's bm25, which is lower for better.
func (s fts5) match(ctx context.Context, t term, not []string, r reach) ([]scored, error) {
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

// count is how many articles have a word.
func (s fts5) count(ctx context.Context, word string) (n int64, err error) {
	err = s.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM articles_text WHERE articles_text MATCH $1`, quote(word)).Scan(&n)
	return n, err
}

func (fts5) costs() costs { return costs{count: 0.026, score: 0.45, phrase: 0.06} }

// numbers makes rows of the list of numbers that the parameter behind it has.
func (fts5) numbers() (before, after string) {
	return "json_each(", ") j CROSS JOIN articles a ON a.seq = j.value"
}
