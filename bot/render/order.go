package render

import (
	"slices"

	"waybill/digest"
)

// byTime orders articles from the oldest to the newest.
func byTime(all []*digest.Article) []*digest.Article {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b *digest.Article) int { return a.At().Compare(b.At()) })
	return all
}
