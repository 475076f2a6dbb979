package store

import (
	"context"
	"encoding/json"
	"strings"
	"sync"

	"waybill/bot"
)

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
func (s *Store) count(ctx context.Context, word string, r reach) (int64, error) {
	return s.remember(word, r.all, func() (int64, error) { return s.words.count(ctx, word, r) })
}

// roughly stands before what was only estimated, and in no word.
const roughly = "~ "

// remember asks for a number unless it is known.
func (s *Store) remember(name string, all int64, ask func() (int64, error)) (int64, error) {
	c := &s.counts
	c.mu.Lock()
	if c.have == nil || len(c.have) >= remembered || 10*(all-c.all) > all || 10*(c.all-all) > all {
		c.all, c.have = all, map[string]int64{}
	}
	n, known := c.have[name]
	c.mu.Unlock()
	if known {
		return n, nil
	}
	n, err := ask()
	if err != nil {
		return 0, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.have[name] = n
	return n, nil
}

// literal escapes what LIKE would take for more than itself.
var literal = strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`)

// hits reads the articles at some places of scores, leaves out those of other
// times and sources and those that the reader may not see, and raises those that carry the question's topics.
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
	b.add("SELECT a.seq, a.id, a.story, a.headline, a.source, a.url, a.news_at, a.topics")
	before, after := s.words.numbers()
	b.add(" FROM " + before).arg(string(list)).add(after)
	from, to := window(q)
	b.add(" WHERE a.news_at >= ").arg(from).add(" AND a.news_at < ").arg(to)
	b.seenBy(q.Reader)
	if q.Source != "" {
		b.add(" AND LOWER(a.source) LIKE ").arg("%" + literal.Replace(strings.ToLower(q.Source)) + "%").add(` ESCAPE '\'`)
	}
	rows, err := s.db().QueryContext(ctx, b.sql.String(), b.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var hits []bot.Hit
	for rows.Next() {
		var h bot.Hit
		var seq, at int64
		var topics string
		if err := rows.Scan(&seq, &h.ID, &h.Story, &h.Headline, &h.Source, &h.URL, &at, &topics); err != nil {
			return nil, err
		}
		h.At = instant(at)
		h.Score = float64(scores[seq-r.low]) + topicBoost*float64(carried(topics, q.Topics))
		hits = append(hits, h)
	}
	return hits, rows.Err()
}

// carried is how many of some topics an article carries, of which kept is what
// its row has.
func carried(kept string, topics []string) (n int) {
	for _, t := range topics {
		if strings.Contains(kept, " "+t+" ") {
			n++
		}
	}
	return n
}
