package summary

import (
	"cmp"
	"math"
	"slices"
)

// A vector is sparse: terms in order, each once.
type vector []weighted

type weighted struct {
	term   int32
	weight float64
}

// unit merges equal terms of v, weighs them by idf, and gives v length one.
func (v vector) unit(idf []float64) vector {
	slices.SortFunc(v, func(x, y weighted) int { return cmp.Compare(x.term, y.term) })
	out := v[:0]
	for _, x := range v {
		if n := len(out); n > 0 && out[n-1].term == x.term {
			out[n-1].weight += x.weight
			continue
		}
		out = append(out, x)
	}
	sum := 0.0
	for i := range out {
		out[i].weight *= idf[out[i].term]
		sum += out[i].weight * out[i].weight
	}
	if sum > 0 {
		length := math.Sqrt(sum)
		for i := range out {
			out[i].weight /= length
		}
	}
	return out
}

// dot is the scalar product, of unit vectors the cosine.
func (v vector) dot(w vector) float64 {
	sum, i, j := 0.0, 0, 0
	for i < len(v) && j < len(w) {
		switch {
		case v[i].term == w[j].term:
			sum += v[i].weight * w[j].weight
			i++
			j++
		case v[i].term < w[j].term:
			i++
		default:
			j++
		}
	}
	return sum
}

// has reports whether v holds the term.
func (v vector) has(term int32) bool {
	_, ok := slices.BinarySearchFunc(v, term, func(x weighted, t int32) int { return cmp.Compare(x.term, t) })
	return ok
}
