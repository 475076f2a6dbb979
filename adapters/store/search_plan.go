package store

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"waybill/bot"
)

// A plan is how a question is answered in bounded time, however common its
// words are. bm25 costs something for each article that has a word, so:
//
//   - drive are the question's own terms, rarest first, as far as all articles
//     of the reach that have them can be scored: on SQLite that is everything
//     that people ask of a million articles, but for a third very common word;
//   - follow are those that are too common for that. They are scored in all
//     articles that have a driving term, which finds the rest of those articles'
//     score, and besides in the newest articles;
//   - also are the topics' terms, as far as there is time left.
//
// So the ranking is bm25's own of all articles that have a driving term, and of
// the newest that have any. How rare a common word is, is estimated from the
// newest 5,000 articles. Left out are older articles that have only common words
// of the question. A word that a share p of the articles has adds at most
// ln(1/p) times 2.2 to a score, and is only left out of the older ones if p is
// large: they would be behind whatever is found unless nothing that is found
// answers well.
//
// Without a driving term (every word is common) the newest articles are
// searched. And a word that more than half of the articles have tells nothing
// in bm25: it adds a millionth, so the newest that have it are the answer.
type plan struct {
	drive, follow, also []term

	newest int64 // from here on follow is looked for in all articles
}

func (p plan) empty() bool { return len(p.drive)+len(p.follow)+len(p.also) == 0 }

// A term is a word or phrase that is looked for.
type term struct {
	text   string
	weight float64
	plain  bool    // it tells nothing: that an article has it is enough to know
	have   float64 // articles of the archive that have it; 0 for a rare phrase, of which it is not known before
	common float64 // share of the archive that has it; 0 for a rare phrase
	cost   float64 // microseconds for the whole reach
}

// What looking for a term costs, in microseconds, measured on archives of
// articles of 5 kB.
type costs struct {
	score  float64 // each article that has a word, to score it
	plain  float64 // each article that has a word, to know that
	phrase float64 // each place of a phrase's words, to compare it
}

// How many microseconds of a processor a search may take for the question's
// own terms, over everything and over a window of time, which is what people
// mostly ask for; for words that tell nothing; to know how rare a phrase is;
// and for the terms of the topics, again over everything and over a window, of
// what the own ones leave of it, but at least a third.
const (
	ownBudget    = 160_000
	windowBudget = 40_000
	plainBudget  = 5_000
	countBudget  = 10_000
	alsoBudget   = 15_000
	windowAlso   = 8_000
	leastBudget  = 300 // less is not worth to find out what a term costs
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
// nothing beside one that is not; one that is in more than half, nothing at all.
const (
	mustCommon  = 0.33
	tellNothing = 0.5
)

// fewArticles say nothing about how common a word is.
const fewArticles = 1000

func (s *Store) plan(ctx context.Context, q bot.Query, r reach) (plan, error) {
	own, also := q.Must, q.Also
	if len(own) == 0 {
		own, also = also, nil
	}
	terms, err := s.ownTerms(ctx, own, r)
	if err != nil {
		return plan{}, err
	}
	budget, left := float64(ownBudget), float64(alsoBudget)
	if !q.Since.IsZero() || !q.Until.IsZero() {
		budget, left = windowBudget, windowAlso
	}
	p, taken := apportion(terms, budget, r)
	left = max(left-taken, left/3)
	for _, text := range also[:min(len(also), alsoTerms)] {
		if left < leastBudget {
			break
		}
		t, err := s.term(ctx, text, alsoShare, r)
		if err != nil {
			return plan{}, err
		}
		if t.common <= alsoCommon && t.cost <= left && !has(terms, text) {
			p.also, left = append(p.also, t), left-t.cost
		}
	}
	return p, nil
}

func has(terms []term, text string) bool {
	return slices.ContainsFunc(terms, func(t term) bool { return strings.EqualFold(t.text, text) })
}

// apportion shares the budget out to a question's own terms, rarest first, and
// returns what they take of it.
func apportion(own []term, budget float64, r reach) (p plan, taken float64) {
	if len(own) > 0 && own[0].plain {
		budget = plainBudget
	}
	left := budget
	p.newest = r.low
	for len(own) > 0 && own[0].cost <= left {
		left -= own[0].cost
		p.drive, own = append(p.drive, own[0]), own[1:]
	}
	if p.follow = own; len(own) == 0 {
		return p, budget - left
	}
	all := 0.0
	for _, t := range own {
		all += t.cost
	}
	left = max(left, budget/3)
	p.newest = max(r.low, r.high-int64(float64(r.high-r.low)*left/all))
	return p, budget
}

// ownTerms are the question's own, rarest first, without those that tell
// nothing beside the others.
func (s *Store) ownTerms(ctx context.Context, texts []string, r reach) ([]term, error) {
	var all []term
	for _, text := range texts[:min(len(texts), mustTerms)] {
		t, err := s.term(ctx, text, 1, r)
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	slices.SortStableFunc(all, func(a, b term) int { return cmp.Compare(a.common, b.common) })
	var own []term
	found := false
	for _, t := range all {
		if t.common > mustCommon && found {
			break
		}
		own = append(own, t)
		found = found || t.common > 0 && t.common <= mustCommon
	}
	return own, nil
}

// term says how common a text is and what it costs to look for it.
func (s *Store) term(ctx context.Context, text string, weight float64, r reach) (term, error) {
	t := term{text: text, weight: weight}
	words := strings.Fields(text)
	if len(words) == 0 {
		t.common = 1
		return t, nil
	}
	var places float64
	per := s.words.costs()
	for _, w := range words {
		n, err := s.count(ctx, w, r)
		if err != nil {
			return t, err
		}
		places += float64(n)
	}
	all := float64(max(r.all, fewArticles))
	if len(words) == 1 {
		t.have, t.common, t.cost = places, places/all, per.score*places*r.share()
		if t.common > tellNothing {
			t.plain, t.cost = true, per.plain*places*r.share()
		}
		return t, nil
	}
	t.cost = per.phrase * places * r.share()
	if per.phrase*places > countBudget { // to know exactly how rare it is takes too long
		n, err := s.remember(roughly+text, r.all, func() (int64, error) { return s.words.estimate(ctx, text, r) })
		if err != nil {
			return t, err
		}
		t.have, t.common = float64(n), float64(n)/all
	}
	return t, nil
}
