package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"waybill/bot"
	"waybill/digest/token"
)

// tsearch is the full-text index on PostgreSQL: a tsvector for each article
// under a GIN index. Words are cut and stemmed here, as SQLite's tokenizer
// does it, so that both engines find the same and no dictionary of the server
// matters.
//
// PostgreSQL's own ranking reads the whole tsvector of every article that has
// a word, and knows nothing of how rare the word is. So a word that an article
// has more than once is in the index once more for each of the levels that its
// count reaches, as "steel+2" or "steel+4", a headline's words counting
// [headlineWeight] times. From those, and the article's length, which are both
// read without the tsvector, comes bm25 with the parameters of SQLite's.
type tsearch struct{ *Store }

func (tsearch) version() string { return "2" }

// levels are the counts from which on a word is in the index once more, and
// what a word of that level counts.
var levels = [...]struct {
	from  int
	count float64
}{{1, 1}, {2, 2.4}, {4, 5}, {8, 11}}

// The planner is not told how common words are: it would read the articles
// from end to end for those, without knowing how much there is to read.
var wordsSchema = []string{
	`DROP TABLE IF EXISTS article_words`,
	`CREATE TABLE article_words (
		article BIGINT   NOT NULL PRIMARY KEY REFERENCES articles (seq) ON DELETE CASCADE,
		length  BIGINT   NOT NULL,
		words   TSVECTOR NOT NULL
	)`,
	`ALTER TABLE article_words ALTER COLUMN words SET STATISTICS 0`,
}

// The index is made of what is there at once. Afterwards every article goes
// into it at once, too: PostgreSQL's list of what is still to be put in would
// be read from end to end for each word of each question: on 10,000 articles
// just filed, one of twenty-six terms took two seconds instead of 15 ms.
const wordsIndex = `CREATE INDEX article_words_words ON article_words USING GIN (words) WITH (fastupdate = off)`

func (tsearch) make(ctx context.Context, tx transaction) error {
	for _, statement := range wordsSchema {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	err := wordsOfAll(ctx, tx, func(seq int64, headline, text string) error {
		return putWords(ctx, tx, seq, vectorOf(headline, text))
	})
	if err == nil {
		_, err = tx.ExecContext(ctx, wordsIndex)
	}
	return err
}

func (tsearch) put(ctx context.Context, tx transaction, batch []indexed) error {
	for _, a := range batch {
		if a.same {
			continue
		}
		if err := putWords(ctx, tx, a.seq, vectorOf(a.now.Headline, a.now.Text)); err != nil {
			return fmt.Errorf("index article %q: %w", a.now.ID, err)
		}
	}
	return nil
}

func putWords(ctx context.Context, tx transaction, seq int64, v vector) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO article_words (article, length, words) VALUES ($1, $2, $3::text::tsvector)
		ON CONFLICT (article) DO UPDATE SET length = excluded.length, words = excluded.words`, seq, v.length, v.text)
	return err
}

func (s tsearch) count(ctx context.Context, word string, _ reach) (n int64, err error) {
	q := queryOf(word)
	if q == "" {
		return 0, nil
	}
	err = s.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM article_words WHERE words @@ $1::text::tsquery`, q).Scan(&n)
	return n, err
}

func (s tsearch) estimate(ctx context.Context, phrase string, r reach) (int64, error) {
	return s.count(ctx, phrase, r)
}

func (tsearch) costs() costs { return costs{score: 1.2, plain: 0.5, phrase: 4} }

func (tsearch) numbers() (before, after string) {
	return "json_array_elements_text(CAST(", " AS JSON)) j(value) JOIN articles a ON a.seq = CAST(j.value AS BIGINT)"
}

