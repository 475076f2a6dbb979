package store

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"waybill/adapters/store/internal/query"
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

// Of the terms that the topics add, the first are looked for; more of them
// raised no article on the training articles. Nor did terms that every
// twentieth article has.
const (
	alsoTerms  = 24
	alsoCommon = 0.05
)

// mustTerms is how many of a question's own terms are looked for.
const mustTerms = 32

// A question's own term that is in more than a third of the articles tells
// nothing beside one that is not.
const mustCommon = 0.33

// fewArticles say nothing about how common a word is.
const fewArticles = 1000

// Search finds articles, best first. Must and Also may be words or phrases of
// several words; any of Must finds an article, more of them raise it, and so
// do those of Also and the Topics. Without Must, Also finds. Since and Until
// are about when an article was published, or seen if it has no date.
//
// A search costs a bounded time whatever is asked: of a question that most
// articles answer, the newest are searched.
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
	plan, err := s.plan(ctx, q, &r)
	if err != nil || len(plan) == 0 {
		return nil, err
	}
	scores := make([]float32, r.high-r.low+1)
	found := make([][]scored, len(plan))
	look, within := errgroup.WithContext(ctx)
	look.SetLimit(sideBySide)
	for i, t := range plan {
		look.Go(func() (err error) {
			found[i], err = s.words.match(within, t, q.Not, r)
			return err
		})
	}
	if err := look.Wait(); err != nil {
		return nil, err
	}
	for _, some := range found {
		for _, f := range some {
			scores[f.seq-r.low] += f.score
		}
	}
	if r.sparse {
		if err := s.mask(ctx, q, r, scores); err != nil {
			return nil, err
		}
	}
	return s.collect(ctx, q, r, scores)
}

