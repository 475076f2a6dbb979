// Package place knows the names of countries, blocs and their governments.
//
// The names stand in places.txt, one place a line, for people to read and
// mend. They are matched as they are printed: by whole words, and with their
// capitals, so that "us", "turkey" and "china cups" name nothing and "EU" is
// not found in "museum".
package place

import (
	"strings"

	"waybill/digest"
)

// A Place is a country, a bloc or a territory that trades as one.
type Place struct {
	Name string // short English name: "United States", "European Union", "China"
	Code string // ISO 3166 alpha-2, or for blocs "EU", "ASEAN", "MERCOSUR", …
	Bloc bool
}

// A Form says by which sort of name a place is mentioned.
type Form uint8

// The forms of a mention.
const (
	Name    Form = iota // "China", "the United States", "U.S."
	Demonym             // "Chinese", "American"
	Capital             // "Beijing", "Washington": the government by its seat
)

// A Mention is a place named in a text.
type Mention struct {
	At    digest.Span
	Place Place
	Form  Form
}

// Lookup finds the place that words name, in any form: "China", "Chinese",
// "U.S.", "the United States", "Beijing". Case matters as it does in print:
// "us" and "turkey" name nothing, "US" and "Turkey" do.
func Lookup(words string) (Place, Form, bool) {
	words = strings.TrimSpace(words)
	for _, tail := range []string{"'s", "’s", "'", "’"} {
		words = strings.TrimSuffix(words, tail)
	}
	t := table()
	if n, ok := t.whole(words); ok { // "The Hague"
		return t.places[n.place], n.form, true
	}
	words = strings.TrimPrefix(strings.TrimPrefix(words, "the "), "The ")
	if n, ok := t.whole(words); ok {
		return t.places[n.place], n.form, true
	}
	return Place{}, Name, false
}

// whole is the name that is just words.
func (t *gazetteer) whole(words string) (name, bool) {
	for _, n := range t.at(words, 0) {
		if end, ok := n.fits(words, 0); ok && end == len(words) && !n.other {
			return n, true
		}
	}
	return name{}, false
}

// ByCode finds a place by its code, in capitals: "CN", "EU".
func ByCode(code string) (Place, bool) {
	t := table()
	i, ok := t.codes[code]
	if !ok {
		return Place{}, false
	}
	return t.places[i], true
}

// All lists the places, in the order of the file: by region, blocs last.
func All() []Place {
	return append([]Place(nil), table().places...)
}

// Names lists the names of the place with this code, its own name first, then
// other names, demonyms and seats of government; nil if there is no such place.
func Names(code string) []string {
	t := table()
	i, ok := t.codes[code]
	if !ok {
		return nil
	}
	return append([]string(nil), t.names[i]...)
}
