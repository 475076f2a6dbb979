package extract

import (
	"strings"
	"unicode"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// maxCombining is how many combining marks may stand on one letter; no
// language needs more, and towers of them deface a channel.
const maxCombining = 3

// tidy is s as it is stored: composed (NFC), without control, invisible,
// direction and private characters, with one kind of space, lines trimmed, at
// most one empty line in a row and none at the ends. A tab is kept where it
// parts two cells.
func tidy(s string) string {
	s = norm.NFC.String(s)
	var b strings.Builder
	b.Grow(len(s))
	lines, tab, space, combining := 0, false, false, 0
	for _, r := range s {
		if r >= 0x80 && r < 0xa0 { // windows-1252 that was taken for Latin-1
			r = charmap.Windows1252.DecodeByte(byte(r))
		}
		switch {
		case r == '\n' || r == '\u2028' || r == '\u2029':
			lines++
			continue
		case r == '\t':
			tab = true
			continue
		case r == ' ' || r > 0x7f && unicode.IsSpace(r) || r == '\v' || r == '\f' || r == '\r' || r == '\u2800':
			space = true
			continue
		case ' ' < r && r < 0x7f: // most of them
			combining = 0
		case invisible(r):
			continue
		case unicode.In(r, unicode.Mn, unicode.Me):
			if combining++; combining > maxCombining {
				continue
			}
		default:
			combining = 0
		}
		switch {
		case b.Len() == 0:
		case lines > 1:
			b.WriteString("\n\n")
		case lines == 1:
			b.WriteByte('\n')
		case tab:
			b.WriteByte('\t')
		case space:
			b.WriteByte(' ')
		}
		lines, tab, space = 0, false, false
		b.WriteRune(r)
	}
	return norm.NFC.String(b.String()) // what was left out may have stood between a letter and its marks
}

// invisible reports whether r is nothing to be seen: controls, format
// characters such as zero-width spaces, soft hyphens, changes of direction
// and tags, private use, and what is no character at all.
func invisible(r rune) bool {
	if r < 0x7f {
		return r < ' '
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs) || r == '\ufffc' || r&0xfffe == 0xfffe
}
