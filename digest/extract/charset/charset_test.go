package charset

import (
	"testing"
	"unicode/utf8"
)

func TestUTF8(t *testing.T) {
	for _, c := range []struct{ name, body, header, want, enc string }{
		{"valid UTF-8 wins over the declared label", `<?xml version="1.0" encoding="iso-8859-1"?><t>Zölle</t>`, "text/xml; charset=iso-8859-1", `<?xml version="1.0" encoding="iso-8859-1"?><t>Zölle</t>`, "utf-8"},
		{"declared in the prolog", "<?xml version='1.0' encoding='iso-8859-2'?><t>\xb1\xf3</t>", "", "<?xml version='1.0' encoding='iso-8859-2'?><t>ąó</t>", "iso-8859-2"},
		{"declared by the server", "Z\xf6lle", "text/html; charset=ISO-8859-1", "Zölle", "windows-1252"},
		{"declared in a meta tag", "<meta charset=gbk>\xb9\xd8\xcb\xb0", "", "<meta charset=gbk>关税", "gbk"},
		{"declared UTF-8 but is not", "<?xml encoding='utf-8'?>caf\xe9 \x96 50%", "", "<?xml encoding='utf-8'?>café – 50%", "windows-1252"},
		{"nothing declared", "10\xa0% \x93duty\x94", "", "10\u00a0% “duty”", "windows-1252"},
		{"UTF-16 with a mark", "\xff\xfeh\x00i\x00", "", "hi", "utf-16le"},
		{"UTF-16 without a mark", "\x00<\x00a\x00>", "", "<a>", "utf-16be"},
		{"UTF-32 with a mark", "\xff\xfe\x00\x00h\x00\x00\x00", "", "h", "utf-32"},
		{"UTF-32 without a mark", "\x00\x00\x00<\x00\x00\x00a", "", "<a", "utf-32"},
		{"UTF-8 mark", "\xef\xbb\xbfhi", "", "hi", "utf-8"},
		{"one broken byte in UTF-8", "Zölle für Käse über früh Öl ä ö ü \xff ß", "", "Zölle für Käse über früh Öl ä ö ü \ufffd ß", "utf-8"},
		{"a label nobody knows", "\xe9t\xe9", "text/html; charset=x-nonsense", "été", "windows-1252"},
		{"UTF-7 is not honoured", "\xe9+ADw-", "text/xml; charset=utf-7", "é+ADw-", "windows-1252"},
		{"empty", "", "", "", "utf-8"},
	} {
		got, enc := UTF8([]byte(c.body), c.header)
		if string(got) != c.want || enc != c.enc {
			t.Errorf("%s: UTF8(%q, %q) = %q, %q, want %q, %q", c.name, c.body, c.header, got, enc, c.want, c.enc)
		}
	}
}

func FuzzUTF8(f *testing.F) {
	f.Add([]byte("\xff\xfe<\x00"), "text/html; charset=utf-16")
	f.Add([]byte("<?xml encoding='shift_jis'?>\x82\xa0"), "")
	f.Fuzz(func(t *testing.T, body []byte, header string) {
		got, _ := UTF8(body, header)
		if !utf8.Valid(got) {
			t.Errorf("UTF8(%q, %q) = %q, not UTF-8", body, header, got)
		}
	})
}
