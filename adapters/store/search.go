package store

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"waybill/bot"
)

// How a search scores an article: bm25 of each of the question's terms, plus
// this share of it for each term that the topics add, plus a little for each
// topic that the article carries. The shares are those of the design; on the
// training articles of Reuters-21578 anything from .4 to .8 does as well, and
// so does any weight of the headline from 2 to 8.
const (
	alsoShare  = 0.6
	topicBoost = 0.5
)

// Search finds articles, best first. Must and Also may be words or phrases of
// several words; any of Must finds an article, more of them raise it, and so
// do those of Also and the Topics. Without Must, Also finds. Since and Until
// are about when an article was published, or seen if it has no date.
//
// A search costs a bounded time whatever is asked; what that means for common
// words, [plan] says.
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
	r, err := s.reach(ctx, q)
	if err != nil || r.high < r.low {
		return nil, err
	}
	p, err := s.plan(ctx, q, r)
	if err != nil || p.empty() {
		return nil, err
	}
	if len(p.drive) == 0 {
		r.low = p.newest
	}
	scores, err := s.score(ctx, p, q.Not, r)
	if err != nil {
		return nil, err
	}
	if r.sparse {
		if err := s.mask(ctx, q, r, scores); err != nil {
			return nil, err
		}
	}
	return s.collect(ctx, q, r, scores)
}

// score looks for the terms of a plan, and returns the score of each article
// of the reach.
func (s *Store) score(ctx context.Context, p plan, not []string, r reach) ([]float32, error) {
	scores := make([]float32, r.high-r.low+1)
	add := func(found [][]scored) {
		for _, some := range found {
			for _, f := range some {
				scores[f.seq-r.low] += f.score
			}
		}
	}
	found, err := s.matches(ctx, p.drive, nil, not, r)
	if err != nil {
		return nil, err
	}
	add(found)
	older, newest := r, r
	older.high, newest.low = p.newest-1, p.newest
	var among [][]scored
	if len(p.drive) > 0 && older.low <= older.high {
		if among, err = s.matches(ctx, p.follow, p.drive, not, older); err != nil {
			return nil, err
		}
	}
	if found, err = s.matches(ctx, p.follow, nil, not, newest); err != nil {
		return nil, err
	}
	add(found)
	add(among)
	if found, err = s.matches(ctx, p.also, nil, not, r); err != nil {
		return nil, err
	}
	add(found)
	return scores, nil
}

// matches looks for several terms, some of them at once.
func (s *Store) matches(ctx context.Context, terms, among []term, not []string, r reach) ([][]scored, error) {
	found := make([][]scored, len(terms))
	look, within := errgroup.WithContext(ctx)
	look.SetLimit(sideBySide)
	for i, t := range terms {
		look.Go(func() (err error) {
			found[i], err = s.words.match(within, t, among, not, r)
			return err
		})
	}
	return found, look.Wait()
}

// A textIndex is an engine's index of the words in the articles.
type textIndex interface {
	version() string // of what make makes
	make(ctx context.Context, tx transaction) error
	// put brings the index up to date with a batch of articles: the last
	// thing that is done in their transaction.
	put(ctx context.Context, tx transaction, batch []indexed) error
	// count is how many articles have a word. Of a common one it may be an
	// estimate. estimate is the same of a phrase, from the newest articles.
	count(ctx context.Context, word string, r reach) (int64, error)
	estimate(ctx context.Context, phrase string, r reach) (int64, error)
	// match finds the articles of the reach that have the term, and one of
	// those among if there are any, and none of the others, each with its
	// bm25 for the term times the term's weight.
	match(ctx context.Context, t term, among []term, not []string, r reach) ([]scored, error)
	costs() costs
	// numbers makes rows of articles of a JSON list of their numbers.
	numbers() (before, after string)
}

// sideBySide is how many terms are looked for at once: a question must not
// take all readers of the database.
const sideBySide = 2

// scored is an article with what a term adds to its score.
type scored struct {
	seq   int64
	score float32
}
