package cluster

// Shared is the share of the shorter text's runs of five words that the other
// one has too: 1 for a text and a part of it, and 0 for any share that is less
// than what copies have.
func Shared(a, b string) float64 {
	var k sketcher
	var of lookup
	of.fill(k.sketch(&Doc{Text: a}))
	return of.containment(k.sketch(&Doc{Text: b}))
}
