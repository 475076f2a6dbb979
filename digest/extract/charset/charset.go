// Package charset turns the bytes of a feed or page into UTF-8, whatever the
// publisher says they are.
//
// The rule: bytes that are valid UTF-8 (or nearly so) are UTF-8, whatever
// is declared; else a byte order mark decides, then what the server or the document declares,
// then a guess. Declarations are wrong often enough that they come second:
// "iso-8859-1" on a UTF-8 document is the commonest fault of feeds.
package charset

import (
	"bytes"
	"mime"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode/utf32"
)

// declared finds the label that an XML prolog, a CSS rule or a meta tag
// carries within the first bytes of a document.
var declared = regexp.MustCompile(`(?i)(?:encoding|charset)\s*=\s*["']?\s*([a-z0-9_:.-]+)`)

// window is how far into a document a declaration is looked for. HTML says
// 1024 bytes; real pages put scripts first.
const window = 4096

// UTF8 is body in UTF-8, without byte order mark, and the name of the
// encoding it was in. contentType is the Content-Type header, "" if none.
// It never fails: bytes that make no sense become U+FFFD.
func UTF8(body []byte, contentType string) (text []byte, name string) {
	if rest, ok := bytes.CutPrefix(body, []byte("\xef\xbb\xbf")); ok {
		return valid(rest), "utf-8"
	}
	if enc := utf32Of(body); enc != nil {
		if out, err := enc.NewDecoder().Bytes(body); err == nil {
			return valid(bytes.TrimPrefix(out, []byte("\xef\xbb\xbf"))), "utf-32"
		}
	}
	if name := wide(body); name != "" {
		return utf16Bytes(body, name == "utf-16be"), name
	}
	if utf8.Valid(body) {
		return body, "utf-8"
	}
	if mostlyUTF8(body) {
		return valid(body), "utf-8"
	}
	for _, label := range []string{header(contentType), inside(body)} {
		enc, name := charset.Lookup(label)
		if enc == nil || name == "utf-8" || strings.HasPrefix(name, "utf-16") || enc == encoding.Replacement {
			continue
		}
		if out, err := enc.NewDecoder().Bytes(body); err == nil {
			return valid(out), name
		}
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(body)
	if err != nil {
		return valid(body), "utf-8"
	}
	return out, "windows-1252"
}

// header is the charset parameter of a Content-Type.
func header(contentType string) string {
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return ""
	}
	return params["charset"]
}

// inside is the label that the document itself carries.
func inside(body []byte) string {
	m := declared.FindSubmatch(body[:min(len(body), window)])
	if m == nil {
		return ""
	}
	return string(m[1])
}

// utf32Of is the UTF-32 that body is in by its mark or by the zero bytes
// before or after its first character, nil if it is not.
func utf32Of(body []byte) encoding.Encoding {
	if len(body) < 4 || len(body)%4 != 0 {
		return nil
	}
	switch {
	case bytes.HasPrefix(body, []byte("\xff\xfe\x00\x00")), bytes.HasPrefix(body, []byte("<\x00\x00\x00")):
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)
	case bytes.HasPrefix(body, []byte("\x00\x00\xfe\xff")), bytes.HasPrefix(body, []byte("\x00\x00\x00<")):
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)
	}
	return nil
}

// wide names the UTF-16 that body is in by its mark or by the zero bytes
// between the first characters, "" if it is not.
func wide(body []byte) string {
	if len(body) < 4 {
		return ""
	}
	switch {
	case bytes.HasPrefix(body, []byte("\xfe\xff")), body[0] == 0 && body[1] != 0 && body[2] == 0 && body[3] != 0:
		return "utf-16be"
	case bytes.HasPrefix(body, []byte("\xff\xfe")), body[0] != 0 && body[1] == 0 && body[2] != 0 && body[3] == 0:
		return "utf-16le"
	}
	return ""
}

func utf16Bytes(body []byte, big bool) []byte {
	units := make([]uint16, 0, len(body)/2)
	for i := 0; i+1 < len(body); i += 2 {
		if big {
			units = append(units, uint16(body[i])<<8|uint16(body[i+1]))
		} else {
			units = append(units, uint16(body[i+1])<<8|uint16(body[i]))
		}
	}
	text := string(utf16.Decode(units))
	return []byte(strings.TrimPrefix(text, "\ufeff"))
}

// mostlyUTF8 reports whether body is UTF-8 with a few broken bytes, as a cut
// or a wrongly joined document is: fewer than one fault to four good
// characters beyond ASCII.
func mostlyUTF8(body []byte) bool {
	good, bad := 0, 0
	for i := 0; i < len(body); {
		if body[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(body[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
		} else {
			good++
		}
		i += n
	}
	return bad*4 < good
}

func valid(b []byte) []byte { return bytes.ToValidUTF8(b, []byte("\ufffd")) }
