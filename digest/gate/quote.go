package gate

import (
	"slices"
	"strings"

	"waybill/digest"
	"waybill/digest/quote"
)

// quotations reports words in marks that no source has in marks, and words
// whose speaker the engine takes for another one than in the source.
func quotations(out sentence, of []sentence) Reason {
	quotes := 0
	for _, u := range out.units {
		if u.kind == mark && strings.ContainsAny(u.key, "“”\"„«»") {
			return Quote // not closed
		}
		if u.kind != quoted {
			continue
		}
		quotes++
		if !slices.ContainsFunc(of, func(s sentence) bool {
			return has(s.units, func(v unit) bool { return v.kind == quoted && v.key == u.key })
		}) {
			return Quote
		}
	}
	if quotes == 0 {
		return ""
	}
	heard := map[string][]string{} // words, and who said them
	for _, s := range of {
		for _, q := range said(s) {
			words := spoken(q, s)
			heard[words] = append(heard[words], q.Speaker)
		}
	}
	for _, q := range said(out) {
		if who := heard[spoken(q, out)]; who != nil && !slices.Contains(who, q.Speaker) {
			return Speaker
		}
	}
	return ""
}

// spoken are the words of a quote, without the mark that its place calls for.
func spoken(q digest.Quote, s sentence) string { return strings.TrimRight(q.At.In(s.text), ".,") }

// said are the quotes of a sentence as the engine reads them.
func said(s sentence) []digest.Quote {
	return quote.Find(quote.Doc{Text: s.text, Sentences: []digest.Span{{Start: 0, End: len(s.text)}}})
}
