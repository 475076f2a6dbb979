package store

import (
	"context"
	"fmt"
	"math"
	"strings"

	"waybill/adapters/store/internal/rank"
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
type fts5 struct {
	*Store
	lengths lengths
}

func (*fts5) version() string { return "3" }

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
func (*fts5) make(ctx context.Context, tx transaction) error {
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
func (*fts5) put(ctx context.Context, tx transaction, batch []indexed) error {
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

// match scores with bm25 (https://sqlite.org/fts5.html#the_bm25_function), for
// which SQLite says how often each article has the term.
func (s *fts5) match(ctx context.Context, t term, among []term, not []string, r reach) ([]scored, error) {
	match := quote(t.text)
	if len(among) > 0 {
		match += " AND (" + anyOf(texts(among)) + ")"
	}
	if none := anyOf(not); none != "" {
		match = "(" + match + ") NOT (" + none + ")"
	}
	times := "times(articles_text, $1)"
	if t.plain {
		times = "$1"
	}
	var gathered []byte
	if err := s.read.QueryRowContext(ctx, "SELECT gather(seq, n) FROM (SELECT rowid AS seq, "+times+" AS n FROM articles_text"+
		" WHERE articles_text MATCH $2 AND rowid >= $3 AND rowid <= $4 LIMIT -1)",
		float64(headlineWeight), match, r.low, r.high).Scan(&gathered); err != nil {
		return nil, err
	}
	var articles measure
	if !t.plain {
		var err error
		if articles, err = s.measure(ctx, r); err != nil {
			return nil, err
		}
	}
	found := make([]scored, 0, rank.Len(gathered))
	have := max(t.have, float64(rank.Len(gathered))/r.share())
	each := t.weight * idf(float64(r.all), have)
	for seq, n := range rank.Read(gathered) {
		score := each
		if t.plain { // the newest are as good as any
			score *= 1 + float64(seq-r.low)/float64(r.high-r.low+1)
		} else {
			score *= float64(n) * (bm25K + 1) / (float64(n) + bm25K*articles.long(seq-r.low))
		}
		found = append(found, scored{seq, float32(score)})
	}
	return found, nil
}

// idf is bm25's weight of a term by how many articles of all have it
// (https://sqlite.org/fts5.html#the_bm25_function).
func idf(all, have float64) float64 {
	return max(math.Log((all-have+0.5)/(have+0.5)), 1e-6)
}

// quote makes an FTS5 string of a term: nothing in it is syntax, and several
// words are a phrase.
func quote(term string) string {
	return `"` + strings.ReplaceAll(clean(term), `"`, `""`) + `"`
}

func texts(terms []term) []string {
	all := make([]string, len(terms))
	for i, t := range terms {
		all[i] = t.text
	}
	return all
}

func anyOf(terms []string) string {
	quoted := make([]string, len(terms))
	for i, t := range terms {
		quoted[i] = quote(t)
	}
	return strings.Join(quoted, " OR ")
}

// sample is how many of the newest articles tell whether a word is common:
// one that every two-hundredth of them has is not counted further. How common
// a word is decides what is looked for; bm25 counts on its own.
const (
	sample       = 5_000
	sampleCommon = sample / 200
)

// count counts a rare word exactly and estimates a common one.
func (s *fts5) count(ctx context.Context, word string, r reach) (n int64, err error) {
	if r.all > 2*sample {
		if n, err := s.estimate(ctx, word, r); err != nil || n >= sampleCommon*r.all/sample {
			return n, err
		}
	}
	err = s.read.QueryRowContext(ctx, countMatches, quote(word)).Scan(&n)
	return n, err
}

func (s *fts5) estimate(ctx context.Context, text string, r reach) (n int64, err error) {
	err = s.read.QueryRowContext(ctx, countMatches+` AND rowid > $2 AND rowid <= $3`, quote(text), r.last-sample, r.last).Scan(&n)
	return n * r.all / min(sample, r.all), err
}

const countMatches = `SELECT COUNT(*) FROM articles_text WHERE articles_text MATCH $1`

func (*fts5) costs() costs { return costs{score: 0.16, plain: 0.1, phrase: 0.06} }

// numbers makes rows of the list of numbers that the parameter behind it has.
func (*fts5) numbers() (before, after string) {
	return "json_each(", ") j CROSS JOIN articles a ON a.seq = j.value"
}