// A textIndex is an engine's index of the words in the articles.
type textIndex interface {
	version() string // of what make makes
	make(ctx context.Context, tx transaction) error
	// put brings the index up to date with a batch of articles: the last
	// thing that is done in their transaction.
	put(ctx context.Context, tx transaction, batch []indexed) error
	// count is how many articles have a word.
	count(ctx context.Context, word string) (int64, error)
	// match finds the articles of the reach that have the term and none of
	// the others, each with its bm25 times the term's weight.
	match(ctx context.Context, t term, not []string, r reach) ([]scored, error)
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

// A reach is the range of articles that a search looks at.
type reach struct {
	all       int64 // articles in the archive
	low, high int64 // numbers of the first and the last
	sparse    bool  // most in it are not asked for
}

// share is the part of the archive that the reach covers.
func (r reach) share() float64 { return float64(r.high-r.low+1) / float64(max(r.all, 1)) }

// reach turns the question's times into a range of articles. As they are
// numbered as they arrive, a window of time is mostly a range without gaps.
func (s *Store) reach(ctx context.Context, q bot.Query) (reach, error) {
	db := s.q()
	e, err := db.Extent(ctx)
	if err != nil || e.High == 0 {
		return reach{high: -1}, err
	}
	r := reach{all: e.High - e.Low + 1, low: e.Low, high: e.High}
	if q.Since.IsZero() && q.Until.IsZero() {
		return r, nil
	}
	from, to := window(q)
	n, err := db.CountWindow(ctx, query.CountWindowParams{FromAt: from, ToAt: to})
	if err != nil || n == 0 {
		return reach{high: -1}, err
	}
	if float64(n) > wide*float64(r.all) {
		return r, nil
	}
	w, err := db.Window(ctx, query.WindowParams{FromAt: from, ToAt: to})
	if err != nil {
		return reach{high: -1}, err
	}
	r.low, r.high = w.Low, w.High
	r.sparse = float64(n) <= wide*float64(r.high-r.low+1)
	return r, nil
}

// wide is the share of a range from which on it is as quick to look at all of
// it, and leave out of what is found what was not asked for.
const wide = 1. / 3

func window(q bot.Query) (from, to int64) {
	from, to = minMillis, maxMillis
	if !q.Since.IsZero() {
		from = millis(q.Since)
	}
	if !q.Until.IsZero() {
		to = millis(q.Until)
	}
	return from, to
}

// mask takes out of scores what is outside of the question's times.
func (s *Store) mask(ctx context.Context, q bot.Query, r reach, scores []float32) error {
	from, to := window(q)
	in, err := s.q().InWindow(ctx, query.InWindowParams{FromAt: from, ToAt: to})
	if err != nil {
		return err
	}
	kept := make([]float32, len(scores))
	for _, seq := range in {
		if seq >= r.low && seq <= r.high {
			kept[seq-r.low] = scores[seq-r.low]
		}
	}
	copy(scores, kept)
	return nil
}

// A term is a word or phrase that is looked for.
type term struct {
	text   string
	weight float64
	cost   float64 // microseconds for the whole reach
	fixed  float64 // microseconds whatever the reach
}

// What looking for a term costs, in microseconds, measured on 100,000 articles
// of 5 kB.
type costs struct {
	count  float64 // each article that has a word, to know how rare the word is
	score  float64 // each article that has a word, to score it
	phrase float64 // each place of a phrase's words, to compare it
}

// budget is how many microseconds a search may take.
const budget = 15_000

// plan chooses the terms that are looked for, so that they stay within the
// budget: the question's own first, rarest first, then the topics' in their
// order. If its own terms alone are over it, the reach is narrowed to the
// newest articles.
func (s *Store) plan(ctx context.Context, q bot.Query, r *reach) ([]term, error) {
	own, also := q.Must, q.Also
	if len(own) == 0 {
		own, also = also, nil
	}
	plan, err := s.ownTerms(ctx, own, *r)
	if err != nil {
		return nil, err
	}
	left := float64(budget)
	var moving float64
	for _, t := range plan {
		left -= t.fixed
		moving += t.cost
	}
	if left = max(left, budget/3); moving > left {
		r.low = r.high - int64(float64(r.high-r.low)*left/moving)
		return plan, nil
	}
	left -= moving
	for _, text := range also[:min(len(also), alsoTerms)] {
		t, common, err := s.term(ctx, text, alsoShare, *r)
		if err != nil {
			return nil, err
		}
		if cost := t.fixed + t.cost; common <= alsoCommon && cost <= left && !has(plan, text) {
			plan, left = append(plan, t), left-cost
		}
	}
	return plan, nil
}

func has(plan []term, text string) bool {
	return slices.ContainsFunc(plan, func(t term) bool { return strings.EqualFold(t.text, text) })
}

// ownTerms are the question's own, rarest first, without those that tell
// nothing beside the others.
func (s *Store) ownTerms(ctx context.Context, texts []string, r reach) ([]term, error) {
	type known struct {
		term
		common float64
	}
	var all []known
	for _, text := range texts[:min(len(texts), mustTerms)] {
		t, common, err := s.term(ctx, text, 1, r)
		if err != nil {
			return nil, err
		}
		all = append(all, known{t, common})
	}
	slices.SortStableFunc(all, func(a, b known) int { return cmp.Compare(a.common, b.common) })
	var plan []term
	found := false
	for _, k := range all {
		if k.common > mustCommon && found {
			break
		}
		plan = append(plan, k.term)
		found = found || k.common > 0 && k.common <= mustCommon
	}
	return plan, nil
}

// term says what it costs to look for a text, and which share of the articles
// has it: 0 for a phrase, of which that is not known before.
func (s *Store) term(ctx context.Context, text string, weight float64, r reach) (term, float64, error) {
	t := term{text: text, weight: weight}
	words := strings.Fields(text)
	if len(words) == 0 {
		return t, 1, nil
	}
	var places float64
	per := s.words.costs()
	for _, w := range words {
		n, err := s.count(ctx, w, r.all)
		if err != nil {
			return t, 0, err
		}
		places += float64(n)
	}
	if len(words) == 1 {
		t.fixed, t.cost = per.count*places, per.score*places*r.share()
		return t, places / float64(max(r.all, fewArticles)), nil
	}
	t.fixed, t.cost = per.phrase*places, per.phrase*places*r.share()
	return t, 0, nil
}

// collect reads the best articles until there are as many as were asked for,
// and orders them by what they are after a closer look.
func (s *Store) collect(ctx context.Context, q bot.Query, r reach, scores []float32) ([]bot.Hit, error) {
	var hits []bot.Hit
	least := float32(math.MaxFloat32)
	for n := q.Limit + min(deep*q.Limit, deeper); ; n *= deep {
		some := best(scores, n, least)
		if len(some) == 0 {
			break
		}
		least = scores[some[len(some)-1]]
		found, err := s.hits(ctx, q, r, some, scores)
		if err != nil {
			return nil, err
		}
		if hits = append(hits, found...); len(hits) >= q.Limit {
			break
		}
	}
	slices.SortStableFunc(hits, func(a, b bot.Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), b.At.Compare(a.At), cmp.Compare(a.ID, b.ID))
	})
	return hits[:min(len(hits), q.Limit)], nil
}

// How many of the best articles by words are looked at more closely: for each
// one wanted deep more, but not over deeper in all; and deep times as many if
// they were not enough.
const (
	deep   = 4
	deeper = 400
)

// best are the places of the n highest scores below a bound, highest first,
// and all that are equal to the last.
func best(scores []float32, n int, below float32) []int {
	var some []int
	for i, score := range scores {
		if score > 0 && score < below {
			some = append(some, i)
		}
	}
	slices.SortFunc(some, func(a, b int) int { return cmp.Or(cmp.Compare(scores[b], scores[a]), cmp.Compare(b, a)) })
	for n < len(some) && scores[some[n]] == scores[some[n-1]] {
		n++
	}
	return some[:min(n, len(some))]
}
