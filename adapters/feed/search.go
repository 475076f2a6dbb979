package feed

import "waybill/bot/collect"

// A dialect is a publisher's own way to answer a search, where that is no feed.
type dialect interface {
	// speaks reports whether an answer is of this dialect, by its beginning.
	speaks(head []byte) bool
	// parse reads the items of an answer that came from an address.
	parse(text []byte, from string) (collect.Feed, error)
}

// dialectOf is the dialect of a JSON document, nil if it is of none.
func dialectOf(text []byte) dialect {
	head := text[:min(len(text), window)]
	for _, d := range []dialect{federalRegister{}, govUK{}} {
		if d.speaks(head) {
			return d
		}
	}
	return nil
}
