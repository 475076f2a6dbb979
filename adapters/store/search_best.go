package store

import (
	"cmp"
	"container/heap"
	"context"
	"math"
	"slices"
	"sort"

	"waybill/bot"
)

// collect reads the best articles until there are as many as were asked for,
// and orders them by what they are after a closer look.
func (s *Store) collect(ctx context.Context, q bot.Query, r reach, scores []float32) ([]bot.Hit, error) {
	var hits []bot.Hit
	least := float32(math.MaxFloat32)
	for n := q.Limit + min(max(shallow, deep*q.Limit), deeper); ; n *= deep {
		some := best(scores, n, least)
		if len(some) == 0 {
			break
		}
		if q.Source == "" {
			some = raisable(scores, some, q.Limit, topicBoost*float32(len(q.Topics)))
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

// raisable leaves out those that could not come among the first few if they were
// raised by so much: each one that is read is a page of the disk.
func raisable(scores []float32, some []int, few int, by float32) []int {
	if len(some) <= few {
		return some
	}
	last := scores[some[few-1]]
	return some[:few+sort.Search(len(some)-few, func(i int) bool { return scores[some[few+i]] < last-by })]
}

// How many of the best articles by words are looked at more closely: for each
// one wanted deep more, at least shallow and at most deeper in all; and deep
// times as many if they were not enough.
const (
	deep    = 4
	shallow = 100
	deeper  = 400
)

// best are the places of the n highest scores below a bound, highest first and
// of equal ones the newest first, and all that are equal to the last.
func best(scores []float32, n int, below float32) []int {
	highest := lowestFirst{scores: scores}
	for i, score := range scores {
		switch {
		case score <= 0 || score >= below:
		case len(highest.places) < n:
			heap.Push(&highest, i)
		case score > scores[highest.places[0]]:
			highest.places[0] = i
			heap.Fix(&highest, 0)
		}
	}
	some := highest.places
	if len(some) == n {
		some = equalToo(scores, some)
	}
	slices.SortFunc(some, func(a, b int) int { return cmp.Or(cmp.Compare(scores[b], scores[a]), cmp.Compare(b, a)) })
	return some
}

// equalToo has all places with the lowest score of some, not just some of them.
func equalToo(scores []float32, some []int) []int {
	least := scores[some[0]]
	some = slices.DeleteFunc(some, func(i int) bool { return scores[i] == least })
	for i, score := range scores {
		if score == least {
			some = append(some, i)
		}
	}
	return some
}

// lowestFirst is a heap of places with the lowest score on top.
type lowestFirst struct {
	scores []float32
	places []int
}

func (h *lowestFirst) Len() int           { return len(h.places) }
func (h *lowestFirst) Less(a, b int) bool { return h.scores[h.places[a]] < h.scores[h.places[b]] }
func (h *lowestFirst) Swap(a, b int)      { h.places[a], h.places[b] = h.places[b], h.places[a] }
func (h *lowestFirst) Push(v any)         { h.places = append(h.places, v.(int)) }
func (h *lowestFirst) Pop() any           { panic("a heap that only grows") }
