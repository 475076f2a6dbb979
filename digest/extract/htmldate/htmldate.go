// Package htmldate stands in for github.com/markusmobius/go-htmldate, which
// go-trafilatura imports to search a page for its date.
//
// Waybill reads dates itself (digest/extract/when) and tells trafilatura not
// to search. The real package would still compile the date words of 200
// languages at every start: 0.1 s, and 45 MB that are never given back. Only
// what trafilatura names is declared here. The main module's go.mod puts it in
// place with a replace directive; remove both when trafilatura no longer
// imports the real one.
package htmldate

import (
	"errors"
	"time"

	"golang.org/x/net/html"
)

// Options are those of a search that is never made.
type Options struct {
	URL                 string
	UseOriginalDate     bool
	SkipExtensiveSearch bool
}

// A Result is a date that the caller found by other means.
type Result struct {
	DateTime time.Time
	HasTime  bool
}

// IsZero reports whether there is no date.
func (r Result) IsZero() bool { return r.DateTime.IsZero() }

// FromDocument finds nothing.
func FromDocument(*html.Node, Options) (Result, error) {
	return Result{}, errors.New("dates are read by digest/extract/when")
}
