package language

import (
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Name is the English name of a language: "German" for "de", the tag itself if
// it has none.
func Name(tag string) string {
	parsed, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	if name := display.English.Languages().Name(parsed); name != "" {
		return name
	}
	return tag
}
