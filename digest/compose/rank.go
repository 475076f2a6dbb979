package compose

import (
	"math"
	"slices"

	"waybill/digest"
)

// onTopic is how much the story is about the topics, from 0 for not at all to
// 1 for first of all.
func onTopic(s *digest.Story, topics []string) float64 {
	best := 0.0
	for i, t := range s.Topics {
		if slices.Contains(topics, t) {
			best = max(best, 1/(1+0.35*float64(i)))
		}
	}
	return best
}

// score is how important a story is in a digest: how much it is on topic, how
// many tell it independently, whether it has key figures and quotes, and how
// new it is.
func score(s *digest.Story, share float64, o Options) float64 {
	points := 2.5 * share
	points += 1.2 * math.Log(float64(s.Tellings()))
	keys := 0
	for _, f := range s.Figures {
		if f.Figure.Key {
			keys++
		}
	}
	points += 0.35 * float64(min(keys, 3))
	points += 0.25 * float64(min(len(s.Quotes), 2))
	if window := o.To.Sub(o.From); window > 0 {
		age := float64(o.To.Sub(s.Last)) / float64(window)
		points += 0.5 * (1 - min(max(age, 0), 1))
	}
	for _, t := range o.Less {
		if slices.Contains(s.Topics, t) {
			points *= 0.5
		}
	}
	return points
}
