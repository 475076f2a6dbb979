// Package whatlanggo stands in for github.com/RadhiFadlillah/whatlanggo, with
// which go-trafilatura guesses the language of every page it has read.
//
// Waybill knows languages itself (digest/language) and asks for none there, yet
// the guess took one seventh of the time of a page. Only what trafilatura names
// is declared here. The main module's go.mod puts it in place with a replace
// directive; remove both when trafilatura guesses only if it is asked to.
package whatlanggo

// A Lang is a language: that nobody looked for.
type Lang struct{}

// DetectLang does not look.
func DetectLang(string) Lang { return Lang{} }

// Iso6391 is the language's code, "" for one that is not known.
func (Lang) Iso6391() string { return "" }
