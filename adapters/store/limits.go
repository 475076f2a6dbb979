package store

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"waybill/bot"
)

// What one field may hold, in bytes. They are far above what anybody needs,
// and keep a mistake or a joke from filling the archive.
const (
	maxName = 300     // names, zones, cadences, identifiers
	maxLine = 4 << 10 // headlines, reasons, command lines
	maxURL  = 2 << 10 // as most servers and browsers
	maxText = 8 << 20 // an article, as collected: a page is cut at 8 MiB
)

// A field is a text on its way into a row.
type field struct {
	name  string // as people call it
	value *string
	max   int
}

// fit makes each field storable in place and refuses what is too long, by
// name.
func fit(fields ...field) error {
	for _, f := range fields {
		if len(*f.value) > f.max {
			return &bot.Error{
				Kind: bot.Invalid,
				Text: fmt.Sprintf("the %s has %d bytes, and at most %d are kept", f.name, len(*f.value), f.max),
				Hint: "shorten it",
			}
		}
		*f.value = clean(*f.value)
	}
	return nil
}

// clean replaces what PostgreSQL refuses in a text and no reader sees: NUL by
// a space, and each byte that is no UTF-8 by a question mark. Byte offsets
// into the text stay what they were.
func clean(s string) string {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
		return s
	}
	b := []byte(s)
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			b[i] = '?'
		case r == 0:
			b[i] = ' '
		}
		i += n
	}
	return string(b)
}

// cut shortens a text that nobody typed, such as a problem's description, to
// at most n bytes on a rune's border.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
