// Package place knows the names of countries, blocs and their governments.
package place

import "waybill/digest"

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
	return Place{}, Name, false
}

// Find lists the places named in text, longest names first where they
// overlap, in order of appearance; by whole words only.
func Find(text string) []Mention { return nil }
