package intake

import (
	"strings"
	"unicode/utf8"

	"waybill/digest"
)

// What an archive takes of one article, in bytes. One that is beyond it must
// cost no other article of its batch.
const (
	maxName = 300     // section, language, source
	maxLine = 4 << 10 // headline, byline, note
	maxURL  = 2 << 10 // address, identifier, ID
	maxText = 8 << 20
)

// shorten cuts what only describes an article. Nobody has seen such a section
// or byline that was one.
func shorten(a *digest.Article) {
	for _, f := range []struct {
		text *string
		most int
	}{{&a.Headline, maxLine}, {&a.Byline, maxLine}, {&a.Note, maxLine}, {&a.Section, maxName}, {&a.Language, maxName}} {
		if len(*f.text) > f.most {
			end := f.most
			for end > 0 && !utf8.RuneStart((*f.text)[end]) {
				end--
			}
			*f.text = (*f.text)[:end]
		}
	}
	if len(a.Declared) > maxURL {
		a.Declared = ""
	}
}

// unfit is why an article cannot be stored, "" if it can.
func unfit(a *digest.Article) string {
	switch {
	case a.Headline == "" && strings.TrimSpace(a.Text) == "":
		return "it has neither a headline nor a text"
	case len(a.Text) > maxText:
		return "its text is longer than 8 MB"
	case len(a.URL) > maxURL:
		return "its address is longer than 2,048 characters"
	case len(a.GUID) > maxURL, len(a.ID) > maxURL:
		return "its identifier is longer than 2,048 characters"
	case len(a.Source) > maxName:
		return "the name of its source is longer than 300 characters"
	}
	return ""
}
