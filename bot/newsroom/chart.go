package newsroom

import (
	"context"
	"fmt"
	"slices"
	"time"

	"waybill/digest"
	"waybill/digest/series"
)

// chartHits is how many articles a chart is made from at most: those that
// answer its question best.
const chartHits = 400

// Charted is what the archive has on a question over time.
type Charted struct {
	Series   *digest.Series  // what can be drawn; nil if nothing can
	Others   []digest.Series // what could be drawn as well
	Near     []digest.Series // if nothing can: what there is, the best first
	Checked  digest.Check    // of the figures of Series
	Articles int             // looked at
}

// Chart finds the figures of one thing over time, for a reader. Each of them is looked up in
// its article by the same check as a digest's.
func (r *Room) Chart(ctx context.Context, reader digest.Reader, question string, since, until time.Time) (Charted, error) {
	u := r.Topics.Understand(question)
	q := Query(u)
	q.Reader, q.Since, q.Until, q.Limit = reader, since, until, chartHits
	hits, err := r.Archive.Search(ctx, q)
	if err != nil {
		return Charted{}, fmt.Errorf("search for figures: %w", err)
	}
	ids := make([]string, len(hits))
	for i, h := range hits {
		ids[i] = h.ID
	}
	tellings, err := r.Archive.Tellings(ctx, ids)
	if err != nil {
		return Charted{}, fmt.Errorf("read articles with figures: %w", err)
	}
	asked, near := series.Find(tellings, series.Ask(u))
	c := Charted{Articles: len(hits)}
	for _, s := range asked {
		s, checked, err := r.proven(ctx, s)
		switch {
		case err != nil:
			return Charted{}, err
		case !series.Drawable(s):
			c.Near = append(c.Near, s)
		case c.Series == nil:
			c.Series, c.Checked = &s, checked
		default:
			c.Others = append(c.Others, s)
		}
	}
	if len(c.Near) > 0 || c.Series != nil {
		near = nil
	}
	for _, s := range near[:min(len(near), nearest)] {
		s, _, err := r.proven(ctx, s)
		if err != nil {
			return Charted{}, err
		}
		c.Near = append(c.Near, s)
	}
	c.Near = slices.DeleteFunc(c.Near, func(s digest.Series) bool { return len(s.Points) == 0 })
	return c, nil
}

// nearest is how many series are told of that have only something in common
// with the question.
const nearest = 5

// proven is a series without the points that do not stand in their articles.
func (r *Room) proven(ctx context.Context, s digest.Series) (digest.Series, digest.Check, error) {
	facts := make([]digest.Fact, len(s.Points))
	for i, p := range s.Points {
		facts[i] = p.Fact
	}
	d, err := r.verify(ctx, digest.Digest{Items: []digest.Item{{Figures: facts}}})
	s.Points = slices.DeleteFunc(slices.Clone(s.Points), func(p digest.Point) bool { return !stands(d, p) })
	return s, d.Checked, err
}

// stands reports whether a point is among what a digest was left with.
func stands(d digest.Digest, p digest.Point) bool {
	return slices.ContainsFunc(d.Items, func(item digest.Item) bool {
		return slices.ContainsFunc(item.Figures, func(f digest.Fact) bool { return f.Passage == p.Fact.Passage })
	})
}
