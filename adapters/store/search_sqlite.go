package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"waybill/adapters/store/internal/query"
)

// The full-text index is SQLite's own (FTS5), over headline and text of the
// articles, which it does not copy (https://sqlite.org/fts5.html#external_content_tables).
// Triggers keep it, so whatever changes an article changes the index in the
// same transaction. detail=none would be a third smaller and bm25 28 times
// slower: it would have to read the articles again.
const indexVersion = "1"

var index = []string{
	`DROP TRIGGER IF EXISTS articles_indexed`,
	`DROP TRIGGER IF EXISTS articles_reindexed`,
	`DROP TRIGGER IF EXISTS articles_unindexed`,
	`DROP TABLE IF EXISTS articles_text`,
	`CREATE VIRTUAL TABLE articles_text USING fts5(headline, text, content = 'articles', content_rowid = 'seq',
		tokenize = 'porter unicode61')`,
	`CREATE TRIGGER articles_indexed AFTER INSERT ON articles BEGIN
		INSERT INTO articles_text (rowid, headline, text) VALUES (new.seq, new.headline, new.text);
	END`,
	`CREATE TRIGGER articles_reindexed AFTER UPDATE OF headline, text ON articles BEGIN
		INSERT INTO articles_text (articles_text, rowid, headline, text) VALUES ('delete', old.seq, old.headline, old.text);
		INSERT INTO articles_text (rowid, headline, text) VALUES (new.seq, new.headline, new.text);
	END`,
	`CREATE TRIGGER articles_unindexed AFTER DELETE ON articles BEGIN
		INSERT INTO articles_text (articles_text, rowid, headline, text) VALUES ('delete', old.seq, old.headline, old.text);
	END`,
	`INSERT INTO articles_text (articles_text) VALUES ('rebuild')`,
}

// indexed makes the full-text index if it is not there or not the one of this
// program, from the articles that are there.
func (s *Store) indexed(ctx context.Context) error {
	const name = "search index"
	version, err := s.q().Meta(ctx, name)
	if err == nil && version == indexVersion {
		return nil
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	err = s.change(ctx, func(ctx context.Context, tx *sql.Tx, q *query.Queries) error {
		for _, statement := range index {
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

// bm25 adds to scores, for each article from a number on that matches the FTS5
// expression, its bm25 times weight. SQLite's is lower for better.
func (s *Store) bm25(ctx context.Context, expression string, from int64, weight float64, scores map[int64]float64) error {
	rows, err := s.read.QueryContext(ctx,
		`SELECT rowid, bm25(articles_text, $1, 1.0) FROM articles_text WHERE articles_text MATCH $2 AND rowid >= $3`,
		float64(headlineWeight), expression, from)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var seq int64
		var score float64
		if err := rows.Scan(&seq, &score); err != nil {
			return err
		}
		scores[seq] -= weight * score
	}
	return rows.Err()
}
