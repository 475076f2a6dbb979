package cluster

import "math"

// A model weighs the features of an article and a story, and those of two
// stories, and says from which odds on they are one. Odds are logarithms of
// p/(1-p).
type model struct {
	join  [nFeatures]float64
	sure  float64 // odds from which an article joins at once
	merge [nPair]float64
	one   float64 // odds from which two stories are one
}

// The weights are found by logistic regression (go test -run Train -train):
// those of full on the 772 articles of ECB+, where each event has a twin that
// is easily taken for it, those of short on 3,517 headlines of 46 stories of
// the UCI News Aggregator; both among notices of one mould from different
// companies and countries. Pairs of stories are taken as they come up when the
// model itself merges every MergeEvery articles: from pairs as a first pass
// leaves them it learned nothing of large stories and merged notices by the
// dozen. The thresholds were chosen by cross-validation over events: held out,
// BCubed F1 is .94 on ECB+ and .93 on half the events of UCI, that of the
// notices among them .99 and .97 (pairs of a first pass: .936, .924, .98, .94).
// A threshold on the cosine alone reached .88 on ECB+, one model for both steps
// .92.
var (
	full = model{
		join:  [nFeatures]float64{-2.31, 1.56, 7.92, 2.27, -1.13, -4.60, 0.31, -0.75, -1.15, 0.15, 2.38, -0.57, 0.11, -1.04},
		sure:  odds(0.35),
		merge: [nPair]float64{-0.38, 2.14, 1.66, 3.59, -0.48, -4.31, 1.23, -1.86, 0.00, 3.32, 0.71, -1.56, 0.84, 0.01, -0.88, -0.51, 2.65, 0.59},
		one:   odds(0.6),
	}
	short = model{
		join:  [nFeatures]float64{2.15, 1.34, -0.28, 0.63, 0.61, -0.95, -3.80, -0.27, -3.03, -0.49, 0.00, 0.00, 0.00, 0.00},
		sure:  odds(0.6),
		merge: [nPair]float64{1.77, 6.26, -1.47, -1.31, -0.48, -4.33, 2.72, 0.16, -2.86, -3.24, 0.00, 0.00, 0.00, 0.00, -1.07, 0.43, 2.91, 0.67},
		one:   odds(0.4),
	}
)

func odds(p float64) float64 { return math.Log(p / (1 - p)) }

// joins says by how much the odds that an article belongs to a story are over
// what is needed.
func joins(p *profile, s *story, f [nFeatures]float64) float64 {
	m := &full
	if p.short || 2*s.shorts > int(s.n) {
		m = &short
	}
	return dot(m.join[:], f[:]) - m.sure
}

// merges says the same of two stories being one. Of a single article with a
// text there is no more to know than when it came.
func merges(a, b *story, p *profile) float64 {
	if a.n > b.n {
		a, b = b, a
	}
	m := &full
	switch {
	case 2*a.shorts > int(a.n) || 2*b.shorts > int(b.n):
		m = &short
	case a.n == 1:
		a.members[0].unpack(p)
		return joins(p, b, b.compare(p))
	}
	f := comparePair(a, b, p)
	return dot(m.merge[:], f[:]) - m.one
}

func dot(w, f []float64) (sum float64) {
	for i := range w {
		sum += w[i] * f[i]
	}
	return sum
}
