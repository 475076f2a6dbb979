// Package chattext makes text written by strangers safe to show in a chat,
// before any platform's markup: it removes what cannot be seen and what turns
// lines around, keeps lengths, and lets through only links that lead where
// they seem to lead.
//
// It knows no platform. Escaping a platform's markup is that adapter's work.
package chattext

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxMarks is how many combining marks one letter may carry. Vietnamese,
// Hebrew with points and Thai need at most three; towers of marks over
// neighbouring lines need dozens.
const maxMarks = 4

// visibleFormat are characters of the class "format" that print something:
// signs over Arabic, Syriac and Kaithi numbers, an Arabic end of verse.
// https://www.unicode.org/versions/Unicode15.0.0/ch23.pdf, "Prepended Concatenation Marks"
var visibleFormat = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x0600, Hi: 0x0605, Stride: 1},
		{Lo: 0x06dd, Hi: 0x070f, Stride: 0x070f - 0x06dd},
		{Lo: 0x0890, Hi: 0x0891, Stride: 1},
		{Lo: 0x08e2, Hi: 0x08e2, Stride: 1},
	},
	R32: []unicode.Range32{{Lo: 0x110bd, Hi: 0x110cd, Stride: 0x110cd - 0x110bd}},
}

// Clean returns s as one line in NFC, at most maxRunes runes long. It drops
// control characters, direction overrides and isolates, zero-width and other
// invisible characters, tags and private-use characters, turns line breaks
// and tabs into spaces, and keeps at most a few combining marks to a letter.
// Bytes that are no UTF-8 become U+FFFD.
//
// What is longer ends with "…", which counts as a rune. A maxRunes of 0 or
// less means no limit. Clean never trims: runs of text are put together later.
// Clean(Clean(s)) is Clean(s).
func Clean(s string, maxRunes int) string {
	if plainASCII(s) && (maxRunes <= 0 || len(s) <= maxRunes) {
		return s
	}
	if maxRunes > 0 && len(s) > 16*(maxRunes+1) {
		// Far more than can be kept: don't normalise megabytes of it.
		s = strings.ToValidUTF8(s[:16*(maxRunes+1)], "")
	}
	var b strings.Builder
	b.Grow(len(s))
	marks := 0
	for _, r := range norm.NFC.String(visible(s)) {
		if unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r) {
			if marks++; marks > maxMarks {
				continue
			}
		} else {
			marks = 0
		}
		b.WriteRune(r)
	}
	return Cut(b.String(), maxRunes)
}

// visible drops what can't be seen and turns every line break into a space.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t', r == '\r', r == '\v', r == '\f', r == 0x85, r == 0x2028, r == 0x2029:
			return ' '
		case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Co, r), unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r):
			return -1
		case unicode.Is(unicode.Cf, r) && !unicode.Is(visibleFormat, r):
			return -1
		case r == 0x2800: // a braille pattern without dots
			return ' '
		}
		return r
	}, s)
}

func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// Cut returns s if it has at most maxRunes runes, and else its beginning with
// "…" as the last of maxRunes runes. A maxRunes of 0 or less means no limit.
func Cut(s string, maxRunes int) string {
	if maxRunes <= 0 || len(s) <= maxRunes {
		return s
	}
	return CutFunc(s, maxRunes, func(rune) int { return 1 })
}

// CutFunc returns s if its runes together are at most limit wide, and else its
// beginning with "…", at most limit wide. It prefers to end after a word and
// never ends between a letter and its combining marks.
func CutFunc(s string, limit int, width func(rune) int) string {
	room := limit - width('…')
	end, space, used := 0, 0, 0
	for i, r := range s {
		if used <= room && !unicode.Is(unicode.M, r) {
			if end = i; r == ' ' {
				space = i
			}
		}
		if used += width(r); used > limit {
			if space > end-end/5 {
				end = space
			}
			return strings.TrimRight(s[:end], " ") + "…"
		}
	}
	return s
}
