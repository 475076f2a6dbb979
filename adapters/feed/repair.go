package feed

import (
	"bytes"
	"regexp"
	"strconv"
	"unicode/utf8"
)

// prolog is the declaration at the top of an XML document.
var prolog = regexp.MustCompile(`^\s*<\?xml[^>]*\?>`)

// undeclare takes away what a document says of its encoding, which is UTF-8
// by now, and its document type, of which feeds need nothing: it is where
// entities that grow or read files are declared.
func undeclare(text []byte) []byte {
	if loc := prolog.FindIndex(text); loc != nil {
		text = text[loc[1]:]
	}
	for i := 0; i < len(text); {
		lt := bytes.IndexByte(text[i:], '<')
		if lt < 0 {
			return text
		}
		m := markupAt(text, i+lt)
		switch m.kind {
		case declaration:
			return append(append([]byte{}, text[:m.start]...), text[m.end:]...)
		case other:
			i = m.end
		default:
			return text
		}
	}
	return text
}

// markupType is where an element of an Atom feed says that its text is HTML.
var markupType = regexp.MustCompile(`type(\s*=\s*["']?[^"'<>]*(?i:html|&))`)

// untyped is text in which no element says so: gofeed would parse what it holds
// as HTML, of which a few bytes can make a gigabyte (extract.Parse), to resolve
// addresses in it that nobody reads.
func untyped(text []byte) []byte {
	if !bytes.Contains(text, []byte("<feed")) && !bytes.Contains(text, []byte(":feed")) {
		return text
	}
	return markupType.ReplaceAll(text, []byte("typo$1"))
}

// legal is text without the characters that XML forbids, whether they stand
// for themselves or are written as numbers.
// https://www.w3.org/TR/xml/#charsets
func legal(text []byte) []byte {
	text = legalReferences(text)
	for i := 0; i < len(text); {
		r, n := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRune(text[i:])
		}
		if !legalRune(r) || r == utf8.RuneError && n == 1 {
			return bytes.Map(func(r rune) rune {
				if !legalRune(r) {
					return -1
				}
				return r
			}, text)
		}
		i += n
	}
	return text
}

// legalReferences is text without numeric references to forbidden characters.
func legalReferences(text []byte) []byte {
	var out []byte // nil until something is left out
	done := 0
	for i := 0; ; {
		n := bytes.Index(text[i:], []byte("&#"))
		if n < 0 {
			break
		}
		i += n
		r, length := referred(text[i:])
		if length > 0 && !legalRune(r) {
			out = append(out, text[done:i]...)
			done = i + length
		}
		i += max(length, 2)
	}
	if done == 0 {
		return text
	}
	return append(out, text[done:]...)
}

// referred is the character that the numeric reference at the beginning of s
// stands for, and the reference's length; 0 if it is none.
func referred(s []byte) (rune, int) {
	i, base := 2, 10
	if i < len(s) && (s[i] == 'x' || s[i] == 'X') {
		i, base = 3, 16
	}
	start := i
	for i < len(s) && i < start+10 && (s[i] >= '0' && s[i] <= '9' || base == 16 && (s[i]|0x20 >= 'a' && s[i]|0x20 <= 'f')) {
		i++
	}
	n, err := strconv.ParseInt(string(s[start:i]), base, 64)
	if err != nil {
		return 0, 0
	}
	if i < len(s) && s[i] == ';' {
		i++
	}
	return rune(min(n, 1<<30)), i
}

func legalRune(r rune) bool {
	switch {
	case r < ' ':
		return r == '\t' || r == '\n' || r == '\r'
	case r >= 0xd800 && r <= 0xdfff, r == 0xfffe, r == 0xffff:
		return false
	}
	return r >= 0 && r <= 0x10ffff
}

// escape writes every '<' that begins no markup, and every '&' that begins no
// reference, as text.
func escape(text []byte) []byte {
	var b bytes.Buffer
	b.Grow(len(text) + 64)
	for i := 0; i < len(text); {
		n := bytes.IndexAny(text[i:], "<&")
		if n < 0 {
			b.Write(text[i:])
			break
		}
		b.Write(text[i : i+n])
		i += n
		if text[i] == '&' {
			if known.Match(text[i:min(len(text), i+34)]) {
				b.WriteByte('&')
			} else {
				b.WriteString("&amp;")
			}
			i++
			continue
		}
		m := markupAt(text, i)
		if m.kind == stray {
			b.WriteString("&lt;")
		} else {
			b.Write(text[m.start:m.end])
		}
		i = m.end
	}
	return b.Bytes()
}

// known is a reference at the beginning of a text.
var known = regexp.MustCompile(`^&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});`)