// checkWords finds out whether every article is in the index, and nothing else.
func (s *Store) checkWords(ctx context.Context) error {
	var n int64
	err := s.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM articles a FULL JOIN article_words w ON w.article = a.seq
		WHERE a.seq IS NULL OR w.article IS NULL`).Scan(&n)
	if err == nil && n > 0 {
		err = &bot.Error{
			Kind: bot.Permanent, Text: fmt.Sprintf("the search index of %s is wrong about %d articles", s.path, n),
			Hint: "have it made again with: DELETE FROM meta WHERE name = 'search index'",
		}
	}
	return err
}

// bm25's parameters, as SQLite's (https://sqlite.org/fts5.html#the_bm25_function).
const (
	bm25K = 1.2
	bm25B = 0.75
)

func (s tsearch) match(ctx context.Context, t term, among []term, not []string, r reach) ([]scored, error) {
	q := queryOf(t.text)
	if q == "" {
		return nil, nil
	}
	find, drive := q, ""
	if len(among) > 0 {
		if drive = oneOf(among); drive == "" {
			return nil, nil
		}
		drive = " & (" + drive + ")"
		find += drive
	}
	for _, n := range not {
		if n = queryOf(n); n != "" {
			find += " & !(" + n + ")"
		}
	}
	b := &statement{}
	phrase := strings.Contains(q, "<->")
	if phrase && !t.plain {
		// Each place of the phrase ranks 1 in a headline and a third in a text.
		b.add("SELECT article, length, 3 * ts_rank_cd('{0.3333,0.3333,0.3333,1}', words, ").arg(q).add("::text::tsquery)")
	} else {
		b.add("SELECT article, length, CAST(1 AS REAL)")
	}
	b.reach(find, r)
	for _, l := range levels[1:] {
		if phrase || t.plain {
			break
		}
		b.add(" UNION ALL SELECT article, 0, CAST(" + strconv.FormatFloat(l.count, 'f', -1, 64) + " AS REAL)")
		b.reach(q[:len(q)-1]+"+"+strconv.Itoa(l.from)+"'"+drive, r)
	}
	rows, err := s.read.QueryContext(ctx, b.sql.String(), b.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []occurrence
	at := map[int64]int{}
	for rows.Next() {
		var o occurrence
		if err := rows.Scan(&o.seq, &o.length, &o.count); err != nil {
			return nil, err
		}
		i, is := at[o.seq]
		switch {
		case is:
			found[i].count = max(found[i].count, o.count)
		case o.length > 0:
			at[o.seq] = len(found)
			found = append(found, o)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return s.score(ctx, t, r, found)
}

// oneOf is a tsquery for any of the terms.
func oneOf(terms []term) string {
	var all []string
	for _, t := range terms {
		if q := queryOf(t.text); q != "" {
			all = append(all, "("+q+")")
		}
	}
	return strings.Join(all, " | ")
}

// reach narrows a statement to the articles of a reach that a query finds.
func (b *statement) reach(find string, r reach) {
	b.add(" FROM article_words WHERE words @@ ").arg(find).add("::text::tsquery AND article >= ").arg(r.low).add(" AND article <= ").arg(r.high)
}

// An occurrence is how often an article has a term.
type occurrence struct {
	seq, length int64
	count       float64
}

func (s tsearch) score(ctx context.Context, t term, r reach, found []occurrence) ([]scored, error) {
	if len(found) == 0 {
		return nil, nil
	}
	usual, err := s.usualLength(ctx, r.all)
	if err != nil {
		return nil, err
	}
	have := float64(len(found)) / r.share()
	n, err := s.Store.count(ctx, t.text, r)
	if err != nil {
		return nil, err
	}
	rare := idf(float64(r.all), max(have, float64(n)))
	all := make([]scored, len(found))
	for i, o := range found {
		long := 1 - bm25B + bm25B*float64(o.length)/usual
		all[i] = scored{o.seq, float32(t.weight * rare * o.count * (bm25K + 1) / (o.count + bm25K*long))}
	}
	return all, nil
}

// usualLength is how many words an article has on average.
func (s tsearch) usualLength(ctx context.Context, all int64) (float64, error) {
	n, err := s.remember(lengthKey, all, func() (n int64, err error) {
		err = s.read.QueryRowContext(ctx, "SELECT CAST(COALESCE(AVG(length), 1) AS BIGINT) FROM article_words").Scan(&n)
		return n, err
	})
	return float64(max(n, 1)), err
}

// lengthKey is no word.
const lengthKey = " length"

// queryOf is a word or phrase as a tsquery, "" if there is no word in it.
func queryOf(text string) string {
	var all []string
	for w := range words(clean(text)) {
		all = append(all, "'"+w+"'")
	}
	return strings.Join(all, " <-> ")
}

// A vector is what the index holds of an article.
type vector struct {
	text   string // a tsvector
	length int64  // words
}

// Limits of PostgreSQL's (https://www.postgresql.org/docs/current/textsearch-limitations.html):
// places are numbered up to 16,383, a word has at most 256 of them, and a
// tsvector less than 1 MB.
const (
	maxPlace  = 16_383
	maxPlaces = 255
	maxWord   = 40 // bytes, ours
)

func vectorOf(headline, text string) vector {
	type entry struct {
		places []string
		count  int
	}
	entries := map[string]*entry{}
	place := 0
	add := func(text, mark string, weight int) {
		for w := range words(clean(text)) {
			if place++; place > maxPlace {
				return
			}
			e := entries[w]
			if e == nil {
				e = &entry{}
				entries[w] = e
			}
			e.count += weight
			if len(e.places) < maxPlaces {
				e.places = append(e.places, strconv.Itoa(place)+mark)
			}
		}
	}
	add(headline, "A", headlineWeight)
	place++ // no phrase goes from the headline into the text
	add(text, "", 1)
	var b strings.Builder
	for w, e := range entries {
		b.WriteString(" '" + w + "':" + strings.Join(e.places, ","))
		for _, l := range levels[1:] {
			if e.count >= l.from {
				b.WriteString(" '" + w + "+" + strconv.Itoa(l.from) + "'")
			}
		}
	}
	return vector{text: b.String(), length: int64(max(min(place, maxPlace), 1))}
}

// words are the stems of a text's words in order. As for SQLite's unicode61,
// a word is a run of letters and digits, without case and accents.
func words(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for i := 0; i < len(text); {
			r, n := utf8.DecodeRuneInString(text[i:])
			if !unicode.IsLetter(r) && !unicode.IsNumber(r) {
				i += n
				continue
			}
			j := i + n
			for j < len(text) {
				r, n := utf8.DecodeRuneInString(text[j:])
				if !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.Is(unicode.Mn, r) {
					break
				}
				j += n
			}
			if w := fold(text[i:j]); w != "" && !yield(w) {
				return
			}
			i = j
		}
	}
}

// fold is the stem of a word without case and accents.
func fold(word string) string {
	word = strings.ToLower(word)
	if strings.ContainsFunc(word, func(r rune) bool { return r >= utf8.RuneSelf }) {
		var b []rune
		for _, r := range norm.NFD.String(word) {
			if !unicode.Is(unicode.Mn, r) {
				b = append(b, r)
			}
		}
		word = string(slices.Clip(b))
	}
	return cut(strings.Trim(token.Stem(word), "'"), maxWord)
}
